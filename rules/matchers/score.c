#include <stdlib.h>
#include <string.h>

#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* score: each thing found adds its weight; enough of them together match. */

enum { WEIGHT_MAX = 1000 };

struct score {
	long at_least;
	long *weights; /* one a child */
	size_t capacity;
};

struct reading_score {
	struct score *score;
	struct matcher *matcher;
};

/* From -1000 to 1000; 0 is reported. */
static long read_weight(struct reader *reader, const struct node *node)
{
	const char *text = reader_text(reader, node);
	char *end;

	if (text == NULL)
		return 0;
	long weight = strtol(text, &end, 10);
	if (*end == '\0' && weight != 0 && weight >= -WEIGHT_MAX && weight <= WEIGHT_MAX)
		return weight;
	problems_error(reader->problems, node,
	    "a weight is a whole number from -%d to %d and not 0, not \"%s\"", WEIGHT_MAX,
	    WEIGHT_MAX, text);
	return 0;
}

static void add_weighted(
    struct reader *reader, struct reading_score *reading, struct matcher *child, long weight)
{
	struct score *score = reading->score;
	size_t count = reading->matcher->child_count;

	if (count == score->capacity) {
		long *more = reader_alloc(reader, count * 2 + 8, sizeof *more);
		if (count > 0)
			memcpy(more, score->weights, count * sizeof *more);
		score->weights = more;
		score->capacity = count * 2 + 8;
	}
	score->weights[count] = weight;
	matcher_add(reader, reading->matcher, child);
}

/* words: { guaranteed: 5, "double your money": 8 } */
static void read_lexicon(struct reader *reader, const struct node *value, void *target)
{
	if (value->kind != NODE_MAP) {
		problems_error(reader->problems, value,
		    "words with their weights are expected here: { guaranteed: 5, \"risk free\": 8 "
		    "}");
		return;
	}
	for (size_t i = 0; i < value->count; i++) {
		struct matcher *any = matcher_new(reader, &matcher_any, value->keys[i]);
		struct branch branch = { any, value };
		read_match_words(reader, value->keys[i], &branch);
		add_weighted(reader, target, any, read_weight(reader, value->items[i]));
	}
}

struct weighted {
	struct branch branch;
	long weight;
};

static void read_item_words(struct reader *reader, const struct node *value, void *target)
{
	read_match_words(reader, value, &((struct weighted *)target)->branch);
}

static void read_item_regex(struct reader *reader, const struct node *value, void *target)
{
	read_match_regex(reader, value, &((struct weighted *)target)->branch);
}

static void read_item_kind(struct reader *reader, const struct node *value, void *target)
{
	read_match_kind(reader, value, &((struct weighted *)target)->branch);
}

static void read_item_near(struct reader *reader, const struct node *value, void *target)
{
	read_match_near(reader, value, &((struct weighted *)target)->branch);
}

static void read_item_weight(struct reader *reader, const struct node *value, void *target)
{
	((struct weighted *)target)->weight = read_weight(reader, value);
}

static const struct key item_keys[] = {
	{ "words", read_item_words, &schema_words },
	{ "regex", read_item_regex, &schema_texts },
	{ "kind", read_item_kind, SOME_OF(kind_names) },
	{ "near", read_item_near, MAP_OF(near_keys) },
	{ "weight", read_item_weight, &schema_number },
	{ NULL, NULL, NULL },
};

static void read_item(struct reader *reader, const struct node *node, struct reading_score *reading)
{
	struct matcher *any = matcher_new(reader, &matcher_any, node);
	struct weighted item = { { any, node }, 0 };

	if (!reader_map(reader, node, item_keys, &item))
		return;
	if (any->child_count == 0 || node_get(node, "weight") == NULL)
		problems_error(reader->problems, node,
		    "what counts and how much: { words: [guaranteed, assured], weight: 5 }");
	add_weighted(reader, reading, any, item.weight);
}

static void read_of(struct reader *reader, const struct node *value, void *target)
{
	struct node *one = (struct node *)(uintptr_t)value;
	struct node *const *items = &one;
	size_t count = node_items(value, &items);

	for (size_t i = 0; i < count; i++)
		read_item(reader, items[i], target);
}

static void read_threshold(struct reader *reader, const struct node *value, void *target)
{
	((struct reading_score *)target)->score->at_least = read_weight(reader, value);
}

const struct key score_keys[] = {
	{ "words", read_lexicon, NAMED(&schema_number) },
	{ "of", read_of, LIST_OF(MAP_OF(item_keys)) },
	{ "at-least", read_threshold, &schema_whole },
	{ NULL, NULL, NULL },
};

static long best_score(const struct score *score, size_t count)
{
	long best = 0;

	for (size_t i = 0; i < count; i++)
		best += score->weights[i] > 0 ? score->weights[i] : 0;
	return best;
}

void read_match_score(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_score, value);
	struct score *score = reader_alloc(reader, 1, sizeof *score);
	struct reading_score reading = { score, matcher };

	matcher->own = score;
	if (!reader_map(reader, value, score_keys, &reading))
		return;
	if (matcher->child_count == 0 || node_get(value, "at-least") == NULL)
		problems_error(reader->problems, value,
		    "score needs both: { words: { guaranteed: 5, \"no risk\": 5 }, at-least: 10 }");
	else if (score->at_least <= 0)
		problems_error(reader->problems, value, "\"at-least\" of a score is more than 0");
	else if (best_score(score, matcher->child_count) < score->at_least)
		problems_error(reader->problems, value,
		    "all weights together come to %ld: \"at-least: %ld\" is never reached",
		    best_score(score, matcher->child_count), score->at_least);
	matcher_add(reader, branch->parent, matcher);
}

/* Each child counts once, however often it is found: repeating a word says no more. What lowers
 * the score is not evidence. */
static void match_score(struct work *work, const struct matcher *matcher)
{
	const struct score *score = matcher->own;
	struct evaluation *all = work->all;
	long sum = 0;

	for (size_t i = 0; i < matcher->child_count; i++) {
		bool *holds = new_flags(all);
		size_t before = all->span_count;
		bool is_evidence = score->weights[i] > 0;
		if (holds == NULL)
			return;
		if (!evaluate_into(all, matcher->children[i], work->sense, work->allowed,
		        is_evidence ? work->holds : holds))
			continue;
		sum += score->weights[i];
		if (!is_evidence)
			all->span_count = before;
	}
	if (sum < score->at_least)
		memset(work->holds, 0, all->post->field_count);
}

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct score *score = matcher->own;

	fprintf(out, "a score of %ld or more from ", score->at_least);
	for (size_t i = 0; i < matcher->child_count; i++) {
		fputs(i > 0 ? ", " : "", out);
		put_matcher(out, matcher->children[i]);
		fprintf(out, " (%+ld)", score->weights[i]);
	}
}

const struct matcher_type matcher_score = {
	.wakes = WAKES_BY_ANY,
	.evaluate = match_score,
	.phrase = phrase,
};
