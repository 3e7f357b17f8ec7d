// The judgement is at least as sure as it was (tests/measure/README.md).
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { ROOT } from './lib/gatepost.mjs';

test('recall, precision and false alarms keep their floors', () => {
	const measure = path.join(ROOT, 'tests/measure');
	const answer = spawnSync(process.execPath, [path.join(measure, 'measure.mjs'), '--floors', path.join(measure, 'floors.json')], {
		encoding: 'utf8',
		cwd: ROOT,
	});
	assert.equal(answer.status, 0, answer.stderr + answer.stdout);
});
