#include "data_index.h"
#include "data_number.h"

/* Hits that are values of one row, found by trying: a pick for each column, whose joined hash must
 * be in the index. */

enum { TRIES_MAX = 500000 };

enum outcome { OUTCOME_GO_ON, OUTCOME_ENOUGH, OUTCOME_TOO_MANY };

struct rows {
	const struct data_row_search *search;
	unsigned columns[DATA_GROUP_COLUMNS_MAX];
	size_t column_count;
	const struct data_hit *picks[DATA_GROUP_COLUMNS_MAX];
	uint64_t hashes[DATA_GROUP_COLUMNS_MAX + 1]; /* joined, before each pick */
	size_t first;                                /* the hit that stands first in the text */
	size_t first_depth;                          /* the column that it stands for */
	size_t end;                                  /* hits from here on are too far from it */
	size_t tries;
};

static void list_columns(struct rows *rows)
{
	for (unsigned i = 0; i < DATA_COLUMNS_MAX; i++)
		if ((rows->search->columns >> i & 1) != 0 &&
		    rows->column_count < DATA_GROUP_COLUMNS_MAX)
			rows->columns[rows->column_count++] = 1u << i;
	rows->hashes[0] = group_hash(rows->search->columns);
}

static const struct data_hit *first_hit(const struct rows *rows)
{
	return &rows->search->hits[rows->first];
}

static bool is_row(const struct rows *rows)
{
	uint64_t number = number_of(rows->hashes[rows->column_count]);
	const uint64_t *slot = slots_find(&rows->search->index->slots, number);

	for (; slot != NULL && *slot >> NUMBER_BITS == number >> NUMBER_BITS; slot++)
		if ((*slot & NUMBER_IS_GROUP) != 0)
			return true;
	return false;
}

static bool is_picked(const struct rows *rows, size_t depth, const struct data_hit *hit)
{
	for (size_t i = 0; i < depth; i++)
		if (rows->picks[i] == hit)
			return true;
	return false;
}

/* The next hit behind pick (NULL: behind the first one) that may stand for the column of this
 * depth; at the depth of the first one, that alone. */
static const struct data_hit *next_pick(
    const struct rows *rows, size_t depth, const struct data_hit *pick)
{
	const struct data_hit *end = rows->search->hits + rows->end;

	if (depth == rows->first_depth)
		return pick == NULL ? first_hit(rows) : NULL;
	for (pick = pick == NULL ? first_hit(rows) + 1 : pick + 1; pick < end; pick++)
		if ((pick->columns & rows->columns[depth]) != 0 && !is_picked(rows, depth, pick))
			return pick;
	return NULL;
}

/* All ways to pick, column by column. */
static enum outcome try_picks(struct rows *rows)
{
	const struct data_row_search *search = rows->search;
	size_t depth = 0;

	rows->picks[0] = NULL;
	for (;;) {
		if (rows->tries++ > TRIES_MAX)
			return OUTCOME_TOO_MANY;
		rows->picks[depth] = next_pick(rows, depth, rows->picks[depth]);
		if (rows->picks[depth] == NULL) {
			if (depth-- == 0)
				return OUTCOME_GO_ON;
			continue;
		}
		rows->hashes[depth + 1] = hash_join(rows->hashes[depth], rows->picks[depth]->hash);
		if (depth + 1 < rows->column_count)
			rows->picks[++depth] = NULL;
		else if (is_row(rows) &&
		         !search->on_row(search->context, rows->picks, rows->column_count))
			return OUTCOME_ENOUGH;
	}
}

/* All rows whose first value in the text is this hit. */
static enum outcome try_first(struct rows *rows, size_t first)
{
	const struct data_row_search *search = rows->search;
	enum outcome outcome = OUTCOME_GO_ON;

	rows->first = first;
	if (rows->end < first)
		rows->end = first;
	while (rows->end < search->count &&
	       search->hits[rows->end].first <= first_hit(rows)->last + 1 + search->within)
		rows->end++;
	for (size_t i = 0; i < rows->column_count && outcome == OUTCOME_GO_ON; i++) {
		rows->first_depth = i;
		if ((first_hit(rows)->columns & rows->columns[i]) != 0)
			outcome = try_picks(rows);
	}
	return outcome;
}

bool data_find_rows(const struct data_row_search *search)
{
	struct rows rows = { .search = search };
	enum outcome outcome = OUTCOME_GO_ON;

	list_columns(&rows);
	for (size_t i = 0; i < search->count && outcome == OUTCOME_GO_ON; i++)
		outcome = try_first(&rows, i);
	return outcome != OUTCOME_TOO_MANY;
}
