/*
 * Statements: what a text says about a topic (a date, a sum, a share, a version, or what one
 * expression captures), so that the company speaks with one voice. A value that differs from all
 * official ones matches; with none official, one that differs from what another group said last
 * within the window. Read from a policy, immutable after.
 */
#ifndef RULES_STATEMENT_H
#define RULES_STATEMENT_H

#include "policy_data.h"
#include "reader.h"
#include "value.h"

struct statement {
	enum value_kind kind; /* VALUE_TEXT: what the expression captures */
	struct value *official;
	size_t official_count;
	size_t within; /* words around the topic, where its sentence has no value */
	int64_t window_s;
	const char *rule; /* its id */
	/* The groups that a person may speak for; none: any. */
	const char *const *voices;
	size_t voice_count;
};

/* `statement` of a rule: what it looks for. NULL if that cannot be read, which has been said. */
struct matcher *reader_statement(struct reader *reader, const struct node *node);

/* Completes it with what else the rule says; does nothing for other matchers. */
void statement_settle(const struct policy *policy, struct rule_body *body);

/* The statement of a rule; NULL if it is about none. */
const struct statement *statement_of(const struct rule_body *body);

/* For which group a person speaks; empty if nobody knows. */
struct span statement_group(const struct statement *statement, const struct who *who);

/* Who asks, and what is known of what others said. */
struct asking {
	struct span group;
	time_t now;                    /* 0: unknown; then nothing is too old */
	const struct context *context; /* NULL: none */
};

/* Is value none of the official ones or, with none official, not what another group said last? Then
 * conflict is filled; it points into arena and context. */
bool statement_conflicts(const struct statement *statement, const struct value *value,
    const struct asking *asking, struct arena *arena, struct conflict *conflict);

#endif
