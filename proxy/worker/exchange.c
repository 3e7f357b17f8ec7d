/* The steps of an exchange up to its verdict: request, body, person, record. */
#include "exchange.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/log.h"
#include "../base/mem.h"
#include "../base/pack.h"
#include "counts.h"
#include "origin.h"
#include "steps.h"

enum {
	SPARES_MAX = 64,
	ARENA_MAX = 64 * 1024 * 1024,
	PROGRESS_BYTES = 16 * 1024, /* what a slow sender must bring to get more time */
	MEDIA_SHARE = 20,           /* text has fewer strange bytes than one in so many */
	LOOK_BYTES = 4096,          /* enough to tell media from text */
	HEAD_MAX = 1024 * 1024,
	COLLECT_MAX = 256 * 1024 * 1024,
	PIPELINE_MAX = 64 * 1024,
};

/* Life. */

static struct exchange *exchange_new(struct session *session)
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
	if (kept.collected.cap > PIPELINE_MAX)
		buf_release(&kept.collected);
	buf_clear(&kept.collected);
	*exchange = kept;
}

void exchange_drop(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct worker *worker = session->worker;

	if (exchange == NULL)
		return;
	session->exchange = NULL;
	if (exchange->asked != 0)
		mailbox_forget(worker->mailbox, exchange->asked);
	worker->collected -= exchange->collected.len;
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

static bool bad_request(struct session *session, enum http1_result result, const char *why)
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

/* Request. */

/* The head is copied once, so that what points into it outlives the shared read buffer. */
static void keep_head(struct exchange *exchange, struct span received)
{
	struct message *request = &exchange->request;
	struct span *spans[] = { &request->method, &request->target, &request->scheme,
		&request->authority, &request->path, &request->query, &request->upgrade };

	buf_append(&exchange->head, received.data, request->head_len);
	const char *from = received.data;
	const char *to = exchange->head.data;
	for (size_t i = 0; i < sizeof spans / sizeof *spans; i++)
		if (spans[i]->len > 0 && spans[i]->data >= from &&
		    spans[i]->data < from + request->head_len)
			spans[i]->data = to + (spans[i]->data - from);
	for (size_t i = 0; i < request->header_count; i++) {
		struct header *header = &request->headers[i];
		header->name.data = to + (header->name.data - from);
		if (header->value.len > 0)
			header->value.data = to + (header->value.data - from);
	}
}

static bool is_own_name(const struct session *session, const char *host)
{
	return strcmp(host, session->worker->config->name) == 0;
}

static bool no_request_yet(struct session *session)
{
	struct origin *origin = &session->origin;

	if (origin->stream != NULL && !session->has_connect && stream_is_ended(origin->stream))
		origin_close(session);
	if (origin->stream != NULL && session->is_secure &&
	    (stream_is_ended(origin->stream) || stream_received(origin->stream).len > 0))
		origin_close(session); /* it ended, or said something nobody asked for */
	if (stream_is_broken(session->client) || stream_is_ended(session->client))
		session_end(session, END_CLIENT_GONE, false);
	else if (session->worker->is_draining && session_is_idle(session))
		session_end(session, END_DRAIN, false);
	return false;
}

static bool begin_connect(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct authority authority = exchange->authority;

	if (session->has_connect || session->is_secure)
		return exchange_trouble(
		    session, 400, "connect-inside", "CONNECT has no place here.", true);
	if (exchange->request.framing != FRAMING_NONE)
		return bad_request(session, HTTP1_BAD, "connect-with-body");
	exchange_drop(session);
	return connect_begin(session, &authority);
}

static const char well_known[] = "/.well-known/gatepost";

/* Our pages under a governed host, so that they can be reached where gatepost.internal cannot; not
 * those that show a rule, since a site's own code could read them there (invariant 12). */
static bool is_well_known(struct exchange *exchange)
{
	struct message *request = &exchange->request;

	if (!span_starts(request->path, well_known))
		return false;
	struct span rest = span_from(request->path, sizeof well_known - 1);
	if (rest.len > 0 && rest.data[0] != '/')
		return false;
	if (span_starts(rest, "/n/"))
		return false;
	request->path = rest.len > 0 ? rest : SPAN("/");
	return true;
}

/* Clear HTTP: governed by what the request names, or by where the CONNECT leads, whatever the
 * request then says of itself. */
static void find_site(struct session *session, struct exchange *exchange)
{
	const struct catalogue *catalogue = session->worker->config->catalogue;
	const char *const names[] = { exchange->authority.host,
		session->has_connect ? session->host : NULL };

	exchange->site = NULL;
	if (session->is_secure)
		exchange->site = session->site;
	for (size_t i = 0; !session->is_secure && session->is_pilot && i < 2 && names[i] != NULL;
	     i++) {
		const struct site *site;
		if (catalogue_governs(catalogue, span_of(names[i]), &site) == GOVERNANCE_SITE) {
			exchange->site = site;
			return;
		}
	}
}

/* An address without a name, in clear: as in a tunnel, `unnamed` decides. */
static bool is_unnamed(struct session *session, const struct exchange *exchange)
{
	if (exchange->site != NULL || exchange->is_own || !exchange->authority.is_address ||
	    session->is_secure)
		return false;
	counter_add(COUNTER_UNNAMED, 1);
	counts_add(session->worker->counts, COUNTER_UNNAMED, exchange->authority.host);
	return session->worker->config->is_unnamed_refused && session->is_pilot;
}

static bool choose_approach(struct session *session)
{
	struct exchange *exchange = session->exchange;

	find_site(session, exchange);
	exchange->is_own = session->is_own ||
	                   (!session->is_secure && is_own_name(session, exchange->authority.host));
	if (exchange->site != NULL && !exchange->is_own && is_well_known(exchange)) {
		exchange->is_own = true;
		exchange->site = NULL;
	}
	if (is_unnamed(session, exchange))
		return exchange_trouble(session, 403, "unnamed",
		    "Addresses without a name are not reached through here.", true);
	if (exchange->is_own) {
		exchange->approach = exchange->site != NULL
		                         ? site_approach(exchange->site, &exchange->request)
		                         : APPROACH_READ;
		session_enter(session, SESSION_COLLECT);
		return true;
	}
	exchange->approach = exchange->site != NULL
	                         ? site_approach(exchange->site, &exchange->request)
	                         : APPROACH_READ;
	session_enter(
	    session, exchange->approach == APPROACH_COLLECT ? SESSION_COLLECT : SESSION_ORIGIN);
	return true;
}

/* HTTP/1.0 may leave Host out; it goes on with the name of the CONNECT. */
static void name_unnamed(struct session *session, struct exchange *exchange)
{
	if (exchange->authority.host[0] != '\0' || !session->has_connect)
		return;
	memcpy(exchange->authority.host, session->host, strlen(session->host) + 1);
	exchange->request.authority = span_of(session->host);
}

/* An origin-form request to a listener, not through it: our own clear pages (CA, help). */
static void address_to_us(struct session *session, struct exchange *exchange)
{
	if (!session->has_connect && !session->is_secure && !exchange->request.is_absolute)
		memcpy(exchange->authority.host, session->worker->config->name,
		    strlen(session->worker->config->name) + 1);
}

static bool begin_exchange(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct message *request = &exchange->request;

	http1_body_init(&exchange->request_body, request);
	exchange->is_request_read =
	    request->framing == FRAMING_NONE ||
	    (request->framing == FRAMING_LENGTH && request->content_length == 0);
	exchange->is_last =
	    request->is_close || request->minor == 0 || session->worker->is_draining;
	/* HTTP/1.0 may leave Host out (RFC 9112 3.2), but not spell it in a way that others read as
	 * a host. */
	bool may_lack_host =
	    request->minor == 0 && !request->is_absolute && message_header(request, "Host") == NULL;
	if (!authority_parse(request->authority, &exchange->authority) && !may_lack_host)
		return bad_request(session, HTTP1_BAD, "authority");
	if (span_is(request->method, "CONNECT"))
		return begin_connect(session);
	session->requests++;
	counter_add(COUNTER_REQUESTS, 1);
	if (span_is(request->method, "TRACE"))
		return exchange_trouble(session, 405, "trace", "TRACE is not passed on.", true);
	if (session->is_ech_retry ||
	    (session->is_secure &&
	        (strcmp(exchange->authority.host, session->name) != 0 ||
	            (exchange->authority.port != 0 && exchange->authority.port != session->port))))
		return exchange_trouble(session, 421, "misdirected",
		    "This connection was made for another host.", false);
	if (request->is_absolute && !session->is_secure && !span_is_nocase(request->scheme, "http"))
		return exchange_trouble(
		    session, 400, "scheme", "Secure pages are reached with CONNECT.", true);
	if (request->is_absolute && session->is_secure)
		return bad_request(session, HTTP1_BAD, "absolute-form-inside");
	address_to_us(session, exchange);
	name_unnamed(session, exchange);
	return choose_approach(session);
}

bool step_request(struct session *session)
{
	struct span received = stream_received(session->client);
	const char *why = "";

	/* Who asks without reading the answers waits. */
	bool is_crowded = stream_is_crowded(session->client);
	stream_want_read(session->client, !is_crowded);
	if (is_crowded)
		return false;
	if (received.len == 0)
		return no_request_yet(session);
	struct exchange *exchange =
	    session->exchange != NULL ? session->exchange : exchange_new(session);
	enum http1_result result = http1_read_request(received.data, received.len,
	    session->worker->config->limits.headers, &exchange->scan, &exchange->request, &why);
	if (result == HTTP1_MORE) {
		if (stream_is_broken(session->client) || stream_is_ended(session->client))
			session_end(session, END_CLIENT_GONE, false);
		return false;
	}
	if (result != HTTP1_DONE)
		return bad_request(session, result, why);
	keep_head(exchange, received);
	stream_consume(session->client, exchange->request.head_len);
	return begin_exchange(session);
}

/* Body. */

static bool refuse(struct session *session, enum refusal_kind kind, bool close)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;
	struct refusal refusal;

	close = close || !exchange->is_request_read || exchange->is_last;
	judgement_refusal(exchange, kind, &refusal);
	buf_clear(scratch);
	notice_refuse(&exchange->request, &refusal, close, scratch);
	return exchange_answered(session, close);
}

