// layers: proxy-base proxy-http rules proxy-config certs-verify proxy-net
/* Streams over socket pairs: reading in pieces, back-pressure, half-close, TLS, and the end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "../../proxy/net/stream.h"
#include "../../proxy/net/tunnel.h"

enum { BULK = 3 * 1024 * 1024 };

struct side {
	struct stream *stream;
	struct buf got;
	size_t take_at_once; /* 0: everything */
	bool takes_nothing;
	bool is_open, is_ended, is_clean, is_broken;
};

static void on_event(void *owner, struct stream *stream)
{
	struct side *side = owner;
	struct span received = stream_received(stream);
	size_t len = received.len;

	if (side->take_at_once > 0 && len > side->take_at_once)
		len = side->take_at_once;
	if (side->takes_nothing)
		len = 0;
	buf_append(&side->got, received.data, len);
	stream_consume(stream, len);
	side->is_open = stream_is_open(stream);
	side->is_ended = stream_is_ended(stream);
	side->is_clean = stream_is_clean(stream);
	side->is_broken = stream_is_broken(stream);
}

static void pair_open(struct net *net, struct side sides[2])
{
	int fds[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	for (int i = 0; i < 2; i++) {
		sides[i] = (struct side){ 0 };
		buf_init(&sides[i].got, 2 * BULK);
		sides[i].stream = stream_new(net, fds[i], on_event, &sides[i]);
	}
}

static void turns(struct net *net, int count)
{
	struct timeval soon = { .tv_usec = 2000 };

	for (int i = 0; i < count; i++) {
		event_base_loopexit(net->base, &soon);
		net_turn(net);
	}
}

static void pair_close(struct net *net, struct side sides[2])
{
	for (int i = 0; i < 2; i++) {
		if (sides[i].stream != NULL)
			stream_abort(sides[i].stream);
		buf_release(&sides[i].got);
	}
	turns(net, 2);
}

static void test_clear(void **state)
{
	struct net net;
	struct side sides[2];

	(void)state;
	net_init(&net);
	pair_open(&net, sides);
	sides[1].take_at_once = 3;
	stream_write(sides[0].stream, SPAN("abcdefgh"));
	turns(&net, 2);
	assert_int_equal(sides[1].got.len, 3);
	assert_true(span_is(stream_received(sides[1].stream), "defgh"));
	/* Off and on again: what was left is offered without new bytes. */
	sides[1].take_at_once = 0;
	stream_want_read(sides[1].stream, false);
	stream_want_read(sides[1].stream, true);
	turns(&net, 2);
	assert_true(span_is(buf_span(&sides[1].got), "abcdefgh"));
	/* Half-close: the other way stays open. */
	stream_shut_write(sides[0].stream);
	turns(&net, 2);
	assert_true(sides[1].is_ended && sides[1].is_clean && !sides[1].is_broken);
	stream_write(sides[1].stream, SPAN("back"));
	turns(&net, 2);
	assert_true(span_is(buf_span(&sides[0].got), "back"));
	pair_close(&net, sides);
	net_release(&net);
}

static void test_backlog(void **state)
{
	struct net net;
	struct side sides[2];
	char *bulk = malloc(BULK);

	(void)state;
	net_init(&net);
	pair_open(&net, sides);
	memset(bulk, 'x', BULK);
	stream_want_read(sides[1].stream, false);
	stream_write(sides[0].stream, (struct span){ bulk, BULK });
	assert_true(stream_is_crowded(sides[0].stream));
	assert_false(stream_is_drained(sides[0].stream));
	stream_end(sides[0].stream); /* what is written still arrives, then the end */
	sides[0].stream = NULL;
	stream_want_read(sides[1].stream, true);
	for (int i = 0; i < 500 && !sides[1].is_ended; i++)
		turns(&net, 1);
	assert_int_equal(sides[1].got.len, BULK);
	assert_true(sides[1].is_ended && sides[1].is_clean);
	pair_close(&net, sides);
	free(bulk);
	net_release(&net);
}

static void test_abort(void **state)
{
	struct net net;
	struct side sides[2];

	(void)state;
	net_init(&net);
	pair_open(&net, sides);
	stream_abort(sides[0].stream);
	sides[0].stream = NULL;
	turns(&net, 3);
	assert_true(sides[1].is_ended || sides[1].is_broken);
	/* Writing to who is gone is not an accident: it is told, nothing more. */
	stream_write(sides[1].stream, SPAN("hello?"));
	turns(&net, 2);
	pair_close(&net, sides);
	net_release(&net);
}

static SSL_CTX *server_context(void)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);

	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_set_pubkey(certificate, key);
	X509_NAME_add_entry_by_txt(
	    name, "CN", MBSTRING_ASC, (const unsigned char *)"a.test", -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_sign(certificate, key, EVP_sha256());
	SSL_CTX_use_certificate(ctx, certificate);
	SSL_CTX_use_PrivateKey(ctx, key);
	X509_free(certificate);
	EVP_PKEY_free(key);
	return ctx;
}

