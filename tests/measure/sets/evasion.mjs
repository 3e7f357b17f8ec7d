// Listed words in disguise, and harmless twins in the same disguise.
import { fill, readSections } from '../lib/cases.mjs';
import { Random } from '../lib/random.mjs';
import { disguises } from './disguises.mjs';

const [seeds, twins, carriers] = readSections('evasion.txt').map((section) => section.lines);

function* cases() {
	for (const [name, disguise] of Object.entries(disguises)) {
		const random = new Random(`disguise ${name}`);
		for (const [list, wanted] of [
			[seeds, true],
			[twins, false],
		])
			for (const word of list) {
				const hidden = disguise(word, random);
				const { text } = fill(random.pick(carriers), () => hidden);
				yield { id: `evasion/${name}/${word}`, group: `disguise ${name}`, label: name, wanted, text };
			}
	}
}

export default {
	name: 'evasion',
	policy: `rules:\n  - id: birds\n    clause: measure\n    action: block\n    match: { words: [${seeds.join(', ')}] }\n`,
	cases: () => [...cases()],
};
