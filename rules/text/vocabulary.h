/*
 * The words that the rules of a policy look for, one by one, so that a text which hides one can be
 * read towards it: "f41c0n" is "falcon" to somebody who looks for falcons, and nothing to anybody
 * else. Of expressions the runs of letters in them. Immutable once closed.
 */
#ifndef RULES_TEXT_VOCABULARY_H
#define RULES_TEXT_VOCABULARY_H

#include "sign.h"

struct vocabulary;

enum { VOCABULARY_LETTERS_MIN = 3, VOCABULARY_LETTERS_MAX = 40 };

struct vocabulary *vocabulary_new(void); /* returns owned */
void vocabulary_free(struct vocabulary *vocabulary);

/* word: folded (fold.h), parted by spaces; is_open: letters may follow. Of a pattern the runs of
 * letters; nothing is known of how these are misspelt. */
void vocabulary_add(struct vocabulary *vocabulary, struct span word, bool is_open);
void vocabulary_add_pattern(struct vocabulary *vocabulary, const char *pattern);
void vocabulary_close(struct vocabulary *vocabulary);

bool vocabulary_is_empty(const struct vocabulary *vocabulary);
size_t vocabulary_longest(const struct vocabulary *vocabulary); /* in letters */

/* A hash of canons that can be built letter by letter. */
static inline uint64_t vocabulary_hash(uint64_t hash, uint32_t canon)
{
	return (hash + canon + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

struct known_word {
	uint64_t hash;  /* of its canons */
	size_t letters; /* where its code points stand, folded */
	uint32_t count;
	uint32_t next; /* in its bucket, + 1 */
	uint32_t next_near;
	bool is_open;
	bool is_pattern; /* a part of an expression */
};

/* The same for what stays as it is where letters are swapped, doubled or left out: the first and
 * the last letter, and which consonants there are, as bits by letter of ASCII. */
struct contour {
	char first, last; /* lower case */
	uint32_t consonants;
};

const struct known_word *vocabulary_next_near(const struct vocabulary *vocabulary,
    const struct contour *contour, const struct known_word *before);

const uint32_t *vocabulary_letters(
    const struct vocabulary *vocabulary, const struct known_word *entry);

/* The entries whose canons have this hash, one after the other: the first after NULL, NULL behind
 * the last. Whoever asks compares the letters. */
const struct known_word *vocabulary_next(
    const struct vocabulary *vocabulary, uint64_t hash, const struct known_word *before);

#endif
