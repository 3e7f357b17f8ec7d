// layers: proxy-base proxy-http
/* Content framing: tables of wire bytes with the content they must give. Every row is also fed byte
 * by byte and cut in two at every place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/http/http1.h"

struct row {
	const char *name;
	const char *bytes;
	size_t len;
	enum http1_result result;
	const char *says; /* HTTP1_DONE: the content; HTTP1_BAD: why */
	const char *trailers;
	size_t left; /* bytes behind the content */
};

#define R(text)  (text), sizeof(text) - 1
#define BAD(why) HTTP1_BAD, why, "", 0
#define E256                                                                                       \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"                         \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"                         \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"                         \
	"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct row chunked[] = {
	{ "nothing", R("0\r\n\r\n"), HTTP1_DONE, "", "", 0 },
	{ "one", R("5\r\nhello\r\n0\r\n\r\n"), HTTP1_DONE, "hello", "", 0 },
	{ "three", R("1\r\na\r\n2\r\nbc\r\n3\r\ndef\r\n0\r\n\r\n"), HTTP1_DONE, "abcdef", "", 0 },
	{ "next behind", R("1\r\na\r\n0\r\n\r\nGET / HTTP/1.1"), HTTP1_DONE, "a", "", 14 },
	{ "hex", R("A\r\n0123456789\r\nb\r\n0123456789a\r\n0\r\n\r\n"), HTTP1_DONE,
	    "01234567890123456789a", "", 0 },
	{ "leading zeros", R("0000000000000001\r\na\r\n0000\r\n\r\n"), HTTP1_DONE, "a", "", 0 },
	{ "CRLF as content", R("4\r\n\r\n\r\n\r\n0\r\n\r\n"), HTTP1_DONE, "\r\n\r\n", "", 0 },
	{ "extension", R("1;a\r\na\r\n0;b;c\r\n\r\n"), HTTP1_DONE, "a", "", 0 },
	{ "extension with value", R("1;a=b\r\na\r\n0\r\n\r\n"), HTTP1_DONE, "a", "", 0 },
	{ "extension in quotes", R("1;a=\"b ;=\\\"\\\\c\";d=e\r\na\r\n0\r\n\r\n"), HTTP1_DONE, "a",
	    "", 0 },
	{ "long extension",
	    R("1;"
	      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	      "\r\na\r\n0\r\n\r\n"),
	    HTTP1_DONE, "a", "", 0 },
	{ "trailers", R("0\r\nA: b\r\nc:d\r\n\r\nx"), HTTP1_DONE, "", "A: b\r\nc:d\r\n", 1 },
	{ "empty trailer", R("0\r\nA:\r\n\r\n"), HTTP1_DONE, "", "A:\r\n", 0 },
	{ "not ended", R("5\r\nhello\r\n0\r\n"), HTTP1_MORE, "hello", "", 0 },
	{ "cut", R("5\r\nhel"), HTTP1_MORE, "hel", "", 0 },

	{ "no size", R("\r\n\r\n"), BAD("chunk-size") },
	{ "no digits", R("x\r\n"), BAD("chunk-size") },
	{ "underscore", R("1_0\r\n"), BAD("chunk-size") },
	{ "prefix", R("0x5\r\nhello\r\n"), BAD("chunk-size") },
	{ "plus", R("+5\r\nhello\r\n"), BAD("chunk-size") },
	{ "minus", R("-1\r\n"), BAD("chunk-size") },
	{ "space first", R(" 5\r\nhello\r\n"), BAD("chunk-size") },
	{ "tab first", R("\t5\r\nhello\r\n"), BAD("chunk-size") },
	{ "space behind", R("5 \r\nhello\r\n"), BAD("chunk-size") },
	{ "tab behind", R("5\t\r\nhello\r\n"), BAD("chunk-size") },
	{ "space and extension", R("5 ;a\r\nhello\r\n"), BAD("chunk-size") },
	{ "fraction", R("5.0\r\nhello\r\n"), BAD("chunk-size") },
	{ "NUL behind", R("5\0\r\nhello\r\n"), BAD("chunk-size") },
	{ "VT behind", R("5\v\r\nhello\r\n"), BAD("chunk-size") },
	{ "obs-text", R("5\xa0\r\nhello\r\n"), BAD("chunk-size") },
	{ "other digits", R("\xd9\xa5\r\nhello\r\n"), BAD("chunk-size") },
	{ "17 digits", R("00000000000000001\r\na\r\n"), BAD("chunk-size") },
	{ "2^63", R("8000000000000000\r\n"), BAD("chunk-size") },
	{ "2^64-1", R("ffffffffffffffff\r\n"), BAD("chunk-size") },
	{ "2^64", R("10000000000000000\r\n"), BAD("chunk-size") },
	{ "sum over 2^63", R("1\r\na\r\n7fffffffffffffff\r\n"), BAD("chunk-size") },
	{ "size as list", R("5,5\r\nhello\r\n"), BAD("chunk-size") },

	{ "LF behind size", R("5\nhello\r\n0\r\n\r\n"), BAD("bare-lf") },
	{ "LF first", R("\n5\r\nhello"), BAD("bare-lf") },
	{ "CR behind size", R("5\rhello\r\n0\r\n\r\n"), BAD("bare-cr") },
	{ "CR CR LF behind size", R("5\r\r\nhello\r\n"), BAD("bare-cr") },
	{ "CR behind last size", R("0\r\r\n\r\n"), BAD("bare-cr") },
	{ "content too long", R("5\r\nhelloX\r\n0\r\n\r\n"), BAD("chunk-end") },
	{ "content without CRLF", R("5\r\nhello0\r\n\r\n"), BAD("chunk-end") },
	{ "LF behind content", R("5\r\nhello\n0\r\n\r\n"), BAD("bare-lf") },
	{ "CR behind content", R("5\r\nhello\r0\r\n\r\n"), BAD("bare-cr") },
	{ "content with two ends", R("5\r\nhello\r\n\r\n0\r\n\r\n"), BAD("chunk-size") },
	{ "content too short", R("5\r\nhell\r\n0\r\n\r\n"), BAD("bare-lf") },

	{ "semicolon only", R("5;\r\nhello\r\n"), BAD("chunk-extension") },
	{ "two semicolons", R("5;;a\r\nhello\r\n"), BAD("chunk-extension") },
	{ "semicolon last", R("5;a;\r\nhello\r\n"), BAD("chunk-extension") },
	{ "space before name", R("5; a\r\nhello\r\n"), BAD("chunk-extension") },
	{ "space behind name", R("5;a \r\nhello\r\n"), BAD("chunk-extension") },
	{ "space before equals", R("5;a =b\r\nhello\r\n"), BAD("chunk-extension") },
	{ "space behind equals", R("5;a= b\r\nhello\r\n"), BAD("chunk-extension") },
	{ "no name", R("5;=b\r\nhello\r\n"), BAD("chunk-extension") },
	{ "no value", R("5;a=\r\nhello\r\n"), BAD("chunk-extension") },
	{ "two equals", R("5;a=b=c\r\nhello\r\n"), BAD("chunk-extension") },
	{ "bracket in name", R("5;a[\r\nhello\r\n"), BAD("chunk-extension") },
	{ "NUL in extension", R("5;a\0b\r\nhello\r\n"), BAD("chunk-extension") },
	{ "control in extension", R("5;a\x01\r\nhello\r\n"), BAD("chunk-extension") },
	{ "obs-text in extension", R("5;a=\xe9\r\nhello\r\n"), BAD("chunk-extension") },
	{ "CR in extension", R("5;a\rb\r\nhello\r\n"), BAD("bare-cr") },
	{ "LF in extension", R("5;a\nb\r\nhello\r\n"), BAD("bare-lf") },
	{ "LF behind semicolon", R("5;\nhello\r\n"), BAD("bare-lf") },
	{ "LF in quotes", R("5;a=\"\n\"\r\nhello\r\n"), BAD("bare-lf") },
	{ "CR in quotes", R("5;a=\"\r\n\"\r\nhello\r\n"), BAD("chunk-extension") },
	{ "tab in quotes", R("5;a=\"\t\"\r\nhello\r\n"), BAD("chunk-extension") },
	{ "control in quotes", R("5;a=\"\x02\"\r\nhello\r\n"), BAD("chunk-extension") },
	{ "CR escaped", R("5;a=\"\\\r\n\"\r\nhello\r\n"), BAD("chunk-extension") },
	{ "quotes not closed", R("5;a=\"b\r\nhello\r\n"), BAD("chunk-extension") },
	{ "bytes behind quotes", R("5;a=\"b\"c\r\nhello\r\n"), BAD("chunk-extension") },
	{ "extension too long", R("1;" E256 "\r\na\r\n"), BAD("chunk-line-too-long") },

	{ "LF for the end", R("0\r\n\n"), BAD("bare-lf") },
	{ "CR for the end", R("0\r\n\rx"), BAD("bare-cr") },
	{ "trailer with LF", R("0\r\nA: b\n\r\n"), BAD("bare-lf") },
	{ "trailer with CR", R("0\r\nA: b\rc: d\r\n\r\n"), BAD("bare-cr") },
	{ "trailer folded", R("0\r\nA: b\r\n c\r\n\r\n"), BAD("folded-line") },
	{ "trailer, space before colon", R("0\r\nA : b\r\n\r\n"), BAD("space-in-name") },
	{ "trailer, no colon", R("0\r\nGET / HTTP/1.1\r\n\r\n"), BAD("space-in-name") },
	{ "trailer, empty name", R("0\r\n: b\r\n\r\n"), BAD("empty-name") },
	{ "trailer, NUL", R("0\r\nA: \0\r\n\r\n"), BAD("control") },
	{ "trailer, length", R("0\r\nContent-Length: 5\r\n\r\n"), BAD("trailer") },
	{ "trailer, coding", R("0\r\ntransfer-encoding: chunked\r\n\r\n"), BAD("trailer") },
	{ "trailer, host", R("0\r\nHost: a\r\n\r\n"), BAD("trailer") },
	{ "trailer, authorization", R("0\r\nAUTHORIZATION: a\r\n\r\n"), BAD("trailer") },
	{ "trailer, content coding", R("0\r\nContent-Encoding: br\r\n\r\n"), BAD("trailer") },
	{ "trailer, type", R("0\r\nContent-Type: a/b\r\n\r\n"), BAD("trailer") },
	{ "trailer, cookie", R("0\r\nOk: 1\r\nSet-Cookie: a=b\r\n\r\n"), BAD("trailer") },
	{ "trailer, method", R("0\r\nX-HTTP-Method-Override: PUT\r\n\r\n"), BAD("trailer") },
	{ "trailer, lookalike", R("0\r\nContent_Length: 5\r\n\r\n"), BAD("trailer") },
};

