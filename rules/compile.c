#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "policy_data.h"
#include "words.h"

/* Completes what was read: expressions, the sieve, and which rules each of its numbers wakes. */

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
		expression->sieve = sieve_add_expression(
		    policy->sieve, expression_hint(expression), expression->is_exact);
		policy->has_exact |= expression->is_exact;
		if (expression->form == NULL)
			vocabulary_add_pattern(policy->vocabulary, expression->pattern);
	}
}

/* A list is sifted once, however many rules look for it. */
static void add_list(struct policy *policy, struct word_list *list)
{
	if (list->order != NULL)
		return;
	list->order = arena_alloc(policy->arena, (list->count + 1) * sizeof *list->order);
	list->number = policy->sifted_count;
	policy->has_exact |= list->is_exact;
	for (size_t i = 0; i < list->count; i++) {
		struct word *word = &list->words[i];
		word->sieve = sieve_add_literal(policy->sieve, word_anchor(word));
		vocabulary_add(policy->vocabulary, word->text, word->may_inflect);
	}
	policy->sifted = mem_grow(policy->sifted, &policy->sifted_capacity,
	    policy->sifted_count + 1, sizeof *policy->sifted);
	policy->sifted[policy->sifted_count++] = list;
}

static void forget_blind(const struct sieve *sieve, struct matcher *matcher)
{
	for (size_t i = 0; i < matcher->expression_count; i++)
		if (sieve_is_blind(sieve, matcher->expressions[i].sieve))
			matcher->expressions[i].sieve = SIEVE_NONE;
}

static int compare_places(const void *a, const void *b, void *context)
{
	const struct word *words = context;
	unsigned x = *(const unsigned *)a;
	unsigned y = *(const unsigned *)b;

	if (words[x].sieve != words[y].sieve)
		return words[x].sieve < words[y].sieve ? -1 : 1;
	return (x > y) - (x < y);
}

static void order_list(const struct sieve *sieve, struct word_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		struct word *word = &list->words[i];
		list->order[i] = (unsigned)i;
		if (sieve_is_blind(sieve, word->sieve)) {
			word->sieve = SIEVE_NONE;
			list->silent++;
		}
	}
	qsort_r(list->order, list->count, sizeof *list->order, compare_places, list->words);
}

void policy_compile(struct policy *policy, struct problems *problems)
{
	for (size_t i = 0; i < policy->matcher_count; i++) {
		struct matcher *matcher = policy->matchers[i];
		compile_expressions(policy, matcher, problems);
		if (matcher->words != NULL)
			add_list(policy, matcher->words);
	}
	vocabulary_close(policy->vocabulary);
}

static void report_too_long(
    const struct policy *policy, const struct matcher *matcher, struct problems *problems)
{
	for (size_t i = 0; i < matcher->expression_count; i++)
		if (sieve_is_too_long(policy->sieve, matcher->expressions[i].sieve))
			problems_error(problems, matcher->at,
			    "this expression takes more than %u s to prepare: fewer or smaller "
			    "repeats within repeats make it quick",
			    sieve_limits.pattern_ms / 1000);
}

static bool sift(struct policy *policy, struct source *source, struct problems *problems)
{
	size_t before = problems->errors;
	bool is_made = sieve_compile(policy->sieve, &sieve_limits, source);

	for (size_t i = 0; i < policy->matcher_count; i++)
		report_too_long(policy, policy->matchers[i], problems);
	if (!is_made)
		problems_error(problems, policy->rule_count > 0 ? policy->rules[0].at : NULL,
		    "the words and expressions of this policy take more than %u s, or more memory "
		    "than there is, to prepare: %zu different ones",
		    sieve_limits.all_ms / 1000, sieve_count(policy->sieve));
	return problems->errors == before;
}

bool policy_plan(struct policy *policy, struct source *source, struct problems *problems)
{
	if (!sift(policy, source, problems))
		return false;
	for (size_t i = 0; i < policy->matcher_count; i++)
		forget_blind(policy->sieve, policy->matchers[i]);
	for (size_t i = 0; i < policy->sifted_count; i++)
		order_list(policy->sieve, policy->sifted[i]);
	policy->waking = waking_new(policy);
	return true;
}
