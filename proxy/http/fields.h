/*
 * Fields that the codec itself must know, and the reading of one field line (RFC 9112 5). Shared by
 * heads, trailers and the writer; nothing above the codec needs it.
 */
#ifndef HTTP_FIELDS_H
#define HTTP_FIELDS_H

#include "http1.h"

enum {
	FIELD_HOP = 1,        /* ends at this hop (RFC 9110 7.6.1, 11.7) */
	FIELD_FRAMING = 2,    /* written anew from the framing, never passed through */
	FIELD_NO_TRAILER = 4, /* framing, routing, authentication, format (RFC 9110 6.5.1) */
	FIELD_NOT_NAMED =
	    8, /* what a judge or a recipient relies on: Connection must not name it */
};

/* id, name, flags */
#define FIELD_TABLE(X)                                                                             \
	X(HOST, "host", FIELD_NO_TRAILER | FIELD_NOT_NAMED)                                        \
	X(CONTENT_LENGTH, "content-length", FIELD_FRAMING | FIELD_NO_TRAILER | FIELD_NOT_NAMED)    \
	X(TRANSFER_ENCODING, "transfer-encoding",                                                  \
	    FIELD_FRAMING | FIELD_NO_TRAILER | FIELD_NOT_NAMED)                                    \
	X(CONNECTION, "connection", FIELD_HOP | FIELD_NO_TRAILER)                                  \
	X(PROXY_CONNECTION, "proxy-connection", FIELD_HOP | FIELD_NO_TRAILER)                      \
	X(KEEP_ALIVE, "keep-alive", FIELD_HOP | FIELD_NO_TRAILER)                                  \
	X(CLOSE, "close", FIELD_NO_TRAILER)                                                        \
	X(UPGRADE, "upgrade", FIELD_HOP | FIELD_NO_TRAILER)                                        \
	X(HTTP2_SETTINGS, "http2-settings", FIELD_HOP | FIELD_NO_TRAILER)                          \
	X(TE, "te", FIELD_HOP | FIELD_NO_TRAILER)                                                  \
	X(TRAILER, "trailer", FIELD_NO_TRAILER)                                                    \
	X(EXPECT, "expect", FIELD_NO_TRAILER | FIELD_NOT_NAMED)                                    \
	X(MAX_FORWARDS, "max-forwards", FIELD_NO_TRAILER)                                          \
	X(PROXY_AUTHORIZATION, "proxy-authorization", FIELD_HOP | FIELD_NO_TRAILER)                \
	X(PROXY_AUTHENTICATE, "proxy-authenticate", FIELD_HOP | FIELD_NO_TRAILER)                  \
	X(PROXY_AUTHENTICATION_INFO, "proxy-authentication-info", FIELD_HOP | FIELD_NO_TRAILER)    \
	X(AUTHORIZATION, "authorization", FIELD_NO_TRAILER | FIELD_NOT_NAMED)                      \
	X(WWW_AUTHENTICATE, "www-authenticate", FIELD_NO_TRAILER | FIELD_NOT_NAMED)                \
	X(COOKIE, "cookie", FIELD_NO_TRAILER | FIELD_NOT_NAMED)                                    \
	X(SET_COOKIE, "set-cookie", FIELD_NO_TRAILER | FIELD_NOT_NAMED)                            \
	X(CONTENT_ENCODING, "content-encoding", FIELD_NO_TRAILER | FIELD_NOT_NAMED)                \
	X(CONTENT_TYPE, "content-type", FIELD_NO_TRAILER | FIELD_NOT_NAMED)                        \
	X(CONTENT_RANGE, "content-range", FIELD_NO_TRAILER | FIELD_NOT_NAMED)                      \
	X(CACHE_CONTROL, "cache-control", FIELD_NO_TRAILER)                                        \
	X(LOCATION, "location", FIELD_NO_TRAILER)                                                  \
	X(RANGE, "range", FIELD_NO_TRAILER)                                                        \
	X(ORIGIN, "origin", FIELD_NO_TRAILER | FIELD_NOT_NAMED)                                    \
	X(METHOD_OVERRIDE, "x-http-method-override", FIELD_NO_TRAILER | FIELD_NOT_NAMED)           \
	X(METHOD_OVERRIDE_2, "x-method-override", FIELD_NO_TRAILER | FIELD_NOT_NAMED)              \
	X(METHOD_OVERRIDE_3, "x-http-method", FIELD_NO_TRAILER | FIELD_NOT_NAMED)

enum field {
	FIELD_OTHER,
#define X(id, name, flags) FIELD_##id,
	FIELD_TABLE(X)
#undef X
	    FIELD_COUNT,
};

enum field field_find(struct span name); /* without case */
unsigned field_flags(enum field field);  /* 0 for FIELD_OTHER */

/* Is it a name that lenient software takes for Content-Length or Transfer-Encoding though it is
 * neither ("Content_Length", "TransferEncoding", "Transfer-%45ncoding")? */
bool field_is_lookalike(struct span name);

/* A place in bytes that are being read; why is set when a result is bad. */
struct cursor {
	const char *at;
	const char *end;
	const char *why;
};

enum http1_result cursor_bad(struct cursor *cursor, const char *why);

/* CRLF, at the cursor. Anything else is bad: a bare CR or LF by its own name, the rest as why. */
enum http1_result cursor_line_end(struct cursor *cursor, const char *why);

/* One field line with its CRLF. HTTP1_DONE: header is set and the cursor stands behind it. */
enum http1_result field_read(struct cursor *cursor, struct header *header);

/* The next non-empty element of a comma-separated list (RFC 9110 5.6.1), trimmed; false at its end.
 * Not for lists whose elements may hold quoted commas. */
bool list_next(struct span *rest, struct span *element);

#endif
