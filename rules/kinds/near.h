/* Words that stand near a place of a text and say what it is. */
#ifndef RULES_KINDS_NEAR_H
#define RULES_KINDS_NEAR_H

#include <stdbool.h>
#include <stddef.h>

#include "../../proxy/base/span.h"

enum { NEAR_BEFORE = 96, NEAR_AFTER = 48 }; /* bytes */

/* Does one of words stand within NEAR_BEFORE before start or NEAR_AFTER behind end?
 * words: "ssn|social security|sozialvers*": in lower case; whole words, but that a star takes any
 * ending; a space stands for any spaces, hyphens, underscores and dots or for nothing, so that it
 * finds names of fields too. Words of scripts without spaces need no boundaries. */
bool near_has(const char *words, struct span text, size_t start, size_t end);

/* The same for what stands directly before start, with nothing but spaces and punctuation between.
 * The second gives the place where the word begins. */
bool near_is_named(const char *words, struct span text, size_t start);
bool near_before(const char *words, struct span text, size_t start, size_t *word);

/* Is there nothing in text but [start, end), spaces and punctuation? */
bool near_is_alone(struct span text, size_t start, size_t end);

#endif
