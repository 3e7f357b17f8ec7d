// The JSON Schema that editors get: it takes every pack, and points at what check would refuse.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { ROOT, run } from './lib/gatepost.mjs';

async function compile(what) {
	const { code, stdout } = await run(['help', what]);
	assert.equal(code, 0);
	return new Ajv2020({ allowUnionTypes: true }).compile(JSON.parse(stdout));
}

let validate;
let validateSite;
before(async () => {
	validate = await compile('policy-schema');
	validateSite = await compile('site-schema');
});

const sites = path.join(ROOT, 'rules/sites');
for (const name of readdirSync(sites).filter((file) => file.endsWith('.yaml')))
	test(`takes ${name}`, () => {
		assert.ok(validateSite(parse(readFileSync(path.join(sites, name), 'utf8'))), JSON.stringify(validateSite.errors?.slice(0, 3)));
	});
test('refuses a site that the catalogue would', () => {
	for (const text of ['site: x', 'site: x\ntitle: X\nclass: public-socal', 'site: x\ntitle: X\nclass: forums\nendpoint: []', 'site: x\ntitle: X\nclass: forums\nendpoints: [ { name: a, path: /a } ]'])
		assert.ok(!validateSite(parse(text)), text);
});

const packs = path.join(ROOT, 'rules/packs');
for (const name of readdirSync(packs))
	test(`takes ${name}`, () => {
		assert.ok(validate(parse(readFileSync(path.join(packs, name), 'utf8'))), JSON.stringify(validate.errors?.slice(0, 3)));
	});

const rule = (more) => ({ rules: [{ id: 'a', action: 'log', match: { words: ['x'] }, ...parse(more) }] });
test('takes what design shows', () => {
	for (const more of ['severity: high', 'who: { not: { groups: [a] } }', 'where: { audience: public, account: [official, speakers] }', 'unless: { link: a.example, only: true }',
		'title: { en: a, pt-BR: b }', 'when: { days: mon-fri, not: { period: q } }', 'shadow: true', 'drafts: refuse', 'statement: { topic: { words: [a] }, value: date, official: [2027-03-12], window: 30d }', "statement: { topic: { words: [a] }, value: { regex: 'x (y)' } }", 'examples: { violates: [a], passes: b }'])
		assert.ok(validate(rule(more)), `${more}: ${JSON.stringify(validate.errors?.slice(0, 2))}`);
});
test('refuses what check refuses', () => {
	for (const more of ['severity: huge', 'drafts: keep', 'statement: { topic: { words: [a] }, value: dates }', 'whom: { groups: [a] }', 'where: { audience: publik }', 'shadow: perhaps', 'title: { english: a }', 'match: { word: [x] }', 'match: { near: { words: [a], an: [b] } }', 'match: { kind: crad }'])
		assert.ok(!validate(rule(more)), more);
	assert.ok(!validate({ ruls: [] }));
});
