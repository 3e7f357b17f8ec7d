/*
 * What all streams of one worker share: the event loop, one read buffer and one write buffer, a
 * coarse clock, and the list of what is freed once the loop's turn is over, so that no callback
 * frees what called it. Owned by the worker.
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
};

struct stream;

struct net {
	struct event_base *base;
	char *cipher;
	char *plain;
	struct buf gather;        /* TLS records on their way to one send() */
	int64_t now_ms;           /* monotonic, renewed every turn of the loop */
	struct stream *dead;      /* to be freed after this turn */
	struct stream *lingering; /* ended, waiting for the peer to close */
	int pipes[NET_PIPES_KEPT][2];
	unsigned pipe_count;
};

void net_init(struct net *net);
void net_release(struct net *net);

/* One turn: waits for events, runs their callbacks, frees the dead. */
void net_turn(struct net *net);

/* Ends what has lingered too long; to be called about once a second. */
void net_sweep(struct net *net);

#endif
