/* Code points of valid UTF-8 (RFC 3629). Nothing here checks: the texts of a post are valid. */
#ifndef RULES_TEXT_UTF8_H
#define RULES_TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "../../proxy/base/span.h"

enum { UTF8_MAX = 4 };

uint32_t utf8_next_beyond_ascii(const char *data, size_t len, size_t *at); /* for utf8_next() */

/* The code point at data[*at], and moves *at behind it. */
static inline uint32_t utf8_next(const char *data, size_t len, size_t *at)
{
	unsigned char first = (unsigned char)data[*at];

	if (first >= 0x80)
		return utf8_next_beyond_ascii(data, len, at);
	++*at;
	return first;
}
/* The code point that ends before data[*at], and moves *at to its start. */
uint32_t utf8_previous(const char *data, size_t *at);

/* Where the run of ASCII at data[at] ends. */
size_t utf8_skip_ascii(const char *data, size_t len, size_t at);

size_t utf8_put(uint32_t code_point, char out[UTF8_MAX]); /* returns the bytes written */
size_t utf8_count(const char *data, size_t len);          /* code points in len bytes */

#endif
