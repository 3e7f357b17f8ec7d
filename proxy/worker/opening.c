/* The steps from CONNECT to the first exchange: governed or not, tunnel or interception. */
#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "../base/log.h"
#include "../http/url.h"
#include "counts.h"
#include "exchange.h"
#include "leaf.h"
#include "origin.h"
#include "steps.h"

static const char connected[] = "HTTP/1.1 200 Connection established\r\n\r\n";

static bool is_own_name(const struct session *session, const char *host)
{
	return strcmp(host, session->worker->config->name) == 0;
}

static bool is_literal(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	return inet_pton(AF_INET, host, bytes) == 1 || inet_pton(AF_INET6, host, bytes) == 1;
}

static enum governance governs(
    const struct session *session, const char *host, const struct site **site)
{
	*site = NULL;
	if (!session->is_pilot)
		return GOVERNANCE_NEVER;
	return catalogue_governs(session->worker->config->catalogue, span_of(host), site);
}

bool connect_begin(struct session *session, const struct authority *authority)
{
	const struct site *site;

	snprintf(session->host, sizeof session->host, "%s", authority->host);
	session->port = authority->port;
	session->has_connect = true;
	/* Governed: answered before the origin is tried, so that what goes wrong there can be shown
	 * as a page over our own certificate. A browser shows nobody the answer to a CONNECT. */
	if (is_own_name(session, session->host) ||
	    governs(session, session->host, &site) == GOVERNANCE_SITE) {
		stream_write(session->client, SPAN(connected));
		session_enter(session, SESSION_HELLO);
		return true;
	}
	origin_connect(session, session->host, session->port, "");
	session_enter(session, SESSION_CONNECT);
	return true;
}

static bool client_left(struct session *session)
{
	if (!stream_is_broken(session->client) && !stream_is_ended(session->client))
		return false;
	session_end(session, END_CLIENT_GONE, false);
	return true;
}

static bool origin_is_settled(const struct session *session)
{
	return session->origin.state == ORIGIN_READY || session->origin.state == ORIGIN_FAILED;
}

bool step_connect(struct session *session)
{
	if (!origin_is_settled(session)) {
		if (stream_is_broken(session->client))
			session_end(session, END_CLIENT_GONE, false);
		return false;
	}
	if (session->origin.state == ORIGIN_FAILED) {
		exchange_origin_trouble(session, true);
		session_end(session, END_ORIGIN_GONE, false);
		return false;
	}
	stream_write(session->client, SPAN(connected));
	session_enter(session, SESSION_HELLO);
	return true;
}

static void on_tunnel_over(void *owner)
{
	session_end(owner, END_DONE, false);
}

static bool begin_tunnel(struct session *session)
{
	struct buf first;
	struct buf last;

	buf_init(&first, TUNNEL_EARLY_MAX);
	buf_init(&last, TUNNEL_EARLY_MAX);
	int client_fd = stream_detach(session->client, &first);
	int origin_fd = stream_detach(session->origin.stream, &last);
	session->client = NULL;
	session->origin.stream = NULL;
	session->origin.state = ORIGIN_NONE;
	session->tunnel = tunnel_new(&session->worker->net, client_fd, origin_fd, buf_span(&first),
	    buf_span(&last), on_tunnel_over, session);
	buf_release(&first);
	buf_release(&last);
	counter_add(COUNTER_TUNNELS, 1);
	counter_add(COUNTER_TUNNELS_OPEN, 1);
	counts_add(session->worker->counts, COUNTER_TUNNELS, session->host);
	session_enter(session, SESSION_TUNNEL);
	return true;
}

bool step_tunnel(struct session *session)
{
	(void)session;
	return false;
}

bool step_join(struct session *session)
{
	if (!origin_is_settled(session))
		return false;
	if (session->origin.state == ORIGIN_READY)
		return begin_tunnel(session);
	session_end(session, END_ORIGIN_GONE, false);
	return false;
}

static bool join(struct session *session)
{
	origin_connect(session, session->host, session->port, "");
	session_enter(session, SESSION_JOIN);
	return true;
}

static bool refuse_hello(struct session *session, enum counter counter, const char *name)
{
	log_line(LOG_WARNING, session->id, "hello refused connect=%s name=%s", session->host, name);
	counter_add(counter, 1);
	counts_add(session->worker->counts, counter, name);
	session_end(session, END_NOT_GOVERNED_HELLO, true);
	return false;
}

static bool intercept(struct session *session, const char *name, const struct site *site)
{
	snprintf(session->name, sizeof session->name, "%s", name);
	session->site = site;
	session->is_own = is_own_name(session, name);
	if (!session->is_own && !session->is_ech_retry)
		origin_connect(session, session->host, session->port, name);
	session_enter(session, SESSION_INTERCEPT);
	return true;
}

/* To an address without a name, `unnamed` decides, whatever the bytes are. */
static bool join_unnamed(struct session *session)
{
	if (!is_literal(session->host))
		return join(session);
	counter_add(COUNTER_UNNAMED, 1);
	counts_add(session->worker->counts, COUNTER_UNNAMED, session->host);
	return session->worker->config->is_unnamed_refused && session->is_pilot
	           ? refuse_hello(session, COUNTER_CONNECT_DENIED, session->host)
	           : join(session);
}

