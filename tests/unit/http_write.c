// layers: proxy-base proxy-http
/* What leaves us: one spelling, whatever came in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/http/http1.h"

static const char *const drop_names[] = { "X-Drop", "expect", NULL };
static const char *const add_lines[] = { "Via: 1.1 gatepost", "X-Added: yes", NULL };

struct row {
	const char *name;
	const char *in;
	const char *method; /* NULL: a request */
	struct http1_rewrite how;
	const char *out;
};

#define HOP    .drop_hop_by_hop = true
#define ORIGIN HOP, .as_origin_form = true

static const struct row rows[] = {
	{ "spaces and case of values stay, names too",
	    "GET /a?b HTTP/1.1\r\nhOsT: a.example\r\nx-A:\t  b  c \r\n\r\n", NULL, { ORIGIN },
	    "GET /a?b HTTP/1.1\r\nHost: a.example\r\nx-A: b  c\r\n\r\n" },
	{ "host comes first", "GET / HTTP/1.1\r\nA: b\r\nHost: a.example:81\r\n\r\n", NULL,
	    { ORIGIN }, "GET / HTTP/1.1\r\nHost: a.example:81\r\nA: b\r\n\r\n" },
	{ "absolute to origin form",
	    "GET http://A.example/x?y HTTP/1.1\r\nHost: a.example:80\r\n\r\n", NULL, { ORIGIN },
	    "GET /x?y HTTP/1.1\r\nHost: A.example\r\n\r\n" },
	{ "absolute without path", "GET http://a.example?y HTTP/1.1\r\nHost: a.example\r\n\r\n",
	    NULL, { ORIGIN }, "GET /?y HTTP/1.1\r\nHost: a.example\r\n\r\n" },
	{ "absolute, options", "OPTIONS http://a.example HTTP/1.1\r\nHost: a.example\r\n\r\n", NULL,
	    { ORIGIN }, "OPTIONS * HTTP/1.1\r\nHost: a.example\r\n\r\n" },
	{ "empty query stays", "GET /x? HTTP/1.1\r\nHost: a.example\r\n\r\n", NULL, { ORIGIN },
	    "GET /x? HTTP/1.1\r\nHost: a.example\r\n\r\n" },
	{ "absolute form stays for a parent",
	    "GET http://a.example/x HTTP/1.1\r\nHost: a.example\r\n\r\n", NULL, { HOP },
	    "GET http://a.example/x HTTP/1.1\r\nHost: a.example\r\n\r\n" },
	{ "1.0 leaves as 1.1", "GET / HTTP/1.0\r\nHost: a.example\r\n\r\n", NULL, { ORIGIN },
	    "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n" },
	{ "hop by hop",
	    "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive, X-Policy\r\n"
	    "Keep-Alive: 5\r\nProxy-Connection: keep-alive\r\nProxy-Authorization: Basic eDp5\r\n"
	    "TE: trailers\r\nX-Policy: off\r\nx-policy: on\r\nX-Other: 1\r\nUpgrade: h2c\r\n"
	    "HTTP2-Settings: AAA\r\nTrailer: X\r\n\r\n",
	    NULL, { ORIGIN }, "GET / HTTP/1.1\r\nHost: a.example\r\nX-Other: 1\r\n\r\n" },
	{ "named, of the same length",
	    "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: abc\r\n"
	    "abd: 1\r\nABC: 2\r\nCache-Control: x\r\n\r\n",
	    NULL, { ORIGIN },
	    "GET / HTTP/1.1\r\nHost: a.example\r\nabd: 1\r\nCache-Control: x\r\n\r\n" },
	{ "named, a known one",
	    "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: cache-control\r\n"
	    "Cache-Control: x\r\n\r\n",
	    NULL, { ORIGIN }, "GET / HTTP/1.1\r\nHost: a.example\r\n\r\n" },
	{ "length anew",
	    "POST / HTTP/1.1\r\nHost: a.example\r\nTransfer-Encoding: Chunked\r\n"
	    "Trailer: X\r\n\r\n",
	    NULL, { ORIGIN, .framing = FRAMING_LENGTH, .content_length = 1234567890123 },
	    "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 1234567890123\r\n\r\n" },
	{ "chunked anew",
	    "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\nTrailer: X\r\n\r\n", NULL,
	    { ORIGIN, .framing = FRAMING_CHUNKED },
	    "POST / HTTP/1.1\r\nHost: a.example\r\nTrailer: X\r\nTransfer-Encoding: "
	    "chunked\r\n\r\n" },
	{ "length 0", "POST / HTTP/1.1\r\nHost: a.example\r\ncontent-length: 0\r\n\r\n", NULL,
	    { ORIGIN, .framing = FRAMING_LENGTH },
	    "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 0\r\n\r\n" },
	{ "none", "POST / HTTP/1.1\r\nHost: a.example\r\nContent-Length: 5\r\n\r\n", NULL,
	    { ORIGIN }, "POST / HTTP/1.1\r\nHost: a.example\r\n\r\n" },
	{ "drop and add",
	    "GET / HTTP/1.1\r\nHost: a.example\r\nX-DROP: 1\r\nx-keep: 2\r\n"
	    "Expect: 100-continue\r\n\r\n",
	    NULL, { ORIGIN, .drop = drop_names, .add = add_lines },
	    "GET / HTTP/1.1\r\nHost: a.example\r\nx-keep: 2\r\nVia: 1.1 gatepost\r\n"
	    "X-Added: yes\r\n\r\n" },
	{ "close", "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive\r\n\r\n", NULL,
	    { .close = true }, "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n" },
	{ "upgrade",
	    "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive, upgrade\r\n"
	    "Upgrade: websocket\r\nUpgrade: h2c\r\nSec-WebSocket-Key: x\r\n\r\n",
	    NULL, { ORIGIN, .keep_upgrade = true },
	    "GET / HTTP/1.1\r\nHost: a.example\r\nSec-WebSocket-Key: x\r\nConnection: Upgrade\r\n"
	    "Upgrade: websocket\r\n\r\n" },
	{ "nothing is dropped unasked",
	    "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive\r\nKeep-Alive: 5\r\n"
	    "X: y\r\n\r\n",
	    NULL, { .as_origin_form = true },
	    "GET / HTTP/1.1\r\nHost: a.example\r\nConnection: keep-alive\r\nKeep-Alive: 5\r\n"
	    "X: y\r\n\r\n" },
	{ "connect", "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example\r\n\r\n", NULL, { HOP },
	    "CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n" },

	{ "answer",
	    "HTTP/1.0 200 Fine\r\nServer: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\n",
	    "GET", { HOP, .framing = FRAMING_LENGTH, .content_length = 2 },
	    "HTTP/1.1 200 Fine\r\nServer: x\r\nContent-Length: 2\r\n\r\n" },
	{ "answer without reason", "HTTP/1.1 204\r\nA: b\r\n\r\n", "GET", { HOP },
	    "HTTP/1.1 204 \r\nA: b\r\n\r\n" },
	{ "cookies stay apart",
	    "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\n"
	    "Connection: set-cookie\r\n\r\n",
	    "GET", { HOP, .framing = FRAMING_CLOSE },
	    "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nSet-Cookie: c=d\r\nConnection: close\r\n\r\n" },
	{ "one of equal lengths",
	    "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\n", "HEAD",
	    { HOP, .keep_length = true }, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" },
	{ "length of a 304", "HTTP/1.1 304 Same\r\ncontent-length: 7\r\n\r\n", "GET",
	    { HOP, .keep_length = true }, "HTTP/1.1 304 Same\r\ncontent-length: 7\r\n\r\n" },
	{ "length wins over the one kept", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n", "GET",
	    { HOP, .keep_length = true, .framing = FRAMING_LENGTH, .content_length = 3 },
	    "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n" },
	{ "proxy authentication", "HTTP/1.1 407 No\r\nProxy-Authenticate: Basic\r\n\r\n", "GET",
	    { HOP }, "HTTP/1.1 407 No\r\n\r\n" },
	{ "switching",
	    "HTTP/1.1 101 Yes\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nA: b\r\n\r\n", "GET",
	    { HOP, .keep_upgrade = true },
	    "HTTP/1.1 101 Yes\r\nA: b\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n" },
};

static struct message message;

static enum http1_result read_head(struct span in, const char *method)
{
	struct http1_scan scan = { 0 };
	const char *why;

	if (method == NULL)
		return http1_read_request(in.data, in.len, 65536, &scan, &message, &why);
	return http1_read_response(in.data, in.len, 65536, &scan, span_of(method), &message, &why);
}

static bool write_head(const struct row *row, struct buf *out)
{
	return row->method == NULL ? http1_write_request(out, &message, &row->how)
	                           : http1_write_response(out, &message, &row->how);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf out;
		buf_init(&out, 4096);
		assert_int_equal(read_head(span_of(rows[i].in), rows[i].method), HTTP1_DONE);
		assert_true(write_head(&rows[i], &out));
		if (!span_is(buf_span(&out), rows[i].out))
			fail_msg("%s:\n%.*s", rows[i].name, SPAN_PRINT(buf_span(&out)));
		buf_release(&out);
	}
}

