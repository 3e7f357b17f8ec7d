/*
 * What a rule looks for, as a tree. The parser makes it, compile_policy() completes it; after that
 * it is immutable. Everything belongs to the arena of its policy, compiled expressions to the
 * policy.
 */
#ifndef RULES_MATCHER_H
#define RULES_MATCHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "../proxy/base/node.h"
#include "../proxy/base/span.h"
#include "expression.h"
#include "kind.h"
#include "sieve.h"

enum reveal { REVEAL_NONE, REVEAL_FIRST_LETTER, REVEAL_FULL, REVEAL_COUNT };
extern const char *const reveal_names[];

struct word {
	struct span text;  /* folded; white space is one space */
	struct span exact; /* NFKC, case kept; only where case counts */
	bool may_inflect;  /* a trailing star: letters may follow */
	int sieve;         /* number of its literal, or SIEVE_NONE */
};

struct word_list {
	const char *name; /* NULL for words that stand in the rule itself */
	struct word *words;
	size_t count;
	bool is_exact;
	enum reveal reveal;
	const struct node *at;
	/* compile.c, for a list that a rule looks for: */
	unsigned
	    *order;    /* places of the words, by their number in the sieve: first those without */
	size_t silent; /* how many those are */
	size_t number; /* its place among these lists (policy_data.h) */
};

/* How it can be told from what fired that a matcher cannot match. */
enum wakes {
	WAKES_BY_PARTS, /* one of its words or expressions must have fired */
	WAKES_BY_ANY,   /* one of its children must be awake */
	WAKES_BY_ALL,   /* all of them must */
	WAKES_ALWAYS,   /* it may match although nothing of it fired */
};

struct work;
struct matcher;

/* One key of the language: a file in matchers/, where its reader stands too. */
struct matcher_type {
	enum wakes wakes;
	bool is_negative; /* none, unless: takes fields away */
	bool is_grave;    /* what it finds must not even stand in a draft */
	void (*evaluate)(struct work *work, const struct matcher *matcher);
	/* What it looks for, as it stands in "the text has …". */
	void (*phrase)(const struct matcher *matcher, FILE *out);
};

struct who_condition {
	const char **users;
	size_t user_count;
	const char **groups;
	size_t group_count;
	struct who_condition *except; /* `not` */
};

struct accounts;

struct where_condition {
	const char **sites;
	size_t site_count;
	const char **classes;
	size_t class_count;
	const char **hosts;
	size_t host_count;
	unsigned activities;                   /* bits of 1 << enum activity; 0: not said */
	unsigned audiences;                    /* the same for enum audience */
	unsigned accounts;                     /* the same for enum account_kind */
	const struct accounts *known_accounts; /* of the policy; with accounts */
	struct where_condition *except;
};

struct matcher {
	const struct matcher_type *type;
	const struct node *at;
	struct matcher **children;
	size_t child_count;
	struct word_list *words;        /* NULL if it looks for none itself */
	struct expression *expressions; /* those that it looks for itself */
	size_t expression_count;
	const void *own; /* what only its type knows; in the policy's arena */
};

#endif
