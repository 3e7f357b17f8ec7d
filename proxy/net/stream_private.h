/* The inside of a stream, for stream.c, bio.c and net.c alone. */
#ifndef NET_STREAM_PRIVATE_H
#define NET_STREAM_PRIVATE_H

#include <event2/event.h>
#include <event2/event_struct.h>

#include "stream.h"

enum stream_state {
	STREAM_OPEN, /* clear, or TLS with the handshake done */
	STREAM_HANDSHAKE,
	STREAM_LINGER, /* has no owner any more */
	STREAM_DEAD,
};

struct stream {
	struct net *net;
	int fd;
	enum stream_state state;
	bool is_ended;
	bool is_clean;
	bool is_broken;
	bool is_read_wanted;
	bool is_stuffed; /* too much lies unconsumed: not read until it is less */
	bool is_shut;    /* nothing more will be written */
	bool is_fin_sent;
	bool is_send_failed;   /* the peer takes no more; reading goes on to its end */
	bool is_write_awaited; /* the write event is armed */
	on_stream *callback;
	void *owner;
	SSL *ssl;
	unsigned long tls_error; /* OpenSSL's code when TLS broke, 0 if it did not */
	struct event read_event;
	struct event write_event;
	struct span received;     /* during a callback: text in net->plain; else in `kept` */
	struct buf kept;          /* text received and not consumed */
	struct span incoming;     /* TLS: records in net->cipher not yet read by SSL */
	struct buf incoming_kept; /* TLS: records left over when reading was turned off, or before
	                             TLS began */
	struct buf backlog;       /* bytes for the wire that the socket did not take */
	int64_t linger_until;
	size_t linger_left;      /* not delivered yet, when last looked at */
	int64_t linger_moved_ms; /* when that last changed */
	size_t linger_bytes;
	struct stream *next; /* in net->dead or net->lingering */
};

/* Lingering: is the peer still taking what was written? */
bool stream_delivers(struct stream *stream);
void stream_free(struct stream *stream);
BIO_METHOD *stream_bio_method(void);

#endif
