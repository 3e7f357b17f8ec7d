/*
 * Words of the vocabulary with two letters swapped, one doubled, or a vowel left out so that no
 * word remains: "flacon", "falccon", "flcon". Long ones only, and nothing that is a word itself.
 */
#ifndef RULES_TEXT_MISSPELT_H
#define RULES_TEXT_MISSPELT_H

#include "rewrite.h"
#include "vocabulary.h"

enum { MISSPELT_MIN = 5, MISSPELT_MAX = VOCABULARY_LETTERS_MAX + 1 };

/* Is a run of ASCII letters one? */
bool misspelt_is(struct span letters, const struct vocabulary *vocabulary);

void misspelt_stage(struct rewrite *rewrite, size_t start, size_t end, const void *vocabulary);

#endif
