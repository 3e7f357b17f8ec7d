// Numbers that pass their check: cards, accounts and national identifiers, by the rules that their issuers publish.
// Each maker takes a Random and gives the number as people write it.

const digitsOf = (text) => [...text].filter((c) => c >= '0' && c <= '9').map(Number);
const weighted = (digits, weights) => digits.reduce((sum, digit, i) => sum + digit * weights[i % weights.length], 0);
const grouped = (text, ...lengths) => {
	const parts = [];
	for (const length of lengths) {
		parts.push(text.slice(0, length));
		text = text.slice(length);
	}
	return parts.filter((part) => part !== '');
};

export function luhn(digits) {
	// the check digit behind them
	const sum = [...digits].reverse().reduce((all, c, i) => {
		const doubled = i % 2 === 0 ? c * 2 : +c;
		return all + (doubled > 9 ? doubled - 9 : doubled);
	}, 0);
	return (10 - (sum % 10)) % 10;
}

function mod(text, by) {
	let rest = 0;
	for (const c of text) rest = (rest * 10 + +c) % by;
	return rest;
}

function mod1110(digits) {
	// ISO 7064 mod 11,10
	let product = 10;
	for (const digit of digitsOf(digits)) {
		const sum = (digit + product) % 10 || 10;
		product = (sum * 2) % 11;
	}
	return (11 - product) % 10;
}

// Tries until the check digit is one.
function until(random, make) {
	for (;;) {
		const made = make(random);
		if (made !== null) return made;
	}
}

function date(random) {
	const year = random.between(1941, 2004);
	const month = random.between(1, 12);
	const day = random.between(1, 28);
	const two = (n) => String(n).padStart(2, '0');
	return { year, month, day, yy: two(year % 100), mm: two(month), dd: two(day) };
}

