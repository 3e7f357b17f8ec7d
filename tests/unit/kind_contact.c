// layers: proxy-base proxy-http rules
#include "kind_help.h"

/* How somebody is reached. */

static const struct kind_case emails[] = {
	{ "email", "to anna.m+x@mail.example.com, now", "anna.m+x@mail.example.com" },
	{ NULL, "<o'neil@one.example>", "o'neil@one.example" },
	{ NULL, "jörg@müller.example", "jörg@müller.example" },
	{ NULL, "see @falcon and a@b", NULL },
	{ NULL, "a..b@c.example", NULL },
	{ NULL, "1@2.3", NULL },
};

static void test_emails(void **state)
{
	(void)state;
	RUN_KIND_CASES(emails);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_emails),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
