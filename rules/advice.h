/*
 * What the author of a policy that is right may still want to think about: warnings, none of which
 * keeps it from being used. For check.
 */
#ifndef RULES_ADVICE_H
#define RULES_ADVICE_H

#include <time.h>

#include "policy.h"

struct advice_facts {
	bool knows_groups; /* something tells which groups people are in */
	time_t now;
};

void policy_advise(
    const struct policy *policy, const struct advice_facts *facts, struct problems *problems);

/* Sentences on pay, unions, working conditions and authorities that everybody may say, in several
 * languages; NULL-terminated. */
extern const char *const protected_sentences[];

#endif
