// Who is decrypted and who is not; the hello in every shape; certificates of ours and of origins.
import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import tls from 'node:tls';
import { children, commandLine, eventually, sleep } from './lib/process.mjs';
import { makeSelfSigned } from './lib/pki.mjs';
import { setScene } from './lib/scene.mjs';
import { secure } from './lib/wire.mjs';

const scene = setScene({
	origins: {
		'social.test': { tls: true },
		'two.social.test': { tls: true, address: '127.0.0.3' },
		'plain.test': { tls: true, address: '127.0.0.4' },
		'bank.test': { tls: true, address: '127.0.0.5' },
		'echo.test': { tls: null, address: '127.0.0.9', onConnection: ({ socket }) => socket.on('data', (data) => socket.write(data)) },
		'old.social.test': { tls: { maxVersion: 'TLSv1.2' }, address: '127.0.0.6' },
		'new.social.test': { tls: { minVersion: 'TLSv1.3' }, address: '127.0.0.7' },
		'ancient.social.test': { tls: { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }, address: '127.0.0.8' },
		'expired.social.test': { tls: { fault: (a) => a.issue(['expired.social.test'], { from: -20, to: -2 }) } },
		'future.social.test': { tls: { fault: (a) => a.issue(['future.social.test'], { from: 2, to: 20 }) } },
		'wrong.social.test': { tls: { fault: (a) => a.issue(['elsewhere.test']) } },
		'self.social.test': { tls: { fault: () => makeSelfSigned(['self.social.test']) } },
		'purpose.social.test': { tls: { fault: (a) => a.issue(['purpose.social.test'], { kind: 'client-only' }) } },
		'unknown.social.test': { tls: { fault: (a, other) => other.issue(['unknown.social.test']) } },
	},
	config: { sites: { hosts: { mastodon: ['social.test', 'two.social.test', 'old.social.test', 'new.social.test', 'ancient.social.test',
		'expired.social.test', 'future.social.test', 'wrong.social.test', 'self.social.test', 'unknown.social.test', 'purpose.social.test', 'bank.test'] },
		more: ['sites.d'] } },
	files: { 'sites.d/bank.yaml': 'site: test-bank\ntitle: A bank\nclass: private\nhosts: [bank.test]\n' },
});
const { it } = scene;
const GET = (host) => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;

// The ClientHello that Node would send, as one record's content.
async function helloFor(servername, options = {}) {
	const { Duplex } = await import('node:stream');
	return new Promise((resolve) => {
		const parts = [];
		const pipe = new Duplex({ read() {}, write(data, _, done) { parts.push(data); done(); const all = Buffer.concat(parts); if (all.length >= 5 + all.readUInt16BE(3)) resolve(all); } });
		tls.connect({ socket: pipe, servername, ...options }).on('error', () => {});
	});
}

function records(hello, size) {
	const content = hello.subarray(5);
	const parts = [];
	for (let at = 0; at < content.length; at += size) {
		const piece = content.subarray(at, at + size);
		parts.push(Buffer.from([22, 3, 1, piece.length >> 8, piece.length & 255]), piece);
	}
	return Buffer.concat(parts);
}

// A first server flight: a handshake record with a ServerHello inside.
async function expectServerHello(wire) {
	const head = await wire.bytes(6);
	assert.deepEqual([head[0], head[5]], [22, 2], head.toString('hex'));
	wire.close();
}

it('the leaf: one name, P-256, at most 90 days, the right extensions, from our CA', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	const leaf = new X509Certificate(wire.socket.getPeerCertificate(true).raw);
	const ca = new X509Certificate(proxy.ca);
	assert.equal(leaf.subjectAltName, 'DNS:social.test');
	assert.equal(leaf.ca, false);
	assert.ok(leaf.verify(ca.publicKey));
	assert.equal(leaf.publicKey.asymmetricKeyDetails.namedCurve, 'prime256v1');
	assert.deepEqual(leaf.keyUsage, ['1.3.6.1.5.5.7.3.1']);
	const [from, to] = [Date.parse(leaf.validFrom), Date.parse(leaf.validTo)];
	assert.ok(from < Date.now() && to - from <= 90 * 86400e3 + 3600e3, leaf.validTo);
	assert.ok(leaf.serialNumber.length >= 16);
	wire.close();
});

