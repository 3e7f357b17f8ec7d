// gatepost index: lists of data and documents become hashes; check, scan and the proxy use them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { BINARY, makeFolder, run } from './lib/gatepost.mjs';

const folder = makeFolder();
after(() => rmSync(folder, { recursive: true, force: true }));

function file(name, content) {
	const where = path.join(folder, name);
	mkdirSync(path.dirname(where), { recursive: true });
	writeFileSync(where, content);
	return where;
}

const lines = (text) => text.trim().split('\n').filter(Boolean).map((line) => JSON.parse(line));

async function scan(policy, ...texts) {
	const answer = await run(['scan', '--policy', policy], { input: texts.map((text) => JSON.stringify({ text })).join('\n') });
	assert.equal(answer.code, 0, answer.output);
	return lines(answer.stdout);
}

const POLICY = `policy: P
lists:
  customers: { data: customers.csv, columns: [name, account] }
rules:
  - { id: account, clause: c, action: block, match: { data: { list: customers, columns: [account] } } }
  - { id: row, clause: c, action: coach, match: { data: { list: customers, columns: [name, account], within: 4 } } }
`;

// A table too large to be read whenever a policy is loaded.
const NAMES = ['Anna Waldmann', 'Boris Quandt', 'Céline Duvall', 'Dmitri Orlov', '李小龙龙'];
const table = (rows, tail = '') => 'id,name,account,note\n' + Array.from({ length: rows }, (_, i) =>
	`${i},${NAMES[i % 5]}${i % 7 ? '' : ' III'},${4000000000 + i * 7919},"a note, ${'x'.repeat(60)}"`).join('\n') + '\n' + tail;
const ROWS = 60000;
const account = (i) => String(4000000000 + i * 7919);

test('a large table: check asks for its index, index makes it, scan uses it', async () => {
	const csv = file('large/customers.csv', table(ROWS));
	const policy = file('large/policy.yaml', POLICY);
	const before = await run(['check', policy]);
	assert.equal(before.code, 1);
	assert.match(before.stderr, /policy\.yaml:3:3: .*customers\.csv has no index .*run gatepost index/);
	const made = await run(['index', policy]);
	assert.equal(made.code, 0, made.output);
	assert.equal(lines(made.stdout)[0].rows, ROWS);
	assert.equal(statSync(`${csv}.index`).mode & 0o777, 0o600);
	assert.equal((await run(['check', policy])).code, 0);
	const plain = readFileSync(`${csv}.index`).toString('latin1').toLowerCase();
	for (const value of ['waldmann', 'quandt', account(1), account(ROWS - 1)]) assert.ok(!plain.includes(value), value);
	const [one, dashed, none, row, apart] = await scan(policy,
		`Ask for ${account(41)}.`,
		`No ${account(42).replace(/(...)(...)/, '$1-$2 ')}`,
		`No ${account(42)}1`,
		`${NAMES[43 % 5]}: ${account(43)}`,
		`${NAMES[44 % 5]} and ${account(43)}`);
	assert.deepEqual(one.rules.map((r) => r.id), ['account']);
	assert.deepEqual(one.rules[0].spans, [{ field: 'text', start: 8, end: 18 }]);
	assert.deepEqual(dashed.rules.map((r) => r.id), ['account']);
	assert.deepEqual(none.rules, []);
	assert.deepEqual(row.rules.map((r) => r.id), ['account', 'row']);
	assert.deepEqual(apart.rules.map((r) => r.id), ['account']);
});

test('an index is made again only if something has changed, and a change is warned of', async () => {
	const csv = path.join(folder, 'large/customers.csv');
	const policy = path.join(folder, 'large/policy.yaml');
	const result = async () => lines((await run(['index', policy])).stdout)[0].result;
	const first = readFileSync(`${csv}.index`);
	assert.equal(await result(), 'up-to-date');
	utimesSync(csv, new Date(), new Date(Date.now() + 5000));
	assert.equal(await result(), 'up-to-date', 'a new date alone is no change');
	assert.deepEqual(readFileSync(`${csv}.index`), first);
	writeFileSync(csv, table(ROWS, `x,Emil Nova,5999999999,y\n`));
	const check = await run(['check', policy]);
	assert.equal(check.code, 0);
	assert.match(check.stderr, /warning: .*customers\.csv has changed since its index was made: run gatepost index/);
	assert.equal(await result(), 'made');
	assert.equal((await scan(policy, '5999999999'))[0].action, 'block');
	const other = file('large/other.yaml', POLICY.replace('columns: [name, account] }', 'columns: [account, name] }'));
	assert.match((await run(['check', other])).stderr, /was made for other columns/);
});

test('the index alone is enough: the table need not be where it is used', async () => {
	const csv = file('alone/customers.csv', table(ROWS));
	const policy = file('alone/policy.yaml', POLICY);
	assert.equal((await run(['index', policy])).code, 0);
	rmSync(csv);
	assert.equal((await run(['check', policy])).code, 0);
	assert.equal((await scan(policy, account(7)))[0].action, 'block');
});