static void shake(struct net *net, struct side sides[2], SSL_CTX *server, SSL_CTX *client)
{
	SSL *accepting = SSL_new(server);
	SSL *connecting = SSL_new(client);

	SSL_set_accept_state(accepting);
	SSL_set_connect_state(connecting);
	stream_start_tls(sides[0].stream, connecting);
	assert_false(stream_is_open(sides[0].stream));
	turns(net, 2); /* the hello lies there as clear bytes, as behind a CONNECT */
	assert_true(sides[1].got.len == 0);
	stream_start_tls(sides[1].stream, accepting);
	for (int i = 0; i < 50 && !(sides[0].is_open && sides[1].is_open); i++)
		turns(net, 1);
	assert_true(sides[0].is_open && sides[1].is_open);
}

static void test_tls(void **state)
{
	struct net net;
	struct side sides[2];
	SSL_CTX *server = server_context();
	SSL_CTX *client = SSL_CTX_new(TLS_client_method());
	char *bulk = malloc(BULK);

	(void)state;
	net_init(&net);
	pair_open(&net, sides);
	stream_want_read(sides[1].stream, false);
	shake(&net, sides, server, client);
	for (size_t i = 0; i < BULK; i++)
		bulk[i] = (char)(i * 7 + i / 251);
	stream_write(sides[0].stream, (struct span){ bulk, BULK });
	for (int i = 0; i < 500 && sides[1].got.len < BULK; i++)
		turns(&net, 1);
	assert_int_equal(sides[1].got.len, BULK);
	assert_memory_equal(sides[1].got.data, bulk, BULK);
	stream_rest(sides[0].stream);
	stream_write(sides[1].stream, SPAN("answer"));
	stream_end(sides[1].stream);
	sides[1].stream = NULL;
	turns(&net, 3);
	assert_true(span_is(buf_span(&sides[0].got), "answer"));
	assert_true(sides[0].is_ended && sides[0].is_clean);
	pair_close(&net, sides);
	free(bulk);
	SSL_CTX_free(server);
	SSL_CTX_free(client);
	net_release(&net);
}

/* A TCP end without close_notify is a truncation (RFC 8446 6.1). */
static void test_tls_truncated(void **state)
{
	struct net net;
	struct side sides[2];
	SSL_CTX *server = server_context();
	SSL_CTX *client = SSL_CTX_new(TLS_client_method());

	(void)state;
	net_init(&net);
	pair_open(&net, sides);
	stream_want_read(sides[1].stream, false);
	shake(&net, sides, server, client);
	stream_write(sides[1].stream, SPAN("half"));
	shutdown(stream_fd(sides[1].stream), SHUT_WR);
	turns(&net, 3);
	assert_true(sides[0].is_ended);
	assert_false(sides[0].is_clean);
	pair_close(&net, sides);
	SSL_CTX_free(server);
	SSL_CTX_free(client);
	net_release(&net);
}

/* A pair in TLS, its handshake done. */
struct tls_pair {
	struct net net;
	struct side sides[2];
	SSL_CTX *server, *client;
};

static void tls_pair_open(struct tls_pair *pair)
{
	net_init(&pair->net);
	pair->server = server_context();
	pair->client = SSL_CTX_new(TLS_client_method());
	pair_open(&pair->net, pair->sides);
	stream_want_read(pair->sides[1].stream, false);
	shake(&pair->net, pair->sides, pair->server, pair->client);
	turns(&pair->net, 3);
}

