#include "origin.h"

#include <stdio.h>
#include <string.h>

#include "../base/log.h"

enum { TLS_MS = 10 * 1000 };

static void fail(struct session *session, unsigned status, const char *word, const char *sentence)
{
	struct origin *origin = &session->origin;

	origin->state = ORIGIN_FAILED;
	origin->failure.status = status;
	origin->failure.word = word;
	origin->failure.wants_record = false;
	snprintf(origin->failure.sentence, sizeof origin->failure.sentence, "%.255s", sentence);
}

static void on_origin_event(void *owner, struct stream *stream)
{
	(void)stream;
	session_wake(owner);
}

static void start_tls(struct session *session)
{
	struct origin *origin = &session->origin;
	struct err err;
	SSL *ssl = tls_connect(session->worker->tls, origin->name, origin->port, &err);

	if (ssl == NULL) {
		fail(session, 502, "bad-name", err.text);
		return;
	}
	origin->state = ORIGIN_TLS;
	origin->tls_until_ms = session->worker->net.now_ms + TLS_MS;
	stream_start_tls(origin->stream, ssl);
}

static const struct {
	unsigned status;
	const char *word;
} dial_failures[] = {
	[DIAL_DENIED] = { 403, "denied" },
	[DIAL_NO_NAME] = { 502, "no-name" },
	[DIAL_NO_ANSWER] = { 504, "no-dns" },
	[DIAL_REFUSED] = { 502, "unreachable" },
	[DIAL_TIMEOUT] = { 504, "timeout" },
};

static void on_dialled(void *owner, enum dial_result result, int fd, const struct address *address)
{
	struct session *session = owner;
	struct origin *origin = &session->origin;

	(void)address;
	origin->dial = NULL;
	if (result != DIAL_OK) {
		counter_add(
		    result == DIAL_DENIED ? COUNTER_CONNECT_DENIED : COUNTER_ORIGIN_FAILED, 1);
		fail(session, dial_failures[result].status, dial_failures[result].word,
		    dial_result_text(result));
	} else {
		origin->stream = stream_new(&session->worker->net, fd, on_origin_event, session);
		origin->state = ORIGIN_READY;
		if (origin->name[0] != '\0')
			start_tls(session);
	}
	session_wake(session);
}

static bool leads_there(
    const struct origin *origin, const char *host, uint16_t port, const char *name)
{
	return origin->state != ORIGIN_NONE && origin->state != ORIGIN_FAILED &&
	       origin->port == port && strcmp(origin->host, host) == 0 &&
	       strcmp(origin->name, name) == 0;
}

/* Connected in clear for a CONNECT whose client then asked for a governed name with TLS. */
static bool may_be_secured(const struct origin *origin, const char *host, uint16_t port)
{
	return origin->state == ORIGIN_READY && origin->name[0] == '\0' && !origin->has_been_used &&
	       origin->port == port && strcmp(origin->host, host) == 0;
}

void origin_connect(struct session *session, const char *host, uint16_t port, const char *name)
{
	struct origin *origin = &session->origin;

	if (leads_there(origin, host, port, name))
		return;
	if (may_be_secured(origin, host, port)) {
		snprintf(origin->name, sizeof origin->name, "%s", name);
		start_tls(session);
		return;
	}
	origin_close(session);
	snprintf(origin->host, sizeof origin->host, "%s", host);
	snprintf(origin->name, sizeof origin->name, "%s", name);
	origin->port = port;
	origin->has_been_used = false;
	origin->state = ORIGIN_DIALING;
	origin->dial = dial_start(session->worker->dialer, host, port, on_dialled, session);
}

static void drop(struct session *session, bool abort)
{
	struct origin *origin = &session->origin;

	if (origin->dial != NULL)
		dial_cancel(origin->dial);
	origin->dial = NULL;
	if (origin->stream != NULL && abort)
		stream_abort(origin->stream);
	else if (origin->stream != NULL)
		stream_end(origin->stream);
	origin->stream = NULL;
	origin->state = ORIGIN_NONE;
}

void origin_close(struct session *session)
{
	drop(session, false);
}

void origin_abort(struct session *session)
{
	drop(session, true);
}

void origin_close_stale(struct session *session)
{
	const struct origin *origin = &session->origin;

	if (origin->state == ORIGIN_READY &&
	    (stream_is_ended(origin->stream) || stream_received(origin->stream).len > 0))
		origin_close(session);
}

static void give_up(struct session *session, enum counter counter, unsigned status,
    const char *word, const char *sentence)
{
	struct origin *origin = &session->origin;

	counter_add(counter, 1);
	fail(session, status, word, sentence);
	origin->failure.wants_record = true;
	log_line(LOG_INFO, session->id, "origin refused host=%s why=%s", origin->name,
	    origin->failure.word);
	stream_abort(origin->stream);
	origin->stream = NULL;
}

static void handshake_failed(struct session *session)
{
	const char *word = "tls";
	struct err err;

	if (verifier_reason(stream_ssl(session->origin.stream), &word, &err))
		give_up(session, COUNTER_ORIGIN_UNVERIFIED, 502, word, err.text);
	else
		give_up(session, COUNTER_ORIGIN_TLS, 502, "tls",
		    "The site did not complete a secure connection.");
}

void origin_check_time(struct session *session)
{
	const struct origin *origin = &session->origin;

	if (origin->state != ORIGIN_TLS || session->worker->net.now_ms < origin->tls_until_ms)
		return;
	give_up(session, COUNTER_ORIGIN_TLS, 504, "tls-timeout",
	    "The site did not complete a secure connection in time.");
	session_wake(session);
}

void origin_update(struct session *session)
{
	struct origin *origin = &session->origin;

	if (origin->state != ORIGIN_TLS)
		return;
	if (stream_is_broken(origin->stream))
		handshake_failed(session);
	else if (stream_is_open(origin->stream))
		origin->state = ORIGIN_READY;
}
