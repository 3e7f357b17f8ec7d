#include "bytes.h"

#include <string.h>

enum {
	VISIBLE = BYTE_VALUE | BYTE_TARGET,
	PLAIN = VISIBLE | BYTE_QUOTED,
	TOKEN = PLAIN | BYTE_TOKEN,
	NAME = TOKEN | BYTE_HOST,
	HEX = NAME | BYTE_HEX,
	DIGIT = HEX | BYTE_DIGIT,
};

const uint8_t byte_classes[256] = {
	['\t'] = BYTE_VALUE,
	[' '] = BYTE_VALUE | BYTE_QUOTED,
	['!'] = TOKEN,
	['"'] = VISIBLE,
	['#'] = BYTE_TOKEN | BYTE_VALUE | BYTE_QUOTED,
	['$' ... '\''] = TOKEN,
	['(' ... ')'] = PLAIN,
	['*' ... '+'] = TOKEN,
	[','] = PLAIN,
	['-' ... '.'] = NAME,
	['/'] = PLAIN,
	['0' ... '9'] = DIGIT,
	[':' ... '@'] = PLAIN,
	['A' ... 'F'] = HEX,
	['G' ... 'Z'] = NAME,
	['['] = PLAIN,
	['\\'] = VISIBLE,
	[']'] = PLAIN,
	['^'] = TOKEN,
	['_'] = NAME,
	['`'] = TOKEN,
	['a' ... 'f'] = HEX,
	['g' ... 'z'] = NAME,
	['{'] = PLAIN,
	['|'] = TOKEN,
	['}'] = PLAIN,
	['~'] = TOKEN,
	[0x80 ... 0xff] = BYTE_VALUE,
};

/* Eight bytes at a time: is one of them below 0x20, or 0x7f? Bytes of 0x80 and more are neither.
 * A borrow can only mark a byte behind a true hit, so a zero is exact. */
static bool has_control(uint64_t word)
{
	const uint64_t ones = 0x0101010101010101u;
	const uint64_t tops = ones * 0x80;
	uint64_t del = word ^ (ones * 0x7f);

	return (((word - ones * 0x20) & ~word & tops) | ((del - ones) & ~del & tops)) != 0;
}

static bool is_control(char c)
{
	return (unsigned char)c < 0x20 || c == 0x7f;
}

const char *bytes_control(const char *at, const char *end)
{
	uint64_t word;

	while (end - at >= (ptrdiff_t)sizeof word) {
		memcpy(&word, at, sizeof word);
		if (has_control(word))
			break;
		at += sizeof word;
	}
	while (at < end && !is_control(*at))
		at++;
	return at;
}

bool bytes_all(struct span text, unsigned classes)
{
	for (size_t i = 0; i < text.len; i++)
		if (!byte_is(text.data[i], classes))
			return false;
	return text.len > 0;
}

unsigned byte_hex(char c)
{
	if (byte_is(c, BYTE_DIGIT))
		return (unsigned)(c - '0');
	return ((unsigned char)c | 0x20u) - 'a' + 10;
}
