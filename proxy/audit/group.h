/*
 * What waits for one commit: the letters of one turn of the loop, answered together once they are
 * on the disk. There is no timer: a group is what came in while the last commit ran.
 *
 * When the store cannot be written every waiting and new letter is answered "no" at once; the store
 * is tried again now and then, and the first thing it takes is a record of the outage. What came of
 * the refused ones each worker tells in a record of its own.
 */
#ifndef AUDIT_GROUP_H
#define AUDIT_GROUP_H

#include "../base/reference.h"
#include "../store/store.h"
#include "wish.h"

struct group;

/* Who waits for an answer, and how it is given. */
struct waiter {
	void (*answer)(const struct waiter *waiter, bool ok, uint64_t number);
	void *to;
	uint64_t id;
	char reference[REFERENCE_LEN + 1]; /* of the record that stands for this one; or empty */
};

/* node names this machine in audit's own records; both are borrowed. Returns owned. */
struct group *group_new(struct store *store, const char *node);
void group_free(struct group *group);

/* Each answers through the waiter, at group_settle() or, when it cannot be kept, at once. Outcomes
 * and counts are answered the same either way: their senders could do nothing about it. */

/* False: what the decision knew no longer holds; nothing was kept, and the waiter is not answered.
 * *number: of the record that waits; 0: none does. */
bool group_decision(struct group *group, const struct decision *decision,
    const struct waiter *waiter, int64_t now_ms, uint64_t *number);

/* The record with that number stands for what came again. */
void group_repeat(
    struct group *group, uint64_t number, const struct waiter *waiter, int64_t now_ms);

/* The store cannot be written: what was added since it last was is lost. */
bool group_is_out(const struct group *group);

void group_outcome(struct group *group, const struct store_outcome *outcome,
    const struct waiter *waiter, int64_t now_ms);
void group_counts(struct group *group, const struct store_sender *sender,
    const struct store_count *counts, size_t count, const struct waiter *waiter, int64_t now_ms);

/* audit's own: nobody waits; it is tried until it is kept, within reason. */
void group_own(struct group *group, const struct record *record, int64_t now_ms);

/* Erases, and records that it was done, before it returns. Nothing found: true, with nothing
 * recorded. False: nothing was erased. */
bool group_erase(struct group *group, const struct wish *wish, int64_t now_ms,
    struct store_erased *erased, struct err *err);

/* Commits and answers, seals the head, and if it may erases what is old. Returns after how many
 * milliseconds it wants to be called again, -1 for "not before a letter". */
int group_settle(struct group *group, bool may_erase, int64_t now_ms);

#endif
