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

/* What a form is looked for in as it was written, in this order; NULL behind the last. */
static const struct view *plain_view(const struct readings *readings, enum form form, size_t order)
{
	const struct view *folded = &readings->folded;
	const struct view *normal = &readings->normal;

	if (order == 0)
		return form == FORM_FOLDED ? folded : &readings->written;
	if (form == FORM_ANY)
		return folded->how != 0 ? folded : NULL;
	return form == FORM_KEPT && normal->how != 0 ? normal : NULL;
}

enum { PLAIN_VIEWS = 2 };

/* Turns to the view of this order; false behind the last. */
static bool turn_to(const struct work *work, enum form form, struct passage *passage, size_t order)
{
	const struct readings *readings = work->all->readings;

	passage->order = order;
	passage->view = order < PLAIN_VIEWS ? plain_view(readings, form, order) : NULL;
	if (passage->view == NULL && order < PLAIN_VIEWS)
		passage->order = order = PLAIN_VIEWS;
	passage->slice = passage->view == &readings->written ? readings->earlier : 0;
	passage->field = 0;
	if (passage->view != NULL)
		return true;
	size_t number = order - PLAIN_VIEWS;
	if (work->all->is_plain || number >= readings->undone_count)
		return false;
	const struct reading *reading = &readings->undone[number];
	passage->view = form == FORM_KEPT ? &reading->kept : &reading->folded;
	passage->is_undone = true;
	passage->is_joined = reading->is_joined;
	return true;
}

static bool may_look(const struct work *work, const struct passage *passage)
{
	return passage->is_joined ||
	       (work->allowed[passage->field] && !(is_enough(work) && work->holds[passage->field]));
}

bool next_passage(const struct work *work, enum form form, struct passage *passage)
{
	bool is_there = passage->view != NULL || turn_to(work, form, passage, 0);

	if (passage->text.data != NULL) {
		passage->slice++;
		passage->field++;
	}
	for (; is_there; is_there = turn_to(work, form, passage, passage->order + 1)) {
		for (; passage->slice < passage->view->slice_count;
		     passage->slice++, passage->field++) {
			if (!may_look(work, passage))
				continue;
			passage->text = view_slice(passage->view, passage->slice);
			return true;
		}
	}
	return false;
}

/* The part of [start, end) of all texts as written that lies in a field. */
static bool part_in_field(const struct readings *readings, size_t field, size_t *start, size_t *end)
{
	const size_t *starts = &readings->written.starts[readings->earlier + field];
	size_t last = starts[1] - 1;

	if (*start < starts[0])
		*start = starts[0];
	if (*end > last)
		*end = last;
	if (*start >= *end)
		return false;
	*start -= starts[0];
	*end -= starts[0];
	return true;
}

/* Notes what may stand in several fields, if all of these may be looked at. */
static void note_origin(
    struct work *work, size_t start, size_t end, unsigned how, const char *document)
{
	const struct readings *readings = work->all->readings;
	size_t first = view_slice_at(&readings->written, start);
	size_t last = view_slice_at(&readings->written, end - 1);

	first = first > readings->earlier ? first - readings->earlier : 0;
	if (last < readings->earlier)
		return;
	last -= readings->earlier;
	const bool *is_part = readings->is_part + readings->earlier;
	for (size_t field = first; field <= last; field++)
		if (!work->allowed[field] && (first == last || is_part[field]))
			return;
	for (size_t field = first; field <= last; field++) {
		size_t from = start;
		size_t to = end;
		if ((first == last || is_part[field]) && part_in_field(readings, field, &from, &to))
			add_span(work, &(struct match_span){ .field = field,
			                   .byte_start = from,
			                   .byte_end = to,
			                   .how = how,
			                   .document = document });
	}
}

static void note_found(struct work *work, const struct passage *passage, size_t start, size_t end,
    unsigned how, const char *document)
{
	size_t base = passage->view->starts[passage->slice];
	size_t first;
	size_t last;

	if (passage->is_undone)
		how |= view_how(passage->view, base + start, base + end) & ~(unsigned)HOW_FOLDED;
	if ((passage->is_undone && how == 0) || (passage->is_joined && (how & HOW_JOINED) == 0))
		return;
	view_origin(passage->view, base + start, base + end, &first, &last);
	note_origin(work, first, last, how, document);
}

void note_undone(
    struct work *work, const struct passage *passage, size_t start, size_t end, unsigned how)
{
	note_found(work, passage, start, end, how, NULL);
}

void note_source(struct work *work, const struct passage *passage, size_t start, size_t end,
    const char *document)
{
	note_found(work, passage, start, end, 0, document);
}

void note_passage(struct work *work, const struct passage *passage, size_t start, size_t end)
{
	note_undone(work, passage, start, end, 0);
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
