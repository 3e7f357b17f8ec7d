// One text from first draft to publication: one notice and one record, however often it is saved and tried again.
import assert from 'node:assert/strict';
import { SENTENCE, postRequest, setScene } from './lib/scene.mjs';

const scene = setScene({
	origins: { 'social.test': { tls: true }, 'pds.test': { tls: true } },
	policy: 'policy: P\nrules:\n  - { id: tone, title: Tone, clause: C, match: { words: [Bustardly] }, action: coach }\n  - { id: seen, title: Seen, match: { words: [Heronwing] }, action: log }\n',
});
const { it } = scene;

async function send(proxy, host, options) {
	const wire = await proxy.secure(host);
	try {
		return await wire.request(postRequest('', { host, ...options }));
	} finally {
		wire.close();
	}
}

const draft = (proxy, text) => send(proxy, 'pds.test', { target: '/xrpc/app.bsky.draft.updateDraft', body: JSON.stringify({ draft: { posts: [{ text }] } }) });
const post = (proxy, text) => send(proxy, 'social.test', { body: JSON.stringify({ status: text }) });
const reference = (answer) => /internal\/n\/([0-9A-Z]{8})/.exec(answer.body)?.[1];

it('forty saves of a growing draft are one record that counts them', async (t, { proxy }) => {
	const words = 'A Bustardly thing that grows and grows while somebody is writing about the weather in June and so on'.split(' ');
	for (let i = 0; i < 40; i++) assert.equal((await draft(proxy, words.slice(0, 2 + (i >> 1)).join(' '))).status, 200);
	const records = await proxy.records();
	assert.equal(records.length, 1);
	assert.equal(records[0].activity, 'draft');
	assert.equal(records[0].repeats, 39);
	assert.ok(records[0].last >= records[0].time);
});

it('what is refused and tried again has one notice; another text has its own', async (t, { proxy }) => {
	const before = (await proxy.records()).length;
	const first = await post(proxy, 'The Bustardly thing is here, and it is good');
	assert.match(first.body, SENTENCE);
	for (const again of ['The Bustardly thing is here, and it is good', 'The Bustardly thing is here, and it is bad'])
		assert.equal(reference(await post(proxy, again)), reference(first));
	const other = await post(proxy, 'Nobody will ever guess what Bustardly means');
	assert.notEqual(reference(other), reference(first));
	const records = (await proxy.records()).slice(before);
	assert.deepEqual(records.map((r) => r.repeats ?? 0), [2, 0]);
	assert.equal((await proxy.curl('-H', 'Accept: text/html', `https://gatepost.internal/n/${reference(first)}`)).status, 200);
});

it('what is published is a record of its own, each time', async (t, { proxy }) => {
	const before = (await proxy.records()).length;
	for (let i = 0; i < 3; i++) assert.equal((await post(proxy, 'Heronwing is a fine slogan')).status, 200);
	assert.equal((await proxy.records()).length, before + 3);
});
