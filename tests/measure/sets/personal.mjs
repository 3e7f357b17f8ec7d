// Data of people in sentences, and numbers that are nobody's.
import { fill, readSections } from '../lib/cases.mjs';
import { card, iban, identifiers, spoiled } from '../lib/numbers.mjs';
import { Random } from '../lib/random.mjs';

const PER_TEMPLATE = 4;
const PER_NEGATIVE = 3;

const FIRST = ['Ana', 'Kofi', 'Mei', 'Jonas', 'Priya', 'Luca', 'Zoë', 'Omar', 'Ingrid', 'Tomasz', 'Chloé', 'Diego', 'Yuki', 'Fatima', 'Liam'];
const LAST = [
	'Okafor',
	'Lindqvist',
	'Moreau',
	'Schneider',
	'Tanaka',
	'Rossi',
	'Novák',
	'Haddad',
	'Fernández',
	'O’Brien',
	'Kowalska',
	'Singh',
	'Berg',
	'Silva',
];
const CITY = ['Leeds', 'Kassel', 'Lyon', 'Porto', 'Turin', 'Gdańsk', 'Malmö', 'Utrecht', 'Bilbao', 'Graz'];
const MONTH = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

const PHONES = {
	us: ['({n3}) 555-{n4}', '+1 {n3}-555-{n4}', '2{n2}-555-{n4}', '+1 (3{n2}) 555 {n4}', '4{n2}.555.{n4}'],
	gb: ['+44 7{n3} {n6}', '07{n3} {n6}', '020 7{n3} {n4}', '+44 20 7{n3} {n4}', '0161 4{n2} {n4}'],
	au: ['04{n2} {n3} {n3}', '+61 4{n2} {n3} {n3}', '(02) 9{n3} {n4}'],
	in: ['+91 9{n4} {n5}', '+91-8{n9}'],
	de: ['030 {n3} {n5}', '+49 89 {n7}', '0221/{n6}', '(0711) {n3}{n4}', '+49 (0)40 {n7}'],
	'de-mobile': ['0151 {n8}', '+49 171 {n7}', '0176-{n8}'],
	at: ['+43 1 {n7}', '0664 {n7}'],
	ch: ['079 {n3} {n2} {n2}', '+41 44 {n3} {n2} {n2}'],
	fr: ['06 {n2} {n2} {n2} {n2}', '+33 6 {n2} {n2} {n2} {n2}', '01.{n2}.{n2}.{n2}.{n2}'],
	es: ['6{n2} {n3} {n3}', '+34 6{n2} {n2} {n2} {n2}', '91 {n3} {n2} {n2}'],
	it: ['+39 3{n2} {n7}', '34{n1} {n3} {n4}'],
	nl: ['06-{n8}', '+31 6 {n4} {n4}', '020 {n3} {n4}'],
	pl: ['+48 {n3} {n3} {n3}', '5{n2}-{n3}-{n3}'],
	pt: ['91{n1} {n3} {n3}', '+351 96{n1} {n3} {n3}'],
	br: ['(11) 9{n4}-{n4}', '+55 21 9{n4}-{n4}'],
	jp: ['090-{n4}-{n4}', '03-3{n3}-{n4}', '+81 90 {n4} {n4}'],
};

const STREETS = {
	en: (r) =>
		`${r.between(2, 240)} ${r.pick(['Mill', 'Church', 'Station', 'Victoria'])} ${r.pick(['Road', 'Street', 'Lane'])}, ${r.pick(['Leeds LS6 {n1}AB', 'London N1 {n1}QR', 'York YO1 {n1}TT'])}`,
	us: (r) =>
		`${r.between(100, 9800)} ${r.pick(['Maple', 'Oak', 'Lincoln', 'Elm'])} ${r.pick(['Ave', 'St', 'Blvd'])}, ${r.pick(['Austin, TX 78{n3}', 'Dayton, OH 45{n3}', 'Salem, OR 97{n3}'])}`,
	de: (r) =>
		`${r.pick(['Lindenstraße', 'Goethestr.', 'Hauptstraße', 'Am Markt'])} ${r.between(1, 120)}, ${r.pick(['10{n3} Berlin', '34{n3} Kassel', '50{n3} Köln'])}`,
	fr: (r) =>
		`${r.between(1, 90)} ${r.pick(['rue de la Paix', 'avenue Foch', 'boulevard Voltaire'])}, ${r.pick(['75011 Paris', '69003 Lyon', '33000 Bordeaux'])}`,
};

