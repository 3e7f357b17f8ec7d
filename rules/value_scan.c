#include "value_scan.h"

#include <string.h>
#include <unicode/uchar.h>

#include "text/utf8.h"

enum { FIRST_WITHOUT_SPACES = 0x2e80 };

static uint32_t peek(const struct scan *scan)
{
	size_t at = scan->at;

	return at < scan->text.len ? utf8_next(scan->text.data, scan->text.len, &at) : 0;
}

static uint32_t peek_back(const struct scan *scan)
{
	size_t at = scan->at;

	return at > 0 ? utf8_previous(scan->text.data, &at) : 0;
}

static bool is_letter(uint32_t c)
{
	return c < 0x80 ? (c | 0x20) >= 'a' && (c | 0x20) <= 'z' : u_isalpha((UChar32)c);
}

static char to_small(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool is_digit(uint32_t c)
{
	return c >= '0' && c <= '9';
}

bool scan_is_digit(const struct scan *scan)
{
	return is_digit(peek(scan));
}

bool scan_is_letter(const struct scan *scan)
{
	return is_letter(peek(scan));
}

/* Han, Kana and Hangul have no spaces between words. */
static bool joins(uint32_t c)
{
	return is_letter(c) && c < FIRST_WITHOUT_SPACES;
}

bool scan_is_inside(const struct scan *scan)
{
	uint32_t before = peek_back(scan);
	uint32_t next = peek(scan);

	return (joins(before) && joins(next)) || (is_digit(before) && is_digit(next));
}

bool scan_char(struct scan *scan, const char *any)
{
	if (scan->at >= scan->text.len || scan->text.data[scan->at] == '\0' ||
	    strchr(any, scan->text.data[scan->at]) == NULL)
		return false;
	scan->at++;
	return true;
}

bool scan_text(struct scan *scan, const char *text)
{
	if (!span_starts(span_from(scan->text, scan->at), text))
		return false;
	scan->at += strlen(text);
	return true;
}

bool scan_gap(struct scan *scan)
{
	size_t start = scan->at;

	for (;;) {
		size_t at = scan->at;
		if (at >= scan->text.len ||
		    !u_isUWhiteSpace((UChar32)utf8_next(scan->text.data, scan->text.len, &at)))
			return scan->at > start;
		scan->at = at;
	}
}

static uint32_t next_folded(struct scan *scan)
{
	uint32_t c = utf8_next(scan->text.data, scan->text.len, &scan->at);

	return (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
}

static bool scan_word(struct scan *scan, struct span word)
{
	for (size_t i = 0; i < word.len;) {
		if (word.data[i] == ' ') {
			if (!scan_gap(scan) && !scan_char(scan, "-"))
				return false;
			i++;
		} else if (word.data[i] == '.' && i + 1 == word.len) {
			i++;
			if (scan_char(scan, "."))
				return true;
		} else if (scan->at >= scan->text.len ||
		           next_folded(scan) != utf8_next(word.data, word.len, &i)) {
			return false;
		}
	}
	return !scan_is_inside(scan);
}

/* The end of the longest of words that stands here, or 0. */
static size_t longest_end(const struct scan *scan, const char *words)
{
	struct span rest = span_of(words);
	char first = scan->at < scan->text.len ? to_small(scan->text.data[scan->at]) : '\0';
	size_t end = 0;

	while (rest.data != NULL) {
		struct scan here = *scan;
		if ((unsigned char)first < 0x80 && rest.data[0] != first) {
			span_cut(rest, '|', &rest);
			continue;
		}
		if (scan_word(&here, span_cut(rest, '|', &rest)) && here.at > end)
			end = here.at;
	}
	return end;
}

bool scan_words(struct scan *scan, const struct scan_word *table, int *value)
{
	size_t longest = scan->at;

	for (; table->words != NULL; table++) {
		size_t end = longest_end(scan, table->words);
		if (end <= longest)
			continue;
		longest = end;
		*value = table->value;
	}
	bool is_found = longest > scan->at;
	scan->at = longest;
	return is_found;
}

bool scan_any(struct scan *scan, const char *words)
{
	size_t end = longest_end(scan, words);

	if (end > 0)
		scan->at = end;
	return end > 0;
}

size_t scan_digits(struct scan *scan, size_t max, uint64_t *number)
{
	struct scan here = *scan;

	*number = 0;
	while (here.at - scan->at < max && scan_is_digit(&here))
		*number = *number * 10 + (uint64_t)(here.text.data[here.at++] - '0');
	if (scan_is_digit(&here))
		return 0;
	size_t count = here.at - scan->at;
	*scan = here;
	return count;
}

enum { OTHER = 26 }; /* a second character that is no letter */

static uint32_t second_bit(struct span text, size_t at)
{
	char c = at + 1 < text.len ? to_small(text.data[at + 1]) : ' ';

	return 1U << (c >= 'a' && c <= 'z' ? c - 'a' : OTHER);
}

void scan_starts_add(struct scan_starts *starts, const char *words)
{
	struct span rest = span_of(words);

	while (rest.data != NULL) {
		struct span word = span_cut(rest, '|', &rest);
		if ((unsigned char)word.data[0] < 0x80)
			starts->seconds[(unsigned char)word.data[0]] |= second_bit(word, 0);
	}
}

void scan_starts_add_table(struct scan_starts *starts, const struct scan_word *table)
{
	for (; table->words != NULL; table++)
		scan_starts_add(starts, table->words);
}

bool scan_may_start(const struct scan_starts *starts, struct span text, size_t at)
{
	unsigned char c = (unsigned char)to_small(text.data[at]);

	return c >= 0x80 || is_digit(c) || (starts->seconds[c] & second_bit(text, at)) != 0;
}
