/* The steps after the verdict: request to the origin, its answer to the client, WebSockets. */
#include <string.h>

#include "../base/log.h"
#include "../base/pack.h"
#include "counts.h"
#include "exchange.h"
#include "origin.h"
#include "steps.h"

enum {
	JOINED_MAX = 256 * 1024,   /* head and body up to this size leave in one write */
	SENT_KEPT_MAX = 64 * 1024, /* for the next body */
	PIPELINE_MAX = 64 * 1024,
	GATHERED_MAX = 128 * 1024, /* chunks are written together, up to this size */
	INTERIM_MAX = 100,         /* answers before the answer */
};

/* What tells clients of other ways in, past us: HTTP/3 on the same host (RFC 7838). */
static const char *const dropped_from_answers[] = { "Alt-Svc", NULL };
static const char *const dropped_from_collected[] = { "Expect", NULL };

static bool is_websocket(const struct message *message)
{
	return message->has_upgrade && span_is_nocase(message->upgrade, "websocket");
}

/* Request. */

static void write_request(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct message *request = &exchange->request;
	struct buf *scratch = &session->worker->scratch;
	bool is_whole = exchange->approach == APPROACH_COLLECT && exchange->is_request_read;
	struct http1_rewrite how = {
		.drop_hop_by_hop = true,
		.as_origin_form = true,
		.keep_upgrade = is_websocket(request) && span_is(request->method, "GET"),
		.framing = is_whole && request->framing == FRAMING_CHUNKED ? FRAMING_LENGTH
		                                                           : request->framing,
		.content_length = is_whole ? exchange->collected.len : request->content_length,
		.drop = exchange->has_continued ? dropped_from_collected : NULL,
	};

	buf_clear(scratch);
	http1_write_request(scratch, request, &how);
	bool is_chunked = how.framing == FRAMING_CHUNKED;
	if (is_chunked)
		http1_write_chunk(scratch, buf_span(&exchange->collected));
	else if (exchange->collected.len <= JOINED_MAX)
		buf_append_span(scratch, buf_span(&exchange->collected));
	stream_write(session->origin.stream, buf_span(scratch));
	if (!is_chunked && exchange->collected.len > JOINED_MAX)
		stream_write(session->origin.stream, buf_span(&exchange->collected));
	if (is_chunked && exchange->is_request_read)
		stream_write(session->origin.stream, SPAN("0\r\n\r\n"));
	buf_clear(scratch);
	if (exchange->collected.cap > SENT_KEPT_MAX)
		buf_release(&exchange->collected);
	buf_clear(&exchange->collected);
	if (exchange->claim.bytes > 0)
		exchange_claim(exchange);
	exchange->is_sent = true;
}

static void connect_origin(struct session *session)
{
	struct exchange *exchange = session->exchange;

	if (session->has_connect)
		origin_connect(
		    session, session->host, session->port, session->is_secure ? session->name : "");
	else
		origin_connect(session, exchange->authority.host,
		    exchange->authority.port != 0 ? exchange->authority.port : 80, "");
}

static bool origin_failed(struct session *session)
{
	struct exchange *exchange = session->exchange;
	bool close = !exchange->is_request_read || exchange->is_last;

	exchange_note_outcome(exchange, OUTCOME_NOT_SENT);
	exchange_record_origin(session);
	exchange_origin_trouble(session, close);
	origin_close(session); /* the next request tries anew */
	buf_clear(&session->worker->scratch);
	return exchange_answered(session, close);
}

bool step_origin(struct session *session)
{
	struct origin *origin = &session->origin;

	origin_close_stale(session);
	if (origin->state == ORIGIN_NONE || origin->state == ORIGIN_READY)
		connect_origin(session);
	if (origin->state == ORIGIN_FAILED)
		return origin_failed(session);
	if (origin->state != ORIGIN_READY) {
		if (stream_is_broken(session->client))
			session_end(session, END_CLIENT_GONE, true);
		return false;
	}
	write_request(session);
	session_enter(session, SESSION_RELAY);
	return true;
}

/* What is gathered in scratch goes out in one write: a record, a call and a wake-up at the peer are
 * dear, however small the chunks are. */
static void write_gathered(struct session *session, struct stream *to)
{
	struct buf *scratch = &session->worker->scratch;

	stream_write(to, buf_span(scratch));
	buf_clear(scratch);
}

/* Chunks are gathered; content that is passed on as it came needs no copy. */
static void forward_content(struct session *session, struct span content)
{
	struct buf *scratch = &session->worker->scratch;

	if (session->exchange->request.framing != FRAMING_CHUNKED) {
		stream_write(session->origin.stream, content);
		return;
	}
	http1_write_chunk(scratch, content);
	if (scratch->len > GATHERED_MAX)
		write_gathered(session, session->origin.stream);
}

