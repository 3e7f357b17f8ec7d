// The commands as people call them: what they say, and their exit status (0 fine, 1 the answer is no, 2 wrong usage).
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { BINARY, Gatepost, POLICY, ROOT, filesHolding, makeFolder, run } from './lib/gatepost.mjs';
import { eventually } from './lib/process.mjs';
import { dial } from './lib/wire.mjs';
import { postRequest, setScene } from './lib/scene.mjs';

const folder = makeFolder();
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name, content) {
	const where = path.join(folder, name);
	mkdirSync(path.dirname(where), { recursive: true });
	writeFileSync(where, content);
	return where;
}

// What a command says to a person: on a terminal of this width.
function onTerminal(words, columns = 80) {
	const line = [BINARY, ...words].map((word) => `'${word}'`).join(' ');
	return new Promise((resolve) => execFile('script', ['-qec', `stty cols ${columns}; ${line}`, '/dev/null'], { timeout: 20000 }, (error, stdout) => resolve(stdout.replaceAll('\r', ''))));
}

const rule = (more) => `policy: P\nrules:\n  - id: one\n    title: One\n    match: { words: [Falconberg] }\n    action: block\n${more}`;

test('help, --help of each command, --version: 0', async () => {
	for (const words of [[], ['help'], ['--help'], ['--version'], ...['run', 'check', 'explain', 'scan', 'log', 'ca', 'reload', 'status'].map((c) => [c, '--help'])]) {
		const answer = await run(words);
		assert.equal(answer.code, 0, words.join(' '));
		assert.ok(answer.stdout.length > 5, words.join(' '));
	}
});

test('an unknown command, an unknown option: 2, with words', async () => {
	for (const words of [['lgo'], ['check', '--frobnicate'], ['ca', 'burn'], ['log', '--since', 'yesterday-ish']]) {
		const answer = await run(words);
		assert.equal(answer.code, 2, words.join(' '));
		assert.ok(answer.stderr.length > 5, words.join(' '));
	}
});

test('a wrong word is named; a file that is not there, and an answer that cannot be written: 2', async () => {
	const config = file('words/gatepost.yaml', 'state: ./state\n');
	for (const [words, pattern] of [
		[['status', 'everything'], /everything[\s\S]*usage: gatepost status/],
		[['explain', '--txt', 'x'], /--txt[\s\S]*usage: gatepost explain/],
		[['scan', '--polcy', 'x'], /--polcy/],
		[['replay', '--polcy', 'x'], /--polcy/],
		[['run', '-c', '/nonexistent/gatepost.yaml'], /^gatepost run: \/nonexistent\/gatepost\.yaml: No such file or directory\n$/],
		[['sites', 'list', '-c', '/nonexistent/gatepost.yaml'], /No such file/],
		[['explain', '--request', '/nonexistent', '-c', config], /^gatepost explain: \/nonexistent: cannot be opened: No such file or directory\n$/],
		[['explain', '--record', '1', '-c', config], /no records here/],
		[['log', '-c', config], /no records here/],
		[['log', 'erase', '--record', '1', '--reason', 'x', '-c', config], /./],
	]) {
		const answer = await run(words);
		assert.equal(answer.code, 2, `${words.join(' ')}: ${answer.output}`);
		assert.match(answer.stderr, pattern, words.join(' '));
	}
	assert.equal(existsSync(path.join(folder, 'words/state')), false, 'nothing was made');
	const full = await new Promise((resolve) => execFile('sh', ['-c', `'${BINARY}' sites list -c '${config}' > /dev/full`], (error, stdout, stderr) => resolve({ code: error?.code, stderr })));
	assert.equal(full.code, 2);
	assert.match(full.stderr, /standard output cannot be written/);
});

