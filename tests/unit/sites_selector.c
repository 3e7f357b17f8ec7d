// layers: proxy-base proxy-http rules
/* Globs, paths and selectors. */
#include "body_show.h"

#include "../../rules/sites/selector.h"

static void test_globs(void **state)
{
	static const struct {
		const char *glob;
		const char *text;
		bool matches;
	} rows[] = {
		{ "", "", true },
		{ "*", "", true },
		{ "?*", "", false },
		{ "?*", "x", true },
		{ "a*c", "abbc", true },
		{ "a*c", "abcd", false },
		{ "*b*", "abc", true },
		{ "a*b*c", "a1b2b3c", true },
		{ "a", "A", false },
		{ "*aaaaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (glob_matches(span_of(rows[i].glob), span_of(rows[i].text)) != rows[i].matches)
			fail_msg("%s on %s", rows[i].glob, rows[i].text);
}

static void test_paths(void **state)
{
	static const struct {
		const char *pattern;
		const char *path;
		bool matches;
	} rows[] = {
		{ "/a/b", "/a/b", true },
		{ "/a/b", "/a/b/", true },
		{ "/a/b", "//a//b", true },
		{ "/a/b", "/a", false },
		{ "/a/*", "/a/x", true },
		{ "/a/*", "/a/x/y", false },
		{ "/a/*", "/a", false },
		{ "/a/x*", "/a/xyz", true },
		{ "/a/**", "/a", true },
		{ "/a/**", "/a/x/y", true },
		{ "/**/c", "/a/b/c", true },
		{ "/**/c", "/c", true },
		{ "/**/c", "/c/d", false },
		{ "/**/b/**", "/a/b/c", true },
		{ "/**", "/", true },
		{ "/", "/", true },
	};
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct path pattern = path_cut(span_of(rows[i].pattern), arena);
		struct path path = path_cut(span_of(rows[i].path), arena);
		if (path_matches(&pattern, &path) != rows[i].matches)
			fail_msg("%s on %s", rows[i].pattern, rows[i].path);
	}
	arena_free(arena);
}

static void test_hosts(void **state)
{
	(void)state;
	assert_true(host_matches(SPAN("x.com"), SPAN("X.com")));
	assert_false(host_matches(SPAN("x.com"), SPAN("a.x.com")));
	assert_true(host_matches(SPAN("*.x.com"), SPAN("a.b.x.com")));
	assert_false(host_matches(SPAN("*.x.com"), SPAN("x.com")));
	assert_false(host_matches(SPAN("*.x.com"), SPAN("ax.com")));
}

static const char tree[] =
    "{\"a\":{\"b\":[{\"c\":\"one\"},{\"c\":\"two\",\"d\":{\"c\":\"three\"}}],\"a/b~\":\"slash\"},"
    "\"k\":\"first\",\"k\":\"second\",\"list\":[\"x\",\"y\"],\"0\":\"zero\",\"p[o][]\":\"form\","
    "\"last\":{\"c\":\"no\"},\"nothing\":null}";

static void test_selectors(void **state)
{
	static const struct {
		const char *selector;
		const char *selected;
	} rows[] = {
		{ "/a/b/0/c", "one," },
		{ "/a/b/*/c", "one,two," },
		{ "/a/*/*/c", "one,two," },
		{ "/**/c", "one,two,three,no," },
		{ "/a/**/d/c", "three," },
		{ "/a/a~1b~0", "slash," },
		{ "/k", "first,second," },
		{ "/list/*", "x,y," },
		{ "/list/1", "y," },
		{ "/list/2", "" },
		{ "/list/k", "" },
		{ "/0", "zero," },
		{ "/p[o][]", "form," },
		{ "/p*", "form," },
		{ "/a/b/**", "one,two,three," },
		{ "/nothing", "null," },
		{ "/missing/c", "" },
	};
	struct arena *arena = arena_new(0);
	struct value *root;
	const char *why = NULL;

	(void)state;
	assert_int_equal(body_read_json(span_of(tree), arena, &root, &why), BODY_AMBIGUOUS);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct selection found = { NULL, 0 };
		struct buf shown;
		const struct selector *selector =
		    selector_parse(span_of(rows[i].selector), arena, &why);
		assert_non_null(selector);
		buf_init(&shown, 4096);
		assert_true(selector_walk(selector, root, arena, &found));
		for (size_t k = 0; k < found.count; k++) {
			show_value(&shown, found.list[k]);
			buf_append_text(&shown, ",");
		}
		if (!span_is(buf_span(&shown), rows[i].selected))
			fail_msg("%s: %.*s", rows[i].selector, SPAN_PRINT(buf_span(&shown)));
		buf_release(&shown);
	}
	arena_free(arena);
}

static void test_wrong_selectors(void **state)
{
	static const char *const rows[] = { "", "a", "query:", "path:0", "path:x", "cookie:a",
		"/**/a/**/b/**", "/a -> query:b", "/a -> /b -> /c -> /d -> /e", "/a ->" };
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const char *why = NULL;
		if (selector_parse(span_of(rows[i]), arena, &why) != NULL)
			fail_msg("%s was taken", rows[i]);
		assert_non_null(why);
	}
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_globs),
		cmocka_unit_test(test_paths),
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_selectors),
		cmocka_unit_test(test_wrong_selectors),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