static bool refuse_fault(struct session *session)
{
	counter_add(COUNTER_FAULTS, 1);
	if (session->exchange->reference[0] == '\0')
		reference_make(session->exchange->reference, sizeof session->exchange->reference);
	return refuse(session, REFUSAL_FAULT, false);
}

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

static bool commit(struct session *session);

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
	return commit(session);
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
		session->worker->collected += content.len;
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

static bool answer_own(struct session *session);

static bool has_body(struct session *session)
{
	struct exchange *exchange = session->exchange;

	if (exchange->approach != APPROACH_COLLECT)
		return answer_own(session);
	session_enter(session, SESSION_PERSON);
	return true;
}

bool step_collect(struct session *session)
{
	struct worker *worker = session->worker;

	say_continue(session);
	switch (gather_body(session)) {
	case GATHER_DONE:
		return has_body(session);
	case GATHER_OVER:
		return may_flow(session->exchange)
		           ? flow(session)
		           : over_cap(session, "too-large", COUNTER_OVERSIZE);
	case GATHER_BAD:
		return bad_request(session, HTTP1_BAD, "body");
	default:
		break;
	}
	if (stream_is_broken(session->client) || stream_is_ended(session->client)) {
		session_end(session, END_CLIENT_GONE, true);
		return false;
	}
	if (worker->collected > worker->collected_max)
		return exchange_trouble(session, 503, "memory",
		    "The check is out of order. It is not about your text. Keep it and try again "
		    "in a few minutes.",
		    true);
	return false;
}

