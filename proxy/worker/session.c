#include "session.h"

#include <assert.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/log.h"
#include "../base/mem.h"
#include "counts.h"
#include "exchange.h"
#include "leaf.h"
#include "origin.h"
#include "steps.h"

enum {
	/* What is done for one client in a turn of the loop, before the others get theirs. */
	EXCHANGES_A_TURN = 16,
	BYTES_A_TURN = 256 * 1024,
	AHEAD_MAX = 64 * 1024, /* of what a client sends before it is wanted */
};

/* What of the client is read: as the step says, or only a little ahead since nothing of it is
 * wanted yet, or nothing. */
enum reading_of_client { READS, WAITS, STOPS };

static const struct {
	const char *name;
	bool (*step)(struct session *session); /* true: go on with the next step */
	unsigned timeout_s;
	enum reading_of_client client;
} states[SESSION_STATE_COUNT] = {
	[SESSION_REQUEST] = { "request", step_request, 120, READS },
	[SESSION_HEAD] = { "head", step_request, 30, READS },
	[SESSION_CONNECT] = { "connect", step_connect, 30, WAITS },
	[SESSION_JOIN] = { "join", step_join, 30, WAITS },
	[SESSION_HELLO] = { "hello", step_hello, 30, READS },
	[SESSION_INTERCEPT] = { "intercept", step_intercept, 30, WAITS },
	[SESSION_LEAF] = { "leaf", step_leaf, 15, WAITS },
	[SESSION_HANDSHAKE] = { "handshake", step_handshake, 30, READS },
	[SESSION_COLLECT] = { "collect", step_collect, 30, READS },
	[SESSION_ROOM] = { "room", step_room, 10, STOPS },
	[SESSION_PERSON] = { "person", step_person, 10, WAITS },
	[SESSION_CONTEXT] = { "context", step_context, 3, WAITS },
	[SESSION_COMMIT] = { "commit", step_commit, 10, WAITS },
	[SESSION_ORIGIN] = { "origin", step_origin, 30, WAITS },
	[SESSION_RELAY] = { "relay", step_relay, 300, READS },
	[SESSION_NOTICE] = { "notice", step_notice, 10, WAITS },
	[SESSION_RAW] = { "raw", step_raw, 3600, READS },
	[SESSION_TUNNEL] = { "tunnel", step_tunnel, 3600, READS },
	[SESSION_OVER] = { "over", NULL, 0, READS },
};

static const struct {
	const char *name;
	enum log_level level;
} end_reasons[END_REASON_COUNT] = {
	[END_DONE] = { "done", LOG_DEBUG },
	[END_CLIENT_GONE] = { "client-gone", LOG_DEBUG },
	[END_ORIGIN_GONE] = { "origin-gone", LOG_DEBUG },
	[END_TIMEOUT] = { "timeout", LOG_DEBUG },
	[END_BAD_REQUEST] = { "bad-request", LOG_INFO },
	[END_REFUSED] = { "refused", LOG_DEBUG },
	[END_PINNED] = { "pinned", LOG_INFO },
	[END_HANDSHAKE] = { "handshake-failed", LOG_INFO },
	[END_NOT_GOVERNED_HELLO] = { "name-not-governed", LOG_INFO },
	[END_NO_LEAF] = { "no-leaf", LOG_WARNING },
	[END_DRAIN] = { "drain", LOG_DEBUG },
};

void session_touch(struct session *session)
{
	session->deadline_ms =
	    session->worker->net.now_ms + states[session->state].timeout_s * INT64_C(1000);
}

void session_enter(struct session *session, enum session_state state)
{
	log_line(LOG_DEBUG, session->id, "state from=%s to=%s", states[session->state].name,
	    states[state].name);
	session->state = state;
	session_touch(session);
}

void session_wake(void *session)
{
	session_run(session);
}

void session_granted(void *session, void *granted)
{
	(void)granted;
	session_run(session);
}

static void on_client_event(void *owner, struct stream *stream)
{
	(void)stream;
	session_wake(owner);
}

static bool is_in_pilot(const struct config *config, const struct address *address)
{
	if (!config->pilot.is_set)
		return true;
	/* Groups of a pilot count once somebody tells who people are; until then addresses alone.
	 */
	return networks_hold(
	    config->pilot.addresses, config->pilot.address_count, address->family, address->bytes);
}

void session_new(struct worker *worker, int fd, const struct address *address)
{
	static uint64_t serial;
	struct session *session = mem_alloc(sizeof *session);

	session->worker = worker;
	session->address = *address;
	address_print(address, false, session->address_text, sizeof session->address_text);
	snprintf(session->id, sizeof session->id, "s%llx", (unsigned long long)++serial);
	session->is_pilot = is_in_pilot(worker->config, address);
	session->person = person_get(worker->persons, session->address_text);
	session->purse = purse_get(worker->budget, address);
	session->later = (struct net_task){ .run = session_wake, .owner = session };
	session->client = stream_new(&worker->net, fd, on_client_event, session);
	session->next = worker->sessions;
	if (session->next != NULL)
		session->next->prev = session;
	worker->sessions = session;
	worker->session_count++;
	counter_add(COUNTER_SESSIONS, 1);
	counter_add(COUNTER_SESSIONS_OPEN, 1);
	session_enter(session, SESSION_REQUEST);
}

void session_spend(struct session *session, unsigned exchanges, size_t bytes)
{
	if (session->turn != session->worker->net.turn) {
		session->turn = session->worker->net.turn;
		session->turn_exchanges = 0;
		session->turn_bytes = 0;
	}
	session->turn_exchanges += exchanges;
	session->turn_bytes += bytes;
}

