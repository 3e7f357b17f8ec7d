/*
 * Memory for posts: bodies that are being collected, and what was made of them. Half of the
 * worker's share of limits.memory; a sixteenth of that for one client address (of IPv6, one /64).
 * Owned by the worker.
 *
 * Whose claim may not grow is not read. One claim of each address, and one of all, may grow
 * whatever the others hold, so that one body after the other comes to its end.
 */
#ifndef WORKER_BUDGET_H
#define WORKER_BUDGET_H

#include <stdbool.h>
#include <stddef.h>

#include "../config/config.h"
#include "../net/net.h"
#include "wish.h"

struct budget;
struct purse; /* what one address has of it; counted by its sessions */

struct claim { /* what one exchange has of it; zeroed at first, part of its owner */
	struct purse *purse;
	size_t bytes;
};

struct budget *budget_new(struct net *net, size_t max); /* borrows net; returns owned */
void budget_free(struct budget *budget);                /* no purse is left */
size_t budget_used(const struct budget *budget);

struct purse *purse_get(struct budget *budget, const struct address *address); /* returns owned */
void purse_release(struct purse *purse);

/* From now on the claim is of so many bytes; 0 gives it back. It may be more than is good. */
void claim_set(struct claim *claim, struct purse *purse, size_t bytes);
bool claim_may_grow(struct claim *claim, struct purse *purse);

/* Calls back once, not from inside this call, when something was given back. */
void budget_wait(struct budget *budget, on_granted *callback, void *owner);
void budget_forget(struct budget *budget, const void *owner);

#endif
