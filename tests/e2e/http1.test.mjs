// HTTP/1.1 on both sides: what passes, byte by byte, and what is refused before the origin hears of it.
import assert from 'node:assert/strict';
import { Origin } from './lib/origin.mjs';
import { SENTENCE, postRequest, setScene } from './lib/scene.mjs';
import { eventually, sleep } from './lib/process.mjs';

const GET = 'GET /timeline HTTP/1.1\r\nHost: social.test\r\n\r\n';
const scene = setScene({
	origins: {
		'social.test': { tls: true, answer: (request) => answers[request.target.split('?')[0]]?.(request) ?? { body: { ok: true } } },
		'plain.test': { tls: null, address: '127.0.0.3', answer: (request) => answers[request.target.split('?')[0]]?.(request) ?? { body: 'plain' } },
		'clear.social.test': { tls: null, address: '127.0.0.4' },
	},
	config: { sites: { hosts: { mastodon: ['social.test', 'clear.social.test'] } } },
});
const { it } = scene;

const answers = {
	'/chunked': () => ({ raw: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n6;ext=1\r\n world\r\n0\r\nX-Sum: 11\r\n\r\n' }),
	'/early': () => ({ raw: 'HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok' }),
	'/nothing': () => ({ raw: 'HTTP/1.1 204 No Content\r\n\r\n' }),
	'/same': () => ({ raw: 'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\nContent-Length: 500\r\n\r\n' }),
	'/large': () => ({ body: Buffer.alloc(3 << 20, 'L') }),
	'/cookies': () => ({ headers: { 'Set-Cookie': ['a=1; Secure', 'b=2'] }, body: 'two' }),
	'/bad-both': () => ({ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' }),
	'/bad-lengths': () => ({ raw: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!' }),
	'/bad-line': () => ({ raw: 'HTTZ/9 what\r\n\r\n' }),
};

it('CONNECT: the request arrives as it was, with its own Host', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	const answer = await wire.request('GET /a?b=c HTTP/1.1\r\nHost: social.test\r\nX-Case: Kept\r\nAccept-Encoding: br\r\n\r\n');
	assert.equal(answer.status, 200);
	assert.equal(origin.requests[0].target, '/a?b=c');
	assert.deepEqual(origin.requests[0].fields.filter(([n]) => /^x-case$/i.test(n)), [['X-Case', 'Kept']]);
	assert.equal(origin.requests[0].headers.host, 'social.test');
	assert.equal(origin.requests[0].headers['accept-encoding'], 'br');
	wire.close();
});

it('absolute-form: forwarded in origin-form', async (t, { proxy, origins }) => {
	const answer = await proxy.curl('http://plain.test/x?y=1');
	assert.equal(answer.status, 200);
	assert.equal(origins['plain.test'].requests[0].target, '/x?y=1');
	assert.equal(origins['plain.test'].requests[0].headers.host, 'plain.test');
});

it('absolute-form: one client connection serves several hosts, keep-alive', async (t, { proxy, origins }) => {
	const wire = await proxy.dial();
	for (const host of ['plain.test', 'clear.social.test', 'plain.test']) {
		const answer = await wire.request(`GET http://${host}/p HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
		assert.equal(answer.status, 200);
	}
	assert.equal(origins['plain.test'].requests.length, 2);
	assert.equal(origins['clear.social.test'].requests.length, 1);
	wire.close();
});

it('hop-by-hop fields stay here: Proxy-Authorization, Proxy-Connection, what Connection names', async (t, { proxy, origins }) => {
	const wire = await proxy.dial();
	await wire.request('GET http://plain.test/ HTTP/1.1\r\nHost: plain.test\r\nProxy-Authorization: Basic c2VjcmV0\r\nProxy-Connection: keep-alive\r\nConnection: X-Private\r\nX-Private: 1\r\nX-Public: 2\r\nTE: trailers\r\n\r\n');
	const { headers } = origins['plain.test'].requests[0];
	for (const name of ['proxy-authorization', 'proxy-connection', 'x-private']) assert.equal(headers[name], undefined, name);
	assert.equal(headers['x-public'], '2');
	wire.close();
});

it('keep-alive: fifty requests on one session, one origin connection', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	for (let i = 0; i < 50; i++) assert.equal((await wire.request(GET)).status, 200);
	assert.equal(origin.requests.length, 50);
	assert.equal(origin.accepted, 1);
	wire.close();
});

it('pipelining: answers come in order', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	wire.write(GET.replace('/timeline', '/chunked') + GET.replace('/timeline', '/nothing') + postRequest('A heron') + GET);
	assert.equal((await wire.response()).body, 'hello world');
	assert.equal((await wire.response()).status, 204);
	assert.equal((await wire.response()).status, 200);
	assert.equal((await wire.response()).status, 200);
	assert.deepEqual(origin.requests.map((r) => r.method), ['GET', 'GET', 'POST', 'GET']);
	wire.close();
});

it('pipelining: a refused post between two reads, all three answered in order', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	wire.write(GET + postRequest('Falconberg ships') + GET);
	assert.equal((await wire.response()).status, 200);
	const refused = await wire.response();
	assert.match(refused.body, SENTENCE);
	if (refused.headers.connection !== 'close') assert.equal((await wire.response()).status, 200);
	assert.doesNotMatch(origin.heard(), /Falconberg/);
	wire.close();
});

it('chunked answers keep their content and trailers', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	const answer = await wire.request(GET.replace('/timeline', '/chunked'));
	assert.equal(answer.body, 'hello world');
	assert.deepEqual(answer.trailers, ['X-Sum: 11']);
	wire.close();
});

it('chunked requests: content and trailers arrive, and are judged', async (t, { proxy, origin }) => {
	const body = (text) => {
		const json = JSON.stringify({ status: text });
		return `POST /api/v1/statuses HTTP/1.1\r\nHost: social.test\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n`
			+ `5\r\n${json.slice(0, 5)}\r\n${(json.length - 5).toString(16)};a=b\r\n${json.slice(5)}\r\n0\r\nX-Sum: 1\r\n\r\n`;
	};
	const wire = await proxy.secure('social.test');
	assert.equal((await wire.request(body('Herons fly'))).status, 200);
	assert.deepEqual(JSON.parse(origin.requests[0].body), { status: 'Herons fly' });
	const refused = await wire.request(body('The Falconberg ships'));
	assert.match(refused.body, SENTENCE);
	assert.equal(origin.requests.length, 1);
	wire.close();
});

it('trailers of a write, which nobody judges, do not go on: neither of one that was collected nor of media that flow', async (t, { proxy, origin }) => {
	const media = Buffer.alloc(5 << 20, '\x00\xff\x01\xfe', 'latin1').toString('latin1');
	for (const [target, type, content] of [['/api/v1/statuses', 'application/json', '{"status":"Herons fly"}'], ['/api/v9/film', 'video/mp4', media]]) {
		const wire = await proxy.secure('social.test');
		const head = `POST ${target} HTTP/1.1\r\nHost: social.test\r\nContent-Type: ${type}\r\nTransfer-Encoding: chunked\r\nTrailer: X-Note\r\n\r\n`;
		assert.equal((await wire.request(`${head}${content.length.toString(16)}\r\n${content}\r\n0\r\nX-Note: Falconberg\r\n\r\n`)).status, 200);
		wire.close();
	}
	assert.equal(origin.requests.length, 2);
	assert.equal(origin.requests[1].body.length, media.length);
	assert.ok(!origin.heard().includes('Falconberg'));
});

it('100-continue: answered by us while the body is collected; a refused body leaves no byte at the origin', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	const whole = postRequest('Falconberg ships', { headers: { Expect: '100-continue' } });
	const cut = whole.indexOf('\r\n\r\n') + 4;
	wire.write(whole.slice(0, cut));
	assert.equal((await wire.response()).status, 100);
	wire.write(whole.slice(cut));
	assert.match((await wire.response()).body, SENTENCE);
	assert.equal(origin.heard(), '');
	wire.close();
});

it('100-continue: an allowed body arrives whole and once', async (t, { proxy, origin }) => {
	const answer = await proxy.curl('-H', 'Expect: 100-continue', '-H', 'Content-Type: application/json', '-d', `{"status":"${'heron '.repeat(2000)}"}`, 'https://social.test/api/v1/statuses');
	assert.equal(answer.status, 200);
	assert.equal(origin.requests.length, 1);
	assert.equal(origin.requests[0].body.length, 12013);
});

it('a refused post: not one byte reached the origin, head included', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	const whole = postRequest('Falconberg ships');
	await wire.writeSlowly(whole, 7);
	assert.match((await wire.response()).body, SENTENCE);
	await sleep(50);
	assert.equal(origin.heard(), '');
	wire.close();
});

it('a post that arrives byte by byte is judged as a whole', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	await wire.writeSlowly(postRequest('A heron'), 1);
	assert.equal((await wire.response()).status, 200);
	assert.equal(origin.requests.length, 1);
	wire.close();
});

it('1xx: early hints pass before the answer', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	const hint = await wire.request(GET.replace('/timeline', '/early'));
	assert.equal(hint.status, 103);
	assert.equal(hint.headers.link, '</a.css>; rel=preload');
	assert.equal((await wire.response()).body, 'ok');
	wire.close();
});

it('HEAD, 204, 304: no content, and the session goes on', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	const head = await wire.request('HEAD /large HTTP/1.1\r\nHost: social.test\r\n\r\n');
	assert.equal(head.status, 200);
	assert.equal(head.headers['content-length'], String(3 << 20));
	assert.equal((await wire.request(GET.replace('/timeline', '/nothing'))).status, 204);
	const same = await wire.request(GET.replace('/timeline', '/same'));
	assert.equal(same.status, 304);
	assert.equal(same.headers.etag, '"x"');
	assert.equal((await wire.request(GET)).status, 200);
	wire.close();
});

it('an answer without a length ends with the connection', async (t, { proxy, origin }) => {
	origin.answer = (request, connection) => {
		connection.socket.end('HTTP/1.1 200 OK\r\nX: y\r\n\r\nuntil the end');
	};
	try {
		const wire = await proxy.secure('social.test');
		const answer = await wire.request(GET);
		assert.equal(answer.body, 'until the end');
		wire.close();
	} finally {
		origin.answer = (request) => answers[request.target]?.(request) ?? { body: { ok: true } };
	}
});

it('large answers and uploads arrive whole', async (t, { proxy, origin }) => {
	const down = await proxy.curl('https://social.test/large');
	assert.equal(down.body.length, 3 << 20);
	const wire = await proxy.secure('social.test');
	const content = Buffer.alloc(200000, 'heron ');
	const answer = await wire.request(postRequest('', { target: '/upload-test', headers: { 'Content-Type': 'application/octet-stream' }, body: content }));
	assert.equal(answer.status, 200);
	assert.ok(origin.requests.at(-1).body.equals(content));
	wire.close();
});

it('repeated Set-Cookie fields stay apart', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	const answer = await wire.request(GET.replace('/timeline', '/cookies'));
	assert.equal(answer.head.match(/^Set-Cookie: /gim).length, 2);
	wire.close();
});

it('half-close: a client that has finished sending still gets its answer', async (t, { proxy }) => {
	const wire = await proxy.dial();
	wire.write('GET http://plain.test/chunked HTTP/1.1\r\nHost: plain.test\r\n\r\n');
	wire.socket.end();
	assert.equal((await wire.response()).body, 'hello world');
	wire.close();
});

it('HTTP/1.0: answered, and closed', async (t, { proxy }) => {
	const wire = await proxy.dial();
	const answer = await wire.request('GET http://plain.test/ HTTP/1.0\r\nHost: plain.test\r\n\r\n');
	assert.equal(answer.body, 'plain');
	await wire.rest();
	wire.close();
});

it('Connection: close from the client is honoured', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	await wire.request(GET.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
	await wire.rest();
	wire.close();
});

it('an origin over IPv6', async (t, { proxy }) => {
	let origin;
	try {
		origin = await Origin.start({ address: '::1' });
	} catch {
		return t.skip('no IPv6 here');
	}
	const config = structuredClone(proxy.config);
	const before = structuredClone(config);
	config.origin.hosts['six.test'] = origin.at;
	proxy.writeConfig(config);
	try {
		assert.equal((await proxy.reload()).code, 0);
		const answer = await proxy.curl('http://six.test/');
		assert.equal(answer.status, 200);
		assert.equal(origin.requests.length, 1);
	} finally {
		proxy.writeConfig(before);
		await proxy.reload();
		await origin.close();
	}
});

const upgrade = (token, more = '') => `GET /api/v1/streaming HTTP/1.1\r\nHost: social.test\r\nConnection: Upgrade${more ? ', HTTP2-Settings' : ''}\r\nUpgrade: ${token}\r\n${more}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n`;

async function withAnswer(origin, answer, body) {
	const kept = origin.answer;
	origin.answer = answer;
	try {
		return await body();
	} finally {
		origin.answer = kept;
	}
}

it('Upgrade: websocket with a matching 101 passes both ways and is counted', async (t, { proxy, origin }) => {
	await withAnswer(origin, (request, { socket }) => {
		socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nfrom the origin');
		socket.on('data', (data) => socket.write(`echo ${data}`));
	}, async () => {
		const wire = await proxy.secure('social.test');
		const answer = await wire.request(upgrade('websocket'));
		assert.equal(answer.status, 101);
		assert.equal((await wire.bytes(15)).toString(), 'from the origin');
		wire.write('hello');
		assert.equal((await wire.bytes(10)).toString(), 'echo hello');
		wire.close();
	});
});

it('Upgrade: any other token is removed, h2c with its settings too', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	for (const token of ['h2c', 'foo', 'websocket, h2c']) {
		const answer = await wire.request(upgrade(token, 'HTTP2-Settings: AAMAAABkAAQAAP__\r\n'));
		assert.equal(answer.status, 200, token);
		const { headers } = origin.requests.at(-1);
		assert.doesNotMatch(`${headers.upgrade} ${headers.connection}`, /h2c|foo/, token);
	}
	wire.close();
});

it('Upgrade: a 101 that nobody asked for, or for another protocol, does not open the connection', async (t, { proxy, origin }) => {
	await withAnswer(origin, () => ({ raw: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: foo\r\n\r\nsecret' }), async () => {
		for (const request of [upgrade('websocket'), upgrade('foo'), GET]) {
			const wire = await proxy.secure('social.test');
			const answer = await wire.request(request).catch(() => ({ status: 0 }));
			assert.notEqual(answer.status, 101);
			wire.close();
		}
	});
});

for (const [target, what] of [['/bad-both', 'length with chunked'], ['/bad-lengths', 'two lengths'], ['/bad-line', 'no status line']]) {
	it(`an answer that can be read in two ways (${what}) becomes 502`, async (t, { proxy }) => {
		const wire = await proxy.secure('social.test');
		assert.equal((await wire.request(GET.replace('/timeline', target))).status, 502);
		wire.close();
	});
}

// Bytes behind an answer are of nobody: they must not become the answer to what is asked next.
const SPURIOUS = 'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nspurious';
for (const [what, method, head] of [
	['HEAD with content', 'HEAD', `HTTP/1.1 200 OK\r\nContent-Length: ${SPURIOUS.length}\r\n\r\n`],
	['304 with content', 'GET', `HTTP/1.1 304 Not Modified\r\nContent-Length: ${SPURIOUS.length}\r\n\r\n`],
	['204 with content', 'GET', 'HTTP/1.1 204 No Content\r\n\r\n'],
	['more than its length says', 'GET', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'],
	['more behind the last chunk', 'GET', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n'],
]) {
	it(`an answer with bytes behind it (${what}) does not answer the next request, pipelined or not`, async (t, { proxy, origins }) => {
		for (const [open, name, prefix] of [[() => proxy.secure('social.test'), 'social.test', ''], [() => proxy.dial(), 'plain.test', 'http://plain.test']]) {
			await withAnswer(origins[name], (request) => (request.target === '/odd' ? { raw: head + SPURIOUS } : { body: 'its own' }), async () => {
				for (const pause of [0, 100]) {
					const ask = (m, target) => `${m} ${prefix}${target} HTTP/1.1\r\nHost: ${name}\r\n\r\n`;
					const wire = await open();
					wire.write(ask(method, '/odd') + (pause ? '' : ask('GET', '/next')));
					await wire.response({ method });
					await sleep(pause);
					if (pause) wire.write(ask('GET', '/next'));
					assert.equal((await wire.response()).body, 'its own');
					wire.close();
				}
			});
		}
	});
}

it('a truncated answer never ends cleanly', async (t, { proxy, origin }) => {
	await withAnswer(origin, (request, { socket }) => {
		socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n');
	}, async () => {
		const wire = await proxy.secure('social.test');
		await assert.rejects(wire.request(GET), /ended/);
		wire.close();
	});
});

// What two parties could read differently: 400, closed, and no byte of it at the origin.
const HOST = 'Host: social.test\r\n';
const SMUGGLED = 'GET /smuggled HTTP/1.1\r\nHost: social.test\r\n\r\n';
const AMBIGUOUS = {
	'two equal lengths': `POST /x HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello`,
	'two different lengths': `POST /x HTTP/1.1\r\n${HOST}Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!`,
	'a list of lengths': `POST /x HTTP/1.1\r\n${HOST}Content-Length: 5, 5\r\n\r\nhello`,
	'length with chunked': `POST /x HTTP/1.1\r\n${HOST}Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${SMUGGLED}`,
	'chunked with length': `POST /x HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nContent-Length: 6\r\n\r\n0\r\n\r\n${SMUGGLED}`,
	'a length with a plus': `POST /x HTTP/1.1\r\n${HOST}Content-Length: +5\r\n\r\nhello`,
	'a negative length': `POST /x HTTP/1.1\r\n${HOST}Content-Length: -1\r\n\r\n`,
	'a hexadecimal length': `POST /x HTTP/1.1\r\n${HOST}Content-Length: 0x5\r\n\r\nhello`,
	'an octal length': `POST /x HTTP/1.1\r\n${HOST}Content-Length: 0005\r\n\r\nhello`,
	'an empty length': `POST /x HTTP/1.1\r\n${HOST}Content-Length: \r\n\r\n`,
	'a length too large': `POST /x HTTP/1.1\r\n${HOST}Content-Length: 99999999999999999999\r\n\r\n`,
	'chunked not last': `POST /x HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n`,
	'gzip before chunked': `POST /x HTTP/1.1\r\n${HOST}Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
	'chunked twice': `POST /x HTTP/1.1\r\n${HOST}Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
	'xchunked': `POST /x HTTP/1.1\r\n${HOST}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n`,
	'chunked behind a vertical tab': `POST /x HTTP/1.1\r\n${HOST}Transfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`,
	'chunked in HTTP/1.0': `POST /x HTTP/1.0\r\n${HOST}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
	'a bare LF after the request line': `GET /x HTTP/1.1\n${HOST}\r\n`,
	'bare LF everywhere': 'GET /x HTTP/1.1\nHost: social.test\n\n',
	'a bare CR in a value': `GET /x HTTP/1.1\r\n${HOST}X: a\rb\r\n\r\n`,
	'obs-fold': `GET /x HTTP/1.1\r\n${HOST}X: a\r\n b\r\n\r\n`,
	'a space before the colon': `POST /x HTTP/1.1\r\n${HOST}Content-Length : 5\r\n\r\nhello`,
	'a tab before the colon': `POST /x HTTP/1.1\r\n${HOST}Transfer-Encoding\t: chunked\r\n\r\n0\r\n\r\n`,
	'a space before the first field': `GET /x HTTP/1.1\r\n X: y\r\n${HOST}\r\n`,
	'NUL in a value': `GET /x HTTP/1.1\r\n${HOST}X: a\0b\r\n\r\n`,
	'NUL in a name': `GET /x HTTP/1.1\r\n${HOST}X\0: b\r\n\r\n`,
	'an empty name': `GET /x HTTP/1.1\r\n${HOST}: b\r\n\r\n`,
	'a field without a colon': `GET /x HTTP/1.1\r\n${HOST}nothing\r\n\r\n`,
	'no Host': 'GET /x HTTP/1.1\r\n\r\n',
	'two Hosts': `GET /x HTTP/1.1\r\n${HOST}Host: other.test\r\n\r\n`,
	'twice the same Host': `GET /x HTTP/1.1\r\n${HOST}${HOST}\r\n`,
	'an empty Host': 'GET /x HTTP/1.1\r\nHost:\r\n\r\n',
	'a Host with userinfo': 'GET /x HTTP/1.1\r\nHost: a@social.test\r\n\r\n',
	'a Host with a path': 'GET /x HTTP/1.1\r\nHost: social.test/x\r\n\r\n',
	'a list of Hosts': 'GET /x HTTP/1.1\r\nHost: social.test, other.test\r\n\r\n',
	'absolute-form that disagrees with Host': `GET https://other.test/x HTTP/1.1\r\n${HOST}\r\n`,
	'* with GET': `GET * HTTP/1.1\r\n${HOST}\r\n`,
	'a lower-case version': `GET /x http/1.1\r\n${HOST}\r\n`,
	'a version with leading zeros': `GET /x HTTP/01.01\r\n${HOST}\r\n`,
	'two spaces in the request line': `GET  /x HTTP/1.1\r\n${HOST}\r\n`,
	'a space in the target': `GET /a b HTTP/1.1\r\n${HOST}\r\n`,
	'NUL in the target': `GET /a\0b HTTP/1.1\r\n${HOST}\r\n`,
	'no target': `GET HTTP/1.1\r\n${HOST}\r\n`,
	'Connection names Content-Length': `POST /x HTTP/1.1\r\n${HOST}Connection: Content-Length\r\nContent-Length: 5\r\n\r\nhello`,
};
const CHUNKED = `POST /api/v1/statuses HTTP/1.1\r\n${HOST}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
const BAD_CHUNKS = {
	'a chunk size with 0x': '0x5\r\nhello\r\n0\r\n\r\n',
	'a chunk size with a plus': '+5\r\nhello\r\n0\r\n\r\n',
	'a negative chunk size': '-5\r\nhello\r\n0\r\n\r\n',
	'a chunk size with an underscore': '0_5\r\nhello\r\n0\r\n\r\n',
	'a space before the chunk size': ' 5\r\nhello\r\n0\r\n\r\n',
	'a space after the chunk size': '5 \r\nhello\r\n0\r\n\r\n',
	'a chunk size too large': 'fffffffffffffffff\r\nhello\r\n0\r\n\r\n',
	'a bare semicolon': '5;\r\nhello\r\n0\r\n\r\n',
	'an extension that is no token': '5;a[b=c\r\nhello\r\n0\r\n\r\n',
	'a CR in an extension': '5;a=\rb\r\nhello\r\n0\r\n\r\n',
	'an LF after the size': '5\nhello\r\n0\r\n\r\n',
	'no CRLF after the data': '5\r\nhello0\r\n\r\n',
	'more data than said': '5\r\nhello!\r\n0\r\n\r\n',
	'a length in the trailers': '5\r\nhello\r\n0\r\nContent-Length: 3\r\n\r\n',
	'a Host in the trailers': '5\r\nhello\r\n0\r\nHost: other.test\r\n\r\n',
};

async function refusesWithoutAByte(proxy, origin, bytes) {
	const wire = await proxy.secure('social.test');
	wire.write(bytes);
	const answer = await wire.response({ ms: 5000 });
	assert.equal(answer.status, 400);
	await wire.rest(5000);
	assert.equal(origin.heard(), '');
	wire.close();
}

for (const [what, bytes] of Object.entries({ ...AMBIGUOUS, ...Object.fromEntries(Object.entries(BAD_CHUNKS).map(([k, v]) => [k, CHUNKED + v])) })) {
	it(`400 and closed, nothing forwarded: ${what}`, async (t, { proxy, origin }) => refusesWithoutAByte(proxy, origin, bytes));
}

it('400 in clear HTTP: absolute-form that disagrees with Host', async (t, { proxy, origins }) => {
	const wire = await proxy.dial();
	const answer = await wire.request('GET http://plain.test/x HTTP/1.1\r\nHost: clear.social.test\r\n\r\n');
	assert.equal(answer.status, 400);
	await wire.rest();
	assert.equal(origins['plain.test'].heard(), '');
	wire.close();
});

for (const target of ['social.test', 'social.test:0', 'social.test:65536', 'social.test:44x', 'a@social.test:443', '0x7f.1:443', '2130706433:443', '127.1:443', 'social%2etest:443', '::1:443', 'social.test:443/x']) {
	it(`CONNECT ${target} is refused`, async (t, { proxy, origin }) => {
		const wire = await proxy.dial();
		const answer = await wire.request(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
		assert.ok(answer.status >= 400, String(answer.status));
		assert.equal(origin.accepted, 0);
		wire.close();
	});
}

it('CONNECT with a body is refused', async (t, { proxy, origin }) => {
	const wire = await proxy.dial();
	const answer = await wire.request('CONNECT social.test:443 HTTP/1.1\r\nHost: social.test:443\r\nContent-Length: 5\r\n\r\nhello');
	assert.equal(answer.status, 400);
	assert.equal(origin.accepted, 0);
	wire.close();
});

it('a head over the cap gets 431', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	const answer = await wire.request(`GET / HTTP/1.1\r\n${HOST}X: ${'a'.repeat(70000)}\r\n\r\n`).catch((error) => error);
	assert.equal(answer.status, 431);
	assert.equal(origin.heard(), '');
	wire.close();
});

it('the second request of a session is judged like the first: another host gets 421', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	assert.equal((await wire.request(GET)).status, 200);
	const answer = await wire.request('GET / HTTP/1.1\r\nHost: other.test\r\n\r\n');
	assert.equal(answer.status, 421);
	assert.equal(origin.requests.length, 1);
	wire.close();
});

it('an origin that answers before the body is there does not cut the post', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	const whole = postRequest('A heron '.repeat(5000));
	wire.write(whole.slice(0, 3000));
	await sleep(100);
	assert.equal(origin.heard(), '', 'nothing leaves before all of it was judged');
	wire.write(whole.slice(3000));
	assert.equal((await wire.response()).status, 200);
	wire.close();
});

it('a client that leaves in the middle of a post: the origin hears nothing', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	wire.write(postRequest('A heron').slice(0, -5));
	await sleep(50);
	wire.close();
	await sleep(150);
	assert.equal(origin.heard(), '');
	await eventually(async () => (await proxy.curl('https://social.test/')).status === 200, 'it goes on');
});
