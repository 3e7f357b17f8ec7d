/*
 * The matchers of the language, a file each: how it is read from a policy, whether it holds, and
 * how it is said. The table of their keys stands in policy_match.c.
 */
#ifndef RULES_MATCHERS_TYPES_H
#define RULES_MATCHERS_TYPES_H

#include "../reader.h"

extern const struct matcher_type matcher_words;
extern const struct matcher_type matcher_regex;
extern const struct matcher_type matcher_kind;
extern const struct matcher_type matcher_count;
extern const struct matcher_type matcher_link;
extern const struct matcher_type matcher_who;
extern const struct matcher_type matcher_where;
extern const struct matcher_type matcher_near;
extern const struct matcher_type matcher_score;
extern const struct matcher_type matcher_length;
extern const struct matcher_type matcher_language;
extern const struct matcher_type matcher_attachment;
extern const struct matcher_type matcher_sample;
extern const struct matcher_type matcher_data;
extern const struct matcher_type matcher_document;
extern const struct matcher_type matcher_statement;
extern const struct matcher_type matcher_any;
extern const struct matcher_type matcher_all;
extern const struct matcher_type matcher_none;
extern const struct matcher_type matcher_unless;

/* Readers of values, as in struct key; target is a struct branch. */
void read_match_words(struct reader *reader, const struct node *value, void *target);
void read_match_regex(struct reader *reader, const struct node *value, void *target);
void read_match_kind(struct reader *reader, const struct node *value, void *target);
void read_match_count(struct reader *reader, const struct node *value, void *target);
void read_match_link(struct reader *reader, const struct node *value, void *target);
void read_match_only(struct reader *reader, const struct node *value, void *target);
void read_match_who(struct reader *reader, const struct node *value, void *target);
void read_match_where(struct reader *reader, const struct node *value, void *target);
void read_match_near(struct reader *reader, const struct node *value, void *target);
void read_match_score(struct reader *reader, const struct node *value, void *target);
void read_match_length(struct reader *reader, const struct node *value, void *target);
void read_match_language(struct reader *reader, const struct node *value, void *target);
void read_match_attachment(struct reader *reader, const struct node *value, void *target);
void read_match_document(struct reader *reader, const struct node *value, void *target);
void read_match_data(struct reader *reader, const struct node *value, void *target);
void read_match_sample(struct reader *reader, const struct node *value, void *target);
void read_match_any(struct reader *reader, const struct node *value, void *target);
void read_match_all(struct reader *reader, const struct node *value, void *target);
void read_match_none(struct reader *reader, const struct node *value, void *target);
void read_match_unless(struct reader *reader, const struct node *value, void *target);

/* What several of them use. */
void match_expressions(struct work *work, const struct matcher *matcher);

#endif