static void tls_pair_close(struct tls_pair *pair)
{
	pair_close(&pair->net, pair->sides);
	SSL_CTX_free(pair->server);
	SSL_CTX_free(pair->client);
	net_release(&pair->net);
}

/* Bytes past the stream, into its socket. */
static size_t push(struct stream *stream, const char *bytes, size_t len)
{
	ssize_t n = send(stream_fd(stream), bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT);

	return n > 0 ? (size_t)n : 0;
}

/* What follows close_notify is ignored (RFC 8446 6.1), and kept nowhere. */
static void test_tls_after_the_end(void **state)
{
	struct tls_pair pair;
	struct net *net = &pair.net;
	struct side *sides = pair.sides;
	char *junk = calloc(1, 64 * 1024);
	size_t sent = 0;

	(void)state;
	tls_pair_open(&pair);
	SSL_shutdown(stream_ssl(sides[0].stream));
	push(sides[0].stream, net->gather.data, net->gather.len);
	buf_clear(&net->gather);
	turns(net, 2);
	assert_true(sides[1].is_ended && sides[1].is_clean);
	for (int i = 0; i < 200 && sent < 512 * 1024; i++) {
		sent += push(sides[0].stream, junk, 64 * 1024);
		turns(net, 1);
	}
	assert_true(sent >= 512 * 1024);
	assert_int_equal(net->held, 0);
	/* The answer still goes out. */
	stream_write(sides[1].stream, SPAN("answer"));
	turns(net, 2);
	assert_true(span_is(buf_span(&sides[0].got), "answer"));
	for (int i = 0; i < 200 && !sides[1].is_broken; i++) {
		push(sides[0].stream, junk, 64 * 1024);
		turns(net, 1);
	}
	assert_true(sides[1].is_broken);
	assert_int_equal(net->held, 0);
	free(junk);
	tls_pair_close(&pair);
}

/* Records that are none: the owner is told, though no text came. */
static void test_tls_garbage(void **state)
{
	static const char garbage[] = "\x17\x03\x03\0\x1c no record of this connection";
	struct tls_pair pair;

	(void)state;
	tls_pair_open(&pair);
	push(pair.sides[0].stream, garbage, sizeof garbage - 1);
	turns(&pair.net, 3);
	assert_true(pair.sides[1].is_broken);
	tls_pair_close(&pair);
}

/* Owners who take nothing. */

struct pile {
	struct net net;
	struct side sides[2];
	char *bulk;
};

static void pile_up(struct pile *pile, size_t held_max)
{
	net_init(&pile->net);
	pile->net.held_max = held_max;
	pile->bulk = malloc(BULK);
	memset(pile->bulk, 'p', BULK);
	pair_open(&pile->net, pile->sides);
	pile->sides[1].takes_nothing = true;
	stream_write(pile->sides[0].stream, (struct span){ pile->bulk, BULK });
	turns(&pile->net, 20);
}

static void pile_down(struct pile *pile)
{
	struct side *side = &pile->sides[1];

	side->takes_nothing = false;
	on_event(side, side->stream);
	for (int i = 0; i < 800 && side->got.len < BULK; i++)
		turns(&pile->net, 1);
	assert_int_equal(side->got.len, BULK);
	assert_memory_equal(side->got.data, pile->bulk, BULK);
	assert_int_equal(pile->net.held, 0);
	pair_close(&pile->net, pile->sides);
	free(pile->bulk);
	net_release(&pile->net);
}

static void test_kept_is_capped(void **state)
{
	struct pile pile;

	(void)state;
	pile_up(&pile, SIZE_MAX);
	size_t kept = stream_received(pile.sides[1].stream).len;
	assert_in_range(kept, NET_KEPT_MAX, NET_KEPT_MAX + NET_PLAIN_SIZE);
	pile_down(&pile);
}

