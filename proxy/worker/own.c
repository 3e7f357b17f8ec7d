/* What the worker answers itself: gatepost.internal, and its pages on governed hosts. */
#include <string.h>
#include <sys/socket.h>

#include "../base/pack.h"
#include "exchange.h"
#include "steps.h"

enum { HTTP_PORT = 80 };

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

/* Where this client reached us, for its settings: as it said itself, if it came to a listener
 * without a proxy's request, since it may know us by a name or through a router; else as the socket
 * has it. */
static const char *reached(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct sockaddr_storage name;
	socklen_t len = sizeof name;
	struct authority said;
	struct address address;
	char text[128];

	if (!session->is_secure && !session->has_connect && !exchange->request.is_absolute &&
	    authority_parse(exchange->request.authority, &said))
		return arena_print(exchange->arena,
		    strchr(said.host, ':') != NULL ? "[%s]:%u" : "%s:%u", said.host,
		    said.port != 0 ? said.port : HTTP_PORT);
	if (getsockname(stream_fd(session->client), (struct sockaddr *)&name, &len) != 0 ||
	    !address_from_sockaddr((struct sockaddr *)&name, &address))
		return NULL;
	address_print(&address, true, text, sizeof text);
	return arena_copy(exchange->arena, span_of(text));
}

bool exchange_answer_own(struct session *session)
{
	struct exchange *exchange = session->exchange;
	struct buf *scratch = &session->worker->scratch;
	const char *reference = NULL;

	buf_clear(scratch);
	if (internal_answer(&session->worker->internal, &exchange->request, &exchange->reading,
	        session->is_secure, reached(session), exchange->arena, &reference,
	        scratch) == INTERNAL_NOTICE)
		return ask_notice(session, reference);
	exchange_note_outcome(exchange, OUTCOME_PUBLISHED);
	return exchange_answered(session, false);
}
