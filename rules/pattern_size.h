/* How large a weakened pattern (weaken.h) is, and how much of it a text must hold. */
#ifndef RULES_PATTERN_SIZE_H
#define RULES_PATTERN_SIZE_H

#include <stddef.h>

#include "../proxy/base/span.h"

struct pattern_size {
	size_t weight;   /* characters, with what is repeated counted as often as it may be */
	size_t required; /* characters that stand in every match, but for those of a class */
};

struct pattern_size pattern_measure(struct span weakened);

#endif
