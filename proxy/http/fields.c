#include "fields.h"

#include <string.h>

#include "bytes.h"

enum { SLOTS = 128, NAME_MAX_LEN = 32 };

struct known {
	const char *name;
	uint8_t len;
	uint8_t flags;
};

static const struct known known[FIELD_COUNT] = {
#define X(id, name, flags) [FIELD_##id] = { name, sizeof(name) - 1, flags },
	FIELD_TABLE(X)
#undef X
};

static uint8_t slots[SLOTS]; /* open addressing, made when first asked; 0 is free */

static unsigned slot_of(const char *name, size_t len)
{
	unsigned first = (unsigned char)name[0] | 0x20u;
	unsigned last = (unsigned char)name[len - 1] | 0x20u;

	return ((unsigned)len * 7 + first * 3 + last * 29) % SLOTS;
}

static void make_slots(void)
{
	for (unsigned i = FIELD_OTHER + 1; i < FIELD_COUNT; i++) {
		unsigned slot = slot_of(known[i].name, known[i].len);
		while (slots[slot] != FIELD_OTHER)
			slot = (slot + 1) % SLOTS;
		slots[slot] = (uint8_t)i;
	}
}

static uint64_t load_lower(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof word);
	return word | 0x2020202020202020u;
}

/* Known names are letters, digits and '-', for which the bit 0x20 is the case and nothing else, as
 * long as name is a token. Eight bytes at a time; the last step may look at some of them again. */
static bool is_named(const struct known *field, struct span name)
{
	size_t at = 0;

	if (field->len != name.len)
		return false;
	for (; name.len - at >= 8; at += 8)
		if (load_lower(name.data + at) != load_lower(field->name + at))
			return false;
	if (name.len >= 8) {
		at = name.len - 8;
		return load_lower(name.data + at) == load_lower(field->name + at);
	}
	for (; at < name.len; at++)
		if ((name.data[at] | 0x20) != field->name[at])
			return false;
	return true;
}

enum field field_find(struct span name)
{
	static bool is_made;

	if (!is_made) {
		make_slots();
		is_made = true;
	}
	if (name.len == 0 || name.len > NAME_MAX_LEN)
		return FIELD_OTHER;
	unsigned slot = slot_of(name.data, name.len);
	for (; slots[slot] != FIELD_OTHER; slot = (slot + 1) % SLOTS)
		if (is_named(&known[slots[slot]], name))
			return (enum field)slots[slot];
	return FIELD_OTHER;
}

unsigned field_flags(enum field field)
{
	return known[field].flags;
}

/* The letters of name, in lower case, with %XX undone and all else left out. */
static size_t squeeze(struct span name, char *letters, size_t max)
{
	size_t len = 0;

	for (size_t i = 0; i < name.len && len < max; i++) {
		char c = name.data[i];
		if (c == '%' && name.len - i > 2 && byte_is(name.data[i + 1], BYTE_HEX) &&
		    byte_is(name.data[i + 2], BYTE_HEX)) {
			c = (char)(byte_hex(name.data[i + 1]) * 16 + byte_hex(name.data[i + 2]));
			i += 2;
		}
		c = (char)(c | 0x20);
		if (c >= 'a' && c <= 'z')
			letters[len++] = c;
	}
	return len;
}

bool field_is_lookalike(struct span name)
{
	char letters[NAME_MAX_LEN];
	char first = name.len > 0 ? (char)(name.data[0] | 0x20) : 'x';
	bool is_letter = first >= 'a' && first <= 'z';

	if (name.len < sizeof "contentlength" - 1 || name.len > 3 * NAME_MAX_LEN)
		return false;
	if (is_letter && first != 'c' && first != 't')
		return false;
	struct span word = { letters, squeeze(name, letters, sizeof letters) };
	return span_is(word, "contentlength") || span_is(word, "transferencoding");
}

enum http1_result cursor_bad(struct cursor *cursor, const char *why)
{
	cursor->why = why;
	return HTTP1_BAD;
}

enum http1_result cursor_line_end(struct cursor *cursor, const char *why)
{
	if (cursor->at == cursor->end)
		return HTTP1_MORE;
	if (*cursor->at == '\n')
		return cursor_bad(cursor, "bare-lf");
	if (*cursor->at != '\r')
		return cursor_bad(cursor, why);
	if (cursor->end - cursor->at < 2)
		return HTTP1_MORE;
	if (cursor->at[1] != '\n')
		return cursor_bad(cursor, "bare-cr");
	cursor->at += 2;
	return HTTP1_DONE;
}

/* The byte at the cursor ends the name and is not a colon. */
static enum http1_result bad_name(struct cursor *cursor, bool is_empty)
{
	char c = *cursor->at;

	if (c == ' ' || c == '\t')
		return cursor_bad(cursor, is_empty ? "folded-line" : "space-in-name");
	if (c == '\r' || c == '\n') {
		enum http1_result result = cursor_line_end(cursor, "");
		return result == HTTP1_DONE ? cursor_bad(cursor, "no-colon") : result;
	}
	return cursor_bad(cursor, c == ':' ? "empty-name" : "name");
}

static enum http1_result read_name(struct cursor *cursor, struct span *name)
{
	const char *at = cursor->at;

	while (at < cursor->end && byte_is(*at, BYTE_TOKEN))
		at++;
	*name = (struct span){ cursor->at, (size_t)(at - cursor->at) };
	cursor->at = at;
	if (at == cursor->end)
		return HTTP1_MORE;
	if (*at != ':' || name->len == 0)
		return bad_name(cursor, name->len == 0);
	cursor->at++;
	return HTTP1_DONE;
}

enum http1_result field_read(struct cursor *cursor, struct header *header)
{
	enum http1_result result = read_name(cursor, &header->name);

	if (result != HTTP1_DONE)
		return result;
	const char *start = cursor->at;
	const char *stop = bytes_control(start, cursor->end);
	while (stop < cursor->end && *stop == '\t')
		stop = bytes_control(stop + 1, cursor->end);
	cursor->at = stop;
	result = cursor_line_end(cursor, "control");
	if (result == HTTP1_DONE)
		header->value = span_trim((struct span){ start, (size_t)(stop - start) });
	return result;
}

bool list_next(struct span *rest, struct span *element)
{
	while (rest->data != NULL) {
		*element = span_trim(span_cut(*rest, ',', rest));
		if (element->len > 0)
			return true;
	}
	return false;
}
