/*
 * Exact data: the values of some columns of a table, kept as salted hashes, each value once, and
 * the rows only as one hash for each set of columns that a rule wants together. data_build() makes
 * it, data_scan() finds its values in a text.
 */
#ifndef RULES_DATA_DATA_INDEX_H
#define RULES_DATA_DATA_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "index.h"
#include "slots.h"
#include "value.h"

enum {
	DATA_COLUMNS_MAX = 16,
	DATA_GROUPS_MAX = 16,
	DATA_GROUP_COLUMNS_MAX = 6,
	DATA_LINES_SHOWN = 3
};

/* What an index is made for. */
struct data_plan {
	const char *columns[DATA_COLUMNS_MAX];
	size_t column_count;
	unsigned groups[DATA_GROUPS_MAX]; /* columns wanted together, as bits */
	size_t group_count;
};

uint64_t data_plan_sum(const struct data_plan *plan);

/* What is known of a column: how many different values it has, and of how many rows each kind of
 * weakness is, with the first lines of them. */
struct data_column {
	uint64_t values;
	uint64_t weak[VALUE_WEAKNESS_COUNT];
	uint64_t lines[VALUE_WEAKNESS_COUNT][DATA_LINES_SHOWN];
	uint64_t too_long; /* left out */
};

struct data_head {
	struct index_head index;
	uint64_t rows;
	uint64_t broken; /* rows left out */
	uint64_t digit_lengths;
	uint64_t words_max; /* of one value */
	struct data_column columns[DATA_COLUMNS_MAX];
	struct index_part
	    filter; /* of uint64_t: three bits for each value and each beginning of one */
	struct index_part slots; /* of uint64_t: 56 bits of hash, then what it is (data_number.h) */
};

struct data_listener {
	void *context;
	void (*on_broken)(void *context, size_t line, const char *why);
	void (*on_progress)(void *context, size_t done, size_t all); /* bytes; may be NULL */
};

/* Makes an index of the table. Returns owned memory at a multiple of INDEX_ALIGN, or NULL with err
 * if the table has none of the columns or no rows; *size is its length. The stamp is the caller's
 * to fill. */
struct data_head *data_build(struct span table, const struct data_plan *plan,
    const struct salt *salt, const struct data_listener *listener, size_t *size, struct err *err);

struct data_index {
	const struct data_head *head;
	const uint64_t *filter;
	struct slots slots;
};

/* bytes: borrowed for as long as the index is used. Checks that nothing in it points outside. */
bool data_open(struct data_index *index, struct span bytes, struct err *err);

/* A value that stands in a text. */
struct data_hit {
	uint32_t start, end;  /* bytes of the text */
	uint32_t first, last; /* words of the text, counted from its beginning */
	uint64_t hash;
	unsigned columns; /* in which there is such a value, as bits */
	unsigned strong;  /* those in which it may be looked for alone */
};

/* Hits in order of their starts; returns how many there are, and stops at max. text: folded. */
size_t data_scan(
    const struct data_index *index, struct span text, struct data_hit *hits, size_t max);

/* Values of one row: one hit for each column of a group, columns ascending. */
struct data_row_search {
	const struct data_index *index;
	const struct data_hit *hits;
	size_t count;
	unsigned columns; /* of the group */
	size_t within;    /* at most so many words between the first and the last value */
	void *context;
	/* False: that is enough. */
	bool (*on_row)(void *context, const struct data_hit *const *picks, size_t count);
};

/* False if it gave up because there were too many ways to combine hits. */
bool data_find_rows(const struct data_row_search *search);

#endif
