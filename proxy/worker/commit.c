/* The steps from a collected write to what is done with it: person, verdict, record. */
#include <stdio.h>
#include <string.h>

#include "../base/pack.h"
#include "counts.h"
#include "exchange.h"
#include "steps.h"

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

bool exchange_refuse_fault(struct session *session, bool close)
{
	counter_add(COUNTER_FAULTS, 1);
	if (session->exchange->reference[0] == '\0')
		reference_make(session->exchange->reference);
	return refuse(session, REFUSAL_FAULT, close);
}

static bool proceed(struct session *session)
{
	if (session->exchange->is_own)
		return exchange_answer_own(session);
	session_enter(session, SESSION_ORIGIN);
	return true;
}

static bool judge(struct session *session)
{
	struct exchange *exchange = session->exchange;

	judgement_make(exchange, person_who(session->person));
	exchange_claim(exchange);
	if (exchange->reading.kind == READING_UNRECOGNISED)
		counts_add(session->worker->counts, COUNTER_UNRECOGNISED, exchange->authority.host);
	if (judgement_is_recorded(&exchange->judgement))
		return exchange_commit(session);
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

bool exchange_commit(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;

	reference_make(exchange->reference);
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
			return exchange_refuse_fault(session, false);
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
	struct origin_failure *failure = &session->origin.failure;
	struct worker *worker = session->worker;
	const struct who *who = person_who(session->person);
	char reference[REFERENCE_LEN + 1];
	struct buf packed;

	if (!failure->wants_record)
		return;
	failure->wants_record = false;
	reference_make(reference);
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