it('two names: two leaves, each with its own name only', async (t, { proxy }) => {
	for (const name of ['social.test', 'two.social.test']) {
		const wire = await proxy.secure(name);
		assert.equal(new X509Certificate(wire.socket.getPeerCertificate().raw).subjectAltName, `DNS:${name}`);
		wire.close();
	}
});

it('the origin is connected and verified before the client\'s handshake, with the asked name', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	await wire.request(GET('social.test'));
	assert.equal(origin.connections[0].servername, 'social.test');
	assert.equal(origin.accepted, 1);
	wire.close();
});

for (const [what, send] of [
	['one byte at a time', async (wire, hello) => wire.writeSlowly(hello.toString('latin1'), 1)],
	['in two pieces with a pause', async (wire, hello) => { wire.write(hello.subarray(0, 60)); await sleep(150); wire.write(hello.subarray(60)); }],
	['spread over records of 50 bytes', async (wire, hello) => wire.write(records(hello, 50))],
	['spread over records of one byte', async (wire, hello) => wire.write(records(hello, 1))],
]) {
	it(`the ClientHello ${what}`, async (t, { proxy, origin }) => {
		const wire = await proxy.connect('social.test');
		await send(wire, await helloFor('social.test'));
		await expectServerHello(wire);
		assert.equal(origin.accepted, 1);
	});
}

it('a ClientHello as large as post-quantum shares make it', async (t, { proxy }) => {
	// ALPN names fill what key shares would.
	const names = Array.from({ length: 14 }, (_, i) => String(i).padEnd(250, 'x'));
	const wire = await proxy.connect('social.test');
	wire.write(await helloFor('social.test', { ALPNProtocols: ['http/1.1', ...names] }));
	await expectServerHello(wire);
});

it('a ClientHello pipelined behind CONNECT', async (t, { proxy }) => {
	const wire = await proxy.dial();
	const hello = await helloFor('social.test');
	wire.write(Buffer.concat([Buffer.from('CONNECT social.test:443 HTTP/1.1\r\nHost: social.test:443\r\n\r\n'), hello]));
	assert.equal((await wire.response({ method: 'CONNECT' })).status, 200);
	await expectServerHello(wire);
});

it('a host the policy does not govern is tunnelled: the origin\'s own certificate, untouched', async (t, { proxy, origins, authority }) => {
	const wire = await secure(await proxy.connect('plain.test'), { servername: 'plain.test', ca: authority.cert });
	assert.equal(wire.socket.getPeerCertificate().fingerprint256, new X509Certificate(origins['plain.test'].certificate.cert).fingerprint256);
	assert.equal((await wire.request(GET('plain.test'))).status, 200);
	wire.close();
});

it('class private is never decrypted, though the operator listed the host', async (t, { proxy, origins, authority }) => {
	const wire = await secure(await proxy.connect('bank.test'), { servername: 'bank.test', ca: authority.cert });
	assert.equal(wire.socket.getPeerCertificate().fingerprint256, new X509Certificate(origins['bank.test'].certificate.cert).fingerprint256);
	wire.close();
});

it('a tunnel carries bytes both ways, half-closes, and large data', async (t, { proxy, authority, origins }) => {
	const kept = origins['plain.test'].answer;
	origins['plain.test'].answer = () => ({ body: Buffer.alloc(5 << 20, 'T') });
	const answer = await proxy.curl('--cacert', writeAuthority(proxy, authority), 'https://plain.test/');
	assert.equal(answer.body.length, 5 << 20, answer.stderr);
	origins['plain.test'].answer = kept;
});

const writeAuthority = (proxy) => `${proxy.dir}/origins.pem`;

it('governed SNI behind another CONNECT name: intercepted, verified for the SNI, sent to the CONNECT target', async (t, { proxy, origins }) => {
	// two.social.test's origin has no certificate for social.test: the name that is verified is the SNI's.
	const wire = await secure(await proxy.connect('two.social.test'), { servername: 'social.test', ca: proxy.ca });
	assert.equal((await wire.request(GET('social.test'))).status, 502);
	assert.equal(origins['two.social.test'].accepted, 1);
	assert.equal(origins['social.test'].accepted, 0);
	wire.close();
});

it('governed SNI behind an ungoverned CONNECT name is intercepted all the same', async (t, { proxy }) => {
	const wire = await secure(await proxy.connect('plain.test'), { servername: 'social.test', ca: proxy.ca });
	assert.equal(new X509Certificate(wire.socket.getPeerCertificate().raw).subjectAltName, 'DNS:social.test');
	wire.close();
});