static void forward_end(struct session *session)
{
	struct exchange *exchange = session->exchange;

	exchange->is_request_read = true;
	if (exchange->request.framing != FRAMING_CHUNKED)
		return;
	/* Trailers of a write could be text that was not judged; they may be discarded (RFC 9110
	 * 6.5.1). */
	bool is_write = exchange->approach == APPROACH_COLLECT;
	http1_write_last_chunk(&session->worker->scratch,
	    is_write ? SPAN("") : buf_span(&exchange->request_body.trailers));
}

/* False: the session is over. */
static bool pump_request(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct stream *client = session->client;

	buf_clear(&session->worker->scratch);
	while (!exchange->is_request_read) {
		struct span received = stream_received(client);
		struct span content = { NULL, 0 };
		size_t used = 0;
		const char *why = "";
		if (received.len == 0 || stream_is_crowded(session->origin.stream))
			break;
		enum http1_result result = http1_body_read(
		    &exchange->request_body, received.data, received.len, &used, &content, &why);
		if (result != HTTP1_DONE && result != HTTP1_MORE) {
			counter_add(COUNTER_BAD_REQUESTS, 1);
			session_end(session, END_BAD_REQUEST, true);
			return false;
		}
		if (content.len > 0)
			forward_content(session, content);
		stream_consume(client, used);
		session_touch(session);
		if (result == HTTP1_DONE)
			forward_end(session);
		else if (used == 0)
			break;
	}
	write_gathered(session, session->origin.stream);
	bool is_full = exchange->is_request_read ? stream_received(client).len > PIPELINE_MAX
	                                         : stream_is_crowded(session->origin.stream);
	stream_want_read(client, !is_full);
	if (!exchange->is_request_read && stream_is_ended(client) &&
	    stream_received(client).len == 0) {
		session_end(session, END_CLIENT_GONE, true);
		return false;
	}
	return true;
}

/* Answer. */

static bool begin_raw(struct session *session, const struct message *answer)
{
	struct buf *scratch = &session->worker->scratch;
	struct http1_rewrite how = {
		.drop_hop_by_hop = true, .keep_upgrade = true, .framing = FRAMING_NONE
	};
	struct exchange *exchange = session->exchange;

	if (!is_websocket(&exchange->request) || !is_websocket(answer)) {
		exchange_trouble(session, 502, "upgrade",
		    "The site changed the protocol without being asked to.", true);
		return false;
	}
	buf_clear(scratch);
	http1_write_response(scratch, answer, &how);
	stream_write(session->client, buf_span(scratch));
	buf_clear(scratch);
	stream_consume(session->origin.stream, answer->head_len);
	if (exchange->site != NULL) {
		counter_add(COUNTER_WEBSOCKETS, 1);
		counts_add(session->worker->counts, COUNTER_WEBSOCKETS, exchange->authority.host);
	}
	exchange_drop(session);
	session_enter(session, SESSION_RAW);
	return true;
}

static void pass_interim(struct session *session, const struct message *answer)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;
	struct http1_rewrite how = { .drop_hop_by_hop = true, .framing = FRAMING_NONE };

	exchange->interims++;
	if (exchange->request.minor > 0 &&
	    !(answer->status == 100 && exchange->approach == APPROACH_COLLECT)) {
		buf_clear(scratch);
		http1_write_response(scratch, answer, &how);
		stream_write(session->client, buf_span(scratch));
		buf_clear(scratch);
	}
	stream_consume(session->origin.stream, answer->head_len);
	exchange->answer_scan = (struct http1_scan){ 0 };
}

static enum message_framing framing_for_client(
    struct exchange *exchange, const struct message *answer)
{
	if (answer->framing != FRAMING_CHUNKED && answer->framing != FRAMING_CLOSE)
		return answer->framing;
	if (exchange->request.minor > 0)
		return FRAMING_CHUNKED;
	exchange->is_last = true;
	return FRAMING_CLOSE;
}

static void keep_answer_head(
    struct exchange *exchange, struct span received, const struct message *answer)
{
	exchange->keeps_answer =
	    exchange->commit == COMMIT_DURABLE && exchange->reading.endpoint != NULL &&
	    endpoint_returns(exchange->reading.endpoint) && answer->status < 300;
	if (exchange->keeps_answer)
		buf_append(&exchange->answer_head, received.data, answer->head_len);
}

/* Puts content into scratch in the framing that the client gets. */
static void frame(struct exchange *exchange, struct buf *scratch, struct span content)
{
	if (exchange->keeps_answer && !buf_append_span(&exchange->answer, content))
		exchange->keeps_answer = false;
	if (exchange->is_chunked_by_us)
		http1_write_chunk(scratch, content);
	else
		buf_append_span(scratch, content);
}

