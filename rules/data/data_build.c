#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"
#include "csv.h"
#include "data_index.h"
#include "data_number.h"

enum {
	FILTER_BITS = 10, /* a value or beginning */
	COMMON_SHARE = 100,
	COMMON_ROWS = 9,
	PROGRESS_ROWS = 10000,
	NAMES_SHOWN = 400,
};

struct numbers {
	uint64_t *list;
	size_t count;
	size_t capacity;
};

struct build {
	const struct data_plan *plan;
	const struct salt *salt;
	size_t cells[DATA_COLUMNS_MAX]; /* where the columns of the plan stand in a row */
	struct csv csv;
	struct folded folded;
	struct numbers values; /* and groups */
	struct numbers beginnings;
	struct data_head head;
};

uint64_t data_plan_sum(const struct data_plan *plan)
{
	static const uint8_t key[SIPHASH_KEY] = "plan of an index";
	uint64_t sum = plan->column_count;

	for (size_t i = 0; i < plan->column_count; i++)
		sum = hash_join(sum, siphash(key, span_of(plan->columns[i])));
	for (size_t i = 0; i < plan->group_count; i++)
		sum = hash_join(sum, plan->groups[i]);
	return sum;
}

static void add(struct numbers *numbers, uint64_t number)
{
	numbers->list =
	    mem_grow(numbers->list, &numbers->capacity, numbers->count + 1, sizeof *numbers->list);
	numbers->list[numbers->count++] = number;
}

/* The columns */

static bool find_column(struct build *build, size_t column)
{
	for (size_t i = 0; i < build->csv.count; i++) {
		if (!span_equal_nocase(
		        span_trim(build->csv.cells[i]), span_of(build->plan->columns[column])))
			continue;
		build->cells[column] = i;
		return true;
	}
	return false;
}

static bool report_column(const struct build *build, size_t column, struct err *err)
{
	char names[NAMES_SHOWN] = "";
	size_t len = 0;

	for (size_t i = 0; i < build->csv.count && len < sizeof names; i++)
		len += (size_t)snprintf(names + len, sizeof names - len, "%s%.*s",
		    i > 0 ? ", " : "", SPAN_PRINT(span_trim(build->csv.cells[i])));
	return err_set(err, "has no column \"%s\" in its first row; there is: %s",
	    build->plan->columns[column], names);
}

static bool read_header(struct build *build, struct err *err)
{
	enum csv_result result = csv_next(&build->csv);

	if (result == CSV_END)
		return err_set(err, "is empty");
	if (result == CSV_BROKEN)
		return err_set(err, "the first row %s", build->csv.why);
	build->csv.width = build->csv.count;
	for (size_t i = 0; i < build->plan->column_count; i++)
		if (!find_column(build, i))
			return report_column(build, i, err);
	return true;
}

/* Rows */

static void note_weakness(struct data_column *column, enum value_weakness weakness, size_t line)
{
	uint64_t seen = column->weak[weakness]++;

	if (seen < DATA_LINES_SHOWN)
		column->lines[weakness][seen] = line;
}

/* The hash of a cell of that row; 0 if it has none. */
static uint64_t add_value(struct build *build, size_t column)
{
	struct data_head *head = &build->head;
	struct value value;

	value_read(&value, build->salt, build->csv.cells[build->cells[column]], &build->folded);
	if (value.is_too_long) {
		head->columns[column].too_long++;
		return 0;
	}
	if (value.word_count == 0)
		return 0;
	for (size_t i = 0; i + 1 < value.word_count; i++)
		add(&build->beginnings, number_of(value.prefixes[i]));
	add(&build->values, number_of(value_hash(&value)) |
	                        (unsigned)value.weakness << NUMBER_WEAKNESS_SHIFT | column);
	if (value.weakness != VALUE_STRONG)
		note_weakness(&head->columns[column], value.weakness, build->csv.row_line);
	head->digit_lengths |= value.digit_lengths;
	if (value.word_count > head->words_max)
		head->words_max = value.word_count;
	return value_hash(&value);
}

static void add_group(struct build *build, size_t group, const uint64_t *hashes)
{
	unsigned columns = build->plan->groups[group];
	uint64_t joined = group_hash(columns);

	for (size_t i = 0; i < build->plan->column_count; i++) {
		if ((columns >> i & 1) == 0)
			continue;
		if (hashes[i] == 0)
			return;
		joined = hash_join(joined, hashes[i]);
	}
	add(&build->values, number_of(joined) | NUMBER_IS_GROUP | group);
}

