#!/usr/bin/env node
// How sure the judgement is, in figures: make measure. See README.md.
//   measure.mjs [--misses SET] [--json] [--floors FILE] [SET…]
import { readFileSync } from 'node:fs';
import { half } from './lib/cases.mjs';
import { hasPack, judgeByPacks, judgeByPolicy, understands } from './lib/gatepost.mjs';
import { percent, Score } from './lib/score.mjs';
import benign from './sets/benign.mjs';
import conduct from './sets/conduct.mjs';
import documents from './sets/documents.mjs';
import evasion from './sets/evasion.mjs';
import personal from './sets/personal.mjs';
import protectedSpeech from './sets/protected.mjs';
import secrets from './sets/secrets.mjs';

const SETS = [secrets, personal, documents, evasion, conduct, protectedSpeech, benign];
const PACKS = [
	'acceptable-use',
	'credentials',
	'personal-data',
	'confidential-markings',
	'financial-promotion',
	'quiet-period',
	'conduct',
	'one-voice',
];
const packs = PACKS.filter(hasPack);

function packsOf(set) {
	if (set.packs === 'all') return packs;
	const first = set.packs.find((pack) => packs.includes(pack)); // those behind it stand in until it is there
	return first === undefined ? [] : [first];
}

// The verdicts of a set's cases; null if the program cannot judge them.
function judge(set, cases) {
	if (set.packs !== undefined) return packsOf(set).length > 0 ? judgeByPacks(packsOf(set), cases) : null;
	return understands(set.policy, set.files) ? judgeByPolicy(set.policy, cases, set.files) : null;
}

const spansOf = (verdict) => verdict.rules.flatMap((rule) => rule.spans.map((span) => ({ ...span, rule: rule.id })));
const isFound = (set, verdict) => (set.isStopped ? !['allow', 'log'].includes(verdict.action) : verdict.rules.length > 0);

// Rows: a line of the table each, by half; and by label within it.
function score(set) {
	const cases = set.cases();
	const verdicts = judge(set, cases);
	if (verdicts === null) return null;
	const rows = {};
	for (const [i, one] of cases.entries()) {
		const apart = set.apart?.includes(one.label) ? `, ${one.label}` : '';
		for (const key of [`${set.name}${apart} ${half(one.group)}`, `${set.name} ${half(one.group)}: ${one.label}`]) {
			rows[key] ??= new Score();
			if (one.spans !== undefined) rows[key].spans(one, spansOf(verdicts[i]));
			else rows[key].case(one, isFound(set, verdicts[i]));
		}
	}
	return rows;
}

function print(rows) {
	for (const [key, row] of Object.entries(rows)
		.filter(([key]) => !key.includes(':'))
		.sort())
		console.log(
			key.padEnd(28) +
				percent(row.recall) +
				percent(row.precision).padStart(8) +
				percent(row.f1).padStart(8) +
				`${row.falseAlarms} of ${row.falseAlarms + row.clean}`.padStart(15) +
				`   ${percent(row.falseRate)}`,
		);
}

// Only of the half to tune on, and only if asked.
function printMisses(set, rows) {
	for (const [key, row] of Object.entries(rows))
		if (key === `${set.name} tune` || (key.startsWith(`${set.name},`) && key.endsWith(' tune')))
			for (const bad of row.bad) console.log(`${bad.why}\t${bad.id}\t${JSON.stringify(bad.text)}`);
}

function asJson(rows) {
	return Object.fromEntries(
		Object.entries(rows).map(([key, row]) => [
			key,
			{ recall: row.recall, precision: row.precision, f1: row.f1, falseAlarms: row.falseAlarms, falseRate: row.falseRate },
		]),
	);
}

// Floors: { "secrets aside": { "recall": 0.5 }, … }; what is under one is said.
function underFloor(floors, rows) {
	const words = [];
	for (const [key, wanted] of Object.entries(floors))
		for (const [figure, least] of Object.entries(wanted))
			if (rows[key] === undefined) words.push(`${key}: not measured`);
			else if (figure === 'falseRate' ? rows[key].falseRate > least : !(rows[key][figure] >= least))
				words.push(`${key}: ${figure} is ${rows[key][figure].toFixed(3)}, the floor ${least}`);
	return words;
}

function parse(args) {
	const options = { names: [] };
	for (let i = 0; i < args.length; i++) {
		if (args[i] === '--misses') options.misses = args[++i];
		else if (args[i] === '--floors') options.floors = JSON.parse(readFileSync(args[++i], 'utf8'));
		else if (args[i] === '--json') options.isJson = true;
		else if (SETS.some((set) => set.name === args[i])) options.names.push(args[i]);
		else throw new Error(`unknown: ${args[i]}; sets: ${SETS.map((set) => set.name).join(', ')}`);
	}
	if (options.misses !== undefined) options.names.push(options.misses);
	return options;
}

function main() {
	const options = parse(process.argv.slice(2));
	const sets = SETS.filter((set) => options.names.length === 0 || options.names.includes(set.name));
	const all = {};
	const isTable = !options.isJson && options.misses === undefined;
	if (isTable) console.log('in per cent'.padEnd(28) + 'recall  precision  F1   false alarms    share');
	for (const set of sets) {
		const rows = score(set);
		if (rows === null) console.log(`${set.name.padEnd(28)}not built yet`);
		else if (options.misses === set.name) printMisses(set, rows);
		else if (isTable) print(rows);
		Object.assign(all, rows);
	}
	if (options.isJson) console.log(JSON.stringify(asJson(all), null, 1));
	const words = options.floors ? underFloor(options.floors, all) : [];
	for (const line of words) console.error(line);
	process.exitCode = words.length > 0 ? 1 : 0;
}

main();
