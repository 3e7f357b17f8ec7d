/* Advice on the expressions of a policy, one by one: what they cost and whether they match at all.
 */
#ifndef RULES_ADVICE_EXPRESSIONS_H
#define RULES_ADVICE_EXPRESSIONS_H

#include "policy_data.h"

void advise_expressions(const struct policy *policy, struct problems *problems);

#endif
