// When things break: origins, roles, disks, configuration; and that no verdict was acted upon without its record.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { test } from 'node:test';
import { Gatepost, POLICY, makeFolder } from './lib/gatepost.mjs';
import { Origin } from './lib/origin.mjs';
import { makeAuthority } from './lib/pki.mjs';
import { eventually, isAlive, sleep, within } from './lib/process.mjs';
import { SENTENCE, postRequest, setScene } from './lib/scene.mjs';

const GET = (host) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const scene = setScene({
	origins: {
		'social.test': { tls: true },
		'reset.social.test': { tls: true, onConnection: ({ socket }) => socket.once('data', () => socket._parent.resetAndDestroy()) },
		'garbage.social.test': { tls: true, onConnection: ({ socket }) => socket.once('data', () => socket.end('\0\x01garbage\r\n\r\n')) },
		'closing.social.test': { tls: true, onConnection: ({ socket }) => socket.once('data', () => socket.end()) },
		'notls.social.test': { tls: null, onConnection: ({ socket }) => socket.write('220 mail.test ESMTP\r\n') },
		'slow.social.test': { tls: true, answer: async () => { await sleep(1500); return { body: 'late' }; } },
		'silent.social.test': { tls: null, onConnection: () => {} },
		'closing-tls.social.test': { tls: null, onConnection: ({ socket }) => socket.once('data', () => socket.end()) },
		'flips.social.test': { tls: true },
		'drip.social.test': { tls: true, onConnection: ({ socket }) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc')) },
	},
	config: { sites: { hosts: { mastodon: ['social.test', 'reset.social.test', 'garbage.social.test', 'closing.social.test', 'notls.social.test', 'refused.social.test',
		'slow.social.test', 'silent.social.test', 'closing-tls.social.test', 'flips.social.test', 'drip.social.test', 'nowhere.social.test'] } }, origin: { hosts: { 'refused.social.test': '127.0.0.2:1' } } },
});
const { it } = scene;

for (const [host, why] of [['refused.social.test', 'refuses'], ['reset.social.test', 'resets'], ['garbage.social.test', 'sends garbage'],
	['closing.social.test', 'closes without an answer'], ['notls.social.test', 'does not speak TLS']]) {
	it(`an origin that ${why}: 502 with words, and the proxy goes on`, async (t, { proxy }) => {
		const wire = await proxy.secure(host);
		const answer = await wire.request(GET(host));
		assert.equal(answer.status, 502);
		assert.ok(answer.body.length > 20);
		wire.close();
		assert.equal((await proxy.curl('https://social.test/')).status, 200);
	});
}

it('a name that does not exist: 502 or 504 with words', async (t, { proxy }) => {
	const wire = await proxy.secure('nowhere.social.test');
	assert.ok([502, 504].includes((await wire.request(GET('nowhere.social.test'), { ms: 30000 })).status));
	wire.close();
});

it('a slow origin holds nobody else up', async (t, { proxy }) => {
	const slow = await proxy.secure('slow.social.test');
	slow.write(GET('slow.social.test'));
	const begin = Date.now();
	for (let i = 0; i < 10; i++) assert.equal((await proxy.curl('https://social.test/')).status, 200);
	assert.ok(Date.now() - begin < 5000);
	assert.equal((await slow.response()).body, 'late');
	slow.close();
});

it('an origin that stalls in the middle of an answer costs only its own session', async (t, { proxy }) => {
	const wire = await proxy.secure('drip.social.test');
	wire.write(GET('drip.social.test'));
	assert.equal((await wire.line()), 'HTTP/1.1 200 OK');
	assert.equal((await proxy.curl('https://social.test/')).status, 200);
	wire.close();
});

it('an origin that never answers the handshake: the client may leave, nothing stays', async (t, { proxy }) => {
	const wire = await proxy.connect('silent.social.test');
	wire.write('GET');
	await sleep(50);
	wire.close();
	assert.equal((await proxy.curl('https://social.test/')).status, 200);
});

for (const [host, status, why] of [['silent.social.test', 504, 'tls-timeout'], ['notls.social.test', 502, 'tls'], ['closing-tls.social.test', 502, 'tls']]) {
	it(`an origin that does not complete TLS (${host}): a page over our own certificate, a record, a count`, async (t, { proxy }) => {
		const count = async () => (await proxy.status()).counters.find((c) => c.name === 'origin-tls').count;
		const [before, known] = [await count(), (await proxy.records()).length];
		const wire = await proxy.secure(host, { ms: 25000 });
		const answer = await wire.request(GET(host).replace('\r\n\r\n', '\r\nAccept: text/html\r\n\r\n'), { ms: 25000 });
		assert.equal(answer.status, status);
		assert.match(answer.headers['content-type'], /text\/html/);
		assert.match(answer.body, new RegExp(host.replaceAll('.', '\\.')));
		wire.close();
		assert.ok(await count() > before);
		const record = await eventually(async () => (await proxy.records()).slice(known).find((r) => r.kind === 'origin' && r.host === host), 'a record');
		assert.equal(record.why, why);
		assert.equal((await proxy.curl('https://social.test/')).status, 200);
	});
}

it('a certificate that turns bad between two connections of a session: refused and recorded', async (t, { proxy, origins }) => {
	const origin = origins['flips.social.test'];
	const wire = await proxy.secure('flips.social.test');
	assert.equal((await wire.request(GET('flips.social.test'))).status, 200);
	const other = makeAuthority('Somebody else').issue(['flips.social.test']);
	origin.server.setSecureContext({ key: other.keyPem, cert: other.cert });
	for (const socket of origin.sockets) socket.destroy();
	await sleep(200);
	origin.forget();
	const answer = await wire.request(GET('flips.social.test'));
	assert.equal(answer.status, 502);
	assert.equal(origin.heard(), '');
	await eventually(async () => (await proxy.records()).some((r) => r.kind === 'origin' && r.host === 'flips.social.test' && r.why === 'unknown-issuer'), 'a record');
	wire.close();
});

it('clients that leave at every point of a post', async (t, { proxy }) => {
	const whole = postRequest('A heron');
	for (let cut = 0; cut < whole.length; cut += 11) {
		const wire = await proxy.secure('social.test');
		wire.write(whole.slice(0, cut));
		wire.close();
	}
	assert.equal((await proxy.curl('https://social.test/')).status, 200);
});

// Posts of two kinds, as fast as one client can, until told to stop; what each was answered with.
async function load(proxy, seen, isOver) {
	let n = 0;
	const me = Math.random().toString(36).slice(2, 8);
	while (!isOver()) {
		let wire;
		try {
			wire = await proxy.secure('social.test');
			for (let i = 0; i < 20 && !isOver(); i++) {
				const isBad = n++ % 2 === 0;
				const answer = await wire.request(postRequest(`${isBad ? 'Falconberg' : 'Heronwing'} ${me}-${n}`), { ms: 8000 });
				seen.push({ isBad, status: answer.status, body: answer.body });
				if (answer.headers.connection === 'close') break;
			}
		} catch {
			await sleep(20);
		} finally {
			wire?.close();
		}
	}
}

// Every answer that acted on a verdict has its record, and no reference is there twice.
async function everyVerdictHasItsRecord(proxy, origin, seen) {
	const records = await proxy.records();
	const byReference = new Map();
	for (const record of records.filter((r) => r.reference)) {
		assert.ok(!byReference.has(record.reference), `${record.reference} is there twice`);
		byReference.set(record.reference, record);
	}
	const refused = seen.filter((s) => s.isBad && SENTENCE.test(s.body));
	for (const { body } of refused) assert.ok(byReference.has(/\/n\/([0-9A-Z]+)/.exec(body)[1]), body);
	const logged = records.filter((r) => r.rules?.some((rule) => rule.id === 'slogan')).length;
	const arrived = origin.requests.filter((r) => r.method === 'POST' && r.body.includes('Heronwing')).length;
	assert.ok(logged >= arrived, `${arrived} logged posts arrived, ${logged} have a record`);
	assert.doesNotMatch(origin.heard(), /Falconberg/);
	const verify = await proxy.run('log', 'verify');
	assert.equal(verify.code, 0, verify.output);
	return refused.length;
}

for (const role of ['worker', 'certs', 'audit', 'who']) {
	it(`${role} killed with -9 three times under load: no verdict acted upon lacks its record, none is there twice`, async (t, { proxy, origin }) => {
		const seen = [];
		let isOver = false;
		const clients = Array.from({ length: 4 }, () => load(proxy, seen, () => isOver));
		for (let i = 0; i < 3; i++) {
			await sleep(400);
			const [pid] = await eventually(() => { const found = proxy.roles(role); return found.length && found; }, `${role} is there`);
			process.kill(pid, 'SIGKILL');
			await eventually(() => proxy.roles(role).some((p) => p !== pid), `${role} is back`, 10000);
		}
		await sleep(1500);
		isOver = true;
		await Promise.all(clients);
		const refused = await everyVerdictHasItsRecord(proxy, origin, seen);
		assert.ok(refused > 10, `only ${refused} refusals seen`);
		assert.equal((await proxy.curl('https://social.test/')).status, 200);
		assert.ok(isAlive(proxy.pid));
		await eventually(async () => (await proxy.records()).some((r) => r.kind === 'crash'), 'the crash is recorded');
	});
}

const referenceIn = (body) => /\/n\/([0-9A-Z]+)/.exec(body)?.[1] ?? /reference ([0-9A-Z]+)/.exec(body)?.[1];

// Every reference that people were told is in a record, or named by one of kind gap.
async function everyReferenceIsRecorded(proxy, bodies) {
	for (const reference of bodies.map(referenceIn)) {
		assert.ok(reference);
		await eventually(async () => (await proxy.records()).some((r) => r.reference === reference || (r.kind === 'gap' && r.why.includes(reference))), `${reference} is in the log`, 10000);
	}
}

it('a post whose record two lives of audit died on is refused, and a gap record says so', async (t, { proxy, origin }) => {
	const [first] = proxy.roles('audit');
	process.kill(first, 'SIGSTOP');
	const blocked = await proxy.secure('social.test');
	const logged = await proxy.secure('social.test');
	const answers = [blocked.write(postRequest('Falconberg')).response(), logged.write(postRequest('Heronwing')).response()];
	await sleep(200);
	process.kill(first, 'SIGKILL');
	// The next one is stopped before it answers, if that can be; else the posts have their records, which is as good.
	const [second] = await eventually(() => { const now = proxy.roles('audit').filter((pid) => pid !== first); return now.length && now; }, 'the next audit');
	process.kill(second, 'SIGSTOP');
	await sleep(300);
	process.kill(second, 'SIGKILL');
	const bodies = (await Promise.all(answers)).map((answer) => answer.body).filter(referenceIn);
	assert.ok(bodies.length >= 1);
	await everyReferenceIsRecorded(proxy, bodies);
	assert.doesNotMatch(origin.heard(), /Falconberg/);
	assert.equal((await proxy.run('log', 'verify')).code, 0);
	blocked.close();
	logged.close();
});

it('a record that comes after its post was refused says that it was not sent', async (t, { proxy, origin }) => {
	const [audit] = proxy.roles('audit');
	process.kill(audit, 'SIGSTOP');
	const wire = await proxy.secure('social.test');
	const answer = await wire.request(postRequest('Heronwing'), { ms: 20000 });
	process.kill(audit, 'SIGCONT');
	assert.equal(answer.status, 503);
	assert.match(answer.body, /out of order/);
	assert.equal(origin.heard(), '');
	const reference = referenceIn(answer.body);
	await eventually(async () => (await proxy.records()).some((r) => r.reference === reference && r.outcome === 'not-sent'), 'the record', 10000);
	assert.ok(!(await proxy.records()).some((r) => r.kind === 'gap' && r.why.includes(reference)), 'nothing is missing');
	wire.close();
});

it('a client that resets while its record is written: nothing is sent, and the record says so', async (t, { proxy, origin }) => {
	const [audit] = proxy.roles('audit');
	const known = (await proxy.records()).length;
	process.kill(audit, 'SIGSTOP');
	const wire = await proxy.secure('social.test');
	wire.write(postRequest('Heronwing'));
	await sleep(200);
	wire.socket._parent.resetAndDestroy();
	await sleep(200);
	process.kill(audit, 'SIGCONT');
	await eventually(async () => (await proxy.records()).slice(known).some((r) => r.kind === 'post' && r.outcome === 'not-sent'), 'the record', 10000);
	assert.equal(origin.heard(), '');
});

it('reload during 50 open requests drops none', async (t, { proxy, origins }) => {
	const wires = await Promise.all(Array.from({ length: 50 }, () => proxy.secure('slow.social.test')));
	const answers = wires.map((wire) => wire.write(GET('slow.social.test')).response());
	await sleep(200);
	const reloaded = await proxy.reload();
	assert.equal(reloaded.code, 0, reloaded.output);
	const done = await Promise.all(answers);
	assert.deepEqual(done.map((a) => a.body), Array(50).fill('late'));
	assert.equal(origins['slow.social.test'].requests.length, 50);
	for (const wire of wires) wire.close();
});

it('a reload under load drops no post and loses no record', async (t, { proxy, origin }) => {
	const seen = [];
	let isOver = false;
	const clients = Array.from({ length: 4 }, () => load(proxy, seen, () => isOver));
	for (let i = 0; i < 3; i++) {
		await sleep(300);
		assert.equal((await proxy.reload()).code, 0);
	}
	isOver = true;
	await Promise.all(clients);
	assert.deepEqual(seen.filter((s) => (s.isBad ? !SENTENCE.test(s.body) : s.status !== 200)), []);
	await everyVerdictHasItsRecord(proxy, origin, seen);
});

it('an open tunnel survives a reload', async (t, { proxy }) => {
	const echo = await Origin.start({ address: '127.0.0.12', onConnection: ({ socket }) => socket.on('data', (data) => socket.write(data)) });
	const kept = structuredClone(proxy.config);
	const config = structuredClone(kept);
	config.origin.hosts['echo.test'] = echo.at;
	proxy.writeConfig(config);
	let wire;
	try {
		assert.equal((await proxy.reload()).code, 0);
		wire = await proxy.connect('echo.test');
		wire.write('ping 1\r\n');
		assert.equal((await wire.bytes(8)).toString(), 'ping 1\r\n');
		assert.equal((await proxy.reload()).code, 0);
		await sleep(300);
		wire.write('ping 2\r\n');
		assert.equal((await wire.bytes(8)).toString(), 'ping 2\r\n');
	} finally {
		wire?.close();
		await echo.close();
		proxy.writeConfig(kept);
		await proxy.reload();
	}
});

it('a policy half written and a worker that crashes: it comes back on the old snapshot', async (t, { proxy, origin }) => {
	const file = path.join(proxy.dir, 'policy.yaml');
	writeFileSync(file, POLICY.slice(0, 300) + '\n   - {broken');
	for (const pid of proxy.roles('worker')) process.kill(pid, 'SIGKILL');
	await eventually(async () => (await proxy.curl('https://social.test/')).status === 200, 'workers are back', 10000);
	const wire = await proxy.secure('social.test');
	assert.match((await wire.request(postRequest('Falconberg'))).body, SENTENCE);
	wire.close();
	const reloaded = await proxy.reload();
	assert.equal(reloaded.code, 1);
	assert.match(reloaded.output, /policy\.yaml:\d+:\d+:/);
	writeFileSync(file, POLICY);
	assert.equal((await proxy.reload()).code, 0);
	assert.doesNotMatch(origin.heard(), /Falconberg/);
});

// A proxy of its own, for what ends it.
async function withProxy(options, body) {
	const authority = makeAuthority();
	const origin = await Origin.start({ tls: { authority, names: ['social.test'] }, ...options.origin });
	const proxy = await Gatepost.start({ authority, origins: { 'social.test': origin }, ...options });
	try {
		await body(proxy, origin);
	} finally {
		await origin.close();
		await proxy.stop();
	}
}

test('SIGTERM drains: an open request is answered, new connections are not taken', { timeout: 60000 }, async () => {
	await withProxy({ origin: { answer: async () => { await sleep(1000); return { body: 'late' }; } }, config: { drain: '10s' } }, async (proxy) => {
		const wire = await proxy.secure('social.test');
		const answer = wire.write(GET('social.test')).response();
		await sleep(200);
		process.kill(proxy.pid, 'SIGTERM');
		await sleep(200);
		await assert.rejects(proxy.dial(), /ECONNREFUSED/);
		assert.equal((await answer).body, 'late');
		wire.close();
		const end = await within(proxy.ended, 8000);
		assert.deepEqual(end, { code: 0, signal: null });
	});
});

test('a second SIGTERM ends it at once', { timeout: 60000 }, async () => {
	await withProxy({ origin: { answer: () => undefined }, config: { drain: '60s' } }, async (proxy) => {
		const wire = await proxy.secure('social.test');
		wire.write(GET('social.test'));
		await sleep(200);
		process.kill(proxy.pid, 'SIGTERM');
		await sleep(300);
		assert.ok(isAlive(proxy.pid), 'it waits for the open request');
		process.kill(proxy.pid, 'SIGTERM');
		assert.ok(await within(proxy.ended, 3000), 'it ended');
		wire.close();
	});
});

test('SIGHUP reloads', { timeout: 60000 }, async () => {
	await withProxy({}, async (proxy) => {
		const before = proxy.roles('worker');
		process.kill(proxy.pid, 'SIGHUP');
		await eventually(() => { const now = proxy.roles('worker'); return now.length === 2 && !now.some((pid) => before.includes(pid)); }, 'new workers only', 10000);
	});
});

test('a second proxy on the same state folder is refused clearly', { timeout: 60000 }, async () => {
	await withProxy({}, async (proxy) => {
		const second = await proxy.run('run');
		assert.notEqual(second.code, 0);
		assert.match(second.output, /already|in use/i);
		assert.equal((await proxy.curl('https://social.test/')).status, 200);
	});
});

// A state folder of 6 MB on a file system of its own.
function mountSmall(dir) {
	mkdirSync(dir);
	execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m,mode=0700', 'tmpfs', dir]);
	return () => execFileSync('umount', [dir]);
}

function fill(dir) {
	const { bavail, bsize } = statfsSync(dir);
	const file = path.join(dir, 'filler');
	for (let left = bavail * bsize; left > 0; left = Math.floor(left / 2)) {
		try {
			writeFileSync(file, Buffer.alloc(left), { flag: 'a' });
		} catch (error) {
			if (error.code !== 'ENOSPC') throw error;
		}
	}
	return () => rmSync(file);
}

for (const fail of ['closed', 'open']) {
	test(`the store's disk is full, fail: ${fail}`, { timeout: 60000, skip: process.getuid() !== 0 && 'needs root, for a small tmpfs' }, async (t) => {
		const dir = makeFolder();
		const state = path.join(dir, 'state');
		let unmount;
		try {
			unmount = mountSmall(state);
		} catch {
			rmSync(dir, { recursive: true });
			return t.skip('no tmpfs can be mounted here');
		}
		try {
			await withProxy({ dir, config: { fail } }, async (proxy, origin) => {
				const post = async (text, how) => { const wire = await proxy.secure('social.test'); const answer = await wire.request(postRequest(text, how)); wire.close(); return answer; };
				const free = fill(state);
				const logged = await post('Heronwing');
				if (fail === 'open') assert.equal(logged.status, 200);
				else assert.match(logged.body, /out of order/);
				assert.equal(origin.requests.length, fail === 'open' ? 1 : 0);
				const blocked = await post('Falconberg');
				assert.ok(blocked.status >= 400, 'a verdict of block stands whether or not it could be recorded');
				assert.doesNotMatch(origin.heard(), /Falconberg/);
				assert.equal((await post('A heron', { method: 'DELETE', target: '/api/v1/statuses/1' })).status, 200, 'taking back passes');
				assert.equal((await proxy.curl('https://social.test/')).status, 200, 'reading passes');
				assert.equal((await post('A heron')).status, 200, 'an allowed post needs no record');
				free();
				await eventually(async () => SENTENCE.test((await post('Falconberg')).body), 'it recovers', 15000);
				await everyReferenceIsRecorded(proxy, [blocked.body, ...(fail === 'open' ? [] : [logged.body])]);
				await eventually(async () => (await proxy.records()).some((r) => r.kind === 'fault' && /could not be written/.test(r.why)), 'a record says why', 10000);
				const gaps = (await proxy.records()).filter((r) => r.kind === 'gap').map((r) => r.why);
				assert.ok(gaps.length <= 2, 'one a worker');
				const counted = (word) => gaps.reduce((sum, why) => sum + Number(new RegExp(`(\\d+) ${word}`).exec(why)[1]), 0);
				assert.equal(counted('let go'), fail === 'open' ? 1 : 0);
				assert.ok(counted('refused') >= (fail === 'open' ? 1 : 2));
				assert.equal((await proxy.run('log', 'verify')).code, 0);
			});
		} finally {
			unmount();
			rmSync(dir, { recursive: true, force: true });
		}
	});
}

test('the network address of the origin is looked at each time: our own listener and loopback are out of reach', { timeout: 60000 }, async () => {
	await withProxy({}, async (proxy) => {
		for (const target of [`${proxy.address}:${proxy.port}`, '127.0.0.1:80', '[::1]:80', '169.254.169.254:80', '[::ffff:127.0.0.1]:80', 'localhost:80', '0.0.0.0:80']) {
			const wire = await proxy.dial();
			const answer = await wire.request(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
			assert.equal(answer.status, 403, target);
			wire.close();
		}
		const isOpen = await new Promise((resolve) => net.connect(proxy.port, proxy.address, () => resolve(true)).on('error', () => resolve(false)).unref());
		assert.ok(isOpen);
	});
});
