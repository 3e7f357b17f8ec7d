/* Code points of valid UTF-8 (RFC 3629). Nothing here checks: the texts of a post are valid. */
#ifndef RULES_TEXT_UTF8_H
#define RULES_TEXT_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "../../proxy/base/span.h"

enum { UTF8_MAX = 4 };

/* The code point at data[*at], and moves *at behind it. */
uint32_t utf8_next(const char *data, size_t len, size_t *at);
/* The code point that ends before data[*at], and moves *at to its start. */
uint32_t utf8_previous(const char *data, size_t *at);

size_t utf8_put(uint32_t code_point, char out[UTF8_MAX]); /* returns the bytes written */
size_t utf8_count(const char *data, size_t len);          /* code points in len bytes */

#endif
