/*
 * All that a write says, wherever it stands: strings at any depth, JSON inside them, numbers that
 * could be a card's, names that carry text, files that are text, parameters of the query, and what
 * stands around the body.
 */
#ifndef RULES_SITES_GATHER_H
#define RULES_SITES_GATHER_H

#include "request.h"

/* A write that no endpoint claims: a field each, by the names of members where these are plain.
 * Left out is what generic.h says. */
void gather_unclaimed(struct request *request, struct post *post);

/* What no selector of endpoint took (request_take()), as fields POST_OTHER. Left out is only what
 * the site's file skips, and hashes. */
void gather_rest(const struct endpoint *endpoint, struct request *request, struct post *post);

#endif
