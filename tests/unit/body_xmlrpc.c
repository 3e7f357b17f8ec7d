// layers: proxy-base proxy-http
/* XML-RPC calls. */
#include "body_show.h"

#include "../../proxy/base/mem.h"

#define XML "text/xml"
#define CALL(values)                                                                               \
	"<methodCall><methodName>m</methodName><params>" values "</params></methodCall>"
#define ONE(value) CALL("<param><value>" value "</value></param>")
#define OK         BODY_XMLRPC, BODY_OK, NULL
#define TWO        BODY_XMLRPC, BODY_AMBIGUOUS
#define BAD        BODY_XMLRPC, BODY_MALFORMED

static const struct body_case plain[] = {
	{ "types", XML,
	    BYTES(CALL("<param><value><int>7</int></value></param>"
	               "<param><value><boolean>1</boolean></value></param>"
	               "<param><value>bare</value></param>"
	               "<param><value><string>s</string></value></param>"
	               "<param><value><double>1.5</double></value></param>"
	               "<param><value><nil/></value></param>")),
	    OK, "{methodName=m|params=[7|true|bare|s|1.5|null]}" },
	{ "struct and array", XML,
	    BYTES(ONE("<struct><member><name>t</name><value>x</value></member>"
	              "<member><name>l</name><value><array><data><value>a</value><value/></data>"
	              "</array></value></member></struct>")),
	    OK, "{methodName=m|params=[{t=x|l=[a|]}]}" },
	{ "no params", XML, BYTES("<methodCall><methodName> m </methodName></methodCall>"), OK,
	    "{methodName=m}" },
	{ "declaration and space before it", XML,
	    BYTES("\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" ONE("é")), OK,
	    "{methodName=m|params=[é]}" },
	{ "references", XML, BYTES(ONE("&lt;b&#62;&#x41;&amp;")), OK,
	    "{methodName=m|params=[<b>A&]}" },
	{ "section", XML, BYTES(ONE("<string><![CDATA[<p>x</p>]]></string>")), OK,
	    "{methodName=m|params=[<p>x</p>]}" },
	{ "comment in a text", XML, BYTES(ONE("se<!-- -->cret")), OK,
	    "{methodName=m|params=[secret]}" },
	{ "base64 of a text", XML, BYTES(ONE("<base64>aGVs\nbG8=</base64>")), OK,
	    "{methodName=m|params=[hello]}" },
	{ "base64 of a file", XML, BYTES(ONE("<base64>//4=</base64>")), OK,
	    "{methodName=m|params=[<  2>]}" },
	{ "Latin-1, ASCII only", XML,
	    BYTES("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" ONE("x")), OK,
	    "{methodName=m|params=[x]}" },
};

static const struct body_case refused[] = {
	{ "document type", XML, BYTES("<!DOCTYPE methodCall [<!ENTITY a \"x\">]>" ONE("&a;")), BAD,
	    "doctype", NULL },
	{ "unknown entity", XML, BYTES(ONE("&a;")), BAD, "xml", NULL },
	{ "unknown element", XML, BYTES(ONE("<foo>x</foo>")), BAD, "element", NULL },
	{ "element out of place", XML, BYTES(CALL("<value>x</value>")), BAD, "element", NULL },
	{ "value before its name", XML,
	    BYTES(ONE("<struct><member><value>x</value><name>n</name></member></struct>")), BAD,
	    "element", NULL },
	{ "two values", XML, BYTES(CALL("<param><value>x</value><value>y</value></param>")), BAD,
	    "element", NULL },
	{ "two types", XML, BYTES(ONE("<string>x</string><string>y</string>")), BAD, "element",
	    NULL },
	{ "two names", XML,
	    BYTES("<methodCall><methodName>a</methodName><methodName>b</methodName></methodCall>"),
	    BAD, "element", NULL },
	{ "not closed", XML, BYTES("<methodCall><methodName>m</methodName>"), BAD, "xml", NULL },
	{ "text out of place", XML, BYTES(CALL("x<param><value>y</value></param>")), BAD, "text",
	    NULL },
	{ "UTF-16", XML, BYTES("\xFF\xFE<\0m\0"), BODY_JSON, BODY_MALFORMED, "charset", NULL },
	{ "text beside a type", XML, BYTES(ONE("evil<string>good</string>")), TWO, "value", NULL },
	{ "text behind a type", XML, BYTES(ONE("<string>good</string>evil")), TWO, "value", NULL },
	{ "member twice", XML,
	    BYTES(ONE("<struct><member><name>a</name><value>1</value></member>"
	              "<member><name>a</name><value>2</value></member></struct>")),
	    TWO, "duplicate-key", "{methodName=m|params=[{a=1|a=2}]}" },
	{ "no base64", XML, BYTES(ONE("<base64>a*b</base64>")), TWO, "base64", NULL },
	{ "Latin-1, not ASCII", XML,
	    BYTES("<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>" ONE("\xE9")), TWO, "charset",
	    NULL },
};

static void test_plain(void **state)
{
	(void)state;
	CHECK_BODIES(plain);
}

static void test_refused(void **state)
{
	(void)state;
	CHECK_BODIES(refused);
}

static void test_depth(void **state)
{
	struct arena *arena = arena_new(0);
	struct buf text;
	struct value *value;
	const char *why;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_append_text(&text, "<methodCall><methodName>m</methodName><params><param>");
	for (int i = 0; i < 1000; i++)
		buf_append_text(&text, "<value><array><data>");
	assert_int_equal(body_read_xmlrpc(buf_span(&text), arena, &value, &why), BODY_LIMIT);
	assert_string_equal(why, "depth");
	buf_release(&text);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_depth),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