const VERHOEFF_D = [
	[0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
	[1, 2, 3, 4, 0, 6, 7, 8, 9, 5],
	[2, 3, 4, 0, 1, 7, 8, 9, 5, 6],
	[3, 4, 0, 1, 2, 8, 9, 5, 6, 7],
	[4, 0, 1, 2, 3, 9, 5, 6, 7, 8],
	[5, 9, 8, 7, 6, 0, 4, 3, 2, 1],
	[6, 5, 9, 8, 7, 1, 0, 4, 3, 2],
	[7, 6, 5, 9, 8, 2, 1, 0, 4, 3],
	[8, 7, 6, 5, 9, 3, 2, 1, 0, 4],
	[9, 8, 7, 6, 5, 4, 3, 2, 1, 0],
];
const VERHOEFF_P = [
	[0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
	[1, 5, 7, 6, 2, 8, 3, 0, 9, 4],
	[5, 8, 0, 3, 7, 9, 6, 1, 4, 2],
	[8, 9, 1, 6, 0, 4, 3, 5, 2, 7],
	[9, 4, 5, 3, 1, 2, 6, 8, 7, 0],
	[4, 2, 8, 6, 5, 7, 3, 9, 0, 1],
	[2, 7, 9, 3, 8, 0, 6, 4, 1, 5],
	[7, 0, 4, 6, 9, 1, 3, 2, 5, 8],
];

function verhoeff(digits) {
	let c = 0;
	for (const [i, digit] of digitsOf(digits).reverse().entries()) c = VERHOEFF_D[c][VERHOEFF_P[(i + 1) % 8][digit]];
	return VERHOEFF_D[c].indexOf(0);
}

const FISCAL_ODD = {
	0: 1,
	1: 0,
	2: 5,
	3: 7,
	4: 9,
	5: 13,
	6: 15,
	7: 17,
	8: 19,
	9: 21,
	A: 1,
	B: 0,
	C: 5,
	D: 7,
	E: 9,
	F: 13,
	G: 15,
	H: 17,
	I: 19,
	J: 21,
	K: 2,
	L: 4,
	M: 18,
	N: 20,
	O: 11,
	P: 3,
	Q: 6,
	R: 8,
	S: 12,
	T: 14,
	U: 16,
	V: 10,
	W: 22,
	X: 25,
	Y: 24,
	Z: 23,
};
const fiscalEven = (c) => (c >= '0' && c <= '9' ? +c : c.charCodeAt(0) - 65);

export const identifiers = {
	us: (r) => {
		const area = String(r.pick([r.between(100, 665), r.between(667, 899)]));
		return `${area}-${String(r.between(10, 99))}-${String(r.between(1000, 9999))}`;
	},
	ca: (r) => {
		const first = r.pick(['1', '2', '4', '5', '6', '7']) + r.digits(7);
		return grouped(first + luhn(first), 3, 3, 3).join(r.pick([' ', '-']));
	},
	gb: (r) =>
		until(r, () => {
			// NHS number, mod 11
			const nine = r.pick(['4', '6']) + r.digits(8);
			const check = 11 - (weighted(digitsOf(nine), [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
			return check === 10 ? null : grouped(nine + (check % 11), 3, 3, 4).join(' ');
		}),
	'gb-nino': (r) =>
		`${r.pick(['AB', 'CE', 'HJ', 'JK', 'LM', 'PW', 'SK', 'WP'])} ${r.digits(2)} ${r.digits(2)} ${r.digits(2)} ${r.pick(['A', 'B', 'C', 'D'])}`,
	de: (r) =>
		until(r, () => {
			// tax number: of the first ten digits one stands twice and one is missing
			const ten = r.shuffle([...'0123456789']);
			const lost = r.below(10);
			const kept = ten.findIndex((_, i) => i !== lost);
			ten[lost] = ten[kept];
			const text = r.shuffle(ten).join('');
			return text[0] === '0' || /(.)\1\1/.test(text) ? null : grouped(text + mod1110(text), 2, 3, 3, 3).join(r.pick([' ', '']));
		}),
	fr: (r) => {
		const d = date(r);
		const body = `${r.pick(['1', '2'])}${d.yy}${d.mm}${r.pick(['75', '69', '13', '33', '59'])}${String(r.between(1, 400)).padStart(3, '0')}${String(r.between(1, 400)).padStart(3, '0')}`;
		const key = String(97 - mod(body, 97)).padStart(2, '0');
		return r.below(2) ? body + key : [...grouped(body, 1, 2, 2, 2, 3, 3), key].join(' ');
	},
	es: (r) => {
		const number = String(r.between(10000000, 99999999));
		return number + r.pick(['', '-']) + 'TRWAGMYFPDXBNJZSQVHLCKE'[+number % 23];
	},
	'es-nie': (r) => {
		const prefix = r.below(3);
		const number = r.digits(7);
		return 'XYZ'[prefix] + number + 'TRWAGMYFPDXBNJZSQVHLCKE'[+(prefix + number) % 23];
	},
	it: (r) => {
		const d = date(r);
		const consonants = (n) => r.string('BCDFGLMNPRSTVZ', n);
		const fifteen = `${consonants(3)}${consonants(3)}${d.yy}${'ABCDEHLMPRST'[d.month - 1]}${String(d.day + (r.below(2) ? 40 : 0)).padStart(2, '0')}${r.pick(['H501', 'F205', 'L219', 'A944', 'D612'])}`;
		const sum = [...fifteen].reduce((all, c, i) => all + (i % 2 === 0 ? FISCAL_ODD[c] : fiscalEven(c)), 0);
		return fifteen + String.fromCharCode(65 + (sum % 26));
	},
	nl: (r) =>
		until(r, () => {
			const eight = r.pick(['1', '2', '3']) + r.digits(7);
			const check = weighted(digitsOf(eight), [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
			return check === 10 ? null : eight + check;
		}),
	be: (r) => {
		const d = date(r);
		const nine = d.yy + d.mm + d.dd + String(r.between(1, 997)).padStart(3, '0');
		const check = 97 - mod(d.year >= 2000 ? `2${nine}` : nine, 97);
		return `${d.yy}.${d.mm}.${d.dd}-${nine.slice(6)}.${String(check).padStart(2, '0')}`;
	},
	pl: (r) => {
		const d = date(r);
		const ten = d.yy + String(d.month + (d.year >= 2000 ? 20 : 0)).padStart(2, '0') + d.dd + r.digits(4);
		return ten + ((10 - (weighted(digitsOf(ten), [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10);
	},
	se: (r) => {
		const d = date(r);
		const nine = d.yy + d.mm + d.dd + r.digits(3);
		return `${r.below(2) ? String(d.year).slice(0, 2) : ''}${nine.slice(0, 6)}-${nine.slice(6)}${luhn(nine)}`;
	},
	no: (r) =>
		until(r, () => {
			const d = date(r);
			const individual = d.year >= 2000 ? r.between(500, 999) : r.between(0, 499);
			const nine = d.dd + d.mm + d.yy + String(individual).padStart(3, '0');
			const first = (11 - (weighted(digitsOf(nine), [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11;
			if (first === 10) return null;
			const second = (11 - (weighted(digitsOf(nine + first), [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
			return second === 10 ? null : `${nine.slice(0, 6)}${r.pick([' ', ''])}${nine.slice(6)}${first}${second}`;
		}),
	fi: (r) => {
		const d = date(r);
		const number = String(r.between(2, 899)).padStart(3, '0');
		return `${d.dd}${d.mm}${d.yy}${d.year >= 2000 ? 'A' : '-'}${number}${'0123456789ABCDEFHJKLMNPRSTUVWXY'[+(d.dd + d.mm + d.yy + number) % 31]}`;
	},
	dk: (r) => {
		const d = date(r);
		return `${d.dd}${d.mm}${d.yy}-${r.pick(d.year >= 2000 ? ['4', '5', '6'] : ['0', '1', '2', '3'])}${r.digits(3)}`;
	},
	ch: (r) => {
		const twelve = `756${r.digits(9)}`;
		const check = (10 - (weighted(digitsOf(twelve), [1, 3]) % 10)) % 10;
		return grouped(twelve + check, 3, 4, 4, 2).join('.');
	},
	at: (r) =>
		until(r, () => {
			const d = date(r);
			const three = String(r.between(100, 999));
			const check = weighted(digitsOf(three + d.dd + d.mm + d.yy), [3, 7, 9, 5, 8, 4, 2, 1, 6]) % 11;
			return check === 10 ? null : `${three}${check} ${d.dd}${d.mm}${d.yy}`;
		}),
	pt: (r) => {
		const eight = r.pick(['1', '2']) + r.digits(7);
		const rest = weighted(digitsOf(eight), [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
		return grouped(eight + (rest < 2 ? 0 : 11 - rest), 3, 3, 3).join(r.pick(['', ' ']));
	},
	ie: (r) => {
		const seven = r.digits(7);
		return seven + 'WABCDEFGHIJKLMNOPQRSTUV'[weighted(digitsOf(seven), [8, 7, 6, 5, 4, 3, 2]) % 23];
	},
	br: (r) => {
		const nine = r.digits(9);
		const check = (digits, first) => {
			const rest = digitsOf(digits).reduce((sum, digit, i) => sum + digit * (first - i), 0) % 11;
			return rest < 2 ? 0 : 11 - rest;
		};
		const one = check(nine, 10);
		const two = check(nine + one, 11);
		return `${grouped(nine, 3, 3, 3).join('.')}-${one}${two}`;
	},
	au: (r) =>
		until(r, () => {
			// tax file number
			const eight = r.pick(['1', '4', '8']) + r.digits(7);
			for (let check = 0; check < 10; check++)
				if (weighted(digitsOf(eight + check), [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0) return grouped(eight + check, 3, 3, 3).join(' ');
			return null;
		}),
	in: (r) => {
		const eleven = String(r.between(2, 9)) + r.digits(10);
		return grouped(eleven + verhoeff(eleven), 4, 4, 4).join(' ');
	},
	cn: (r) => {
		const d = date(r);
		const seventeen = `${r.pick(['110105', '310115', '440305', '510107'])}${d.year}${d.mm}${d.dd}${r.digits(3)}`;
		return seventeen + '10X98765432'[weighted(digitsOf(seventeen), [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11];
	},
	jp: (r) => {
		// My Number
		const eleven = r.digits(11);
		const rest = weighted(digitsOf(eleven), [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
		return grouped(eleven + (rest <= 1 ? 0 : 11 - rest), 4, 4, 4).join(' ');
	},
	kr: (r) => {
		const d = date(r);
		const twelve = d.yy + d.mm + d.dd + r.pick(d.year >= 2000 ? ['3', '4'] : ['1', '2']) + r.digits(5);
		const check = (11 - (weighted(digitsOf(twelve), [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11)) % 10;
		return `${twelve.slice(0, 6)}-${twelve.slice(6)}${check}`;
	},
	tr: (r) => {
		const nine = String(r.between(1, 9)) + r.digits(8);
		const d = digitsOf(nine);
		const tenth = (((7 * (d[0] + d[2] + d[4] + d[6] + d[8]) - (d[1] + d[3] + d[5] + d[7])) % 10) + 10) % 10;
		return nine + tenth + ((d.reduce((a, b) => a + b, 0) + tenth) % 10);
	},
	za: (r) => {
		const d = date(r);
		const twelve = d.yy + d.mm + d.dd + r.digits(4) + '08';
		return twelve + luhn(twelve);
	},
	ro: (r) => {
		const d = date(r);
		const twelve =
			r.pick(d.year >= 2000 ? ['5', '6'] : ['1', '2']) +
			d.yy +
			d.mm +
			d.dd +
			r.pick(['12', '22', '35', '40']) +
			String(r.between(1, 999)).padStart(3, '0');
		const rest = weighted(digitsOf(twelve), [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
		return twelve + (rest === 10 ? 1 : rest);
	},
	hr: (r) => {
		const ten = r.digits(10);
		return ten + mod1110(ten);
	},
	cl: (r) => {
		const number = String(r.between(5000000, 25000000));
		const sum = [...number].reverse().reduce((all, c, i) => all + c * (2 + (i % 6)), 0);
		const check = 11 - (sum % 11);
		return `${number.replace(/\B(?=(\d{3})+$)/g, '.')}-${check === 11 ? '0' : check === 10 ? 'K' : check}`;
	},
	sg: (r) => {
		const seven = r.pick(['7', '8', '9']) + r.digits(6);
		return `S${seven}${'JZIHGFEDCBA'[weighted(digitsOf(seven), [2, 7, 6, 5, 4, 3, 2]) % 11]}`;
	},
	il: (r) => {
		const eight = r.pick(['2', '3']) + r.digits(7);
		return eight + luhn(eight);
	},
};

const CARD_FORMS = [
	['4', 16],
	['51', 16],
	['55', 16],
	['2223', 16],
	['34', 15],
	['37', 15],
	['6011', 16],
	['3530', 16],
	['36', 14],
	['62', 16],
];

export function card(random) {
	const [prefix, length] = random.pick(CARD_FORMS);
	const body = prefix + random.digits(length - prefix.length - 1);
	const number = body + luhn(body);
	const groups = length === 15 ? [4, 6, 5] : length === 14 ? [4, 6, 4] : [4, 4, 4, 4];
	return grouped(number, ...groups).join(random.pick([' ', '-', '', ' ']));
}

const IBAN_FORMS = {
	DE: '{n18}',
	FR: '{n10}{u11}{n2}',
	GB: 'NWBK{n14}',
	NL: 'INGB{n10}',
	ES: '{n20}',
	IT: 'X{n10}{u12}',
	AT: '{n16}',
	CH: '{n5}{u12}',
	BE: '{n12}',
	PL: '{n24}',
	SE: '{n20}',
	NO: '{n11}',
	DK: '{n14}',
	FI: '{n14}',
	PT: '{n21}',
	IE: 'AIBK{n14}',
	CZ: '{n20}',
	TR: '{n6}{u16}',
	SA: '{n2}{u18}',
};

export function iban(random) {
	const country = random.pick(Object.keys(IBAN_FORMS));
	const body = random.shape(IBAN_FORMS[country]);
	const number = [...`${body}${country}00`].map((c) => (c >= 'A' ? c.charCodeAt(0) - 55 : c)).join('');
	const whole = country + String(98 - mod(number, 97)).padStart(2, '0') + body;
	return random.below(3) ? whole.match(/.{1,4}/g).join(' ') : whole;
}

// The same length and look, and a check that fails: what must not be taken for one.
export function spoiled(random, number) {
	const at = [...number].map((c, i) => (c >= '0' && c <= '9' ? i : -1)).filter((i) => i > number.length / 2);
	const i = random.pick(at);
	return number.slice(0, i) + ((+number[i] + random.between(1, 8)) % 10) + number.slice(i + 1);
}
