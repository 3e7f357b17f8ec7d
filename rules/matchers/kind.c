#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* kind: data known by their form and by computation. */

static void read_one_kind(struct reader *reader, const struct node *value, struct matcher *parent)
{
	int index = reader_choice(reader, value, "kind", kind_names);

	if (index < 0)
		return;
	struct matcher *matcher = matcher_new(reader, &matcher_kind, value);
	const struct kind *kind = kinds[index];
	matcher->own = kind;
	matcher->expression_count = kind_form_count(kind);
	matcher->expressions =
	    reader_alloc(reader, matcher->expression_count, sizeof *matcher->expressions);
	for (size_t i = 0; i < matcher->expression_count; i++) {
		const struct kind_form *form = kind_form_at(kind, i);
		matcher->expressions[i] = (struct expression){ .pattern = form->pattern,
			.is_exact = form->is_exact,
			.form = form,
			.sieve = SIEVE_NONE };
	}
	matcher_add(reader, parent, matcher);
}

void read_match_kind(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;

	if (value->kind != NODE_LIST) {
		read_one_kind(reader, value, branch->parent);
		return;
	}
	struct matcher *any = matcher_new(reader, &matcher_any, value);
	for (size_t i = 0; i < value->count; i++)
		read_one_kind(reader, value->items[i], any);
	matcher_add(reader, branch->parent, any);
}

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct kind *kind = matcher->own;

	fputs(kind->plural, out);
}

const struct matcher_type matcher_kind = {
	.wakes = WAKES_BY_PARTS,
	.evaluate = match_expressions,
	.phrase = phrase,
};
