#include <stdlib.h>
#include <string.h>

#include "account.h"
#include "policy_data.h"

/* Examples stand in the policy beside what they are examples of, and are run whenever it is
 * checked. */

enum { EXAMPLE_ARENA_MAX = 1024 * 1024, SHOWN_MAX = 60 };

/* Where nothing is official a statement is wrong only beside another one: what makes a statement at
 * all stands for it. */
static bool holds_rule(const struct verdict *verdict, const struct rule *rule)
{
	for (size_t i = 0; i < verdict->match_count; i++)
		if (verdict->matches[i].rule == rule)
			return true;
	for (size_t i = 0; i < verdict->says_count; i++)
		if (span_is(verdict->says[i].rule, rule->id))
			return true;
	return false;
}

/* The words of the example, cut where a line of problems would become too long. */
static int shown_length(const struct node *at)
{
	size_t len = at->len;

	if (len <= SHOWN_MAX)
		return (int)len;
	for (len = SHOWN_MAX; ((unsigned char)at->text[len] & 0xc0) == 0x80; len--)
		;
	return (int)len;
}

static void report(const struct rule_body *body, const struct example *example,
    const struct verdict *verdict, struct problems *problems)
{
	const char *tail = example->at->len > SHOWN_MAX ? "…" : "";

	if (verdict->judged == JUDGED_LIMIT)
		problems_error(problems, example->at,
		    "rule \"%s\" takes too long over this example: \"%.*s%s\"", body->rule.id,
		    shown_length(example->at), example->at->text, tail);
	else if (example->violates)
		problems_error(problems, example->at,
		    "rule \"%s\" should match this example and does not: \"%.*s%s\"", body->rule.id,
		    shown_length(example->at), example->at->text, tail);
	else
		problems_error(problems, example->at,
		    "rule \"%s\" should let this example pass and matches it: \"%.*s%s\"",
		    body->rule.id, shown_length(example->at), example->at->text, tail);
}

/* A rule for the company's accounts is tried as the first of them: an account that is not known is
 * never the company's. */
static void use_account(const struct where_condition *where, struct post *post)
{
	if (where == NULL || where->accounts == 0 || where->known_accounts == NULL)
		return;
	const struct accounts *known = where->known_accounts;
	bool is_official =
	    (where->accounts >> ACCOUNT_OFFICIAL & 1) != 0 && known->official_count > 0;

	if (is_official)
		post->site = span_cut(span_of(known->official[0]), ':', &post->account);
	else if ((where->accounts >> ACCOUNT_SPEAKERS & 1) != 0 && known->speaker_account_count > 0)
		post->site = span_cut(span_of(known->speaker_accounts[0]), ':', &post->account);
}

static void run_example(struct judge *judge, const struct rule_body *body,
    const struct example *example, struct arena *arena, struct problems *problems)
{
	struct field field = { SPAN("text"), span_make(example->at->text, example->at->len) };
	struct post post = {
		.class = SPAN("public-social"),
		.activity = ACTIVITY_POST,
		.audience = AUDIENCE_PUBLIC,
		.fields = &field,
		.field_count = 1,
	};
	const struct who nobody = { 0 };
	struct verdict verdict;

	use_account(body->where, &post);
	judge_post(judge, &(struct occasion){ .post = &post, .who = &nobody }, arena, &verdict);
	if (verdict.judged == JUDGED_LIMIT ||
	    holds_rule(&verdict, &body->rule) != example->violates)
		report(body, example, &verdict, problems);
	arena_clear(arena);
}

void policy_run_examples(const struct policy *policy, struct problems *problems)
{
	struct judge *judge = judge_new(policy);
	struct arena *arena = arena_new(EXAMPLE_ARENA_MAX);

	for (size_t i = 0; i < policy->rule_count; i++)
		for (size_t j = 0; j < policy->rules[i].example_count; j++)
			run_example(judge, &policy->rules[i], &policy->rules[i].examples[j], arena,
			    problems);
	arena_free(arena);
	judge_free(judge);
}
