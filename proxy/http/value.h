/*
 * What a body says, whatever format it came in: a tree of objects, arrays and scalars.
 *
 * An object keeps its members in order, duplicates too. A form or a multipart body is an object of
 * strings; XML-RPC is { methodName, params: [ … ] }. Strings are UTF-8; what could not be read as
 * such carries U+FFFD. The tree and its strings belong to the arena, or point into the body.
 */
#ifndef HTTP_VALUE_H
#define HTTP_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#include "../base/arena.h"
#include "../base/span.h"

enum value_kind {
	VALUE_NULL,
	VALUE_BOOL,
	VALUE_NUMBER, /* text holds it as written */
	VALUE_STRING,
	VALUE_ARRAY,
	VALUE_OBJECT,
	VALUE_FILE, /* a part of a multipart body with a file name; text is its name */
};

struct value {
	enum value_kind kind;
	bool is_true;
	struct span name;    /* member of an object: its key */
	struct span text;    /* string, number, file name */
	struct span type;    /* file: its declared media type */
	struct span content; /* file: its bytes */
	struct value *first; /* children in order */
	struct value *last;
	struct value *next; /* sibling */
	size_t count;       /* children */
};

struct value *value_new(
    struct arena *arena, enum value_kind kind); /* NULL when the arena is full */
void value_add(struct value *parent, struct value *child);
const struct value *value_get(
    const struct value *object, struct span name); /* first of that name */

#endif
