/*
 * Which rules may match a post, told from what of the sieve has fired in it: so that a post costs
 * what fires in it, however many rules there are. The plan belongs to its policy and is immutable;
 * who judges has a scratch of its own.
 */
#ifndef RULES_WAKING_H
#define RULES_WAKING_H

#include <stdbool.h>
#include <stddef.h>

struct policy;
struct waking; /* the plan */
struct awake;  /* the scratch */

/* After sieve_compile(). Returns owned. */
struct waking *waking_new(const struct policy *policy);
void waking_free(struct waking *waking);

struct awake *awake_new(const struct waking *waking); /* returns owned */
void awake_free(struct awake *awake);

/* The rules that may match, in order, when these numbers of the sieve have fired; good until the
 * next call. */
size_t awake_rules(
    struct awake *awake, const unsigned *numbers, size_t number_count, const unsigned **rules);

#endif
