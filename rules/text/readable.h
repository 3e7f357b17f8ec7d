/* Is what was decoded something to read? Bytes go in one by one, so that nothing needs to be kept.
 */
#ifndef RULES_TEXT_READABLE_H
#define RULES_TEXT_READABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct readable {
	uint8_t pending[4]; /* of a character that is not whole yet */
	size_t have, need;
	size_t bytes, good; /* good: of letters, figures and white space */
	bool is_bad;        /* no UTF-8, or with control characters */
};

bool readable_add(struct readable *readable, uint8_t byte); /* false: never readable any more */
/* All of it is UTF-8 and most of it letters, and there are at least so many bytes. */
bool readable_end(const struct readable *readable, size_t least);

#endif
