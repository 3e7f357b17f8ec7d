// The parent: a reload that fails changes nothing, the log included; what the state folder may do to it.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { BINARY, POLICY, freePort, makeFolder, run } from './lib/gatepost.mjs';
import { commandLine, eventually, sleep, within } from './lib/process.mjs';
import { SENTENCE, postRequest, setScene } from './lib/scene.mjs';

const folder = makeFolder();
after(() => rmSync(folder, { recursive: true, force: true }));

const scene = setScene({ origins: { 'social.test': { tls: true }, 'other.test': { tls: true } } });
const { it } = scene;

async function refuses(proxy, host, text) {
	const wire = await proxy.secure(host);
	try {
		return SENTENCE.test((await wire.request(postRequest(text, { host }))).body);
	} finally {
		wire.close();
	}
}

// A configuration that reads well and that no role can start on: the key is not that of the CA.
function breakKey(proxy) {
	const file = path.join(proxy.state, 'ca.key');
	const kept = readFileSync(file);
	writeFileSync(file, 'no key\n');
	return () => writeFileSync(file, kept);
}

it('new roles that do not come up: the old ones serve, and one of them that crashes comes back on the old snapshot', async (t, { proxy }) => {
	const mend = breakKey(proxy);
	const before = proxy.roles('worker').sort();
	writeFileSync(path.join(proxy.dir, 'policy.yaml'), POLICY.replace('[Falconberg]', '[Merlinwood]'));
	const reload = proxy.reload();
	// While the new roles start and end: every old worker is killed once.
	await eventually(() => proxy.roles('worker').length > before.length || proxy.roles('certs').length !== 1, 'new roles start');
	for (const pid of before) process.kill(pid, 'SIGKILL');
	const answer = await reload;
	assert.equal(answer.code, 1, answer.output);
	assert.match(answer.output, /nothing was changed: generation 1 stays in force/);
	await eventually(async () => (await proxy.status()).roles.filter((r) => r.role === 'worker' && r.state === 'ready' && r.generation === 1).length === 2, 'two workers of the old generation', 10000);
	assert.equal(proxy.roles('worker').filter((pid) => before.includes(pid)).length, 0);
	assert.ok(await refuses(proxy, 'social.test', 'Falconberg'), 'by the old policy');
	// A name that no leaf was made for yet: the old certs is there.
	assert.ok(await refuses(proxy, 'other.test', 'Falconberg'));
	assert.ok(!await refuses(proxy, 'social.test', 'Merlinwood'));
	mend();
	assert.equal((await proxy.reload()).code, 0);
	assert.ok(await refuses(proxy, 'social.test', 'Merlinwood'));
	writeFileSync(path.join(proxy.dir, 'policy.yaml'), POLICY);
	assert.equal((await proxy.reload()).code, 0);
});

it('a reload that fails leaves the log where and as it was', async (t, { proxy }) => {
	const kept = proxy.config;
	const elsewhere = path.join(proxy.dir, 'elsewhere.log');
	proxy.writeConfig({ ...kept, log: { level: 'debug', to: elsewhere }, stage: 'enforced' });
	assert.equal((await proxy.reload()).code, 1);
	// The configuration is fine now, but its listener cannot be had.
	proxy.writeConfig({ ...kept, log: { level: 'debug', to: elsewhere }, listen: [...kept.listen, { mode: 'explicit', address: '192.0.2.1:3128' }] });
	assert.equal((await proxy.reload()).code, 1);
	const mark = proxy.said.length;
	proxy.writeConfig({ ...kept, stage: 'enforced' });
	assert.equal((await proxy.reload()).code, 1);
	await eventually(() => /reload changed nothing/.test(proxy.said.slice(mark)), 'the parent still writes to standard error');
	const [pid] = proxy.roles('who');
	process.kill(pid, 'SIGKILL');
	await eventually(() => proxy.roles('who').some((p) => p !== pid), 'who is back');
	assert.doesNotMatch(proxy.said, / debug parent /, 'at the old level');
	if (existsSync(elsewhere)) assert.equal(readFileSync(elsewhere, 'utf8'), '');
	proxy.writeConfig(kept);
	assert.equal((await proxy.reload()).code, 0);
});

