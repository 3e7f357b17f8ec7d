/*
 * The page that tells a person why something was not posted, and what to do: the same for the
 * answer to a navigation (from a verdict) and for gatepost.internal/n/REF (from a record).
 */
#ifndef NOTICE_EXPLAIN_H
#define NOTICE_EXPLAIN_H

#include "../../rules/policy.h"
#include "../../rules/sites/catalogue.h"
#include "page.h"

enum { EXPLAIN_TEXT_MAX = 128 * 1024 }; /* bytes of the person's text that a page gives back */

enum explain_kind {
	EXPLAIN_BLOCK,
	EXPLAIN_COACH,
	EXPLAIN_HOLD,
	EXPLAIN_FAULT,
	EXPLAIN_UNJUDGED,
	EXPLAIN_PASSED, /* recorded, and let through */
	EXPLAIN_KIND_COUNT,
};

struct explanation {
	enum explain_kind kind;
	const char *site;      /* its title; NULL: "the site" */
	const char *reference; /* NULL: none */
	const char *own_name;
	bool hides_reasons; /* the site's code could read this page: no rule on it (invariant 12) */
	const struct policy *policy;     /* may be NULL */
	const struct rule *const *rules; /* strongest first */
	size_t rule_count;
	/* What they found a statement to differ from, one a rule or NULL; NULL: nothing. */
	const struct conflict *const *conflicts;
	const struct field *fields;
	size_t field_count;
};

enum explain_kind explain_kind_of(enum action action);

/* What the page calls a site; NULL for our own practice site, and for none. */
const char *explain_site(const struct site *site);

/* Builds the whole page. */
void explain_page(struct page *page, const struct explanation *explanation);

#endif
