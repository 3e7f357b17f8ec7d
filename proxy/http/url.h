/* Authorities and percent-encoding (RFC 3986, RFC 9110 4). */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/span.h"

enum { URL_HOST_MAX = 255 };

struct authority {
	/* lower case, no trailing dot, no brackets; IPv6 as inet_ntop writes it */
	char host[URL_HOST_MAX + 1];
	uint16_t port;   /* 0 when none was given */
	bool is_address; /* an IPv4 or IPv6 literal */
};

/* Strict: no userinfo, no empty host, no port 0 or over 65535, no percent-escapes, host of letters,
 * digits, '-', '_', '.', labels of 1 to 63; an IPv4 literal only as four decimal numbers without
 * leading zeros (inet_aton's other spellings are refused), IPv6 in brackets. */
bool authority_parse(struct span text, struct authority *authority);

/* %XX undone. A malformed escape is left as it stands; with strict set it is a failure (false), as
 * is a full arena. What needs no decoding is given back as it is, without a copy. */
bool url_decode(
    struct span text, bool plus_is_space, bool strict, struct arena *arena, struct span *decoded);

#endif
