/*
 * The worker's letters to certs, who and audit, and the answers back to the sessions that wait for
 * them. Owned by the worker. A session that ends forgets its letters; their answers are dropped.
 */
#ifndef WORKER_MAILBOX_H
#define WORKER_MAILBOX_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/channel.h"
#include "../net/net.h"

struct mailbox;
struct worker;

/* answer is NULL when the request was given up (two lives of the role died on it). */
typedef void on_answer(void *owner, const struct letter *answer);

struct mailbox *mailbox_new(struct worker *worker, struct net *net, int control_fd);
void mailbox_free(struct mailbox *mailbox);

/* Sends a request; 0 if the outbox is full. callback comes once, never from inside this call; NULL:
 * nobody waits for the answer. */
uint64_t mailbox_ask(struct mailbox *mailbox, enum role to, enum letter_type type, struct span data,
    on_answer *callback, void *owner);
void mailbox_forget(struct mailbox *mailbox, uint64_t id);
bool mailbox_tell(struct mailbox *mailbox, enum role to, enum letter_type type, struct span data);

/* What the parent asked for. */
bool mailbox_must_stop(const struct mailbox *mailbox);

#endif