static void test_kept_is_less_when_memory_is_short(void **state)
{
	struct pile pile;

	(void)state;
	pile_up(&pile, 64 * 1024);
	assert_in_range(stream_received(pile.sides[1].stream).len, 1, NET_PLAIN_SIZE + 32 * 1024);
	assert_true(net_is_tight(&pile.net));
	pile_down(&pile);
}

/* Nobody is read whose bytes are kept while memory is short, and everybody is once it is not. */
static void test_stuffed_are_read_again(void **state)
{
	struct pile pile;
	struct side sides[2];

	(void)state;
	pile_up(&pile, 64 * 1024);
	pair_open(&pile.net, sides);
	sides[1].take_at_once = 1;
	stream_write(sides[0].stream, (struct span){ pile.bulk, 40 * 1024 });
	turns(&pile.net, 10);
	assert_in_range(stream_received(sides[1].stream).len, 1, 33 * 1024);
	sides[1].take_at_once = 0;
	pile.sides[1].takes_nothing = false;
	on_event(&pile.sides[1], pile.sides[1].stream);
	for (int i = 0; i < 800 && sides[1].got.len < 40 * 1024; i++)
		turns(&pile.net, 1);
	assert_int_equal(sides[1].got.len, 40 * 1024);
	pair_close(&pile.net, sides);
	pile_down(&pile);
}

/* A peer that takes a little now and then does not hold its stream for ever. */
static void test_linger_ends(void **state)
{
	struct net net;
	struct side sides[2];
	char *bulk = calloc(1, BULK);
	char room[512];

	(void)state;
	net_init(&net);
	pair_open(&net, sides);
	int peer = dup(stream_fd(sides[1].stream));
	stream_want_read(sides[1].stream, false);
	stream_write(sides[0].stream, (struct span){ bulk, BULK });
	stream_end(sides[0].stream);
	sides[0].stream = NULL;
	for (int seconds = 0; seconds < 400 && net.lingering != NULL; seconds++) {
		for (int i = 0; i < 8; i++)
			assert_true(recv(peer, room, sizeof room, 0) > 0 || net.lingering == NULL);
		turns(&net, 1);
		net.now_ms += (seconds + 1) * 1000;
		net_sweep(&net);
	}
	assert_null(net.lingering);
	turns(&net, 1);
	assert_int_equal(net.held, 0);
	close(peer);
	free(bulk);
	pair_close(&net, sides);
	net_release(&net);
}

/* Ended by its owner in the middle of what it brings, as a session does: nothing stays counted. */
static void on_event_end(void *owner, struct stream *stream)
{
	struct side *side = owner;

	if (stream_received(stream).len > 100)
		side->stream = NULL;
	if (side->stream == NULL)
		stream_abort(stream);
}

static void test_ended_inside(void **state)
{
	struct net net;
	struct side sides[2] = { 0 };
	int fds[2];

	(void)state;
	net_init(&net);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	sides[1].stream = stream_new(&net, fds[1], on_event_end, &sides[1]);
	char bytes[300] = "x";
	assert_int_equal(send(fds[0], bytes, 80, 0), 80);
	turns(&net, 2);
	assert_int_equal(send(fds[0], bytes, 300, 0), 300);
	turns(&net, 2);
	assert_null(sides[1].stream);
	assert_int_equal(net.held, 0);
	close(fds[0]);
	net_release(&net);
}

/* What is put off to the next turn. */

struct chore {
	struct net *net;
	struct net_task task;
	unsigned runs, wanted;
	char *order, letter;
};

static void on_chore(void *owner)
{
	struct chore *chore = owner;

	strncat(chore->order, &chore->letter, 1);
	if (++chore->runs < chore->wanted)
		net_later(chore->net, &chore->task);
}

static void test_later(void **state)
{
	struct net net;
	char order[32] = "";
	struct chore chores[3];

	(void)state;
	net_init(&net);
	for (int i = 0; i < 3; i++) {
		chores[i] = (struct chore){ &net, { on_chore, &chores[i], NULL, NULL }, 0, 1, order,
			(char)('a' + i) };
		net_later(&net, &chores[i].task);
	}
	chores[0].wanted = 3;
	net_later(&net, &chores[0].task); /* waits already */
	net_not_later(&net, &chores[1].task);
	net_turn(&net);
	assert_string_equal(order, "ac"); /* once a turn */
	net_turn(&net);
	assert_string_equal(order, "aca");
	net_later(&net, &chores[1].task);
	net_turn(&net);
	assert_string_equal(order, "acaab");
	assert_null(net.later);
	net_release(&net);
}

