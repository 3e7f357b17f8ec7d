/*
 * A set of numbers in one block of memory without pointers: open addressing, in order. The upper
 * bits of a number are its key, the lower ones say something of it; a key may be there several
 * times. Immutable once made; it is used where it lies, in an index or a snapshot.
 */
#ifndef RULES_DATA_SLOTS_H
#define RULES_DATA_SLOTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct slots {
	const uint64_t *list; /* 0 is free; the last one always is */
	size_t count;         /* slots but for the spare ones at the end */
	unsigned lower_bits;
};

/* Sorts numbers, ascending. scratch has room for count numbers too. */
void numbers_sort(uint64_t *numbers, size_t count, uint64_t *scratch);

/* How many slots count numbers take (slots_fill() needs that much room), spare ones included. */
size_t slots_needed(size_t count);

/* numbers: sorted, none of them 0. list: zeroed. False if they crowd too much, which with salted
 * hashes does not happen. */
bool slots_fill(
    uint64_t *list, size_t needed, unsigned lower_bits, const uint64_t *numbers, size_t count);

/* needed and lower_bits: as they were then. */
struct slots slots_open(const uint64_t *list, size_t needed, unsigned lower_bits);

/* Where a number stands unless others push it further. */
static inline size_t slots_home(const struct slots *slots, uint64_t number)
{
	uint64_t upper = number >> slots->lower_bits << slots->lower_bits;

	return (size_t)((unsigned __int128)upper * slots->count >> 64);
}

/* The first number with the upper bits of this one, NULL if there is none; the others with the same
 * upper bits stand behind it. */
static inline const uint64_t *slots_find(const struct slots *slots, uint64_t number)
{
	const uint64_t *at = slots->list + slots_home(slots, number);
	uint64_t key = number >> slots->lower_bits;

	while (*at != 0 && *at >> slots->lower_bits < key)
		at++;
	return *at != 0 && *at >> slots->lower_bits == key ? at : NULL;
}

#endif