test('a broken row is said with its line and costs itself alone; with broken-rows: error nothing is made', async () => {
	const rows = table(ROWS).split('\n');
	rows[50000] = '"50000,A "quoted" mess';
	rows[50001] = '50001,too few';
	const csv = file('broken/customers.csv', rows.join('\n'));
	const policy = file('broken/policy.yaml', POLICY);
	const made = await run(['index', policy]);
	assert.equal(made.code, 1);
	const said = lines(made.stdout);
	assert.deepEqual(said.slice(0, 2).map((l) => [l.line, l.text]), [
		[50001, 'has something behind a closing quote'], [50002, 'has fewer columns than the first row']]);
	assert.equal(said[2].rows, ROWS - 2);
	assert.equal(said[2]['left-out'], 2);
	const found = await scan(policy, account(49998), account(49999), account(50000), account(50001));
	assert.deepEqual(found.map((v) => v.action), ['block', 'allow', 'allow', 'block']);
	const kept = readFileSync(`${csv}.index`);
	const strict = file('broken/strict.yaml', POLICY.replace('data: customers.csv', 'data: customers.csv, broken-rows: error'));
	const refused = await run(['index', '--all', strict]);
	assert.equal(refused.code, 1);
	assert.match(lines(refused.stdout).at(-1).error, /rows that cannot be read/);
	assert.deepEqual(readFileSync(`${csv}.index`), kept);
});

test('a small table needs no index and is as it is now', async () => {
	const csv = file('small/customers.csv', 'Name;Account\r\nAnna Waldmann;4711-0815-99\r\nMay;17\r\n');
	const policy = file('small/policy.yaml', POLICY);
	const check = await run(['check', policy]);
	assert.equal(check.code, 0, check.output);
	assert.match(check.stderr, /the column "account" has 1 row with fewer than three characters or five digits \(line 3\)/);
	assert.equal((await scan(policy, '4711081599'))[0].action, 'block');
	writeFileSync(csv, 'Name;Account\r\nAnna Waldmann;555 000 111\r\n');
	assert.deepEqual((await scan(policy, '4711081599', '555000111')).map((v) => v.action), ['allow', 'block']);
	assert.ok(!existsSync(`${csv}.index`));
});

test('interrupted: the index before stays, and the next run makes a new one', async () => {
	const csv = file('killed/customers.csv', table(ROWS));
	const policy = file('killed/policy.yaml', POLICY);
	assert.equal((await run(['index', policy])).code, 0);
	const kept = readFileSync(`${csv}.index`);
	writeFileSync(csv, table(ROWS * 2));
	// It dies as it writes: no file may become that large.
	execFileSync('sh', ['-c', `ulimit -f 512; "${BINARY}" index "${policy}" > /dev/null 2>&1; test $? -gt 128`]);
	assert.deepEqual(readFileSync(`${csv}.index`), kept);
	assert.equal((await scan(policy, account(7)))[0].action, 'block');
	assert.equal((await run(['index', policy])).code, 0);
	assert.deepEqual(readdirSync(path.dirname(csv)).sort(), ['customers.csv', 'customers.csv.index', 'policy.yaml']);
	assert.equal((await scan(policy, account(ROWS + 9)))[0].action, 'block');
});

// A PDF of one page: its lines in Helvetica.
function pdf(...said) {
	const content = `BT /F1 12 Tf 14 TL 50 750 Td ${said.map((line) => `(${line}) Tj T*`).join('\n')} ET`;
	const objects = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
		`<< /Length ${content.length} >>\nstream\n${content}\nendstream`, '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'];
	let out = '%PDF-1.4\n';
	const places = objects.map((object, i) => {
		const at = out.length;
		out += `${i + 1} 0 obj\n${object}\nendobj\n`;
		return at;
	});
	const table = out.length;
	out += `xref\n0 6\n0000000000 65535 f \n${places.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('')}`;
	return `${out}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`;
}

// A ZIP whose members are stored as they are.
function zip(members) {
	const crc = (bytes) => {
		let sum = ~0;
		for (const byte of bytes) {
			sum ^= byte;
			for (let i = 0; i < 8; i++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
		}
		return ~sum >>> 0;
	};
	const parts = [], heads = [];
	let at = 0;
	for (const [name, content] of Object.entries(members)) {
		const bytes = Buffer.from(content), title = Buffer.from(name);
		const fields = Buffer.alloc(26);
		fields.writeUInt16LE(20, 0);
		fields.writeUInt32LE(crc(bytes), 10);
		fields.writeUInt32LE(bytes.length, 14);
		fields.writeUInt32LE(bytes.length, 18);
		fields.writeUInt16LE(title.length, 22);
		const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, title, bytes]);
		const place = Buffer.alloc(14);
		place.writeUInt32LE(at, 10);
		heads.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, place, title]));
		parts.push(local);
		at += local.length;
	}
	const directory = Buffer.concat(heads), end = Buffer.alloc(22);
	end.write('PK\x05\x06', 'latin1');
	end.writeUInt16LE(heads.length, 8);
	end.writeUInt16LE(heads.length, 10);
	end.writeUInt32LE(directory.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, directory, end]);
}

