#include "indexed_list.h"

#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "word_list.h"

bool indexed_list_is(const struct node *value)
{
	return value->kind == NODE_MAP &&
	       (node_get(value, "data") != NULL || node_get(value, "documents") != NULL);
}

static const char *read_path(struct reader *reader, const struct node *value)
{
	const char *path = reader_text(reader, value);

	return path != NULL ? source_path(reader->source, reader->file, path) : NULL;
}

static void read_data(struct reader *reader, const struct node *value, void *target)
{
	struct indexed_list *list = target;

	list->kind = INDEXED_DATA;
	list->path = read_path(reader, value);
}

static void read_index(struct reader *reader, const struct node *value, void *target)
{
	((struct indexed_list *)target)->index_path = read_path(reader, value);
}

static void add_column(
    struct reader *reader, struct indexed_list *list, const char *name, const struct node *value)
{
	struct data_plan *plan = &list->plan;

	for (size_t i = 0; i < plan->column_count; i++)
		if (span_equal_nocase(span_of(plan->columns[i]), span_of(name)))
			problems_error(
			    reader->problems, value, "the column \"%s\" stands here twice", name);
	if (plan->column_count < DATA_COLUMNS_MAX)
		plan->columns[plan->column_count++] = name;
	else
		problems_error(reader->problems, value, "a list looks at no more than %d columns",
		    DATA_COLUMNS_MAX);
}

static void read_columns(struct reader *reader, const struct node *value, void *target)
{
	const char **names;
	size_t count = reader_texts(reader, value, &names);

	for (size_t i = 0; i < count; i++)
		add_column(reader, target, names[i], value);
}

static void read_broken(struct reader *reader, const struct node *value, void *target)
{
	static const char *const answers[] = { "skip", "error", NULL };

	((struct indexed_list *)target)->refuses_broken =
	    reader_choice(reader, value, "answer", answers) == 1;
}

static void read_reveal(struct reader *reader, const struct node *value, void *target)
{
	(void)target; /* no notice shows what was found of such a list */
	reader_choice(reader, value, "reveal", reveal_names);
}

const struct key list_data_keys[] = {
	{ "data", read_data, NULL },
	{ "columns", read_columns, &schema_texts },
	{ "broken-rows", read_broken, NULL },
	{ "index", read_index, NULL },
	{ "reveal", read_reveal, ONE_OF(reveal_names) },
	{ NULL, NULL, NULL },
};

static void read_documents(struct reader *reader, const struct node *value, void *target)
{
	struct indexed_list *list = target;

	list->kind = INDEXED_DOCUMENTS;
	list->path = read_path(reader, value);
}

static void read_except(struct reader *reader, const struct node *value, void *target)
{
	struct indexed_list *list = target;

	list->except_count = reader_texts(reader, value, &list->excepts);
	for (size_t i = 0; i < list->except_count; i++)
		list->excepts[i] = source_path(reader->source, reader->file, list->excepts[i]);
}

const struct key list_document_keys[] = {
	{ "documents", read_documents, NULL },
	{ "except", read_except, &schema_texts },
	{ "index", read_index, NULL },
	{ "reveal", read_reveal, ONE_OF(reveal_names) },
	{ NULL, NULL, NULL },
};

static const char *beside(struct reader *reader, const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	return arena_print(reader->policy->arena, "%.*s.index", (int)len, path);
}

void indexed_list_read(struct reader *reader, const struct node *key, const struct node *value)
{
	struct policy *policy = reader->policy;
	struct indexed_list *list = reader_alloc(reader, 1, sizeof *list);
	bool is_data = node_get(value, "data") != NULL;

	list->name = key->text;
	list->at = key;
	reader_map(reader, value, is_data ? list_data_keys : list_document_keys, list);
	if (list->index_path == NULL && list->path != NULL)
		list->index_path = beside(reader, list->path);
	if (is_data && node_get(value, "columns") == NULL)
		problems_error(reader->problems, key,
		    "say which columns count: { data: customers.csv, columns: [name, account] }");
	policy->indexed = mem_grow(policy->indexed, &policy->indexed_capacity,
	    policy->indexed_count + 1, sizeof *policy->indexed);
	policy->indexed[policy->indexed_count++] = list;
}

struct indexed_list *indexed_list_find(const struct policy *policy, const char *name)
{
	for (size_t i = policy->indexed_count; i > 0; i--)
		if (strcmp(policy->indexed[i - 1]->name, name) == 0)
			return policy->indexed[i - 1];
	return NULL;
}

struct indexed_list *indexed_list_of(
    struct reader *reader, const struct node *name, enum indexed_kind kind)
{
	static const char *const contents[] = { "data", "documents" };
	static const char *const matchers[] = { "data", "document" };

	if (reader_text(reader, name) == NULL)
		return NULL;
	struct indexed_list *list = indexed_list_find(reader->policy, name->text);
	if (list == NULL && list_find(reader, name->text) != NULL)
		problems_error(reader->problems, name,
		    "\"%s\" is a list of words: words: { list: %s }", name->text, name->text);
	else if (list == NULL)
		list_report(reader, name);
	else if (list->kind != kind)
		problems_error(reader->problems, name, "\"%s\" is a list of %s: %s: %s", name->text,
		    contents[list->kind], matchers[list->kind], name->text);
	return list != NULL && list->kind == kind ? list : NULL;
}

void indexed_lists_open(struct policy *policy, struct source *source, struct problems *problems)
{
	for (size_t i = 0; i < policy->indexed_count; i++) {
		struct indexed_list *list = policy->indexed[i];
		if (list->path != NULL && list->kind == INDEXED_DOCUMENTS)
			index_open_documents(list, policy, source, problems);
		else if (list->path != NULL && list->plan.column_count > 0)
			index_open_data(list, policy, source, problems);
	}
}