static char content[65536];
static size_t content_len;

static void body_open(struct http1_body *body, enum message_framing framing, uint64_t length)
{
	static struct message message;

	message.framing = framing;
	message.content_length = length;
	http1_body_init(body, &message);
	content_len = 0;
}

/* Feeds bytes until they are used up, as a session would; *used is how many it took in all. */
static enum http1_result feed(
    struct http1_body *body, const char *bytes, size_t len, size_t *used, const char **why)
{
	enum http1_result result = HTTP1_MORE;
	size_t step = 1;

	for (*used = 0; result == HTTP1_MORE && step > 0; *used += step) {
		struct span run;
		result = http1_body_read(body, bytes + *used, len - *used, &step, &run, why);
		assert_true(step <= len - *used && run.len <= step);
		assert_true(run.len == 0 || (run.data >= bytes + *used &&
		                                run.data + run.len <= bytes + *used + step));
		assert_true(run.len == 0 || content_len + run.len <= sizeof content);
		if (run.len > 0)
			memcpy(content + content_len, run.data, run.len);
		content_len += run.len;
	}
	return result;
}

static void expect(const struct row *row, const struct http1_body *body, enum http1_result result,
    const char *why, size_t used)
{
	struct span given = { content, content_len };
	bool is_right = result == row->result;

	if (row->result == HTTP1_BAD)
		is_right = is_right && why != NULL && strcmp(why, row->says) == 0;
	else
		is_right = is_right && why == NULL && span_is(given, row->says) &&
		           used == row->len - row->left && body->total == content_len &&
		           (row->result == HTTP1_MORE ||
		               span_is(buf_span(&body->trailers), row->trailers));
	if (!is_right)
		fail_msg("%s: result %d, why %s, used %zu, content %.*s", row->name, (int)result,
		    why != NULL ? why : "-", used, SPAN_PRINT(given));
}