static void begin_answer(struct session *session, const struct message *answer)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;
	struct http1_rewrite how = {
		.drop_hop_by_hop = true,
		.framing = framing_for_client(exchange, answer),
		.content_length = answer->content_length,
		.keep_length = span_is(exchange->request.method, "HEAD") || answer->status == 304,
		.drop = exchange->site != NULL ? dropped_from_answers : NULL,
	};

	exchange->is_last = exchange->is_last || session->worker->is_draining;
	exchange->is_origin_last = answer->is_close || answer->framing == FRAMING_CLOSE;
	exchange->is_chunked_by_us = how.framing == FRAMING_CHUNKED;
	exchange->status = answer->status;
	exchange->has_answer = true;
	how.close = exchange->is_last || !exchange->is_request_read;
	if (exchange->site != NULL && session->is_secure) /* one site for all of the session */
		issued_learn(&session->issued, session->worker->issued_key, answer);
	http1_body_init(&exchange->answer_body, answer);
	keep_answer_head(exchange, stream_received(session->origin.stream), answer);
	buf_clear(scratch);
	http1_write_response(scratch, answer, &how);
	stream_consume(session->origin.stream, answer->head_len);
}

static bool origin_lost(struct session *session)
{
	struct exchange *exchange = session->exchange;
	bool was_used = session->origin.has_been_used;

	if (exchange->has_answer) {
		/* Cut short: the client must see that, not a clean end. */
		session_end(session, END_ORIGIN_GONE, true);
		return false;
	}
	origin_abort(session);
	if (was_used && session->requests > 1) {
		/* A kept connection that its server had given up. A client that finds its own
		 * connection closed knows whether this request may be sent again; we do not. */
		session_end(session, END_ORIGIN_GONE, false);
		return false;
	}
	counter_add(COUNTER_ORIGIN_FAILED, 1);
	return exchange_trouble(
	    session, 502, "no-answer", "The site closed the connection without an answer.", false);
}

static void bad_answer(struct session *session, const char *why)
{
	log_line(LOG_INFO, session->id, "bad answer why=%s host=%s", why,
	    session->exchange->authority.host);
	origin_abort(session);
	exchange_trouble(session, 502, "bad-answer", "The site's answer is malformed.", false);
}

void exchange_no_answer(struct session *session)
{
	struct exchange *exchange = session->exchange;

	if (exchange->has_answer) {
		session_end(session, END_TIMEOUT, true);
		return;
	}
	counter_add(COUNTER_ORIGIN_FAILED, 1);
	origin_abort(session);
	exchange_trouble(session, 504, "no-answer", "The site did not answer in time.", false);
}

/* The head of the answer. True: it is there (in scratch, not written yet); false: wait, or over. */
static bool read_answer_head(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct stream *origin = session->origin.stream;
	struct message answer;
	const char *why = "";

	for (;;) {
		bool is_crowded = stream_is_crowded(session->client);
		stream_want_read(origin, !is_crowded);
		if (is_crowded)
			return false;
		struct span received = stream_received(origin);
		enum http1_result result =
		    received.len == 0
		        ? HTTP1_MORE
		        : http1_read_response(received.data, received.len,
		              session->worker->config->limits.headers * 4, &exchange->answer_scan,
		              exchange->request.method, &answer, &why);
		if (result == HTTP1_MORE) {
			if (stream_is_ended(origin))
				origin_lost(session);
			return false;
		}
		if (result == HTTP1_DONE && answer.status < 200 &&
		    exchange->interims == INTERIM_MAX) {
			result = HTTP1_BAD;
			why = "interim-answers";
		}
		if (result != HTTP1_DONE) {
			bad_answer(session, why);
			return false;
		}
		if (answer.status == 101) {
			begin_raw(session, &answer);
			return false;
		}
		if (answer.status >= 200) {
			begin_answer(session, &answer);
			return true;
		}
		pass_interim(session, &answer);
	}
}

static bool finish_answer(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;

	if (exchange->is_chunked_by_us)
		http1_write_last_chunk(scratch, buf_span(&exchange->answer_body.trailers));
	write_gathered(session, session->client);
	return exchange_finish(session);
}

/* As forward_content(). A head that waits in scratch goes with the first content. */
static void pass_content(struct session *session, struct span content)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;

	if (scratch->len == 0 && !exchange->is_chunked_by_us && !exchange->keeps_answer) {
		stream_write(session->client, content);
		return;
	}
	frame(exchange, scratch, content);
	if (!exchange->is_chunked_by_us || scratch->len > GATHERED_MAX)
		write_gathered(session, session->client);
}

