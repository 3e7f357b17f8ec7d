#include "consider.h"

#include "condition.h"
#include "policy_data.h"
#include "when.h"

const char *const consideration_texts[] = {
	[CONSIDERED_MATCH] = "matches",
	[CONSIDERED_APPROVED] = "passes it as an approved text",
	[CONSIDERED_ELSEWHERE] = "is not for this place (site, activity, audience, account)",
	[CONSIDERED_SOMEBODY_ELSE] = "is not for this person",
	[CONSIDERED_ANOTHER_TIME] = "is not for this time",
	[CONSIDERED_NOTHING] = "finds nothing",
	[CONSIDERED_NOTHING_UNLESS] = "finds nothing, or its \"unless\" exempts it",
	[CONSIDERED_COUNT] = NULL,
};

static bool has_matched(const struct verdict *verdict, const struct rule *rule)
{
	for (size_t i = 0; i < verdict->match_count; i++)
		if (verdict->matches[i].rule == rule)
			return true;
	return false;
}

enum consideration policy_consider(const struct policy *policy, size_t index,
    const struct occasion *occasion, const struct verdict *verdict)
{
	const struct rule_body *body = &policy->rules[index];
	unsigned unknown = 0;

	if (has_matched(verdict, &body->rule))
		return CONSIDERED_MATCH;
	if (rule_where_answer(body->where, occasion->post, occasion->who, &unknown) == ANSWER_NO)
		return CONSIDERED_ELSEWHERE;
	if (who_answer(body->who, occasion->who, &unknown) == ANSWER_NO)
		return CONSIDERED_SOMEBODY_ELSE;
	if (when_answer(body->when, occasion->now, &unknown) == ANSWER_NO)
		return CONSIDERED_ANOTHER_TIME;
	if (verdict->approved != NULL && body->is_passable)
		return CONSIDERED_APPROVED;
	return body->unless != NULL ? CONSIDERED_NOTHING_UNLESS : CONSIDERED_NOTHING;
}
