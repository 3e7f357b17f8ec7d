/*
 * Counters of the whole proxy, in one page shared by all roles (made by the parent before the first
 * fork). Each slot is written by one process at a time; readers add the slots up.
 */
#ifndef BASE_COUNTERS_H
#define BASE_COUNTERS_H

#include <stdint.h>

/* name, what it counts (status prints both), is it a blind spot (invariant 10). Their numbers are
 * kept in the store: new ones come last. */
#define COUNTER_TABLE(X)                                                                           \
	X(SESSIONS, "sessions", "client connections accepted", 0)                                  \
	X(SESSIONS_OPEN, "sessions-open", "client connections open now", 0)                        \
	X(CLIENTS_REFUSED, "clients-refused", "connections from outside `clients`", 0)             \
	X(REQUESTS, "requests", "requests on governed sites and in clear", 0)                      \
	X(POSTS_JUDGED, "posts-judged", "posts judged", 0)                                         \
	X(POSTS_ALLOWED, "posts-allowed", "writes allowed", 0)                                     \
	X(POSTS_LOGGED, "posts-logged", "writes allowed and recorded", 0)                          \
	X(POSTS_REFUSED, "posts-refused", "writes refused by a rule", 0)                           \
	X(RECORDS, "records", "records committed", 0)                                              \
	X(HANDSHAKES, "handshakes", "intercepted TLS handshakes", 0)                               \
	X(RESUMED, "resumed", "of these, resumed", 0)                                              \
	X(ORIGIN_FAILED, "origin-failed", "origins that could not be reached", 0)                  \
	X(ORIGIN_UNVERIFIED, "origin-unverified", "origins whose certificate did not verify", 0)   \
	X(BAD_REQUESTS, "bad-requests", "requests refused as malformed or ambiguous", 0)           \
	X(CONNECT_DENIED, "connect-denied", "destinations refused by `connect`", 0)                \
	X(FAULTS, "faults", "posts refused because of a fault of ours", 0)                         \
	X(TUNNELS, "tunnels", "tunnels to hosts that the policy does not govern", 1)               \
	X(TUNNELS_OPEN, "tunnels-open", "tunnels open now", 0)                                     \
	X(UNNAMED, "unnamed", "tunnels to addresses without a name", 1)                            \
	X(PINNED, "pinned", "clients that did not accept our certificate", 1)                      \
	X(WEBSOCKETS, "websockets", "WebSockets on governed hosts", 1)                             \
	X(UNRECOGNISED, "unrecognised", "writes that no endpoint claims", 1)                       \
	X(OPAQUE, "opaque", "unclaimed writes that could not be decoded", 1)                       \
	X(UNJUDGED, "unjudged", "claimed writes that could not be judged", 1)                      \
	X(OVERSIZE, "oversize", "bodies over limits.text", 1)                                      \
	X(TIMED_OUT, "timed-out", "bodies that came too slowly", 1)                                \
	X(FAILED_OPEN, "failed-open", "writes let go by `fail: open`", 1)                          \
	X(ATTACHMENTS_UNREAD, "attachments-unread", "attachments passed without being read", 1)    \
	X(ECH, "ech", "hellos whose outer name may hide another", 1)                               \
	X(NAME_DIFFERS, "name-differs", "sessions whose SNI is not the CONNECT name", 1)           \
	X(PUT_OFF, "put-off", "clients that sent much at once and let others go first", 0)         \
	X(APPROVED, "approved", "posts that passed rules as an approved text", 0)                  \
	X(MEMORY_HELD, "memory-held", "bytes kept for posts and connections now", 0)               \
	X(MEMORY_WAITS, "memory-waits", "bodies that waited for room in limits.memory", 0)         \
	X(MEMORY_REFUSED, "memory-refused", "bodies refused since no room came", 0)                \
	X(ORIGIN_TLS, "origin-tls", "origins that did not complete TLS, or not in time", 0)        \
	X(RULE_REFUSED, "rule-refused", "refusals, once for each rule that refused", 0)

enum counter {
#define X(id, name, prose, blind) COUNTER_##id,
	COUNTER_TABLE(X)
#undef X
	    COUNTER_COUNT,
};

enum { COUNTER_SLOTS = 128 }; /* workers of both generations, and the other roles */

struct counter_info {
	const char *name;
	const char *prose;
	int is_blind_spot;
};
extern const struct counter_info counter_infos[COUNTER_COUNT];

int counters_create(void);                   /* memfd; the parent owns it; -1 on failure */
void counters_attach(int fd, unsigned slot); /* maps it for this process */
void counter_add(enum counter counter, int64_t n);
uint64_t counter_sum(enum counter counter); /* over all slots */

#endif