function birth(random, place) {
	const day = random.between(1, 28);
	const month = random.between(1, 12);
	const year = random.between(1945, 2003);
	const two = (n) => String(n).padStart(2, '0');
	if (place === 'de') return `${two(day)}.${two(month)}.${year}`;
	if (place === 'fr') return `${two(day)}/${two(month)}/${year}`;
	if (place === 'us') return `${two(month)}/${two(day)}/${year}`;
	return `${day} ${MONTH[month - 1]} ${year}`;
}

const address = (r) =>
	`${r
		.pick(FIRST)
		.normalize('NFD')
		.replace(/[^A-Za-z]/g, '')
		.toLowerCase()}${r.pick(['.', '_', '', '-'])}${r.pick(['k', 'berg', 'rossi', 'smith'])}${r.pick(['', r.digits(2)])}@${r.pick(['mail', 'post', 'acme', 'web'])}.${r.pick(['example', 'test.example', 'example.org', 'example.co.uk'])}`;
const octet = (r) => r.between(1, 254);

const PLAIN = { first: (r) => r.pick(FIRST), last: (r) => r.pick(LAST), city: (r) => r.pick(CITY) };
const WANTED = {
	card,
	iban,
	id: (r, place) => identifiers[place](r),
	phone: (r, place) => r.shape(r.pick(PHONES[place])),
	email: address,
	ipv4: (r) => `${r.pick([81, 93, 142, 185, 203])}.${octet(r)}.${octet(r)}.${octet(r)}`,
	ipv6: (r) => r.shape('2001:db8:{h4}:{h4}::{h4}'),
	mac: (r) => r.shape('{h2}:{h2}:{h2}:{h2}:{h2}:{h2}').replace(/^../, '3c'),
	birth,
	street: (r, place) => r.shape(STREETS[place](r)),
};
const SPOILED = {
	'no-card': (r) => spoiled(r, card(r)),
	'no-iban': (r) => spoiled(r, iban(r)),
	'no-id': (r, place) => spoiled(r, identifiers[place](r)),
};

function split(name, table) {
	// "id-es-nie": the maker "id", the place "es-nie"
	const maker = Object.keys(table)
		.filter((key) => name === key || name.startsWith(`${key}-`))
		.sort((a, b) => b.length - a.length)[0];
	return [maker, name.slice(maker.length + 1)];
}

function value(random, name) {
	if (PLAIN[name]) return PLAIN[name](random);
	const isSpoiled = name.startsWith('no-');
	const table = isSpoiled ? SPOILED : WANTED;
	const [maker, place] = split(name, table);
	const text = table[maker](random, place);
	return isSpoiled ? text : { text, label: maker === 'id' ? `id ${place.split('-')[0]}` : maker };
}

function* positives() {
	for (const section of readSections('personal.txt'))
		for (const [i, template] of section.lines.entries())
			for (let j = 0; j < PER_TEMPLATE; j++) {
				const random = new Random(`personal ${section.name} ${i} ${j}`);
				const made = fill(template, (name) => value(random, name));
				yield { id: `personal/${section.name}/${i}/${j}`, group: `personal ${section.name} ${i}`, label: section.name, wanted: true, ...made };
			}
}

function* negatives() {
	for (const section of readSections('no-personal.txt'))
		for (const [i, template] of section.lines.entries()) {
			const count = template.includes('{') ? PER_NEGATIVE : 1;
			for (let j = 0; j < count; j++) {
				const random = new Random(`no personal ${section.name} ${i} ${j}`);
				const { text } = fill(template, (name) => (name.startsWith('no-') ? value(random, name) : random.shape(`{${name}}`)));
				yield {
					id: `no-personal/${section.name}/${i}/${j}`,
					group: `no personal ${section.name} ${i}`,
					label: section.name,
					wanted: false,
					text: random.shape(text),
					spans: [],
				};
			}
		}
}

export default { name: 'personal', packs: ['personal-data'], cases: () => [...positives(), ...negatives()] };
