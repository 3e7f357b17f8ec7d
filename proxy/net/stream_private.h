/* The inside of a stream, for stream*.c, bio.c and net.c alone. */
#ifndef NET_STREAM_PRIVATE_H
#define NET_STREAM_PRIVATE_H

#include <event2/event.h>
#include <event2/event_struct.h>

#include "stream.h"

enum { STREAM_TIGHT = 16 * 1024 }; /* read at once, kept, and crowded, while memory is short */

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
	bool is_fin_here; /* the socket gives nothing more */
	bool is_closed;   /* close_notify came: what follows is thrown away (RFC 8446 6.1) */
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
	size_t held;              /* of net->held */
	struct stream *next_stuffed, **at_stuffed; /* in net->stuffed */
	int64_t linger_until;
	int64_t linger_end;      /* whatever the peer does */
	size_t linger_left;      /* not delivered yet, when last looked at */
	int64_t linger_moved_ms; /* when that last changed */
	size_t discarded;        /* bytes thrown away */
	struct stream *next;     /* in net->dead or net->lingering */
	struct stream **at;      /* in net->lingering: what points to it */
};

bool stream_has_owner(const struct stream *stream);
void stream_tell(struct stream *stream); /* its owner, if it has one, that something changed */
/* No use for anything any more; the owner is to be told. */
void stream_break_off(struct stream *stream);
void stream_die(struct stream *stream); /* freed after the turn */
void stream_free(struct stream *stream);
/* What it keeps, to be said after each change of its buffers. */
void stream_count_held(struct stream *stream);

/* stream_read.c */
void stream_on_readable(int fd, short what, void *stream);
void stream_unstuff(struct stream *stream);
/* Memory is not short any more: those that were not read because of it are read again. */
void stream_relieve(struct net *net);

/* stream_write.c */
void stream_on_writable(int fd, short what, void *stream);
void stream_flush_gathered(struct stream *stream);

/* stream_linger.c */
void stream_end_linger(struct stream *stream); /* over, if there is nothing left to wait for */
bool stream_may_linger(struct stream *stream);

/* bio.c */
BIO_METHOD *stream_bio_method(void);

#endif
