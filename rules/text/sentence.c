#include "sentence.h"

#include <stdbool.h>
#include <unicode/uchar.h>

#include "letter.h"
#include "utf8.h"

enum { REACH = 600 };

static bool is_end_mark(uint32_t c)
{
	switch (c) {
	case '!':
	case '?':
	case 0x2026: /* … */
	case 0x3002: /* 。 */
	case 0xff01: /* ！ */
	case 0xff1f: /* ？ */
	case 0x0964: /* । */
	case 0x061f: /* ؟ */
	case 0x06d4: /* ۔ */
		return true;
	default:
		return c == '\n' || c == 0x2029;
	}
}

/* Digits right before a place. */
static size_t digits_before(struct span text, size_t at)
{
	size_t count = 0;

	while (at > 0 && text.data[at - 1] >= '0' && text.data[at - 1] <= '9') {
		at--;
		count++;
	}
	return count;
}

static bool is_white_at(struct span text, size_t at)
{
	return at >= text.len || u_isUWhiteSpace((UChar32)utf8_next(text.data, text.len, &at));
}

/* Does a sentence end with the character c at [at, behind)? */
static bool ends(struct span text, uint32_t c, size_t at, size_t behind)
{
	size_t digits = digits_before(text, at);

	if (c != '.')
		return is_end_mark(c);
	return is_white_at(text, behind) && digits != 1 && digits != 2;
}

void sentence_around(struct span text, size_t *start, size_t *end)
{
	size_t least = *start > REACH ? *start - REACH : 0;
	size_t most = text.len - *end > REACH ? *end + REACH : text.len;

	while (*start > least) {
		size_t at = *start;
		uint32_t c = utf8_previous(text.data, &at);
		if (ends(text, c, at, *start))
			break;
		*start = at;
	}
	while (*end < most) {
		size_t at = *end;
		uint32_t c = utf8_next(text.data, text.len, end);
		if (ends(text, c, at, *end))
			break;
	}
}

static size_t words_behind(struct span text, size_t words, size_t at)
{
	bool is_inside = false;

	while (at < text.len) {
		size_t next = at;
		uint32_t c = utf8_next(text.data, text.len, &next);
		bool is_word = letter_is_word(c);
		if (is_word && (!is_inside || letter_is_unspaced(c)) && words-- == 0)
			break;
		is_inside = is_word;
		at = next;
	}
	return at;
}

static size_t words_before(struct span text, size_t words, size_t at)
{
	bool is_inside = false;

	while (at > 0) {
		size_t before = at;
		uint32_t c = utf8_previous(text.data, &before);
		bool is_word = letter_is_word(c);
		if (is_word && (!is_inside || letter_is_unspaced(c)) && words-- == 0)
			break;
		is_inside = is_word;
		at = before;
	}
	return at;
}

void words_around(struct span text, size_t words, size_t *start, size_t *end)
{
	*end = words_behind(text, words, *end);
	*start = words_before(text, words, *start);
}
