/*
 * Does a text show anything that a stage of reading could undo? One look at it, so that nearly all
 * texts, which do not, cost no more than that.
 */
#ifndef RULES_TEXT_SURVEY_H
#define RULES_TEXT_SURVEY_H

#include "vocabulary.h"

enum hint {
	HINT_BARE = 1 << 0,
	HINT_ESCAPE = 1 << 1,
	HINT_FORMATTING = 1 << 2,
	HINT_CODED = 1 << 3,
	HINT_SPACED = 1 << 4,
	HINT_LIKENESS = 1 << 5,
	HINT_TURNED = 1 << 6,
	HINT_SPOKEN = 1 << 7,
	HINT_MISSPELT = 1 << 8,
};

/* text: NFKC, its case kept. May say yes where there is nothing, and no only where there is none.
 */
unsigned survey(struct span text, const struct vocabulary *vocabulary);

#endif
