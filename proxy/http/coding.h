/*
 * Content codings undone (RFC 9110 8.4): gzip, x-gzip, deflate (zlib or raw), br, zstd, identity,
 * and stacks of at most three of them. Output is capped, so that a bomb is a refusal.
 */
#ifndef HTTP_CODING_H
#define HTTP_CODING_H

#include "../base/buf.h"
#include "message.h"

enum coding_result {
	CODING_OK,
	CODING_UNKNOWN,   /* a coding we cannot undo */
	CODING_MALFORMED, /* truncated, garbage behind the stream, checksum wrong */
	CODING_LARGE,     /* over the cap of out */
	CODING_AMBIGUOUS, /* declared but the bytes are not of it, or coded and not declared so */
};

/* Is there any coding to undo (fields Content-Encoding of the message)? */
bool coding_is_coded(const struct message *message);

/* Does it begin as gzip or zstd do? Asked of content that declares no coding: a lenient server may
 * undo what was not declared. */
bool coding_looks_coded(struct span content);

/* Undoes all codings of in, in reverse order of declaration, into out (whose max is the cap;
 * what stood in it is cleared). Empty content is empty whatever was declared. Several gzip members
 * are read as their concatenation; garbage behind a stream is malformed. */
enum coding_result coding_decode(const struct message *message, struct span in, struct buf *out);

#endif
