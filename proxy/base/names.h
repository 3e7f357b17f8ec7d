/* Finds things by their names: runs of bytes, each once, with a number. Names are borrowed. */
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"

struct names {
	struct name *list;
	size_t count;
	size_t capacity;
	uint32_t *slots; /* position in the list + 1; 0 is free */
	size_t slot_count;
};

void names_init(struct names *names); /* allocates nothing yet */
void names_release(struct names *names);

/* False, changing nothing, if the name is there. */
bool names_put(struct names *names, struct span name, size_t number);
bool names_get(const struct names *names, struct span name, size_t *number);

#endif
