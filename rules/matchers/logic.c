#include <string.h>

#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* any, all, none, unless: matchers of matchers. */

static void read_branches(struct reader *reader, const struct node *value, struct branch *branch,
    const struct matcher_type *type)
{
	struct matcher *matcher = reader_match(reader, value, type);

	if (matcher != NULL)
		matcher_add(reader, branch->parent, matcher);
}

void read_match_any(struct reader *reader, const struct node *value, void *target)
{
	read_branches(reader, value, target, &matcher_any);
}

void read_match_all(struct reader *reader, const struct node *value, void *target)
{
	read_branches(reader, value, target, &matcher_all);
}

void read_match_none(struct reader *reader, const struct node *value, void *target)
{
	read_branches(reader, value, target, &matcher_none);
}

void read_match_unless(struct reader *reader, const struct node *value, void *target)
{
	read_branches(reader, value, target, &matcher_unless);
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
		bool *kept = matcher->children[i]->type->is_negative ? new_flags(work->all) : NULL;
		if (kept == NULL)
			continue;
		evaluate_into(work->all, matcher->children[i], work->sense, left, kept);
		memcpy(left, kept, fields);
	}
	for (size_t i = 0; i < matcher->child_count; i++) {
		if (matcher->children[i]->type->is_negative)
			continue;
		positive++;
		if (!evaluate_into(work->all, matcher->children[i], work->sense, left, holds))
			return;
	}
	memcpy(work->holds, positive > 0 ? holds : left, fields);
}

/* In what is forbidden or exempted, unknown reads the other way round; and it is looked for in the
 * text as written alone, for what undoes evasion must not widen exemptions. */
static void match_none(struct work *work, const struct matcher *matcher)
{
	enum sense sense = work->sense == SENSE_MATCH ? SENSE_EXEMPT : SENSE_MATCH;
	bool *found = new_flags(work->all);
	bool is_plain = work->all->is_plain;

	if (found == NULL)
		return;
	work->all->is_plain = true;
	for (size_t i = 0; i < matcher->child_count; i++)
		evaluate_into(work->all, matcher->children[i], sense, work->allowed, found);
	work->all->is_plain = is_plain;
	for (size_t i = 0; i < work->all->post->field_count; i++)
		work->holds[i] = work->allowed[i] && !found[i];
	work->all->span_count = work->first_span;
}

static void phrase_any(const struct matcher *matcher, FILE *out)
{
	put_children(out, matcher, " or ");
}

static void phrase_all(const struct matcher *matcher, FILE *out)
{
	put_children(out, matcher, " and ");
}

static void phrase_none(const struct matcher *matcher, FILE *out)
{
	fputs("not ", out);
	put_children(out, matcher, " or ");
}

const struct matcher_type matcher_any = {
	.wakes = WAKES_BY_ANY,
	.evaluate = evaluate_children,
	.phrase = phrase_any,
};

const struct matcher_type matcher_all = {
	.wakes = WAKES_BY_ALL,
	.evaluate = match_all,
	.phrase = phrase_all,
};

const struct matcher_type matcher_none = {
	.wakes = WAKES_ALWAYS,
	.is_negative = true,
	.evaluate = match_none,
	.phrase = phrase_none,
};

const struct matcher_type matcher_unless = {
	.wakes = WAKES_ALWAYS,
	.is_negative = true,
	.evaluate = match_none,
	.phrase = phrase_none,
};
