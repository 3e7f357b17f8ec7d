#include "indexing.h"

#include <stdlib.h>
#include <string.h>

#include "../proxy/base/disk.h"
#include "index_file.h"
#include "indexing_private.h"
#include "policy_data.h"

size_t policy_index_count(const struct policy *policy)
{
	return policy->indexed_count;
}

const char *policy_index_name(const struct policy *policy, size_t list)
{
	return policy->indexed[list]->name;
}

void making_progress(const struct making *making, uint64_t done, uint64_t all)
{
	making->indexing->on_progress(making->indexing->context, (size_t)done, (size_t)all);
}

static void on_broken(void *context, size_t line, const char *why)
{
	const struct making *making = context;

	making->outcome->left_out++;
	making->indexing->on_left_out(making->indexing->context, making->list->path, line, why);
}

static void on_progress(void *context, size_t done, size_t all)
{
	making_progress(context, done, all);
}

/* The table as an index; returns owned. */
static struct data_head *make_data(
    struct making *making, struct span table, const struct disk_info *info, size_t *size)
{
	const struct data_listener listener = { making, on_broken, on_progress };
	struct salt salt = salt_new();
	struct err *err = &making->outcome->err;
	struct data_head *head =
	    data_build(table, &making->list->plan, &salt, &listener, size, err);

	if (head == NULL) {
		err_wrap(err, "%s", making->list->path);
		return NULL;
	}
	head->index.stamp.size = info->size;
	head->index.stamp.time_ns = info->time_ns;
	index_digest(table, head->index.stamp.digest);
	return head;
}

static bool write_data(struct making *making, const struct data_head *head, size_t size)
{
	struct indexing_outcome *outcome = making->outcome;

	if (making->list->refuses_broken && head->broken > 0)
		return err_set(&outcome->err,
		    "%s: has rows that cannot be read (broken-rows: error)", making->list->path);
	outcome->read = head->rows;
	outcome->index_size = size;
	return disk_replace(making->list->index_path, span_make(head, size), &outcome->err);
}

static bool index_table(struct making *making)
{
	struct indexing_outcome *outcome = making->outcome;
	struct disk_info info;
	size_t len;
	size_t size;

	if (!disk_look(making->list->path, &info, &outcome->err))
		return false;
	char *table = disk_read(making->list->path, INDEX_TABLE_MAX, &len, &outcome->err);
	if (table == NULL)
		return false;
	struct data_head *head = make_data(making, span_make(table, len), &info, &size);
	explicit_bzero(table, len);
	free(table);
	bool is_made = head != NULL && write_data(making, head, size);
	free(head);
	return is_made;
}

static bool is_up_to_date(const struct making *making)
{
	struct disk_info info;
	struct err err;
	struct data_head head;

	if (making->indexing->is_forced || !disk_look(making->list->path, &info, &err) ||
	    !index_is_current(making->list, &info, &head))
		return false;
	making->outcome->read = head.rows;
	making->outcome->left_out = head.broken;
	making->outcome->index_size = head.index.size;
	making->outcome->result = INDEXING_UP_TO_DATE;
	return true;
}

void policy_index(struct policy *policy, size_t list, const struct indexing *indexing,
    struct indexing_outcome *outcome)
{
	struct making making = { policy->indexed[list], indexing, outcome };

	*outcome = (struct indexing_outcome){
		.list = making.list->name,
		.path = making.list->path,
		.index = making.list->index_path,
		.is_data = making.list->kind == INDEXED_DATA,
		.result = INDEXING_MADE,
	};
	bool is_made = making.outcome->is_data ? is_up_to_date(&making) || index_table(&making)
	                                       : index_documents(&making);
	if (!is_made)
		outcome->result = INDEXING_FAILED;
}
