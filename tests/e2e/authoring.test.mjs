// Writing a policy and changing one: gatepost new policy, gatepost replay.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { BINARY, makeFolder, run } from './lib/gatepost.mjs';
import { postRequest, setScene } from './lib/scene.mjs';

const folder = makeFolder();
after(() => rmSync(folder, { recursive: true, force: true }));

const newPolicy = (answers, ...more) => {
	const { status, stdout, stderr } = spawnSync(BINARY, ['new', 'policy', ...more], { input: answers.join('\n'), cwd: folder, encoding: 'utf8' });
	return { code: status, stdout, stderr };
};

test('new policy: six answers make a policy that check finds right', async () => {
	const answer = newPolicy(['ACME "Inc"', 'https://acme.example/social', 'ask@acme.example', '1', 'Falconberg, Blue Heron', 'no']);
	assert.equal(answer.code, 0, answer.stderr);
	const file = path.join(folder, 'policy.yaml');
	const text = readFileSync(file, 'utf8');
	assert.match(text, /^policy: "ACME \\"Inc\\" social media policy"$/m);
	assert.doesNotMatch(text, /shadow: true/);
	const check = await run(['check', file]);
	assert.equal(check.code, 0, check.output);
	const scan = spawnSync(BINARY, ['scan', '--policy', file], { input: '{"text":"The blue heron flies"}\n', encoding: 'utf8' });
	assert.equal(JSON.parse(scan.stdout).rules[0].id, 'unannounced-names');
});

test('new policy: never overwrites; names that there are not; trial by default', () => {
	assert.equal(newPolicy([]).code, 2);
	const wrong = newPolicy(['', '', '', 'crednetials'], 'wrong.yaml');
	assert.equal(wrong.code, 2);
	assert.match(wrong.stderr, /there is no "crednetials" to choose/);
	const silent = newPolicy([], 'silent.yaml');
	assert.equal(silent.code, 0, silent.stderr);
	assert.match(readFileSync(path.join(folder, 'silent.yaml'), 'utf8'), /shadow: true/);
});

const scene = setScene();

scene.it('replay: what would change, with counts and examples', async (t, { proxy }) => {
	const wire = await proxy.secure('social.test');
	await wire.request(postRequest('Falconberg ships in June'));
	await wire.request(postRequest('Falconberg ships in May'));
	await wire.request(postRequest('Kestrelton too'));
	await wire.request(postRequest('Heronwing'));
	wire.close();
	const other = path.join(folder, 'other.yaml');
	writeFileSync(other, 'rules:\n  - { id: june, action: log, match: { words: [june] } }\n  - { id: kestrel, action: hold, match: { words: [kestrelton] } }\n');
	const answer = await proxy.run('replay', '--policy', other, '--json');
	assert.equal(answer.code, 0, answer.output);
	const lines = answer.stdout.trim().split('\n').map((line) => JSON.parse(line));
	const summary = lines.pop();
	assert.deepEqual(lines.map(({ before, now, rules }) => ({ before, now, rules })), [
		{ before: 'block', now: 'log', rules: ['june'] },
		{ before: 'block', now: 'allow', rules: [] },
	]);
	assert.equal(summary.judged, 3);
	assert.equal(summary.without_text, 1); // of log a masked text is kept
	assert.deepEqual(summary.moved, [
		{ before: 'hold', now: 'hold', count: 1 },
		{ before: 'block', now: 'allow', count: 1 },
		{ before: 'block', now: 'log', count: 1 },
	]);
	const none = await proxy.run('replay', '--policy', other, '--since', '2099-01-01', '--json');
	assert.equal(JSON.parse(none.stdout).judged, 0);
	assert.equal((await proxy.run('replay', '--json')).code, 2);
	assert.equal((await proxy.run('replay', '--policy', 'nowhere.yaml')).code, 1);
});

test('explain: each rule considered, and what kept it from deciding', async () => {
	const policy = path.join(folder, 'considered.yaml');
	writeFileSync(policy, `rules:
  - { id: matches, action: log, match: { words: [heron] } }
  - { id: place, action: log, where: { site: linkedin }, match: { words: [heron] } }
  - { id: person, action: log, who: { users: [bob] }, match: { words: [heron] } }
  - { id: time, action: log, when: { to: 2020-01-01 }, match: { words: [heron] } }
  - { id: nothing, action: log, match: { words: [falcon] } }
  - { id: exempt, action: log, match: { words: [heron] }, unless: { words: [blue] } }
`);
	const config = path.join(folder, 'considered.conf');
	writeFileSync(config, 'policy: [ considered.yaml ]\n');
	const answer = await run(['explain', '-c', config, '--site', 'x', '--activity', 'post', '--user', 'alice', '--text', 'A blue heron', '--json']);
	assert.equal(answer.code, 0, answer.output);
	const considered = Object.fromEntries(JSON.parse(answer.stdout).considered.map(({ id, why }) => [id, why]));
	assert.match(considered.matches, /^matches/);
	assert.match(considered.place, /place/);
	assert.match(considered.person, /person/);
	assert.match(considered.time, /time/);
	assert.equal(considered.nothing, 'finds nothing');
	assert.match(considered.exempt, /unless/);
});
