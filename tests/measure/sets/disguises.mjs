// Ways to hide a word from a filter while people, or a server, still read it. Each takes the word and a Random.

const points = (word) => [...word];
const between = (word, filler) => points(word).join(filler);
const mapped = (map) => (word) =>
	points(word)
		.map((c) => map[c.toLowerCase()] ?? c)
		.join('');
// A run of letters from a first code point: a → from, b → from + 1 …
const shifted = (from) => (word) => word.toLowerCase().replace(/[a-z]/g, (c) => String.fromCodePoint(from + c.charCodeAt(0) - 97));
const some = (word, random, change) => {
	// changes about half of the letters, at least one
	const letters = points(word);
	const must = random.pick(
		letters
			.map((c, i) => (/[a-z]/i.test(c) && change(c) !== c ? i : -1))
			.filter((i) => i >= 0)
			.concat(-1),
	);
	return letters.map((c, i) => (i === must || random.below(2) ? change(c) : c)).join('');
};
const inside = (word, random, filler) => {
	const letters = points(word);
	const at = random.between(1, letters.length - 1);
	return [...letters.slice(0, at), filler, ...letters.slice(at)].join('');
};
const hex = (c, width = 2) => c.codePointAt(0).toString(16).padStart(width, '0');
const bytes = (word) => [...Buffer.from(word)];

const CYRILLIC = { a: 'а', c: 'с', e: 'е', i: 'і', j: 'ј', o: 'о', p: 'р', s: 'ѕ', x: 'х', y: 'у', h: 'һ', d: 'ԁ', q: 'ԛ', w: 'ԝ' };
const GREEK = { a: 'α', i: 'ι', k: 'κ', n: 'η', o: 'ο', p: 'ρ', t: 'τ', u: 'υ', v: 'ν', y: 'γ' };
const ARMENIAN = { h: 'հ', n: 'ո', o: 'օ', u: 'ս', q: 'զ', g: 'ց' };
const LEET = { a: '4', e: '3', i: '1', o: '0', s: '5', t: '7' };
const LEET_MORE = { a: '@', b: '8', e: '3', g: '9', i: '!', l: '1', o: '0', s: '$', t: '+', z: '2' };
const SMALL_CAPS = {
	a: 'ᴀ',
	b: 'ʙ',
	c: 'ᴄ',
	d: 'ᴅ',
	e: 'ᴇ',
	f: 'ꜰ',
	g: 'ɢ',
	h: 'ʜ',
	i: 'ɪ',
	j: 'ᴊ',
	k: 'ᴋ',
	l: 'ʟ',
	m: 'ᴍ',
	n: 'ɴ',
	o: 'ᴏ',
	p: 'ᴘ',
	r: 'ʀ',
	t: 'ᴛ',
	u: 'ᴜ',
	v: 'ᴠ',
	w: 'ᴡ',
	y: 'ʏ',
	z: 'ᴢ',
};
const UPSIDE_DOWN = {
	a: 'ɐ',
	b: 'q',
	c: 'ɔ',
	d: 'p',
	e: 'ǝ',
	f: 'ɟ',
	g: 'ƃ',
	h: 'ɥ',
	i: 'ᴉ',
	j: 'ɾ',
	k: 'ʞ',
	l: 'l',
	m: 'ɯ',
	n: 'u',
	o: 'o',
	p: 'd',
	q: 'b',
	r: 'ɹ',
	s: 's',
	t: 'ʇ',
	u: 'n',
	v: 'ʌ',
	w: 'ʍ',
	y: 'ʎ',
	z: 'z',
};
const SUPERSCRIPT = {
	a: 'ᵃ',
	b: 'ᵇ',
	c: 'ᶜ',
	d: 'ᵈ',
	e: 'ᵉ',
	f: 'ᶠ',
	g: 'ᵍ',
	h: 'ʰ',
	i: 'ⁱ',
	j: 'ʲ',
	k: 'ᵏ',
	l: 'ˡ',
	m: 'ᵐ',
	n: 'ⁿ',
	o: 'ᵒ',
	p: 'ᵖ',
	r: 'ʳ',
	s: 'ˢ',
	t: 'ᵗ',
	u: 'ᵘ',
	v: 'ᵛ',
	w: 'ʷ',
	x: 'ˣ',
	y: 'ʸ',
	z: 'ᶻ',
};
const MARKS = ['\u0301', '\u0316', '\u0334', '\u0489', '\u035c', '\u0338', '\u0323', '\u030a'];

