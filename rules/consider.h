/* Why a rule did not decide: for explain, which asks after a verdict. */
#ifndef RULES_CONSIDER_H
#define RULES_CONSIDER_H

#include "policy.h"

enum consideration {
	CONSIDERED_MATCH,
	CONSIDERED_APPROVED,      /* it is an approved text, which passes this rule */
	CONSIDERED_ELSEWHERE,     /* not this site, activity, audience, account */
	CONSIDERED_SOMEBODY_ELSE, /* not this person */
	CONSIDERED_ANOTHER_TIME,
	CONSIDERED_NOTHING,        /* nothing of it stands there */
	CONSIDERED_NOTHING_UNLESS, /* nothing of it stands there, or its unless exempts what does */
	CONSIDERED_COUNT,
};

extern const char *const consideration_texts[]; /* "not here: …", for people */

/* verdict: what judge_post() said of the occasion. */
enum consideration policy_consider(const struct policy *policy, size_t index,
    const struct occasion *occasion, const struct verdict *verdict);

#endif
