/* Words of a list in a text: at word boundaries, white space of any amount between them. */
#ifndef RULES_WORDS_H
#define RULES_WORDS_H

#include <stdbool.h>

#include "matcher.h"

/* The next place of word that begins at or behind from, in a folded text or, where case counts, in
 * one that is NFKC. */
bool word_find(const struct word *word, bool is_exact, struct span text, size_t from, size_t *start,
    size_t *end);

/* A phrase with something else than white space between its words, or nothing: "blue-heron",
 * "#BlueHeron". Nothing is found of one so short that it might be another word. */
bool word_find_joined(
    const struct word *word, struct span text, size_t from, size_t *start, size_t *end);

/* The longest part of the word without white space: what a sieve can look for. */
struct span word_anchor(const struct word *word);

#endif
