/*
 * One connection, in clear or with TLS, to whoever owns it.
 *
 * The owner has one callback, "something changed": it looks at the stream and runs its machine.
 * What was received lies in stream_received() until it is consumed; during the callback that is the
 * worker's shared buffer, afterwards what is left is kept by the stream. What is written goes out
 * at once as far as the socket takes it; the rest is the backlog, and who writes bulk stops reading
 * its source while stream_is_crowded(). A stream is never freed inside its own callback.
 */
#ifndef NET_STREAM_H
#define NET_STREAM_H

#include <openssl/ssl.h>
#include <stdbool.h>

#include "../base/span.h"
#include "../config/config.h"
#include "net.h"

struct stream;
typedef void on_stream(void *owner, struct stream *stream);

/* Takes fd, which is connected and non-blocking. Begins to read at the loop's next turn. Returns
 * owned. */
struct stream *stream_new(struct net *net, int fd, on_stream *callback, void *owner);

/* Begins TLS on what was a clear stream; unconsumed bytes are the start of the handshake. Takes
 * ssl, whose role (accept or connect) has been set. stream_is_open() turns false until the
 * handshake is done. */
void stream_start_tls(struct stream *stream, SSL *ssl);

bool stream_is_open(const struct stream *stream);  /* handshake done, or clear */
bool stream_is_ended(const struct stream *stream); /* the peer will send no more */
bool stream_is_clean(
    const struct stream *stream); /* … and said so (FIN, or close_notify with TLS) */
bool stream_is_broken(const struct stream *stream); /* reset, or TLS failed: no use for anything */
bool stream_is_crowded(const struct stream *stream);
bool stream_is_drained(const struct stream *stream); /* nothing written is waiting */
SSL *stream_ssl(const struct stream *stream);        /* borrowed; NULL in clear */
unsigned long stream_tls_error(
    const struct stream *stream); /* OpenSSL's code, 0 if TLS did not break */
int stream_fd(const struct stream *stream);

struct span stream_received(const struct stream *stream);
void stream_consume(struct stream *stream, size_t len);

/* Reading on and off. While it is off nothing is taken from the socket but what is buffered stays.
 * On again, bytes that were left are offered at the loop's next turn. */
void stream_want_read(struct stream *stream, bool wanted);

/* Has the peer gone meanwhile? Nobody tells while nothing is read; asked about once a second. A
 * stream that it broke says so in its callback. */
void stream_check(struct stream *stream);

/* Never fails at once: a broken stream says so in its callback. */
void stream_write(struct stream *stream, struct span bytes);

/* Sends close_notify and FIN behind what is written; may still be read. */
void stream_shut_write(struct stream *stream);

/* Gives TLS buffers back; for sessions that fall idle. */
void stream_rest(struct stream *stream);

/* Each takes the stream. _end: what is written goes out, then FIN, and what the peer still sends is
 * thrown away for a while, so that no reset eats the last answer. _abort: reset, now.
 * _detach: gives back the descriptor of a clear stream and what it had received. */
void stream_end(struct stream *stream);
void stream_abort(struct stream *stream);
int stream_detach(struct stream *stream, struct buf *received);

#endif
