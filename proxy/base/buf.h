/*
 * A growing run of bytes that we own, with a cap given when it is made.
 * Consumed from the front with buf_drain(), filled at the end.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "span.h"

struct buf {
	char *data; /* first unread byte */
	size_t len; /* unread bytes */
	size_t max; /* the most that may ever be unread */
	char *base; /* allocation; data - base bytes have been drained */
	size_t cap;
};

void buf_init(struct buf *buf, size_t max); /* allocates nothing yet */
void buf_release(struct buf *buf);          /* frees; may be used again */
void buf_clear(struct buf *buf);            /* keeps the allocation */

/* Each returns false, changing nothing, if the cap would be passed. */
bool buf_append(struct buf *buf, const void *data, size_t len);
bool buf_append_span(struct buf *buf, struct span span);
bool buf_append_text(struct buf *buf, const char *text);
bool buf_print(struct buf *buf, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Room for at least len more bytes at buf->data + buf->len, NULL if the cap would be passed;
 * buf_commit() says how many were written there. */
char *buf_reserve(struct buf *buf, size_t len);
void buf_commit(struct buf *buf, size_t len);

void buf_drain(struct buf *buf, size_t len); /* drops len bytes at the front */
struct span buf_span(const struct buf *buf);

#endif
