// A case: { id, group, text, wanted, label, spans }. `wanted`: should anything be found? `group`: what shares a
// source (a service, a sentence, a disguise); a group lies in one half as a whole, so that `aside` is really unseen.
import { readFileSync } from 'node:fs';
import { hash } from './random.mjs';

const data = new URL('../../data/measure/', import.meta.url);

export function half(group) {
	return hash(`half ${group}`) % 2 === 0 ? 'tune' : 'aside';
}

export function readData(name) {
	return readFileSync(new URL(name, data), 'utf8');
}

// Sections that begin with "## name", one case a line; "\n" in a line is a line break. Lines of "# " are remarks.
export function readSections(name) {
	const sections = [];
	for (const line of readData(name).split('\n')) {
		if (line.startsWith('## ')) sections.push({ name: line.slice(3).trim(), lines: [] });
		else if (line !== '' && !line.startsWith('# ')) sections.at(-1).lines.push(line.replaceAll('\\n', '\n'));
	}
	return sections;
}

// Fills {name} in a template; returns the text and where marked values lie, in code points. A value is a string, or
// { text, label } for one that a span is wanted for.
export function fill(template, value) {
	const spans = [];
	let text = '';
	let length = 0;
	for (const part of template.split(/(\{[a-z0-9-]+\})/)) {
		const got = /^\{[a-z0-9-]+\}$/.test(part) ? value(part.slice(1, -1)) : part;
		const put = typeof got === 'string' ? got : got.text;
		const points = [...put].length;
		if (typeof got !== 'string') spans.push({ start: length, end: length + points, label: got.label });
		text += put;
		length += points;
	}
	return { text, spans };
}