test('what a user may not see is not said to be missing', { skip: process.getuid() !== 0 && 'needs root, to become somebody else' }, async () => {
	const config = file('closed/gatepost.yaml', 'state: ./state\n');
	chmodSync(path.dirname(config), 0o755);
	assert.equal((await run(['ca', 'create', '-c', config])).code, 0);
	for (const [words, pattern] of [[['ca', 'show'], /ca\.pem: Permission denied/], [['log'], /audit\.db: Permission denied/], [['status'], /cannot be asked: Permission denied/]]) {
		const answer = await new Promise((resolve) => execFile('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', BINARY, ...words, '-c', config], (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stderr })));
		if (/failed to execute/.test(answer.stderr)) return; // the binary itself lies where nobody may go
		assert.equal(answer.code, 2, answer.stderr);
		assert.match(answer.stderr, pattern);
	}
});

test('check: the starter policy is fine, its examples run', async () => {
	const answer = await run(['check', path.join(ROOT, 'rules/packs/acceptable-use.yaml')]);
	assert.equal(answer.code, 0, answer.output);
});

test('check --explain reads each rule back as a sentence', async () => {
	const answer = await run(['check', '--explain', file('explain.yaml', rule(''))]);
	assert.equal(answer.code, 0, answer.output);
	assert.match(answer.stdout, /falconberg/i);
	assert.match(answer.stdout, /block/);
});

test('check: the whole configuration, without touching anything', async () => {
	file('good/policy.yaml', POLICY);
	const config = file('good/gatepost.yaml', 'stage: guide\npolicy: [ policy.yaml ]\nstate: ./state\nsites: { hosts: { mastodon: [ social.test ] } }\n');
	const answer = await run(['check', '-c', config]);
	assert.equal(answer.code, 0, answer.output);
	assert.equal(existsSync(path.join(folder, 'good/state')), false);
});

// Each trap with its own place and sentence.
for (const [what, content, pattern] of [
	['an unknown action', rule('').replace('action: block', 'action: blok'), /:6:\d+: .*blok.*did you mean.*block/s],
	['an unknown key', rule('    tilte: x\n'), /:7:5: .*tilte.*did you mean.*title/s],
	['a word that begins with #', rule('').replace('{ words: [Falconberg] }', '\n      words:\n        - #falcon'), /:7:\d+: .*quotes.*"#falcon"/s],
	['a word that begins with @', rule('').replace('[Falconberg]', '[@falcon]'), /:5:\d+: .*quotes/s],
	['a tab', rule('').replace('    title', '\ttitle'), /:4:\d+: .*tab/is],
	['a regex in double quotes', rule('').replace('{ words: [Falconberg] }', '{ regex: "\\d+" }'), /:5:\d+: .*single quotes/s],
	['an example that does not match', rule('    examples: { violates: [A heron] }\n'), /A heron/],
	['an example that must pass and does not', rule('    examples: { passes: [Falconberg] }\n'), /Falconberg/],
	['two rules with one id', rule('  - id: one\n    title: Two\n    match: { words: [x] }\n    action: log\n'), /:7:\d+: .*one/s],
]) {
	test(`check names file, line and column: ${what}`, async () => {
		const name = `bad-${what.replace(/\W+/g, '-')}.yaml`;
		const answer = await run(['check', file(name, content)]);
		assert.equal(answer.code, 1, answer.output);
		assert.match(answer.output, new RegExp(`${name}:\\d+:\\d+: `));
		assert.match(answer.output, pattern);
	});
}

test('check tells all problems at once', async () => {
	const answer = await run(['check', file('many.yaml', rule('    tilte: x\n').replace('action: block', 'action: blok'))]);
	assert.equal(answer.code, 1);
	assert.match(answer.output, /blok/);
	assert.match(answer.output, /tilte/);
});

test('check: yes, no, numbers and dates stay text', async () => {
	const answer = await run(['check', file('text.yaml', rule('    examples: { violates: ["no 007 2027-03-12 Falconberg"] }\n').replace('[Falconberg]', '[no, 007, 2027-03-12, on]'))]);
	assert.equal(answer.code, 0, answer.output);
});

