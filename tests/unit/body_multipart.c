// layers: proxy-base proxy-http
/* Multipart bodies: what browsers and clients send is read, every other liberty is ambiguous. */
#include "body_show.h"

#include "../../proxy/base/mem.h"

#define TYPE       "multipart/form-data; boundary=b"
#define A(text)    "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" text "\r\n"
#define PART(head) "--b\r\n" head "\r\n\r\nx\r\n--b--\r\n"
#define END        "--b--\r\n"
#define OK         BODY_MULTIPART, BODY_OK, NULL
#define TWO        BODY_MULTIPART, BODY_AMBIGUOUS
#define BAD        BODY_MULTIPART, BODY_MALFORMED

static const struct body_case plain[] = {
	{ "fields", TYPE, BYTES(A("x") A("y") END), OK, "{a=x|a=y}" },
	{ "empty field", TYPE, BYTES(A("") END), OK, "{a=}" },
	{ "no line end behind", TYPE, BYTES(A("x") "--b--"), OK, "{a=x}" },
	{ "quoted boundary", "multipart/form-data; boundary=\"b\"", BYTES(A("x") END), OK,
	    "{a=x}" },
	{ "name of the parameter in capitals", "Multipart/Form-Data; Boundary=b", BYTES(A("x") END),
	    OK, "{a=x}" },
	{ "tab in the type", "multipart/form-data;\tboundary=b", BYTES(A("x") END), OK, "{a=x}" },
	{ "lines in a text", TYPE, BYTES(A("x\r\ny\n--c\r\n") END), OK,
	    "{a=x\\15\\12y\\12--c\\15\\12}" },
	{ "another boundary in a text", TYPE, BYTES(A("text with --b in its middle, and --bb") END),
	    OK, NULL },
	{ "file", TYPE,
	    BYTES("--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"C:\\a.png\"\r\n"
	          "Content-Type: image/png\r\n\r\nPNG\r\n" END),
	    OK, "{f=<C:\\a.png image/png 3>}" },
	{ "blob", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"f\"; filename=\"blob\"")), OK,
	    "{f=<blob  1>}" },
	{ "binary without a file name", TYPE,
	    BYTES("--b\r\nContent-Disposition: form-data; name=\"f\"\r\n"
	          "Content-Type: application/octet-stream\r\n\r\n\xFF\xFE\r\n" END),
	    OK, "{f=< application/octet-stream 2>}" },
	{ "two spellings of a file name", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"f\"; filename=\"a\"; "
	               "filename*=UTF-8''%61")),
	    OK, "{f=<a  1>}" },
	{ "name without quotes", TYPE, BYTES(PART("Content-Disposition: form-data; name=a")), OK,
	    "{a=x}" },
	{ "harmless encoding", TYPE,
	    BYTES(PART(
	        "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: 8bit")),
	    OK, "{a=x}" },
	{ "charset UTF-8", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"a\"\r\n"
	               "Content-Type: text/plain; charset=utf-8")),
	    OK, "{a=x}" },
	{ "text that is no UTF-8", TYPE, BYTES(A("\xFF") END), OK, "{a=\xEF\xBF\xBD}" },
	{ "parts without names", "multipart/mixed; boundary=b",
	    BYTES("--b\r\nContent-Type: application/json\r\n\r\n{}\r\n" END), OK, "{part1={}}" },
};

static const struct body_case boundaries[] = {
	{ "none", "multipart/form-data", BYTES(A("x") END), TWO, "boundary", "{a=x}" },
	{ "two", "multipart/form-data; boundary=b; boundary=c", BYTES(A("x") END), TWO, "boundary",
	    "{a=x}" },
	{ "in pieces", "multipart/form-data; boundary*0=b; boundary*1=c", BYTES(A("x") END), TWO,
	    "boundary", "{a=x}" },
	{ "extended", "multipart/form-data; boundary=b; boundary*=utf-8''c", BYTES(A("x") END), TWO,
	    "boundary", "{a=x}" },
	{ "with a comma", "multipart/form-data; boundary=b, boundary=c", BYTES(A("x") END), TWO,
	    "boundary", "{a=x}" },
	{ "partly quoted", "multipart/form-data; boundary=\"b\"c", BYTES(A("x") END), TWO,
	    "boundary", "{a=x}" },
	{ "empty", "multipart/form-data; boundary=", BYTES(A("x") END), TWO, "boundary", "{a=x}" },
	{ "escaped", "multipart/form-data; boundary=\"\\b\"", BYTES(A("x") END), TWO, "boundary",
	    "{a=x}" },
	{ "space at its end", "multipart/form-data; boundary=\"b \"", BYTES(A("x") END), TWO,
	    "boundary", "{a=x}" },
	{ "no semicolon", "multipart/form-data boundary=b", BYTES(A("x") END), TWO, "boundary",
	    "{a=x}" },
	{ "too long",
	    "multipart/form-data; boundary="
	    "01234567890123456789012345678901234567890123456789012345678901234567890",
	    BYTES("--01234567890123456789012345678901234567890123456789012345678901234567890\r\n"),
	    TWO, "boundary", NULL },
	{ "not in the body", TYPE, BYTES("--c\r\n\r\nx\r\n--c--\r\n"), BAD, "boundary", NULL },
	{ "not ended", TYPE, BYTES(A("x")), BAD, "unterminated", "{a=x}" },
	{ "cut", TYPE, BYTES("--b\r\nContent-Disposition: form-d"), BAD, "unterminated", NULL },
	{ "text before", TYPE, BYTES("evil\r\n" A("x") END), TWO, "preamble", "{a=x}" },
	{ "text behind", TYPE, BYTES(A("x") END "evil"), TWO, "epilogue", "{a=x}" },
	{ "a form behind", TYPE, BYTES(A("x") END A("y") END), TWO, "epilogue", "{a=x}" },
	{ "line feeds only", TYPE,
	    BYTES("--b\nContent-Disposition: form-data; name=\"a\"\n\nx\n--b--\n"), TWO, "line-end",
	    "{a=x}" },
	{ "half a line end before a delimiter", TYPE,
	    BYTES(A("x\n--b\r\nContent-Disposition: form-data; name=c\r\n\r\ny") END), TWO,
	    "line-end", NULL },
	{ "longer than the boundary", TYPE,
	    BYTES(A("x\r\n--bc\r\nContent-Disposition: form-data; name=c\r\n\r\ny") END), TWO,
	    "boundary", NULL },
	{ "space behind a delimiter", TYPE,
	    BYTES("--b \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n" END), TWO,
	    "boundary", "{a=x}" },
};

