// Counts. A case or a span that was to be found and was: right; was not: missed; found for nothing: false alarm.

export class Score {
	right = 0;
	missed = 0;
	falseAlarms = 0;
	clean = 0; // what was to be let alone and was
	bad = []; // { id, why }

	get recall() {
		return ratio(this.right, this.right + this.missed);
	}

	get precision() {
		return ratio(this.right, this.right + this.falseAlarms);
	}

	get f1() {
		return ratio(2 * this.right, 2 * this.right + this.missed + this.falseAlarms);
	}

	// The share of harmless cases that were flagged.
	get falseRate() {
		return ratio(this.falseAlarms, this.falseAlarms + this.clean);
	}

	case(one, isFound) {
		if (one.wanted) this[isFound ? 'right' : 'missed']++;
		else this[isFound ? 'falseAlarms' : 'clean']++;
		if (one.wanted !== isFound) this.bad.push({ id: one.id, why: one.wanted ? 'missed' : 'false alarm', text: one.text });
	}

	// Two spans are the same when they share more than half of what either covers.
	spans(one, found) {
		const open = [...found];
		for (const wanted of one.spans) {
			const at = open.findIndex((span) => isSame(span, wanted));
			if (at < 0) {
				this.missed++;
				this.bad.push({ id: one.id, why: `missed ${wanted.label}`, text: one.text });
			} else {
				this.right++;
				// Several kinds may name the same place; that is one finding.
				for (let i = open.length - 1; i >= 0; i--) if (isSame(open[i], wanted)) open.splice(i, 1);
			}
		}
		this.falseAlarms += distinct(open).length;
		for (const span of distinct(open)) this.bad.push({ id: one.id, why: `false alarm ${span.rule} ${span.start}-${span.end}`, text: one.text });
		if (open.length === 0 && one.spans.length === 0) this.clean++;
	}
}

function isSame(a, b) {
	const shared = Math.min(a.end, b.end) - Math.max(a.start, b.start);
	return shared > 0 && 2 * shared > Math.max(a.end, b.end) - Math.min(a.start, b.start);
}

function distinct(spans) {
	return spans.filter((span, i) => !spans.slice(0, i).some((other) => other.start < span.end && span.start < other.end));
}

function ratio(part, whole) {
	return whole > 0 ? part / whole : Number.NaN;
}

export const percent = (value) => (Number.isNaN(value) ? '    –' : (100 * value).toFixed(1).padStart(5));