bool session_is_spent(struct session *session)
{
	if (session->turn != session->worker->net.turn ||
	    (session->turn_exchanges < EXCHANGES_A_TURN && session->turn_bytes < BYTES_A_TURN))
		return false;
	if (session->later.at == NULL)
		counter_add(COUNTER_PUT_OFF, 1);
	net_later(&session->worker->net, &session->later);
	return true;
}

/* A client that sends ahead is read no further than it needs to be told from one that is gone. */
static void hold_client(struct session *session)
{
	enum reading_of_client reading = states[session->state].client;

	if (reading != READS)
		stream_want_read(session->client,
		    reading == WAITS && stream_received(session->client).len < AHEAD_MAX);
}

/* What a step left in scratch is of its session and of nobody else. */
static bool run_step(struct session *session)
{
	buf_clear(&session->worker->scratch);
	return session->state != SESSION_OVER && states[session->state].step(session);
}

void session_run(struct session *session)
{
	session->must_run = true;
	if (session->is_running)
		return;
	session->is_running = true;
	while (session->must_run && session->state != SESSION_OVER) {
		session->must_run = false;
		origin_update(session);
		while (run_step(session))
			origin_update(session);
	}
	hold_client(session);
	session->is_running = false;
}

/* A client that breaks off with a certificate alert has our leaf refused: pinning, or no CA there.
 */
static bool is_certificate_alert(unsigned long error)
{
	switch (ERR_GET_REASON(error)) {
	case SSL_R_TLSV1_ALERT_UNKNOWN_CA:
	case SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN:
	case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE:
	case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED:
	case SSL_R_TLSV1_ALERT_ACCESS_DENIED:
		return true;
	default:
		return false;
	}
}

static enum session_end_reason refine(struct session *session, enum session_end_reason reason)
{
	if (session->client == NULL || (reason != END_CLIENT_GONE && reason != END_HANDSHAKE) ||
	    session->requests > 0 || !is_certificate_alert(stream_tls_error(session->client)))
		return reason;
	counter_add(COUNTER_PINNED, 1);
	counts_add(session->worker->counts, COUNTER_PINNED, session->name);
	return END_PINNED;
}

static void close_streams(struct session *session, bool abort)
{
	if (session->tunnel != NULL) {
		tunnel_free(session->tunnel);
		session->tunnel = NULL;
		counter_add(COUNTER_TUNNELS_OPEN, -1);
	}
	if (session->client != NULL && abort)
		stream_abort(session->client);
	else if (session->client != NULL)
		stream_end(session->client);
	session->client = NULL;
	if (abort)
		origin_abort(session);
	else
		origin_close(session);
}

void session_end(struct session *session, enum session_end_reason reason, bool abort)
{
	if (session->state == SESSION_OVER)
		return;
	reason = refine(session, reason);
	session->end_reason = reason;
	log_line(end_reasons[reason].level, session->id, "end state=%s why=%s host=%s",
	    states[session->state].name, end_reasons[reason].name,
	    session->name[0] != '\0' ? session->name : session->host);
	if (session->state == SESSION_ROOM)
		budget_forget(session->worker->budget, session);
	if (session->state == SESSION_LEAF)
		leaf_forget(session->worker->leaves, session->name, session);
	person_forget(session->person, session);
	net_not_later(&session->worker->net, &session->later);
	exchange_drop(session);
	close_streams(session, abort);
	X509_free(session->leaf);
	session->leaf = NULL;
	session->state = SESSION_OVER;
	session->next_over = session->worker->over;
	session->worker->over = session;
}

void session_free(struct session *session)
{
	assert(session->state == SESSION_OVER);
	if (session->prev != NULL)
		session->prev->next = session->next;
	else
		session->worker->sessions = session->next;
	if (session->next != NULL)
		session->next->prev = session->prev;
	session->worker->session_count--;
	counter_add(COUNTER_SESSIONS_OPEN, -1);
	person_release(session->person);
	purse_release(session->purse);
	issued_free(session->issued);
	free(session);
}

bool session_is_idle(const struct session *session)
{
	/* Who has just come is about to ask: no idle moment yet. */
	return session->state == SESSION_REQUEST && session->client != NULL &&
	       session->requests > 0 && stream_received(session->client).len == 0;
}

static void on_timeout(struct session *session)
{
	switch (session->state) {
	case SESSION_COLLECT:
		exchange_too_slow(session);
		break;
	case SESSION_ROOM:
		exchange_no_room(session);
		break;
	case SESSION_COMMIT:
	case SESSION_CONTEXT:
	case SESSION_PERSON:
	case SESSION_NOTICE:
		exchange_unanswered(session);
		break;
	case SESSION_RELAY:
		exchange_no_answer(session);
		break;
	case SESSION_TUNNEL:
		if (tunnel_idle_ms(session->tunnel) <
		    states[SESSION_TUNNEL].timeout_s * INT64_C(1000))
			session_touch(session);
		else
			session_end(session, END_TIMEOUT, false);
		break;
	default:
		session_end(session, END_TIMEOUT, false);
	}
}

void session_check_time(struct session *session)
{
	if (session->client != NULL)
		stream_check(session->client);
	origin_check_time(session);
	if (session->state == SESSION_OVER || session->worker->net.now_ms < session->deadline_ms)
		return;
	on_timeout(session);
	if (session->state != SESSION_OVER)
		session_run(session);
}
