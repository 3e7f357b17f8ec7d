/*
 * A word of the vocabulary behind signs that stand for its letters, and not by chance: rules of
 * what somebody writes who hides one, and what everybody writes who does not ("2nd", "type5",
 * "(all)", "@team", "résumé").
 */
#ifndef RULES_TEXT_HIDDEN_WORD_H
#define RULES_TEXT_HIDDEN_WORD_H

#include "cluster.h"
#include "vocabulary.h"

/* What is known of the text around. */
struct surroundings {
	const struct vocabulary *vocabulary;
	bool is_latin;        /* most of its letters are of ASCII */
	const char *language; /* language_of() it; NULL where that does not tell */
	size_t accents;       /* letters with accents in it */
};

struct hidden_word {
	size_t first, count;     /* signs of the cluster */
	const uint32_t *letters; /* what they stand for, one each */
	unsigned how;
};

/* The longest one in cluster. */
bool hidden_word_find(const struct cluster *cluster, const struct surroundings *surroundings,
    struct hidden_word *found);

/* The longest one that begins with the first of these signs, whose letters stand apart: that is
 * hiding enough. Of at least so many letters, and ending where a piece does: bit n of ends says
 * that one ends before sign n. */
bool hidden_word_spelled(const struct sign *signs, size_t count,
    const struct vocabulary *vocabulary, size_t least, uint64_t ends, struct hidden_word *found);

#endif
