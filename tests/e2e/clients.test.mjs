// Real client libraries through the proxy: an allowed post arrives, a forbidden one does not, and what their user sees.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { SENTENCE, setScene } from './lib/scene.mjs';

const json = (body, headers = {}) => ({ body, headers });
const DID = 'did:plc:abcdefghijklmnopqrstuvwx';
// Just enough of each interface for its client to be content.
const apis = {
	'social.test': { '/api/v1/statuses': () => json({ id: '42', url: 'https://social.test/@a/42' }) },
	'api.x.com': {
		'/2/tweets': () => ({ status: 201, body: { data: { id: '42', text: '' } } }),
		'/1.1/statuses/update.json': () => json({ id_str: '42' }),
	},
	'pds.test': {
		'/xrpc/com.atproto.server.createSession': () => json({ did: DID, handle: 'alice.test', accessJwt: jwt(), refreshJwt: jwt(), active: true }),
		'/xrpc/com.atproto.server.getSession': () => json({ did: DID, handle: 'alice.test' }),
		'/xrpc/com.atproto.repo.createRecord': () => json({ uri: `at://${DID}/app.bsky.feed.post/42`, cid: 'bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a' }),
	},
	'blog.test': {
		'/wp-json/wp/v2/posts': () => ({ status: 201, body: { id: 42, link: 'https://blog.test/?p=42' } }),
		'/xmlrpc.php': () => ({ headers: { 'Content-Type': 'text/xml' }, body: '<?xml version="1.0"?><methodResponse><params><param><value><string>42</string></value></param></params></methodResponse>' }),
	},
};

function jwt() {
	const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
	return `${part({ alg: 'HS256' })}.${part({ sub: DID, exp: Math.floor(Date.now() / 1000) + 3600 })}.c2ln`;
}

const answer = (host) => (request) => apis[host][request.target.split('?')[0]]?.(request) ?? { status: 404, body: { error: 'no such thing' } };
const scene = setScene({
	origins: Object.fromEntries(Object.keys(apis).map((host, i) => [host, { tls: true, address: `127.0.0.${10 + i}`, answer: answer(host) }])),
});

function client(proxy, name, text) {
	const script = fileURLToPath(new URL(`clients/${name}.mjs`, import.meta.url));
	const env = { ...process.env, HTTPS_PROXY: `http://${proxy.address}:${proxy.port}`, NODE_EXTRA_CA_CERTS: proxy.caFile, NODE_NO_WARNINGS: '1' };
	return new Promise((resolve, reject) => {
		execFile(process.execPath, [script, text], { env, timeout: 30000 }, (error, stdout, stderr) => {
			const line = stdout.trim().split('\n').pop();
			if (!line) reject(new Error(`${name}: ${error?.message} ${stderr}`));
			else resolve(JSON.parse(line));
		});
	});
}

// Where each client's user reads our sentence.
const shown = (result) => result.shown;
for (const [name, host, path, where] of [
	['masto', 'social.test', '/api/v1/statuses', shown],
	['twitter-v1', 'api.x.com', '/1.1/statuses/update.json', shown],
	['twitter-v2', 'api.x.com', '/2/tweets', (result) => result.data.detail],
	['atproto', 'pds.test', '/xrpc/com.atproto.repo.createRecord', shown],
	['wpapi', 'blog.test', '/wp-json/wp/v2/posts', shown],
	['xmlrpc', 'blog.test', '/xmlrpc.php', shown],
]) {
	scene.it(`${name}: an allowed post arrives, a forbidden one is refused in its dialect`, async (t, { proxy, origins }) => {
		const origin = origins[host];
		const allowed = await client(proxy, name, 'Herons fly');
		assert.equal(allowed.ok, true, JSON.stringify(allowed));
		const writes = () => origin.requests.filter((r) => r.target.split('?')[0] === path).length;
		assert.equal(writes(), 1);
		const refused = await client(proxy, name, 'The Falconberg ships');
		assert.equal(refused.ok, false, JSON.stringify(refused));
		assert.match(where(refused) ?? JSON.stringify(refused), SENTENCE);
		assert.equal(writes(), 1);
		assert.doesNotMatch(origin.heard(), /Falconberg/);
	});
}