static void add_row(struct build *build)
{
	uint64_t hashes[DATA_COLUMNS_MAX];

	for (size_t i = 0; i < build->plan->column_count; i++)
		hashes[i] = add_value(build, i);
	for (size_t i = 0; i < build->plan->group_count; i++)
		add_group(build, i, hashes);
	build->head.rows++;
}

static void read_rows(struct build *build, const struct data_listener *listener)
{
	struct csv *csv = &build->csv;
	enum csv_result result;

	while ((result = csv_next(csv)) != CSV_END) {
		if (result == CSV_ROW) {
			add_row(build);
		} else {
			build->head.broken++;
			listener->on_broken(listener->context, csv->row_line, csv->why);
		}
		if (listener->on_progress != NULL && build->head.rows % PROGRESS_ROWS == 0)
			listener->on_progress(listener->context, csv->at, csv->all.len);
	}
}

/* The block */

static void sort(struct numbers *numbers)
{
	uint64_t *scratch = mem_array(numbers->count, sizeof *scratch);

	numbers_sort(numbers->list, numbers->count, scratch);
	free(scratch);
}

static void note_different(struct build *build, uint64_t *number, size_t times)
{
	struct data_column *column = &build->head.columns[*number & NUMBER_COLUMN];

	if ((*number & NUMBER_IS_GROUP) != 0)
		return;
	column->values++;
	if ((*number & NUMBER_WEAKNESS) != VALUE_STRONG || times <= COMMON_ROWS ||
	    times <= build->head.rows / COMMON_SHARE)
		return;
	column->weak[VALUE_COMMON] += times;
	*number |= VALUE_COMMON << NUMBER_WEAKNESS_SHIFT;
}

/* Leaves each number once. */
static void unite(struct build *build, struct numbers *numbers, bool are_values)
{
	size_t kept = 0;

	for (size_t i = 0; i < numbers->count;) {
		size_t end = i + 1;
		while (end < numbers->count && numbers->list[end] == numbers->list[i])
			end++;
		numbers->list[kept] = numbers->list[i];
		if (are_values)
			note_different(build, &numbers->list[kept], end - i);
		kept++;
		i = end;
	}
	numbers->count = kept;
}

static void fill_filter(uint64_t *filter, uint64_t words, const struct numbers *numbers)
{
	for (size_t i = 0; i < numbers->count; i++) {
		uint64_t number = numbers->list[i] >> NUMBER_BITS << NUMBER_BITS;
		if ((numbers->list[i] & NUMBER_IS_GROUP) == 0)
			filter[filter_word(number, words)] |= filter_bits(number);
	}
}

static struct data_head *make_block(struct build *build, size_t *size, struct err *err)
{
	struct data_head *head = &build->head;
	uint64_t end = sizeof *head;
	size_t filtered = build->values.count + build->beginnings.count;

	head->filter = index_reserve(&end, filtered * FILTER_BITS / 64 + 1, sizeof(uint64_t));
	head->slots = index_reserve(&end, slots_needed(build->values.count), sizeof(uint64_t));
	head->index.magic = INDEX_DATA;
	head->index.size = end;
	head->index.plan = data_plan_sum(build->plan);
	head->index.salt = *build->salt;
	char *block = mem_aligned(INDEX_ALIGN, end);
	uint64_t *filter = (uint64_t *)(void *)(block + head->filter.at);
	memcpy(block, head, sizeof *head);
	fill_filter(filter, head->filter.count, &build->values);
	fill_filter(filter, head->filter.count, &build->beginnings);
	*size = end;
	if (slots_fill((uint64_t *)(void *)(block + head->slots.at), head->slots.count, NUMBER_BITS,
	        build->values.list, build->values.count))
		return (struct data_head *)(void *)block;
	free(block);
	err_set(err, "cannot be laid out as a table");
	return NULL;
}

static struct data_head *make(
    struct build *build, const struct data_listener *listener, size_t *size, struct err *err)
{
	if (!read_header(build, err))
		return NULL;
	read_rows(build, listener);
	if (build->values.count == 0) {
		err_set(err, "has no values in its columns");
		return NULL;
	}
	sort(&build->values);
	unite(build, &build->values, true);
	sort(&build->beginnings);
	unite(build, &build->beginnings, false);
	return make_block(build, size, err);
}

struct data_head *data_build(struct span table, const struct data_plan *plan,
    const struct salt *salt, const struct data_listener *listener, size_t *size, struct err *err)
{
	struct build *build = mem_alloc(sizeof *build);

	build->plan = plan;
	build->salt = salt;
	csv_open(&build->csv, table, csv_separator(table));
	folded_init(&build->folded);
	struct data_head *head = make(build, listener, size, err);
	folded_release(&build->folded);
	free(build->values.list);
	free(build->beginnings.list);
	free(build);
	return head;
}
