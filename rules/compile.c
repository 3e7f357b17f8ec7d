#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "policy_data.h"
#include "words.h"

/* Completes what was read: expressions, the sieve, and which rules each of its numbers wakes. */

struct wake {
	unsigned number;
	unsigned rule;
};

struct wake_list {
	struct wake *list;
	size_t count;
	size_t capacity;
};

static void compile_expressions(
    struct policy *policy, struct matcher *matcher, struct problems *problems)
{
	for (size_t i = 0; i < matcher->expression_count; i++) {
		struct expression *expression = &matcher->expressions[i];
		struct err err;
		if (!expression_compile(expression, &err)) {
			problems_error(
			    problems, matcher->at, "this expression cannot be read: %s", err.text);
			continue;
		}
		expression->sieve =
		    sieve_add_expression(policy->sieve, expression->pattern, expression->is_exact);
		policy->has_exact |= expression->is_exact;
	}
}

static void add_literals(struct policy *policy, struct word_list *words)
{
	policy->has_exact |= words->is_exact;
	for (size_t i = 0; i < words->count; i++)
		words->words[i].sieve =
		    sieve_add_literal(policy->sieve, word_anchor(&words->words[i]));
}

static void forget_blind(const struct sieve *sieve, struct matcher *matcher)
{
	for (size_t i = 0; i < matcher->expression_count; i++)
		if (sieve_is_blind(sieve, matcher->expressions[i].sieve))
			matcher->expressions[i].sieve = SIEVE_NONE;
	for (size_t i = 0; matcher->words != NULL && i < matcher->words->count; i++)
		if (sieve_is_blind(sieve, matcher->words->words[i].sieve))
			matcher->words->words[i].sieve = SIEVE_NONE;
}

static bool has_silent_part(const struct matcher *matcher)
{
	for (size_t i = 0; matcher->words != NULL && i < matcher->words->count; i++)
		if (matcher->words->words[i].sieve == SIEVE_NONE)
			return true;
	for (size_t i = 0; i < matcher->expression_count; i++)
		if (matcher->expressions[i].sieve == SIEVE_NONE)
			return true;
	return false;
}

/* May a matcher match where nothing of it has fired? Trees are no deeper than YAML may nest
 * (node.h). */
static bool may_match_silently(const struct matcher *matcher)
{
	size_t silent = 0;

	for (size_t i = 0; i < matcher->child_count; i++)
		silent += may_match_silently(matcher->children[i]);
	switch (matcher->type->wakes) {
	case WAKES_BY_PARTS:
		return has_silent_part(matcher);
	case WAKES_BY_ANY:
		return silent > 0;
	case WAKES_BY_ALL:
		return silent == matcher->child_count;
	case WAKES_ALWAYS:
		break;
	}
	return true;
}

static void add_wake(struct wake_list *wakes, int number, size_t rule)
{
	if (number == SIEVE_NONE)
		return;
	wakes->list =
	    mem_grow(wakes->list, &wakes->capacity, wakes->count + 1, sizeof *wakes->list);
	wakes->list[wakes->count++] = (struct wake){ (unsigned)number, (unsigned)rule };
}

static void collect_wakes(const struct matcher *matcher, size_t rule, struct wake_list *wakes)
{
	if (matcher->type->is_negative)
		return;
	for (size_t i = 0; i < matcher->expression_count; i++)
		add_wake(wakes, matcher->expressions[i].sieve, rule);
	for (size_t i = 0; matcher->words != NULL && i < matcher->words->count; i++)
		add_wake(wakes, matcher->words->words[i].sieve, rule);
	for (size_t i = 0; i < matcher->child_count; i++)
		collect_wakes(matcher->children[i], rule, wakes);
}

static int compare_wakes(const void *a, const void *b)
{
	const struct wake *x = a;
	const struct wake *y = b;

	if (x->number != y->number)
		return x->number < y->number ? -1 : 1;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static void index_wakes(struct policy *policy, struct wake_list *wakes)
{
	size_t numbers = sieve_count(policy->sieve);
	size_t at = 0;

	if (wakes->count > 1)
		qsort(wakes->list, wakes->count, sizeof *wakes->list, compare_wakes);
	policy->first = mem_array(numbers + 1, sizeof *policy->first);
	policy->wakes = mem_array(wakes->count, sizeof *policy->wakes);
	for (size_t number = 0; number < numbers; number++) {
		policy->first[number] = at;
		for (; at < wakes->count && wakes->list[at].number == number; at++)
			policy->wakes[at] = wakes->list[at].rule;
	}
	policy->first[numbers] = at;
}

static void plan_rules(struct policy *policy)
{
	struct wake_list wakes = { 0 };

	for (size_t i = 0; i < policy->rule_count; i++) {
		struct rule_body *body = &policy->rules[i];
		body->is_always = may_match_silently(body->match);
		policy->has_always |= body->is_always;
		if (!body->is_always)
			collect_wakes(body->match, i, &wakes);
	}
	index_wakes(policy, &wakes);
	free(wakes.list);
}

void policy_compile(struct policy *policy, struct problems *problems)
{
	for (size_t i = 0; i < policy->matcher_count; i++) {
		struct matcher *matcher = policy->matchers[i];
		compile_expressions(policy, matcher, problems);
		if (matcher->words != NULL)
			add_literals(policy, matcher->words);
	}
}

void policy_plan(struct policy *policy, struct source *source)
{
	sieve_compile(policy->sieve, source);
	for (size_t i = 0; i < policy->matcher_count; i++)
		forget_blind(policy->sieve, policy->matchers[i]);
	plan_rules(policy);
}
