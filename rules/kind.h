/*
 * Kinds of data that are recognised by their form and checked by computation: what one looks like
 * to the sieve and to PCRE2, what has the last word on it, and which words must stand near where
 * its form is one that other things have too. Constant tables; kinds/ has a file a family.
 */
#ifndef RULES_KIND_H
#define RULES_KIND_H

#include <stdbool.h>
#include <stddef.h>

#include "../proxy/base/span.h"

struct kind_form {
	const char *pattern;
	/* What the sieve looks for in its place: a part of whatever the pattern matches, and as
	 * cheap as can be. NULL: the pattern. */
	const char *hint;
	bool is_exact;
	/* Has the last word on what the pattern found in text, [*start, *end), and may narrow it
	 * down or widen it. If it says no it may move *start on: nothing begins before that.
	 * NULL: the form is enough. */
	bool (*check)(struct span text, size_t *start, size_t *end);
	/* Words of which one must stand near (kinds/near.h); NULL: none has to. */
	const char *near;
	bool may_be_alone; /* they need not if the text is nothing else than what was found */
};

struct kind {
	const char *name;
	const char *plural; /* for sentences: "a payment card number" */
	const struct kind_form *forms;
	size_t form_count;
	const struct kind *const *parts; /* a group: kinds, NULL at the end; it has no forms then */
	bool is_credential;              /* it opens something */
};

extern const struct kind *const kinds[]; /* NULL-terminated */
extern const char *const kind_names[];   /* the same order */

/* All forms, those of the parts too: how many, and the one at index. */
size_t kind_form_count(const struct kind *kind);
const struct kind_form *kind_form_at(const struct kind *kind, size_t index);

/* Is what the form's pattern found at [*start, *end) of text what it looks like? */
bool kind_form_takes(const struct kind_form *form, struct span text, size_t *start, size_t *end);

#endif
