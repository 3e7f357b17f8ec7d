/*
 * What may stand behind a key of a policy, said once for those who read it and for editors: the
 * same tables that read a policy (struct key) give its JSON Schema.
 */
#ifndef RULES_SHAPE_H
#define RULES_SHAPE_H

#include <stdio.h>

struct key;

enum shape_kind {
	SHAPE_ANY,
	SHAPE_TEXT,    /* any scalar: all of them are text */
	SHAPE_TEXTS,   /* one, or a list of them */
	SHAPE_WORDING, /* a text, or one a language */
	SHAPE_FLAG,
	SHAPE_NUMBER, /* whole, may be negative */
	SHAPE_WHOLE,  /* from 1 */
	SHAPE_CHOICE, /* one of words */
	SHAPE_CHOICES,
	SHAPE_MAP,   /* with these keys and no others */
	SHAPE_LIST,  /* of one, or one alone */
	SHAPE_NAMED, /* a map of names that the author gives, to one */
	SHAPE_EITHER,
	SHAPE_MATCH, /* a tree of matchers */
};

struct shape {
	enum shape_kind kind;
	const char *const *words;
	const struct key *keys;
	const struct shape *one, *other;
};

#define SHAPE(...)     (&(const struct shape){ __VA_ARGS__ })
#define ONE_OF(names)  SHAPE(.kind = SHAPE_CHOICE, .words = (names))
#define SOME_OF(names) SHAPE(.kind = SHAPE_CHOICES, .words = (names))
#define MAP_OF(table)  SHAPE(.kind = SHAPE_MAP, .keys = (table))
#define LIST_OF(shape) SHAPE(.kind = SHAPE_LIST, .one = (shape))
#define NAMED(shape)   SHAPE(.kind = SHAPE_NAMED, .one = (shape))
#define EITHER(a, b)   SHAPE(.kind = SHAPE_EITHER, .one = (a), .other = (b))

extern const struct shape shape_text, shape_texts, shape_wording, shape_flag, shape_number,
    shape_whole, shape_match;
extern const struct shape shape_words; /* words of a rule, or { list: … } */
extern const struct shape shape_list;  /* what stands under a name in `lists` */

/* The JSON Schema (draft 2020-12) of a policy, to out. */
void policy_schema(FILE *out);

#endif
