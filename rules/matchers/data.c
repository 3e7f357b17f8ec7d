#include <string.h>

#include "../indexed_list.h"
#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* data: values of a table: one of any column, or one of each of several columns of one row. */

enum { WITHIN_DEFAULT = 10, HITS_MAX = 4096 };

struct data_match {
	struct indexed_list *list;
	unsigned columns;
	bool is_together;
	size_t within;
};

/* What is being read. */
struct reading_data {
	struct data_match *match;
	const struct node *columns;
	const struct node *within;
};

static void read_list(struct reader *reader, const struct node *value, void *target)
{
	((struct reading_data *)target)->match->list = indexed_list_of(reader, value, INDEXED_DATA);
}

static void read_columns(struct reader *reader, const struct node *value, void *target)
{
	(void)reader;
	((struct reading_data *)target)->columns = value;
}

static void read_within(struct reader *reader, const struct node *value, void *target)
{
	struct reading_data *reading = target;

	reading->within = value;
	reading->match->within = reader_number(reader, value);
}

const struct key match_data_keys[] = {
	{ "list", read_list, &schema_text },
	{ "columns", read_columns, &schema_texts },
	{ "within", read_within, &schema_whole },
	{ NULL, NULL, NULL },
};

static void take_column(
    struct reader *reader, struct data_match *match, const char *name, const struct node *at)
{
	const struct data_plan *plan = &match->list->plan;
	const char *names[DATA_COLUMNS_MAX + 1] = { NULL };

	for (size_t i = 0; i < plan->column_count; i++) {
		names[i] = plan->columns[i];
		if (!span_equal_nocase(span_of(name), span_of(plan->columns[i])))
			continue;
		match->columns |= 1u << i;
		return;
	}
	const char *nearest = node_nearest(name, names);
	problems_error(reader->problems, at,
	    nearest != NULL ? "the list \"%s\" has no column \"%s\"; did you mean \"%s\"?"
	                    : "the list \"%s\" has no column \"%s\" among its columns",
	    match->list->name, name, nearest);
}

static size_t count_columns(unsigned columns)
{
	return (size_t)__builtin_popcount(columns);
}

static void plan_group(struct reader *reader, const struct data_match *match, const struct node *at)
{
	struct data_plan *plan = &match->list->plan;

	if (count_columns(match->columns) > DATA_GROUP_COLUMNS_MAX) {
		problems_error(reader->problems, at,
		    "no more than %d columns can be wanted together", DATA_GROUP_COLUMNS_MAX);
		return;
	}
	for (size_t i = 0; i < plan->group_count; i++)
		if (plan->groups[i] == match->columns)
			return;
	if (plan->group_count < DATA_GROUPS_MAX)
		plan->groups[plan->group_count++] = match->columns;
	else
		problems_error(reader->problems, at,
		    "no more than %d different sets of columns can be wanted of one list",
		    DATA_GROUPS_MAX);
}

static void finish(struct reader *reader, const struct reading_data *reading)
{
	struct data_match *match = reading->match;
	const char **names;

	if (reading->columns == NULL) {
		match->columns = (1u << match->list->plan.column_count) - 1;
	} else {
		size_t count = reader_texts(reader, reading->columns, &names);
		for (size_t i = 0; i < count; i++)
			take_column(reader, match, names[i], reading->columns);
	}
	match->is_together = reading->columns != NULL && count_columns(match->columns) > 1;
	if (match->is_together)
		plan_group(reader, match, reading->columns);
	else
		match->list->alone |= match->columns;
	if (reading->within != NULL && !match->is_together)
		problems_error(reader->problems, reading->within,
		    "\"within\" is for several columns of one row: columns: [name, account]");
}

static void read_one(struct reader *reader, const struct node *value, struct matcher *parent)
{
	struct matcher *matcher = matcher_new(reader, &matcher_data, value);
	struct data_match *match = reader_alloc(reader, 1, sizeof *match);
	struct reading_data reading = { .match = match };

	match->within = WITHIN_DEFAULT;
	matcher->own = match;
	matcher_add(reader, parent, matcher);
	if (value->kind != NODE_MAP)
		match->list = indexed_list_of(reader, value, INDEXED_DATA);
	else if (reader_map(reader, value, match_data_keys, &reading) &&
	         node_get(value, "list") == NULL)
		problems_error(reader->problems, value,
		    "say of which list: { list: customers, columns: [name, account], within: 10 }");
	if (match->list != NULL)
		finish(reader, &reading);
}

/* A name, a map, or a list of them of which any may match. */
void read_match_data(struct reader *reader, const struct node *value, void *target)
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

/* One passage at work. */
struct looking {
	struct work *work;
	const struct passage *passage;
};

static bool on_row(void *context, const struct data_hit *const *picks, size_t count)
{
	const struct looking *looking = context;

	for (size_t i = 0; i < count; i++)
		note_passage(looking->work, looking->passage, picks[i]->start, picks[i]->end);
	return !is_enough(looking->work);
}

static void find_alone(struct looking *looking, const struct data_match *match,
    const struct data_hit *hits, size_t count)
{
	for (size_t i = 0; i < count && !is_enough(looking->work); i++)
		if ((hits[i].strong & match->columns) != 0)
			note_passage(looking->work, looking->passage, hits[i].start, hits[i].end);
}

static void find_together(struct looking *looking, const struct data_match *match,
    const struct data_hit *hits, size_t count)
{
	const struct data_row_search search = {
		.index = &match->list->data,
		.hits = hits,
		.count = count,
		.columns = match->columns,
		.within = match->within,
		.context = looking,
		.on_row = on_row,
	};

	looking->work->all->hit_limit |= !data_find_rows(&search);
}

static void match_data(struct work *work, const struct matcher *matcher)
{
	const struct data_match *match = matcher->own;
	struct evaluation *all = work->all;
	struct passage passage = { 0 };
	struct looking looking = { work, &passage };
	struct data_hit *hits = arena_bytes(all->arena, HITS_MAX * sizeof *hits);

	if (hits == NULL)
		all->hit_limit = true;
	while (hits != NULL && next_passage(work, FORM_FOLDED, &passage) && !is_enough(work)) {
		size_t before = all->span_count;
		size_t count = data_scan(&match->list->data, passage.text, hits, HITS_MAX);
		if (match->is_together)
			find_together(&looking, match, hits, count);
		else
			find_alone(&looking, match, hits, count);
		if (all->span_count == before && count == HITS_MAX)
			all->hit_limit = true;
		if (matching_is_spent(all->matching)) {
			all->hit_limit = true;
			return;
		}
	}
}

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct data_match *match = matcher->own;
	const struct data_plan *plan = &match->list->plan;
	const char *names[DATA_COLUMNS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < plan->column_count; i++)
		if ((match->columns >> i & 1) != 0)
			names[count++] = plan->columns[i];
	fputs(match->is_together ? "the " : "a ", out);
	put_names(out, names, count, match->is_together ? " and " : " or ");
	if (match->is_together)
		fprintf(out, " of one row of the list \"%s\" within %zu words", match->list->name,
		    match->within);
	else
		fprintf(out, " of the list \"%s\"", match->list->name);
}

const struct matcher_type matcher_data = {
	.wakes = WAKES_ALWAYS,
	.is_grave = true,
	.evaluate = match_data,
	.phrase = phrase,
};