void exchange_too_slow(struct session *session)
{
	over_cap(session, "too-slow", COUNTER_TIMED_OUT);
}

/* Person, verdict. */

static bool proceed(struct session *session)
{
	if (session->exchange->is_own)
		return answer_own(session);
	session_enter(session, SESSION_ORIGIN);
	return true;
}

static bool judge(struct session *session)
{
	struct exchange *exchange = session->exchange;

	judgement_make(exchange, person_who(session->person));
	if (exchange->reading.kind == READING_UNRECOGNISED)
		counts_add(session->worker->counts, COUNTER_UNRECOGNISED, exchange->authority.host);
	if (judgement_is_recorded(&exchange->judgement))
		return commit(session);
	counter_add(COUNTER_POSTS_ALLOWED, 1);
	return proceed(session);
}

bool step_person(struct session *session)
{
	if (!person_is_ready(session->person, session_granted, session))
		return false;
	return judge(session);
}

/* Record: durable before the verdict acts (invariant 2). */

static void on_recorded(void *owner, const struct letter *answer)
{
	struct session *session = owner;
	struct exchange *exchange = session->exchange;
	struct unpack in = unpack_open(answer != NULL ? answer->data : (struct span){ NULL, 0 });
	bool ok = unpack_u8(&in) == 1;

	exchange->asked = 0;
	exchange->commit = ok && !in.is_bad ? COMMIT_DURABLE : COMMIT_FAILED;
	session_wake(session);
}

