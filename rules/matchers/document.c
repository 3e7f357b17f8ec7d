#include "../indexed_list.h"
#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* document: a passage of a document. */

enum { HITS_MAX = 64 };

static void read_one(struct reader *reader, const struct node *value, struct matcher *parent)
{
	struct matcher *matcher = matcher_new(reader, &matcher_document, value);

	matcher->own = indexed_list_of(reader, value, INDEXED_DOCUMENTS);
	if (matcher->own != NULL)
		matcher_add(reader, parent, matcher);
}

/* The name of a list, or several of which any may match. */
void read_match_document(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;

	if (value->kind != NODE_LIST) {
		read_one(reader, value, branch->parent);
		return;
	}
	struct matcher *any = matcher_new(reader, &matcher_any, value);
	for (size_t i = 0; i < value->count; i++)
		read_one(reader, value->items[i], any);
	matcher_add(reader, branch->parent, any);
}

static void match_document(struct work *work, const struct matcher *matcher)
{
	const struct indexed_list *list = matcher->own;
	struct evaluation *all = work->all;
	struct passage passage = { 0 };
	struct passage_hit hits[HITS_MAX];

	while (next_passage(work, FORM_FOLDED, &passage) && !is_enough(work)) {
		size_t count = passages_find(&list->passages, passage.text, hits, HITS_MAX);
		for (size_t i = 0; i < count; i++)
			note_source(work, &passage, hits[i].start, hits[i].end,
			    passages_name(&list->passages, hits[i].document));
		if (matching_is_spent(all->matching)) {
			all->hit_limit = true;
			return;
		}
	}
}

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct indexed_list *list = matcher->own;

	fprintf(out, "a passage of the documents of \"%s\"", list->name);
}

const struct matcher_type matcher_document = {
	.wakes = WAKES_ALWAYS,
	.is_grave = true,
	.evaluate = match_document,
	.phrase = phrase,
};