it('log.to: all roles write there from the reload on, into a new file after a rotation, and back to standard error', async (t, { proxy }) => {
	const kept = proxy.config;
	const file = path.join(proxy.dir, 'gatepost.log');
	const hears = (word) => new RegExp(` ${word} `).test(existsSync(file) ? readFileSync(file, 'utf8') : '');
	proxy.writeConfig({ ...kept, log: { to: file } });
	assert.equal((await proxy.reload()).code, 0);
	await eventually(() => hears('info parent') && hears('info audit'), 'parent and roles');
	renameSync(file, `${file}.1`);
	assert.equal((await proxy.reload()).code, 0);
	await eventually(() => hears('info parent') && hears('info audit'), 'parent and roles, in a new file');
	const mark = proxy.said.length;
	proxy.writeConfig(kept);
	assert.equal((await proxy.reload()).code, 0);
	await eventually(() => /reloaded generation/.test(proxy.said.slice(mark)), 'standard error again');
});

it('a log that cannot be written: the reload is refused', async (t, { proxy }) => {
	const kept = proxy.config;
	proxy.writeConfig({ ...kept, log: { to: path.join(proxy.dir, 'no/such/folder/gatepost.log') } });
	const answer = await proxy.reload();
	assert.equal(answer.code, 1);
	assert.match(answer.output, /cannot write the log .*No such file/);
	proxy.writeConfig(kept);
	assert.equal((await proxy.reload()).code, 0);
});

it('connections to the control socket that say nothing keep nobody out', async (t, { proxy }) => {
	const silent = [];
	for (let i = 0; i < 40; i++) {
		const socket = net.connect(path.join(proxy.state, 'control.sock'));
		socket.on('error', () => {});
		silent.push(socket);
		await new Promise((resolve) => socket.once('connect', resolve).once('close', resolve));
	}
	const answer = await proxy.run('status', '--json');
	assert.equal(answer.code, 0, answer.output);
	for (const socket of silent) socket.destroy();
});

async function configOf(name, more = '') {
	const dir = path.join(folder, name);
	mkdirSync(path.join(dir, 'state'), { recursive: true, mode: 0o700 });
	const file = path.join(dir, 'gatepost.yaml');
	writeFileSync(file, `state: state\nlisten: [ { mode: explicit, address: "127.0.0.1:${await freePort('127.0.0.1')}" } ]\n${more}`);
	return { dir, file, state: path.join(dir, 'state') };
}

test('SIGTERM ends a start that waits for a file which never comes', { timeout: 30000 }, async () => {
	const { dir, file } = await configOf('pipe', 'policy: [ pipe.yaml ]\n');
	execFileSync('mkfifo', [path.join(dir, 'pipe.yaml')]);
	await run(['ca', 'create', '-c', file]);
	const child = spawn(BINARY, ['run', '-c', file], { stdio: 'ignore' });
	const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve({ code, signal })));
	await eventually(() => /run/.test(commandLine(child.pid)), 'it runs');
	await sleep(300);
	child.kill('SIGTERM');
	const end = await within(ended, 5000);
	if (!end) child.kill('SIGKILL');
	assert.deepEqual(end, { code: 0, signal: null });
});

test('a link in the place of gatepost.pid is not followed', { timeout: 30000 }, async () => {
	const { dir, file, state } = await configOf('link');
	const victim = path.join(dir, 'victim');
	writeFileSync(victim, 'precious');
	await run(['ca', 'create', '-c', file]);
	symlinkSync(victim, path.join(state, 'gatepost.pid'));
	const answer = await run(['run', '-c', file]);
	assert.equal(answer.code, 2, answer.output);
	assert.match(answer.output, /gatepost\.pid/);
	assert.equal(readFileSync(victim, 'utf8'), 'precious');
});
