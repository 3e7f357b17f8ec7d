/* A number of a data index: 56 bits of hash, and 8 bits that say what it is. */
#ifndef RULES_DATA_DATA_NUMBER_H
#define RULES_DATA_DATA_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "salt.h"

enum {
	NUMBER_BITS = 8,
	NUMBER_COLUMN = 0x0f,
	NUMBER_WEAKNESS_SHIFT = 4,
	NUMBER_WEAKNESS = 0x30,
	NUMBER_IS_GROUP = 0x40,
};

/* Never 0. */
static inline uint64_t number_of(uint64_t hash)
{
	uint64_t upper = hash >> NUMBER_BITS;

	return (upper != 0 ? upper : 1) << NUMBER_BITS;
}

/* The hash of values of one row: begin with the columns, then join the hash of each. */
static inline uint64_t group_hash(unsigned columns)
{
	return hash_join(UINT64_C(0x6769766e20746f67), columns);
}

static inline size_t filter_word(uint64_t number, uint64_t words)
{
	return (size_t)((unsigned __int128)number * words >> 64);
}

static inline uint64_t filter_bits(uint64_t number)
{
	return UINT64_C(1) << (number >> 8 & 63) | UINT64_C(1) << (number >> 14 & 63) |
	       UINT64_C(1) << (number >> 20 & 63);
}

#endif
