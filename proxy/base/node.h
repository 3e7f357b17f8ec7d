/*
 * A YAML document as a tree whose every node knows its file, line and column.
 *
 * All scalars are text, whatever YAML makes of them. Anchors, aliases, tags, several documents, a
 * key given twice and a depth over 32 are problems. An empty item (`- ` or `key:` with nothing)
 * stays as a NODE_EMPTY for its reader to refuse. The tree belongs to its arena.
 */
#ifndef BASE_NODE_H
#define BASE_NODE_H

#include <stdbool.h>
#include <stddef.h>

#include "arena.h"
#include "problems.h"
#include "span.h"

enum node_kind { NODE_EMPTY, NODE_SCALAR, NODE_LIST, NODE_MAP };

struct node {
	enum node_kind kind;
	bool is_quoted;   /* a scalar written in quotes or as a block */
	const char *file; /* borrowed from who parsed */
	unsigned line;    /* from 1 */
	unsigned column;  /* from 1, in characters */
	const char *text; /* scalar, NUL-terminated UTF-8; a NUL inside is a problem */
	size_t len;
	const char *comment_tail; /* what follows an empty item as a comment ("#falcon"), or NULL */
	size_t count;             /* items of a list, pairs of a map */
	struct node **items;      /* list items, or map values */
	struct node **keys;       /* map keys, scalars */
};

/* Returns the root, NULL when the file cannot be read as YAML at all (problems says where).
 * An empty file gives a NODE_MAP with no pairs. */
struct node *node_parse(
    struct span yaml, const char *file, struct arena *arena, struct problems *problems);

struct node *node_get(const struct node *map, const char *key); /* NULL if absent */
const char *node_kind_name(enum node_kind kind);                /* "a list", … */

/* The word of names (NULL-terminated) nearest to text, for "did you mean"; NULL if none is near. */
const char *node_nearest(const char *text, const char *const *names);

#endif
