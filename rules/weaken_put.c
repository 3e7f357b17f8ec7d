#include <unicode/uset.h>

#include "text/utf8.h"
#include "weaken_private.h"

void put_text(struct weakening *w, const char *text)
{
	w->is_refused |= !buf_append_text(w->out, text);
}

void put_repeat(struct weakening *w, struct repeat repeat, int limit, int factor)
{
	int min = repeat.min < limit ? repeat.min : limit;
	int max = repeat.max;

	if (max != UNBOUNDED)
		max = max * factor <= limit ? max * factor : UNBOUNDED;
	if (min == 1 && max == 1)
		return;
	if (max == UNBOUNDED)
		w->is_refused |= !buf_print(w->out, "{%d,}", min);
	else
		w->is_refused |= !buf_print(w->out, "{%d,%d}", min, max);
}

void put_set(struct weakening *w, const struct byte_set *set)
{
	bool is_empty = true;

	put_text(w, "[");
	for (uint32_t c = 0; c < 0x80; c++) {
		uint32_t first = c;
		while (c < 0x80 && byte_set_has(set, c))
			c++;
		if (c > first) {
			w->is_refused |= !buf_print(w->out, "\\x%02x-\\x%02x", first, c - 1);
			is_empty = false;
		}
	}
	if (set->has_high)
		put_text(w, "\\x80-\\xff");
	put_text(w, "]");
	w->is_refused |= is_empty && !set->has_high;
}

void put_character(struct weakening *w, uint32_t c)
{
	char bytes[UTF8_MAX];
	size_t len = utf8_put(c, bytes);

	for (size_t i = 0; i < len; i++)
		w->is_refused |= !buf_print(w->out, "\\x%02x", (unsigned char)bytes[i]);
}

void put_closure(struct weakening *w, uint32_t c)
{
	USet *set = uset_open((UChar32)c, (UChar32)c);

	uset_closeOver(set, USET_CASE_INSENSITIVE);
	put_text(w, "(?:");
	for (int32_t i = 0; i < uset_size(set); i++) {
		UChar32 one = uset_charAt(set, i);
		if (one < 0) /* strings, as "ss" for a sharp s: PCRE2 folds one character to one */
			break;
		if (i > 0)
			put_text(w, "|");
		put_character(w, (uint32_t)one);
	}
	put_text(w, ")");
	uset_close(set);
}
