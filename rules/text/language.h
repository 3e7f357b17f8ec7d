/*
 * In which language is a text? By its script where that says it, else by its most common words. A
 * guess from too little is none.
 */
#ifndef RULES_TEXT_LANGUAGE_H
#define RULES_TEXT_LANGUAGE_H

#include "../../proxy/base/span.h"

/* A language's code (BCP 47, two letters), or NULL where the text does not tell. text: folded. */
const char *language_of(struct span text);

/* All that language_of() knows; NULL-terminated. */
extern const char *const languages_told[];

#endif
