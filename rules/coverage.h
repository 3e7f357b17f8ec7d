/*
 * Which rules find nothing but what another rule finds too, and does as much about. For advice.c.
 */
#ifndef RULES_COVERAGE_H
#define RULES_COVERAGE_H

#include "policy_data.h"

struct coverage;

struct coverage *coverage_new(const struct policy *policy); /* returns owned */
void coverage_free(struct coverage *coverage);

/* The first rule that makes this one needless, NULL if none does. Of two alike it is the first that
 * makes the second so. */
const struct rule_body *coverage_find(
    const struct coverage *coverage, const struct rule_body *body);

#endif
