/*
 * Does what a rule looks for stand in a post, and where? Evaluates the tree of one rule; judge.c
 * asks.
 */
#ifndef RULES_MATCH_H
#define RULES_MATCH_H

#include "condition.h"
#include "policy_data.h"
#include "text/reading.h"

enum { SPANS_MAX = 256 }; /* of one rule; what matches more often does not get more of them */

/* How a condition is read: for a match unknown is met, for an exemption it is not. */
enum sense { SENSE_MATCH, SENSE_EXEMPT };

/* What a post says by a statement rule. */
struct saying {
	struct said said;
	struct saying *next;
};

struct evaluation {
	const struct post *post;
	const struct who *who;
	time_t now;
	const struct context *context; /* NULL: none */
	struct arena *arena;
	struct matching *matching;
	const struct sieve_scratch *fired;
	const struct readings *readings;
	struct match_span *spans; /* SPANS_MAX of them */
	size_t span_count;
	unsigned unknown;          /* what was taken as met, as bits */
	struct conflict *conflict; /* of the rule; NULL: none */
	struct saying *says;       /* of all rules, the newest first */
	size_t says_count;
	bool hit_limit;
	bool is_plain; /* only texts as written count, folded or not (unless, none, views: plain) */
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

/* What a matcher wants to look at. */
enum form {
	FORM_FOLDED, /* what is folded itself: words */
	FORM_ANY,    /* in any case: as written, and folded where that differs */
	FORM_KEPT,   /* case as it was written */
};

/* One text to look at: a field, or all of them joined, in one of the ways in which it may be read.
 */
struct passage {
	struct span text;
	const struct view *view;
	size_t slice;
	size_t field;   /* of the post; that of a joined text is the first */
	size_t order;   /* of the views of a form */
	bool is_undone; /* only what stands otherwise than it was written counts */
	bool is_joined; /* and only what stands in several texts */
};

/* The first after { 0 }, then the next one in the fields that work may look at; false behind the
 * last. */
bool next_passage(const struct work *work, enum form form, struct passage *passage);

/* Notes a place in the original text; one that was found already is no new one. */
void note(struct work *work, size_t field, size_t start, size_t end);
/* The same for [start, end) of a passage. how: what the matcher itself undid to find it. */
void note_passage(struct work *work, const struct passage *passage, size_t start, size_t end);
void note_undone(
    struct work *work, const struct passage *passage, size_t start, size_t end, unsigned how);
/* And that it is a passage of this document. */
void note_source(struct work *work, const struct passage *passage, size_t start, size_t end,
    const char *document);
bool is_enough(const struct work *work); /* there is no room for more places */

/* The original text of a place. */
struct span span_text(const struct evaluation *all, const struct match_span *span);

#endif
