/*
 * One regular expression, compiled by PCRE2: UTF, Unicode properties, any case unless case counts.
 * It decides, within limits, and says where; the sieve only saves asking it.
 */
#ifndef RULES_EXPRESSION_H
#define RULES_EXPRESSION_H

#include <stdbool.h>
#include <stddef.h>

#include "../proxy/base/err.h"
#include "../proxy/base/span.h"
#include "kind.h"

struct pcre2_real_code_8;
struct pcre2_real_match_data_8;

struct expression {
	const char *pattern; /* borrowed */
	bool is_exact;
	bool is_capturing;            /* has one group, and its place is what is found */
	int sieve;                    /* its number in the sieve, or SIEVE_NONE */
	const struct kind_form *form; /* of a kind, which has the last word; NULL: there is none */
	struct pcre2_real_code_8 *code; /* owned, freed by expression_release() */
};

/* What a sieve can look for in its place. */
const char *expression_hint(const struct expression *expression);

/* On failure err says what is wrong and at which character of the pattern. */
bool expression_compile(struct expression *expression, struct err *err);
void expression_release(struct expression *expression);

enum expression_result { EXPRESSION_NO, EXPRESSION_YES, EXPRESSION_LIMIT };

struct matching; /* what one thread needs to match: memory, limits, a stack for compiled code */

struct matching *matching_new(void); /* returns owned */
void matching_free(struct matching *matching);

/* A post begins: its matching may take so much of the processor and no more. Limits by count bound
 * one attempt; this bounds thousands of them on one long text. What comes to it is unjudged. */
void matching_begin(struct matching *matching);
bool matching_is_spent(struct matching *matching);

/* The next match in text (valid UTF-8) that begins at or behind from. An empty match is none; it is
 * a limit where a count or the time of the post is at its end. */
enum expression_result expression_find(const struct expression *expression,
    struct matching *matching, struct span text, size_t from, size_t *start, size_t *end);

#endif
