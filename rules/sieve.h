/*
 * The sieve: which of many words and expressions may stand in a text, in one pass over its bytes.
 *
 * It errs on one side only: what PCRE2 would match has fired. Expressions are weakened to something
 * that holds for single bytes (weaken.h); what cannot be weakened gets no number and is always
 * asked. Immutable once made, but for the scratch, of which each thread has its own.
 */
#ifndef RULES_SIEVE_H
#define RULES_SIEVE_H

#include <stdbool.h>
#include <stddef.h>

#include "../proxy/base/source.h"
#include "../proxy/base/span.h"

struct sieve;
struct sieve_scratch;

enum { SIEVE_NONE = -1 }; /* the sieve cannot say anything of this: it is always looked for */

struct sieve *sieve_new(void); /* returns owned */
void sieve_free(struct sieve *sieve);

/* Both give a number, the same one for the same literal or expression; the second gives SIEVE_NONE
 * for what cannot be weakened. literal: folded (text/fold.h), not empty. */
int sieve_add_literal(struct sieve *sieve, struct span literal);
int sieve_add_expression(struct sieve *sieve, const char *pattern, bool is_exact);

/* What compiling may take of the processor, in milliseconds. */
struct sieve_limits {
	unsigned pattern_ms; /* one pattern alone */
	unsigned all_ms;     /* all together */
};
extern const struct sieve_limits sieve_limits; /* the usual ones */

/* Uses the databases that the source kept, in place, or compiles them and keeps them there. The
 * source must live as long as the sieve. False: all patterns together take longer, or more memory,
 * than they may. Even so, some may take too long alone. */
bool sieve_compile(struct sieve *sieve, const struct sieve_limits *limits, struct source *source);

/* After that. Does the sieve say nothing of this number, so that it must always be asked? */
bool sieve_is_blind(const struct sieve *sieve, int number);
bool sieve_is_too_long(const struct sieve *sieve, int number); /* it is no use then */
size_t sieve_count(const struct sieve *sieve);                 /* numbers given */

/* How many letters must be there for it to fire, about: what needs more fires less often. */
size_t sieve_rarity(const struct sieve *sieve, int number);

struct sieve_scratch *sieve_scratch_new(const struct sieve *sieve); /* returns owned */
void sieve_scratch_free(struct sieve_scratch *scratch);

void sieve_clear(struct sieve_scratch *scratch);
/* Literals fire on a folded text, expressions on any. */
void sieve_scan_literals(
    const struct sieve *sieve, struct sieve_scratch *scratch, struct span text);
void sieve_scan_expressions(
    const struct sieve *sieve, struct sieve_scratch *scratch, struct span text);

/* How many have fired, and which. */
size_t sieve_fired(const struct sieve_scratch *scratch, const unsigned **numbers);
bool sieve_has_fired(const struct sieve_scratch *scratch, int number); /* SIEVE_NONE: true */

#endif
