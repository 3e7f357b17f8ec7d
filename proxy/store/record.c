#include "record.h"

#include <stddef.h>

enum { RECORD_VERSION = 2, SPAN_PACKED_MIN = 4 }; /* an empty span still takes its length */

const char *const outcome_names[] = {
	[OUTCOME_UNKNOWN] = "unknown",
	[OUTCOME_PUBLISHED] = "published",
	[OUTCOME_REFUSED_BY_SITE] = "refused-by-site",
	[OUTCOME_WITHDRAWN] = "withdrawn",
	[OUTCOME_NOT_SENT] = "not-sent",
	[OUTCOME_COUNT] = NULL,
};

#define PLACE(member) offsetof(struct record, member)

/* The order is part of what is hashed: names are added at the end, with a new RECORD_VERSION. */
static const size_t chained_spans[] = {
	PLACE(node),
	PLACE(kind),
	PLACE(reference),
	PLACE(site),
	PLACE(class),
	PLACE(host),
	PLACE(endpoint),
	PLACE(activity),
	PLACE(audience),
	PLACE(account),
	PLACE(action),
	PLACE(acted),
	PLACE(stage),
	PLACE(why),
	PLACE(published_id),
	PLACE(published_url),
};

static const size_t identity_spans[] = {
	PLACE(user),
	PLACE(address),
	PLACE(how),
	PLACE(groups),
};

static const size_t rule_spans[] = {
	offsetof(struct record_rule, id),
	offsetof(struct record_rule, severity),
	offsetof(struct record_rule, action),
	offsetof(struct record_rule, assumed),
	offsetof(struct record_rule, spans),
	offsetof(struct record_rule, mode),
};

/* How many of these a record of each version has. */
static const struct {
	size_t chained, rule;
} versions[] = {
	[1] = { 16, 5 },
	[RECORD_VERSION] = { 16, 6 },
};

static const size_t statement_spans[] = {
	offsetof(struct record_statement, rule),
	offsetof(struct record_statement, value),
	offsetof(struct record_statement, against),
	offsetof(struct record_statement, group),
};

static const size_t field_spans[] = {
	offsetof(struct record_field, name),
	offsetof(struct record_field, text),
};

#define COUNT_OF(list) (sizeof(list) / sizeof(list)[0])

static void pack_places(const void *object, const size_t *places, size_t count, struct buf *to)
{
	for (size_t i = 0; i < count; i++)
		pack_span(to, *(const struct span *)((const char *)object + places[i]));
}

static void unpack_places(struct unpack *from, void *object, const size_t *places, size_t count)
{
	for (size_t i = 0; i < count; i++)
		*(struct span *)((char *)object + places[i]) = unpack_span(from);
}

/* A count of things that each hold `spans` spans; no array is made for more than can be there. */
static void *unpack_array(
    struct unpack *from, struct arena *arena, size_t spans, size_t size, uint32_t *count)
{
	*count = unpack_u32(from);
	if (from->is_bad || *count > from->rest.len / (spans * SPAN_PACKED_MIN))
		from->is_bad = true;
	void *array = from->is_bad ? NULL : arena_alloc(arena, *count * size);
	if (array == NULL) {
		from->is_bad = true;
		*count = 0;
	}
	return array;
}

void record_pack_chained(const struct record *record, struct buf *to)
{
	pack_u8(to, RECORD_VERSION);
	pack_u64(to, record->number);
	pack_u64(to, record->worker);
	pack_u64(to, record->id);
	pack_u64(to, (uint64_t)record->time_ms);
	pack_u32(to, record->generation);
	pack_places(record, chained_spans, COUNT_OF(chained_spans), to);
	pack_u8(to, (uint8_t)record->outcome);
	pack_u32(to, record->rule_count);
	for (uint32_t i = 0; i < record->rule_count; i++)
		pack_places(&record->rules[i], rule_spans, COUNT_OF(rule_spans), to);
}

void record_pack_identity(const struct record *record, struct buf *to)
{
	pack_places(record, identity_spans, COUNT_OF(identity_spans), to);
}

