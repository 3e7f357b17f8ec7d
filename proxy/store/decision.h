/*
 * Letters about a decision: what a worker asks before it decides, what audit knows, and what is to
 * be kept before the verdict acts. Packed and unpacked; spans point into what they were read from.
 */
#ifndef STORE_DECISION_H
#define STORE_DECISION_H

#include "../../rules/context.h"
#include "record.h"

enum { SAYS_MAX = 256 }; /* of one decision, and of one context */

struct decision {
	bool has_record;
	struct record record; /* without one: worker, id and reference still count */
	/* What the post says by statement rules, if it is to be posted. */
	const struct said *says;
	uint32_t says_count;
	uint64_t version; /* of the context that it was decided by */
};

void decision_pack(const struct decision *decision, struct buf *to);
bool decision_unpack(struct span from, struct arena *arena, struct decision *decision);

/* version: what a decision by this context has to name. */
void context_pack(const struct context *context, uint64_t version, struct buf *to);
bool context_unpack(
    struct unpack *from, struct arena *arena, struct context *context, uint64_t *version);

#endif
