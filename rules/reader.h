/*
 * Reading nodes of a policy file into structs: one table of keys a map, every value checked once
 * and for everybody, every problem at its place. For policy_*.c only.
 */
#ifndef RULES_READER_H
#define RULES_READER_H

#include "../proxy/base/node.h"
#include "policy_data.h"
#include "schema.h"

struct reader {
	struct policy *policy;
	struct source *source;
	struct problems *problems;
	const char *file;
	const struct node *lists; /* of this file; NULL if it has none */
};

struct key {
	const char *name;
	/* Reads the value into target; NULL: known, but not built yet. */
	void (*read)(struct reader *reader, const struct node *value, void *target);
	const struct schema *schema; /* for editors; NULL: anything */
};

/* The tables that others point to; each ends with a name of NULL. */
extern const struct key top_keys[], rule_keys[], who_keys[], where_keys[], when_keys[],
    range_keys[], account_keys[], campaign_keys[], list_keys[], list_data_keys[],
    list_document_keys[], match_keys[], match_data_keys[], words_keys[], count_keys[], link_keys[],
    near_keys[], attachment_keys[], score_keys[], length_keys[], statement_keys[];

/* Reads a map; keys ends with a name of NULL. False if node is no map (which was reported). */
bool reader_map(
    struct reader *reader, const struct node *node, const struct key *keys, void *target);

/* All of these report what is wrong and then return NULL, 0 or false. */
const char *reader_text(struct reader *reader, const struct node *node);
const char *reader_item(struct reader *reader, const struct node *node, const struct node *parent);
struct wording reader_wording(struct reader *reader, const struct node *node);
int reader_choice(struct reader *reader, const struct node *node, const char *what,
    const char *const *names); /* index into names, -1 on failure */
bool reader_flag(struct reader *reader, const struct node *node);     /* true or false */
size_t reader_number(struct reader *reader, const struct node *node); /* from 1 to 200 */
size_t reader_whole(struct reader *reader, const struct node *node, size_t most); /* from 1 */

/* One text, or a list of them. */
size_t reader_texts(struct reader *reader, const struct node *node, const char ***texts);

/* The items of a list; a single value is a list of one. */
size_t node_items(const struct node *node, struct node *const **items);

void *reader_alloc(struct reader *reader, size_t count, size_t size);

/* policy_match.c */
/* What is being filled: the parent, and the map in which the key being read stands. */
struct branch {
	struct matcher *parent;
	const struct node *map;
};

struct matcher *reader_match(
    struct reader *reader, const struct node *node, const struct matcher_type *type);
struct matcher *matcher_new(
    struct reader *reader, const struct matcher_type *type, const struct node *at);
void matcher_add(struct reader *reader, struct matcher *parent, struct matcher *child);
/* word_list.c */
void reader_lists(struct reader *reader, const struct node *node);
/* policy_rule.c */
void reader_rules(struct reader *reader, const struct node *node);
struct who_condition *reader_who(struct reader *reader, const struct node *node);
struct where_condition *reader_where(struct reader *reader, const struct node *node);

#endif
