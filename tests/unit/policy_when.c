// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include "../../rules/zone.h"

/* When a rule holds: days, hours over midnight, zones with summer time, periods. */

#define PERIODS                                                                                    \
	"periods:\n"                                                                               \
	"  quiet: [ { from: 2027-01-01, to: 2027-01-31, zone: Europe/Berlin }, { from: "           \
	"2027-04-01T08:00, to: 2027-04-30T12:00 } ]\n"
#define WHEN(yaml)                                                                                 \
	PERIODS "rules: [ { id: r, action: log, match: { words: [x] }, when: " yaml " } ]\n"

static const struct {
	const char *when;
	const char *moment; /* UTC */
	bool holds;
} cases[] = {
	{ "{ days: mon-fri }", "2026-11-27T23:59", true }, /* a Friday */
	{ "{ days: mon-fri }", "2026-11-28T00:00", false },
	{ "{ days: [sat, sun] }", "2026-11-28T00:00", true },
	{ "{ days: fri-mon }", "2026-11-29T12:00", true },
	{ "{ days: fri-mon }", "2026-11-25T12:00", false },
	{ "{ days: fri, zone: Asia/Tokyo }", "2026-11-26T15:00", true },
	{ "{ hours: \"09:00-17:00\" }", "2026-11-25T09:00", true },
	{ "{ hours: \"09:00-17:00\" }", "2026-11-25T17:00", false },
	{ "{ hours: [\"09:00-10:00\", \"12:00-13:00\"] }", "2026-11-25T12:30", true },
	{ "{ hours: [\"09:00-10:00\", \"12:00-13:00\"] }", "2026-11-25T11:30", false },
	{ "{ hours: \"22:00-06:00\" }", "2026-11-25T23:00", true },
	{ "{ hours: \"22:00-06:00\" }", "2026-11-25T05:59", true },
	{ "{ hours: \"22:00-06:00\" }", "2026-11-25T06:00", false },
	{ "{ hours: \"22:00-06:00\", days: fri }", "2026-11-28T05:00", true },
	{ "{ hours: \"22:00-06:00\", days: fri }", "2026-11-27T05:00", false },
	{ "{ hours: \"09:00-17:00\", zone: Europe/Berlin }", "2027-07-01T07:00", true },
	{ "{ hours: \"09:00-17:00\", zone: Europe/Berlin }", "2027-01-04T07:00", false },
	{ "{ from: 2027-03-12 }", "2027-03-11T23:59", false },
	{ "{ from: 2027-03-12 }", "2027-03-12T00:00", true },
	{ "{ to: 2027-03-12 }", "2027-03-12T23:59", true },
	{ "{ to: 2027-03-12 }", "2027-03-13T00:00", false },
	{ "{ from: 2027-03-12T09:30, to: 2027-03-12T10:00 }", "2027-03-12T10:00", true },
	{ "{ from: 2027-03-12T09:30, to: 2027-03-12T10:00 }", "2027-03-12T10:01", false },
	{ "{ from: 2027-03-12, zone: America/New_York }", "2027-03-12T04:59", false },
	{ "{ period: quiet }", "2026-12-31T23:00", true },
	{ "{ period: quiet }", "2027-01-31T22:59", true },
	{ "{ period: quiet }", "2027-01-31T23:00", false },
	{ "{ period: quiet }", "2027-04-30T12:00", true },
	{ "{ period: quiet }", "2027-04-30T12:01", false },
	{ "{ not: { period: quiet } }", "2027-04-15T12:00", false },
	{ "{ not: { period: quiet } }", "2027-05-15T12:00", true },
	{ "{ days: mon-fri, not: { days: wed } }", "2026-11-25T12:00", false },
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct field field = { SPAN("text"), SPAN("x") };
		struct post post = {
			.activity = ACTIVITY_POST, .fields = &field, .field_count = 1
		};
		const struct who nobody = { 0 };
		struct occasion occasion = { .post = &post, .who = &nobody };
		char yaml[1024];
		struct lab lab;
		snprintf(yaml, sizeof yaml, WHEN("%s"), cases[i].when);
		lab_load_fine(&lab, yaml);
		assert_true(zone_moment("UTC", cases[i].moment, false, &occasion.now));
		judge_post(lab.judge, &occasion, lab.arena, &lab.verdict);
		if ((lab.verdict.match_count == 1) != cases[i].holds)
			print_error("%s at %s\n", cases[i].when, cases[i].moment);
		assert_int_equal(lab.verdict.match_count, cases[i].holds);
		/* A time that nobody knows exempts nobody. */
		occasion.now = 0;
		judge_post(lab.judge, &occasion, lab.arena, &lab.verdict);
		assert_int_equal(lab.verdict.match_count, 1);
		assert_string_equal(lab.verdict.matches[0].assumed, "time");
		lab_close(&lab);
	}
}

static void test_problems(void **state)
{
	static const struct {
		const char *when;
		const char *says;
	} rows[] = {
		{ "{ days: monday }", "\"monday\" is no day; write mon, sat or mon-fri" },
		{ "{ hours: \"9-17\" }", "\"9-17\" is no time of day" },
		{ "{ hours: \"09:00-25:00\" }", "is no time of day" },
		{ "{ zone: Mars/Base, days: mon }", "\"Mars/Base\" is no time zone" },
		{ "{ from: 12.3.2027 }", "\"12.3.2027\" is no date" },
		{ "{ from: 2027-02-30 }", "\"2027-02-30\" is no date" },
		{ "{ from: 2027-02-02, to: 2027-02-01 }", "this ends before it begins" },
		{ "{ period: quite }", "did you mean \"quiet\"?" },
		{ "{ not: { not: { days: mon } } }", "\"not\" cannot stand within \"not\"" },
		{ "{ day: mon }", "unknown key \"day\"; did you mean \"days\"?" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static char lines[OUTPUT_MAX];
		char yaml[1024];
		struct lab lab;
		snprintf(yaml, sizeof yaml, WHEN("%s"), rows[i].when);
		lab_load(&lab, yaml);
		lab_problems(&lab, lines);
		if (strstr(lines, rows[i].says) == NULL)
			print_error("%s: %s\n", rows[i].when, lines);
		assert_null(lab.policy);
		assert_non_null(strstr(lines, rows[i].says));
		lab_close(&lab);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_problems),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
