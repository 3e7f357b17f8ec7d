// layers: proxy-base proxy-http
/* Whole connections: several requests one behind the other, read as a session reads them. What a
 * smuggler hides behind a request must be refused with it, or be read as a request of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/http/http1.h"

#define A      "Host: a.example\r\n"
#define CL(n)  "Content-Length: " #n "\r\n"
#define TE     "Transfer-Encoding: chunked\r\n"
#define END    "\r\n"
#define HIDDEN "GET /hidden HTTP/1.1\r\n" A END

struct row {
	const char *name;
	const char *bytes;
	const char *seen; /* "METHOD path(content) …", then "!why" if the connection ends there */
};

static const struct row rows[] = {
	{ "pipeline",
	    "GET /1 HTTP/1.1\r\n" A END "POST /2 HTTP/1.1\r\n" A CL(2) END
	    "hiGET /3 HTTP/1.1\r\n" A END,
	    "GET /1() POST /2(hi) GET /3() " },
	{ "pipeline, chunked",
	    "POST /1 HTTP/1.1\r\n" A TE END "2\r\nhi\r\n0\r\n\r\nGET /2 HTTP/1.1\r\n" A END,
	    "POST /1(hi) GET /2() " },
	{ "CRLF behind content",
	    "POST /1 HTTP/1.1\r\n" A CL(2) END "hi\r\nGET /2 HTTP/1.1\r\n" A END,
	    "POST /1(hi) GET /2() " },
	{ "close", "GET /1 HTTP/1.1\r\n" A "Connection: close\r\n" END HIDDEN, "GET /1() !close" },
	{ "content of GET", "GET /1 HTTP/1.1\r\n" A CL(4) END "GET " HIDDEN,
	    "GET /1(GET ) GET /hidden() " },
	{ "request as content of GET", "GET /1 HTTP/1.1\r\n" A CL(41) END HIDDEN,
	    "GET /1(" HIDDEN ") " },
	{ "request as content of OPTIONS", "OPTIONS * HTTP/1.1\r\n" A CL(41) END HIDDEN,
	    "OPTIONS *(" HIDDEN ") " },
	{ "CL.TE", "POST / HTTP/1.1\r\n" A CL(6) TE END "0\r\n\r\nX" HIDDEN,
	    "!length-and-transfer-encoding" },
	{ "TE.CL", "POST / HTTP/1.1\r\n" A TE CL(3) END "8\r\nSMUGGLED\r\n0\r\n\r\n",
	    "!length-and-transfer-encoding" },
	{ "CL.TE, close",
	    "POST / HTTP/1.1\r\n" A CL(6) TE "Connection: close\r\n" END "0\r\n\r\n" HIDDEN,
	    "!length-and-transfer-encoding" },
	{ "CL.TE, plus", "POST / HTTP/1.1\r\n" A CL(+6) TE END "0\r\n\r\n" HIDDEN,
	    "!length-and-transfer-encoding" },
	{ "CL.TE, folded",
	    "POST / HTTP/1.1\r\n" A CL(6) "Transfer-Encoding:\r\n chunked\r\n" END
	                                  "0\r\n\r\n" HIDDEN,
	    "!folded-line" },
	{ "CL.TE, trailing space",
	    "POST / HTTP/1.1\r\n" A CL(6) "Transfer-Encoding: chunked \r\n" END "0\r\n\r\n" HIDDEN,
	    "!length-and-transfer-encoding" },
	{ "CL.TE, leading comma",
	    "POST / HTTP/1.1\r\n" A CL(6) "Transfer-Encoding: ,chunked\r\n" END "0\r\n\r\n" HIDDEN,
	    "!length-and-transfer-encoding" },
	{ "CL.TE, case",
	    "POST / HTTP/1.1\r\n" A CL(6) "tRANSFER-eNCODING: cHUNKED\r\n" END "0\r\n\r\n" HIDDEN,
	    "!length-and-transfer-encoding" },
	{ "TE.TE",
	    "POST / HTTP/1.1\r\n" A TE "Transfer-Encoding: identity\r\n" END "0\r\n\r\n" HIDDEN,
	    "!two-transfer-encodings" },
	{ "CL.CL", "POST / HTTP/1.1\r\n" A CL(0) CL(41) END HIDDEN, "!two-lengths" },
	{ "options, folded",
	    "OPTIONS / HTTP/1.1\r\n" A "Transfer-Encoding:\r\n\tchunked\r\n" END "0\r\n\r\n" HIDDEN,
	    "!folded-line" },
	{ "chunk of a bad size", "POST /1 HTTP/1.1\r\n" A TE END "g\r\n" HIDDEN,
	    "POST /1(!chunk-size" },
	{ "chunk spills", "POST /1 HTTP/1.1\r\n" A TE END "2\r\nhiGET\r\n0\r\n\r\n" HIDDEN,
	    "POST /1(hi!chunk-end" },
	{ "chunk extension hides",
	    "POST /1 HTTP/1.1\r\n" A TE END "2;\nxx\r\n4c\r\n0\r\n\r\n" HIDDEN,
	    "POST /1(!bare-lf" },
	{ "trailer hides", "POST /1 HTTP/1.1\r\n" A TE END "0\r\nGET /hidden HTTP/1.1\r\n" A END,
	    "POST /1(!space-in-name" },
	{ "expectation", "POST /1 HTTP/1.1\r\n" A CL(41) "Expect: 100-continue\r\n" END HIDDEN,
	    "POST /1(" HIDDEN ") " },
	{ "length removed by connection",
	    "POST /1 HTTP/1.1\r\n" A CL(41) "Connection: Content-Length\r\n" END HIDDEN,
	    "!connection-names" },
	{ "second host",
	    "GET /1 HTTP/1.1\r\n" A END "GET /2 HTTP/1.1\r\nHost: b.example, a.example\r\n" END,
	    "GET /1() !host" },
	{ "LF in a value", "GET /1 HTTP/1.1\r\n" A "X: y\n\nGET /hidden HTTP/1.1\r\n" END,
	    "!bare-lf" },
	{ "connect with content", "CONNECT a.example:443 HTTP/1.1\r\n" A CL(41) END HIDDEN,
	    "!content-not-allowed" },
};

