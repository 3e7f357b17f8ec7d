#include "match.h"

#include <string.h>

#include "condition.h"
#include "link.h"
#include "text/utf8.h"
#include "words.h"

/* One matcher at work: which fields it may look at, and in which it holds. */
struct work {
	struct evaluation *all;
	enum sense sense;
	const bool *allowed;
	bool *holds;
	size_t first_span; /* those from here on are its own */
};

static bool *new_flags(struct evaluation *evaluation)
{
	bool *flags = arena_alloc(evaluation->arena, evaluation->post->field_count);

	if (flags == NULL)
		evaluation->hit_limit = true;
	return flags;
}

static bool any_flag(const struct evaluation *evaluation, const bool *flags)
{
	for (size_t i = 0; i < evaluation->post->field_count; i++)
		if (flags[i])
			return true;
	return false;
}

static bool is_known(const struct work *work, size_t field, size_t start, size_t end)
{
	const struct evaluation *all = work->all;

	for (size_t i = work->first_span; i < all->span_count; i++)
		if (all->spans[i].field == field && all->spans[i].byte_start < end &&
		    start < all->spans[i].byte_end)
			return true;
	return false;
}

/* Notes a place in the original text; one that another view has already found is no new one. */
static void note(struct work *work, size_t field, size_t start, size_t end)
{
	struct evaluation *all = work->all;

	work->holds[field] = true;
	if (all->span_count == SPANS_MAX || is_known(work, field, start, end))
		return;
	all->spans[all->span_count++] =
	    (struct match_span){ .field = field, .byte_start = start, .byte_end = end };
}

static bool is_enough(const struct work *work)
{
	return work->all->span_count == SPANS_MAX;
}

/* The text of a field in a view. */
static struct span view_text(const struct evaluation *all, int view, size_t field)
{
	const size_t *starts = all->view_starts[view];

	return span_make(
	    all->views[view].bytes + starts[field], starts[field + 1] - starts[field] - 1);
}

static void note_in_view(struct work *work, int view, size_t field, size_t start, size_t end)
{
	const struct evaluation *all = work->all;
	size_t base = all->view_starts[view][field];
	size_t from;
	size_t to;

	view_origin(&all->views[view], base + start, base + end, &from, &to);
	note(work, field, from - all->field_starts[field], to - all->field_starts[field]);
}

static bool is_written_so(
    const struct work *work, const struct word *word, size_t field, size_t start, size_t end)
{
	const struct evaluation *all = work->all;
	size_t base = all->view_starts[VIEW_FOLDED][field];
	size_t from;
	size_t to;

	view_origin(&all->views[VIEW_FOLDED], base + start, base + end, &from, &to);
	from -= all->field_starts[field];
	to -= all->field_starts[field];
	return word_is_exact(word, span_make(all->post->fields[field].text.data + from, to - from));
}

static void find_word(
    struct work *work, const struct word_list *list, const struct word *word, size_t field)
{
	struct span text = view_text(work->all, VIEW_FOLDED, field);
	size_t start = 0;
	size_t end = 0;

	if (matching_is_spent(work->all->matching)) {
		work->all->hit_limit = true;
		return;
	}
	while (word_find(word, text, end, &start, &end)) {
		if (list->is_exact && !is_written_so(work, word, field, start, end))
			continue;
		note_in_view(work, VIEW_FOLDED, field, start, end);
		if (is_enough(work))
			return;
	}
}

static void match_words(struct work *work, const struct matcher *matcher)
{
	const struct evaluation *all = work->all;
	const struct word_list *list = matcher->words;

	for (size_t i = 0; i < list->count; i++) {
		if (!sieve_has_fired(all->fired, list->words[i].sieve))
			continue;
		for (size_t field = 0; field < all->post->field_count; field++)
			if (work->allowed[field] && !(is_enough(work) && work->holds[field]))
				find_word(work, list, &list->words[i], field);
	}
}

/* view: one of the views, or VIEW_COUNT for the text as written. */
static void find_expression(
    struct work *work, const struct expression *expression, int view, size_t field)
{
	struct evaluation *all = work->all;
	bool is_written = view == VIEW_COUNT;
	struct span text = is_written ? all->post->fields[field].text : view_text(all, view, field);
	size_t start = 0;
	size_t end = 0;

	do {
		enum expression_result result =
		    expression_find(expression, all->matching, text, end, &start, &end);
		if (result != EXPRESSION_YES) {
			all->hit_limit |= result == EXPRESSION_LIMIT;
			return;
		}
		if (is_written)
			note(work, field, start, end);
		else
			note_in_view(work, view, field, start, end);
	} while (!is_enough(work));
}

static void match_expressions(struct work *work, const struct matcher *matcher)
{
	const struct evaluation *all = work->all;

	for (size_t i = 0; i < matcher->expression_count; i++) {
		const struct expression *expression = &matcher->expressions[i];
		int view = expression->is_exact ? VIEW_NORMAL : VIEW_FOLDED;
		if (!sieve_has_fired(all->fired, expression->sieve))
			continue;
		for (size_t field = 0; field < all->post->field_count; field++) {
			if (!work->allowed[field])
				continue;
			find_expression(work, expression, VIEW_COUNT, field);
			if (all->views[view].is_changed)
				find_expression(work, expression, view, field);
		}
	}
}

/* What is not about a field holds in all of them. */
static void hold_everywhere(struct work *work, bool holds)
{
	if (holds)
		memcpy(work->holds, work->allowed, work->all->post->field_count);
}

static bool takes(struct work *work, enum answer answer, unsigned unknown)
{
	if (answer != ANSWER_UNKNOWN)
		return answer == ANSWER_YES;
	if (work->sense == SENSE_MATCH)
		work->all->unknown |= unknown;
	return work->sense == SENSE_MATCH;
}

