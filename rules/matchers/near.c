#include <string.h>

#include "../match.h"
#include "../phrase.h"
#include "../text/letter.h"
#include "../word_list.h"
#include "types.h"

/* near: two things with no more than so many words between them. */

enum { FIRST, SECOND };

struct near {
	size_t within;
	bool is_ordered; /* the second stands behind the first */
	bool is_across;  /* from one field into another counts too */
};

/* What is being read: the second operand is there only once it was. */
struct reading_near {
	struct near *near;
	struct branch first;
	struct matcher *second;
};

static void read_first_words(struct reader *reader, const struct node *value, void *target)
{
	read_match_words(reader, value, &((struct reading_near *)target)->first);
}

static void read_first_regex(struct reader *reader, const struct node *value, void *target)
{
	read_match_regex(reader, value, &((struct reading_near *)target)->first);
}

static void read_first_kind(struct reader *reader, const struct node *value, void *target)
{
	read_match_kind(reader, value, &((struct reading_near *)target)->first);
}

static void read_first_any(struct reader *reader, const struct node *value, void *target)
{
	read_match_any(reader, value, &((struct reading_near *)target)->first);
}

/* Words as they are, or any matcher as a map. */
static void read_and(struct reader *reader, const struct node *value, void *target)
{
	struct reading_near *reading = target;
	struct matcher *matcher = matcher_new(reader, &matcher_any, value);
	struct branch branch = { matcher, reading->first.map };

	if (value->kind == NODE_MAP)
		matcher = reader_match(reader, value, &matcher_any);
	else
		read_match_words(reader, value, &branch);
	reading->second = matcher;
}

static void read_within(struct reader *reader, const struct node *value, void *target)
{
	((struct reading_near *)target)->near->within = reader_number(reader, value);
}

static void read_ordered(struct reader *reader, const struct node *value, void *target)
{
	((struct reading_near *)target)->near->is_ordered = reader_flag(reader, value);
}

static void read_across(struct reader *reader, const struct node *value, void *target)
{
	((struct reading_near *)target)->near->is_across = reader_flag(reader, value);
}

const struct key near_keys[] = {
	{ "words", read_first_words, &schema_words },
	{ "regex", read_first_regex, &schema_texts },
	{ "kind", read_first_kind, SOME_OF(kind_names) },
	{ "any", read_first_any, &schema_match },
	{ "case", read_case, &schema_text },
	{ "and", read_and, EITHER(&schema_texts, &schema_match) },
	{ "within", read_within, &schema_whole },
	{ "ordered", read_ordered, &schema_flag },
	{ "across", read_across, &schema_flag },
	{ NULL, NULL, NULL },
};

void read_match_near(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_near, value);
	struct matcher *first = matcher_new(reader, &matcher_any, value);
	struct near *near = reader_alloc(reader, 1, sizeof *near);
	struct reading_near reading = { near, { first, value }, NULL };

	if (!reader_map(reader, value, near_keys, &reading))
		return;
	if (first->child_count == 0 || reading.second == NULL || node_get(value, "within") == NULL)
		problems_error(reader->problems, value,
		    "near needs all three: { words: [Falcon], and: [ships, available], within: 10 "
		    "}");
	matcher->own = near;
	matcher_add(reader, matcher, first);
	if (reading.second != NULL)
		matcher_add(reader, matcher, reading.second);
	matcher_add(reader, branch->parent, matcher);
}

/* Words from the end of one place to the start of another behind it, if that are few enough. */
static bool are_close(const struct evaluation *all, const struct near *near,
    const struct match_span *before, const struct match_span *behind)
{
	size_t words = 0;
	size_t from = before->byte_end;

	if (before->field != behind->field && !near->is_across)
		return false;
	for (size_t field = before->field; field < behind->field && words <= near->within;
	     field++) {
		struct span text = all->post->fields[field].text;
		words += letter_count_words(span_from(text, from), near->within + 1);
		from = 0;
	}
	if (from > behind->byte_start)
		return false;
	const char *text = all->post->fields[behind->field].text.data;
	words +=
	    letter_count_words(span_make(text + from, behind->byte_start - from), near->within + 1);
	return words <= near->within;
}

static bool is_before(const struct match_span *a, const struct match_span *b)
{
	return a->field != b->field ? a->field < b->field : a->byte_start < b->byte_start;
}

static bool are_near(const struct evaluation *all, const struct near *near,
    const struct match_span *first, const struct match_span *second)
{
	if (is_before(first, second))
		return are_close(all, near, first, second);
	return !near->is_ordered && are_close(all, near, second, first);
}

/* Marks what has a partner: places [start, middle) are of the first, those behind of the second. */
static void mark_pairs(const struct evaluation *all, const struct near *near, size_t start,
    size_t middle, bool *is_kept)
{
	for (size_t i = start; i < middle; i++)
		for (size_t j = middle; j < all->span_count; j++) {
			if ((is_kept[i] && is_kept[j]) ||
			    !are_near(all, near, &all->spans[i], &all->spans[j]))
				continue;
			is_kept[i] = true;
			is_kept[j] = true;
		}
}

static void keep_marked(struct work *work, const bool *is_kept)
{
	struct evaluation *all = work->all;
	size_t kept = work->first_span;

	for (size_t i = work->first_span; i < all->span_count; i++) {
		if (!is_kept[i])
			continue;
		work->holds[all->spans[i].field] = true;
		all->spans[kept++] = all->spans[i];
	}
	all->span_count = kept;
}

/* Where there is no room for more places nobody can say how near they are: then they are. */
static void match_near(struct work *work, const struct matcher *matcher)
{
	struct evaluation *all = work->all;
	bool is_kept[SPANS_MAX] = { false };
	bool *holds = new_flags(all);

	if (holds == NULL ||
	    !evaluate_into(all, matcher->children[FIRST], work->sense, work->allowed, holds))
		return;
	size_t middle = all->span_count;
	if (!evaluate_into(all, matcher->children[SECOND], work->sense, work->allowed, holds))
		return;
	if (is_enough(work)) {
		memcpy(work->holds, holds, all->post->field_count);
		return;
	}
	mark_pairs(all, matcher->own, work->first_span, middle, is_kept);
	keep_marked(work, is_kept);
}

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct near *near = matcher->own;

	put_matcher(out, matcher->children[FIRST]);
	fprintf(out,
	    near->is_ordered ? " and within %zu words behind it " : " within %zu words of ",
	    near->within);
	put_matcher(out, matcher->children[SECOND]);
	if (near->is_across)
		fputs(" (in one field or from one to the next)", out);
}

const struct matcher_type matcher_near = {
	.wakes = WAKES_BY_ALL,
	.evaluate = match_near,
	.phrase = phrase,
};
