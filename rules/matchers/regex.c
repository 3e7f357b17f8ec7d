#include <string.h>

#include "../match.h"
#include "../phrase.h"
#include "../word_list.h"
#include "types.h"

/* regex: an expression of the author's; what kinds are made of too. */

static void read_one_regex(struct reader *reader, const struct node *value,
    const struct node *parent, struct branch *branch)
{
	const char *pattern = reader_item(reader, value, parent);

	if (pattern == NULL)
		return;
	struct matcher *matcher = matcher_new(reader, &matcher_regex, value);
	matcher->expressions = reader_alloc(reader, 1, sizeof *matcher->expressions);
	matcher->expression_count = 1;
	matcher->expressions[0].pattern = pattern;
	matcher->expressions[0].is_exact = is_case_exact(branch->map);
	matcher->expressions[0].sieve = SIEVE_NONE;
	matcher_add(reader, branch->parent, matcher);
}

/* One expression, or a list of which any may match. */
void read_match_regex(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;

	if (value->kind != NODE_LIST) {
		read_one_regex(reader, value, value, branch);
		return;
	}
	struct branch any = { matcher_new(reader, &matcher_any, value), branch->map };
	for (size_t i = 0; i < value->count; i++)
		read_one_regex(reader, value->items[i], value, &any);
	matcher_add(reader, branch->parent, any.parent);
}

static void find_expression(
    struct work *work, const struct expression *expression, const struct passage *passage)
{
	struct evaluation *all = work->all;
	size_t start = 0;
	size_t end = 0;

	do {
		enum expression_result result =
		    expression_find(expression, all->matching, passage->text, end, &start, &end);
		if (result != EXPRESSION_YES) {
			all->hit_limit |= result == EXPRESSION_LIMIT;
			return;
		}
		note_passage(work, passage, start, end);
	} while (!is_enough(work));
}

void match_expressions(struct work *work, const struct matcher *matcher)
{
	for (size_t i = 0; i < matcher->expression_count; i++) {
		const struct expression *expression = &matcher->expressions[i];
		struct passage passage = { 0 };
		if (!sieve_has_fired(work->all->fired, expression->sieve))
			continue;
		while (next_passage(work, expression->is_exact ? FORM_KEPT : FORM_ANY, &passage))
			find_expression(work, expression, &passage);
	}
}

enum { SHOWN_PATTERN = 40 };

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct expression *expression = &matcher->expressions[0];
	size_t len = strlen(expression->pattern);
	size_t shown = len > SHOWN_PATTERN ? SHOWN_PATTERN : len;

	while (shown < len && ((unsigned char)expression->pattern[shown] & 0xc0) == 0x80)
		shown--;
	fprintf(out, "what the expression %.*s%s matches%s", (int)shown, expression->pattern,
	    shown < len ? "…" : "", expression->is_exact ? " (written exactly so)" : "");
}

const struct matcher_type matcher_regex = {
	.wakes = WAKES_BY_PARTS,
	.evaluate = match_expressions,
	.phrase = phrase,
};
