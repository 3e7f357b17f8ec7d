/*
 * A session: one client connection from accept to its end, as a machine of steps (session.c has the
 * table). An event sets a fact and runs the machine. The worker's list owns it.
 *
 * Two members of one kind face each other: `client` and `origin`, each a stream. The origin belongs
 * to the session that opened it and to nobody else.
 */
#ifndef WORKER_SESSION_H
#define WORKER_SESSION_H

#include "../net/hello.h"
#include "../net/stream.h"
#include "../net/tunnel.h"
#include "budget.h"
#include "core.h"
#include "person.h"

enum session_state {
	SESSION_REQUEST,   /* between exchanges */
	SESSION_HEAD,      /* some of a request head is here */
	SESSION_CONNECT,   /* CONNECT to a host that is not governed: waits for the origin */
	SESSION_JOIN,      /* to be tunnelled once the origin is connected */
	SESSION_HELLO,     /* CONNECT was answered: what does the client say first? */
	SESSION_INTERCEPT, /* governed: the origin connected and verified */
	SESSION_LEAF,
	SESSION_HANDSHAKE, /* the client's */
	SESSION_COLLECT,   /* the body of a write */
	SESSION_ROOM,      /* memory for the rest of it */
	SESSION_PERSON,    /* who is it? */
	SESSION_CONTEXT,   /* what audit knows that matters to the decision */
	SESSION_COMMIT,    /* the record durable */
	SESSION_ORIGIN,    /* an origin for this exchange */
	SESSION_RELAY,     /* request and answer on their way */
	SESSION_NOTICE,    /* audit looks up a notice */
	SESSION_RAW,       /* a WebSocket: bytes both ways */
	SESSION_TUNNEL,
	SESSION_OVER,
	SESSION_STATE_COUNT,
};

/* Why a session ended: rows of a table in session.c {name, operator's text, is it worth a line}. */
enum session_end_reason {
	END_DONE,
	END_CLIENT_GONE,
	END_ORIGIN_GONE,
	END_TIMEOUT,
	END_BAD_REQUEST,
	END_REFUSED,
	END_PINNED,
	END_HANDSHAKE,
	END_NOT_GOVERNED_HELLO,
	END_NO_LEAF,
	END_DRAIN,
	END_REASON_COUNT,
};

enum leaf_state { LEAF_UNASKED, LEAF_ASKED, LEAF_FAILED, LEAF_HERE };

enum origin_state { ORIGIN_NONE, ORIGIN_DIALING, ORIGIN_TLS, ORIGIN_READY, ORIGIN_FAILED };

/* What went wrong with an origin, for the page and the record. */
struct origin_failure {
	unsigned status;
	const char *word;
	bool wants_record; /* it could not be verified, and no record says so yet */
	char sentence[256];
};

struct origin {
	enum origin_state state;
	struct dial *dial;
	struct stream *stream;
	char host[256]; /* where it is, or goes, to */
	uint16_t port;
	char name[256];     /* for TLS: SNI and certificate; empty for a clear connection */
	bool has_been_used; /* an exchange went over it before */
	int64_t tls_until_ms;
	struct origin_failure failure;
};

struct session {
	struct worker *worker;
	struct session *prev, *next;
	struct session *next_over; /* in worker->over, to be freed after the turn */
	char id[24];               /* for the log */
	enum session_state state;
	bool is_running; /* inside session_run() */
	bool must_run;   /* something changed meanwhile */
	int64_t deadline_ms;
	struct net_task later; /* it had its share of this turn */
	uint64_t turn;         /* of the loop, in which it … */
	unsigned turn_exchanges;
	size_t turn_bytes; /* … had so much done */
	struct address address;
	char address_text[64];
	struct person *person;
	struct purse *purse;
	struct stream *client;
	struct origin origin;
	struct tunnel *tunnel;
	struct exchange *exchange; /* while there is one */
	/* CONNECT */
	char host[256];
	uint16_t port;
	bool has_connect;
	bool is_pilot; /* may be intercepted at all */
	/* interception */
	bool is_secure;          /* the client's side is TLS with our leaf */
	char name[256];          /* the leaf's */
	const struct site *site; /* governed site of that name; NULL for gatepost.internal */
	bool is_own;             /* gatepost.internal */
	enum leaf_state leaf_state;
	X509 *leaf;            /* counted, until the handshake begins */
	bool is_ech_retry;     /* a leaf for an ECH outer name: only to make the client try again */
	struct issued *issued; /* what the site's answers gave; NULL while that is nothing */
	unsigned requests;     /* exchanges begun */
	enum session_end_reason end_reason;
};

void session_new(struct worker *worker, int fd, const struct address *address);

/* Runs steps until one has to wait. The session may be gone afterwards (state SESSION_OVER; its
 * memory stays until the turn is over). */
void session_run(struct session *session);

/* The one place where the state changes; sets its timeout. */
void session_enter(struct session *session, enum session_state state);
void session_touch(struct session *session); /* progress: the timeout begins anew */

/* So much was done for this client now. Once it is enough for one turn of the loop the session is
 * spent: it returns, and is run again when the others had theirs. */
void session_spend(struct session *session, unsigned exchanges, size_t bytes);
bool session_is_spent(struct session *session);

/* The one door out. What the client was sent still arrives, except where abort is set. */
void session_end(struct session *session, enum session_end_reason reason, bool abort);

void session_check_time(struct session *session);
void session_free(struct session *session);
bool session_is_idle(const struct session *session); /* between exchanges */

/* Called by the mailbox when the parent says so. */
void worker_drain(struct worker *worker);

/* Something changed: callbacks of streams, dial, mailbox come here. */
void session_wake(void *session);
void session_granted(void *session, void *granted);

#endif