/* The first piece, then steps of step bytes. */
static void run_row(const struct row *row, size_t first, size_t step)
{
	struct http1_body body;
	enum http1_result result = HTTP1_MORE;
	const char *why = NULL;
	size_t used = 0;

	body_open(&body, FRAMING_CHUNKED, 0);
	for (size_t end = first; result == HTTP1_MORE; end += step) {
		size_t took;
		if (end > row->len)
			end = row->len;
		result = feed(&body, row->bytes + used, end - used, &took, &why);
		used += took;
		assert_true(result != HTTP1_MORE || used == end);
		if (end == row->len)
			break;
	}
	expect(row, &body, result, why, used);
	http1_body_release(&body);
}

static void test_chunked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof chunked / sizeof *chunked; i++) {
		run_row(&chunked[i], chunked[i].len, 1);
		run_row(&chunked[i], 1, 1);
		for (size_t cut = 1; cut < chunked[i].len; cut++)
			run_row(&chunked[i], cut, chunked[i].len);
	}
}

static void test_length(void **state)
{
	struct http1_body body;
	const char *why = NULL;
	size_t used;

	(void)state;
	body_open(&body, FRAMING_LENGTH, 5);
	assert_int_equal(feed(&body, "hel", 3, &used, &why), HTTP1_MORE);
	assert_int_equal(used, 3);
	assert_int_equal(feed(&body, "loGET", 5, &used, &why), HTTP1_DONE);
	assert_int_equal(used, 2);
	assert_memory_equal(content, "hello", 5);
	assert_int_equal(feed(&body, "GET", 3, &used, &why), HTTP1_DONE);
	assert_int_equal(used, 0);
	body_open(&body, FRAMING_LENGTH, 0);
	assert_int_equal(feed(&body, "x", 1, &used, &why), HTTP1_DONE);
	assert_int_equal(used, 0);
	body_open(&body, FRAMING_NONE, 7);
	assert_int_equal(feed(&body, "x", 1, &used, &why), HTTP1_DONE);
	assert_int_equal(used, 0);
	body_open(&body, FRAMING_LENGTH, INT64_MAX);
	assert_int_equal(feed(&body, "x", 1, &used, &why), HTTP1_MORE);
	assert_int_equal(used, 1);
	body_open(&body, FRAMING_CLOSE, 0);
	assert_int_equal(feed(&body, "hello", 5, &used, &why), HTTP1_MORE);
	assert_int_equal(used, 5);
	assert_int_equal(body.total, 5);
}