/* What is left of a connection, and what was seen on it. */
struct stream {
	struct span rest;
	struct buf seen;
	bool is_over;
};

static void stream_end(struct stream *stream, const char *why)
{
	buf_append_text(&stream->seen, "!");
	buf_append_text(&stream->seen, why);
	stream->is_over = true;
}

static void read_content(struct stream *stream, const struct message *message)
{
	struct http1_body body;
	enum http1_result result = HTTP1_MORE;
	const char *why = NULL;
	size_t used = 1;

	http1_body_init(&body, message);
	while (result == HTTP1_MORE && used > 0) {
		struct span run;
		result =
		    http1_body_read(&body, stream->rest.data, stream->rest.len, &used, &run, &why);
		stream->rest = span_from(stream->rest, used);
		buf_append_span(&stream->seen, run);
	}
	http1_body_release(&body);
	if (result == HTTP1_DONE)
		buf_append_text(&stream->seen, ") ");
	else
		stream_end(stream, result == HTTP1_BAD ? why : "cut");
}

static void read_exchange(struct stream *stream)
{
	static struct message message;
	struct http1_scan scan = { 0 };
	const char *why;

	if (http1_read_request(stream->rest.data, stream->rest.len, 8192, &scan, &message, &why) !=
	    HTTP1_DONE) {
		stream_end(stream, why != NULL ? why : "cut");
		return;
	}
	buf_append_span(&stream->seen, message.method);
	buf_append_text(&stream->seen, " ");
	buf_append_span(&stream->seen, message.path);
	buf_append_text(&stream->seen, "(");
	stream->rest = span_from(stream->rest, message.head_len);
	read_content(stream, &message);
	if (message.is_close && !stream->is_over)
		stream_end(stream, "close");
}

static void test_streams(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct stream stream = { .rest = span_of(rows[i].bytes) };
		buf_init(&stream.seen, 4096);
		while (!stream.is_over && stream.rest.len > 0)
			read_exchange(&stream);
		if (!span_is(buf_span(&stream.seen), rows[i].seen))
			fail_msg("%s: %.*s", rows[i].name, SPAN_PRINT(buf_span(&stream.seen)));
		buf_release(&stream.seen);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_streams),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
