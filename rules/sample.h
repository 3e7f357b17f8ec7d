/* Texts that a weakened pattern (weaken.h) matches: to try an expression on what it is made for. */
#ifndef RULES_SAMPLE_H
#define RULES_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

#include "../proxy/base/buf.h"

/* Appends one; which, is told by the seed. False if it would not fit. */
bool sample_write(struct span weakened, uint64_t seed, struct buf *to);

#endif