/* DONE is said again when it is asked again, with nothing used. */
static void test_done_stays(void **state)
{
	struct http1_body body;
	const char *why = NULL;
	size_t used;

	(void)state;
	body_open(&body, FRAMING_CHUNKED, 0);
	assert_int_equal(feed(&body, "0\r\n\r\n", 5, &used, &why), HTTP1_DONE);
	assert_int_equal(feed(&body, "0\r\n\r\n", 5, &used, &why), HTTP1_DONE);
	assert_int_equal(used, 0);
	http1_body_release(&body);
}

static void test_trailer_cap(void **state)
{
	static char line[9000];
	struct http1_body body;
	const char *why = NULL;
	size_t used;

	(void)state;
	memset(line, 'a', sizeof line);
	memcpy(line, "0\r\nA: ", 6);
	body_open(&body, FRAMING_CHUNKED, 0);
	assert_int_equal(feed(&body, line, 8000, &used, &why), HTTP1_MORE);
	assert_int_equal(feed(&body, line + 8000, 1000, &used, &why), HTTP1_BAD);
	assert_string_equal(why, "trailers-too-large");
	http1_body_release(&body);
}

/* What is written reads back as it was. */
static void test_written(void **state)
{
	struct buf out;
	struct http1_body body;
	const char *why = NULL;
	size_t used;

	(void)state;
	buf_init(&out, 4096);
	assert_true(http1_write_chunk(&out, SPAN("hello, ")));
	assert_true(http1_write_chunk(&out, SPAN("")));
	assert_true(http1_write_chunk(&out, SPAN("sixteen or more bytes")));
	assert_true(http1_write_last_chunk(&out, SPAN("A:\t b \r\nC:\r\nd:e\r\n")));
	body_open(&body, FRAMING_CHUNKED, 0);
	assert_int_equal(feed(&body, out.data, out.len, &used, &why), HTTP1_DONE);
	assert_int_equal(used, out.len);
	assert_int_equal(content_len, 28);
	assert_memory_equal(content, "hello, sixteen or more bytes", 28);
	assert_true(span_is(buf_span(&body.trailers), "A: b\r\nC: \r\nd: e\r\n"));
	http1_body_release(&body);
	buf_release(&out);
	buf_init(&out, 8);
	assert_false(http1_write_chunk(&out, SPAN("too much")));
	assert_int_equal(out.len, 0);
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_chunked),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_done_stays),
		cmocka_unit_test(test_trailer_cap),
		cmocka_unit_test(test_written),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
