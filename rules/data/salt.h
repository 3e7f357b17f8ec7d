/*
 * Salted hashes: all that is kept of data and documents. The salt is random for each index and kept
 * with it, so that two indexes cannot be compared and none can be prepared for. Whoever has an
 * index and time can still try values: an index is as confidential as what it was made from.
 */
#ifndef RULES_DATA_SALT_H
#define RULES_DATA_SALT_H

#include <stdint.h>

#include "../../proxy/base/siphash.h"

struct salt {
	uint8_t key[SIPHASH_KEY];
};

struct salt salt_new(void); /* from the kernel's random numbers */

static inline uint64_t salt_hash(const struct salt *salt, struct span bytes)
{
	return siphash(salt->key, bytes);
}

/* The hash of what `before` stands for, followed by what `next` stands for. */
static inline uint64_t hash_join(uint64_t before, uint64_t next)
{
	uint64_t joined = (before << 25 | before >> 39) * UINT64_C(0x9e3779b97f4a7c15) + next;

	joined ^= joined >> 32;
	return joined * UINT64_C(0xd6e8feb86659fd93);
}

#endif
