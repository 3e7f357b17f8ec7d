#include "exchange.h"

#include <stdlib.h>

#include "../base/log.h"
#include "../base/mem.h"

enum {
	SPARES_MAX = 64,
	ARENA_MAX = 64 * 1024 * 1024,
	HEAD_MAX = 1024 * 1024,
	COLLECT_MAX = 256 * 1024 * 1024,
	SPARE_BODY_MAX = 64 * 1024,
};

/* Life. */

struct exchange *exchange_new(struct session *session)
{
	struct worker *worker = session->worker;
	struct exchange *exchange = worker->spare;

	if (exchange != NULL) {
		worker->spare = exchange->next_spare;
		worker->spare_count--;
	} else {
		exchange = mem_alloc(sizeof *exchange);
		exchange->arena = arena_new(ARENA_MAX);
		buf_init(&exchange->head, HEAD_MAX);
		buf_init(&exchange->collected, COLLECT_MAX);
		buf_init(&exchange->answer_head, HEAD_MAX);
		buf_init(&exchange->answer, ANSWER_READ_MAX);
	}
	exchange->session = session;
	session->exchange = exchange;
	return exchange;
}

static void exchange_free(struct exchange *exchange)
{
	arena_free(exchange->arena);
	buf_release(&exchange->head);
	buf_release(&exchange->collected);
	buf_release(&exchange->answer_head);
	buf_release(&exchange->answer);
	free(exchange);
}

/* As new, but with its first block of arena and its small buffers. */
static void exchange_reset(struct exchange *exchange)
{
	struct exchange kept = { .arena = exchange->arena,
		.head = exchange->head,
		.collected = exchange->collected,
		.answer_head = exchange->answer_head,
		.answer = exchange->answer };

	arena_clear(kept.arena);
	buf_clear(&kept.head);
	buf_clear(&kept.answer_head);
	buf_clear(&kept.answer);
	if (kept.collected.cap > SPARE_BODY_MAX)
		buf_release(&kept.collected);
	buf_clear(&kept.collected);
	*exchange = kept;
}

void exchange_claim(struct exchange *exchange)
{
	claim_set(&exchange->claim, exchange->session->purse,
	    exchange->collected.cap + arena_taken(exchange->arena));
}

void exchange_drop(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct worker *worker = session->worker;

	if (exchange == NULL)
		return;
	session->exchange = NULL;
	if (!exchange->is_sent)
		exchange_note_outcome(exchange, OUTCOME_NOT_SENT);
	if (exchange->commit == COMMIT_UNSENT)
		mailbox_wait_no_more(worker->mailbox, ROLE_AUDIT, session);
	if (exchange->asked != 0)
		mailbox_forget(worker->mailbox, exchange->asked);
	if (exchange->claim.purse != NULL)
		claim_set(&exchange->claim, exchange->claim.purse, 0);
	http1_body_release(&exchange->request_body);
	http1_body_release(&exchange->answer_body);
	if (worker->spare_count >= SPARES_MAX) {
		exchange_free(exchange);
		return;
	}
	exchange_reset(exchange);
	exchange->next_spare = worker->spare;
	worker->spare = exchange;
	worker->spare_count++;
}

void exchange_free_spares(struct worker *worker)
{
	while (worker->spare != NULL) {
		struct exchange *exchange = worker->spare;
		worker->spare = exchange->next_spare;
		exchange_free(exchange);
	}
	worker->spare_count = 0;
}

/* Answers of our own. */

bool exchange_answered(struct session *session, bool close)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;

	stream_write(session->client, buf_span(scratch));
	buf_clear(scratch);
	if (close || !exchange->is_request_read || exchange->is_last) {
		session_end(session, END_DONE, false);
		return false;
	}
	exchange_drop(session);
	session_enter(session, SESSION_REQUEST);
	return true;
}

bool exchange_trouble(
    struct session *session, unsigned status, const char *word, const char *sentence, bool close)
{
	struct exchange *exchange = session->exchange;
	struct worker *worker = session->worker;
	bool is_parsed = exchange != NULL && exchange->head.len > 0;
	struct trouble trouble = {
		.status = status,
		.word = word,
		.sentence = sentence,
		.host = is_parsed ? exchange->authority.host : "",
		.own_name = worker->config->name,
	};

	close = close || !is_parsed || !exchange->is_request_read || exchange->is_last;
	buf_clear(&worker->scratch);
	notice_trouble(is_parsed ? &exchange->request : NULL, &trouble, close, &worker->scratch);
	return exchange_answered(session, close);
}

void exchange_origin_trouble(struct session *session, bool close)
{
	const struct origin_failure *failure = &session->origin.failure;
	struct trouble trouble = {
		.status = failure->status,
		.word = failure->word,
		.sentence = failure->sentence,
		.host =
		    session->origin.name[0] != '\0' ? session->origin.name : session->origin.host,
		.own_name = session->worker->config->name,
	};
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;

	buf_clear(scratch);
	notice_trouble(exchange != NULL ? &exchange->request : NULL, &trouble, close, scratch);
	stream_write(session->client, buf_span(scratch));
	buf_clear(scratch);
}

bool exchange_bad_request(struct session *session, enum http1_result result, const char *why)
{
	counter_add(COUNTER_BAD_REQUESTS, 1);
	log_line(LOG_INFO, session->id, "bad request why=%s host=%s", why, session->name);
	switch (result) {
	case HTTP1_LARGE:
		return exchange_trouble(
		    session, 431, "head-too-large", "The request's header is too large.", true);
	case HTTP1_VERSION:
		return exchange_trouble(
		    session, 505, "http-version", "This version of HTTP is not spoken here.", true);
	default:
		return exchange_trouble(session, 400, why,
		    "The request is malformed or could be read in two ways, so it was not sent on.",
		    true);
	}
}
