#include "match.h"

#include <string.h>

bool *new_flags(struct evaluation *evaluation)
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

void note(struct work *work, size_t field, size_t start, size_t end)
{
	struct evaluation *all = work->all;

	work->holds[field] = true;
	if (all->span_count == SPANS_MAX || is_known(work, field, start, end))
		return;
	all->spans[all->span_count++] =
	    (struct match_span){ .field = field, .byte_start = start, .byte_end = end };
}

bool is_enough(const struct work *work)
{
	return work->all->span_count == SPANS_MAX;
}

struct span view_text(const struct evaluation *all, int view, size_t field)
{
	const size_t *starts = all->view_starts[view];

	return span_make(
	    all->views[view].bytes + starts[field], starts[field + 1] - starts[field] - 1);
}

struct span view_original(
    const struct evaluation *all, int view, size_t field, size_t *start, size_t *end)
{
	size_t base = all->view_starts[view][field];
	size_t from;
	size_t to;

	view_origin(&all->views[view], base + *start, base + *end, &from, &to);
	*start = from - all->field_starts[field];
	*end = to - all->field_starts[field];
	return span_make(all->post->fields[field].text.data + *start, *end - *start);
}

void note_in_view(struct work *work, int view, size_t field, size_t start, size_t end)
{
	view_original(work->all, view, field, &start, &end);
	note(work, field, start, end);
}

struct span span_text(const struct evaluation *all, const struct match_span *span)
{
	return span_make(all->post->fields[span->field].text.data + span->byte_start,
	    span->byte_end - span->byte_start);
}

void hold_everywhere(struct work *work, bool holds)
{
	if (holds)
		memcpy(work->holds, work->allowed, work->all->post->field_count);
}

bool evaluate_into(struct evaluation *all, const struct matcher *matcher, enum sense sense,
    const bool *allowed, bool *holds)
{
	struct work work = { all, sense, allowed, new_flags(all), all->span_count };

	if (work.holds == NULL)
		return false;
	matcher->type->evaluate(&work, matcher);
	if (!any_flag(all, work.holds)) {
		all->span_count = work.first_span;
		return false;
	}
	for (size_t i = 0; i < all->post->field_count; i++)
		holds[i] |= work.holds[i];
	return true;
}

void evaluate_children(struct work *work, const struct matcher *matcher)
{
	for (size_t i = 0; i < matcher->child_count; i++)
		evaluate_into(
		    work->all, matcher->children[i], work->sense, work->allowed, work->holds);
}

bool takes(struct work *work, enum answer answer, unsigned unknown)
{
	if (answer != ANSWER_UNKNOWN)
		return answer == ANSWER_YES;
	if (work->sense == SENSE_MATCH)
		work->all->unknown |= unknown;
	return work->sense == SENSE_MATCH;
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
