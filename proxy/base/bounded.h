/*
 * Work that nothing else bounds, done in a child with limits: of the processor's time and of
 * memory. What it makes must lie in memory or a file that it shares with us.
 */
#ifndef BASE_BOUNDED_H
#define BASE_BOUNDED_H

#include <stdbool.h>
#include <stddef.h>

struct bounds {
	unsigned milliseconds; /* of the processor */
	size_t bytes;          /* more than we have now */
};

/* work runs in the child; false is a failure, as is whatever ends it. False too if there can be no
 * child. */
bool bounded_run(bool (*work)(void *what), void *what, const struct bounds *bounds);

/* For work itself: from here on it has so much time again. */
void bounded_restart(unsigned milliseconds);

/* What we and our children that have ended have taken of the processor until now. */
unsigned bounded_spent_ms(void);

void *bounded_share(size_t len); /* zeroed memory that a child's changes show in; returns owned */
void bounded_unshare(void *memory, size_t len);

#endif
