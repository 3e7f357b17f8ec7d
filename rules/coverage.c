#include "coverage.h"

#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "matchers/types.h"

static bool has_word(const struct word_list *list, const struct word *wanted)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct word *word = &list->words[i];
		bool is_prefix = word->may_inflect && wanted->text.len >= word->text.len &&
		                 memcmp(wanted->text.data, word->text.data, word->text.len) == 0;
		if (is_prefix || (span_equal(word->text, wanted->text) && !wanted->may_inflect))
			return true;
	}
	return false;
}

static bool covers_words(const struct word_list *wide, const struct word_list *narrow)
{
	if (wide->is_exact && !narrow->is_exact)
		return false;
	for (size_t i = 0; i < narrow->count; i++)
		if (!has_word(wide, &narrow->words[i]))
			return false;
	return narrow->count > 0;
}

/* "any" and "all" of one thing are that thing. */
static const struct matcher *bare(const struct matcher *matcher)
{
	while (matcher->child_count == 1 &&
	       (matcher->type == &matcher_any || matcher->type == &matcher_all))
		matcher = matcher->children[0];
	return matcher;
}

/* Does everything that narrow finds match wide too? False where that cannot be told. */
static bool covers(const struct matcher *wide, const struct matcher *narrow)
{
	wide = bare(wide);
	narrow = bare(narrow);
	if (narrow->type == &matcher_any) {
		for (size_t i = 0; i < narrow->child_count; i++)
			if (!covers(wide, narrow->children[i]))
				return false;
		return true;
	}
	if (wide->type == &matcher_any) {
		for (size_t i = 0; i < wide->child_count; i++)
			if (covers(wide->children[i], narrow))
				return true;
		return false;
	}
	if (wide->type != narrow->type)
		return false;
	if (wide->type == &matcher_words)
		return covers_words(wide->words, narrow->words);
	if (wide->type == &matcher_kind)
		return wide->own == narrow->own;
	return wide->type == &matcher_regex &&
	       strcmp(wide->expressions[0].pattern, narrow->expressions[0].pattern) == 0 &&
	       (narrow->expressions[0].is_exact || !wide->expressions[0].is_exact);
}

static bool is_unconditional(const struct rule_body *body)
{
	return body->who == NULL && body->where == NULL && body->when == NULL &&
	       body->unless == NULL && !body->rule.is_shadow;
}

/*
 * Only a rule that looks for the first thing that this one looks for can cover it: an index by
 * things spares comparing each with each. A word that may be inflected is found by what begins like
 * it.
 */

enum thing { THING_WORD, THING_BEGINNING, THING_EXPRESSION, THING_KIND };

struct entry {
	enum thing thing;
	struct span text;
	size_t rule;
};

struct coverage {
	const struct policy *policy;
	struct entry *entries; /* in order */
	size_t count;
	size_t capacity;
};

static int compare_things(const struct entry *a, const struct entry *b)
{
	size_t len = a->text.len < b->text.len ? a->text.len : b->text.len;

	if (a->thing != b->thing)
		return a->thing < b->thing ? -1 : 1;
	int order = len > 0 ? memcmp(a->text.data, b->text.data, len) : 0;
	return order != 0 ? order : (a->text.len > b->text.len) - (a->text.len < b->text.len);
}

static int compare_entries(const void *a, const void *b)
{
	const struct entry *x = a;
	const struct entry *y = b;
	int order = compare_things(x, y);

	return order != 0 ? order : (x->rule > y->rule) - (x->rule < y->rule);
}

static void add_entry(struct coverage *coverage, struct entry entry)
{
	coverage->entries = mem_grow(
	    coverage->entries, &coverage->capacity, coverage->count + 1, sizeof *coverage->entries);
	coverage->entries[coverage->count++] = entry;
}

static void add_words(struct coverage *coverage, const struct word_list *list, size_t rule)
{
	for (size_t i = 0; i < list->count; i++)
		add_entry(coverage,
		    (struct entry){ list->words[i].may_inflect ? THING_BEGINNING : THING_WORD,
		        list->words[i].text, rule });
}

static struct entry entry_of(const struct matcher *matcher, size_t rule)
{
	if (matcher->type == &matcher_kind)
		return (struct entry){ THING_KIND,
			span_of(((const struct kind *)matcher->own)->name), rule };
	return (struct entry){ THING_EXPRESSION, span_of(matcher->expressions[0].pattern), rule };
}

/* All that a rule looks for, of which any suffices. */
static void add_things(struct coverage *coverage, const struct matcher *matcher, size_t rule)
{
	matcher = bare(matcher);
	for (size_t i = 0; matcher->type == &matcher_any && i < matcher->child_count; i++)
		add_things(coverage, matcher->children[i], rule);
	if (matcher->type == &matcher_words)
		add_words(coverage, matcher->words, rule);
	else if (matcher->type == &matcher_kind || matcher->type == &matcher_regex)
		add_entry(coverage, entry_of(matcher, rule));
}

struct coverage *coverage_new(const struct policy *policy)
{
	struct coverage *coverage = mem_alloc(sizeof *coverage);

	coverage->policy = policy;
	for (size_t i = 0; i < policy->rule_count; i++)
		if (policy->rules[i].match != NULL && is_unconditional(&policy->rules[i]))
			add_things(coverage, policy->rules[i].match, i);
	if (coverage->count > 1)
		qsort(
		    coverage->entries, coverage->count, sizeof *coverage->entries, compare_entries);
	return coverage;
}

void coverage_free(struct coverage *coverage)
{
	if (coverage == NULL)
		return;
	free(coverage->entries);
	free(coverage);
}

/* Where entries of this thing begin. */
static size_t place_of(const struct coverage *coverage, const struct entry *wanted)
{
	size_t low = 0;
	size_t high = coverage->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (compare_things(&coverage->entries[middle], wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool makes_needless(const struct rule_body *other, const struct rule_body *body)
{
	if (other == body || other->rule.action < body->rule.action ||
	    !covers(other->match, body->match))
		return false;
	/* Of two alike it is the second one that is needless. */
	return other < body || !is_unconditional(body) || !covers(body->match, other->match);
}

static void find_among(const struct coverage *coverage, struct entry thing,
    const struct rule_body *body, const struct rule_body **found)
{
	for (size_t i = place_of(coverage, &thing); i < coverage->count; i++) {
		const struct rule_body *other = &coverage->policy->rules[coverage->entries[i].rule];
		if (compare_things(&coverage->entries[i], &thing) != 0 ||
		    (*found != NULL && other >= *found))
			return;
		if (makes_needless(other, body))
			*found = other;
	}
}

static const struct matcher *first_of(const struct matcher *matcher)
{
	matcher = bare(matcher);
	while (matcher->type == &matcher_any && matcher->child_count > 0)
		matcher = bare(matcher->children[0]);
	return matcher;
}

const struct rule_body *coverage_find(const struct coverage *coverage, const struct rule_body *body)
{
	const struct matcher *first = body->match != NULL ? first_of(body->match) : NULL;
	const struct rule_body *found = NULL;

	if (first == NULL)
		return NULL;
	if (first->type == &matcher_words && first->words->count > 0) {
		struct span text = first->words->words[0].text;
		find_among(coverage, (struct entry){ THING_WORD, text, 0 }, body, &found);
		for (size_t len = 1; len <= text.len; len++)
			find_among(coverage,
			    (struct entry){ THING_BEGINNING, span_make(text.data, len), 0 }, body,
			    &found);
	} else if (first->type == &matcher_kind || first->type == &matcher_regex) {
		find_among(coverage, entry_of(first, 0), body, &found);
	}
	return found;
}
