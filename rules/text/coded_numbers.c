#include <string.h>

#include "../../proxy/http/bytes.h"
#include "ascii.h"
#include "coded.h"
#include "readable.h"

/* Bytes as numbers: two hexadecimal digits each, or decimal, octal and binary ones one by one. */

enum { LEAST_BYTES = 4, GAP_MAX = 2, DOUBT_MAX = 64 };

/* How bytes are written: reads the one at *at, where `first` is the first of all of them, and moves
 * *at behind it; *is_group_end: a list may end here. */
typedef bool notation(
    struct span text, size_t first, size_t *at, uint8_t *byte, bool *is_group_end);

static bool is_between_numbers(char c)
{
	return memchr(" ,;:-.|/\n\t", c, 10) != NULL;
}

static bool skip_gap(struct span text, size_t *at)
{
	size_t start = *at;

	while (*at < text.len && *at - start < GAP_MAX && is_between_numbers(text.data[*at]))
		++*at;
	return *at > start;
}

static bool is_hex(struct span text, size_t at)
{
	return at < text.len && byte_is(text.data[at], BYTE_HEX);
}

/* "46616c", "46 61 6c", "0x46, 0x61, 0x6c": groups of an even number of digits. */
static bool next_hex(struct span text, size_t first, size_t *at, uint8_t *byte, bool *is_group_end)
{
	if (*at > first && !is_hex(text, *at) && !skip_gap(text, at))
		return false;
	if (*at + 2 < text.len && text.data[*at] == '0' && (text.data[*at + 1] | 0x20) == 'x')
		*at += 2;
	if (!is_hex(text, *at) || !is_hex(text, *at + 1))
		return false;
	*byte = (uint8_t)(byte_hex(text.data[*at]) << 4 | byte_hex(text.data[*at + 1]));
	*at += 2;
	*is_group_end = !is_hex(text, *at);
	return true;
}

/* A number of so many digits. */
static bool next_number(struct span text, size_t first, size_t *at, uint8_t *byte, unsigned base,
    size_t least, size_t most)
{
	unsigned value = 0;
	size_t digits = 0;

	if (*at > first && !skip_gap(text, at))
		return false;
	for (; *at < text.len && ascii_is_digit((unsigned char)text.data[*at]); ++*at, digits++) {
		unsigned digit = (unsigned)(text.data[*at] - '0');
		if (digit >= base || digits == most)
			return false;
		value = value * base + digit;
	}
	*byte = (uint8_t)value;
	return digits >= least && value <= 0xff &&
	       !(*at < text.len && ascii_is_letter((unsigned char)text.data[*at]));
}

static bool next_decimal(
    struct span text, size_t first, size_t *at, uint8_t *byte, bool *is_group_end)
{
	*is_group_end = true;
	return next_number(text, first, at, byte, 10, 2, 3);
}

static bool next_octal(
    struct span text, size_t first, size_t *at, uint8_t *byte, bool *is_group_end)
{
	*is_group_end = true;
	return next_number(text, first, at, byte, 8, 2, 3);
}

static bool next_binary(
    struct span text, size_t first, size_t *at, uint8_t *byte, bool *is_group_end)
{
	*is_group_end = true;
	return next_number(text, first, at, byte, 2, 7, 8);
}

/* Where a list that can be read ends, or at. What cannot be read for so long is given up, so that
 * no text is gone over from each of its numbers. */
static size_t list_end(struct span text, size_t at, notation *next)
{
	struct readable readable = { 0 };
	size_t end = at;
	size_t from = at;
	uint8_t byte;
	bool is_group_end;

	while (next(text, at, &from, &byte, &is_group_end) && readable_add(&readable, byte)) {
		if (is_group_end && readable_end(&readable, LEAST_BYTES))
			end = from;
		if (readable.bytes > DOUBT_MAX && readable.need == 0 && !readable_end(&readable, 0))
			break;
	}
	return end;
}

static void put(struct rewrite *rewrite, struct span text, size_t start, size_t end, notation *next)
{
	size_t at = start;
	size_t from = start;
	uint8_t byte;
	bool is_group_end;

	while (at < end && next(text, start, &at, &byte, &is_group_end)) {
		rewrite_piece(rewrite, from, at, span_make(&byte, 1), HOW_CODED);
		from = at;
	}
}

static size_t take(struct coding *coding, size_t at, notation *next)
{
	size_t end = list_end(coding->text, at, next);

	if (end == at)
		return at;
	rewrite_begin_run(coding->rewrite, at);
	put(coding->rewrite, coding->text, at, end, next);
	rewrite_end_run(coding->rewrite, end, false);
	return end;
}

size_t decode_hex(struct coding *coding, size_t at)
{
	return is_hex(coding->text, at) ? take(coding, at, next_hex) : at;
}

/* Some lists may be read as decimal and as octal: then they are read as both, one after the other.
 */
size_t decode_numbers(struct coding *coding, size_t at)
{
	struct span text = coding->text;

	if (!ascii_is_digit((unsigned char)text.data[at]))
		return at;
	size_t decimal = list_end(text, at, next_decimal);
	size_t octal = list_end(text, at, next_octal);
	if (decimal == at || octal == at || decimal != octal) {
		size_t end = take(coding, at, decimal >= octal ? next_decimal : next_octal);
		return end != at ? end : take(coding, at, next_binary);
	}
	rewrite_begin_run(coding->rewrite, at);
	put(coding->rewrite, text, at, decimal, next_decimal);
	rewrite_piece(coding->rewrite, decimal - 1, decimal, SPAN(" "), HOW_CODED);
	put(coding->rewrite, text, at, decimal, next_octal);
	rewrite_end_run(coding->rewrite, decimal, true);
	return decimal;
}
