/* What chance has written, what people have, and what stands in the place of a secret. Pure. */
#ifndef RULES_KINDS_RANDOM_H
#define RULES_KINDS_RANDOM_H

#include <stdbool.h>
#include <stddef.h>

#include "../../proxy/base/span.h"

/* Does text have a run of at least min letters and digits that goes from letters to digits and from
 * small to capital ones as often as chance does, and as words and names do not? */
bool random_is(struct span text, size_t min);

/* Does it have a character of that class: isdigit, isupper, …? */
bool random_has(struct span text, int (*class)(int c));
size_t random_variety(struct span text); /* how many different bytes it has */

/* "xxxxxxxx", "${TOKEN}", "<your key>", "AKIAIOSFODNN7EXAMPLE": what manuals and templates say. */
bool random_is_filler(struct span text);

/* Does most of it count up or down or repeat: "abcdefgh12345678", "0000aaaa"? */
bool random_is_pattern(struct span text);

#endif