static const struct body_case parts[] = {
	{ "no disposition", TYPE, BYTES(PART("Content-Type: text/plain")), TWO, "disposition",
	    NULL },
	{ "other disposition", TYPE, BYTES(PART("Content-Disposition: attachment; name=\"a\"")),
	    TWO, "disposition", "{a=x}" },
	{ "no name", TYPE, BYTES(PART("Content-Disposition: form-data")), TWO, "name", "{=x}" },
	{ "name twice", TYPE, BYTES(PART("Content-Disposition: form-data; name=\"a\"; name=\"b\"")),
	    TWO, "name", NULL },
	{ "extended name", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"a\"; name*=UTF-8''b")), TWO, "name",
	    NULL },
	{ "single quotes", TYPE, BYTES(PART("Content-Disposition: form-data; name='a'")), TWO,
	    "name", NULL },
	{ "escaped quote", TYPE, BYTES(PART("Content-Disposition: form-data; name=\"a\\\"b\"")),
	    TWO, "name", NULL },
	{ "no semicolon", TYPE, BYTES(PART("Content-Disposition: form-data name=\"a\"")), TWO,
	    "disposition", NULL },
	{ "quote not closed", TYPE, BYTES(PART("Content-Disposition: form-data; name=\"a")), TWO,
	    "disposition", NULL },
	{ "two dispositions", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"a\"\r\n"
	               "Content-Disposition: form-data; name=\"b\"")),
	    TWO, "part-header", NULL },
	{ "folded", TYPE, BYTES(PART("Content-Disposition: form-data;\r\n name=\"a\"")), TWO,
	    "folded", NULL },
	{ "NUL in a header", TYPE, BYTES(PART("Content-Disposition: form-data; name=\"a\0\"")), TWO,
	    "part-header", NULL },
	{ "space before the colon", TYPE,
	    BYTES(PART("Content-Disposition : form-data; name=\"a\"")), TWO, "part-header", NULL },
	{ "no colon", TYPE, BYTES(PART("Content-Disposition form-data; name=\"a\"")), TWO,
	    "part-header", NULL },
	{ "base64", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"a\"\r\n"
	               "Content-Transfer-Encoding: base64")),
	    TWO, "transfer-encoding", "{a=x}" },
	{ "quoted-printable", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"a\"\r\n"
	               "content-transfer-encoding: Quoted-Printable")),
	    TWO, "transfer-encoding", "{a=x}" },
	{ "charset UTF-7", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"a\"\r\n"
	               "Content-Type: text/plain; charset=utf-7")),
	    TWO, "charset", NULL },
	{ "charset EBCDIC", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"a\"\r\n"
	               "Content-Type: text/plain; charset=IBM037")),
	    TWO, "charset", NULL },
	{ "charset for all", TYPE,
	    BYTES(
	        "--b\r\nContent-Disposition: form-data; name=\"_charset_\"\r\n\r\nutf-16\r\n" END),
	    TWO, "charset", NULL },
	{ "nested", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"a\"\r\n"
	               "Content-Type: multipart/mixed; boundary=c")),
	    TWO, "nested", NULL },
	{ "two file names", TYPE,
	    BYTES(
	        PART("Content-Disposition: form-data; name=\"a\"; filename=\"x\"; filename=\"y\"")),
	    TWO, "filename", NULL },
	{ "quote in a file name", TYPE,
	    BYTES(PART("Content-Disposition: form-data; name=\"a\"; filename=\"x\\\"y\"")), TWO,
	    "filename", NULL },
};

static void test_plain(void **state)
{
	(void)state;
	CHECK_BODIES(plain);
}

static void test_boundaries(void **state)
{
	(void)state;
	CHECK_BODIES(boundaries);
}

static void test_parts(void **state)
{
	(void)state;
	CHECK_BODIES(parts);
}

static void test_limits(void **state)
{
	struct arena *arena = arena_new(0);
	struct buf text;
	struct value *value;
	const char *why;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < 1001; i++)
		buf_append_text(&text, A("x"));
	buf_append_text(&text, END);
	assert_int_equal(
	    body_read_multipart(SPAN(TYPE), buf_span(&text), arena, &value, &why), BODY_LIMIT);
	assert_string_equal(why, "parts");
	buf_clear(&text);
	buf_append_text(&text, "--b\r\nContent-Disposition: form-data; name=\"");
	for (int i = 0; i < 70000; i++)
		buf_append_text(&text, "n");
	buf_append_text(&text, "\"\r\n\r\nx\r\n" END);
	assert_int_equal(
	    body_read_multipart(SPAN(TYPE), buf_span(&text), arena, &value, &why), BODY_LIMIT);
	assert_string_equal(why, "part-header");
	buf_release(&text);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_boundaries),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_limits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
