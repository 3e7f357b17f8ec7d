// Pausing a rule, a site or everything: still judged and recorded, nobody stopped; it ends by itself.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from './lib/process.mjs';
import { SENTENCE, postRequest, setScene } from './lib/scene.mjs';

const scene = setScene();
const { it } = scene;

async function post(proxy, text, options = {}) {
	const wire = await proxy.secure('social.test');
	try {
		return await wire.request(postRequest(text, options));
	} finally {
		wire.close();
	}
}

const refused = async (proxy, text) => SENTENCE.test((await post(proxy, text)).body);
const last = async (proxy) => (await proxy.records()).filter((r) => r.kind === 'post').at(-1);

async function rested(proxy, what, body) {
	const answer = await proxy.run('pause', what, '--for', '2h', '--reason', 'too many false alarms');
	assert.equal(answer.code, 0, answer.output);
	try {
		await body(answer);
	} finally {
		assert.equal((await proxy.run('resume', what)).code, 0);
	}
}

it('a paused rule lets go and is recorded so; others stand; resumed it refuses', async (t, { proxy, origin }) => {
	// A connection from before: what is paused is paused for it too, once the command has answered.
	const wire = await proxy.secure('social.test');
	assert.match((await wire.request(postRequest('Falconberg'))).body, SENTENCE);
	await rested(proxy, 'falcon', async (answer) => {
		assert.match(answer.stdout, /rule falcon is paused until \d{4}-/);
		assert.equal((await wire.request(postRequest('Falconberg ships'))).status, 200);
		assert.equal(origin.requests.length, 1);
		const record = await last(proxy);
		assert.equal(record.action, 'block');
		assert.equal(record.acted, 'log');
		await eventually(async () => (await last(proxy)).outcome === 'published', 'the outcome');
		assert.equal(record.rules[0].mode, 'paused');
		assert.ok(await refused(proxy, 'Kestrelton'));
		// Of two rules the paused one is not what the person is told of.
		const page = await post(proxy, '', { headers: { 'Content-Type': 'application/x-www-form-urlencoded', Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' }, body: 'status=' + encodeURIComponent('Falconberg Kestrelton') });
		assert.match(page.body, /Needs a second pair of eyes/);
		assert.doesNotMatch(page.body, /AUP 4\.2/);
		const both = await last(proxy);
		assert.equal(both.acted, 'hold');
		assert.deepEqual(both.rules.map((r) => [r.id, r.mode ?? '']), [['falcon', 'paused'], ['approval', '']]);
		const notice = await proxy.curl('-H', 'Accept: text/html', `https://gatepost.internal/n/${both.reference}`);
		assert.match(notice.body, /Needs a second pair of eyes/);
		assert.doesNotMatch(notice.body, /AUP 4\.2/);
	});
	assert.match((await wire.request(postRequest('Falconberg once more'))).body, SENTENCE);
	wire.close();
	assert.equal((await last(proxy)).rules[0].mode, undefined);
});

it('a paused site; everything: what cannot be judged passes too', async (t, { proxy }) => {
	const odd = { headers: { 'Content-Encoding': 'gzip' }, body: 'no gzip' };
	assert.match((await post(proxy, '', odd)).body, /could not be checked/);
	for (const what of ['mastodon', 'site:mastodon', 'all'])
		await rested(proxy, what, async () => {
			assert.ok(!await refused(proxy, 'Falconberg Kestrelton Bustardly'), what);
			assert.deepEqual((await last(proxy)).rules.map((r) => r.mode), ['paused', 'paused', 'paused']);
			assert.equal((await post(proxy, '', odd)).status, 200, what);
		});
	await rested(proxy, 'linkedin', async () => assert.ok(await refused(proxy, 'Falconberg')));
	assert.match((await post(proxy, '', odd)).body, /could not be checked/);
});

it('status shows it; it survives a reload, a crash and a restart; both ends are in the chain', async (t, { proxy }) => {
	await rested(proxy, 'falcon', async () => {
		const [pause] = (await proxy.status()).pauses;
		assert.equal(pause.name, 'falcon');
		assert.equal(pause.reason, 'too many false alarms');
		assert.equal((await proxy.reload()).code, 0);
		assert.ok(!await refused(proxy, 'Falconberg'), 'after a reload');
		for (const pid of proxy.roles('worker')) process.kill(pid, 'SIGKILL');
		await eventually(async () => (await proxy.status()).roles.filter((r) => r.role === 'worker' && r.state === 'ready').length === 2, 'two new workers');
		assert.ok(!await refused(proxy, 'Falconberg'), 'after a crash');
		proxy.child.kill('SIGTERM');
		await proxy.ended;
		await proxy.launch();
		assert.ok(!await refused(proxy, 'Falconberg'), 'after a restart');
	});
	assert.deepEqual((await proxy.status()).pauses, []);
	const records = (await proxy.records()).filter((r) => ['pause', 'resume'].includes(r.kind));
	const mine = records.filter((r) => r.reference === records.at(-1).reference);
	assert.deepEqual(mine.map((r) => r.kind), ['pause', 'resume']);
	assert.match(mine[0].why, /^rule falcon until .*: too many false alarms$/);
	assert.ok(mine[0].user);
});

it('it ends by itself', async (t, { proxy }) => {
	const answer = await proxy.run('pause', 'falcon', '--for', '2s', '--reason', 'r');
	assert.equal(answer.code, 0, answer.output);
	await eventually(() => refused(proxy, 'Falconberg'), 'the rule stands again', 10000);
	assert.deepEqual((await proxy.status()).pauses, []);
	assert.equal((await proxy.run('resume', 'falcon')).code, 1);
});

it('names: a suggestion; usage; limits', async (t, { proxy }) => {
	const told = async (...words) => {
		const answer = await proxy.run(...words);
		assert.equal(answer.code, 2, answer.output);
		return answer.stderr;
	};
	assert.match(await told('pause', 'falcn', '--for', '2h', '--reason', 'r'), /no rule or site "falcn"; did you mean "falcon"/);
	assert.match(await told('pause', 'site:mastodn', '--for', '2h', '--reason', 'r'), /did you mean "mastodon"/);
	assert.match(await told('resume', 'al'), /did you mean "all"/);
	assert.match(await told('pause', 'falcon', '--for', '25h', '--reason', 'r'), /24h/);
	assert.match(await told('pause', 'falcon', '--for', 'long', '--reason', 'r'), /24h/);
	assert.match(await told('pause', 'falcon', '--for', '2h', '--reason', ''), /one line/);
	assert.match(await told('pause', 'falcon', '--for', '2h', '--reason', 'a\nb'), /one line/);
	assert.match(await told('pause', 'falcon', '--for', '2h'), /usage/);
	assert.match(await told('pause', '--for', '2h', '--reason', 'r'), /usage/);
	assert.match(await told('resume', 'falcon', '--for', '2h'), /usage/);
	const answer = await proxy.run('resume', 'falcon');
	assert.equal(answer.code, 1);
	assert.match(answer.stderr, /rule falcon is not paused/);
});

it('a configuration that is being edited is no obstacle, and is not put in force by a pause', async (t, { proxy }) => {
	const kept = proxy.config;
	proxy.writeConfig({ ...kept, stage: 'enforced' });
	const vague = await proxy.run('pause', 'falcon', '--for', '2h', '--reason', 'r');
	assert.equal(vague.code, 2);
	assert.match(vague.stderr, /say rule:NAME or site:NAME/);
	await rested(proxy, 'rule:falcon', async () => assert.ok(!await refused(proxy, 'Falconberg')));
	proxy.writeConfig({ ...kept, stage: 'observe' });
	await rested(proxy, 'tone', async () => assert.ok(await refused(proxy, 'Falconberg')));
	proxy.writeConfig(kept);
});

it('a file that is not ours changes nothing, and is said', async (t, { proxy }) => {
	const file = path.join(proxy.state, 'pauses.json');
	const kept = readFileSync(file);
	writeFileSync(file, '[{"what":"all"}]');
	const answer = await proxy.run('pause', 'falcon', '--for', '2h', '--reason', 'r');
	assert.equal(answer.code, 1);
	assert.match(answer.stderr, /pauses\.json is not as/);
	assert.equal(readFileSync(file, 'utf8'), '[{"what":"all"}]');
	const mark = proxy.said.length;
	proxy.child.kill('SIGTERM');
	await proxy.ended;
	await proxy.launch();
	assert.match(proxy.said.slice(mark), /pauses stay as they were: pauses\.json is not as/);
	assert.ok(await refused(proxy, 'Falconberg'));
	writeFileSync(file, kept);
});

it('without a proxy it waits for the next start', async (t, { proxy }) => {
	proxy.child.kill('SIGTERM');
	await proxy.ended;
	const answer = await proxy.run('pause', 'falcon', '--for', '1h', '--reason', 'before the start');
	assert.equal(answer.code, 0, answer.output);
	assert.match(answer.stdout, /No proxy runs now/);
	await proxy.launch();
	assert.ok(!await refused(proxy, 'Falconberg'));
	assert.equal((await proxy.run('resume', 'falcon')).code, 0);
	assert.ok(await refused(proxy, 'Falconberg'));
});
