// Threats, harassment and hate in their plain forms, and the contrasts that a keyword list gets wrong.
import { fill, readSections } from '../lib/cases.mjs';
import { Random } from '../lib/random.mjs';

const PER_TEMPLATE = 3;
const VALUES = {
	group: ['Muslims', 'Jews', 'women', 'immigrants', 'disabled people', 'gay people', 'Roma', 'Black people', 'trans people', 'old people'],
	who: ['Marta', 'Jan', 'Mr Keller', 'Sofia', 'Amir', 'Chen', 'Luc'],
	other: ['this printer', 'my old laptop', 'Monday', 'the new update', 'cold coffee'],
};

function* cases() {
	for (const section of readSections('conduct.txt')) {
		const [wanted, label] = section.name.split(/ (.*)/);
		for (const [i, template] of section.lines.entries()) {
			const random = new Random(`conduct ${label} ${i}`);
			const count = template.includes('{') ? PER_TEMPLATE : 1;
			for (let j = 0; j < count; j++)
				yield {
					id: `conduct/${label}/${i}/${j}`,
					group: `conduct ${label} ${i}`,
					label,
					wanted: wanted === 'wanted',
					text: fill(template, (name) => random.pick(VALUES[name])).text,
				};
		}
	}
}

export default { name: 'conduct', packs: ['conduct'], cases: () => [...cases()] };
