// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include "../../rules/kinds/near.h"

/* Each text has its place between [ and ]. */
static const struct {
	const char *words;
	const char *text;
	bool is_near;
} cases[] = {
	{ "ssn", "my SSN is [1]", true },
	{ "ssn", "[1] is my ssn", true },
	{ "ssn", "ssn:[1]", true },
	{ "ssn", "lessn [1]", false },
	{ "ssn", "ssnx [1]", false },
	{ "ssn", "user_ssn=[1]", true },
	{ "ssn", "userSsn=[1]", true },
	{ "ssn", "ssnOfUser=[1]", true },
	{ "ssn", "ssn1 [1]", true },
	{ "ssn", "nothing [1]", false },
	{ "social security", "social security [1]", true },
	{ "social security", "Social-Security no. [1]", true },
	{ "social security", "socialSecurityNumber: [1]", true },
	{ "social security", "social\nsecurity [1]", true },
	{ "social security", "social insecurity [1]", false },
	{ "steuer*", "Steueridentnummer [1]", true },
	{ "steuer*", "Versteuert [1]", false },
	{ "a|b b|c", "b b [1]", true },
	{ "a|b b|c", "b [1]", false },
	{ "führerschein", "FÜHRERSCHEIN [1]", true },
	{ "führerschein", "Führerscheine [1]", false },
	{ "téléphone", "Téléphone : [1]", true },
	{ "паспорт*", "ПАСПОРТА № [1]", true },
	{ "паспорт", "загранпаспорт [1]", false },
	{ "身份证", "我的身份证号码是[1]", true },
	{ "ssn",
	    "ssn "
	    "0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 0123456789 "
	    "0123456789 0123456789 [1]",
	    false },
	{ "ssn", "[1] 0123456789 0123456789 0123456789 0123456789 0123456789 ssn", false },
	{ "ssn", "[1]", false },
	{ "ssn", "", false },
};

static void test_near(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *open = strchr(cases[i].text, '[');
		size_t start = open != NULL ? (size_t)(open - cases[i].text) : 0;
		size_t end = open != NULL ? start + 3 : 0;
		if (near_has(cases[i].words, span_of(cases[i].text), start, end) ==
		    cases[i].is_near)
			continue;
		print_error("\"%s\" in \"%s\"\n", cases[i].words, cases[i].text);
		failures++;
	}
	assert_int_equal(failures, 0);
}

static void test_named(void **state)
{
	struct span text = SPAN("order: 12, ref 34");

	(void)state;
	assert_true(near_is_named("order|ticket", text, 7));
	assert_false(near_is_named("order|ticket", text, 15));
	assert_true(near_is_named("ref", text, 15));
}

static void test_alone(void **state)
{
	(void)state;
	assert_true(near_is_alone(SPAN(" (12) \n"), 2, 4));
	assert_true(near_is_alone(SPAN("12"), 0, 2));
	assert_false(near_is_alone(SPAN("12 x"), 0, 2));
	assert_false(near_is_alone(SPAN("1 2"), 2, 3));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_named),
		cmocka_unit_test(test_alone),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