static bool commit(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;

	reference_make(exchange->reference, sizeof exchange->reference);
	buf_clear(scratch);
	judgement_pack(exchange, scratch);
	exchange->asked = mailbox_ask(session->worker->mailbox, ROLE_AUDIT, LETTER_COMMIT,
	    buf_span(scratch), on_recorded, session);
	buf_clear(scratch);
	exchange->commit = exchange->asked != 0 ? COMMIT_WAITED : COMMIT_FAILED;
	session_enter(session, SESSION_COMMIT);
	return true;
}

/* Let go without a record: counted, and told to audit as one record when it is back. */
static void open_gap(struct worker *worker)
{
	int64_t now = worker_clock_ms();

	if (worker->gap.count == 0)
		worker->gap.from_ms = now;
	worker->gap.to_ms = now;
	worker->gap.count++;
	counter_add(COUNTER_FAILED_OPEN, 1);
}

static void close_gap(struct worker *worker)
{
	char why[128];
	struct buf packed;

	if (worker->gap.count == 0)
		return;
	snprintf(why, sizeof why, "from=%lld to=%lld let-go=%llu", (long long)worker->gap.from_ms,
	    (long long)worker->gap.to_ms, (unsigned long long)worker->gap.count);
	struct record record = { .worker = worker->token,
		.id = worker->next_id++,
		.time_ms = worker_clock_ms(),
		.generation = worker->generation,
		.node = span_of(worker->config->node),
		.kind = span_of("gap"),
		.stage = span_of(stage_names[worker->config->stage]),
		.why = span_of(why) };
	buf_init(&packed, 4096);
	record_pack(&record, &packed);
	if (mailbox_ask(
	        worker->mailbox, ROLE_AUDIT, LETTER_COMMIT, buf_span(&packed), NULL, NULL) != 0)
		worker->gap.count = 0;
	buf_release(&packed);
}

static bool act(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct judgement *judgement = &exchange->judgement;

	if (exchange->commit == COMMIT_DURABLE) {
		counter_add(COUNTER_RECORDS, 1);
		close_gap(session->worker);
	}
	if (judgement_refuses(judgement)) {
		counter_add(COUNTER_POSTS_REFUSED, 1);
		return refuse(
		    session, judgement->is_unjudged ? REFUSAL_UNJUDGED : REFUSAL_RULE, false);
	}
	if (exchange->commit != COMMIT_DURABLE) {
		if (session->worker->config->fail == FAIL_CLOSED)
			return refuse_fault(session);
		open_gap(session->worker);
	}
	counter_add(COUNTER_POSTS_LOGGED, 1);
	return proceed(session);
}

bool step_commit(struct session *session)
{
	if (session->exchange->commit == COMMIT_WAITED)
		return false;
	return act(session);
}

