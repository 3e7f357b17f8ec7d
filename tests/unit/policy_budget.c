// layers: proxy-base proxy-http rules
/* What matching one post may cost: measured, so not under a tool that makes everything slower. */
#include "policy_help.h"

static const char policy[] =
    "rules:\n"
    "  - id: r\n"
    "    action: log\n"
    "    match: { all: [ { regex: 'foo' }, { regex: '\\bfoo\\b(?:\\W+\\w+){0,90}?\\W+bar' } ] }\n";

/* Thousands of attempts, each just below the limit of one, end as well. */
static void test_budget(void **state)
{
	static char text[1024 * 1024];
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, policy);
	for (size_t at = 0; at + 4 < sizeof text; at += 4)
		memcpy(text + at, "foo ", 5);
	memcpy(text + sizeof text - 8, " bar x ", 8);
	clock_t start = clock();
	lab_judge_text(&lab, text);
	assert_int_equal(lab.verdict.judged, JUDGED_LIMIT);
	assert_true((clock() - start) / (CLOCKS_PER_SEC / 1000) < 1000);
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_budget),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
