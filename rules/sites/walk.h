/* A walk over a value and everything below it, parents first, without recursion. */
#ifndef RULES_SITES_WALK_H
#define RULES_SITES_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include "../../proxy/http/value.h"

enum { WALK_DEPTH_MAX = 400 }; /* more than any reader of bodies builds */

struct walk {
	const struct value *at; /* NULL at the end */
	const struct value *parents[WALK_DEPTH_MAX];
	size_t depth;
};

static inline void walk_start(struct walk *walk, const struct value *root)
{
	walk->at = root;
	walk->depth = 0;
}

/* To the next value; what is below the present one is left out unless into. */
static inline void walk_next(struct walk *walk, bool into)
{
	if (into && walk->at->first != NULL && walk->depth < WALK_DEPTH_MAX) {
		walk->parents[walk->depth++] = walk->at;
		walk->at = walk->at->first;
		return;
	}
	while (walk->depth > 0 && walk->at->next == NULL)
		walk->at = walk->parents[--walk->depth];
	walk->at = walk->depth > 0 ? walk->at->next : NULL;
}

/* The name of the value, or of the nearest member that it stands in. */
static inline struct span walk_name(const struct walk *walk)
{
	struct span name = walk->at->name;

	for (size_t depth = walk->depth; name.len == 0 && depth > 0; depth--)
		name = walk->parents[depth - 1]->name;
	return name;
}

#endif
