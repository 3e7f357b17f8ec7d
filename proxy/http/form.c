/*
 * application/x-www-form-urlencoded (WHATWG URL 5): an object of strings, every pair kept in order.
 *
 * Lenient as browsers and servers are: a malformed escape stays as it stands. Names are cut as PHP
 * cuts them (leading spaces off, ended by a NUL), so that "%20comment" is seen to be "comment".
 */
#include <string.h>

#include "body.h"
#include "bytes.h"
#include "utf8.h"

enum { PAIRS_MAX = 100 * 1000 };

static bool is_escape(const char *at, const char *end)
{
	return end - at >= 3 && byte_is(at[1], BYTE_HEX) && byte_is(at[2], BYTE_HEX);
}

static bool has_coded(struct span text)
{
	return text.len > 0 && (memchr(text.data, '%', text.len) != NULL ||
	                           memchr(text.data, '+', text.len) != NULL);
}

static bool decode(struct span text, struct arena *arena, struct span *decoded)
{
	if (!has_coded(text))
		return utf8_clean(text, arena, decoded);
	char *start = arena_bytes(arena, text.len);
	if (start == NULL)
		return false;
	char *to = start;
	const char *end = text.data + text.len;
	for (const char *at = text.data; at < end; at++) {
		if (*at == '%' && is_escape(at, end)) {
			*to++ = (char)(byte_hex(at[1]) << 4 | byte_hex(at[2]));
			at += 2;
		} else {
			*to++ = *at == '+' ? ' ' : *at;
		}
	}
	return utf8_clean(span_make(start, (size_t)(to - start)), arena, decoded);
}

static struct span cut_name(struct span name)
{
	struct span rest;

	while (name.len > 1 && name.data[0] == ' ')
		name = span_from(name, 1);
	return span_cut(name, '\0', &rest);
}

static bool add_pair(struct span pair, struct arena *arena, struct value *form)
{
	struct span raw;
	struct span name = span_cut(pair, '=', &raw);
	struct value *value = value_new(arena, VALUE_STRING);

	if (value == NULL || !decode(name, arena, &value->name) ||
	    !decode(raw, arena, &value->text))
		return false;
	value->name = cut_name(value->name);
	value_add(form, value);
	return true;
}

/* Old servers also separate pairs by ';': "a=1;text=…" is one pair or two. */
static bool has_second_separator(struct span pair)
{
	const char *end = pair.data + pair.len;
	const char *at = pair.len > 0 ? memchr(pair.data, ';', pair.len) : NULL;

	while (at != NULL) {
		const char *name = ++at;
		while (at < end && (byte_is(*at, BYTE_HOST | BYTE_HEX) || *at == '[' || *at == ']'))
			at++;
		if (at > name && at < end && *at == '=')
			return true;
		at = at < end ? memchr(at, ';', (size_t)(end - at)) : NULL;
	}
	return false;
}

enum body_result body_read_form(
    struct span text, struct arena *arena, struct value **value, const char **why)
{
	struct value *form = value_new(arena, VALUE_OBJECT);
	enum body_result result = BODY_OK;

	*value = form;
	*why = NULL;
	while (text.len > 0) {
		struct span pair = span_cut(text, '&', &text);
		if (pair.len == 0)
			continue;
		if (form == NULL || form->count == PAIRS_MAX || !add_pair(pair, arena, form)) {
			*why = arena_is_full(arena) ? "memory" : "parts";
			return BODY_LIMIT;
		}
		if (has_second_separator(pair)) {
			*why = "separator";
			result = BODY_AMBIGUOUS;
		}
	}
	return result;
}
