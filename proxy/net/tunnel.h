/*
 * Two clear sockets joined, untouched (hosts that the policy does not govern). Small messages go by
 * recv and send through the shared buffer; bulk by splice(2) with pipes from the worker's pool,
 * which a direction keeps only while bytes are in them. Half-close passes through.
 */
#ifndef NET_TUNNEL_H
#define NET_TUNNEL_H

#include "../base/span.h"
#include "net.h"

/* What may lie before the tunnel begins: more than a stream ever keeps unconsumed (net.h). */
enum { TUNNEL_EARLY_MAX = 8 * 1024 * 1024 };

struct tunnel;
typedef void on_tunnel_end(void *owner);

/* Takes both descriptors. first is sent to the origin before anything else, last to the client.
 * Calls back once, when both directions are over or one is broken, and not from inside this call.
 * Returns owned. */
struct tunnel *tunnel_new(struct net *net, int client_fd, int origin_fd, struct span first,
    struct span last, on_tunnel_end *callback, void *owner);
void tunnel_free(struct tunnel *tunnel); /* also ends it; may be called from the call back */

int64_t tunnel_idle_ms(const struct tunnel *tunnel); /* since something moved */

#endif