/* True: the exchange is over and the next step can run. */
static bool pump_answer(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct stream *origin = session->origin.stream;
	struct buf *scratch = &session->worker->scratch;

	if (!exchange->has_answer && !read_answer_head(session))
		return session->state != SESSION_RELAY && session->state != SESSION_OVER;
	for (;;) {
		struct span received = stream_received(origin);
		struct span content = { NULL, 0 };
		size_t used = 0;
		const char *why = "";
		enum http1_result result = http1_body_read(
		    &exchange->answer_body, received.data, received.len, &used, &content, &why);
		if (result != HTTP1_DONE && result != HTTP1_MORE) {
			session_end(session, END_ORIGIN_GONE, true);
			return false;
		}
		if (result == HTTP1_DONE) {
			if (content.len > 0)
				frame(exchange, scratch, content);
			stream_consume(origin, used);
			return finish_answer(session);
		}
		if (content.len > 0)
			pass_content(session, content);
		stream_consume(origin, used);
		if (used == 0 || stream_is_crowded(session->client))
			break;
		session_touch(session);
	}
	write_gathered(session, session->client);
	stream_want_read(origin, !stream_is_crowded(session->client));
	if (!stream_is_ended(origin) || stream_received(origin).len > 0)
		return false;
	if (exchange->answer_body.framing == FRAMING_CLOSE && stream_is_clean(origin))
		return finish_answer(session);
	return origin_lost(session);
}

bool step_relay(struct session *session)
{
	if (stream_is_broken(session->client)) {
		session_end(session, END_CLIENT_GONE, true);
		return false;
	}
	if (!pump_request(session))
		return false;
	return pump_answer(session);
}

/* End. */

static void read_returned(struct exchange *exchange, struct span *id, struct span *url)
{
	struct http1_scan scan = { 0 };
	struct message head;
	const char *why = "";

	if (!exchange->keeps_answer ||
	    http1_read_response(exchange->answer_head.data, exchange->answer_head.len, SIZE_MAX,
	        &scan, exchange->request.method, &head, &why) != HTTP1_DONE)
		return;
	endpoint_read_answer(exchange->reading.endpoint, &head, buf_span(&exchange->answer),
	    exchange->arena, id, url);
}

/* A refusal's record says from the beginning that nothing was sent. */
static bool wants_outcome(const struct exchange *exchange)
{
	bool has_record = exchange->commit == COMMIT_WAITED || exchange->commit == COMMIT_DURABLE ||
	                  exchange->commit == COMMIT_LATE;

	return has_record && !exchange->is_outcome_noted &&
	       !judgement_refuses(&exchange->judgement);
}

void exchange_note_outcome(struct exchange *exchange, enum outcome outcome)
{
	struct span id = { "", 0 };
	struct span url = { "", 0 };
	struct buf letter;

	if (!wants_outcome(exchange))
		return;
	exchange->is_outcome_noted = true;
	read_returned(exchange, &id, &url);
	buf_init(&letter, 64 * 1024);
	pack_text(&letter, exchange->reference);
	pack_u8(&letter, (uint8_t)outcome);
	pack_span(&letter, id);
	pack_span(&letter, url);
	mailbox_ask(exchange->session->worker->mailbox, ROLE_AUDIT, LETTER_OUTCOME,
	    buf_span(&letter), NULL, NULL);
	buf_release(&letter);
}

bool exchange_finish(struct session *session)
{
	struct exchange *exchange = session->exchange;
	bool is_over = exchange->is_last || !exchange->is_request_read;

	exchange_note_outcome(
	    exchange, exchange->status < 400 ? OUTCOME_PUBLISHED : OUTCOME_REFUSED_BY_SITE);
	session->origin.has_been_used = true;
	if (exchange->is_origin_last || !exchange->is_request_read)
		origin_close(session);
	exchange_drop(session);
	if (is_over) {
		session_end(session, END_DONE, false);
		return false;
	}
	session_enter(session, SESSION_REQUEST);
	stream_want_read(session->client, true);
	if (session->origin.stream != NULL) {
		stream_want_read(session->origin.stream, true);
		stream_rest(session->origin.stream);
	}
	stream_rest(session->client);
	return true;
}

/* WebSocket: bytes both ways, not read; counted as a blind spot. */

static bool pump_raw(struct stream *from, struct stream *to)
{
	struct span received = stream_received(from);

	if (received.len > 0 && !stream_is_crowded(to)) {
		stream_write(to, received);
		stream_consume(from, received.len);
	}
	stream_want_read(from, !stream_is_crowded(to));
	return stream_is_ended(from) && stream_received(from).len == 0;
}

bool step_raw(struct session *session)
{
	struct stream *client = session->client;
	struct stream *origin = session->origin.stream;

	bool client_over = pump_raw(client, origin);
	bool origin_over = pump_raw(origin, client);
	session_touch(session);
	if (client_over)
		stream_shut_write(origin);
	if (origin_over)
		stream_shut_write(client);
	if ((client_over && origin_over) || stream_is_broken(client) || stream_is_broken(origin))
		session_end(
		    session, END_DONE, stream_is_broken(origin) && !stream_is_broken(client));
	return false;
}
