/*
 * Lists of which only hashes are kept: data of a table, documents of a folder (rules/data). They
 * are read with their policy, told by the rules what is looked for, and opened when all is read:
 * from what the source keeps, from an index that `gatepost index` made, or, where that is little
 * work, from the files themselves. They belong to the arena of their policy.
 */
#ifndef RULES_INDEXED_LIST_H
#define RULES_INDEXED_LIST_H

#include "data/data_index.h"
#include "data/passages.h"
#include "reader.h"

enum indexed_kind { INDEXED_DATA, INDEXED_DOCUMENTS };

struct indexed_list {
	const char *name;
	const struct node *at;
	enum indexed_kind kind;
	const char *path;       /* of the table or folder */
	const char *index_path; /* of its index */
	bool refuses_broken;
	struct data_plan plan;
	unsigned alone; /* columns in which a rule looks for one value alone, as bits */
	struct data_index data;
	const char **excepts; /* documents: what is public all the same */
	size_t except_count;
	struct passages passages;
};

/* Does this map under "lists" say such a list? Then reads it. */
bool indexed_list_is(const struct node *value);
void indexed_list_read(struct reader *reader, const struct node *key, const struct node *value);

/* The list that a matcher names; NULL, and reported, if there is none of that kind. */
struct indexed_list *indexed_list_of(
    struct reader *reader, const struct node *name, enum indexed_kind kind);
struct indexed_list *indexed_list_find(const struct policy *policy, const char *name);

/* Makes lists ready for judging. */
void indexed_lists_open(struct policy *policy, struct source *source, struct problems *problems);
/* index_data.c: one of them. */
void index_open_data(struct indexed_list *list, struct policy *policy, struct source *source,
    struct problems *problems);
/* index_documents.c */
void index_open_documents(struct indexed_list *list, struct policy *policy, struct source *source,
    struct problems *problems);

#endif
