// What one peer may cost the others: turns of the loop, memory, time; and that what is over a limit is said and counted.
import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import tls from 'node:tls';
import { Gatepost } from './lib/gatepost.mjs';
import { anonymousMemory, eventually, isAlive, sleep, ticks } from './lib/process.mjs';
import { postRequest, setScene } from './lib/scene.mjs';
import { Wire, dial, secure } from './lib/wire.mjs';

const GET = (host, target = '/') => `GET ${target} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const MIB = 1 << 20;
const answers = {};
const answer = (request, connection) => (request.target in answers ? answers[request.target](request, connection) : { body: 'fine' });
const scene = setScene({
	origins: {
		'social.test': { tls: true, answer },
		'plain.test': { tls: null, address: '127.0.0.3', answer },
		'silent.social.test': { tls: null, address: '127.0.0.4', onConnection: () => {} },
	},
	config: { workers: 1, limits: { memory: '16MiB', text: '256KiB' }, sites: { hosts: { mastodon: ['social.test', 'silent.social.test'] } } },
});
const { it } = scene;

async function counter(proxy, name) {
	const status = await proxy.status();
	return [...status.counters, ...status['blind-spots']].find((c) => c.name === name)?.count;
}

// How much more anonymous memory the worker has after body() than before, in bytes.
async function growth(proxy, body) {
	const [worker] = proxy.roles('worker');
	const before = anonymousMemory(worker);
	await body();
	return (anonymousMemory(worker) - before) * 1024;
}

// Sends as much of bytes as the other side takes within a while, though nobody there reads.
async function pour(socket, bytes, ms = 1500) {
	socket.write(bytes);
	await sleep(ms);
}

// The ClientHello that Node would send.
function helloFor(servername) {
	return new Promise((resolve) => {
		const pipe = new Duplex({ read() {}, write(data, _, done) { resolve(data); done(); } });
		tls.connect({ socket: pipe, servername }).on('error', () => {});
	});
}

// TLS whose records a test can add bytes to: { tls, raw }.
async function secureByHand(proxy, host) {
	const wire = await proxy.connect(host);
	wire.socket.removeAllListeners('data');
	const pipe = new Duplex({ read() {}, write(data, _, done) { wire.socket.write(data, done); }, final(done) { done(); } });
	wire.socket.on('data', (data) => pipe.push(data));
	const socket = tls.connect({ socket: pipe, servername: host, ca: proxy.ca, ALPNProtocols: ['http/1.1'] });
	await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
	return { secured: new Wire(socket), raw: wire.socket };
}

it('what is sent ahead is not read without end, whatever the session waits for', async (t, { proxy }) => {
	answers['/wait'] = async () => { await sleep(3000); return { body: 'late' }; };
	const ahead = Buffer.from(GET('social.test').repeat(60000));
	const kinds = [
		async () => (await proxy.secure('social.test')).write(GET('social.test', '/wait')), // for the answer
		async () => (await proxy.dial()).write('GET http://plain.test/wait HTTP/1.1\r\nHost: plain.test\r\n\r\n'), // in clear
		async () => { // for the origin's handshake
			const wire = await proxy.connect('silent.social.test');
			return wire.write(await helloFor('silent.social.test'));
		},
	];
	const grown = await growth(proxy, async () => {
		const wires = await Promise.all(Array.from({ length: 60 }, (_, i) => kinds[i % kinds.length]()));
		await Promise.all(wires.map((wire) => pour(wire.socket, ahead)));
		for (const wire of wires) wire.close();
	});
	assert.ok(grown < 24 * MIB, `it grew by ${grown} bytes`);
	assert.equal((await proxy.curl('https://social.test/')).status, 200);
});

it('a client that sends thousands of requests at once lets others go first, and gets every answer', async (t, { proxy }) => {
	const COUNT = 20000;
	const other = await proxy.secure('gatepost.internal');
	await other.request(GET('gatepost.internal'));
	const greedy = await proxy.secure('gatepost.internal');
	let seen = 0;
	let tail = '';
	greedy.socket.removeAllListeners('data');
	greedy.socket.on('data', (data) => {
		const parts = (tail + data.toString('latin1')).split('\r\n\r\n');
		tail = parts.pop();
		seen += parts.length;
	});
	greedy.write('HEAD /x HTTP/1.1\r\nHost: gatepost.internal\r\n\r\n'.repeat(COUNT));
	assert.equal((await other.request(GET('gatepost.internal'))).status, 200);
	assert.ok(seen < COUNT, 'the other client waited for all of them');
	await eventually(() => seen === COUNT, 'all of them are answered', 30000);
	assert.ok(await counter(proxy, 'put-off') >= 100);
	greedy.close();
	other.close();
});

it('pipelined requests and posts come through one by one, whatever else is put off', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	for (let i = 0; i < 200; i++) wire.write(GET('social.test', `/n/${i}`));
	for (let i = 0; i < 200; i++) assert.equal((await wire.response()).status, 200);
	const targets = origin.requests.map((r) => r.target).filter((target) => target.startsWith('/n/')); // others may still come from before
	assert.deepEqual(targets, Array.from({ length: 200 }, (_, i) => `/n/${i}`));
	wire.close();
});

it('what comes behind close_notify is thrown away, not kept', async (t, { proxy }) => {
	answers['/wait'] = async () => { await sleep(3000); return { body: 'late' }; };
	const grown = await growth(proxy, async () => {
		const all = await Promise.all(Array.from({ length: 8 }, async () => {
			const { secured, raw } = await secureByHand(proxy, 'social.test');
			secured.write(GET('social.test', '/wait'));
			secured.socket.end();
			await sleep(100);
			await pour(raw, Buffer.alloc(12 * MIB, 'z'));
			return raw;
		}));
		for (const raw of all) raw.destroy();
	});
	assert.ok(grown < 16 * MIB, `it grew by ${grown} bytes`);
	assert.equal((await proxy.curl('https://social.test/')).status, 200);
});

it('what one answer left unfinished reaches no other session', async (t, { proxy }) => {
	const waiting = [];
	answers['/slow'] = (request, { socket }) => {
		socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfirst');
		waiting.push(socket);
	};
	answers['/broken'] = () => ({ raw: 'HTTP/1.1 200 OK\r\nSet-Cookie: secret=1\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nZZ\r\n' });
	const innocent = await proxy.secure('social.test');
	innocent.write(GET('social.test', '/slow'));
	await eventually(() => waiting.length === 1, 'the answer has begun');
	const broken = await proxy.secure('social.test');
	await assert.rejects(broken.request(GET('social.test', '/broken')));
	waiting[0].write('-last');
	const answer = await innocent.response();
	assert.equal(answer.body, 'first-last');
	innocent.close();
});

it('an origin that floods with interim answers is given up: 502', async (t, { proxy }) => {
	answers['/flood'] = () => ({ raw: 'HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n'.repeat(5000) + 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' });
	const wire = await proxy.secure('social.test');
	let answer = await wire.request(GET('social.test', '/flood'));
	let interims = 0;
	for (; answer.status === 103; interims++) answer = await wire.response();
	assert.equal(answer.status, 502);
	assert.ok(interims <= 100, `${interims} passed`);
	wire.close();
});

it('tiny chunks arrive whole, both ways, in few pieces', async (t, { proxy, origin }) => {
	const chunks = 'x'.repeat(5000).split('').map((c) => `1\r\n${c}\r\n`).join('') + '0\r\n\r\n';
	answers['/tiny'] = () => ({ raw: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}` });
	const wire = await proxy.secure('social.test');
	assert.equal((await wire.request(GET('social.test', '/tiny'))).body, 'x'.repeat(5000));
	const clear = await proxy.dial();
	const answer = await clear.request(`POST http://plain.test/tiny2 HTTP/1.1\r\nHost: plain.test\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}`);
	assert.equal(answer.status, 200);
	assert.equal(scene.origins['plain.test'].requests[0].body.toString(), 'x'.repeat(5000));
	wire.close();
	clear.close();
});

