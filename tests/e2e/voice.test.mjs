// One voice: what is official, what another group said before, and two who speak at the same moment.
import assert from 'node:assert/strict';
import { eventually } from './lib/process.mjs';
import { SENTENCE, postRequest, setScene } from './lib/scene.mjs';

const statement = (topic, more) => `statement: { topic: { words: [${topic}] }, ${more} }`;
const POLICY = `
policy: One voice
rules:
  - { id: price, title: The price, clause: "List: 10 euros.", action: coach, ${statement('Heronwing', 'value: money, official: [EUR 10]')} }
  - { id: noted, title: Noted, action: log, match: { words: [Kestrelton] } }
${Array.from('abcdefgh', (c) => `  - { id: date-${c}, title: One date, clause: "Say one thing.", action: coach, ${statement(`Falcon${c}`, 'value: date, window: 30d')} }`).join('\n')}
`;
const scene = setScene({
	policy: POLICY,
	origins: { 'social.test': { tls: true, answer: (request) => (request.headers['x-refuse'] ? { status: 422, body: { error: 'Text limit exceeded' } } : { body: { id: '1' } }) } },
});
const { it } = scene;

async function post(proxy, text, headers = {}, ms = 15000) {
	const wire = await proxy.secure('social.test');
	try {
		return await wire.request(postRequest(text, { headers }), { ms });
	} finally {
		wire.close();
	}
}

