/*
 * The context: what a decision needs beyond policy, post, who and time (design.md, "Words"). It is
 * kept by audit and borrowed here; what is not there is not known.
 */
#ifndef RULES_CONTEXT_H
#define RULES_CONTEXT_H

#include <stddef.h>
#include <time.h>

#include "post.h"

/* What somebody has told the public, by one statement rule. */
struct said {
	struct span rule;  /* its id */
	struct span value; /* in the form that value_print() gives */
	struct span group; /* of who said it; never who; empty: nobody knows */
	time_t when;
	time_t until; /* it need not be kept for longer */
};

struct context {
	const struct span *recent; /* texts of this author's last minutes, oldest first */
	size_t recent_count;
	const struct said *said; /* latest first */
	size_t said_count;
};

/* One post, judged once: all that a decision is a function of, but for the policy. */
struct occasion {
	const struct post *post;
	const struct who *who;
	time_t now;
	const struct context *context; /* NULL: none */
};

#endif
