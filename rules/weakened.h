/* Reading what weaken() writes: \xHH, [\xHH-\xHH…], (?:…|…), "." and {n,m} or {n,} behind any of
 * them. */
#ifndef RULES_WEAKENED_H
#define RULES_WEAKENED_H

#include <stdbool.h>
#include <stddef.h>

#include "../proxy/base/span.h"

enum { WEAKENED_DEPTH_MAX = 256, WEAKENED_OPEN = 3 /* the length of "(?:" */ };

struct weakened_repeat {
	size_t least;
	size_t most;
	bool is_endless; /* most means nothing */
};

/* What repeats the thing in front of *at; once, where nothing does. */
struct weakened_repeat weakened_repeat(struct span pattern, size_t *at);

/* Behind the character or class at at. */
size_t weakened_one(struct span pattern, size_t at);

/* From within a group: the next "|" of its own or the ")" that closes it; the end at the top. */
size_t weakened_branch_end(struct span pattern, size_t at);

#endif