test('scan: one JSON post a line in, one verdict a line out, offsets in code points', async () => {
	const policy = file('scan.yaml', rule(''));
	const input = [{ text: '😀 Falconberg' }, { text: 'A heron' }, { fields: { title: 'x', body: 'falconberg' }, site: 'x', activity: 'post' }].map((l) => JSON.stringify(l)).join('\n') + '\n';
	const answer = await run(['scan', '--policy', policy], { input });
	assert.equal(answer.code, 0, answer.output);
	const [one, two, three] = answer.stdout.trim().split('\n').map((line) => JSON.parse(line));
	assert.equal(one.action, 'block');
	assert.deepEqual(one.rules[0].spans, [{ field: 'text', start: 2, end: 12 }]);
	assert.equal(two.action, 'allow');
	assert.deepEqual(two.rules, []);
	assert.deepEqual(three.rules[0].spans, [{ field: 'body', start: 0, end: 10 }]);
});

test('scan: a malformed line is named and the rest goes on', async () => {
	const answer = await run(['scan', '--policy', file('scan.yaml', rule(''))], { input: '{"text":"Falconberg"}\n{broken\n{"text":"x"}\n' });
	assert.equal(answer.code, 1);
	assert.match(answer.stderr, /2/);
	assert.deepEqual(answer.stdout.trim().split('\n').map((l) => Object.keys(JSON.parse(l))[0]), ['action', 'error', 'action']);
});

test('scan: reads what a site would read: lone surrogates, a NUL, a number for a text, a key twice', async () => {
	const input = ['{"text":"\\ud83d Falconberg"}', '{"text":"a\\u0000 Falconberg"}', '{"text":5}', '{"text":"a","text":"Falconberg"}', '[]', '{"text":"x","activity":"shout"}'].join('\n');
	const answer = await run(['scan', '--policy', file('scan.yaml', rule(''))], { input });
	assert.equal(answer.code, 1);
	const lines = answer.stdout.trim().split('\n').map((l) => JSON.parse(l));
	assert.deepEqual(lines.map((l) => l.action ?? l.error), ['block', 'block', '"text" is no text', 'a key stands twice', 'this is no JSON object', '"shout" is no activity']);
	assert.deepEqual(lines[0].rules[0].spans, [{ field: 'text', start: 2, end: 12 }]);
});

test('explain: why a verdict, with file, line and span', async () => {
	const config = file('explain/gatepost.yaml', 'policy: [ policy.yaml ]\nstate: ./state\n');
	file('explain/policy.yaml', POLICY);
	const answer = await run(['explain', '-c', config, '--text', 'The Falconberg ships']);
	assert.match(answer.output, /falcon/);
	const [found] = JSON.parse(answer.stdout).rules;
	assert.match(found.file, /policy\.yaml$/);
	assert.equal(found.line, 6);
	assert.deepEqual(found.spans.map((s) => s.text), ['Falconberg']);
	const fine = await run(['explain', '-c', config, '--text', 'A heron']);
	assert.match(fine.output, /allow/);
});

test('explain --request reads a raw request through the catalogue', async () => {
	const config = file('explain/gatepost.yaml', 'policy: [ policy.yaml ]\nstate: ./state\nsites: { hosts: { mastodon: [ social.test ] } }\n');
	file('explain/policy.yaml', POLICY);
	const request = file('request.http', Buffer.from(postRequest('The Falconberg ships'), 'latin1'));
	const answer = await run(['explain', '-c', config, '--request', request]);
	assert.match(answer.output, /mastodon/);
	assert.match(answer.output, /falcon/);
});

test('ca create, show, export; never twice; the key is its owner\'s alone', async () => {
	const config = file('ca/gatepost.yaml', 'state: ./state\n');
	const none = await run(['ca', 'show', '-c', config]);
	assert.notEqual(none.code, 0);
	assert.match(none.output, /no CA in .*First time: gatepost ca create/s);
	const made = await run(['ca', 'create', '-c', config]);
	assert.equal(made.code, 0, made.output);
	assert.match(made.output, /([0-9A-F]{2}:){31}[0-9A-F]{2}/);
	const state = path.join(folder, 'ca/state');
	assert.equal(statSync(path.join(state, 'ca.key')).mode & 0o777, 0o600);
	assert.equal(statSync(state).mode & 0o077, 0);
	const key = readFileSync(path.join(state, 'ca.key'), 'utf8');
	const twice = await run(['ca', 'create', '-c', config]);
	assert.equal(twice.code, 1);
	assert.equal(readFileSync(path.join(state, 'ca.key'), 'utf8'), key);
	const shown = await run(['ca', 'show', '-c', config]);
	assert.equal(shown.code, 0);
	assert.match(shown.stdout, /([0-9A-F]{2}:){31}/);
	const pem = await run(['ca', 'export', '-c', config]);
	assert.match(pem.stdout, /^-----BEGIN CERTIFICATE-----\n/);
	assert.doesNotMatch(pem.stdout, /PRIVATE/);
});

