#include "keep.h"

#include <string.h>

static const char blot[] = "\xe2\x96\x88"; /* U+2588 */

enum { BLOT_LEN = sizeof blot - 1 };

const char *const text_form_names[] = {
	[TEXT_NONE] = "none",
	[TEXT_MASKED] = "masked",
	[TEXT_SEALED] = "sealed",
	[TEXT_FORM_COUNT] = NULL,
};

static const struct keep minimal[] = {
	{ "log", TEXT_MASKED, 30 },
	{ "coach", TEXT_MASKED, 30 },
	{ "hold", TEXT_SEALED, 90 },
	{ "block", TEXT_SEALED, 90 },
};

static const struct keep others = { "", TEXT_NONE, 30 };

const struct keep *keep_for(struct span action)
{
	for (size_t i = 0; i < sizeof minimal / sizeof minimal[0]; i++)
		if (span_is(action, minimal[i].action))
			return &minimal[i];
	return &others;
}

/* How many characters stand before a byte; bytes that continue a character do not count. */
static bool begins_character(char c)
{
	return ((unsigned char)c & 0xc0) != 0x80;
}

static uint64_t characters(struct span text)
{
	uint64_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += begins_character(text.data[i]);
	return count;
}

struct blots {
	bool *is_blotted; /* one for each character */
	uint64_t count;
};

static void blot_range(struct blots *blots, uint64_t start, uint64_t end)
{
	for (uint64_t i = start; i < end && i < blots->count; i++)
		blots->is_blotted[i] = true;
}

/* Cuts at the last colon: a field's name may hold one. A document may be named behind the range. */
static bool token_split(struct span token, struct span *name, struct span *range)
{
	struct span document;

	for (size_t i = token.len; i > 0; i--) {
		if (token.data[i - 1] != ':')
			continue;
		*name = (struct span){ token.data, i - 1 };
		*range = span_cut(span_from(token, i), '@', &document);
		return true;
	}
	return false;
}

static void blot_token(struct blots *blots, struct span field, struct span token)
{
	struct span name = { 0 };
	struct span range = { 0 };
	struct span end_text;
	uint64_t start;
	uint64_t end;
	bool is_range = token_split(token, &name, &range);
	struct span start_text = span_cut(range, '-', &end_text);

	is_range = is_range && span_to_u64(start_text, &start) && span_to_u64(end_text, &end);
	if (!is_range)
		blot_range(blots, 0, blots->count);
	else if (span_equal(name, field))
		blot_range(blots, start, end);
}

static void blot_rules(struct blots *blots, const struct record *record, struct span field)
{
	for (uint32_t i = 0; i < record->rule_count; i++) {
		struct span rest = record->rules[i].spans;
		while (rest.len > 0) {
			struct span token = span_cut(rest, ' ', &rest);
			if (token.len > 0)
				blot_token(blots, field, token);
		}
	}
}

static struct span blotted(struct span text, const struct blots *blots, struct arena *arena)
{
	char *to = arena_bytes(arena, text.len + blots->count * BLOT_LEN);
	size_t len = 0;
	uint64_t next = 0;
	bool is_blotted = false;

	for (size_t i = 0; to != NULL && i < text.len; i++) {
		if (begins_character(text.data[i]) && next < blots->count) {
			is_blotted = blots->is_blotted[next++];
			if (is_blotted)
				memcpy(to + len, blot, BLOT_LEN);
			len += is_blotted ? BLOT_LEN : 0;
		}
		if (!is_blotted)
			to[len++] = text.data[i];
	}
	return span_make(to, to != NULL ? len : 0);
}

static bool mask_field(const struct record *record, struct record_field *field, struct arena *arena)
{
	struct blots blots = { .count = characters(field->text) };

	blots.is_blotted = arena_alloc(arena, blots.count * sizeof *blots.is_blotted);
	if (blots.is_blotted == NULL)
		return false;
	blot_rules(&blots, record, field->name);
	field->text = blotted(field->text, &blots, arena);
	return !arena_is_full(arena);
}

struct record_field *keep_masked(const struct record *record, struct arena *arena)
{
	struct record_field *fields = arena_alloc(arena, record->field_count * sizeof *fields);

	for (uint32_t i = 0; fields != NULL && i < record->field_count; i++) {
		fields[i] = record->fields[i];
		if (!mask_field(record, &fields[i], arena))
			return NULL;
	}
	return fields;
}
