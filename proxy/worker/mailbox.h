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
#include "wish.h"

struct mailbox;
struct worker;

/* answer is NULL when the request was given up (two lives of the role died on it). */
typedef void on_answer(void *owner, const struct letter *answer);

/* bytes_max: of letters in an outbox; one more may always be sent. */
struct mailbox *mailbox_new(
    struct worker *worker, struct net *net, int control_fd, size_t bytes_max);
void mailbox_free(struct mailbox *mailbox);

/* Sends a request; 0 if the outbox is full. callback comes once, never from inside this call; NULL:
 * nobody waits for the answer. */
uint64_t mailbox_ask(struct mailbox *mailbox, enum role to, enum letter_type type, struct span data,
    on_answer *callback, void *owner);
void mailbox_forget(struct mailbox *mailbox, uint64_t id);

/* From now on somebody else waits for the answer. */
void mailbox_hand_over(struct mailbox *mailbox, uint64_t id, on_answer *callback, void *owner);

/* Is that role there, as far as we know? */
bool mailbox_reaches(const struct mailbox *mailbox, enum role role);

/* Does so much wait in the outbox that nothing more should be asked? Calls back once there is room
 * again; who waits no longer says so. */
bool mailbox_is_full(const struct mailbox *mailbox, enum role to);
void mailbox_wait(struct mailbox *mailbox, enum role to, on_granted *callback, void *owner);
void mailbox_wait_no_more(struct mailbox *mailbox, enum role to, const void *owner);
bool mailbox_tell(struct mailbox *mailbox, enum role to, enum letter_type type, struct span data);

/* What the parent asked for. */
bool mailbox_must_stop(const struct mailbox *mailbox);

#endif