it('a peer that takes its answer in drops does not hold a draining worker beyond `drain`', async (t, { proxy }) => {
	answers['/large'] = () => ({ body: Buffer.alloc(2 * MIB, 'l') });
	const { socket } = await proxy.dial();
	socket.removeAllListeners('data');
	socket.pause();
	socket.write('GET http://plain.test/large HTTP/1.1\r\nHost: plain.test\r\nConnection: close\r\n\r\n');
	await sleep(500);
	const sip = setInterval(() => socket.read(1024), 200);
	const before = proxy.roles('worker');
	assert.equal((await proxy.reload()).code, 0);
	try {
		await eventually(() => !before.some(isAlive), 'the old worker ends', 8000);
	} finally {
		clearInterval(sip);
		socket.destroy();
	}
});

// A session from another address of this machine.
async function secureFrom(proxy, localAddress) {
	const wire = await dial(proxy.port, proxy.address, localAddress);
	await wire.request('CONNECT social.test:443 HTTP/1.1\r\nHost: social.test:443\r\n\r\n');
	return secure(wire, { servername: 'social.test', ca: proxy.ca });
}

it('bodies over one address\'s share wait for each other; others post on', async (t, { proxy }) => {
	const whole = postRequest('heron '.repeat(40000)); // half of a sixteenth of half of 16 MiB
	const waits = await counter(proxy, 'memory-waits');
	const wires = await Promise.all(Array.from({ length: 8 }, () => secureFrom(proxy, '127.0.0.9')));
	for (const wire of wires) wire.write(whole.slice(0, -10));
	await eventually(async () => (await counter(proxy, 'memory-waits')) > waits, 'some wait');
	await eventually(async () => (await counter(proxy, 'memory-held')) > 400 * 1024, 'it is shown');
	const other = await secureFrom(proxy, '127.0.0.10');
	assert.equal((await other.request(whole)).status, 200);
	const statuses = await Promise.all(wires.map(async (wire) => {
		wire.write(whole.slice(-10));
		const answer = await wire.response({ ms: 25000 });
		if (answer.status === 503) {
			assert.match(answer.body, /out of order/);
			assert.ok(Number(answer.headers['retry-after']) > 0);
		}
		return answer.status;
	}));
	assert.deepEqual(statuses, Array(8).fill(200), 'one after the other');
	for (const wire of [...wires, other]) wire.close();
});

