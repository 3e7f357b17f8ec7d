// What the product is for: a post is read, judged, recorded, and passes or is refused.
import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import { execFileSync } from 'node:child_process';
import { filesHolding } from './lib/gatepost.mjs';
import { eventually, sleep } from './lib/process.mjs';
import { SENTENCE, postRequest, setScene } from './lib/scene.mjs';

const STATUS = { body: { id: '109876543210', url: 'https://social.test/@a/109876543210', uri: 'https://social.test/users/a/statuses/109876543210' } };
const answerOf = ({ headers }) => {
	if (headers['x-refuse']) return { status: 422, body: { error: 'Text limit exceeded' } };
	return headers['x-issue'] ? { ...STATUS, headers: { 'Set-Cookie': `s=${headers['x-issue']}; Path=/` } } : STATUS;
};
const scene = setScene({
	origins: {
		'social.test': { tls: true, answer: answerOf },
		'clear.social.test': { tls: null, address: '127.0.0.3' },
		'other.test': { tls: null, address: '127.0.0.5' },
		'blog.test': { tls: true, address: '127.0.0.4' },
	},
	config: { sites: { hosts: { mastodon: ['social.test', 'clear.social.test'] } } },
});
const { it } = scene;

async function post(proxy, text, options = {}) {
	const wire = await proxy.secure(options.host ?? 'social.test');
	try {
		return await wire.request(postRequest(text, options));
	} finally {
		wire.close();
	}
}

const reference = (answer) => /gatepost\.internal\/n\/([0-9A-Z]+)/.exec(answer.body)?.[1];

async function recordOf(proxy, answer) {
	const found = (await proxy.records()).filter((r) => r.reference === reference(answer));
	assert.equal(found.length, 1, `one record with reference ${reference(answer)}`);
	return found[0];
}

async function withConfig(proxy, changes, body) {
	const kept = structuredClone(proxy.config);
	proxy.writeConfig({ ...kept, ...changes });
	const answer = await proxy.reload();
	assert.equal(answer.code, 0, answer.output);
	try {
		await body();
	} finally {
		proxy.writeConfig(kept);
		await proxy.reload();
	}
}

it('an allowed post arrives, byte for byte, and leaves no record', async (t, { proxy, origin }) => {
	const before = (await proxy.records()).length;
	const answer = await post(proxy, 'A heron nests on our roof.');
	assert.equal(answer.status, 200);
	assert.equal(origin.requests[0].body.toString(), '{"status":"A heron nests on our roof.","visibility":"public"}');
	assert.equal((await proxy.records()).length, before);
});

it('a forbidden post is refused in the site\'s dialect; the record is durable when the answer is there', async (t, { proxy, origin }) => {
	const answer = await post(proxy, 'The falconberg ships in June!');
	assert.ok([403, 422].includes(answer.status), String(answer.status));
	assert.match(answer.headers['content-type'], /json/);
	assert.match(JSON.parse(answer.body).error, SENTENCE);
	assert.equal(answer.headers['cache-control']?.includes('no-store'), true);
	assert.equal(origin.heard(), '');
	const record = await recordOf(proxy, answer);
	assert.equal(record.site, 'mastodon');
	assert.equal(record.host, 'social.test');
	assert.equal(record.activity, 'post');
	assert.equal(record.action, 'block');
	assert.equal(record.outcome, 'not-sent');
	assert.deepEqual(record.rules.map((r) => r.id), ['falcon']);
	assert.equal(record.address, '127.0.0.1');
});

it('the dialect answer says nothing of the rule', async (t, { proxy }) => {
	const { head, body } = await post(proxy, 'Falconberg');
	for (const word of ['falcon', 'Unannounced', 'AUP', 'press office', 'Falconberg']) assert.doesNotMatch(head + body, new RegExp(word));
});

it('another origin\'s page can read the refusal: CORS', async (t, { proxy }) => {
	const answer = await post(proxy, 'Falconberg', { headers: { Origin: 'https://elk.example' } });
	assert.match(answer.headers['access-control-allow-origin'] ?? '', /^(\*|https:\/\/elk\.example)$/);
});

