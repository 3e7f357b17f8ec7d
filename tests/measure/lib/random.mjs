// A seeded source of chance: the same run everywhere, whatever the machine or the order of the sets.

export function hash(text) {
	let h = 0x811c9dc5;
	for (const byte of Buffer.from(text)) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
	return h;
}

const CLASSES = {
	A: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789',
	a: 'abcdefghijklmnopqrstuvwxyz0123456789',
	u: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',
	L: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
	l: 'abcdefghijklmnopqrstuvwxyz',
	U: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
	n: '0123456789',
	h: '0123456789abcdef',
	H: '0123456789ABCDEF',
	b: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
	B: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
	t: 'abcdefghijklmnopqrstuvwxyz234567',
	T: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567',
};

export class Random {
	constructor(seed) {
		this.state = hash(seed);
	}

	next() {
		// mulberry32
		this.state = (this.state + 0x6d2b79f5) >>> 0;
		let t = this.state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	}

	below(n) {
		return Math.floor(this.next() * n);
	}

	between(least, most) {
		return least + this.below(most - least + 1);
	}

	pick(list) {
		return list[this.below(list.length)];
	}

	shuffle(list) {
		const copy = [...list];
		for (let i = copy.length - 1; i > 0; i--) {
			const j = this.below(i + 1);
			[copy[i], copy[j]] = [copy[j], copy[i]];
		}
		return copy;
	}

	string(letters, length) {
		let out = '';
		for (let i = 0; i < length; i++) out += letters[this.below(letters.length)];
		return out;
	}

	digits(length) {
		return this.string(CLASSES.n, length);
	}

	// "ghp_{A36}": a class and a length; "{h8-12}": a length between; "{uuid}"; what is in no braces stands for itself.
	shape(shape) {
		return shape.replace(/\{(?:(uuid)|([A-Za-z])(\d+)(?:-(\d+))?)\}/g, (_, uuid, letters, least, most) => {
			if (uuid) return this.uuid();
			return this.string(CLASSES[letters], most ? this.between(+least, +most) : +least);
		});
	}

	uuid() {
		return this.shape('{h8}-{h4}-4{h3}-') + this.pick(['8', '9', 'a', 'b']) + this.shape('{h3}-{h12}');
	}
}
