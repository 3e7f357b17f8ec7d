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

const struct key words_keys[] = {
	{ "list", read_list_name, &schema_text },
	{ NULL, NULL, NULL },
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
	end = 0;
	while (!list->is_exact && !work->all->is_plain && !is_enough(work) &&
	       word_find_joined(word, passage->text, end, &start, &end))
		note_undone(work, passage, start, end, HOW_SPACED);
}

static void find_everywhere(
    struct work *work, const struct word_list *list, const struct word *word)
{
	enum form form = list->is_exact ? FORM_KEPT : FORM_FOLDED;
	struct passage passage = { 0 };

	while (next_passage(work, form, &passage))
		find_word(work, list, word, &passage);
}

/* The first place of the order whose word has at least this number. */
static size_t place_of(const struct word_list *list, unsigned number)
{
	size_t low = list->silent;
	size_t high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if ((unsigned)list->words[list->order[middle]].sieve < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void find_fired(struct work *work, const struct word_list *list, unsigned number)
{
	for (size_t at = place_of(list, number); at < list->count; at++) {
		const struct word *word = &list->words[list->order[at]];
		if ((unsigned)word->sieve != number)
			return;
		find_everywhere(work, list, word);
	}
}

/* What fired is looked up in the list, or the list in what fired, whichever is shorter. */
static void match_words(struct work *work, const struct matcher *matcher)
{
	const struct word_list *list = matcher->words;
	const unsigned *numbers;
	size_t fired = sieve_fired(work->all->fired, &numbers);
	size_t looked_at = fired < list->count ? list->silent : list->count;

	for (size_t i = 0; i < looked_at; i++) {
		const struct word *word = &list->words[list->order[i]];
		if (sieve_has_fired(work->all->fired, word->sieve))
			find_everywhere(work, list, word);
	}
	for (size_t i = 0; i < fired && looked_at < list->count; i++)
		find_fired(work, list, numbers[i]);
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
