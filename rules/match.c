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

static void add_span(struct work *work, const struct match_span *span)
{
	struct evaluation *all = work->all;

	work->holds[span->field] = true;
	if (all->span_count < SPANS_MAX &&
	    !is_known(work, span->field, span->byte_start, span->byte_end))
		all->spans[all->span_count++] = *span;
}

void note(struct work *work, size_t field, size_t start, size_t end)
{
	add_span(
	    work, &(struct match_span){ .field = field, .byte_start = start, .byte_end = end });
}

bool is_enough(const struct work *work)
{
	return work->all->span_count == SPANS_MAX;
}

/* The views that differ, in the order in which they are looked at; NULL behind the last. */
static const struct view *view_of(const struct readings *readings, enum form form, int order)
{
	const struct view *folded = &readings->folded;
	const struct view *normal = &readings->normal;

	if (order == 0)
		return form == FORM_FOLDED ? folded : &readings->written;
	if (order == 1 && form == FORM_ANY)
		return folded->how != 0 ? folded : NULL;
	if (order == 1 && form == FORM_KEPT)
		return normal->how != 0 ? normal : NULL;
	return NULL;
}

bool next_passage(const struct work *work, enum form form, struct passage *passage)
{
	if (passage->view == NULL)
		passage->view = view_of(work->all->readings, form, 0);
	else
		passage->slice++;
	for (; passage->view != NULL;
	     passage->view = view_of(work->all->readings, form, ++passage->order)) {
		for (; passage->slice < passage->view->slice_count; passage->slice++) {
			if (!work->allowed[passage->slice] ||
			    (is_enough(work) && work->holds[passage->slice]))
				continue;
			passage->text = view_slice(passage->view, passage->slice);
			return true;
		}
		passage->slice = 0;
	}
	return false;
}

void note_source(struct work *work, const struct passage *passage, size_t start, size_t end,
    const char *document)
{
	const struct readings *readings = work->all->readings;
	size_t base = passage->view->starts[passage->slice];
	size_t first;
	size_t last;

	view_origin(passage->view, base + start, base + end, &first, &last);
	size_t field = view_slice_at(&readings->written, first);
	size_t origin = readings->written.starts[field];
	add_span(work, &(struct match_span){ .field = field,
	                   .byte_start = first - origin,
	                   .byte_end = last - origin,
	                   .document = document });
}

void note_passage(struct work *work, const struct passage *passage, size_t start, size_t end)
{
	note_source(work, passage, start, end, NULL);
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