it('governed CONNECT name with another, ungoverned SNI: refused, and status names it', async (t, { proxy, origin, authority }) => {
	await assert.rejects(secure(await proxy.connect('social.test'), { servername: 'front.example', ca: [proxy.ca, authority.cert], rejectUnauthorized: false }));
	assert.equal(origin.heard(), '');
	await eventually(async () => (await proxy.run('status')).output.includes('front.example'), 'status shows the name to add', 15000);
});

it('a request for another name inside an intercepted session: 421', async (t, { proxy, origins }) => {
	const wire = await proxy.secure('social.test');
	assert.equal((await wire.request(GET('two.social.test'))).status, 421);
	assert.equal(origins['social.test'].requests.length, 0);
	wire.close();
});

it('no SNI to a governed CONNECT name: intercepted or refused, never tunnelled', async (t, { proxy, origin, authority }) => {
	const own = new X509Certificate(origin.certificate.cert).fingerprint256;
	const wire = await secure(await proxy.connect('social.test'), { servername: '', ca: [proxy.ca, authority.cert], rejectUnauthorized: false }).catch(() => null);
	if (wire) assert.notEqual(wire.socket.getPeerCertificate().fingerprint256, own);
	wire?.close();
});

it('clear HTTP after CONNECT to a governed name is handled as clear HTTP', async (t, { proxy }) => {
	const wire = await proxy.connect('social.test', 80);
	const answer = await wire.request('POST /api/v1/statuses HTTP/1.1\r\nHost: social.test\r\nContent-Type: application/json\r\nContent-Length: 23\r\n\r\n{"status":"Falconberg"}');
	assert.match(answer.body, /Not posted/);
	wire.close();
});

it('other bytes to a governed name are refused', async (t, { proxy, origin }) => {
	const wire = await proxy.connect('social.test');
	wire.write('SSH-2.0-OpenSSH_9.2\r\n');
	await wire.rest();
	assert.equal(origin.heard(), '');
	wire.close();
});

// Clear bytes behind a CONNECT: what any server might take for HTTP is read strictly or refused, whatever the CONNECT said.
const POSTED = 'Host: social.test\r\nContent-Type: application/json\r\nContent-Length: 23\r\n\r\n{"status":"Falconberg"}';
const PREFACE = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0';
for (const [what, bytes, status] of [
	['HTTP/2 with prior knowledge', PREFACE, 505],
	['a method in lower case', `post /api/v1/statuses HTTP/1.1\r\n${POSTED}`, 400],
	['a method in mixed case', `Post /api/v1/statuses HTTP/1.1\r\n${POSTED}`, 400],
	['a version in lower case', `POST /api/v1/statuses http/1.1\r\n${POSTED}`, 400],
	['tabs for spaces', `POST\t/api/v1/statuses\tHTTP/1.1\r\n${POSTED}`, 400],
	['a space first', ` POST /api/v1/statuses HTTP/1.1\r\n${POSTED}`, 400],
	['two empty lines first', `\r\n\r\nPOST /api/v1/statuses HTTP/1.1\r\n${POSTED}`, 400],
	['a first line without end', `POST /api/v1/statuses?${'x'.repeat(70000)} HTTP/1.1\r\n${POSTED}`, 431],
	['a post in order', `POST /api/v1/statuses HTTP/1.1\r\n${POSTED}`, 422],
]) {
	for (const name of ['social.test', 'plain.test']) {
		it(`${what} behind CONNECT ${name}: ${status}, and nothing leaves`, async (t, { proxy, origins }) => {
			for (const cut of [0, 3, 9]) {
				const wire = await proxy.connect(name, 80);
				wire.write(bytes.slice(0, cut));
				if (cut) await sleep(50);
				wire.write(bytes.slice(cut));
				const answer = await wire.response();
				assert.equal(answer.status, status);
				wire.close();
			}
			for (const origin of Object.values(origins)) assert.equal(origin.heard(), '');
		});
	}
}

it('a method in lower case inside TLS is refused: a server might take it for the one in capitals', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	assert.equal((await wire.request(`post /api/v1/statuses HTTP/1.1\r\n${POSTED}`)).status, 400);
	assert.equal(origin.heard(), '');
	wire.close();
});