/* Tunnel: four sockets, client end - tunnel - origin end. */

static bool tunnel_is_over;

static void on_over(void *owner)
{
	tunnel_is_over = true;
	(void)owner;
}

static void test_tunnel(void **state)
{
	struct net net;
	int client[2];
	int origin[2];
	struct side sides[2] = { 0 };
	char *bulk = malloc(BULK);

	(void)state;
	net_init(&net);
	tunnel_is_over = false;
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, client), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, origin), 0);
	for (int i = 0; i < 2; i++) {
		buf_init(&sides[i].got, 2 * BULK);
		sides[i].stream =
		    stream_new(&net, i == 0 ? client[0] : origin[1], on_event, &sides[i]);
	}
	struct tunnel *tunnel =
	    tunnel_new(&net, client[1], origin[0], SPAN("early "), SPAN("first "), on_over, NULL);
	stream_write(sides[0].stream, SPAN("hello"));
	turns(&net, 5);
	assert_true(span_is(buf_span(&sides[1].got), "early hello"));
	assert_true(span_is(buf_span(&sides[0].got), "first "));
	buf_clear(&sides[0].got);
	for (size_t i = 0; i < BULK; i++)
		bulk[i] = (char)(i * 13 + i / 509);
	stream_write(sides[1].stream, (struct span){ bulk, BULK });
	for (int i = 0; i < 800 && sides[0].got.len < BULK; i++)
		turns(&net, 1);
	assert_int_equal(sides[0].got.len, BULK);
	assert_memory_equal(sides[0].got.data, bulk, BULK);
	stream_shut_write(sides[0].stream);
	turns(&net, 5);
	assert_true(sides[1].is_ended);
	assert_false(tunnel_is_over);
	stream_write(sides[1].stream, SPAN("bye"));
	stream_shut_write(sides[1].stream);
	turns(&net, 5);
	assert_true(sides[0].is_ended);
	assert_true(tunnel_is_over);
	tunnel_free(tunnel);
	pair_close(&net, sides);
	free(bulk);
	net_release(&net);
}

/* As much as a stream may keep before a tunnel begins: all of it goes through. */
static void test_tunnel_early(void **state)
{
	enum { EARLY = 2 * 1024 * 1024 + 200 * 1024 };
	struct net net;
	int client[2];
	int origin[2];
	struct side side = { 0 };
	char *early = malloc(EARLY);

	(void)state;
	net_init(&net);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, client), 0);
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, origin), 0);
	memset(early, 'e', EARLY);
	buf_init(&side.got, 2 * EARLY);
	side.stream = stream_new(&net, origin[1], on_event, &side);
	struct tunnel *tunnel = tunnel_new(
	    &net, client[1], origin[0], (struct span){ early, EARLY }, SPAN(""), on_over, NULL);
	for (int i = 0; i < 800 && side.got.len < EARLY; i++)
		turns(&net, 1);
	assert_int_equal(side.got.len, EARLY);
	tunnel_free(tunnel);
	stream_abort(side.stream);
	turns(&net, 2);
	buf_release(&side.got);
	close(client[0]);
	free(early);
	net_release(&net);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clear),
		cmocka_unit_test(test_backlog),
		cmocka_unit_test(test_abort),
		cmocka_unit_test(test_tls),
		cmocka_unit_test(test_tls_truncated),
		cmocka_unit_test(test_tls_after_the_end),
		cmocka_unit_test(test_tls_garbage),
		cmocka_unit_test(test_kept_is_capped),
		cmocka_unit_test(test_kept_is_less_when_memory_is_short),
		cmocka_unit_test(test_stuffed_are_read_again),
		cmocka_unit_test(test_linger_ends),
		cmocka_unit_test(test_ended_inside),
		cmocka_unit_test(test_later),
		cmocka_unit_test(test_tunnel),
		cmocka_unit_test(test_tunnel_early),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
