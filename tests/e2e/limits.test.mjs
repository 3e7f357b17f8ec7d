// What one peer may cost the others: turns of the loop, memory, time; and that what is over a limit is said and counted.
import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import tls from 'node:tls';
import { anonymousMemory, eventually, isAlive, sleep } from './lib/process.mjs';
import { setScene } from './lib/scene.mjs';
import { Wire } from './lib/wire.mjs';

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
