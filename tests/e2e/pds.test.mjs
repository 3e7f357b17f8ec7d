// A real AT Protocol server and its real client: what is refused is not in the repository, and the client shows our sentence.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';
import { AtpAgent } from '@atproto/api';
import { ProxyAgent, setGlobalDispatcher } from 'undici';
import { SENTENCE, setScene } from './lib/scene.mjs';

const ADDRESS = '127.0.0.9';
const folder = mkdtempSync(path.join(os.tmpdir(), 'gatepost-pds-'));
const server = spawn(process.execPath, [fileURLToPath(new URL('servers/pds.mjs', import.meta.url)), folder, ADDRESS, 'pds.test'], { stdio: ['pipe', 'pipe', 'inherit'] });
const port = new Promise((resolve, reject) => {
	server.stdout.once('data', (line) => resolve(JSON.parse(line).port));
	server.once('exit', (code) => reject(new Error(`the PDS ended with ${code}`)));
});
const hasEnded = new Promise((resolve) => server.once('exit', resolve));
port.catch(() => {});

// The PDS speaks clear HTTP; its TLS is ours.
const scene = setScene({
	origins: {
		'pds.test': {
			tls: true,
			onConnection: async ({ socket }) => {
				const inner = net.connect(await port, ADDRESS);
				inner.on('error', () => socket.destroy());
				socket.on('error', () => inner.destroy()).on('close', () => inner.destroy());
				socket.pipe(inner).pipe(socket);
			},
		},
	},
});
const { it } = scene;
let agent;
let dispatcher;

before(async () => {
	await port;
	const { proxy } = scene;
	dispatcher = new ProxyAgent({ uri: `http://${proxy.address}:${proxy.port}`, requestTls: { ca: proxy.ca } });
	setGlobalDispatcher(dispatcher);
	agent = new AtpAgent({ service: 'https://pds.test' });
	await agent.createAccount({ handle: 'alice.test', email: 'alice@example.test', password: 'correct horse battery' });
});

after(async () => {
	await dispatcher?.destroy();
	server.stdin.end();
	await hasEnded;
	rmSync(folder, { recursive: true, force: true });
});

const record = (text) => ({ $type: 'app.bsky.feed.post', text, createdAt: new Date().toISOString() });
const create = (text) => ({ $type: 'com.atproto.repo.applyWrites#create', collection: 'app.bsky.feed.post', value: record(text) });

async function texts() {
	const list = await agent.com.atproto.repo.listRecords({ repo: agent.session.did, collection: 'app.bsky.feed.post' });
	return list.data.records.map((r) => r.value.text);
}

async function isRefused(promise) {
	await assert.rejects(promise, (error) => {
		assert.match(error.message, SENTENCE);
		assert.ok([400, 403].includes(error.status), String(error.status));
		return true;
	});
}

it('createRecord: an allowed post is in the repository', async () => {
	await agent.post(record('Herons fly'));
	assert.deepEqual(await texts(), ['Herons fly']);
});

it('createRecord: a forbidden post is not, and the client shows our sentence', async () => {
	await isRefused(agent.post(record('The Falconberg ships')));
	assert.deepEqual(await texts(), ['Herons fly']);
});

it('a forbidden word hidden in an alt text is found', async () => {
	const blob = await agent.uploadBlob(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3]), { encoding: 'image/png' });
	await isRefused(agent.post({ ...record('Look'), embed: { $type: 'app.bsky.embed.images', images: [{ image: blob.data.blob, alt: 'the Falconberg' }] } }));
});

it('applyWrites with the bad record second: nothing of it is in the repository', async () => {
	await isRefused(agent.com.atproto.repo.applyWrites({ repo: agent.session.did, writes: [create('Part one'), create('Part two: Falconberg')] }));
	assert.deepEqual(await texts(), ['Herons fly']);
	await agent.com.atproto.repo.applyWrites({ repo: agent.session.did, writes: [create('Part one'), create('Part two')] });
	assert.equal((await texts()).length, 3);
});

it('a gzip request body is read, allowed or refused', async () => {
	const send = (text) => fetch('https://pds.test/xrpc/com.atproto.repo.createRecord', {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip', Authorization: `Bearer ${agent.session.accessJwt}` },
		body: zlib.gzipSync(JSON.stringify({ repo: agent.session.did, collection: 'app.bsky.feed.post', record: record(text) })),
	});
	assert.equal((await send('Packed herons')).status, 200);
	const refused = await send('Packed Falconberg');
	assert.match((await refused.json()).message, SENTENCE);
	assert.equal(refused.headers.get('access-control-allow-origin'), '*');
	assert.ok((await texts()).includes('Packed herons'));
	assert.ok(!(await texts()).some((text) => /Falconberg/.test(text)));
});

it('the profile is read like a post', async () => {
	await isRefused(agent.com.atproto.repo.putRecord({ repo: agent.session.did, collection: 'app.bsky.actor.profile', rkey: 'self',
		record: { $type: 'app.bsky.actor.profile', displayName: 'Alice', description: 'Falconberg team' } }));
});

it('deleting passes, and reading goes on', async () => {
	const list = await agent.com.atproto.repo.listRecords({ repo: agent.session.did, collection: 'app.bsky.feed.post' });
	await agent.deletePost(list.data.records[0].uri);
	assert.equal((await texts()).length, 3);
});

it('a session refresh and a second sign-in pass, and no record speaks of them', async (t, { proxy }) => {
	const before = (await proxy.records()).length;
	await agent.login({ identifier: 'alice.test', password: 'correct horse battery' });
	assert.equal((await proxy.records()).length, before);
});

it('the records name the site, the account and the rule', async (t, { proxy }) => {
	const records = (await proxy.records()).filter((r) => r.site === 'bluesky');
	assert.ok(records.length >= 4);
	for (const one of records) assert.deepEqual(one.rules.map((r) => r.id), ['falcon']);
});