static void match_who(struct work *work, const struct matcher *matcher)
{
	unsigned unknown = 0;
	enum answer answer = who_answer(matcher->who, work->all->who, &unknown);

	hold_everywhere(work, takes(work, answer, unknown));
}

static void match_where(struct work *work, const struct matcher *matcher)
{
	unsigned unknown = 0;
	enum answer answer = where_answer(matcher->where, work->all->post, &unknown);

	hold_everywhere(work, takes(work, answer, unknown));
}

static void match_link(struct work *work, const struct matcher *matcher)
{
	hold_everywhere(work, links_lead_to(work->all->post, matcher->host, matcher->is_only));
}

static bool evaluate_into(struct evaluation *all, const struct matcher *matcher, enum sense sense,
    const bool *allowed, bool *holds);

static void match_any(struct work *work, const struct matcher *matcher)
{
	for (size_t i = 0; i < matcher->child_count; i++)
		evaluate_into(
		    work->all, matcher->children[i], work->sense, work->allowed, work->holds);
}

static bool is_negative(const struct matcher *matcher)
{
	return matcher->kind == MATCHER_NONE || matcher->kind == MATCHER_UNLESS;
}

/* First what must not be there: it takes fields away. Then everything else, each in what is left.
 */
static void match_all(struct work *work, const struct matcher *matcher)
{
	size_t fields = work->all->post->field_count;
	bool *left = new_flags(work->all);
	bool *holds = new_flags(work->all);
	size_t positive = 0;

	if (holds == NULL)
		return;
	memcpy(left, work->allowed, fields);
	for (size_t i = 0; i < matcher->child_count; i++) {
		bool *kept = is_negative(matcher->children[i]) ? new_flags(work->all) : NULL;
		if (kept == NULL)
			continue;
		evaluate_into(work->all, matcher->children[i], work->sense, left, kept);
		memcpy(left, kept, fields);
	}
	for (size_t i = 0; i < matcher->child_count; i++) {
		if (is_negative(matcher->children[i]))
			continue;
		positive++;
		if (!evaluate_into(work->all, matcher->children[i], work->sense, left, holds))
			return;
	}
	memcpy(work->holds, positive > 0 ? holds : left, fields);
}

/* In what is forbidden or exempted, unknown reads the other way round. */
static void match_none(struct work *work, const struct matcher *matcher)
{
	enum sense sense = work->sense == SENSE_MATCH ? SENSE_EXEMPT : SENSE_MATCH;
	bool *found = new_flags(work->all);

	if (found == NULL)
		return;
	for (size_t i = 0; i < matcher->child_count; i++)
		evaluate_into(work->all, matcher->children[i], sense, work->allowed, found);
	for (size_t i = 0; i < work->all->post->field_count; i++)
		work->holds[i] = work->allowed[i] && !found[i];
	work->all->span_count = work->first_span;
}

static struct span span_text(const struct evaluation *all, const struct match_span *span)
{
	return span_make(all->post->fields[span->field].text.data + span->byte_start,
	    span->byte_end - span->byte_start);
}

/* The same text twice counts once. Quadratic in at most SPANS_MAX. */
static size_t count_different(const struct work *work)
{
	const struct evaluation *all = work->all;
	size_t count = 0;

	for (size_t i = work->first_span; i < all->span_count; i++) {
		size_t j = work->first_span;
		while (j < i && !span_equal_nocase(
		                    span_text(all, &all->spans[i]), span_text(all, &all->spans[j])))
			j++;
		count += j == i;
	}
	return count;
}

/* Where there is no room for more, there were enough: the limit of at-least is far below it. */
static void match_count(struct work *work, const struct matcher *matcher)
{
	match_any(work, matcher);
	if (!is_enough(work) && count_different(work) < matcher->at_least)
		memset(work->holds, 0, work->all->post->field_count);
}

static void (*const functions[])(struct work *work, const struct matcher *matcher) = {
	[MATCHER_WORDS] = match_words,
	[MATCHER_REGEX] = match_expressions,
	[MATCHER_KIND] = match_expressions,
	[MATCHER_COUNT] = match_count,
	[MATCHER_LINK] = match_link,
	[MATCHER_WHO] = match_who,
	[MATCHER_WHERE] = match_where,
	[MATCHER_ANY] = match_any,
	[MATCHER_ALL] = match_all,
	[MATCHER_NONE] = match_none,
	[MATCHER_UNLESS] = match_none,
};

/* Adds to holds the fields in which the matcher holds; what it found goes again if there are none.
 */
static bool evaluate_into(struct evaluation *all, const struct matcher *matcher, enum sense sense,
    const bool *allowed, bool *holds)
{
	struct work work = { all, sense, allowed, new_flags(all), all->span_count };

	if (work.holds == NULL)
		return false;
	functions[matcher->kind](&work, matcher);
	if (!any_flag(all, work.holds)) {
		all->span_count = work.first_span;
		return false;
	}
	for (size_t i = 0; i < all->post->field_count; i++)
		holds[i] |= work.holds[i];
	return true;
}

bool evaluate_rule(struct evaluation *all, const struct rule_body *body)
{
	bool *allowed = new_flags(all);
	bool *left = new_flags(all);
	bool *holds = new_flags(all);

	if (holds == NULL)
		return false;
	memset(allowed, true, all->post->field_count);
	if (body->unless == NULL)
		left = allowed;
	else if (!evaluate_into(all, body->unless, SENSE_MATCH, allowed, left))
		return false;
	return evaluate_into(all, body->match, SENSE_MATCH, left, holds);
}
