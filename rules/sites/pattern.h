/*
 * What a site file compares with: globs, host patterns, path patterns.
 *
 * "*" stands for any run of bytes and "?" for one; in a path "*" stays within its segment and a
 * segment "**" stands for any number of segments, none too.
 */
#ifndef RULES_SITES_PATTERN_H
#define RULES_SITES_PATTERN_H

#include <stdbool.h>
#include <stddef.h>

#include "../../proxy/base/arena.h"
#include "../../proxy/base/span.h"

struct spans {
	struct span *list;
	size_t count;
};

struct path {
	struct span *segments; /* without empty ones: "//" and a slash at the end mean nothing */
	size_t count;
};

bool glob_matches(struct span glob, struct span text);
bool globs_match(const struct spans *globs, struct span text); /* does one of them? */

/* "x.com", or "*.x.com" for any name below x.com but not itself. Without case. */
bool host_matches(struct span pattern, struct span host);
bool hosts_match(const struct spans *patterns, struct span host);

/* Cuts at '/' into segments that point into text. */
struct path path_cut(struct span text, struct arena *arena);
bool path_matches(const struct path *pattern, const struct path *path);
bool path_equal(const struct path *a, const struct path *b);

/* Makes room for one more element of an array in an arena that has count of them: doubles it. NULL
 * when the arena is full. */
void *list_grow(struct arena *arena, void *list, size_t count, size_t size);
bool spans_add(struct spans *spans, struct span span, struct arena *arena);

#endif
