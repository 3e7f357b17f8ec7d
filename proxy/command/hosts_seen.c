#include "hosts_seen.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../base/counters.h"
#include "../base/mem.h"
#include "../store/reader.h"

enum { ROWS_MAX = 10000, HOURS = 24, SHOWN_A_COUNTER = 10 };

struct row {
	unsigned counter;
	char *host;
	uint64_t count;
};

struct rows {
	struct row *list;
	size_t count;
	size_t capacity;
};

static void add(void *state, const struct reader_count *count)
{
	struct rows *rows = state;

	for (size_t i = 0; i < rows->count; i++)
		if (rows->list[i].counter == count->counter &&
		    span_is(count->host, rows->list[i].host)) {
			rows->list[i].count += count->n;
			return;
		}
	if (rows->count == ROWS_MAX || count->counter >= COUNTER_COUNT)
		return;
	rows->list = mem_grow(rows->list, &rows->capacity, rows->count + 1, sizeof *rows->list);
	rows->list[rows->count++] =
	    (struct row){ count->counter, mem_copy_n(count->host.data, count->host.len), count->n };
}

static int by_counter_and_count(const void *left, const void *right)
{
	const struct row *a = left;
	const struct row *b = right;

	if (a->counter != b->counter)
		return a->counter < b->counter ? -1 : 1;
	return a->count > b->count ? -1 : a->count < b->count;
}

static json_t *shown(const struct rows *rows)
{
	json_t *list = json_array();
	unsigned in_counter = 0;

	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->list[i];
		in_counter = i > 0 && row->counter == row[-1].counter ? in_counter + 1 : 0;
		if (in_counter < SHOWN_A_COUNTER)
			json_array_append_new(
			    list, json_pack("{s:s, s:s, s:I}", "counter",
			              counter_infos[row->counter].name, "host", row->host, "count",
			              (json_int_t)row->count));
	}
	return list;
}

json_t *hosts_seen(const char *store)
{
	struct rows rows = { 0 };
	struct err err;
	uint64_t hour = (uint64_t)time(NULL) / 3600;
	struct reader *reader = reader_open(store, false, &err);

	if (reader == NULL)
		return json_array();
	reader_counts(reader, hour - HOURS, hour, add, &rows, &err);
	reader_close(reader);
	if (rows.count > 1)
		qsort(rows.list, rows.count, sizeof *rows.list, by_counter_and_count);
	json_t *list = shown(&rows);
	for (size_t i = 0; i < rows.count; i++)
		free(rows.list[i].host);
	free(rows.list);
	return list;
}
