/*
 * Reading the maps of a site file by tables: one row an attribute. Every problem is told with its
 * place, and reading goes on, so that one run finds all of them.
 */
#ifndef RULES_SITES_ATTRIBUTES_H
#define RULES_SITES_ATTRIBUTES_H

#include "../../proxy/base/node.h"
#include "../../proxy/base/problems.h"
#include "../schema.h"
#include "site.h"

struct reader {
	struct arena *arena; /* of the catalogue */
	struct problems *problems;
	struct site *site; /* being read */
};

struct attribute {
	const char *name;
	void (*read)(struct reader *reader, const struct node *node, void *target);
	bool is_required;
	const struct schema *schema; /* for editors; NULL: anything */
};

/* The tables that others point to. */
extern const struct attribute site_attributes[], endpoint_attributes[], sign_in_attributes[],
    request_attributes[], reads_attributes[];

bool attribute_at(const void *table, size_t index, struct schema_key *key);
#define ATTRIBUTES(rows) SCHEMA(.kind = SCHEMA_MAP, .table = (rows), .at = attribute_at)

/* Tables end with a row without a name. what names the map in sentences: "an endpoint". */
void attributes_read(struct reader *reader, const struct node *map, const char *what,
    const struct attribute *table, void *target);

/* Single values. Each tells a problem and returns its zero when the node is of another kind. */
const char *attribute_text(struct reader *reader, const struct node *node);
struct span read_span(struct reader *reader, const struct node *node);
bool read_bool(struct reader *reader, const struct node *node);
void read_words(
    struct reader *reader, const struct node *node, struct spans *words); /* one or a list */
const struct selector *read_selector(struct reader *reader, const struct node *node);
void read_selectors(struct reader *reader, const struct node *node, struct selectors *selectors);
/* The index of the word in names (NULL-terminated); 0 after a problem. */
unsigned attribute_choice(
    struct reader *reader, const struct node *node, const char *const *names, const char *what);
bool expect_kind(struct reader *reader, const struct node *node, enum node_kind kind);

/* A map of selector → globs. Those that need no body go to head when that is not NULL. source is
 * put before each key ("query:"), "" for none. */
void read_conditions(struct reader *reader, const struct node *node, const char *source,
    struct conditions *head, struct conditions *when);

#endif