test('run without a CA never makes one, and says what to do', async () => {
	const config = file('noca/gatepost.yaml', 'state: ./state\nlisten: [ { mode: explicit, address: "127.0.0.1:3999" } ]\n');
	const answer = await run(['run', '-c', config]);
	assert.notEqual(answer.code, 0);
	assert.match(answer.output, /no CA in .*First time: gatepost ca create.*this is the wrong folder/s);
	assert.equal(existsSync(path.join(folder, 'noca/state/ca.key')), false);
});

test('run refuses a CA key that other roles than certs would see', async () => {
	for (const [name, more, pattern] of [
		['in the certificate', '', /ca\.pem holds a private key too/],
		['among the anchors', 'origin: { trust: [ state/ca.key ] }\n', /ca\.key holds a private key too/],
		['beside the records', 'ca: { key: store/ca.key }\n', /store\/ca\.key lies in the folder of the records/],
	]) {
		const config = file(`key-${name.replaceAll(' ', '-')}/gatepost.yaml`, `state: ./state\nlisten: [ { mode: explicit, address: "127.0.0.1:3999" } ]\n${more}`);
		const state = path.join(path.dirname(config), 'state');
		mkdirSync(path.join(state, 'store'), { recursive: true });
		const made = await run(['ca', 'create', '-c', config]);
		assert.equal(made.code, 0, made.output);
		if (name === 'in the certificate') writeFileSync(path.join(state, 'ca.pem'), readFileSync(path.join(state, 'ca.pem'), 'utf8') + readFileSync(path.join(state, 'ca.key'), 'utf8'));
		const answer = await run(['run', '-c', config]);
		assert.equal(answer.code, 1, `${name}: ${answer.output}`);
		assert.match(answer.output, pattern);
	}
});

test('run with a wrong configuration: says where, starts nothing', async () => {
	const answer = await run(['run', '-c', file('wrong.yaml', 'stage: enforced\n')]);
	assert.notEqual(answer.code, 0);
	assert.match(answer.output, /wrong\.yaml:1:8: .*enforced.*did you mean.*enforce/s);
});

test('status and reload with nothing running: 2, with words', async () => {
	const config = file('idle/gatepost.yaml', 'state: ./state\n');
	for (const command of ['status', 'reload']) {
		const answer = await run([command, '-c', config]);
		assert.equal(answer.code, 2, command);
		assert.match(answer.output, /not running|no .*running/i);
	}
});

const scene = setScene({ config: { pilot: { addresses: ['127.0.0.0/8'] } } });

scene.it('reload with a wrong file changes nothing and says what is wrong', async (t, { proxy }) => {
	const before = proxy.roles('worker').sort();
	const kept = proxy.config;
	writeFileSync(proxy.file, 'stage: enforce\nlisten: nonsense\nstaeg: x\n');
	const answer = await proxy.reload();
	assert.equal(answer.code, 1);
	assert.match(answer.output, /gatepost\.yaml:2:\d+:/);
	assert.match(answer.output, /gatepost\.yaml:3:1: .*staeg/);
	proxy.writeConfig(kept);
	assert.deepEqual(proxy.roles('worker').sort(), before, 'the same workers');
	assert.equal((await proxy.curl('https://social.test/')).status, 200);
});

scene.it('reload with a changed policy acts at once', async (t, { proxy, origin }) => {
	writeFileSync(path.join(proxy.dir, 'policy.yaml'), POLICY.replace('[Falconberg]', '[Falconberg, Merlinwood]'));
	assert.equal((await proxy.reload()).code, 0);
	const wire = await proxy.secure('social.test');
	assert.match((await wire.request(postRequest('Merlinwood'))).body, /Not posted/);
	assert.equal(origin.heard(), '');
	wire.close();
	writeFileSync(path.join(proxy.dir, 'policy.yaml'), POLICY);
	assert.equal((await proxy.reload()).code, 0);
});

