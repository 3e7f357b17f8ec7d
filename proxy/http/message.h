/*
 * One HTTP message head, whatever version it came in (RFC 9110).
 *
 * Spans point into the bytes that were parsed; who owns those bytes owns the message. Nothing above
 * the codec looks at the version.
 */
#ifndef HTTP_MESSAGE_H
#define HTTP_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/buf.h"
#include "../base/span.h"

enum { MESSAGE_HEADERS_MAX = 128 };

enum message_framing {
	FRAMING_NONE,    /* no content */
	FRAMING_LENGTH,  /* content_length bytes */
	FRAMING_CHUNKED, /* RFC 9112 7.1 */
	FRAMING_CLOSE,   /* an answer that ends with the connection */
};

struct header {
	struct span name;  /* as written; compare without case */
	struct span value; /* without surrounding OWS */
};

struct message {
	bool is_response;
	uint8_t minor; /* HTTP/1.minor */
	/* request */
	struct span method;
	struct span target;    /* as written */
	bool is_absolute;      /* absolute-form: scheme, authority and path were in the target */
	struct span scheme;    /* absolute-form only, else empty */
	struct span authority; /* of an absolute- or authority-form target, else the Host field */
	struct span path;      /* from the first '/', without the query; "*" for OPTIONS * */
	struct span query;     /* behind '?', without it; data is NULL where there is no '?' */
	/* response */
	unsigned status;
	struct span reason;
	/* both */
	struct header headers[MESSAGE_HEADERS_MAX];
	size_t header_count;
	enum message_framing framing;
	uint64_t content_length; /* FRAMING_LENGTH */
	bool is_close;           /* the connection ends after this message (RFC 9112 9.3) */
	bool expects_continue;   /* Expect: 100-continue */
	bool has_upgrade;        /* Connection names upgrade and Upgrade is there */
	struct span upgrade;     /* value of Upgrade */
	size_t head_len;         /* bytes of the head, the empty line included */
};

/* The first field of that name, without case; NULL if none. */
const struct header *message_header(const struct message *message, const char *name);
struct span message_value(const struct message *message, const char *name); /* empty if none */
size_t message_count(const struct message *message, const char *name);

/* Is token in the comma-separated list of all fields of that name (RFC 9110 5.6.1)? No case. Not
 * for lists whose elements may hold quoted commas. */
bool message_lists(const struct message *message, const char *name, const char *token);

#endif
