/*
 * From a name to its addresses: /etc/hosts, then DNS by c-ares, with a cache bounded in size and by
 * the TTL of the answers (1 s to 5 min). IPv6 and IPv4 are asked for at the same time; what comes
 * first does not wait long for the other (RFC 8305 3). One resolver a worker, owned by its dialer.
 */
#ifndef NET_RESOLVE_H
#define NET_RESOLVE_H

#include <event2/event.h>

#include "../base/err.h"
#include "../config/config.h"

enum { RESOLVE_ADDRESSES_MAX = 16 }; /* of each family */

enum resolve_result {
	RESOLVE_OK,
	RESOLVE_NO_NAME,   /* the name does not exist, or has no address */
	RESOLVE_NO_ANSWER, /* nobody could say */
};

struct resolver;
struct lookup;

/* list is borrowed for the call; IPv6 first, ports 0. is_partial: the other family is still being
 * asked for; a lookup made later may give more. The lookup is gone when this is called. */
typedef void on_resolved(void *owner, enum resolve_result result, const struct address *list,
    size_t count, bool is_partial);

struct resolver *resolver_new(struct event_base *base, struct err *err); /* returns owned */
void resolver_free(struct resolver *resolver);                           /* no lookup may be left */

/* Asks these servers ("127.0.0.1:5300,[::1]:53") instead of the system's. */
bool resolver_use_servers(struct resolver *resolver, const char *servers, struct err *err);

/* name: lower case, no trailing dot. Calls back exactly once, never from inside this call. */
struct lookup *resolver_start(
    struct resolver *resolver, const char *name, on_resolved *callback, void *owner);
void lookup_cancel(struct lookup *lookup);

#endif
