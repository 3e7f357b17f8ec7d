#include "waking.h"

#include <stdlib.h>

#include "../proxy/base/mem.h"
#include "policy_data.h"

/*
 * A graph with edges from numbers of the sieve to rules, and to lists of words, and from lists to
 * rules: a list of thousands of words that thousands of rules look for costs the sum of them, not
 * the product. Nodes are numbers first, then lists, then rules.
 *
 * Of things that must all be there, one is enough to wake a rule: the one that is found least
 * often.
 */

struct edge {
	unsigned from;
	unsigned to;
};

struct edges {
	struct edge *list;
	size_t count;
	size_t capacity;
};

struct waking {
	size_t numbers; /* where the nodes of lists begin */
	size_t rules;   /* where those of rules begin */
	size_t nodes;
	size_t *first; /* edges of node n: to[first[n]] up to to[first[n + 1]] */
	unsigned *to;
	unsigned *always; /* rules that may match where nothing has fired */
	size_t always_count;
};

struct awake {
	const struct waking *waking;
	bool *is_seen;  /* by node; all false between calls */
	unsigned *list; /* lists and rules that were seen: nodes first, in the end rules */
	size_t count;
};

static bool has_silent_part(const struct matcher *matcher)
{
	for (size_t i = 0; i < matcher->expression_count; i++)
		if (matcher->expressions[i].sieve == SIEVE_NONE)
			return true;
	return matcher->words != NULL && matcher->words->silent > 0;
}

/* May a matcher match where nothing of it has fired? Trees are no deeper than YAML may nest
 * (node.h). */
