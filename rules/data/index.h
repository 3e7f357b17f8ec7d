/*
 * What every index begins with: a block without pointers that is used where it lies, in memory that
 * begins at a multiple of 64 bytes. Numbers are as this machine writes them; an index of another
 * kind of machine is refused by its magic.
 */
#ifndef RULES_DATA_INDEX_H
#define RULES_DATA_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "../../proxy/base/err.h"
#include "../../proxy/base/span.h"
#include "salt.h"

enum { INDEX_ALIGN = 64, INDEX_DIGEST = 32 };

#define INDEX_DATA      UINT64_C(0x0001617461647067) /* "gpdata", version 1 */
#define INDEX_DOCUMENTS UINT64_C(0x00017374786e7067) /* "gpntxts", version 1 */

/* The sources, as they were when they were read. */
struct index_stamp {
	uint64_t size;
	int64_t time_ns; /* of the last change */
	uint8_t digest[INDEX_DIGEST];
};

struct index_head {
	uint64_t magic;
	uint64_t size; /* of the whole index */
	uint64_t plan; /* what it was made for, as a sum; another plan needs another index */
	struct salt salt;
	struct index_stamp stamp;
};

/* A part of an index: count items of item bytes at offset at. */
struct index_part {
	uint64_t at;
	uint64_t count;
};

/* Is this a whole index of that kind, with a head of head_size bytes? */
bool index_check(struct span bytes, uint64_t magic, size_t head_size, struct err *err);

/* Where a part lies; NULL if it leaves the index. */
const void *index_part(struct span bytes, const struct index_part *part, size_t item);

/* Makes room behind what is there; at is the end so far, and moves. */
struct index_part index_reserve(uint64_t *at, uint64_t count, size_t item);

#endif
