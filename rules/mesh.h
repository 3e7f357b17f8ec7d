/*
 * Many patterns as one database of libhs, which a source keeps and lends out. Belongs to a sieve.
 */
#ifndef RULES_MESH_H
#define RULES_MESH_H

#include <hs.h>
#include <stdbool.h>
#include <stddef.h>

#include "../proxy/base/source.h"
#include "../proxy/base/span.h"

enum mesh_state {
	MESH_USED,
	MESH_BLIND,    /* the library refuses it: it is no part of the database */
	MESH_TOO_LONG, /* it takes longer, or more memory, than one pattern may */
};

struct mesh_pattern {
	char *text; /* owned, NUL-terminated */
	size_t len;
	unsigned number; /* what the database answers with */
	size_t weight;   /* how large it is for the library (pattern_size.h) */
	enum mesh_state state;
};

struct mesh {
	const char *name; /* under which a source keeps it */
	bool is_literal;  /* bytes, not expressions */
	struct mesh_pattern *patterns;
	size_t count;
	size_t capacity;
	const hs_database_t *database; /* in the source; NULL: nothing is in it */
};

/* What making one may take: of the processor, in milliseconds. */
struct mesh_limits {
	unsigned pattern_ms; /* one pattern alone */
	unsigned all_ms;     /* all together */
	bool is_apart;       /* it is made in a child */
};

void mesh_init(struct mesh *mesh, const char *name, bool is_literal);
void mesh_release(struct mesh *mesh);

/* A new pattern, to be answered with number; borrowed, good until the next one. */
const struct mesh_pattern *mesh_add(
    struct mesh *mesh, struct span bytes, unsigned number, size_t weight);

/* Uses what the source keeps, in place, or makes it and keeps it there. False if all patterns
 * together take longer, or more memory, than they may. */
bool mesh_make(struct mesh *mesh, const struct mesh_limits *limits, struct source *source);

/* For mesh.c, in mesh_compile.c. What the library takes, as a database, owned; NULL if it takes
 * nothing. What it refuses is blind from then on. */
hs_database_t *mesh_compile(struct mesh *mesh);
unsigned mesh_flags(const struct mesh *mesh);

#endif