static bool is_silent(const struct matcher *matcher)
{
	size_t silent = 0;

	for (size_t i = 0; i < matcher->child_count; i++)
		silent += is_silent(matcher->children[i]);
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

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* How many letters a text must hold for a matcher to wake, at the least; of those that do not match
 * silently. */
static size_t rarity(const struct sieve *sieve, const struct matcher *matcher)
{
	bool is_all = matcher->type->wakes == WAKES_BY_ALL;
	size_t found = is_all ? 0 : SIZE_MAX;

	for (size_t i = 0; i < matcher->child_count; i++) {
		if (is_silent(matcher->children[i]))
			continue;
		size_t one = rarity(sieve, matcher->children[i]);
		found = is_all == (one > found) ? one : found;
	}
	for (size_t i = 0; i < matcher->expression_count; i++)
		found = least(found, sieve_rarity(sieve, matcher->expressions[i].sieve));
	for (size_t i = 0; matcher->words != NULL && i < matcher->words->count; i++)
		found = least(found, sieve_rarity(sieve, matcher->words->words[i].sieve));
	return found;
}

static void add_edge(struct edges *edges, size_t from, size_t to)
{
	edges->list =
	    mem_grow(edges->list, &edges->capacity, edges->count + 1, sizeof *edges->list);
	edges->list[edges->count++] = (struct edge){ (unsigned)from, (unsigned)to };
}

static const struct matcher *rarest_child(const struct sieve *sieve, const struct matcher *matcher)
{
	const struct matcher *best = NULL;
	size_t found = 0;

	for (size_t i = 0; i < matcher->child_count; i++) {
		const struct matcher *child = matcher->children[i];
		if (is_silent(child))
			continue;
		size_t one = rarity(sieve, child);
		if (best == NULL || one > found) {
			best = child;
			found = one;
		}
	}
	return best;
}

/* The edges that end at a rule. */
static void collect(const struct policy *policy, const struct waking *waking,
    const struct matcher *matcher, size_t rule, struct edges *edges)
{
	if (matcher->type->wakes == WAKES_BY_ALL) {
		collect(policy, waking, rarest_child(policy->sieve, matcher), rule, edges);
		return;
	}
	for (size_t i = 0; i < matcher->expression_count; i++)
		add_edge(edges, (size_t)matcher->expressions[i].sieve, waking->rules + rule);
	if (matcher->words != NULL)
		add_edge(edges, waking->numbers + matcher->words->number, waking->rules + rule);
	for (size_t i = 0; i < matcher->child_count; i++)
		collect(policy, waking, matcher->children[i], rule, edges);
}

static void collect_list(
    const struct waking *waking, const struct word_list *list, struct edges *edges)
{
	for (size_t i = list->silent; i < list->count; i++)
		add_edge(edges, (size_t)list->words[list->order[i]].sieve,
		    waking->numbers + list->number);
}

static int compare_edges(const void *a, const void *b)
{
	const struct edge *x = a;
	const struct edge *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (x->to > y->to) - (x->to < y->to);
}

static void sort_edges(struct waking *waking, struct edges *edges)
{
	size_t at = 0;

	if (edges->count > 1)
		qsort(edges->list, edges->count, sizeof *edges->list, compare_edges);
	waking->first = mem_array(waking->nodes + 1, sizeof *waking->first);
	waking->to = mem_array(edges->count, sizeof *waking->to);
	for (size_t node = 0; node < waking->nodes; node++) {
		waking->first[node] = at;
		for (; at < edges->count && edges->list[at].from == node; at++)
			waking->to[at] = edges->list[at].to;
	}
	waking->first[waking->nodes] = at;
}

struct waking *waking_new(const struct policy *policy)
{
	struct waking *waking = mem_alloc(sizeof *waking);
	struct edges edges = { 0 };

	waking->numbers = sieve_count(policy->sieve);
	waking->rules = waking->numbers + policy->sifted_count;
	waking->nodes = waking->rules + policy->rule_count;
	waking->always = mem_array(policy->rule_count, sizeof *waking->always);
	for (size_t i = 0; i < policy->sifted_count; i++)
		collect_list(waking, policy->sifted[i], &edges);
	for (size_t i = 0; i < policy->rule_count; i++) {
		const struct matcher *match = policy->rules[i].match;
		if (is_silent(match))
			waking->always[waking->always_count++] = (unsigned)i;
		else
			collect(policy, waking, match, i, &edges);
	}
	sort_edges(waking, &edges);
	free(edges.list);
	return waking;
}

void waking_free(struct waking *waking)
{
	if (waking == NULL)
		return;
	free(waking->first);
	free(waking->to);
	free(waking->always);
	free(waking);
}

struct awake *awake_new(const struct waking *waking)
{
	struct awake *awake = mem_alloc(sizeof *awake);

	awake->waking = waking;
	awake->is_seen = mem_array(waking->nodes, sizeof *awake->is_seen);
	awake->list = mem_array(waking->nodes, sizeof *awake->list);
	return awake;
}

void awake_free(struct awake *awake)
{
	if (awake == NULL)
		return;
	free(awake->is_seen);
	free(awake->list);
	free(awake);
}

static void see(struct awake *awake, size_t node)
{
	if (awake->is_seen[node])
		return;
	awake->is_seen[node] = true;
	awake->list[awake->count++] = (unsigned)node;
}

static void follow(struct awake *awake, size_t node)
{
	const struct waking *waking = awake->waking;

	for (size_t i = waking->first[node]; i < waking->first[node + 1]; i++)
		see(awake, waking->to[i]);
}

static int compare_numbers(const void *a, const void *b)
{
	unsigned x = *(const unsigned *)a;
	unsigned y = *(const unsigned *)b;

	return (x > y) - (x < y);
}

size_t awake_rules(
    struct awake *awake, const unsigned *numbers, size_t number_count, const unsigned **rules)
{
	const struct waking *waking = awake->waking;
	size_t count = 0;

	awake->count = 0;
	for (size_t i = 0; i < number_count; i++)
		follow(awake, numbers[i]);
	*rules = waking->always;
	if (awake->count == 0)
		return waking->always_count;
	for (size_t i = 0; i < awake->count; i++) /* lists that are seen make it longer */
		follow(awake, awake->list[i]);
	for (size_t i = 0; i < waking->always_count; i++)
		see(awake, waking->rules + waking->always[i]);
	for (size_t i = 0; i < awake->count; i++) {
		unsigned node = awake->list[i];
		awake->is_seen[node] = false;
		if (node >= waking->rules)
			awake->list[count++] = node - (unsigned)waking->rules;
	}
	qsort(awake->list, count, sizeof *awake->list, compare_numbers);
	*rules = awake->list;
	return count;
}
