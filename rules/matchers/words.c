#include <string.h>

#include "../indexed_list.h"
#include "../match.h"
#include "../phrase.h"
#include "../word_list.h"
#include "../words.h"
#include "types.h"

/* words: one of a list, at word boundaries. */

static void read_list_name(struct reader *reader, const struct node *value, void *target)
{
	struct matcher *matcher = target;

	if (reader_text(reader, value) == NULL)
		return;
	matcher->words = list_find(reader, value->text);
	if (matcher->words != NULL)
		return;
	if (indexed_list_find(reader->policy, value->text) != NULL)
		problems_error(reader->problems, value,
		    "\"%s\" is no list of words; of data: \"data: %s\", of documents: \"document: "
		    "%s\"",
		    value->text, value->text, value->text);
	else
		list_report(reader, value);
}

static const struct key words_keys[] = {
	{ "list", read_list_name },
	{ NULL, NULL },
};

void read_match_words(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_words, value);

	matcher_add(reader, branch->parent, matcher);
	if (value->kind == NODE_MAP) {
		reader_map(reader, value, words_keys, matcher);
		return;
	}
	matcher->words = list_new(reader, value, NULL);
	matcher->words->reveal = REVEAL_FULL;
	matcher->words->is_exact = is_case_exact(branch->map);
	list_add_words(reader, matcher->words, value);
	if (value->kind == NODE_SCALAR && list_find(reader, value->text) != NULL)
		problems_warn(reader->problems, value,
		    "this is the word \"%s\"; the list of that name is { list: %s }", value->text,
		    value->text);
}

static void find_word(struct work *work, const struct word_list *list, const struct word *word,
    const struct passage *passage)
{
	size_t start = 0;
	size_t end = 0;

	if (matching_is_spent(work->all->matching)) {
		work->all->hit_limit = true;
		return;
	}
	while (word_find(word, list->is_exact, passage->text, end, &start, &end)) {
		note_passage(work, passage, start, end);
		if (is_enough(work))
			return;
	}
}

static void match_words(struct work *work, const struct matcher *matcher)
{
	const struct word_list *list = matcher->words;
	enum form form = list->is_exact ? FORM_KEPT : FORM_FOLDED;

	for (size_t i = 0; i < list->count; i++) {
		struct passage passage = { 0 };
		if (!sieve_has_fired(work->all->fired, list->words[i].sieve))
			continue;
		while (next_passage(work, form, &passage))
			find_word(work, list, &list->words[i], &passage);
	}
}

enum { SHOWN_WORDS = 5 };

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct word_list *list = matcher->words;

	if (list->name != NULL) {
		fprintf(out, "a word of the list \"%s\" (%zu now)", list->name, list->count);
	} else {
		fputs(list->count == 1 ? "the word " : "one of the words ", out);
		for (size_t i = 0; i < list->count && i < SHOWN_WORDS; i++) {
			const struct word *word = &list->words[i];
			fprintf(out, "%s\"%.*s%s\"", i > 0 ? ", " : "", SPAN_PRINT(word->exact),
			    word->may_inflect ? "…" : "");
		}
		if (list->count > SHOWN_WORDS)
			fprintf(out, " and %zu more", list->count - SHOWN_WORDS);
	}
	if (list->is_exact)
		fputs(" (written exactly so)", out);
}

const struct matcher_type matcher_words = {
	.wakes = WAKES_BY_PARTS,
	.evaluate = match_words,
	.phrase = phrase,
};
