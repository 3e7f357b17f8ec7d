/* The steps of an exchange that begin it: a request head, and what becomes of it. */
#include <string.h>

#include "../base/log.h"
#include "counts.h"
#include "exchange.h"
#include "origin.h"
#include "steps.h"

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
	origin_close_stale(session);
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
		return exchange_bad_request(session, HTTP1_BAD, "connect-with-body");
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
		return exchange_bad_request(session, HTTP1_BAD, "authority");
	if (span_is(request->method, "CONNECT"))
		return begin_connect(session);
	session->requests++;
	session_spend(session, 1, 0);
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
		return exchange_bad_request(session, HTTP1_BAD, "absolute-form-inside");
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
	if (session_is_spent(session)) {
		stream_want_read(session->client, false);
		return false;
	}
	struct exchange *exchange =
	    session->exchange != NULL ? session->exchange : exchange_new(session);
	enum http1_result result = http1_read_request(received.data, received.len,
	    session->worker->config->limits.headers, &exchange->scan, &exchange->request, &why);
	if (result == HTTP1_MORE) {
		if (stream_is_broken(session->client) || stream_is_ended(session->client))
			session_end(session, END_CLIENT_GONE, false);
		else if (session->state == SESSION_REQUEST)
			session_enter(session, SESSION_HEAD);
		return false;
	}
	if (result != HTTP1_DONE)
		return exchange_bad_request(session, result, why);
	keep_head(exchange, received);
	stream_consume(session->client, exchange->request.head_len);
	return begin_exchange(session);
}