scene.it('status: stage, pilot, roles, generation, uptime, counters', async (t, { proxy }) => {
	const { output, code } = await proxy.run('status');
	assert.equal(code, 0);
	for (const word of ['enforce', '1 network', 'worker', 'certs', 'audit', 'generation', 'uptime']) assert.match(output, new RegExp(word, 'i'), word);
});

scene.it('log: since, rule, JSON lines', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	await wire.request(postRequest('Falconberg'));
	await wire.request(postRequest('Heronwing'));
	wire.close();
	await eventually(async () => (await proxy.records('--since', '5m', '--rule', 'slogan')).length === 1, 'the one with slogan');
	assert.ok((await proxy.records('--since', '5m')).length >= 2);
});

scene.it('explain --record: the kept text under the rules of today, and plain words where there is none', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	await wire.request(postRequest('The Falconberg ships with a Merlinwood'));
	await wire.request(postRequest('A Heronwing flies over the Merlinwood'));
	wire.close();
	const record = async (rule, word) => eventually(async () => (await proxy.records('--rule', rule, '--text')).find((r) => r.fields?.[0]?.text.includes(word)), rule);
	const blocked = await record('falcon', 'Merlinwood');
	const logged = await record('slogan', 'Merlinwood');
	writeFileSync(path.join(proxy.dir, 'policy.yaml'), POLICY.replace('[Falconberg]', '[Merlinwood]'));
	try {
		const whole = await proxy.run('explain', '--record', blocked.reference.toLowerCase());
		assert.equal(whole.code, 0, whole.output);
		const now = JSON.parse(whole.stdout);
		assert.deepEqual(now.record, { number: blocked.number, reference: blocked.reference, action: 'block', acted: 'block', rules: ['falcon'], text: 'sealed' });
		assert.deepEqual([now.action, now.site, now.activity], ['block', 'mastodon', 'post']);
		assert.deepEqual(now.rules.map((r) => r.spans.map((s) => s.text)), [['Merlinwood']]);
		const masked = JSON.parse((await proxy.run('explain', '--record', String(logged.number))).stdout);
		assert.equal(masked.record.text, 'masked');
		assert.equal(masked.action, 'block', 'by what is left of it');
		assert.deepEqual(masked.rules.map((r) => r.id), ['falcon'], 'what was blotted out matches no more');
		const people = await onTerminal(['explain', '-c', proxy.file, '--record', String(logged.number)]);
		assert.match(people, /record \d+ of 20.*: log[\s\S]*by slogan at text:2-11[\s\S]*blotted out[\s\S]*block[\s\S]*Merlinwood/);
		assert.equal((await proxy.run('log', 'erase', '--record', blocked.reference, '--reason', 'x')).code, 0);
		const erased = await proxy.run('explain', '--record', blocked.reference);
		assert.equal(erased.code, 1);
		assert.match(erased.stderr, /its text was erased/);
		const none = await proxy.run('explain', '--record', '999999');
		assert.equal(none.code, 1);
		assert.match(none.stderr, /there is none/);
		const other = (await proxy.records()).find((r) => r.kind === 'erased');
		assert.match((await proxy.run('explain', '--record', `${other.node}-00${other.number}`)).stderr, /of no post, but of kind erased/);
	} finally {
		writeFileSync(path.join(proxy.dir, 'policy.yaml'), POLICY);
	}
});

