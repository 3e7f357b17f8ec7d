/*
 * The listening sockets: one a worker slot and address, made once and kept, so that what waits in
 * their queues survives reload and crash (closing one of several SO_REUSEPORT sockets resets its
 * queue).
 */
#ifndef PARENT_LISTEN_H
#define PARENT_LISTEN_H

#include "../base/err.h"
#include "../load/plan.h"

struct listening;

struct listening *listening_new(void); /* returns owned */
void listening_free(struct listening *listening);

/* Opens what the plan names and is not open yet; closes nothing. */
bool listening_open(struct listening *listening, const struct plan *plan, struct err *err);
/* Closes what the plan does not name (once no worker of an older plan accepts on it). */
void listening_prune(struct listening *listening, const struct plan *plan);
void listening_close(struct listening *listening);

/* The sockets of a slot for the plan's addresses; fds has room for PLAN_LISTEN_MAX. */
size_t listening_of_slot(
    const struct listening *listening, const struct plan *plan, unsigned slot, int *fds);

#endif