/* What was written is read again, and writing that changes nothing. */
static void test_again(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct row row = rows[i];
		struct buf out;
		if (row.how.add != NULL)
			continue;
		buf_init(&out, 4096);
		if (read_head(span_of(row.out), row.method) != HTTP1_DONE)
			fail_msg("%s: does not read again", row.name);
		assert_true(write_head(&row, &out));
		if (!span_is(buf_span(&out), row.out))
			fail_msg("%s:\n%.*s", row.name, SPAN_PRINT(buf_span(&out)));
		buf_release(&out);
	}
}

static void test_behind_what_is_there(void **state)
{
	struct http1_rewrite how = { ORIGIN };
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	assert_true(buf_append_text(&out, "before"));
	buf_drain(&out, 2);
	assert_int_equal(read_head(SPAN("GET / HTTP/1.0\r\n\r\n"), NULL), HTTP1_DONE);
	assert_true(http1_write_request(&out, &message, &how));
	assert_true(span_is(buf_span(&out), "foreGET / HTTP/1.1\r\n\r\n"));
	buf_release(&out);
}

static void test_over_the_cap(void **state)
{
	struct http1_rewrite how = { ORIGIN };
	struct buf out;

	(void)state;
	buf_init(&out, 30);
	assert_true(buf_append_text(&out, "before"));
	assert_int_equal(
	    read_head(SPAN("GET / HTTP/1.1\r\nHost: a.example\r\n\r\n"), NULL), HTTP1_DONE);
	assert_false(http1_write_request(&out, &message, &how));
	assert_false(http1_write_response(&out, &message, &how));
	assert_true(span_is(buf_span(&out), "before"));
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_again),
		cmocka_unit_test(test_behind_what_is_there),
		cmocka_unit_test(test_over_the_cap),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
