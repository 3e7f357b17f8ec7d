/* What a struct policy holds. For the files of this folder only. */
#ifndef RULES_POLICY_DATA_H
#define RULES_POLICY_DATA_H

#include "../proxy/base/names.h"
#include "matcher.h"
#include "policy.h"
#include "text/vocabulary.h"
#include "waking.h"

struct example {
	const struct node *at; /* its text is the node's */
	bool violates;
};

struct rule_body {
	struct rule rule;
	const struct node *at;
	struct who_condition *who;     /* NULL: everybody */
	struct where_condition *where; /* NULL: wherever one posts */
	struct when_condition *when;   /* NULL: always */
	struct matcher *match;
	struct matcher *unless; /* NULL: no exemption */
	struct example *examples;
	size_t example_count;
	bool is_passable; /* an approved text passes it */
	bool is_plain;    /* `views: plain`: what is hidden is not its business */
};

struct policy {
	struct arena *arena;
	const char *title;
	struct wording guideline;
	struct wording contact;
	struct wording data_protection;
	struct rule_body *rules;
	size_t rule_count;
	size_t rule_capacity;
	struct names ids;         /* of the rules, and their places in rules */
	struct word_list **lists; /* every list with a name */
	size_t list_count;
	size_t list_capacity;
	struct accounts *accounts;
	struct campaign **campaigns; /* approved.c */
	size_t campaign_count;
	size_t campaign_capacity;
	struct indexed_list **indexed; /* indexed_list.h */
	size_t indexed_count;
	size_t indexed_capacity;
	struct period **periods; /* when.c */
	size_t period_count;
	size_t period_capacity;
	struct matcher **matchers; /* all of them */
	size_t matcher_count;
	size_t matcher_capacity;
	struct sieve *sieve;
	struct word_list **sifted; /* the lists that the sieve looks for, each once */
	size_t sifted_count;
	size_t sifted_capacity;
	struct waking *waking;
	struct vocabulary *vocabulary; /* of all words and expressions */
	bool has_exact;                /* something for which case counts */
};

/* policy_file.c: adds one file. */
void policy_read(struct policy *policy, struct source *source, const char *name, struct span bytes,
    struct problems *problems);

/* compile.c: the first reports what does not compile; the second is for a policy without errors,
 * and false if it takes too long. */
void policy_compile(struct policy *policy, struct problems *problems);
bool policy_plan(struct policy *policy, struct source *source, struct problems *problems);

void policy_release(struct policy *policy); /* all but the struct itself */

#endif
