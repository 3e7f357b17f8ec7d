#include "near.h"

#include <string.h>
#include <unicode/uchar.h>

#include "../text/utf8.h"

enum { FIRST_WITHOUT_SPACES = 0x2e80, PHRASE_GAP = 4, ALONE_MAX = 64 };

static uint32_t next_folded(const char *data, size_t len, size_t *at)
{
	uint32_t c = utf8_next(data, len, at);

	return c < 0x80 ? (c >= 'A' && c <= 'Z' ? c + 32 : c)
	                : (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
}

static bool is_letter(uint32_t c)
{
	return c < 0x80 ? (c | 0x20) >= 'a' && (c | 0x20) <= 'z' : u_isalpha((UChar32)c);
}

/* Scripts without spaces: Han, Kana, Hangul and whatever stands above them. */
static bool needs_boundary(uint32_t c)
{
	return is_letter(c) && c < FIRST_WITHOUT_SPACES;
}

static bool begins_word(struct span text, size_t at)
{
	size_t before = at;

	if (at == 0 || !needs_boundary(utf8_next(text.data, text.len, &(size_t){ at })))
		return true;
	uint32_t c = utf8_previous(text.data, &before);
	if (!needs_boundary(c))
		return true;
	/* "userSsn": a capital behind a small letter begins a word */
	return c < 0x80 && c >= 'a' && text.data[at] >= 'A' && text.data[at] <= 'Z';
}

static bool ends_word(struct span text, size_t at)
{
	size_t before = at;

	if (at == text.len || !needs_boundary(utf8_previous(text.data, &before)))
		return true;
	uint32_t c = utf8_next(text.data, text.len, &at);
	if (!needs_boundary(c))
		return true;
	return c < 0x80 && c <= 'Z' && text.data[before] >= 'a'; /* "ssnOfUser" */
}

static size_t skip_gap(struct span text, size_t at)
{
	size_t end = at;

	while (end < text.len && end - at < PHRASE_GAP && memchr(" \t\r\n-_.", text.data[end], 7))
		end++;
	return end;
}

static size_t skip_letters(struct span text, size_t at)
{
	size_t end = at;

	while (at < text.len && needs_boundary(utf8_next(text.data, text.len, &at)))
		end = at;
	return end;
}

/* Where word ends in text if it stands at at, else 0. */
static size_t word_end(struct span word, struct span text, size_t at)
{
	for (size_t i = 0; i < word.len;) {
		if (word.data[i] == '*')
			return skip_letters(text, at);
		if (word.data[i] == ' ') {
			at = skip_gap(text, at);
			i++;
			continue;
		}
		if (at >= text.len ||
		    next_folded(text.data, text.len, &at) != utf8_next(word.data, word.len, &i))
			return 0;
	}
	return ends_word(text, at) ? at : 0;
}

/* The end of the longest of words that stands at at, else 0. */
static size_t any_end(const char *words, struct span text, size_t at)
{
	struct span rest = span_of(words);
	size_t longest = 0;

	while (rest.data != NULL) {
		size_t end = word_end(span_cut(rest, '|', &rest), text, at);
		longest = end > longest ? end : longest;
	}
	return longest;
}

static bool is_inside(unsigned char byte)
{
	return (byte & 0xc0) == 0x80;
}

/* A word in text that begins in [from, to) and ends there too. */
static bool has_between(const char *words, struct span text, size_t from, size_t to)
{
	struct span part = span_make(text.data, to);

	for (; from < to; from++) {
		if (is_inside((unsigned char)text.data[from]) || !begins_word(text, from))
			continue;
		if (any_end(words, part, from) > 0)
			return true;
	}
	return false;
}

bool near_has(const char *words, struct span text, size_t start, size_t end)
{
	size_t first = start > NEAR_BEFORE ? start - NEAR_BEFORE : 0;
	size_t last = text.len - end > NEAR_AFTER ? end + NEAR_AFTER : text.len;

	while (last < text.len && is_inside((unsigned char)text.data[last]))
		last++;
	return has_between(words, text, first, start) || has_between(words, text, end, last);
}

static bool is_empty(struct span text, size_t from, size_t to)
{
	while (from < to) {
		uint32_t c = utf8_next(text.data, to, &from);
		if (u_isalnum((UChar32)c))
			return false;
	}
	return true;
}

bool near_before(const char *words, struct span text, size_t start, size_t *word)
{
	size_t from = start > NEAR_BEFORE ? start - NEAR_BEFORE : 0;
	struct span part = span_make(text.data, start);

	for (; from < start; from++) {
		if (is_inside((unsigned char)text.data[from]) || !begins_word(text, from))
			continue;
		size_t end = any_end(words, part, from);
		if (end == 0 || !is_empty(text, end, start))
			continue;
		*word = from;
		return true;
	}
	return false;
}

bool near_is_named(const char *words, struct span text, size_t start)
{
	size_t word;

	return near_before(words, text, start, &word);
}

bool near_is_alone(struct span text, size_t start, size_t end)
{
	return text.len - (end - start) <= ALONE_MAX && is_empty(text, 0, start) &&
	       is_empty(text, end, text.len);
}
