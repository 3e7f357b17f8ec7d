/*
 * The context: what decisions need beyond policy, post, who and time. It lives here and nowhere
 * else; workers are given copies. What groups said is read from the store, and again when it may
 * have changed. Owned by the role audit.
 */
#ifndef AUDIT_CONTEXT_H
#define AUDIT_CONTEXT_H

#include "../store/store.h"

struct context_book;

struct context_book *context_book_new(struct store *store); /* borrows the store; returns owned */
void context_book_free(struct context_book *book);

/* What was said may have changed, and may be taken back until context_book_settle(). */
void context_book_forget(struct context_book *book);
void context_book_settle(struct context_book *book);

/* Appends the context, packed (store/decision.h). needs: bits of rules/policy.h. What cannot be
 * read is left out, and logged. */
void context_book_pack(struct context_book *book, unsigned needs, int64_t now_ms, struct buf *to);

#endif
