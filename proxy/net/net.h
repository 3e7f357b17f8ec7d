/*
 * What all streams of one worker share: the event loop, one read buffer and one write buffer, a
 * coarse clock, how much memory they may keep together, and the list of what is freed once the
 * loop's turn is over, so that no callback frees what called it. Owned by the worker.
 */
#ifndef NET_NET_H
#define NET_NET_H

#include <event2/event.h>
#include <stdbool.h>
#include <stdint.h>

#include "../base/buf.h"

enum {
	NET_CIPHER_SIZE = 128 * 1024, /* bytes fetched by one recv() */
	NET_PLAIN_SIZE = 128 * 1024,  /* text handed to an owner at once */
	NET_PIPES_KEPT = 64,
	NET_KEPT_MAX = 512 * 1024, /* what a stream keeps unconsumed, unless the owner says more */
};

struct stream;

/* What is to be done in the next turn, once the events that wait by then have been served: so
 * whoever has more to do than is fair lets the others go first. Part of its owner. */
struct net_task {
	void (*run)(void *owner);
	void *owner;
	struct net_task *next;
	struct net_task **at; /* what points to it; NULL: it does not wait */
};

struct net {
	struct event_base *base;
	char *cipher;
	char *plain;
	struct buf gather;      /* TLS records on their way to one send() */
	int64_t now_ms;         /* monotonic, renewed every turn of the loop */
	uint64_t turn;          /* how many there were */
	struct net_task *later; /* first in, first out */
	struct net_task **later_end;
	struct stream *dead;      /* to be freed after this turn */
	struct stream *lingering; /* ended, waiting for the peer to close */
	struct stream *stuffed;   /* not read since they keep too much */
	size_t kept_max; /* unconsumed bytes of a stream; it is not read while it has more */
	size_t held;     /* memory in which streams and tunnels keep bytes */
	size_t held_max; /* with more, each keeps only what it cannot do without */
	int pipes[NET_PIPES_KEPT][2];
	unsigned pipe_count;
};

void net_init(struct net *net);
void net_release(struct net *net);

/* One turn: waits for events, runs their callbacks, then what was put off, and frees the dead. */
void net_turn(struct net *net);

/* Puts task off to the next turn, unless it waits already. */
void net_later(struct net *net, struct net_task *task);
void net_not_later(struct net *net, struct net_task *task);

/* Ends what has lingered too long; to be called about once a second. */
void net_sweep(struct net *net);
void net_end_lingering(struct net *net); /* all of it, now */

static inline bool net_is_tight(const struct net *net)
{
	return net->held > net->held_max;
}

#endif
