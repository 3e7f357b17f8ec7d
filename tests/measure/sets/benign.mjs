// Ordinary posts in many languages: what all packs together leave alone.
import { fill, readSections } from '../lib/cases.mjs';
import { Random } from '../lib/random.mjs';

const PER_TEMPLATE = 8;
const VALUES = {
	place: ['Lisbon', 'Leipzig', 'Nairobi', 'Osaka', 'Lyon', 'Gent', 'Kraków', 'Austin', 'Porto', 'Malmö', 'Izmir', 'Perth'],
	thing: ['bicycle', 'lamp', 'kettle', 'guitar', 'sofa', 'camera', 'tent', 'ladder', 'piano', 'toaster', 'parser', 'cache'],
	name: ['Nora', 'Emil', 'Aisha', 'Bruno', 'Hana', 'Pavel', 'Greta', 'Milo', 'Ines', 'Tariq', 'Suki', 'Theo'],
	day: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
};

function* all() {
	for (const section of readSections('benign.txt'))
		for (const [i, template] of section.lines.entries()) {
			const random = new Random(`benign ${section.name} ${i}`);
			const isVaried = /\{[a-z]+[0-9]*\}/.test(template);
			for (let j = 0; j < (isVaried ? PER_TEMPLATE : 1); j++)
				yield {
					id: `benign/${section.name}/${i}/${j}`,
					group: `benign ${section.name} ${i}`,
					label: section.name,
					wanted: false,
					text: fill(template, (name) => (VALUES[name] ? random.pick(VALUES[name]) : random.shape(`{${name}}`))).text,
				};
		}
}

// Few words make few different posts: each counts once.
function cases() {
	const seen = new Set();
	return [...all()].filter((one) => !seen.has(one.text) && seen.add(one.text));
}

export default { name: 'benign', packs: 'all', cases };