const BOARD = `policy: P
lists:
  board: { documents: board/, except: [press.txt] }
rules:
  - { id: board, clause: c, action: block, match: { document: board } }
`;
const SECRETS = {
	'minutes.md': 'The board has decided to close the Rotterdam plant by the end of next spring and to move its lines to Gdansk.',
	'q3/revenue.html': 'Revenue from licensing fell by eleven percent because two large customers in Japan did not renew their contracts.',
	'q3/purchase.docx': 'We intend to acquire the software maker Brightwater for two hundred and forty million before the autumn fair.',
	'dispute.pdf': 'The arbitration with Halvorsen Shipping ended in a settlement of nineteen million euros which must stay secret.',
	'mail.eml': 'Nobody outside this room may learn that the chairman has sold the jet to his own brother for a single euro.',
	'all.zip': 'Head count in the Lisbon office will be cut by a third as soon as the works council has been heard in January.',
};

test('documents of six kinds: a passage is found in each, bent a little, with the name of the document', async () => {
	file('docs/board/minutes.md', `# Minutes\n\n${SECRETS['minutes.md']}\n`);
	file('docs/board/q3/revenue.html', `<html><body><p>${SECRETS['q3/revenue.html'].replace('eleven', '<b>eleven</b>')}</p></body></html>`);
	file('docs/board/q3/purchase.docx', zip({ '[Content_Types].xml': '<Types/>', 'word/document.xml': `<w:document xmlns:w="u"><w:body><w:p><w:r><w:t>${SECRETS['q3/purchase.docx']}</w:t></w:r></w:p></w:body></w:document>` }));
	file('docs/board/dispute.pdf', pdf(SECRETS['dispute.pdf'].slice(0, 50), SECRETS['dispute.pdf'].slice(50)));
	file('docs/board/mail.eml', `From: a@b.test\nTo: c@d.test\nSubject: jet\nContent-Transfer-Encoding: base64\nContent-Type: text/plain; charset=utf-8\n\n${Buffer.from(SECRETS['mail.eml']).toString('base64')}\n`);
	file('docs/board/all.zip', zip({ 'inner.pdf': pdf(SECRETS['all.zip'].slice(0, 56), SECRETS['all.zip'].slice(56)) }));
	file('docs/board/broken.pdf', '%PDF-1.4\nnothing of the kind');
	file('docs/board/bomb.docx', zip({ 'word/document.xml': '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><d><t>&b;</t></d>' }));
	file('docs/press.txt', 'Hollander Foods opens a bakery for gluten free bread in Antwerp next October.');
	const policy = file('docs/policy.yaml', BOARD);
	const made = await run(['index', policy]);
	assert.equal(made.code, 1);
	const said = lines(made.stdout);
	assert.deepEqual(said.slice(0, -1).map((l) => [path.basename(l.file), l.text]), [
		['bomb.docx', 'declares a document type, which no such file has'], ['broken.pdf', 'cannot be read as a PDF']]);
	assert.equal(said.at(-1).documents, 6);
	const check = await run(['check', policy]);
	assert.equal(check.code, 0, check.output);
	assert.match(check.stderr, /2 documents of .*board\/ could not be read/);
	const bent = Object.values(SECRETS).map((text) => `I heard: ${text.toUpperCase().replace(' THE ', ' THIS ').replaceAll(',', '')} Wow.`);
	const found = await scan(policy, ...bent);
	assert.deepEqual(found.map((v) => v.rules[0]?.spans[0].document), Object.keys(SECRETS));
	const [none] = await scan(policy, 'The board met in Rotterdam last spring and nobody knows what was said about licensing.');
	assert.deepEqual(none.rules, []);
	const plain = readFileSync(path.join(folder, 'docs/board.index')).toString('latin1') + readFileSync(path.join(folder, 'docs/board.index.parts')).toString('latin1');
	for (const word of ['Rotterdam', 'rotterdam', 'Brightwater', 'Halvorsen']) assert.ok(!plain.includes(word), word);
	const explained = await run(['explain', '-c', file('docs/gatepost.yaml', 'policy: [ policy.yaml ]\nstate: ./state\n'), '--text', bent[3]]);
	assert.match(explained.output, /dispute\.pdf/);
});

test('a small folder of text needs no index; one that has changed is read anew', async () => {
	file('notes/board/a.txt', SECRETS['minutes.md']);
	file('notes/press.txt', 'nothing much');
	const policy = file('notes/policy.yaml', BOARD);
	assert.equal((await run(['check', policy])).code, 0);
	assert.equal((await scan(policy, SECRETS['minutes.md']))[0].action, 'block');
	file('notes/board/a.txt', SECRETS['mail.eml']);
	assert.deepEqual((await scan(policy, SECRETS['minutes.md'], SECRETS['mail.eml'])).map((v) => v.action), ['allow', 'block']);
	assert.ok(!existsSync(path.join(folder, 'notes/board.index')));
});
