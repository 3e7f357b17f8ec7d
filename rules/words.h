/* Words of a list in a folded view: at word boundaries, white space of any amount between them. */
#ifndef RULES_WORDS_H
#define RULES_WORDS_H

#include <stdbool.h>

#include "matcher.h"

/* The next place of word in text (folded) that begins at or behind from. */
bool word_find(const struct word *word, struct span text, size_t from, size_t *start, size_t *end);

/* Where case counts: is the original text of a place that word_find() gave written as the word is?
 */
bool word_is_exact(const struct word *word, struct span original);

/* The longest part of the word without white space: what a sieve can look for. */
struct span word_anchor(const struct word *word);

#endif
