// layers: proxy-base proxy-store
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../../proxy/store/decision.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The letters about a decision: what is read is what would be written. */

enum { ARENA_MAX = 8 * 1024 * 1024, PACKED_MAX = 16 * 1024 * 1024 };

static void try_decision(struct span bytes, struct arena *arena, struct buf *again)
{
	struct decision decision;

	if (!decision_unpack(bytes, arena, &decision))
		return;
	assert(decision.says_count <= SAYS_MAX);
	decision_pack(&decision, again);
	assert(decision_unpack(buf_span(again), arena, &decision) || arena_is_full(arena));
}

static void try_context(struct span bytes, struct arena *arena, struct buf *again)
{
	struct unpack in = unpack_open(bytes);
	struct context context;
	uint64_t version;

	if (!context_unpack(&in, arena, &context, &version))
		return;
	size_t taken = bytes.len - in.rest.len;
	context_pack(&context, version, again);
	assert(again->len == taken && memcmp(again->data, bytes.data, taken) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_new(ARENA_MAX);
	struct buf again;

	buf_init(&again, PACKED_MAX);
	try_decision(span_make(data, size), arena, &again);
	buf_clear(&again);
	try_context(span_make(data, size), arena, &again);
	buf_release(&again);
	arena_free(arena);
	return 0;
}
