#include "utf8.h"

#include <string.h>

static const uint64_t HIGH_BITS = 0x8080808080808080U;

size_t utf8_ascii_run(const char *at, const char *end)
{
	const char *start = at;
	uint64_t word;

	while (end - at >= 8) {
		memcpy(&word, at, 8);
		if ((word & HIGH_BITS) != 0)
			break;
		at += 8;
	}
	while (at < end && (unsigned char)*at < 0x80)
		at++;
	return (size_t)(at - start);
}

/* What the first byte announces: length, and the bits of the code that it holds. */
static size_t announced(unsigned char byte, uint32_t *code)
{
	if (byte < 0x80) {
		*code = byte;
		return 1;
	}
	if (byte >= 0xC0 && byte < 0xE0) {
		*code = byte & 0x1F;
		return 2;
	}
	if (byte >= 0xE0 && byte < 0xF0) {
		*code = byte & 0x0F;
		return 3;
	}
	if (byte >= 0xF0 && byte < 0xF8) {
		*code = byte & 0x07;
		return 4;
	}
	return 0;
}

static bool is_character(uint32_t code)
{
	return code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
}

/* A sequence by its form alone, overlong or not. */
static size_t by_form(const char *at, const char *end, uint32_t *code)
{
	size_t len = announced((unsigned char)*at, code);

	if (len == 0 || (size_t)(end - at) < len)
		return 0;
	for (size_t i = 1; i < len; i++) {
		unsigned char byte = (unsigned char)at[i];
		if ((byte & 0xC0) != 0x80)
			return 0;
		*code = *code << 6 | (byte & 0x3F);
	}
	return is_character(*code) ? len : 0;
}

static bool is_tail(char c)
{
	return ((unsigned char)c & 0xC0) == 0x80;
}

/* Two and three bytes, of which nearly all text beyond ASCII is made, but for the leads that need a
 * closer look (E0, ED). */
static size_t common_sequence(const char *at, const char *end)
{
	unsigned char lead = (unsigned char)*at;

	if (lead >= 0xE1 && lead <= 0xEF && lead != 0xED)
		return end - at >= 3 && is_tail(at[1]) && is_tail(at[2]) ? 3 : 0;
	return lead >= 0xC2 && lead <= 0xDF && end - at >= 2 && is_tail(at[1]) ? 2 : 0;
}

size_t utf8_sequence(const char *at, const char *end)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t common = common_sequence(at, end);
	uint32_t code;

	if (common > 0)
		return common;
	size_t len = by_form(at, end, &code);
	return len > 0 && code >= least[len] ? len : 0;
}

size_t utf8_take(const char *at, const char *end, uint32_t *code)
{
	size_t len = by_form(at, end, code);

	if (len > 0)
		return len;
	*code = UTF8_REPLACEMENT;
	return 1;
}

size_t utf8_write(char *to, uint32_t code)
{
	if (!is_character(code))
		code = UTF8_REPLACEMENT;
	if (code < 0x80) {
		to[0] = (char)code;
		return 1;
	}
	if (code < 0x800) {
		to[0] = (char)(0xC0 | code >> 6);
		to[1] = (char)(0x80 | (code & 0x3F));
		return 2;
	}
	if (code < 0x10000) {
		to[0] = (char)(0xE0 | code >> 12);
		to[1] = (char)(0x80 | (code >> 6 & 0x3F));
		to[2] = (char)(0x80 | (code & 0x3F));
		return 3;
	}
	to[0] = (char)(0xF0 | code >> 18);
	to[1] = (char)(0x80 | (code >> 12 & 0x3F));
	to[2] = (char)(0x80 | (code >> 6 & 0x3F));
	to[3] = (char)(0x80 | (code & 0x3F));
	return 4;
}

static size_t valid_run(const char *at, const char *end)
{
	const char *start = at;

	while (at < end) {
		at += utf8_ascii_run(at, end);
		size_t len = at < end ? utf8_sequence(at, end) : 0;
		if (len == 0)
			break;
		at += len;
	}
	return (size_t)(at - start);
}

bool utf8_is_valid(struct span text)
{
	return text.len == 0 || valid_run(text.data, text.data + text.len) == text.len;
}

bool utf8_clean(struct span text, struct arena *arena, struct span *clean)
{
	*clean = text;
	if (utf8_is_valid(text))
		return true;
	char *to = arena_bytes(arena, text.len * 3); /* one bad byte becomes three */
	if (to == NULL)
		return false;
	const char *at = text.data;
	const char *end = at + text.len;
	char *start = to;
	while (at < end) {
		size_t run = valid_run(at, end);
		memcpy(to, at, run);
		to += run;
		at += run;
		uint32_t code;
		if (at < end) {
			at += utf8_take(at, end, &code);
			to += utf8_write(to, code);
		}
	}
	*clean = span_make(start, (size_t)(to - start));
	return true;
}
