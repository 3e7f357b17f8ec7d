/* A set of characters as a sieve over bytes sees it: ASCII one by one, everything else as one. */
#ifndef RULES_BYTE_SET_H
#define RULES_BYTE_SET_H

#include <stdbool.h>
#include <stdint.h>

struct byte_set {
	uint64_t bits[2]; /* ASCII */
	bool has_high;    /* some character beyond ASCII is in it */
};

void byte_set_range(struct byte_set *set, uint32_t first, uint32_t last);
bool byte_set_has(const struct byte_set *set, uint32_t c); /* c below 0x80 */
void byte_set_unite(struct byte_set *set, const struct byte_set *more);
void byte_set_invert(
    struct byte_set *set); /* what was all of the high ones stays: has_high becomes true */

/* The set of \d, \w, \s, \h, \v or of a POSIX class by name; false if there is no such. The ASCII
 * part is exact; with Unicode properties each may also match beyond it. */
bool byte_set_escape(struct byte_set *set, char letter);
bool byte_set_posix(struct byte_set *set, const char *name, unsigned len);

#endif
