// layers: proxy-base proxy-http
/* JSON bodies: what is read, what is refused, and what cannot hide a text. */
#include "body_show.h"

#include "../../proxy/base/mem.h"

#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"
#define OK   BODY_JSON, BODY_OK, NULL
#define BAD  BODY_JSON, BODY_MALFORMED
#define TWO  BODY_JSON, BODY_AMBIGUOUS

static const struct body_case plain[] = {
	{ "object", JSON, BYTES("{\"a\":\"x\",\"b\":[1,true,null]}"), OK, "{a=x|b=[1|true|null]}" },
	{ "empty ones", JSON, BYTES(" { \"a\" : { } , \"b\" : [ ] } "), OK, "{a={}|b=[]}" },
	{ "scalar", JSON, BYTES("\"x\""), OK, "x" },
	{ "array of one letter each", JSON, BYTES("[\"a\",\"b\"]"), OK, "[a|b]" },
	{ "numbers", JSON, BYTES("[-0,0.5,1e15,41111111111111111111,1E-2]"), OK,
	    "[-0|0.5|1e15|41111111111111111111|1E-2]" },
	{ "escapes", JSON, BYTES("[\"\\u0041\\u00e9\\n\\/\\\"\\\\\"]"), OK, "[Aé\\12/\"\\]" },
	{ "upper hex", JSON, BYTES("[\"\\u00E9\"]"), OK, "[é]" },
	{ "pair of surrogates", JSON, BYTES("[\"\\ud83d\\ude00\"]"), OK, "[😀]" },
	{ "raw text", JSON, BYTES("[\"日本語 é\"]"), OK, "[日本語 é]" },
	{ "escaped name", JSON, BYTES("{\"\\u0061\":1}"), OK, "{a=1}" },
};

static const struct body_case tolerated[] = {
	{ "byte order mark", JSON, BYTES("\xEF\xBB\xBF{\"a\":1}"), OK, "{a=1}" },
	{ "lone high surrogate", JSON, BYTES("[\"a\\ud83dz\"]"), OK, "[a\xEF\xBF\xBDz]" },
	{ "lone low surrogate", JSON, BYTES("[\"a\\ude00z\"]"), OK, "[a\xEF\xBF\xBDz]" },
	{ "two high surrogates", JSON, BYTES("[\"\\ud83d\\ud83d\\ude00\"]"), OK,
	    "[\xEF\xBF\xBD😀]" },
	{ "NUL as escape", JSON, BYTES("[\"a\\u0000b\"]"), OK, "[a\\0b]" },
	{ "NUL as byte", JSON, BYTES("[\"a\0b\"]"), OK, "[a\\0b]" },
	{ "bytes that are no UTF-8", JSON, BYTES("[\"a\xFFz\xE9\"]"), OK,
	    "[a\xEF\xBF\xBDz\xEF\xBF\xBD]" },
	{ "overlong letters", JSON, BYTES("[\"\xC1\xA1\xE0\x81\xA2\"]"), OK, "[ab]" },
	{ "encoded surrogate", JSON, BYTES("[\"\xED\xA0\x80\"]"), OK, NULL },
	{ "no type", NULL, BYTES("{\"a\":1}"), OK, "{a=1}" },
	{ "type of text", "text/plain;charset=UTF-8", BYTES("{\"a\":1}"), OK, "{a=1}" },
	{ "vendor's type", "application/vnd.api+json", BYTES("{\"a\":1}"), OK, "{a=1}" },
	{ "form's type, no pair in it", FORM, BYTES("{\"a\":1}"), OK, "{a=1}" },
};

static const struct body_case malformed[] = {
	{ "comment", JSON, BYTES("{/* */\"a\":1}"), BAD, "name", NULL },
	{ "line comment", JSON, BYTES("[1] // x"), BAD, "trailing", NULL },
	{ "trailing comma in object", JSON, BYTES("{\"a\":1,}"), BAD, "name", NULL },
	{ "trailing comma in array", JSON, BYTES("[1,]"), BAD, "token", NULL },
	{ "single quotes", JSON, BYTES("{'a':1}"), BAD, "name", NULL },
	{ "bare name", JSON, BYTES("{a:1}"), BAD, "name", NULL },
	{ "NaN", JSON, BYTES("[NaN]"), BAD, "token", NULL },
	{ "leading zero", JSON, BYTES("[01]"), BAD, "number", NULL },
	{ "plus", JSON, BYTES("[+1]"), BAD, "token", NULL },
	{ "bare point", JSON, BYTES("[1.]"), BAD, "number", NULL },
	{ "two documents", JSON, BYTES("{}{}"), BAD, "trailing", NULL },
	{ "two lines of them", JSON, BYTES("{}\n{}\n"), BAD, "trailing", NULL },
	{ "record separator", JSON, BYTES("\x1e{}"), BAD, "token", NULL },
	{ "guard", JSON, BYTES(")]}',\n{}"), BAD, "token", NULL },
	{ "newline in a string", JSON, BYTES("[\"a\nb\"]"), BAD, "control", NULL },
	{ "NUL outside strings", JSON, BYTES("{\"a\"\0:1}"), BAD, "colon", NULL },
	{ "unknown escape", JSON, BYTES("[\"\\x41\"]"), BAD, "escape", NULL },
	{ "short escape", JSON, BYTES("[\"\\u00\"]"), BAD, "escape", NULL },
	{ "unterminated string", JSON, BYTES("[\"a"), BAD, "unterminated", NULL },
	{ "ends in an escape", JSON, BYTES("[\"a\\"), BAD, "unterminated", NULL },
	{ "unterminated array", JSON, BYTES("[1"), BAD, "comma", NULL },
	{ "wrong bracket", JSON, BYTES("[1}"), BAD, "comma", NULL },
	{ "UTF-16LE with mark", JSON, BYTES("\xFF\xFE{\0}\0"), BAD, "charset", NULL },
	{ "UTF-16BE", JSON, BYTES("\0{\0}"), BAD, "charset", NULL },
	{ "UTF-16LE, no type", NULL, BYTES("{\0}\0"), BAD, "charset", NULL },
	{ "UTF-32BE", JSON, BYTES("\0\0\0{\0\0\0}"), BAD, "charset", NULL },
	{ "lenient JSON as text", "text/plain", BYTES("{a:'x'}"), BAD, "name", NULL },
};

