#include <string.h>

#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* count: so many different ones. */

static void read_counted(struct reader *reader, const struct node *value, void *target)
{
	struct matcher *inner = reader_match(reader, value, &matcher_any);

	if (inner != NULL)
		matcher_add(reader, target, inner);
}

static void read_at_least(struct reader *reader, const struct node *value, void *target)
{
	size_t *at_least = reader_alloc(reader, 1, sizeof *at_least);

	*at_least = reader_number(reader, value);
	((struct matcher *)target)->own = at_least;
}

const struct key count_keys[] = {
	{ "of", read_counted, &schema_match },
	{ "at-least", read_at_least, &schema_whole },
	{ NULL, NULL, NULL },
};

void read_match_count(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_count, value);

	if (!reader_map(reader, value, count_keys, matcher))
		return;
	if (node_get(value, "of") == NULL || node_get(value, "at-least") == NULL)
		problems_error(reader->problems, value,
		    "count needs both: { of: { kind: email }, at-least: 5 }");
	matcher_add(reader, branch->parent, matcher);
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
	const size_t *at_least = matcher->own;

	evaluate_children(work, matcher);
	if (!is_enough(work) && count_different(work) < *at_least)
		memset(work->holds, 0, work->all->post->field_count);
}

static void phrase(const struct matcher *matcher, FILE *out)
{
	const size_t *at_least = matcher->own;

	fprintf(out, "%zu or more times ", *at_least);
	put_children(out, matcher, " or ");
}

const struct matcher_type matcher_count = {
	.wakes = WAKES_BY_ANY,
	.evaluate = match_count,
	.phrase = phrase,
};