static void count_names(struct session *session, const struct hello *hello, bool is_ech_name)
{
	bool differs = hello->has_name && strcmp(hello->name, session->host) != 0;

	if (hello->has_ech && (differs || is_ech_name)) {
		counter_add(COUNTER_ECH, 1);
		counts_add(session->worker->counts, COUNTER_ECH, hello->name);
	}
	if (differs && !is_literal(session->host)) {
		log_line(LOG_INFO, session->id, "names differ connect=%s name=%s", session->host,
		    hello->name);
		counter_add(COUNTER_NAME_DIFFERS, 1);
		counts_add(session->worker->counts, COUNTER_NAME_DIFFERS, hello->name);
	}
}

/* design.md, "Governed?": the SNI decides first, then the name of the CONNECT. */
static bool on_tls_hello(struct session *session, const struct hello *hello)
{
	struct catalogue *catalogue = session->worker->config->catalogue;
	const struct site *by_name = NULL;
	const struct site *by_connect;
	bool is_ech = hello->has_name && catalogue_is_ech_name(catalogue, span_of(hello->name));
	enum governance connect = governs(session, session->host, &by_connect);
	enum governance name =
	    hello->has_name ? governs(session, hello->name, &by_name) : GOVERNANCE_NONE;

	count_names(session, hello, is_ech);
	if (hello->has_name && is_own_name(session, hello->name))
		return intercept(session, hello->name, by_name);
	if (name == GOVERNANCE_SITE)
		return intercept(session, hello->name, by_name);
	if (is_own_name(session, session->host) && !hello->has_name)
		return intercept(session, session->host, by_connect);
	if (connect != GOVERNANCE_SITE && !is_own_name(session, session->host)) {
		return hello->has_name ? join(session) : join_unnamed(session);
	}
	if (!hello->has_name)
		return intercept(session, session->host, by_connect);
	if (is_ech) {
		session->is_ech_retry = true;
		return intercept(session, hello->name, NULL);
	}
	/* The CONNECT name is governed, the SNI is not: `sites.hosts` or the ECH list may need this
	 * name. */
	return refuse_hello(session, COUNTER_NAME_DIFFERS, hello->name);
}

/*
 * Clear bytes behind a CONNECT. HTTP is read as HTTP, whatever the CONNECT said: each of its
 * requests may name another host, and one that cannot be read strictly is refused like any other,
 * HTTP/2 among them, never tunnelled to a server that may be more forgiving.
 */
static bool on_clear_bytes(struct session *session, enum hello_kind kind)
{
	const struct site *site;
	enum governance connect = governs(session, session->host, &site);
	bool is_governed = is_own_name(session, session->host) || connect == GOVERNANCE_SITE;

	if (kind == HELLO_HTTP && connect != GOVERNANCE_NEVER) {
		session_enter(session, SESSION_REQUEST);
		return true;
	}
	return is_governed ? refuse_hello(session, COUNTER_CONNECT_DENIED, session->host)
	                   : join_unnamed(session);
}

bool step_hello(struct session *session)
{
	struct span got = stream_received(session->client);
	struct hello hello;

	stream_want_read(session->client, true);
	/* A protocol in which the server speaks first: nothing of ours. */
	if (session->origin.state == ORIGIN_READY &&
	    stream_received(session->origin.stream).len > 0)
		return join_unnamed(session);
	enum hello_kind kind = hello_read((const unsigned char *)got.data, got.len, &hello);
	switch (kind) {
	case HELLO_MORE:
		client_left(session);
		return false;
	case HELLO_TLS:
		return on_tls_hello(session, &hello);
	default:
		return on_clear_bytes(session, kind);
	}
}

bool step_intercept(struct session *session)
{
	bool needs_origin = !session->is_own && !session->is_ech_retry;

	if (needs_origin && !origin_is_settled(session)) {
		if (stream_is_broken(session->client))
			session_end(session, END_CLIENT_GONE, false);
		return false;
	}
	if (needs_origin && session->origin.state == ORIGIN_FAILED)
		exchange_record_origin(session);
	session_enter(session, SESSION_LEAF);
	return true;
}

static void set_leaf(struct session *session, X509 *leaf)
{
	session->leaf_state = leaf != NULL ? LEAF_HERE : LEAF_FAILED;
	session->leaf = leaf;
	if (leaf != NULL)
		X509_up_ref(leaf);
}

static void on_leaf_here(void *owner, void *leaf)
{
	set_leaf(owner, leaf);
	session_wake(owner);
}

bool step_leaf(struct session *session)
{
	if (session->leaf_state == LEAF_UNASKED) {
		X509 *leaf;
		session->leaf_state = LEAF_ASKED;
		if (leaf_get(session->worker->leaves, session->name, on_leaf_here, session, &leaf))
			set_leaf(session, leaf);
	}
	if (session->leaf_state == LEAF_ASKED)
		return false;
	if (session->leaf_state == LEAF_FAILED) {
		session_end(session, END_NO_LEAF, true);
		return false;
	}
	stream_start_tls(
	    session->client, tls_accept(session->worker->tls, session->leaf, session->name));
	X509_free(session->leaf);
	session->leaf = NULL;
	session_enter(session, SESSION_HANDSHAKE);
	return true;
}

bool step_handshake(struct session *session)
{
	if (stream_is_broken(session->client)) {
		session_end(session, END_HANDSHAKE, false);
		return false;
	}
	if (!stream_is_open(session->client))
		return false;
	session->is_secure = true;
	counter_add(COUNTER_HANDSHAKES, 1);
	if (SSL_session_reused(stream_ssl(session->client)))
		counter_add(COUNTER_RESUMED, 1);
	session_enter(session, SESSION_REQUEST);
	return true;
}
