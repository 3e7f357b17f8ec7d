/* What audit knows that a decision may depend on. */
#include <string.h>

#include "../base/pack.h"
#include "exchange.h"
#include "steps.h"

bool exchange_take_context(struct exchange *exchange, struct unpack *from)
{
	struct unpack kept = { .rest = span_make(
		                   arena_copy(exchange->arena, from->rest), from->rest.len) };

	exchange->version = 0;
	if (kept.rest.data != NULL &&
	    context_unpack(&kept, exchange->arena, &exchange->context, &exchange->version))
		return true;
	exchange->context = (struct context){ 0 };
	return false;
}

static void on_context(void *owner, const struct letter *answer)
{
	struct session *session = owner;
	struct exchange *exchange = session->exchange;

	exchange->asked = 0;
	if (answer != NULL) {
		struct unpack in = unpack_open(answer->data);
		exchange_take_context(exchange, &in);
	}
	session_wake(session);
}

bool exchange_ask_context(struct session *session)
{
	struct exchange *exchange = session->exchange;
	unsigned needs = judgement_needs(exchange);
	struct buf letter;

	if (needs == 0)
		return false;
	buf_init(&letter, 64);
	pack_u8(&letter, (uint8_t)needs);
	exchange->asked = mailbox_ask(session->worker->mailbox, ROLE_AUDIT, LETTER_CONTEXT,
	    buf_span(&letter), on_context, session);
	buf_release(&letter);
	if (exchange->asked == 0)
		return false;
	session_enter(session, SESSION_CONTEXT);
	return true;
}

bool step_context(struct session *session)
{
	return session->exchange->asked == 0 && exchange_decide(session);
}