for (const [what, bytes] of [['SSH', 'SSH-2.0-OpenSSH_9.2\r\n'], ['lower-case words', 'nick anna\r\n'], ['RTSP', 'OPTIONS * RTSP/1.0\r\n'], ['binary', '\0\x01\x02\x03'], ['AMQP', 'AMQP\0\0\x09\x01']]) {
	it(`other protocols reach an ungoverned name byte for byte: ${what}`, async (t, { proxy, origins }) => {
		const echo = origins['echo.test'];
		const wire = await proxy.connect('echo.test');
		wire.write(bytes);
		assert.equal((await wire.bytes(bytes.length)).toString('latin1'), bytes);
		assert.equal(echo.accepted, 1);
		wire.close();
		const refused = await proxy.connect('social.test');
		refused.write(bytes);
		await refused.rest();
		assert.equal(origins['social.test'].heard(), '');
		refused.close();
	});
}

it('other bytes to an ungoverned name are tunnelled', async (t, { proxy, origins }) => {
	const wire = await proxy.connect('plain.test');
	wire.write('SSH-2.0-OpenSSH_9.2\r\n');
	await eventually(() => origins['plain.test'].accepted === 1 || wire.isEnded, 'it arrived');
	assert.equal(origins['plain.test'].accepted, 1);
	wire.close();
});

for (const [client, origin] of [['TLSv1.2', 'new.social.test'], ['TLSv1.3', 'old.social.test'], ['TLSv1.2', 'old.social.test'], ['TLSv1.3', 'new.social.test']]) {
	it(`${client} towards the client, ${origin.slice(0, 3)} TLS towards the origin`, async (t, { proxy, origins }) => {
		const wire = await proxy.secure(origin, { minVersion: client, maxVersion: client });
		assert.equal((await wire.request(GET(origin))).status, 200);
		assert.equal(wire.socket.getProtocol(), client);
		assert.equal(origins[origin].connections[0].protocol, origin.startsWith('old') ? 'TLSv1.2' : 'TLSv1.3');
		wire.close();
	});
}

it('TLS 1.1 from the client is refused', async (t, { proxy }) => {
	await assert.rejects(proxy.secure('social.test', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }));
});

for (const [host, word] of [['expired.social.test', 'expired'], ['future.social.test', 'not-yet-valid'], ['wrong.social.test', 'wrong-name'],
	['self.social.test', 'self-signed'], ['unknown.social.test', 'unknown-issuer'], ['purpose.social.test', 'bad-purpose']]) {
	it(`an origin's certificate that is ${word}: a readable page, 502, over our certificate, and a record`, async (t, { proxy, origins }) => {
		const wire = await proxy.secure(host);
		const answer = await wire.request(GET(host).replace('\r\n\r\n', '\r\nAccept: text/html\r\n\r\n'));
		assert.equal(answer.status, 502);
		assert.match(answer.headers['content-type'], /text\/html/);
		assert.match(answer.body, new RegExp(host.replaceAll('.', '\\.')));
		assert.ok(answer.body.length > 512);
		assert.equal(origins[host].heard(), '');
		await eventually(async () => (await proxy.records()).some((r) => r.kind === 'origin' && r.host === host && r.why === word), `a record that says ${word}`);
		wire.close();
	});
}

it('an origin that only speaks TLS 1.1: a page, 502', async (t, { proxy, origins }) => {
	const wire = await proxy.secure('ancient.social.test');
	assert.equal((await wire.request(GET('ancient.social.test'))).status, 502);
	assert.equal(origins['ancient.social.test'].heard(), '');
	wire.close();
});

it('our own CA is no anchor for origins', async (t, { proxy, origins }) => {
	const answer = await proxy.curl('https://self.social.test/');
	assert.equal(answer.status, 502);
});

// A session of the given version, kept after the first request, offered again n times.
async function resumed(proxy, version, host, times = 6) {
	let session;
	const first = await proxy.secure(host, { minVersion: version, maxVersion: version });
	first.socket.on('session', (s) => (session = s));
	await first.request(GET(host));
	if (version === 'TLSv1.2') session = first.socket.getSession();
	await eventually(() => session, 'a session ticket');
	first.close();
	let count = 0;
	for (let i = 0; i < times; i++) {
		const again = await proxy.secure(host, { minVersion: version, maxVersion: version, session });
		again.socket.on('session', (s) => (session = s));
		assert.equal((await again.request(GET(host))).status, 200);
		count += again.socket.isSessionReused() ? 1 : 0;
		again.close();
	}
	return { count, session };
}

