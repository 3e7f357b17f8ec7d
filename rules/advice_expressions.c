#include "advice_expressions.h"

#include "effort.h"
#include "matchers/types.h"
#include "sieve_probe.h"

enum {
	SLOW = 100 * EFFORT_TEXT,      /* steps: a hundred a byte */
	STEPS_MAX = 400 * 1000 * 1000, /* of all expressions together: some seconds */
};

static void advise_blind(
    const struct matcher *matcher, const struct effort *effort, struct problems *problems)
{
	if (matcher->expressions[0].sieve == SIEVE_NONE && sieve_probe())
		problems_warn(problems, matcher->at,
		    "nothing of this expression can be looked for beforehand, so that every post "
		    "is matched against it: %zu steps for %d bytes of prose",
		    effort->prose, EFFORT_TEXT);
}

static void advise_slow(
    const struct matcher *matcher, const struct effort *effort, struct problems *problems)
{
	if (effort->worst >= SLOW)
		problems_warn(problems, matcher->at,
		    "this expression is slow: %zu steps%s for %d bytes that begin \"%s\"; what "
		    "repeats what may repeat, or begins alike, makes it so",
		    effort->worst, effort->worst >= EFFORT_MAX ? " or more" : "", EFFORT_TEXT,
		    effort->text);
}

static void advise_unmatched(
    const struct matcher *matcher, const struct effort *effort, struct problems *problems)
{
	if (!effort->is_matched)
		problems_warn(problems, matcher->at,
		    "no text was found that this expression matches: is something in it that "
		    "cannot stand where it does, as ^ behind a letter?");
}

void advise_expressions(const struct policy *policy, struct problems *problems)
{
	size_t steps = 0;

	for (size_t i = 0; i < policy->matcher_count; i++) {
		const struct matcher *matcher = policy->matchers[i];
		struct effort effort;
		if (matcher->type != &matcher_regex || matcher->expression_count == 0)
			continue;
		if (steps > STEPS_MAX) {
			problems_warn(problems, matcher->at,
			    "this expression and those behind it were not tried for what they "
			    "cost: "
			    "there are too many");
			return;
		}
		effort_measure(
		    matcher->expressions[0].pattern, matcher->expressions[0].is_exact, &effort);
		steps += effort.all;
		advise_blind(matcher, &effort, problems);
		advise_slow(matcher, &effort, problems);
		advise_unmatched(matcher, &effort, problems);
	}
}
