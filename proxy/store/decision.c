#include "decision.h"

enum { SAID_PACKED_MIN = 3 * 4 + 2 * 8, SPAN_PACKED_MIN = 4 };

static void pack_said(const struct said *said, size_t count, struct buf *to)
{
	pack_u32(to, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		pack_span(to, said[i].rule);
		pack_span(to, said[i].value);
		pack_span(to, said[i].group);
		pack_u64(to, (uint64_t)said[i].when);
		pack_u64(to, (uint64_t)said[i].until);
	}
}

/* A count, and room for as many things if so many can be there. */
static void *unpack_array(
    struct unpack *from, struct arena *arena, size_t packed_min, size_t size, uint32_t *count)
{
	*count = unpack_u32(from);
	if (from->is_bad || *count > from->rest.len / packed_min)
		from->is_bad = true;
	void *array = from->is_bad ? NULL : arena_alloc(arena, *count * size);
	if (array == NULL) {
		from->is_bad = true;
		*count = 0;
	}
	return array;
}

static const struct said *unpack_said(struct unpack *from, struct arena *arena, uint32_t *count)
{
	struct said *said = unpack_array(from, arena, SAID_PACKED_MIN, sizeof *said, count);

	for (uint32_t i = 0; i < *count; i++) {
		said[i].rule = unpack_span(from);
		said[i].value = unpack_span(from);
		said[i].group = unpack_span(from);
		said[i].when = (time_t)unpack_u64(from);
		said[i].until = (time_t)unpack_u64(from);
	}
	return said;
}

void decision_pack(const struct decision *decision, struct buf *to)
{
	pack_u8(to, decision->has_record);
	pack_u64(to, decision->version);
	pack_said(decision->says, decision->says_count, to);
	record_pack(&decision->record, to);
}

bool decision_unpack(struct span from, struct arena *arena, struct decision *decision)
{
	struct unpack unpack = unpack_open(from);

	decision->has_record = unpack_u8(&unpack) == 1;
	decision->version = unpack_u64(&unpack);
	decision->says = unpack_said(&unpack, arena, &decision->says_count);
	return !unpack.is_bad && decision->says_count <= SAYS_MAX &&
	       record_unpack(unpack.rest, arena, &decision->record);
}

void context_pack(const struct context *context, uint64_t version, struct buf *to)
{
	pack_u64(to, version);
	pack_u32(to, (uint32_t)context->recent_count);
	for (size_t i = 0; i < context->recent_count; i++)
		pack_span(to, context->recent[i]);
	pack_said(context->said, context->said_count, to);
}

bool context_unpack(
    struct unpack *from, struct arena *arena, struct context *context, uint64_t *version)
{
	uint32_t recent_count;
	uint32_t said_count;

	*version = unpack_u64(from);
	struct span *recent =
	    unpack_array(from, arena, SPAN_PACKED_MIN, sizeof *recent, &recent_count);
	for (uint32_t i = 0; i < recent_count; i++)
		recent[i] = unpack_span(from);
	context->said = unpack_said(from, arena, &said_count);
	context->recent = recent;
	context->recent_count = recent_count;
	context->said_count = said_count;
	return !from->is_bad;
}
