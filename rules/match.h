/*
 * Does what a rule looks for stand in a post, and where? Evaluates the tree of one rule; judge.c
 * asks.
 */
#ifndef RULES_MATCH_H
#define RULES_MATCH_H

#include "condition.h"
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
	time_t now;
	const struct context *context; /* NULL: none */
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

/* For matchers/. One matcher at work: which fields it may look at, and in which it holds. */
struct work {
	struct evaluation *all;
	enum sense sense;
	const bool *allowed;
	bool *holds;
	size_t first_span; /* those from here on are its own */
};

/* Adds to holds the fields in which the matcher holds; what it found goes again if there are none.
 */
bool evaluate_into(struct evaluation *all, const struct matcher *matcher, enum sense sense,
    const bool *allowed, bool *holds);

/* Each child like that, into work itself. */
void evaluate_children(struct work *work, const struct matcher *matcher);

bool *new_flags(struct evaluation *evaluation); /* by field, all false; NULL: no room, a limit */

/* Is an answer yes for a matcher at work? What was unknown is noted where it is taken as met. */
bool takes(struct work *work, enum answer answer, unsigned unknown);

/* What is not about a field holds in all of them. */
void hold_everywhere(struct work *work, bool holds);

/* The text of a field in a view. */
struct span view_text(const struct evaluation *all, int view, size_t field);
/* What stands in the original text for [start, end) of that. */
struct span view_original(
    const struct evaluation *all, int view, size_t field, size_t *start, size_t *end);

/* Notes a place in the original text; one that another view has already found is no new one. */
void note(struct work *work, size_t field, size_t start, size_t end);
void note_in_view(struct work *work, int view, size_t field, size_t start, size_t end);
bool is_enough(const struct work *work); /* there is no room for more places */

/* The original text of a place. */
struct span span_text(const struct evaluation *all, const struct match_span *span);

#endif
