// Passages of documents that must not leave, as they stand, lightly edited, and heavily; and what is in none of them.
import { readdirSync } from 'node:fs';
import { readData } from '../lib/cases.mjs';
import { Random } from '../lib/random.mjs';
import benign from './benign.mjs';

const folder = new URL('../../data/measure/documents/', import.meta.url);
const PER_EDIT = 12;

const names = readdirSync(folder).sort();
const documents = names.map((name) => ({ name, text: readData(`documents/${name}`) }));

const words = (text) => text.split(/\s+/).filter((word) => word !== '');
const join = (list) => list.join(' ');
const OTHER = ['perhaps', 'also', 'really', 'soon', 'there', 'quite', 'some', 'never'];
// Replaces every nth word; runs of n - 1 stay.
const replaced = (every) => (list, random) => join(list.map((word, i) => (i % every === every - 1 ? random.pick(OTHER) : word)));

const EDITS = {
	verbatim: (list) => join(list),
	'verbatim in a sentence': (list) => `Just saw this, what do you make of it? "${join(list)}" Unbelievable.`,
	'other case': (list) => join(list).toUpperCase(),
	'no punctuation': (list) => join(list).replace(/[.,;:!?'’"()-]/g, ' '),
	'other punctuation': (list) => join(list).replaceAll(',', ' –').replaceAll('.', ' …').replaceAll("'", '’'),
	'line breaks': (list, random) => list.map((word) => word + (random.below(6) ? ' ' : '\n')).join(''),
	'list of lines': (list) => `- ${join(list).replaceAll('. ', '.\n- ')}`,
	'other unicode': (list) => join(list).normalize('NFD').replaceAll('fi', 'ﬁ').replaceAll(' ', '\u00a0'),
	'no accents': (list) => join(list).normalize('NFD').replace(/\p{M}/gu, ''),
	'a word in sixteen': replaced(16),
	'typos, far apart': (list) => join(list.map((word, i) => (i % 18 === 17 && word.length > 3 ? word[0] + word[2] + word[1] + word.slice(3) : word))),
	'zero width': (list, random) => join(list.map((word) => (random.below(5) ? word : `${word.slice(0, 2)}\u200b${word.slice(2)}`))),
};
// Nobody promises to find these; how many are found is worth knowing.
const HEAVY = {
	'a word in five': replaced(5),
	'other order': (list, random) => join(random.shuffle(join(list).split(/(?<=[.,;])\s/))),
	'every second sentence': (list) =>
		join(
			join(list)
				.split(/(?<=[.;])\s/)
				.filter((_, i) => i % 2 === 0),
		),
};

function passage(random, text, least, most) {
	const all = words(text);
	const length = random.between(least, most);
	const at = random.below(all.length - length);
	return all.slice(at, at + length);
}

function* passages(edits, kind, least, most) {
	for (const [name, edit] of Object.entries(edits)) {
		const random = new Random(`document ${name}`);
		for (let i = 0; i < PER_EDIT; i++) {
			const document = documents[i % documents.length];
			yield {
				id: `documents/${name}/${i}`,
				group: `document ${document.name} ${name}`,
				label: kind,
				wanted: true,
				text: edit(passage(random, document.text, least, most), random),
			};
		}
	}
}

// Fewer than twelve words in a row are anybody's.
function* fragments() {
	const random = new Random('fragments');
	for (let i = 0; i < 60; i++)
		yield {
			id: `documents/fragment/${i}`,
			group: `fragment ${i}`,
			label: 'fragment',
			wanted: false,
			text: `Somebody said: ${join(passage(random, documents[i % documents.length].text, 4, 8))}`,
		};
}

function unrelated() {
	return benign.cases().map((one) => ({ ...one, id: `documents/${one.id}`, label: 'unrelated' }));
}

export default {
	name: 'documents',
	policy:
		'lists:\n  papers: { documents: papers/ }\nrules:\n  - id: papers\n    clause: measure\n    action: block\n    match: { document: papers }\n',
	files: Object.fromEntries(documents.map(({ name, text }) => [`papers/${name}`, text])),
	cases: () => [...passages(EDITS, 'verbatim and light', 24, 60), ...passages(HEAVY, 'heavy', 40, 90), ...fragments(), ...unrelated()],
	apart: ['heavy'], // its own line in the table
};