const rot13 = (word) => word.replace(/[a-z]/gi, (c) => String.fromCharCode((c <= 'Z' ? 65 : 97) + ((c.toLowerCase().charCodeAt(0) - 97 + 13) % 26)));
// What is decoded as a whole stands in a phrase of its own: codes of a few letters look like anything.
const phrase = (word) => `the ${word} plan is ready`;

export const disguises = {
	'upper case': (word) => word.toUpperCase(),
	'mixed case': (word) =>
		points(word)
			.map((c, i) => (i % 2 ? c.toUpperCase() : c))
			.join(''),
	'zero width space': (word) => between(word, '\u200b'),
	'zero width non-joiner': (word, random) => inside(word, random, '\u200c'),
	'zero width joiner': (word, random) => inside(word, random, '\u200d'),
	'word joiner': (word, random) => inside(word, random, '\u2060'),
	'byte order mark': (word, random) => inside(word, random, '\ufeff'),
	'soft hyphen': (word) => between(word, '\u00ad'),
	'grapheme joiner': (word, random) => inside(word, random, '\u034f'),
	'invisible operator': (word, random) => inside(word, random, '\u2063'),
	'hangul filler': (word, random) => inside(word, random, '\u3164'),
	'bidi marks': (word) => between(word, '\u200e'),
	'bidi isolates': (word) => `\u2066${word}\u2069`.replace(/(.{4})/u, '$1\u2066\u2069'),
	'right-to-left override': (word) => `\u202e${points(word).reverse().join('')}\u202c`,
	'variation selectors': (word) => between(word, '\ufe0f'),
	'supplementary variation selectors': (word, random) => inside(word, random, '\u{e0101}'),
	'tag characters': (word) =>
		points(word)
			.map((c) => String.fromCodePoint(0xe0000 + c.charCodeAt(0)))
			.join(''),
	'combining marks': (word, random) =>
		points(word)
			.map((c) => c + random.pick(MARKS))
			.join(''),
	'many marks': (word, random) =>
		points(word)
			.map((c) => c + Array.from({ length: 6 }, () => random.pick(MARKS)).join(''))
			.join(''),
	'enclosing marks': (word) => between(word, '\u20dd'),
	strikethrough: (word) => between(word, '\u0336') + '\u0336',
	fullwidth: (word) =>
		points(word)
			.map((c) => (c === ' ' ? '\u3000' : String.fromCodePoint(c.charCodeAt(0) + 0xfee0)))
			.join(''),
	'math bold': shifted(0x1d41a),
	'math bold italic': shifted(0x1d482),
	'math script': shifted(0x1d4ea),
	'math fraktur': shifted(0x1d586),
	'math double-struck': shifted(0x1d552),
	'math sans': shifted(0x1d5ba),
	'math monospace': shifted(0x1d68a),
	circled: shifted(0x24d0),
	'negative circled': shifted(0x1f150),
	'negative squared': shifted(0x1f170),
	squared: shifted(0x1f130),
	parenthesised: shifted(0x249c),
	'regional indicators': (word) => points(shifted(0x1f1e6)(word)).join('\u200b'),
	superscript: mapped(SUPERSCRIPT),
	'small capitals': mapped(SMALL_CAPS),
	'upside down': (word) => points(mapped(UPSIDE_DOWN)(word.toLowerCase())).reverse().join(''),
	'cyrillic, one letter': (word) => {
		let done = false;
		return points(word)
			.map((c) => (!done && CYRILLIC[c] ? ((done = true), CYRILLIC[c]) : c))
			.join('');
	},
	'cyrillic, all letters': mapped(CYRILLIC),
	greek: mapped(GREEK),
	armenian: (word, random) => some(word, random, (c) => ARMENIAN[c] ?? CYRILLIC[c] ?? c),
	leet: mapped(LEET),
	'leet, more': mapped(LEET_MORE),
	'leet, some': (word, random) => some(word, random, (c) => LEET[c] ?? c),
	'spaces between': (word) => between(word.replace(' ', ''), ' '),
	'dots between': (word) => between(word, '.'),
	'dashes between': (word) => between(word, '-'),
	'underscores between': (word) => between(word, '_'),
	'stars between': (word) => between(word, '*'),
	'slashes between': (word) => between(word, '/'),
	'newlines between': (word) => between(word, '\n'),
	'no-break spaces between': (word) => between(word, '\u00a0'),
	'thin spaces between': (word) => between(word, '\u2009'),
	'ideographic spaces between': (word) => between(word, '\u3000'),
	'middle dots between': (word) => between(word, '·'),
	'one dot inside': (word, random) => inside(word, random, '.'),
	'emoji between': (word) => between(word, '🔥'),
	doubled: (word) => word.replace(/([aeiour])/, '$1$1$1'),
	decomposed: (word) => word.replace(/[aeiou]/, (c) => `${c}\u0308`),
	'composed accents': (word) => mapped({ a: 'á', e: 'è', i: 'ï', o: 'ö', u: 'û', n: 'ñ' })(word),
	'long s and kelvin': (word) => mapped({ s: 'ſ', k: '\u212a' })(word),
	'decimal entities': (word) =>
		points(word)
			.map((c) => `&#${c.codePointAt(0)};`)
			.join(''),
	'hex entities': (word) =>
		points(word)
			.map((c) => `&#x${hex(c)};`)
			.join(''),
	'nested entities': (word) =>
		points(word)
			.map((c) => `&amp;#${c.codePointAt(0)};`)
			.join(''),
	'entity inside': (word, random) => inside(word, random, '&zwj;'),
	'markdown bold': (word, random) => inside(word, random, '****'),
	'markdown escape': (word) => between(word, '\\').replace(/\\(.)/, '$1'),
	'markdown emphasis': (word) => `**${word.slice(0, 3)}**${word.slice(3)}`,
	'html tags': (word) => `${word.slice(0, 2)}<b>${word.slice(2, 4)}</b>${word.slice(4)}`,
	'html comment': (word, random) => inside(word, random, '<!-- -->'),
	'html break': (word, random) => inside(word, random, '<wbr>'),
	'percent encoding': (word) =>
		bytes(word)
			.map((b) => `%${b.toString(16)}`)
			.join(''),
	'double percent encoding': (word) =>
		bytes(word)
			.map((b) => `%25${b.toString(16)}`)
			.join(''),
	'hex escapes': (word) =>
		points(word)
			.map((c) => `\\x${hex(c)}`)
			.join(''),
	'unicode escapes': (word) =>
		points(word)
			.map((c) => `\\u${hex(c, 4)}`)
			.join(''),
	'braced escapes': (word) =>
		points(word)
			.map((c) => `\\u{${hex(c)}}`)
			.join(''),
	'octal escapes': (word) =>
		bytes(word)
			.map((b) => `\\${b.toString(8).padStart(3, '0')}`)
			.join(''),
	base64: (word) => Buffer.from(phrase(word)).toString('base64'),
	'base64url, no padding': (word) => Buffer.from(phrase(word)).toString('base64url'),
	'base64 in lines': (word) =>
		Buffer.from(`${phrase(word)} and ${phrase(word)}`)
			.toString('base64')
			.match(/.{1,24}/g)
			.join('\n'),
	'base64 twice': (word) => Buffer.from(Buffer.from(phrase(word)).toString('base64')).toString('base64'),
	hex: (word) => Buffer.from(phrase(word)).toString('hex'),
	'hex in pairs': (word) =>
		bytes(phrase(word))
			.map((b) => b.toString(16).padStart(2, '0'))
			.join(' '),
	rot13: (word) => rot13(phrase(word)),
	reversed: (word) => points(phrase(word)).reverse().join(''),
	'reversed word': (word) => points(word).reverse().join(''),
	'quoted printable': (word) =>
		bytes(word)
			.map((b) => `=${b.toString(16).toUpperCase()}`)
			.join(''),
};
