/*
 * Does what a rule looks for stand in a post, and where? Evaluates the tree of one rule; judge.c
 * asks.
 */
#ifndef RULES_MATCH_H
#define RULES_MATCH_H

#include "policy_data.h"
#include "text/view.h"

/* What texts are looked at as; the text as written itself needs no view. */
enum { VIEW_FOLDED, VIEW_NORMAL, VIEW_COUNT };

enum { SPANS_MAX = 256 }; /* of one rule; what matches more often does not get more of them */

/* How a condition is read: for a match unknown is met, for an exemption it is not. */
enum sense { SENSE_MATCH, SENSE_EXEMPT };

struct evaluation {
	const struct post *post;
	const struct who *who;
	struct arena *arena;
	struct matching *matching;
	const struct sieve_scratch *fired;
	const struct view *views; /* VIEW_COUNT of them */
	const size_t
	    *view_starts[VIEW_COUNT]; /* where each field begins in the view; one more at the end */
	const size_t *field_starts;   /* where each field begins in the joined original */
	struct match_span *spans;     /* SPANS_MAX of them */
	size_t span_count;
	unsigned unknown; /* what was taken as met, as bits */
	bool hit_limit;
};

/* The rule's match in all fields but those that its `unless` exempts. Leaves spans without code
 * points, and whether a limit was hit. */
bool evaluate_rule(struct evaluation *evaluation, const struct rule_body *body);

#endif
