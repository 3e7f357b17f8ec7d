/*
 * Rewrites a PCRE2 expression over characters into one over bytes that fires wherever the first one
 * matches (and more often): assertions go, look-around goes, classes with characters beyond ASCII
 * take any byte over 0x7f, back-references take anything.
 */
#ifndef RULES_WEAKEN_H
#define RULES_WEAKEN_H

#include <stdbool.h>

#include "../proxy/base/buf.h"

/* False if the expression has something that cannot be weakened (recursion, conditions, verbs,
 * (?x)); out then holds nothing of use. The result is for HS_FLAG_CASELESS | HS_FLAG_DOTALL, no
 * UTF-8 mode. */
bool weaken(const char *pattern, bool is_exact, struct buf *out);

/* The same for what is too large then: nearly every repeat may go on for ever. */
bool weaken_much(const char *pattern, bool is_exact, struct buf *out);

#endif