it('a navigation gets a page: why, the text back, whom to ask, the right to speak', async (t, { proxy }) => {
	const answer = await post(proxy, '', {
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html,application/xhtml+xml,*/*;q=0.8', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' },
		body: 'status=' + encodeURIComponent('Falconberg <b>&"quotes"</b>'),
	});
	assert.match(answer.headers['content-type'], /text\/html/);
	assert.ok(answer.body.length > 512);
	assert.match(answer.body, /AUP 4\.2/);
	assert.match(answer.body, /Falconberg &lt;b&gt;&amp;/);
	assert.match(answer.body, /social-desk@example\.test/);
	assert.match(answer.body, /working conditions/);
	assert.doesNotMatch(answer.body, /<script/);
});

it('the notice page of a reference shows its person the rest', async (t, { proxy }) => {
	const ref = reference(await post(proxy, 'Falconberg'));
	const page = await proxy.curl('-H', 'Accept: text/html', `https://gatepost.internal/n/${ref}`);
	assert.equal(page.status, 200);
	assert.match(page.body, /AUP 4\.2/);
	const none = await proxy.curl(`https://gatepost.internal/n/ZZZZZZZZ`);
	assert.equal(none.status, 404);
	assert.doesNotMatch(none.body, /AUP/);
});

it('clear HTTP is judged like TLS', async (t, { proxy, origins }) => {
	const wire = await proxy.dial();
	const target = 'http://clear.social.test/api/v1/statuses';
	const refused = await wire.request(postRequest('Falconberg', { host: 'clear.social.test', target }));
	assert.match(refused.body, SENTENCE);
	assert.equal(origins['clear.social.test'].heard(), '');
	wire.close();
	const second = await proxy.dial();
	assert.equal((await second.request(postRequest('A heron', { host: 'clear.social.test', target }))).status, 200);
	assert.equal(origins['clear.social.test'].requests.length, 1);
	second.close();
});

// Behind a CONNECT to a name that is not governed, a request for a governed host is no less a post.
const behindConnect = (head, body = 'status=Falconberg') => `${head}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const POSTS = 'POST /api/v1/statuses';

it('clear HTTP behind a CONNECT to another name: a governed Host is judged', async (t, { proxy, origins }) => {
	for (const head of [`${POSTS} HTTP/1.1\r\nHost: social.test`, `${POSTS} HTTP/1.0\r\nHost: social.test`, `\r\n${POSTS} HTTP/1.1\r\nHost: social.test`]) {
		const wire = await proxy.connect('other.test', 80);
		assert.match((await wire.request(behindConnect(head))).body, SENTENCE, head);
		wire.close();
	}
	assert.equal(origins['other.test'].heard(), '');
});

it('… so is one that follows a request for nobody\'s host on the same connection', async (t, { proxy, origins }) => {
	const wire = await proxy.connect('other.test', 80);
	assert.equal((await wire.request('GET / HTTP/1.1\r\nHost: other.test\r\n\r\n')).status, 200);
	assert.match((await wire.request(behindConnect(`${POSTS} HTTP/1.1\r\nHost: social.test`))).body, SENTENCE);
	wire.close();
	assert.ok(!origins['other.test'].heard().includes('Falconberg'));
});

for (const host of ['social.test:', 'u@social.test', 'social.test:99999', 'social.test, a', 'social.test/']) {
	for (const version of ['1.0', '1.1']) {
		it(`… and "Host: ${host}" in HTTP/${version} is refused, never forwarded`, async (t, { proxy, origins }) => {
			const wire = await proxy.connect('other.test', 80);
			assert.equal((await wire.request(behindConnect(`${POSTS} HTTP/${version}\r\nHost: ${host}`))).status, 400);
			wire.close();
			assert.equal(origins['other.test'].heard(), '');
		});
	}
}

it('… as is a head that is ambiguous, or ends its lines with LF alone', async (t, { proxy, origins }) => {
	for (const bytes of [behindConnect(`${POSTS} HTTP/1.1\r\nHost: social.test\r\nContent-Length: 3`), behindConnect(`${POSTS} HTTP/1.1\nHost: social.test`)]) {
		const wire = await proxy.connect('other.test', 80);
		assert.equal((await wire.request(bytes)).status, 400);
		wire.close();
	}
	assert.equal(origins['other.test'].heard(), '');
});

it('one odd byte does not make media of a large text: sites.unrecognised still decides', async (t, { proxy, origin }) => {
	await withConfig(proxy, { sites: { ...proxy.config.sites, unrecognised: 'block' } }, async () => {
		for (const odd of ['', '\x7f']) {
			const answer = await post(proxy, '', { target: '/api/v9/nothing', body: JSON.stringify({ a: `${odd}Falconberg`, b: 'x'.repeat(5 * 1024 * 1024) }) }).catch(() => ({ status: 0 }));
			assert.notEqual(answer.status, 200, JSON.stringify(odd));
		}
		assert.equal(origin.requests.length, 0);
	});
});

const coders = {
	gzip: zlib.gzipSync, deflate: zlib.deflateSync, br: zlib.brotliCompressSync,
	zstd: (data) => execFileSync('zstd', ['-q', '-c'], { input: data }),
};
const encoded = (coding, text) => ({ headers: { 'Content-Encoding': coding }, body: coders[coding](Buffer.from(JSON.stringify({ status: text }))) });

for (const coding of Object.keys(coders)) {
	it(`a ${coding} body is read; an allowed one arrives as it was`, async (t, { proxy, origin }) => {
		const good = encoded(coding, 'A heron');
		assert.equal((await post(proxy, '', good)).status, 200);
		assert.ok(origin.requests[0].body.equals(good.body));
		assert.match((await post(proxy, '', encoded(coding, 'Falconberg'))).body, SENTENCE);
		assert.equal(origin.requests.length, 1);
	});

	it(`a ${coding} bomb is refused quickly, as text B`, async (t, { proxy, origin }) => {
		const body = coders[coding](Buffer.alloc(64 << 20, ' '));
		const answer = await post(proxy, '', { headers: { 'Content-Encoding': coding }, body });
		assert.ok(answer.status >= 400);
		assert.match(answer.body, /could not be checked/);
		assert.equal(origin.heard(), '');
		assert.equal((await proxy.records()).at(-1).kind, 'unjudged');
	});
}

it('a body that is not what Content-Encoding says is refused', async (t, { proxy, origin }) => {
	const answer = await post(proxy, '', { headers: { 'Content-Encoding': 'gzip' }, body: Buffer.from('{"status":"A heron"}') });
	assert.match(answer.body, /could not be checked/);
	assert.equal(origin.heard(), '');
});

it('duplicate keys are ambiguous: refused, and recorded', async (t, { proxy, origin }) => {
	const answer = await post(proxy, '', { body: Buffer.from('{"status":"A heron","status":"Another"}') });
	assert.match(answer.body, /could not be checked/);
	assert.equal(origin.heard(), '');
	const last = (await proxy.records()).at(-1);
	assert.equal(last.kind, 'unjudged');
	assert.match(last.why, /duplicate/);
});

it('unjudged: log lets it pass and records it', async (t, { proxy, origin }) => {
	await withConfig(proxy, { unjudged: 'log' }, async () => {
		const answer = await post(proxy, '', { body: Buffer.from('{"status":"A heron","status":"Another"}') });
		assert.equal(answer.status, 200);
		assert.equal(origin.requests.length, 1);
		assert.equal((await proxy.records()).at(-1).kind, 'unjudged');
	});
});

for (const [what, options] of Object.entries({
	'urlencoded': { headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'status=The+Falconberg%20ships' },
	'multipart': { headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: '--x\r\nContent-Disposition: form-data; name="status"\r\n\r\nFalconberg\r\n--x--\r\n' },
	'the query string': { target: '/api/v1/statuses?status=Falconberg', headers: { 'Content-Type': null }, body: '' },
	'JSON labelled text/plain': { headers: { 'Content-Type': 'text/plain' }, body: '{"status":"Falconberg"}' },
	'JSON with escapes': { body: '{"status":"\\u0046alconberg"}' },
	'a poll option': { body: '{"status":"Choose","poll":{"options":["Falconberg","Heron"]}}' },
	'the content warning': { body: '{"status":"x","spoiler_text":"Falconberg"}' },
	'an edit': { target: '/api/v1/statuses/109', method: 'PUT', body: '{"status":"Falconberg"}' },
	'the profile': { target: '/api/v1/accounts/update_credentials', method: 'PATCH', body: '{"note":"I build the Falconberg"}' },
	'a member that nobody knows': { body: '{"status":"x","deep":[{"er":"Falconberg"}]}' },
	'JSON in a member that nobody knows': { body: '{"status":"x","deep":"{\\"er\\":\\"\\\\u0046alconberg\\"}"}' },
	'the name of a member': { body: '{"status":"x","the Falconberg ships":1}' },
	'a parameter that nobody knows': { target: '/api/v1/statuses?note=Falconberg', body: '{"status":"x"}' },
	'a field of the head': { headers: { Slug: 'Falconberg' }, body: '{"status":"x"}' },
	'a like': { target: '/api/v1/statuses/1/favourite', body: '{"why":"Falconberg"}' },
	'a file that is text': { headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: '--x\r\nContent-Disposition: form-data; name="status"\r\n\r\nhi\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nFalconberg\r\n--x--\r\n' },
	'the name of a file': { headers: { 'Content-Type': 'multipart/form-data; boundary=x' }, body: '--x\r\nContent-Disposition: form-data; name="status"\r\n\r\nhi\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="Falconberg.png"\r\n\r\nPNG\r\n--x--\r\n' },
	'a method override': { target: '/settings/profile', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: '_method=patch&account%5Bnote%5D=Falconberg' },
	'a path with dot segments': { target: '/api/v1/./statuses' },
	'a path with escapes': { target: '/api/v1/%73tatuses' },
})) {
	it(`forbidden text in ${what} is found`, async (t, { proxy, origin }) => {
		const answer = await post(proxy, 'Falconberg', { ...options, body: options.body === undefined ? undefined : Buffer.from(options.body) });
		assert.ok(answer.status >= 400, String(answer.status));
		assert.match(answer.body, /Not posted/);
		assert.equal(origin.heard(), '');
	});
}

it('what a site\'s file does not name is judged, but it is not shown as the text, and kept only where it matched', async (t, { proxy }) => {
	const answer = await post(proxy, '', {
		headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' },
		body: 'status=The+heronry&hidden=Falconberg+ships&also=quokkaword',
	});
	assert.match(answer.body, /The heronry/);
	assert.doesNotMatch(answer.body, /Falconberg ships|quokkaword/);
	const { stdout } = await proxy.run('log', '--json', '--text');
	const last = stdout.trim().split('\n').map((line) => JSON.parse(line)).at(-1);
	assert.deepEqual(last.rules.map((r) => r.spans), [[{ field: 'other', start: 0, end: 10 }]]);
	assert.deepEqual(last.fields.map((f) => [f.name, f.text]), [['text', 'The heronry'], ['other', 'Falconberg ships']]);
});

it('a write that no endpoint claims is read and judged, at most logged, and counted as unrecognised', async (t, { proxy, origin }) => {
	const answer = await post(proxy, '', { target: '/api/v9/brand-new', body: Buffer.from('{"deep":{"text":"Falconberg"}}') });
	assert.equal(answer.status, 200);
	assert.equal(origin.requests.length, 1);
	const record = (await proxy.records()).at(-1);
	assert.equal(record.action, 'block', 'what the policy says of it');
	assert.equal(record.acted, 'log', 'what was done');
	assert.deepEqual(record.rules.map((r) => r.id), ['falcon']);
	await eventually(async () => /unrecognised/.test((await proxy.run('status')).output), 'status counts it');
});

it('sites.unrecognised: block makes such a write refusable', async (t, { proxy, origin }) => {
	await withConfig(proxy, { sites: { ...proxy.config.sites, unrecognised: 'block' } }, async () => {
		const answer = await post(proxy, '', { target: '/api/v9/brand-new', body: Buffer.from('{"deep":{"text":"Falconberg"}}') });
		assert.ok(answer.status >= 400);
		assert.equal(origin.heard(), '');
	});
});

it('a value that the site itself issued in this session is no text of its sender\'s; in another session it is', async (t, { proxy, origin }) => {
	const target = '/api/v9/brand-new';
	await withConfig(proxy, { sites: { ...proxy.config.sites, unrecognised: 'block' } }, async () => {
		const wire = await proxy.secure('social.test');
		await wire.request('GET / HTTP/1.1\r\nHost: social.test\r\nX-Issue: Falconberg-1234\r\n\r\n');
		assert.equal((await wire.request(postRequest('', { target, body: Buffer.from('{"state":"Falconberg-1234"}') }))).status, 200);
		const text = await wire.request(postRequest('', { target, body: Buffer.from('{"state":"Falconberg-1234 ships"}') }));
		assert.match(text.body, SENTENCE, 'more than the value is text');
		wire.close();
		origin.forget();
		assert.match((await post(proxy, '', { target, headers: { Cookie: 's=Falconberg-1234' }, body: Buffer.from('{"state":"Falconberg-1234"}') })).body, SENTENCE, 'sent back is not issued');
		assert.equal(origin.heard(), '');
	});
});

it('an unclaimed write that cannot be decoded passes and is counted', async (t, { proxy, origin }) => {
	const answer = await post(proxy, '', { target: '/api/v9/telemetry', headers: { 'Content-Type': 'application/octet-stream' }, body: Buffer.from([0, 1, 2, 255, 254, 253, 3, 4]) });
	assert.equal(answer.status, 200);
	assert.equal(origin.requests.length, 1);
});

// Built here so that no scanner takes this file for a leak.
const CLOUD_KEY = ['AKIA', 'QX7ZTRW4', 'LMPNV2KD'].join('');

it('a sign-in whose password holds a cloud key passes, and its bytes are nowhere in the state folder', async (t, { proxy, origin }) => {
	await withConfig(proxy, { policy: undefined }, async () => {
		for (const [target, type, body] of [
			['/auth/sign_in', 'application/x-www-form-urlencoded', `user%5Bemail%5D=a%40example.test&user%5Bpassword%5D=${CLOUD_KEY}`],
			['/oauth/token', 'application/json', JSON.stringify({ grant_type: 'password', username: 'a', password: CLOUD_KEY })],
		]) {
			const answer = await post(proxy, '', { target, headers: { 'Content-Type': type }, body: Buffer.from(body) });
			assert.equal(answer.status, 200, target);
			assert.match(origin.requests.at(-1).body.toString(), new RegExp(CLOUD_KEY));
		}
		const leak = await post(proxy, `the key is ${CLOUD_KEY}`);
		assert.match(leak.body, SENTENCE, 'as a post it is refused by the starter policy');
	});
	await sleep(200);
	assert.deepEqual(filesHolding(proxy.state, Buffer.from(CLOUD_KEY)), []);
	assert.doesNotMatch(proxy.said, new RegExp(CLOUD_KEY));
});

it('post text appears in no file of the state folder in clear, and in no log line', async (t, { proxy }) => {
	await post(proxy, 'Falconberg and a quokkasentinel');
	await post(proxy, 'Heronwing and a quokkasentinel');
	await sleep(200);
	assert.doesNotMatch(proxy.said, /quokkasentinel/);
	const holding = filesHolding(proxy.state, Buffer.from('Falconberg and a quokkasentinel'));
	assert.deepEqual(holding, []);
});

it('reading passes and is never held: GET, HEAD, OPTIONS', async (t, { proxy, origin }) => {
	const wire = await proxy.secure('social.test');
	for (const method of ['GET', 'HEAD', 'OPTIONS']) {
		assert.equal((await wire.request(`${method} /api/v1/timelines/home?q=Falconberg HTTP/1.1\r\nHost: social.test\r\n\r\n`)).status, 200);
	}
	assert.equal(origin.requests.length, 3);
	wire.close();
});

it('taking back is never refused: DELETE, whatever its words', async (t, { proxy, origin }) => {
	for (const target of ['/api/v1/statuses/1?why=Falconberg', '/api/v1/unheard-of/2']) {
		assert.equal((await post(proxy, '', { method: 'DELETE', target, body: Buffer.from('{"status":"Falconberg"}') })).status, 200);
	}
	assert.equal(origin.requests.length, 2);
});

it('a boost or a favourite, which carries no text, passes', async (t, { proxy, origin }) => {
	assert.equal((await post(proxy, '', { target: '/api/v1/statuses/1/reblog', body: Buffer.from('{}') })).status, 200);
	assert.equal(origin.requests.length, 1);
});

it('a direct message is not judged by rules for posts', async (t, { proxy, origin }) => {
	assert.equal((await post(proxy, '', { body: Buffer.from('{"status":"Falconberg","visibility":"direct"}') })).status, 200);
	assert.equal(origin.requests.length, 1);
});

for (const [word, action] of [['Heronwing', 'log'], ['Bustardly', 'coach'], ['Kestrelton', 'hold'], ['Falconberg', 'block']]) {
	it(`stages: what ${action} does in observe, guide and enforce`, async (t, { proxy, origin }) => {
		for (const stage of ['observe', 'guide', 'enforce']) {
			await withConfig(proxy, { stage }, async () => {
				origin.forget();
				const answer = await post(proxy, `${word} for ${stage}`);
				const isStopped = action !== 'log' && stage !== 'observe';
				assert.equal(origin.requests.length, isStopped ? 0 : 1, `${action} in ${stage}`);
				assert.equal(answer.status >= 400, isStopped);
				const record = (await proxy.records()).at(-1);
				assert.equal(record.action, action);
				assert.equal(record.stage, stage);
			});
		}
	});
}

it('the strongest matched rule wins, all are in the record', async (t, { proxy }) => {
	const record = await recordOf(proxy, await post(proxy, 'Heronwing Bustardly Falconberg'));
	assert.equal(record.action, 'block');
	assert.deepEqual(record.rules.map((r) => r.id).sort(), ['falcon', 'slogan', 'tone']);
});

it('outcome: published with the id that the site gave, or refused by the site', async (t, { proxy }) => {
	await post(proxy, 'Heronwing one');
	await eventually(async () => {
		const record = (await proxy.records()).at(-1);
		return record.outcome === 'published' && record.published_id === '109876543210';
	}, 'published, with its id');
	await post(proxy, 'Heronwing two', { headers: { 'X-Refuse': '1' } });
	await eventually(async () => (await proxy.records()).at(-1).outcome === 'refused-by-site', 'refused-by-site');
});

it('WordPress: REST in three spellings, XML-RPC, multicall, the comment form', async (t, { proxy, origins }) => {
	const call = (method, content) => `<?xml version="1.0"?><methodCall><methodName>${method}</methodName><params>${content}</params></methodCall>`;
	const struct = (text) => `<struct><member><name>post_title</name><value>Hi</value></member><member><name>post_content</name><value><string>${text}</string></value></member></struct>`;
	const params = (text) => ['1', 'user', 'pw'].map((v) => `<param><value><string>${v}</string></value></param>`).join('') + `<param><value>${struct(text)}</value></param>`;
	const multi = (text) => `<param><value><array><data><value><struct><member><name>methodName</name><value>wp.newPost</value></member><member><name>params</name><value><array><data><value>1</value><value>u</value><value>p</value><value>${struct(text)}</value></data></array></value></member></struct></value></data></array></value></param>`;
	const json = (text) => ['application/json', JSON.stringify({ title: 'Hi', content: text, status: 'publish' })];
	const cases = (text) => [
		['/wp-json/wp/v2/posts', ...json(text)],
		['/?rest_route=/wp/v2/posts', ...json(text)],
		['/index.php/wp-json/wp/v2/posts', ...json(text)],
		['/xmlrpc.php', 'text/xml', call('wp.newPost', params(text))],
		['/xmlrpc.php', 'text/xml', call('system.multicall', multi(text))],
		['/wp-comments-post.php', 'application/x-www-form-urlencoded', `comment=${encodeURIComponent(text)}&author=A&comment_post_ID=1`],
		['/wp-json/batch/v1', 'application/json', JSON.stringify({ requests: [{ method: 'POST', path: '/wp/v2/posts', body: { content: 'fine' } }, { method: 'POST', path: '/wp/v2/posts', body: { content: text } }] })],
	];
	for (const [target, type, body] of cases('Falconberg')) {
		const answer = await post(proxy, '', { host: 'blog.test', target, headers: { 'Content-Type': type }, body: Buffer.from(body) });
		assert.match(answer.body, /Not posted/, `${target} ${type}`);
	}
	assert.equal(origins['blog.test'].heard(), '');
	for (const [target, type, body] of cases('A heron')) {
		const answer = await post(proxy, '', { host: 'blog.test', target, headers: { 'Content-Type': type }, body: Buffer.from(body) });
		assert.equal(answer.status, 200, target);
	}
});

it('the chain over all of this is whole', async (t, { proxy }) => {
	const verify = await proxy.run('log', 'verify');
	assert.equal(verify.code, 0, verify.output);
});