void record_pack_text(const struct record *record, struct buf *to)
{
	pack_u32(to, record->field_count);
	for (uint32_t i = 0; i < record->field_count; i++)
		pack_places(&record->fields[i], field_spans, COUNT_OF(field_spans), to);
	pack_u32(to, record->statement_count);
	for (uint32_t i = 0; i < record->statement_count; i++) {
		pack_places(&record->statements[i], statement_spans, COUNT_OF(statement_spans), to);
		pack_u64(to, (uint64_t)record->statements[i].when);
	}
}

static void unpack_rules(
    struct unpack *from, struct arena *arena, size_t spans, struct record *record)
{
	record->rules =
	    unpack_array(from, arena, spans, sizeof *record->rules, &record->rule_count);
	for (uint32_t i = 0; i < record->rule_count; i++)
		unpack_places(from, &record->rules[i], rule_spans, spans);
}

bool record_unpack_chained(struct unpack *from, struct arena *arena, struct record *record)
{
	uint8_t version = unpack_u8(from);

	if (version == 0 || version > RECORD_VERSION) {
		from->is_bad = true;
		return false;
	}
	record->number = unpack_u64(from);
	record->worker = unpack_u64(from);
	record->id = unpack_u64(from);
	record->time_ms = (int64_t)unpack_u64(from);
	record->generation = unpack_u32(from);
	unpack_places(from, record, chained_spans, versions[version].chained);
	uint8_t outcome = unpack_u8(from);
	if (outcome >= OUTCOME_COUNT)
		from->is_bad = true;
	record->outcome = outcome < OUTCOME_COUNT ? (enum outcome)outcome : OUTCOME_UNKNOWN;
	unpack_rules(from, arena, versions[version].rule, record);
	return !from->is_bad;
}

bool record_unpack_identity(struct unpack *from, struct record *record)
{
	unpack_places(from, record, identity_spans, COUNT_OF(identity_spans));
	return !from->is_bad;
}

static bool unpack_fields(struct unpack *from, struct arena *arena, struct record *record)
{
	record->fields = unpack_array(
	    from, arena, COUNT_OF(field_spans), sizeof *record->fields, &record->field_count);
	for (uint32_t i = 0; i < record->field_count; i++)
		unpack_places(from, &record->fields[i], field_spans, COUNT_OF(field_spans));
	return !from->is_bad;
}

static bool unpack_statements(struct unpack *from, struct arena *arena, struct record *record)
{
	record->statements = unpack_array(from, arena, COUNT_OF(statement_spans),
	    sizeof *record->statements, &record->statement_count);
	for (uint32_t i = 0; i < record->statement_count; i++) {
		unpack_places(
		    from, &record->statements[i], statement_spans, COUNT_OF(statement_spans));
		record->statements[i].when = (int64_t)unpack_u64(from);
	}
	return !from->is_bad;
}

/* Texts that were stored before there were statements end with the fields. */
bool record_unpack_text(struct unpack *from, struct arena *arena, struct record *record)
{
	return unpack_fields(from, arena, record) &&
	       (from->rest.len == 0 || unpack_statements(from, arena, record));
}

void record_pack(const struct record *record, struct buf *to)
{
	record_pack_chained(record, to);
	record_pack_identity(record, to);
	record_pack_text(record, to);
}

bool record_unpack(struct span from, struct arena *arena, struct record *record)
{
	struct unpack unpack = unpack_open(from);

	*record = (struct record){ 0 };
	return record_unpack_chained(&unpack, arena, record) &&
	       record_unpack_identity(&unpack, record) && unpack_fields(&unpack, arena, record) &&
	       unpack_statements(&unpack, arena, record) && unpack_done(&unpack);
}

bool record_number(struct span said, uint64_t *number)
{
	size_t start = said.len;

	while (start > 0 && said.data[start - 1] != '-')
		start--;
	return span_to_u64(span_from(said, start), number) && *number > 0 && *number <= INT64_MAX;
}
