/* Words that everybody writes, in six languages: finding one says nothing of where it came from. */
#ifndef RULES_DATA_ORDINARY_H
#define RULES_DATA_ORDINARY_H

#include "../../proxy/base/span.h"

enum ordinary_class {
	ORDINARY_NOT,
	ORDINARY_WORD,     /* "house", "monday", "lundi" */
	ORDINARY_FUNCTION, /* "the", "und", "que": what holds sentences together */
};

enum ordinary_class ordinary_class(struct span folded_word);

#endif
