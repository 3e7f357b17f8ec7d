/*
 * A value of a data list as a row of hashes: one a word, where digits that stand behind one another
 * are one word whatever is between them, as in "DE89 3704 0044" and "DE8937040044".
 */
#ifndef RULES_DATA_VALUE_H
#define RULES_DATA_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "folded.h"
#include "salt.h"

enum { VALUE_WORDS_MAX = 12, VALUE_DIGITS_MAX = 63, VALUE_BYTES_MAX = 1024 };

enum value_weakness { /* why a value is not looked for alone */
	VALUE_STRONG,
	VALUE_SHORT,    /* fewer than three characters, or than five digits */
	VALUE_ORDINARY, /* a word that everybody writes */
	VALUE_COMMON,   /* it stands in more than one row of a hundred */
	VALUE_WEAKNESS_COUNT,
};

struct value {
	uint64_t prefixes[VALUE_WORDS_MAX]; /* hash of the first word, of the first two … */
	size_t word_count;                  /* 0: it is empty */
	uint64_t digit_lengths;             /* of its numbers, as bits of 1 << length */
	enum value_weakness weakness;
	bool is_too_long;
};

/* folded: scratch. */
void value_read(
    struct value *value, const struct salt *salt, struct span cell, struct folded *folded);

/* The hash of the whole; not for an empty one. */
static inline uint64_t value_hash(const struct value *value)
{
	return value->prefixes[value->word_count - 1];
}

#endif
