/* The step that collects the body of a write, under its cap. */
#include <string.h>

#include "counts.h"
#include "exchange.h"
#include "steps.h"

enum {
	PROGRESS_BYTES = 16 * 1024, /* what a slow sender must bring to get more time */
	MEDIA_SHARE = 20,           /* text has fewer strange bytes than one in so many */
	LOOK_BYTES = 4096,          /* enough to tell media from text */
};

static bool is_declared_text(const struct message *request)
{
	static const char *const types[] = { "text/", "multipart/", "application/json",
		"application/x-www-form-urlencoded", "application/xml", "application/graphql",
		NULL };
	struct span type = message_value(request, "Content-Type");

	for (size_t i = 0; types[i] != NULL; i++)
		if (span_starts_nocase(type, types[i]))
			return true;
	return false;
}

/* Bytes that cannot be text: nothing of them could be judged however long we waited. A control
 * character here and there does not make media of a text. */
static bool looks_like_media(const struct exchange *exchange)
{
	struct span start = buf_span(&exchange->collected);
	size_t strange = 0;

	if (start.len > LOOK_BYTES)
		start.len = LOOK_BYTES;
	for (size_t i = 0; i < start.len; i++) {
		unsigned char c = (unsigned char)start.data[i];
		strange += c < 0x09 || (c > 0x0d && c < 0x20) || c == 0x7f;
	}
	return strange * MEDIA_SHARE > start.len && !is_declared_text(&exchange->request) &&
	       message_header(&exchange->request, "Content-Encoding") == NULL;
}

static bool may_flow(const struct exchange *exchange)
{
	return !exchange->is_own &&
	       exchange->session->worker->config->unrecognised < ACTION_COACH &&
	       !site_claims_text(exchange->site, &exchange->request) && looks_like_media(exchange);
}

static bool flow(struct session *session)
{
	counter_add(COUNTER_OVERSIZE, 1);
	counts_add(session->worker->counts, COUNTER_OVERSIZE, session->exchange->authority.host);
	session->exchange->is_flowing = true;
	session_enter(session, SESSION_ORIGIN);
	return true;
}

static bool over_cap(struct session *session, const char *why, enum counter counter)
{
	struct exchange *exchange = session->exchange;

	counter_add(counter, 1);
	counts_add(session->worker->counts, counter, exchange->authority.host);
	if (exchange->site == NULL)
		return exchange_trouble(
		    session, 413, why, "This page takes no such request.", true);
	judgement_unread(exchange, why,
	    exchange->site != NULL && site_claims_text(exchange->site, &exchange->request));
	exchange->is_flowing = !judgement_refuses(&exchange->judgement);
	return exchange_commit(session);
}

static bool is_over_cap(const struct exchange *exchange)
{
	size_t cap = exchange->session->worker->config->limits.text;
	bool is_announced =
	    exchange->request.framing == FRAMING_LENGTH && exchange->request.content_length > cap;

	return exchange->collected.len > cap ||
	       (is_announced && exchange->collected.len >= LOOK_BYTES);
}

static void say_continue(struct session *session)
{
	struct exchange *exchange = session->exchange;

	if (!exchange->request.expects_continue || exchange->has_continued ||
	    exchange->is_request_read)
		return;
	exchange->has_continued = true;
	stream_write(session->client, SPAN("HTTP/1.1 100 Continue\r\n\r\n"));
}

enum gather { GATHER_MORE, GATHER_DONE, GATHER_OVER, GATHER_BAD };

static enum gather gather_body(struct session *session)
{
	struct exchange *exchange = session->exchange;

	while (!exchange->is_request_read) {
		struct span received = stream_received(session->client);
		struct span content = { NULL, 0 };
		size_t used = 0;
		const char *why = "";
		if (received.len == 0)
			return GATHER_MORE;
		enum http1_result result = http1_body_read(
		    &exchange->request_body, received.data, received.len, &used, &content, &why);
		size_t before = exchange->collected.len;
		if (!buf_append_span(&exchange->collected, content))
			return GATHER_OVER;
		stream_consume(session->client, used);
		exchange_claim(exchange);
		session_spend(session, 0, content.len);
		if (exchange->collected.len / PROGRESS_BYTES > before / PROGRESS_BYTES)
			session_touch(session);
		if (result == HTTP1_DONE)
			exchange->is_request_read = true;
		else if (result != HTTP1_MORE)
			return GATHER_BAD;
		else if (used == 0)
			return GATHER_MORE;
		if (is_over_cap(exchange))
			return GATHER_OVER;
	}
	return GATHER_DONE;
}

static bool has_body(struct session *session)
{
	struct exchange *exchange = session->exchange;

	if (exchange->approach != APPROACH_COLLECT)
		return exchange_answer_own(session);
	session_enter(session, SESSION_PERSON);
	return true;
}

/* Over the budget: not read until there is room, and refused if none comes. */
static bool wait_for_room(struct session *session)
{
	counter_add(COUNTER_MEMORY_WAITS, 1);
	session_enter(session, SESSION_ROOM);
	return true;
}

bool step_collect(struct session *session)
{
	stream_want_read(session->client, true);
	say_continue(session);
	switch (gather_body(session)) {
	case GATHER_DONE:
		return has_body(session);
	case GATHER_OVER:
		return may_flow(session->exchange)
		           ? flow(session)
		           : over_cap(session, "too-large", COUNTER_OVERSIZE);
	case GATHER_BAD:
		return exchange_bad_request(session, HTTP1_BAD, "body");
	default:
		break;
	}
	if (stream_is_broken(session->client) || stream_is_ended(session->client)) {
		session_end(session, END_CLIENT_GONE, true);
		return false;
	}
	return !claim_may_grow(&session->exchange->claim, session->purse) && wait_for_room(session);
}

bool step_room(struct session *session)
{
	if (stream_is_broken(session->client)) {
		session_end(session, END_CLIENT_GONE, true);
		return false;
	}
	budget_forget(session->worker->budget, session);
	if (claim_may_grow(&session->exchange->claim, session->purse))
		session_enter(session, SESSION_COLLECT);
	else
		budget_wait(session->worker->budget, session_granted, session);
	return session->state == SESSION_COLLECT;
}

void exchange_no_room(struct session *session)
{
	struct exchange *exchange = session->exchange;

	budget_forget(session->worker->budget, session);
	counter_add(COUNTER_MEMORY_REFUSED, 1);
	counts_add(session->worker->counts, COUNTER_MEMORY_REFUSED, exchange->authority.host);
	if (exchange->site != NULL)
		exchange_refuse_fault(session, true);
	else
		exchange_trouble(session, 503, "memory",
		    "The check is out of order. It is not about your text. Keep it and try again "
		    "in a few minutes.",
		    true);
}

void exchange_too_slow(struct session *session)
{
	over_cap(session, "too-slow", COUNTER_TIMED_OUT);
}
