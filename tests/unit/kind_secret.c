// layers: proxy-base proxy-http rules
#include "kind_help.h"

/* Keys, tokens and passwords. */

static const struct kind_case tokens[] = {
	{ "secret", "AKIAIOSFODNN7EXAMPLE", NULL },
	{ NULL, "AKIAAAAAAAAAAAAAAAAA", NULL },
	{ NULL, "xAKIAQ7TZ3MPLN4VD2XKW", NULL },
	{ NULL, "AKIAQ7TZ3MPLN4VD2XKWQ", NULL },
	{ NULL, "akiaq7tz3mpln4vd2xkw", NULL },
	{ NULL, "(AKIAQ7TZ3MPLN4VD2XKW)", "AKIAQ7TZ3MPLN4VD2XKW" },
	{ NULL, "eyJhbasdGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36",
	    NULL },
	{ NULL, "https://me:secret@a.example", NULL },
	{ NULL, "ftp://me:tr0ub4dor@a.example", "ftp://me:tr0ub4dor@a.example" },
};

static const struct kind_case private_keys[] = {
	{ "private-key", "-----BEGIN CERTIFICATE-----", NULL },
	{ NULL, "\n-----BEGIN DSA PRIVATE KEY-----\n", "-----BEGIN DSA PRIVATE KEY-----" },
};

static void test_tokens(void **state)
{
	(void)state;
	RUN_KIND_CASES(tokens);
}

static void test_private_keys(void **state)
{
	(void)state;
	RUN_KIND_CASES(private_keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tokens),
		cmocka_unit_test(test_private_keys),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
