/* What people are told about a record so that it can be found again: short, and easy to say. */
#ifndef BASE_REFERENCE_H
#define BASE_REFERENCE_H

#include <stdbool.h>

#include "span.h"

enum { REFERENCE_LEN = 8 };

/* Eight characters of Crockford's base 32 (no I, L, O, U), random; NUL-terminated. */
void reference_make(char reference[REFERENCE_LEN + 1]);

/* One as a person gives it back: in any case, perhaps with hyphens, and with the letters that are
 * left out because they look like digits. False: it is none. */
bool reference_read(struct span said, char reference[REFERENCE_LEN + 1]);

#endif
