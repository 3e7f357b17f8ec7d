// What is found and not acted upon: drafts, shadow rules, samples, approved texts.
import assert from 'node:assert/strict';
import { eventually } from './lib/process.mjs';
import { SENTENCE, postRequest, setScene } from './lib/scene.mjs';

const POLICY = `
policy: Modes
approved:
  - { id: launch, texts: [launch.txt] }
rules:
  - { id: trial, title: On trial, match: { words: [Ospreyton] }, action: block, shadow: true, severity: high }
  - { id: drawn, title: Drawn, match: { words: [Wrenhill], sample: 100% }, action: log }
  - { id: noted, title: Noted in drafts, clause: A, match: { words: [Bustardly] }, action: coach }
  - { id: grave, title: Not even in drafts, clause: B, match: { words: [Falconberg] }, action: block, severity: high }
`;
const scene = setScene({
	origins: { 'social.test': { tls: true }, 'pds.test': { tls: true } }, policy: POLICY,
	files: { 'launch.txt': 'The Bustardly is here, at last, and it is for everybody.' },
});
const { it } = scene;
const DRAFT = '/xrpc/app.bsky.draft.createDraft';

async function send(proxy, host, options) {
	const wire = await proxy.secure(host);
	try {
		return await wire.request(postRequest('', { host, ...options }));
	} finally {
		wire.close();
	}
}

const draft = (proxy, text) => send(proxy, 'pds.test', { target: DRAFT, body: JSON.stringify({ draft: { posts: [{ text }] } }) });
const post = (proxy, text, headers = {}) => send(proxy, 'social.test', { body: JSON.stringify({ status: text }), headers });
const last = async (proxy) => (await proxy.records()).at(-1);
const modes = (record) => record.rules.map((rule) => [rule.id, rule.mode ?? '']);

it('a shadow rule records, with the text, and stops nobody; a notice does not speak of it', async (t, { proxy, origin }) => {
	assert.equal((await post(proxy, 'Ospreyton opens')).status, 200);
	assert.equal(origin.requests.length, 1);
	const record = await last(proxy);
	assert.deepEqual(modes(record), [['trial', 'shadow']]);
	assert.equal(record.action, 'log');
	assert.equal(record.acted, 'log');
	assert.equal(record.text_form, 'masked');
	const page = await post(proxy, 'Ospreyton and Falconberg', { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate' });
	assert.match(page.body, /Not even in drafts/);
	assert.doesNotMatch(page.body, /On trial/);
	const both = await last(proxy);
	assert.deepEqual(modes(both), [['grave', ''], ['trial', 'shadow']]);
	const notice = await proxy.curl('-H', 'Accept: text/html', `https://gatepost.internal/n/${both.reference}`);
	assert.match(notice.body, /Not even in drafts/);
	assert.doesNotMatch(notice.body, /On trial/);
});

it('a post that is drawn for review passes and is recorded as such', async (t, { proxy }) => {
	assert.equal((await post(proxy, 'Wrenhill')).status, 200);
	assert.deepEqual(modes(await last(proxy)), [['drawn', 'sample']]);
});

it('a draft passes and is noted; what must not even lie in a draft is refused; the post is judged in full', async (t, { proxy, origins }) => {
	assert.equal((await draft(proxy, 'A Bustardly thing')).status, 200);
	const noted = await last(proxy);
	assert.equal(noted.activity, 'draft');
	assert.equal(noted.acted, 'log');
	assert.deepEqual(modes(noted), [['noted', 'draft']]);
	assert.match((await draft(proxy, 'A Falconberg thing')).body, SENTENCE);
	assert.equal(origins['pds.test'].requests.length, 1);
	assert.match((await post(proxy, 'A Bustardly thing')).body, SENTENCE);
	assert.deepEqual(modes(await last(proxy)), [['noted', '']]);
});

it('an approved text passes and is counted for its campaign, not recorded', async (t, { proxy }) => {
	const before = (await proxy.records()).length;
	assert.equal((await post(proxy, 'The Bustardly is here, at last, and it is for everybody.')).status, 200);
	assert.equal((await proxy.records()).length, before);
	await eventually(async () => (await proxy.status()).hosts.some((row) => row.counter === 'approved' && row.host === 'launch' && row.count === 1), 'counted', 20000);
});