scene.it('log erase: text and identity are gone from the state folder, that and why they are stays in the chain', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	await wire.request(postRequest('Heronwing over Larkspurton'));
	await wire.request(postRequest('Heronwing over Wrenmouth'));
	wire.close();
	const seen = async (word) => (await proxy.records('--rule', 'slogan', '--text')).find((r) => r.fields?.[0]?.text.includes(word));
	const first = await eventually(() => seen('Larkspurton'), 'the first record');
	const second = await eventually(() => seen('Wrenmouth'), 'the second record');
	assert.notDeepEqual(filesHolding(proxy.state, 'Larkspurton'), []);
	const one = await proxy.run('log', 'erase', '--record', first.reference ?? String(first.number), '--reason', 'ticket 17');
	assert.equal(one.code, 0, one.output);
	assert.deepEqual(JSON.parse(one.stdout), { texts: 1, identities: 1 });
	await eventually(() => filesHolding(proxy.state, 'Larkspurton').length === 0, 'the first is gone');
	assert.notDeepEqual(filesHolding(proxy.state, 'Wrenmouth'), [], 'the second is not');
	const all = await proxy.run('log', 'erase', '--address', second.address, '--reason', 'ticket 18');
	assert.equal(all.code, 0, all.output);
	await eventually(() => filesHolding(proxy.state, 'Wrenmouth').length === 0, 'all are gone');
	for (const words of [['--user', 'nobody'], ['--record', '999999'], ['--address', second.address]]) {
		const none = await proxy.run('log', 'erase', ...words, '--reason', 'x');
		assert.equal(none.code, 1, none.output);
		assert.deepEqual(JSON.parse(none.stdout), { texts: 0, identities: 0 });
	}
	const notes = (await proxy.records()).filter((r) => r.kind === 'erased').map((r) => r.why).slice(-2);
	assert.match(notes[0], /^texts: 1, identities: 1; on request of user id \d+: ticket 17$/);
	assert.match(notes[1], /: ticket 18$/);
	const shown = (await proxy.records()).find((r) => r.number === first.number);
	assert.deepEqual([shown.text_form, shown.identity, shown.address], ['erased', 'erased', undefined]);
	const verify = await proxy.run('log', 'verify');
	assert.equal(verify.code, 0, verify.output);
	assert.equal((await proxy.run('log', 'erase', '--record', '1')).code, 2, 'without a reason');
});

test('log erase without a proxy: in the store itself', { timeout: 60000 }, async () => {
	const dir = makeFolder();
	const proxy = await Gatepost.start({ dir });
	try {
		const answer = await proxy.curl('-d', 'text=Falconberg', 'https://gatepost.internal/practice/api/post');
		assert.equal(answer.status, 403);
		await eventually(async () => (await proxy.records()).length === 1, 'it is recorded');
	} finally {
		await proxy.stop();
	}
	const erased = await run(['log', 'erase', '--record', '1', '--reason', 'x', '--json', '-c', proxy.file]);
	assert.equal(erased.code, 0, erased.output);
	assert.deepEqual(JSON.parse(erased.stdout), { texts: 1, identities: 1 });
	const verified = await run(['log', 'verify', '-c', proxy.file, '--json']);
	assert.equal(verified.code, 0, verified.output);
	const { rows, texts_erased, unsealed } = JSON.parse(verified.stdout);
	assert.deepEqual({ texts_erased, unsealed }, { texts_erased: 1, unsealed: 0 });
	assert.ok(rows >= 2);
	rmSync(dir, { recursive: true, force: true });
});

scene.it('connect: ports other than those listed are refused', async (t, { proxy }) => {
	const wire = await proxy.dial();
	assert.equal((await wire.request('CONNECT ungoverned.test:22 HTTP/1.1\r\nHost: ungoverned.test:22\r\n\r\n')).status, 403);
	wire.close();
	// A governed host is answered first, so that the page can say why.
	const page = await proxy.curl('https://other.test:22/');
	assert.equal(page.status, 403);
});

test('clients: others are closed and counted', { timeout: 60000 }, async () => {
	let proxy;
	try {
		// From this address nobody may come in, so the start-up check must not wait for an answer.
		proxy = await Gatepost.start({ config: { clients: ['192.0.2.0/24'] }, waits: 'listening' });
		const wire = await dial(proxy.port, proxy.address);
		wire.write('GET http://gatepost.internal/ HTTP/1.1\r\nHost: gatepost.internal\r\n\r\n');
		const rest = await wire.rest(5000);
		assert.equal(rest.length, 0);
		await eventually(async () => /client/i.test((await proxy.run('status')).output), 'counted');
	} finally {
		await proxy?.stop();
	}
});