it('who keeps its share with bodies that never end gets 503 with Retry-After for the rest, counted', async (t, { proxy, origin }) => {
	const whole = postRequest('heron '.repeat(40000));
	const wires = await Promise.all(Array.from({ length: 8 }, () => secureFrom(proxy, '127.0.0.9')));
	for (const wire of wires) wire.write(whole.slice(0, -10));
	const refused = await Promise.all(wires.map((wire) => wire.response({ ms: 14000 }).catch(() => null)));
	const bodies = refused.filter((answer) => answer?.status === 503);
	assert.ok(bodies.length >= 4, `${bodies.length} refused`);
	for (const answer of bodies) {
		assert.match(answer.body, /out of order/);
		assert.ok(Number(answer.headers['retry-after']) > 0);
	}
	assert.ok(await counter(proxy, 'memory-refused') >= bodies.length);
	assert.doesNotMatch(origin.heard(), /heron/);
	for (const wire of wires) wire.close();
	await eventually(async () => (await counter(proxy, 'memory-held')) < 100 * 1024, 'what was held is given back');
});

test('out of descriptors: nothing spins, it is said once, and everybody is served in the end', { timeout: 60000 }, async () => {
	const proxy = await Gatepost.start({ config: { workers: 1 }, prefix: ['prlimit', '--nofile=64'] });
	try {
		const [worker] = proxy.roles('worker');
		// Clients that do not close keep a descriptor for a while after their session.
		const wires = await Promise.all(Array.from({ length: 100 }, () => proxy.dial()));
		for (const wire of wires) wire.write('GET http://gatepost.internal/ca.pem HTTP/1.1\r\nHost: gatepost.internal\r\nConnection: close\r\n\r\n');
		await eventually(() => proxy.said.includes('none can be accepted'), 'it is said');
		const used = ticks(worker);
		await sleep(800);
		assert.ok(ticks(worker) - used < 40, `${ticks(worker) - used} ticks in 0.8 s`);
		for (const wire of wires) assert.equal((await wire.response({ ms: 30000 })).status, 200);
		assert.equal(proxy.said.split('none can be accepted').length - 1, 1);
		for (const wire of wires) wire.close();
	} finally {
		await proxy.stop();
	}
});
