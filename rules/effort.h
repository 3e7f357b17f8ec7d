/*
 * What an expression costs where it costs most, in steps of PCRE2 (items of the pattern that are
 * tried), counted on texts made to be hard for it; and whether there is any text that it matches.
 * The same on every machine. For check: it takes milliseconds an expression.
 */
#ifndef RULES_EFFORT_H
#define RULES_EFFORT_H

#include <stdbool.h>
#include <stddef.h>

enum { EFFORT_TEXT = 1024, EFFORT_MAX = 1000 * 1000, EFFORT_SHOWN = 24 };

struct effort {
	size_t prose;            /* steps for EFFORT_TEXT bytes of English */
	size_t worst;            /* the most, for so many bytes; EFFORT_MAX: it was stopped */
	char text[EFFORT_SHOWN]; /* the beginning of that text, valid UTF-8 */
	size_t all;              /* steps of all texts together */
	bool is_matched;         /* some text was matched, or none was looked for */
};

/* pattern must compile. */
void effort_measure(const char *pattern, bool is_exact, struct effort *effort);

#endif
