/* The steps from a collected write to what is done with it: person, verdict, record. */
#include <string.h>

#include "../base/pack.h"
#include "counts.h"
#include "exchange.h"
#include "gap.h"
#include "steps.h"

enum { AGAIN_MAX = 3 }; /* decisions after the first */

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

bool exchange_decide(struct session *session)
{
	struct exchange *exchange = session->exchange;

	judgement_decide(exchange, person_who(session->person));
	exchange->commit = COMMIT_NONE;
	exchange->decisions++;
	exchange_claim(exchange);
	if (judgement_is_kept(exchange))
		return exchange_commit(session);
	counter_add(COUNTER_POSTS_ALLOWED, 1);
	return proceed(session);
}

static bool read_post(struct session *session)
{
	struct exchange *exchange = session->exchange;

	judgement_read(exchange);
	if (exchange->reading.kind == READING_UNRECOGNISED)
		counts_add(session->worker->counts, COUNTER_UNRECOGNISED, exchange->authority.host);
	return exchange_ask_context(session) || exchange_decide(session);
}

bool step_person(struct session *session)
{
	if (!person_is_ready(session->person, session_granted, session))
		return false;
	return read_post(session);
}

/* Record: durable before the verdict acts (invariant 2). */

static enum commit_state read_recorded(struct exchange *exchange, const struct letter *answer)
{
	struct unpack in = unpack_open(answer != NULL ? answer->data : (struct span){ NULL, 0 });
	unsigned what = unpack_u8(&in);

	unpack_u64(&in); /* its number */
	if (in.is_bad)
		return COMMIT_FAILED;
	if (what == 2 && exchange_take_context(exchange, &in))
		return COMMIT_STALE;
	if (what != 1)
		return COMMIT_FAILED;
	struct span reference = unpack_span(&in);
	if (!in.is_bad && reference.len == REFERENCE_LEN)
		memcpy(exchange->reference, reference.data, REFERENCE_LEN);
	return COMMIT_DURABLE;
}

static void on_recorded(void *owner, const struct letter *answer)
{
	struct session *session = owner;
	struct exchange *exchange = session->exchange;

	exchange->asked = 0;
	exchange->commit = read_recorded(exchange, answer);
	session_wake(session);
}

bool exchange_commit(struct session *session)
{
	reference_make(session->exchange->reference);
	session->exchange->commit = COMMIT_UNSENT;
	session_enter(session, SESSION_COMMIT);
	return true;
}

/* False: the outbox is full; posts wait until it is not. */
static bool send_record(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct mailbox *mailbox = session->worker->mailbox;
	struct buf *scratch = &session->worker->scratch;

	mailbox_wait_no_more(mailbox, ROLE_AUDIT, session);
	if (mailbox_is_full(mailbox, ROLE_AUDIT)) {
		mailbox_wait(mailbox, ROLE_AUDIT, session_granted, session);
		return false;
	}
	buf_clear(scratch);
	judgement_pack(exchange, scratch);
	exchange->asked = mailbox_ask(
	    mailbox, ROLE_AUDIT, LETTER_COMMIT, buf_span(scratch), on_recorded, session);
	buf_clear(scratch);
	exchange->commit = exchange->asked != 0 ? COMMIT_WAITED : COMMIT_FAILED;
	return true;
}

/* Acted upon without a durable record. */
static void note_gap(struct session *session, enum gap_kind kind)
{
	struct exchange *exchange = session->exchange;
	struct gap *gap = session->worker->gap;

	if (exchange->commit == COMMIT_LATE) {
		gap_follow(gap, exchange->asked, kind, exchange->reference);
		exchange->asked = 0;
	} else if (exchange->commit == COMMIT_FAILED) {
		gap_add(gap, kind, exchange->reference);
	}
}

/* What is kept of a post is a record, or only what it says. */
static bool go_on(struct session *session)
{
	bool is_recorded = judgement_is_recorded(&session->exchange->judgement);

	counter_add(is_recorded ? COUNTER_POSTS_LOGGED : COUNTER_POSTS_ALLOWED, 1);
	return proceed(session);
}

/* By rule and hour: what a rule usually does is how one that goes wrong is told. */
static void count_rules(struct session *session)
{
	const struct exchange *exchange = session->exchange;
	const struct judgement *judgement = &exchange->judgement;

	if (judgement->is_unjudged || judgement->acting == NULL)
		return;
	for (size_t i = 0; i < exchange->reading.post_count; i++)
		for (size_t j = 0; j < judgement->acting[i].match_count; j++) {
			const struct rule *rule = judgement->acting[i].matches[j].rule;
			if (rule->action < ACTION_COACH)
				continue;
			counter_add(COUNTER_RULE_REFUSED, 1);
			counts_add(session->worker->counts, COUNTER_RULE_REFUSED, rule->id);
		}
}

static bool act_refusing(struct session *session)
{
	counter_add(COUNTER_POSTS_REFUSED, 1);
	count_rules(session);
	note_gap(session, GAP_REFUSED);
	return refuse(session,
	    session->exchange->judgement.is_unjudged ? REFUSAL_UNJUDGED : REFUSAL_RULE, false);
}

static bool act_unrecorded(struct session *session)
{
	bool is_open = session->worker->config->fail == FAIL_OPEN;

	note_gap(session, is_open ? GAP_LET_GO : GAP_REFUSED);
	if (!is_open)
		return exchange_refuse_fault(session, false);
	counter_add(COUNTER_FAILED_OPEN, 1);
	return go_on(session);
}

static bool act(struct session *session)
{
	const struct exchange *exchange = session->exchange;

	if (exchange->commit == COMMIT_DURABLE && judgement_is_recorded(&exchange->judgement))
		counter_add(COUNTER_RECORDS, 1);
	if (judgement_refuses(&exchange->judgement))
		return act_refusing(session);
	if (exchange->commit != COMMIT_DURABLE)
		return act_unrecorded(session);
	return go_on(session);
}

/* Somebody said something by the same rule meanwhile. Who is overtaken again and again waits no
 * longer: unchecked it does not go out, whatever `fail` says. */
static bool decide_again(struct session *session)
{
	if (session->exchange->decisions <= AGAIN_MAX)
		return exchange_decide(session);
	return exchange_refuse_fault(session, false);
}

bool step_commit(struct session *session)
{
	struct exchange *exchange = session->exchange;

	if (stream_is_broken(session->client)) {
		session_end(session, END_CLIENT_GONE, true);
		return false;
	}
	if (exchange->commit == COMMIT_UNSENT && !send_record(session))
		return false;
	if (exchange->commit == COMMIT_STALE)
		return decide_again(session);
	return exchange->commit != COMMIT_WAITED && act(session);
}

static void commit_too_late(struct session *session)
{
	struct exchange *exchange = session->exchange;

	mailbox_wait_no_more(session->worker->mailbox, ROLE_AUDIT, session);
	exchange->commit = exchange->commit == COMMIT_WAITED ? COMMIT_LATE : COMMIT_FAILED;
}

void exchange_unanswered(struct session *session)
{
	switch (session->state) {
	case SESSION_PERSON:
		person_forget(session->person, session);
		read_post(session);
		break;
	case SESSION_CONTEXT:
		mailbox_forget(session->worker->mailbox, session->exchange->asked);
		session->exchange->asked = 0;
		exchange_decide(session);
		break;
	case SESSION_COMMIT:
		commit_too_late(session);
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
	gap_commit(worker->gap, &record, reference);
}
