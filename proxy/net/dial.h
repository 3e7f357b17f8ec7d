/*
 * From a host and a port to a connected socket: origin.hosts, then c-ares, the `connect` rules on
 * each resolved address (each time, so that DNS cannot change its mind), then racing of IPv6 and
 * IPv4 (RFC 8305). One dialer a worker; answers of DNS are cached for their TTL (1 s to 5 min).
 */
#ifndef NET_DIAL_H
#define NET_DIAL_H

#include <event2/event.h>

#include "../base/err.h"
#include "../config/config.h"

struct dialer;
struct dial;

enum dial_result {
	DIAL_OK,
	DIAL_DENIED,    /* by connect.ports or connect.deny: 403 */
	DIAL_NO_NAME,   /* the name does not exist: 502 */
	DIAL_NO_ANSWER, /* DNS failed or timed out: 504 */
	DIAL_REFUSED,   /* every address refused: 502 */
	DIAL_TIMEOUT,   /* 504 */
};

/* address: the one connected to; NULL unless DIAL_OK. The dial is gone when this is called. */
typedef void on_dial(void *owner, enum dial_result result, int fd, const struct address *address);

/* own: our listening addresses (copied), for `self` (an address of this machine with a port that we
 * listen on). Borrows config. Reads /etc/hosts and /etc/resolv.conf here, and never again. */
struct dialer *dialer_new(struct event_base *base, const struct config *config,
    const struct address *own, size_t own_count, struct err *err);
void dialer_free(struct dialer *dialer); /* every dial has ended or been cancelled */

/* For tests: asks these DNS servers ("127.0.0.1:5300") instead of the system's. */
bool dialer_use_servers(struct dialer *dialer, const char *servers, struct err *err);

/* host: a lower-case name or an address literal. Calls back exactly once, never from inside this
 * call; fd is non-blocking, close-on-exec, TCP_NODELAY, and belongs to who is called. */
struct dial *dial_start(
    struct dialer *dialer, const char *host, uint16_t port, on_dial *callback, void *owner);
void dial_cancel(struct dial *dial); /* no call back after this */

const char *dial_result_text(enum dial_result result); /* a sentence for the page and the log */

#endif
