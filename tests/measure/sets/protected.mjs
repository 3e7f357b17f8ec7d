// Speech that the law protects: no pack, and not all of them together, may stop it.
import { readSections } from '../lib/cases.mjs';

function* cases() {
	for (const section of readSections('protected.txt'))
		for (const [i, text] of section.lines.entries())
			yield { id: `protected/${section.name}/${i}`, group: `protected ${section.name} ${i}`, label: section.name, wanted: false, text };
}

export default { name: 'protected', packs: 'all', isStopped: true, cases: () => [...cases()] };
