/* What each byte may be in an HTTP/1.1 head (RFC 9110 5.5 and 5.6.2, RFC 9112 3), as one table. */
#ifndef HTTP_BYTES_H
#define HTTP_BYTES_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/span.h"

enum {
	BYTE_TOKEN = 1,  /* tchar */
	BYTE_VALUE = 2,  /* in a field value: visible, space, tab, obs-text */
	BYTE_TARGET = 4, /* in a request target: visible ASCII but '#' */
	BYTE_DIGIT = 8,
	BYTE_HEX = 16,
	BYTE_HOST = 32, /* letter, digit, '-', '_', '.' */
	BYTE_QUOTED =
	    64, /* as itself in a quoted string of a chunk extension: no tab, no obs-text */
};

extern const uint8_t byte_classes[256];

static inline bool byte_is(char c, unsigned classes)
{
	return (byte_classes[(unsigned char)c] & classes) != 0;
}

/* The first byte in [at, end) that is a control character, tab included; end if there is none. */
const char *bytes_control(const char *at, const char *end);

/* Do all bytes belong to classes, and is there at least one? */
bool bytes_all(struct span text, unsigned classes);

/* The value of a hexadecimal digit. */
unsigned byte_hex(char c);

#endif
