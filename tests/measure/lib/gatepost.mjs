// Judges by the program itself: `gatepost scan`, as anybody would.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const program = process.env.GATEPOST ?? 'build/gatepost';

function check(policy) {
	const done = spawnSync(program, ['check', policy], { encoding: 'utf8' });
	return { isFine: done.status === 0, words: done.stderr };
}

export function withFolder(work) {
	const folder = mkdtempSync(join(tmpdir(), 'gatepost-measure-'));
	try {
		return work(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

export function hasPack(name) {
	return check(`built-in:${name}`).isFine;
}

// Is this policy understood? (A part of the language may not be built.)
export function understands(policy, files = {}) {
	return withFolder((folder) => check(put(folder, policy, files)).isFine);
}

function put(folder, policy, files) {
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(folder, name)), { recursive: true });
		writeFileSync(join(folder, name), text);
	}
	const file = join(folder, 'policy.yaml');
	writeFileSync(file, policy);
	return file;
}

function scan(policies, posts) {
	const args = ['scan', ...policies.flatMap((policy) => ['--policy', policy])];
	const input = posts.map((post) => JSON.stringify(post)).join('\n') + '\n';
	const out = execFileSync(program, args, { input, encoding: 'utf8', maxBuffer: 1 << 30 });
	return out
		.trim()
		.split('\n')
		.map((line) => JSON.parse(line));
}

const asPost = (one) => ({ site: 'x', activity: 'post', text: one.text });

export function judgeByPacks(packs, cases) {
	return scan(
		packs.map((pack) => `built-in:${pack}`),
		cases.map(asPost),
	);
}

export function judgeByPolicy(policy, cases, files = {}) {
	return withFolder((folder) => scan([put(folder, policy, files)], cases.map(asPost)));
}
