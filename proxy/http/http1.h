/*
 * HTTP/1.1 on the wire (RFC 9112), read strictly: what two parties could read differently is
 * refused, never repaired. Knows no sockets: bytes in, results out.
 */
#ifndef HTTP_HTTP1_H
#define HTTP_HTTP1_H

#include <stddef.h>

#include "../base/buf.h"
#include "message.h"

enum http1_result {
	HTTP1_MORE, /* not all there yet */
	HTTP1_DONE,
	HTTP1_BAD,     /* malformed or ambiguous: 400 and close (RFC 9112 2.2, 3, 5, 6.3, 11.2) */
	HTTP1_LARGE,   /* over the cap for heads: 431 */
	HTTP1_VERSION, /* a version that is not HTTP/1.0 or HTTP/1.1: 505 */
};

/* How far the search for the end of the head has come; zero it before the first call of a head. */
struct http1_scan {
	size_t seen;
};

/* What Connection names ends at this hop (RFC 9110 7.6.1): it is left out of the message, so that
 * nobody judges by a field that is not sent on.
 *
 * Reads a request head at the start of data[0..len). On HTTP1_DONE message->head_len tells where
 * the content begins. At most one empty line before the request line is skipped (RFC 9112 2.2) and
 * counted in head_len. max is the cap of the head in bytes. *why gets a short word for records and
 * tests ("bare-lf", "two-lengths", …), never a peer's bytes. */
enum http1_result http1_read_request(const char *data, size_t len, size_t max,
    struct http1_scan *scan, struct message *message, const char **why);

/* The same for an answer. method is that of the request it answers (HEAD and CONNECT matter). */
enum http1_result http1_read_response(const char *data, size_t len, size_t max,
    struct http1_scan *scan, struct span method, struct message *message, const char **why);

/* Content framing as a machine: eats wire bytes, gives runs of content. */
struct http1_body {
	enum message_framing framing;
	unsigned state;
	uint64_t remaining;  /* of the content or of the current chunk */
	uint64_t total;      /* content bytes given so far */
	size_t line_bytes;   /* of the line being read: chunk size or trailer field */
	struct buf trailers; /* trailer fields as they stood, complete lines; cap 8 KiB */
};

void http1_body_init(struct http1_body *body, const struct message *message);
void http1_body_release(struct http1_body *body);

/* Takes wire bytes from data[0..len): *used is how many were consumed and *content the content
 * bytes among them, a sub-span of data (perhaps empty). Call again with the rest while HTTP1_MORE
 * and *used > 0. HTTP1_DONE: the content ended (bytes behind *used belong to the next message);
 * trailers have been checked. For FRAMING_CLOSE it is always HTTP1_MORE. */
enum http1_result http1_body_read(struct http1_body *body, const char *data, size_t len,
    size_t *used, struct span *content, const char **why);

/* Writing. Heads are written anew from the parsed message, never copied as bytes: one spelling
 * leaves us whatever came in. */

struct http1_rewrite {
	bool drop_hop_by_hop; /* RFC 9110 7.6.1: Connection, Keep-Alive, TE … */
	bool keep_upgrade;    /* write Connection: Upgrade and Upgrade: as they were */
	bool close;           /* write Connection: close */
	bool as_origin_form;  /* request: write path?query, not the target as it came */
	bool keep_length;     /* HEAD and 304: pass Content-Length through as a field */
	/* Further field names to leave out, and "Name: value" lines to add; NULL-terminated, or
	 * NULL. */
	const char *const *drop;
	const char *const *add;
	/* What to declare: LENGTH, CHUNKED, NONE (no field), CLOSE (Connection: close). */
	enum message_framing framing;
	uint64_t content_length; /* with LENGTH */
};

/* The version written is always HTTP/1.1, our own (RFC 9110 2.5). A request gets one Host, its
 * first field, from message->authority. Values of a message that no parser made must hold no CR or
 * LF. False: over the cap of out, and nothing was written. */
bool http1_write_request(
    struct buf *out, const struct message *message, const struct http1_rewrite *how);
bool http1_write_response(
    struct buf *out, const struct message *message, const struct http1_rewrite *how);
bool http1_write_chunk(struct buf *out, struct span content); /* one chunk; empty writes nothing */
bool http1_write_last_chunk(struct buf *out, struct span trailers); /* trailers: complete lines */

#endif