for (const version of ['TLSv1.2', 'TLSv1.3']) {
	it(`resumption towards the client, whichever worker answers: ${version}`, async (t, { proxy }) => {
		assert.equal((await resumed(proxy, version, 'social.test')).count, 6);
	});
}

it('resumption towards the origin', async (t, { proxy, origin }) => {
	await resumed(proxy, 'TLSv1.3', 'social.test', 12);
	assert.ok(origin.connections.some((c) => c.isResumed), 'no connection to the origin was resumed');
});

it('resumption across a reload', async (t, { proxy }) => {
	const { session } = await resumed(proxy, 'TLSv1.3', 'social.test', 1);
	assert.equal((await proxy.reload()).code, 0);
	const wire = await proxy.secure('social.test', { minVersion: 'TLSv1.3', session });
	assert.equal(wire.socket.isSessionReused(), true);
	assert.equal((await wire.request(GET('social.test'))).status, 200);
	wire.close();
});

it('a session of one name is not resumed for another', async (t, { proxy }) => {
	const { session } = await resumed(proxy, 'TLSv1.3', 'social.test', 0);
	const wire = await proxy.secure('two.social.test', { minVersion: 'TLSv1.3', session });
	assert.equal(wire.socket.isSessionReused(), false);
	wire.close();
});

it('ALPN: http/1.1 to both sides', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test', { ALPNProtocols: ['h2', 'http/1.1'] });
	assert.equal(wire.socket.alpnProtocol, 'http/1.1');
	assert.equal(origin.connections[0].alpn, 'http/1.1');
	wire.close();
});

it('the CA key is open in one process only, and in no memory map of a worker', async (t, { proxy }) => {
	const key = readFileSync(`${proxy.state}/ca.key`, 'latin1').replace(/-----[^-]+-----|\s/g, '').slice(0, 40);
	for (const pid of children(proxy.pid).filter((p) => commandLine(p).includes('worker'))) {
		assert.doesNotMatch(readFileSync(`/proc/${pid}/environ`, 'latin1') + commandLine(pid), new RegExp(key.replace(/[+/]/g, '\\$&')));
	}
});

it('gatepost.internal over our own certificate', async (t, { proxy }) => {
	const answer = await proxy.curl('https://gatepost.internal/');
	assert.equal(answer.status, 200);
	assert.match(answer.body, /✓/);
});

it('the pilot: others are tunnelled, not intercepted', async (t, { proxy, origin, authority }) => {
	const before = structuredClone(proxy.config);
	proxy.writeConfig({ ...before, pilot: { addresses: ['192.0.2.0/24'] } });
	try {
		assert.equal((await proxy.reload()).code, 0);
		const wire = await secure(await proxy.connect('social.test'), { servername: 'social.test', ca: authority.cert });
		assert.equal(wire.socket.getPeerCertificate().fingerprint256, new X509Certificate(origin.certificate.cert).fingerprint256);
		wire.close();
	} finally {
		proxy.writeConfig(before);
		await proxy.reload();
	}
});

it('unnamed: an address literal is tunnelled by default, refused when the operator says so', async (t, { proxy, origin, authority }) => {
	const config = structuredClone(proxy.config);
	const [address, port] = origin.at.split(':');
	const ports = [80, 443, Number(port)];
	proxy.writeConfig({ ...config, connect: { ports, deny: ['self'], allow: ['127.0.0.0/8'] } });
	assert.equal((await proxy.reload()).code, 0);
	const wire = await secure(await proxy.connect(address, port), { servername: '', ca: authority.cert, rejectUnauthorized: false });
	assert.equal((await wire.request(GET(address))).status, 200);
	wire.close();
	proxy.writeConfig({ ...config, unnamed: 'refuse', connect: { ports, deny: ['self'], allow: ['127.0.0.0/8'] } });
	assert.equal((await proxy.reload()).code, 0);
	await assert.rejects(async () => secure(await proxy.connect(address, port), { servername: '', rejectUnauthorized: false }));
	// Nor is it a way round to begin with something that is no hello.
	const before = origin.heard();
	for (const bytes of ['\0\x01\x02 anything', '\x16\x03\x01\0\x04broken']) {
		const odd = await proxy.connect(address, port);
		odd.write(Buffer.from(bytes, 'latin1'));
		assert.equal((await odd.rest(5000).catch(() => Buffer.alloc(0))).length, 0);
	}
	assert.equal(origin.heard(), before);
	proxy.writeConfig(config);
	await proxy.reload();
});
