/*
 * Who and where, answered with three values: what is unknown never exempts (design.md, "Words").
 */
#ifndef RULES_CONDITION_H
#define RULES_CONDITION_H

#include "matcher.h"
#include "post.h"

enum answer {
	ANSWER_NO,
	ANSWER_UNKNOWN,
	ANSWER_YES
}; /* in this order: the least of two is their "and" */

/* What was unknown, as bits; assumed_names[] says it in words by bit number. */
enum assumed {
	ASSUMED_USER,
	ASSUMED_GROUPS,
	ASSUMED_SITE,
	ASSUMED_CLASS,
	ASSUMED_HOST,
	ASSUMED_ACTIVITY,
	ASSUMED_AUDIENCE,
	ASSUMED_TIME,
	ASSUMED_LANGUAGE,
	ASSUMED_ATTACHMENT,
	ASSUMED_COUNT,
};
extern const char *const assumed_names[];

/* condition NULL: everybody. Bits are set only when the answer is ANSWER_UNKNOWN. */
enum answer who_answer(
    const struct who_condition *condition, const struct who *who, unsigned *unknown);

/* As it stands: nothing is said of what the condition leaves out. */
enum answer where_answer(const struct where_condition *condition, const struct post *post,
    const struct who *who, unsigned *unknown);

/* That of a rule: without an activity it means post, comment, reply, edit and profile. */
enum answer rule_where_answer(const struct where_condition *condition, const struct post *post,
    const struct who *who, unsigned *unknown);

bool host_is_below(struct span host, const char *name); /* name itself or a name below it */

#endif
