/* Reading a text from left to right for values (value.h): numbers, words of tables, gaps. */
#ifndef RULES_VALUE_SCAN_H
#define RULES_VALUE_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../proxy/base/span.h"

struct scan {
	struct span text; /* valid UTF-8 */
	size_t at;
};

struct scan_word {
	/* "january|jan.": in lower case; a space is any gap, a dot at the end may be missing */
	const char *words;
	int value;
};

/* Each moves scan behind what it read and returns true, or leaves it where it is. */
bool scan_char(struct scan *scan, const char *any); /* one of these, ASCII */
bool scan_text(struct scan *scan, const char *text);
bool scan_gap(struct scan *scan); /* white space, of any kind */
/* The longest of the words, whole; in any case. table ends with a NULL. */
bool scan_words(struct scan *scan, const struct scan_word *table, int *value);
bool scan_any(struct scan *scan, const char *words); /* the same of one row */
/* Up to max digits that no further digit follows. Returns how many, 0 for none. */
size_t scan_digits(struct scan *scan, size_t max, uint64_t *number);

bool scan_is_digit(const struct scan *scan); /* is the next character a digit? */
bool scan_is_letter(const struct scan *scan);
/* Does the next character belong to the same word or number as the one before it? */
bool scan_is_inside(const struct scan *scan);

/* With which two characters words begin: most of a text is passed over by looking at them alone. */
struct scan_starts {
	uint32_t seconds[128]; /* by the first one: bits of the letters that may follow it */
};

void scan_starts_add(struct scan_starts *starts, const char *words);
void scan_starts_add_table(struct scan_starts *starts, const struct scan_word *table);
/* A digit and whatever is not ASCII may always start. */
bool scan_may_start(const struct scan_starts *starts, struct span text, size_t at);

#endif
