// layers: proxy-base proxy-http
/* Forms, and how the kind of a body is decided. */
#include "body_show.h"

#define FORM "application/x-www-form-urlencoded"
#define OK   BODY_FORM, BODY_OK, NULL

static const struct body_case forms[] = {
	{ "pairs", FORM, BYTES("a=x&b=y+z&c=%41%26"), OK, "{a=x|b=y z|c=A&}" },
	{ "charset UTF-8", FORM "; charset=UTF-8", BYTES("a=%C3%A9"), OK, "{a=é}" },
	{ "name twice", FORM, BYTES("a=1&a=2&b[]=3&b[]=4"), OK, "{a=1|a=2|b[]=3|b[]=4}" },
	{ "no value", FORM, BYTES("a&b="), OK, "{a=|b=}" },
	{ "empty pairs", FORM, BYTES("&&a=1&"), OK, "{a=1}" },
	{ "text as a name", FORM, BYTES("Falcon+ships"), OK, "{Falcon ships=}" },
	{ "malformed escapes", FORM, BYTES("a=%zz%4&b=100%"), OK, "{a=%zz%4|b=100%}" },
	{ "old escapes", FORM, BYTES("a=%u0041"), OK, "{a=%u0041}" },
	{ "twice escaped", FORM, BYTES("a=%2541"), OK, "{a=%41}" },
	{ "overlong", FORM, BYTES("a=%C1%A1%C0%80b"), OK, "{a=a\\0b}" },
	{ "no UTF-8", FORM, BYTES("a=%FF"), OK, "{a=\xEF\xBF\xBD}" },
	{ "NUL", FORM, BYTES("a=x%00y"), OK, "{a=x\\0y}" },
	{ "names as PHP cuts them", FORM, BYTES("+%20comment=x&comment%00y=z"), OK,
	    "{comment=x|comment=z}" },
	{ "old separator", FORM, BYTES("a=1;text=x"), BODY_FORM, BODY_AMBIGUOUS, "separator",
	    "{a=1;text=x}" },
	{ "a semicolon in a text", FORM, BYTES("a=one;%20two"), OK, "{a=one; two}" },
	{ "charset UTF-7, ASCII", FORM "; charset=utf-7", BYTES("a=+AGE-"), BODY_FORM,
	    BODY_AMBIGUOUS, "charset", NULL },
	{ "charset Latin-1, ASCII", FORM "; charset=iso-8859-1", BYTES("a=x"), OK, "{a=x}" },
	{ "charset Latin-1, not ASCII", FORM "; charset=iso-8859-1", BYTES("a=%E9"), BODY_FORM,
	    BODY_AMBIGUOUS, "charset", NULL },
	{ "begins like JSON", FORM, BYTES("[a]=x"), OK, "{[a]=x}" },
	{ "JSON in a pair", FORM, BYTES("variables=%7B%22a%22%3A1%7D"), OK,
	    "{variables={\"a\":1}}" },
};

static const struct body_case kinds[] = {
	{ "nothing", FORM, BYTES(""), BODY_EMPTY, BODY_OK, NULL, "" },
	{ "form, no type", NULL, BYTES("a=x&b=y"), OK, "{a=x|b=y}" },
	{ "form, type of text", "text/plain", BYTES("a=x&b=y"), OK, "{a=x|b=y}" },
	{ "text with an equals sign", "text/plain", BYTES("a = b\n"), BODY_TEXT, BODY_OK, NULL,
	    "a = b\\12" },
	{ "text", "text/plain", BYTES("Hello, world"), BODY_TEXT, BODY_OK, NULL, "Hello, world" },
	{ "text that is no UTF-8", "text/plain", BYTES("a\xFF"), BODY_TEXT, BODY_OK, NULL,
	    "a\xEF\xBF\xBD" },
	{ "text, no type", NULL, BYTES("Hello, world"), BODY_TEXT, BODY_OK, NULL, "Hello, world" },
	{ "binary", "application/octet-stream", BYTES("\x89PNG\r\n\x1a\n\0\0"), BODY_OPAQUE,
	    BODY_OK, NULL, "" },
	{ "binary, no type", NULL, BYTES("\x08\x96\x01\xFF"), BODY_OPAQUE, BODY_OK, NULL, "" },
	{ "JSON in UTF-16 called a form", FORM, BYTES("{\0\"\0"), BODY_JSON, BODY_MALFORMED,
	    "charset", NULL },
	{ "multipart, misspelt type", NULL,
	    BYTES("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--\r\n"),
	    BODY_MULTIPART, BODY_OK, NULL, "{a=x}" },
	{ "multipart called a form", FORM,
	    BYTES("--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--b--&a=y"),
	    BODY_MULTIPART, BODY_AMBIGUOUS, "epilogue", "{a=x}" },
	{ "call, no type", NULL, BYTES("<methodCall><methodName>m</methodName></methodCall>"),
	    BODY_XMLRPC, BODY_OK, NULL, "{methodName=m}" },
	{ "other XML", "text/xml", BYTES("<feed>x</feed>"), BODY_TEXT, BODY_OK, NULL,
	    "<feed>x</feed>" },
};

static void test_forms(void **state)
{
	(void)state;
	CHECK_BODIES(forms);
}

static void test_kinds(void **state)
{
	(void)state;
	CHECK_BODIES(kinds);
}

static void test_two_types(void **state)
{
	struct arena *arena = arena_new(0);
	struct message *message = arena_alloc(arena, sizeof *message);
	struct body body;

	(void)state;
	message->headers[0] = (struct header){ SPAN("Content-Type"), SPAN(FORM) };
	message->headers[1] = (struct header){ SPAN("content-type"), SPAN("application/json") };
	message->header_count = 2;
	body_read(message, SPAN("a=1"), arena, &body);
	assert_int_equal(body.result, BODY_AMBIGUOUS);
	assert_string_equal(body.why, "type");
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_two_types),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