void exchange_unanswered(struct session *session)
{
	struct exchange *exchange = session->exchange;

	switch (session->state) {
	case SESSION_PERSON:
		person_forget(session->person, session);
		judge(session);
		break;
	case SESSION_COMMIT:
		exchange->commit = COMMIT_FAILED;
		break;
	default:
		exchange_trouble(session, 503, "out-of-order",
		    "This page is out of order. Try again in a few minutes.", false);
	}
}

void exchange_record_origin(struct session *session)
{
	const struct origin_failure *failure = &session->origin.failure;
	struct worker *worker = session->worker;
	const struct who *who = person_who(session->person);
	char reference[REFERENCE_LEN + 1];
	struct buf packed;

	if (!failure->is_certificate)
		return;
	reference_make(reference, sizeof reference);
	struct record record = { .worker = worker->token,
		.id = worker->next_id++,
		.time_ms = worker_clock_ms(),
		.generation = worker->generation,
		.node = span_of(worker->config->node),
		.kind = span_of("origin"),
		.reference = span_of(reference),
		.site = span_of(session->site != NULL ? site_name(session->site) : ""),
		.class = span_of(session->site != NULL ? site_class(session->site) : ""),
		.host = span_of(session->name),
		.action = span_of(action_names[ACTION_BLOCK]),
		.acted = span_of(action_names[ACTION_BLOCK]),
		.stage = span_of(stage_names[worker->config->stage]),
		.why = span_of(failure->word),
		.outcome = OUTCOME_NOT_SENT,
		.address = who->address,
		.how = who->how };
	buf_init(&packed, 64 * 1024);
	record_pack(&record, &packed);
	mailbox_ask(worker->mailbox, ROLE_AUDIT, LETTER_COMMIT, buf_span(&packed), NULL, NULL);
	buf_release(&packed);
}

/* gatepost.internal. */

static void on_notice_found(void *owner, const struct letter *answer)
{
	struct session *session = owner;
	struct exchange *exchange = session->exchange;
	struct unpack in = unpack_open(answer != NULL ? answer->data : (struct span){ NULL, 0 });

	exchange->asked = 0;
	exchange->is_notice_found = unpack_u8(&in) == 1;
	if (exchange->is_notice_found)
		exchange->notice_record =
		    span_make(arena_copy(exchange->arena, in.rest), in.rest.len);
	session_wake(session);
}

static bool ask_notice(struct session *session, const char *reference)
{
	struct exchange *exchange = session->exchange;
	const struct who *who = person_who(session->person);
	struct buf letter;

	buf_init(&letter, 4096);
	pack_text(&letter, reference);
	pack_span(&letter, who->user);
	pack_span(&letter, who->address);
	exchange->asked = mailbox_ask(session->worker->mailbox, ROLE_AUDIT, LETTER_NOTICE,
	    buf_span(&letter), on_notice_found, session);
	buf_release(&letter);
	memcpy(exchange->reference, reference, strnlen(reference, REFERENCE_LEN));
	session_enter(session, SESSION_NOTICE);
	return true;
}

bool step_notice(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;
	struct record record;

	if (exchange->asked != 0)
		return false;
	bool is_there = exchange->is_notice_found &&
	                record_unpack(exchange->notice_record, exchange->arena, &record);
	buf_clear(scratch);
	internal_notice(&session->worker->internal, &exchange->request, exchange->reference,
	    is_there ? &record : NULL, scratch);
	return exchange_answered(session, false);
}

static bool answer_own(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;
	const char *reference = NULL;

	buf_clear(scratch);
	if (internal_answer(&session->worker->internal, &exchange->request, &exchange->reading,
	        session->is_secure, exchange->arena, &reference, scratch) == INTERNAL_NOTICE)
		return ask_notice(session, reference);
	if (exchange->commit == COMMIT_DURABLE) {
		exchange->outcome = OUTCOME_PUBLISHED;
		exchange_note_outcome(exchange);
	}
	return exchange_answered(session, false);
}
