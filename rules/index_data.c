#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../proxy/base/disk.h"
#include "../proxy/base/mem.h"
#include "index_file.h"

/* A data list, made ready: its index as the source keeps it, or as it stands beside the table, or
 * made now if the table is small. */

enum { BROKEN_SHOWN = 20 };

struct opening {
	struct indexed_list *list;
	struct problems *problems;
	size_t broken;
};

static void on_broken(void *context, size_t line, const char *why)
{
	struct opening *opening = context;
	const struct node at = { .kind = NODE_SCALAR,
		.file = opening->list->path,
		.line = (unsigned)line,
		.column = 1,
		.text = "" };

	if (++opening->broken > BROKEN_SHOWN)
		return;
	if (opening->list->refuses_broken)
		problems_error(opening->problems, &at, "this row %s", why);
	else
		problems_warn(opening->problems, &at, "this row %s: it is left out", why);
}

static void report_broken(const struct opening *opening, size_t broken)
{
	if (broken <= opening->broken && broken <= BROKEN_SHOWN)
		return;
	problems_warn(opening->problems, opening->list->at,
	    "%zu rows of %s could not be read and are left out", broken, opening->list->path);
}

static char *build(struct opening *opening, size_t *size, struct err *err)
{
	const struct data_listener listener = { opening, on_broken, NULL };
	const struct indexed_list *list = opening->list;
	struct salt salt = salt_new();
	size_t len;

	char *table = disk_read(list->path, INDEX_LOAD_MAX, &len, err);
	if (table == NULL)
		return NULL;
	struct data_head *head =
	    data_build(span_make(table, len), &list->plan, &salt, &listener, size, err);
	explicit_bzero(table, len);
	free(table);
	if (head == NULL)
		err_wrap(err, "%s", list->path);
	return (char *)head;
}

static bool is_up_to_date(
    const struct indexed_list *list, const struct index_file *file, const struct disk_info *info)
{
	struct index_head head;
	uint8_t digest[INDEX_DIGEST];
	struct err err;
	size_t len;

	memcpy(&head, file->block, sizeof head);
	if (head.stamp.size != info->size)
		return false;
	if (head.stamp.time_ns == info->time_ns)
		return true;
	char *table = disk_read(list->path, INDEX_TABLE_MAX, &len, &err);
	if (table == NULL)
		return false;
	index_digest(span_make(table, len), digest);
	explicit_bzero(table, len);
	free(table);
	return memcmp(digest, head.stamp.digest, sizeof digest) == 0;
}

bool index_is_current(
    const struct indexed_list *list, const struct disk_info *info, struct data_head *head)
{
	struct index_file file;

	index_file_read(&file, list, INDEX_DATA, sizeof *head, data_plan_sum(&list->plan));
	if (file.block == NULL)
		return false;
	memcpy(head, file.block, sizeof *head);
	bool is_current = is_up_to_date(list, &file, info);
	free(file.block);
	return is_current;
}

/* Puts the index to be used into file; none, and reported, if there is none. */
static void find_index(struct opening *opening, struct index_file *file)
{
	const struct indexed_list *list = opening->list;
	struct disk_info info;
	struct err err;
	bool is_there = disk_look(list->path, &info, &err);

	index_file_read(
	    file, list, INDEX_DATA, sizeof(struct data_head), data_plan_sum(&list->plan));
	if (file->block != NULL && (!is_there || is_up_to_date(list, file, &info)))
		return;
	if (is_there && info.size <= INDEX_LOAD_MAX) {
		free(file->block);
		file->block = build(opening, &file->size, &err);
		if (file->block == NULL)
			problems_error(opening->problems, list->at, "%s", err.text);
		return;
	}
	index_report_old(file, list, is_there ? NULL : err.text, opening->problems);
}

static const char *const weaknesses[VALUE_WEAKNESS_COUNT] = {
	[VALUE_SHORT] = "fewer than three characters or five digits",
	[VALUE_ORDINARY] = "an ordinary word",
	[VALUE_COMMON] = "what more than one row of a hundred has",
};

/* "7 rows with an ordinary word (lines 6, 18, 90 …)" */
static size_t print_weakness(
    const struct data_column *column, enum value_weakness weakness, char *to, size_t size)
{
	uint64_t count = column->weak[weakness];
	size_t len = (size_t)snprintf(to, size, "%llu row%s with %s", (unsigned long long)count,
	    count == 1 ? "" : "s", weaknesses[weakness]);

	for (size_t i = 0; i < DATA_LINES_SHOWN && column->lines[weakness][i] != 0; i++)
		len += (size_t)snprintf(to + len, size - len, "%s%llu",
		    i > 0        ? ", "
		    : count == 1 ? " (line "
		                 : " (lines ",
		    (unsigned long long)column->lines[weakness][i]);
	if (column->lines[weakness][0] != 0)
		len += (size_t)snprintf(
		    to + len, size - len, "%s)", count > DATA_LINES_SHOWN ? " …" : "");
	return len;
}

static void report_column(const struct opening *opening, size_t index)
{
	const struct indexed_list *list = opening->list;
	const struct data_column *column = &list->data.head->columns[index];
	char text[1024];
	size_t len = 0;

	for (int i = VALUE_SHORT; i < VALUE_WEAKNESS_COUNT; i++) {
		if (column->weak[i] == 0)
			continue;
		if (len > 0)
			len += (size_t)snprintf(text + len, sizeof text - len, ", ");
		len +=
		    print_weakness(column, (enum value_weakness)i, text + len, sizeof text - len);
	}
	if (len > 0)
		problems_warn(opening->problems, list->at,
		    "the column \"%s\" has %s: such a value is not looked for alone",
		    list->plan.columns[index], text);
	if (column->too_long > 0)
		problems_warn(opening->problems, list->at,
		    "the column \"%s\" has %llu values of more than %d words: they are left out",
		    list->plan.columns[index], (unsigned long long)column->too_long,
		    VALUE_WORDS_MAX);
}

static void report(const struct opening *opening)
{
	const struct indexed_list *list = opening->list;

	report_broken(opening, list->data.head->broken);
	for (size_t i = 0; i < list->plan.column_count; i++)
		if ((list->alone >> i & 1) != 0)
			report_column(opening, i);
}

void index_open_data(struct indexed_list *list, struct policy *policy, struct source *source,
    struct problems *problems)
{
	struct opening opening = { .list = list, .problems = problems };
	const char *name = index_kept_name(policy, list, data_plan_sum(&list->plan));
	bool is_new = source_is_disk(source);
	struct index_file file;
	struct span bytes;
	struct err err;

	if (is_new && !source_kept(source, name, &bytes)) {
		find_index(&opening, &file);
		if (file.block == NULL || !index_keep(source, name, &file, list, problems))
			return;
	}
	if (!source_kept(source, name, &bytes) || !data_open(&list->data, bytes, &err))
		problems_error(problems, list->at, "%s: its index cannot be used", list->path);
	else if (is_new)
		report(&opening);
}
