/*
 * What may stand behind a key of a policy, said once for those who read it and for editors: the
 * same tables that read a policy (struct key) give its JSON Schema.
 */
#ifndef RULES_SCHEMA_H
#define RULES_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct schema;

/* One row of a table. */
struct schema_key {
	const char *name;
	const struct schema *schema;
	bool is_required;
};

enum schema_kind {
	SCHEMA_ANY,
	SCHEMA_TEXT,    /* any scalar: all of them are text */
	SCHEMA_TEXTS,   /* one, or a list of them */
	SCHEMA_WORDING, /* a text, or one a language */
	SCHEMA_FLAG,
	SCHEMA_NUMBER, /* whole, may be negative */
	SCHEMA_WHOLE,  /* from 1 */
	SCHEMA_CHOICE, /* one of words */
	SCHEMA_CHOICES,
	SCHEMA_MAP,   /* with these keys and no others */
	SCHEMA_LIST,  /* of one, or one alone */
	SCHEMA_NAMED, /* a map of names that the author gives, to one */
	SCHEMA_EITHER,
	SCHEMA_MATCH, /* a tree of matchers */
};

struct schema {
	enum schema_kind kind;
	const char *const *words;
	const void *table; /* of a map; at() says what its rows are, false behind the last */
	bool (*at)(const void *table, size_t index, struct schema_key *key);
	const struct schema *one, *other;
};

#define SCHEMA(...)     (&(const struct schema){ __VA_ARGS__ })
#define ONE_OF(names)   SCHEMA(.kind = SCHEMA_CHOICE, .words = (names))
#define SOME_OF(names)  SCHEMA(.kind = SCHEMA_CHOICES, .words = (names))
#define MAP_OF(keys)    SCHEMA(.kind = SCHEMA_MAP, .table = (keys), .at = key_at)
#define LIST_OF(schema) SCHEMA(.kind = SCHEMA_LIST, .one = (schema))
#define NAMED(schema)   SCHEMA(.kind = SCHEMA_NAMED, .one = (schema))
#define EITHER(a, b)    SCHEMA(.kind = SCHEMA_EITHER, .one = (a), .other = (b))

extern const struct schema schema_text, schema_texts, schema_wording, schema_flag, schema_number,
    schema_whole, schema_match;
extern const struct schema schema_words; /* words of a rule, or { list: … } */
extern const struct schema schema_list;  /* what stands under a name in `lists` */

bool key_at(const void *keys, size_t index, struct schema_key *key); /* of a struct key[] */

/* A JSON Schema (draft 2020-12), to out: of anything that is a map, of a policy, of a site file. */
void schema_put(const char *title, const struct schema *map, FILE *out);
void policy_schema(FILE *out);
void site_schema(FILE *out);

#endif