const passes = async (proxy, text, headers) => (await post(proxy, text, headers)).status === 200;
const last = async (proxy) => (await proxy.records()).at(-1);
const page = { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' };

it('what is official: other values are advised against, the same one in any form passes', async (t, { proxy }) => {
	const before = (await proxy.records()).length;
	assert.ok(await passes(proxy, 'The Heronwing costs €10.00'));
	assert.equal((await proxy.records()).length, before);
	const answer = await post(proxy, 'The Heronwing costs 12 euros', page);
	assert.match(answer.body, /<dt>This post says<\/dt><dd>EUR 12<\/dd><dt>Official<\/dt><dd>EUR 10<\/dd>/);
	const record = await last(proxy);
	assert.deepEqual(record.statements, [{ rule: 'price', value: 'EUR 12', official: 'EUR 10' }]);
});

it('what was said before: the second is told what and when; the notice of the reference too', async (t, { proxy, origin }) => {
	const before = (await proxy.records()).length;
	assert.ok(await passes(proxy, 'Falcona ships on 12 March 2027'));
	assert.equal((await proxy.records()).length, before, 'an allowed post leaves no record');
	assert.ok(await passes(proxy, 'Falcona ships 12.03.2027'));
	const answer = await post(proxy, 'Falcona ships on 2027-03-20', page);
	const said = /<dt>Already said<\/dt><dd>2027-03-12 \(another group, \d{4}-\d\d-\d\d\)<\/dd>/;
	assert.match(answer.body, said);
	assert.equal(origin.requests.length, 2);
	const record = await last(proxy);
	assert.equal(record.acted, 'coach');
	assert.equal(record.statements[0].value, '2027-03-20');
	assert.equal(record.statements[0].before, '2027-03-12');
	assert.ok(Math.abs(Date.parse(record.statements[0].when) - Date.now()) < 120000);
	const notice = await proxy.curl('-H', 'Accept: text/html', `https://gatepost.internal/n/${record.reference}`);
	assert.match(notice.body, said);
	// What was refused was not said.
	assert.ok(await passes(proxy, 'Falcona ships March 12th'));
});

it('of many who say different things at the same moment through all workers, one is first and the others see it', async (t, { proxy, origin }) => {
	const wires = await Promise.all(Array.from({ length: 24 }, () => proxy.secure('social.test')));
	const answers = await Promise.all(wires.map((wire, i) => wire.request(postRequest(`Falconb ships on 2027-03-${String(i + 1).padStart(2, '0')}`))));
	for (const wire of wires) wire.close();
	assert.equal(answers.filter((a) => a.status === 200).length, 1);
	assert.equal(answers.filter((a) => SENTENCE.test(a.body)).length, 23, answers.map((a) => a.body).join('\n'));
	assert.equal(origin.requests.length, 1);
	const [, day] = /2027-03-(\d\d)/.exec(origin.requests[0].body.toString());
	const records = (await proxy.records()).slice(-23);
	assert.ok(records.every((r) => r.statements[0].before === `2027-03-${day}`));
});

it('… and many who say the same are in nobody\'s way', async (t, { proxy, origin }) => {
	const wires = await Promise.all(Array.from({ length: 24 }, () => proxy.secure('social.test')));
	const answers = await Promise.all(wires.map((wire) => wire.request(postRequest('Falconc ships on 12 March 2027'))));
	for (const wire of wires) wire.close();
	assert.ok(answers.every((a) => a.status === 200));
	assert.equal(origin.requests.length, 24);
});

it('what the site refused was not said', async (t, { proxy }) => {
	assert.equal((await post(proxy, 'Falcond ships on 12 March 2027', { 'X-Refuse': '1' })).status, 422);
	await eventually(() => passes(proxy, 'Falcond ships on 2027-03-20'), 'the site\'s refusal is known');
});

it('it survives a crash of audit and a restart, and is kept beside a record too', async (t, { proxy }) => {
	assert.ok(await passes(proxy, 'Falcone, by Kestrelton, ships on 12 March 2027'));
	assert.equal((await last(proxy)).rules[0].id, 'noted');
	const [audit] = proxy.roles('audit');
	process.kill(audit, 'SIGKILL');
	await eventually(() => proxy.roles('audit').some((pid) => pid !== audit), 'a new audit');
	assert.ok(!await passes(proxy, 'Falcone ships on 2027-03-20'));
	proxy.child.kill('SIGTERM');
	await proxy.ended;
	await proxy.launch();
	assert.ok(!await passes(proxy, 'Falcone ships on 2027-03-20'));
	assert.ok(await passes(proxy, 'Falcone ships in March 2027'));
});

it('the store cannot be written: nothing that says something leaves unkept; what says nothing does', async (t, { proxy }) => {
	const [audit] = proxy.roles('audit');
	process.kill(audit, 'SIGSTOP');
	try {
		const answer = await post(proxy, 'Falconf ships on 12 March 2027', {}, 40000);
		assert.match(answer.body, /the check is out of order/);
	} finally {
		process.kill(audit, 'SIGCONT');
	}
	await eventually(() => passes(proxy, 'Falconf ships on 2027-03-20'), 'and it was not said', 20000);
});

it('in stage observe all passes, and what differs is recorded', async (t, { proxy }) => {
	const kept = structuredClone(proxy.config);
	proxy.writeConfig({ ...kept, stage: 'observe' });
	assert.equal((await proxy.reload()).code, 0);
	assert.ok(await passes(proxy, 'Falcong ships on 12 March 2027'));
	assert.ok(await passes(proxy, 'Falcong ships on 2027-03-20'));
	const record = await last(proxy);
	assert.equal(record.acted, 'log');
	assert.equal(record.statements[0].before, '2027-03-12');
	assert.ok(await passes(proxy, 'Falcong ships on 12 March 2027'));
	assert.equal((await last(proxy)).statements[0].before, '2027-03-20');
	proxy.writeConfig(kept);
	assert.equal((await proxy.reload()).code, 0);
});

it('what is tried on the practice site is not said', async (t, { proxy }) => {
	const answer = await proxy.curl('-H', 'Content-Type: application/json', '-d', '{"text":"Falconh ships on 12 March 2027"}', 'https://gatepost.internal/practice/api/post');
	assert.ok(answer.status < 500, String(answer.status));
	assert.ok(await passes(proxy, 'Falconh ships on 2027-03-20'));
});
