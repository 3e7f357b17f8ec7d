// layers: proxy-base proxy-http rules
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../rules/text/token.h"

/* Tokens as they count, + before one that is joined to the one before. */
static const struct {
	const char *text;
	const char *tokens;
} cases[] = {
	{ "", "" },
	{ " .,!", "" },
	{ "a", "a" },
	{ "hello, world_of 12", "hello world of 12" },
	{ "o'brien it\xe2\x80\x99s", "o brien it s" },
	{ "ab12cd 3d", "ab +12 +cd 3 +d" },
	{ "caf\xc3\xa9 stra\xc3\x9f"
	  "e",
	    "caf\xc3\xa9 stra\xc3\x9f"
	    "e" },
	{ "e\xcc\x81t", "e\xcc\x81t" },
	{ "so\xc2\xad"
	  "ft ze\xe2\x80\x8bro",
	    "soft zero" },
	{ "\xe2\x80\x8b"
	  "a\xe2\x80\x8b b",
	    "a b" },
	{ "\xe5\xbc\xa0\xe4\xbc\x9f"
	  "abc\xe5\xbc\xa0",
	    "\xe5\xbc\xa0 \xe4\xbc\x9f abc \xe5\xbc\xa0" },
	{ "\xe0\xb8\x81\xe0\xb8\xb5\xe0\xb8\x82", "\xe0\xb8\x81\xe0\xb8\xb5 \xe0\xb8\x82" },
	{ "\xd9\xa4\xd9\xa7"
	  "11",
	    "4711" },
	{ "1\xd9\xa7", "17" },
};

static void test_cases(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct span text = span_of(cases[i].text);
		struct token token;
		char room[TOKEN_BYTES_MAX];
		char out[512] = "";
		size_t len = 0;
		size_t at = 0;
		while (token_next(text, &at, &token)) {
			struct span counting = token_text(text, &token, room);
			len += (size_t)snprintf(out + len, sizeof out - len, "%s%s%.*s",
			    len > 0 ? " " : "", token.is_joined ? "+" : "", SPAN_PRINT(counting));
		}
		if (strcmp(out, cases[i].tokens) != 0) {
			print_error(
			    "\"%s\": \"%s\", wanted \"%s\"\n", cases[i].text, out, cases[i].tokens);
			failures++;
		}
	}
	assert_int_equal(failures, 0);
}

/* A run without end is cut into tokens that fit. */
static void test_long_run(void **state)
{
	static char run[10000];
	struct span text = span_make(run, sizeof run);
	struct token token;
	size_t at = 0;
	size_t sum = 0;

	(void)state;
	memset(run, 'x', sizeof run);
	while (token_next(text, &at, &token)) {
		assert_true(token.end - token.start <= TOKEN_BYTES_MAX);
		assert_int_equal(token.is_joined, token.start > 0);
		sum += token.end - token.start;
	}
	assert_int_equal(sum, sizeof run);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_long_run),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