static const struct body_case ambiguous[] = {
	{ "name twice", JSON, BYTES("{\"a\":1,\"a\":2}"), TWO, "duplicate-key", "{a=1|a=2}" },
	{ "twice, one escaped", JSON, BYTES("{\"a\":1,\"\\u0061\":2}"), TWO, "duplicate-key",
	    "{a=1|a=2}" },
	{ "twice, deeper", JSON, BYTES("[{\"b\":{\"a\":1,\"a\":2}}]"), TWO, "duplicate-key",
	    "[{b={a=1|a=2}}]" },
	{ "twice among many", JSON,
	    BYTES("{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1,\"h\":1,\"i\":1,\"c\":"
	          "2}"),
	    TWO, "duplicate-key", NULL },
	{ "the same name in two objects", JSON, BYTES("[{\"a\":1},{\"a\":2}]"), OK, NULL },
	{ "a form to others", FORM, BYTES("{\"a\":\"&status=x\"}"), TWO, "type", "{a=&status=x}" },
	{ "declared UTF-16", "application/json; charset=utf-16", BYTES("{\"a\":1}"), TWO, "charset",
	    NULL },
	{ "declared UTF-7", "application/json; charset=utf-7", BYTES("{\"a\":1}"), TWO, "charset",
	    NULL },
	{ "declared Latin-1, ASCII", "application/json; charset=iso-8859-1", BYTES("{\"a\":1}"), OK,
	    NULL },
	{ "declared Latin-1, not ASCII", "application/json; charset=iso-8859-1",
	    BYTES("{\"a\":\"é\"}"), TWO, "charset", NULL },
};

static void test_plain(void **state)
{
	(void)state;
	CHECK_BODIES(plain);
}

static void test_tolerated(void **state)
{
	(void)state;
	CHECK_BODIES(tolerated);
}

static void test_malformed(void **state)
{
	(void)state;
	CHECK_BODIES(malformed);
}

static void test_ambiguous(void **state)
{
	(void)state;
	CHECK_BODIES(ambiguous);
}

static enum body_result nested(size_t depth, const char **why)
{
	struct arena *arena = arena_new(64 * 1024 * 1024);
	char *text = mem_alloc(depth * 2);
	struct value *value;

	memset(text, '[', depth);
	memset(text + depth, ']', depth);
	enum body_result result = body_read_json(span_make(text, depth * 2), arena, &value, why);
	free(text);
	arena_free(arena);
	return result;
}

static void test_depth(void **state)
{
	const char *why;

	(void)state;
	assert_int_equal(nested(100, &why), BODY_OK);
	assert_int_equal(nested(200, &why), BODY_OK);
	assert_int_equal(nested(201, &why), BODY_LIMIT);
	assert_string_equal(why, "depth");
	assert_int_equal(nested(100000, &why), BODY_LIMIT);
}

static void test_nodes(void **state)
{
	enum { COUNT = 200000 };
	struct arena *arena = arena_new(0);
	struct buf text;
	struct value *value;
	const char *why;

	(void)state;
	buf_init(&text, COUNT * 2 + 2);
	buf_append_text(&text, "[0");
	for (int i = 1; i < COUNT; i++)
		buf_append_text(&text, ",0");
	buf_append_text(&text, "]");
	assert_int_equal(body_read_json(buf_span(&text), arena, &value, &why), BODY_LIMIT);
	assert_string_equal(why, "nodes");
	buf_release(&text);
	arena_free(arena);
}

static void test_memory(void **state)
{
	struct arena *arena = arena_new(1024);
	struct value *value;
	const char *why;

	(void)state;
	assert_int_equal(
	    body_read_json(SPAN("[1,2,3,4,5,6,7,8,9,10,11,12,13]"), arena, &value, &why),
	    BODY_LIMIT);
	assert_string_equal(why, "memory");
	arena_free(arena);
}

/* A string without escapes is not copied. */
static void test_no_copy(void **state)
{
	struct arena *arena = arena_new(0);
	struct span text = SPAN("[\"some text\"]");
	struct value *value;
	const char *why;

	(void)state;
	assert_int_equal(body_read_json(text, arena, &value, &why), BODY_OK);
	assert_ptr_equal(value->first->text.data, text.data + 2);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_tolerated),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_ambiguous),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_nodes),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_no_copy),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
