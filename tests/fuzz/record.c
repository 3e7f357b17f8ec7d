// layers: proxy-base proxy-store
/* A packed record, an entry of the chain, a line of checkpoints.jsonl and a time, from any bytes.
 * What is read must come out the same when it is packed again; what an earlier version packed, when
 * it is packed twice. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../../proxy/store/chain.h"
#include "../../proxy/store/checkpoint.h"
#include "../../proxy/store/keep.h"
#include "../../proxy/store/moment.h"

enum { PACKED_MAX = 16 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void same_again(struct span from, const struct buf *packed)
{
	if (!span_equal(from, buf_span(packed)))
		abort();
}

static void record_again(const struct buf *packed, struct arena *arena)
{
	struct record record;
	struct buf again;

	buf_init(&again, PACKED_MAX);
	if (record_unpack(buf_span(packed), arena, &record)) {
		record_pack(&record, &again);
		same_again(buf_span(packed), &again);
	} else if (!arena_is_full(arena)) {
		abort();
	}
	buf_release(&again);
}

static void entry_again(const struct buf *packed, struct arena *arena)
{
	struct entry entry;
	struct buf again;

	buf_init(&again, PACKED_MAX);
	if (entry_unpack(buf_span(packed), arena, &entry)) {
		entry_pack(&entry, &again);
		same_again(buf_span(packed), &again);
	} else if (!arena_is_full(arena)) {
		abort();
	}
	buf_release(&again);
}

static void try_record(struct span from, struct arena *arena)
{
	struct record record;
	struct buf packed;

	if (!record_unpack(from, arena, &record))
		return;
	buf_init(&packed, PACKED_MAX);
	record_pack(&record, &packed);
	if (from.data[0] == packed.data[0])
		same_again(from, &packed);
	record_again(&packed, arena);
	buf_release(&packed);
	struct record_field *masked = keep_masked(&record, arena);
	for (uint32_t i = 0; masked != NULL && i < record.field_count; i++)
		if (masked[i].text.len > 3 * record.fields[i].text.len)
			abort();
}

static void try_entry(struct span from, struct arena *arena)
{
	struct entry entry;
	struct buf packed;

	if (!entry_unpack(from, arena, &entry))
		return;
	buf_init(&packed, PACKED_MAX);
	entry_pack(&entry, &packed);
	entry_again(&packed, arena);
	buf_release(&packed);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span from = span_make(data, size);
	struct arena *arena = arena_new(PACKED_MAX);
	struct checkpoint checkpoint;
	int64_t moment_ms;

	try_record(from, arena);
	try_entry(from, arena);
	checkpoint_parse(from, &checkpoint);
	moment_parse(from, &moment_ms);
	moment_parse_ago(from, &moment_ms);
	arena_free(arena);
	return 0;
}
