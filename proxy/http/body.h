/*
 * A body read as what it is: decided by looking at it, not by Content-Type alone.
 */
#ifndef HTTP_BODY_H
#define HTTP_BODY_H

#include "../base/arena.h"
#include "message.h"
#include "value.h"

enum body_kind {
	BODY_EMPTY,
	BODY_JSON,
	BODY_FORM,      /* application/x-www-form-urlencoded */
	BODY_MULTIPART, /* multipart/form-data, RFC 7578 */
	BODY_XMLRPC,
	BODY_TEXT,   /* nothing of the above, but valid text */
	BODY_OPAQUE, /* binary */
};

enum body_result {
	BODY_OK,
	BODY_MALFORMED, /* of its kind, but broken */
	BODY_AMBIGUOUS, /* two readers could read it differently: duplicate keys, two boundaries, …
	                 */
	BODY_LIMIT,     /* too deep, too many parts or members, arena full */
};

struct body {
	enum body_kind kind;
	enum body_result result;
	const char *why;     /* a short word for records and tests */
	struct value *value; /* as much as could be read, also when ambiguous; may be NULL */
};

/* Reads content (already without content codings) that came with message. */
void body_read(
    const struct message *message, struct span content, struct arena *arena, struct body *body);

/* Single formats, for bodies inside bodies. Each returns a body_result and leaves what it read. */
enum body_result body_read_json(
    struct span text, struct arena *arena, struct value **value, const char **why);
enum body_result body_read_form(
    struct span text, struct arena *arena, struct value **value, const char **why);
enum body_result body_read_xmlrpc(
    struct span text, struct arena *arena, struct value **value, const char **why);
enum body_result body_read_multipart(struct span content_type, struct span content,
    struct arena *arena, struct value **value, const char **why);

#endif
