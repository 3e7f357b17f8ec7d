#include "utf8.h"

#include <string.h>
#include <unicode/utf8.h>

uint32_t utf8_next_beyond_ascii(const char *data, size_t len, size_t *at)
{
	const uint8_t *bytes = (const uint8_t *)data;
	UChar32 c;

	U8_NEXT_OR_FFFD(bytes, *at, len, c);
	return (uint32_t)c;
}

uint32_t utf8_previous(const char *data, size_t *at)
{
	size_t start = *at - 1;

	while (start > 0 && *at - start < UTF8_MAX && ((unsigned char)data[start] & 0xc0) == 0x80)
		start--;
	size_t end = *at;
	*at = start;
	return utf8_next(data, end, &start);
}

size_t utf8_skip_ascii(const char *data, size_t len, size_t at)
{
	while (at + 8 <= len) {
		uint64_t word;
		memcpy(&word, data + at, sizeof word);
		if ((word & UINT64_C(0x8080808080808080)) != 0)
			break;
		at += 8;
	}
	while (at < len && (unsigned char)data[at] < 0x80)
		at++;
	return at;
}

size_t utf8_put(uint32_t code_point, char out[UTF8_MAX])
{
	uint8_t bytes[UTF8_MAX];
	size_t len = 0;

	U8_APPEND_UNSAFE(bytes, len, code_point);
	memcpy(out, bytes, len);
	return len;
}

size_t utf8_count(const char *data, size_t len)
{
	size_t count = 0;

	for (size_t i = 0; i < len; i++)
		count += ((unsigned char)data[i] & 0xc0) != 0x80;
	return count;
}
