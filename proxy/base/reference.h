/* What people are told about a record so that it can be found again: short, and easy to say. */
#ifndef BASE_REFERENCE_H
#define BASE_REFERENCE_H

enum { REFERENCE_LEN = 8 };

/* Eight characters of Crockford's base 32 (no I, L, O, U), random; NUL-terminated. */
void reference_make(char reference[REFERENCE_LEN + 1]);

#endif
