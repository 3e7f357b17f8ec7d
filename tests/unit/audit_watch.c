// layers: proxy-base proxy-store proxy-audit
#include "store_help.h"

#include "../../proxy/audit/watch.h"

/* A rule that goes wrong is told once, with how many it hit. */

static uint64_t usual; /* refusals a week */
static unsigned raised;
static struct alert last;

static uint64_t weekly(void *state, const char *rule)
{
	(void)state;
	assert_string_equal(rule, "projects");
	return usual;
}

static void raise_it(void *state, const struct alert *alert)
{
	(void)state;
	raised++;
	last = *alert;
}

static struct watch *start(uint64_t a_week)
{
	static const struct watch_owner owner = { weekly, raise_it, NULL };

	usual = a_week;
	raised = 0;
	return watch_new(&owner);
}

static void refuse(struct watch *watch, unsigned person, int64_t now_ms)
{
	struct record record = a_record(1, "block", "R0000001");
	char name[32];

	snprintf(name, sizeof name, "user%u", person);
	record.user = span_of(name);
	watch_take(watch, &record, now_ms);
}

static void test_people(void **state)
{
	struct watch *watch = start(UINT64_C(1000000));

	(void)state;
	for (unsigned i = 0; i < 20; i++) {
		refuse(watch, i, NOW + i);
		refuse(watch, i, NOW + i); /* again, by the same */
	}
	assert_int_equal(raised, 0);
	refuse(watch, 20, NOW + 30);
	assert_int_equal(raised, 1);
	assert_int_equal(last.people, 21);
	assert_int_equal(last.refusals, 41);
	for (unsigned i = 0; i < 100; i++)
		refuse(watch, i, NOW + WATCH_MS);
	assert_int_equal(raised, 1); /* one alert */
	for (unsigned i = 0; i < 21; i++)
		refuse(watch, i, NOW + WATCH_QUIET_MS + 60);
	assert_int_equal(raised, 2);
	watch_free(watch);
}

static void test_people_over_a_longer_time(void **state)
{
	struct watch *watch = start(UINT64_C(1000000));

	(void)state;
	for (unsigned i = 0; i < 200; i++)
		refuse(watch, i, NOW + (int64_t)i * WATCH_MS / 20);
	assert_int_equal(raised, 0);
	watch_free(watch);
}

static void test_ten_times_the_usual(void **state)
{
	static const struct {
		uint64_t a_week;
		unsigned
		    refusals; /* of one person, until there is an alert; 0: none in a hundred */
	} rows[] = {
		{ 0, 10 },
		{ 1007, 10 }, /* once in ten minutes */
		{ 1008, 11 },
		{ 5040, 51 },
		{ 1000000, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct watch *watch = start(rows[i].a_week);
		unsigned count = 0;
		while (raised == 0 && count < 100)
			refuse(watch, 7, NOW + count++);
		assert_int_equal(raised > 0 ? count : 0, rows[i].refusals);
		watch_free(watch);
	}
}

/* What is not acted upon, or passes, alarms nobody. */
static void test_what_does_not_count(void **state)
{
	static struct record_rule rules[] = {
		{ SPAN("paused"), SPAN("high"), SPAN("block"), SPAN(""), SPAN(""), SPAN("paused") },
		{ SPAN("noted"), SPAN("high"), SPAN("log"), SPAN(""), SPAN(""), SPAN("") },
	};
	struct watch *watch = start(0);

	(void)state;
	for (uint64_t i = 0; i < 100; i++) {
		struct record record = a_record(i, "block", "R0000001");
		record.acted = SPAN("log");
		watch_take(watch, &record, NOW);
		record.acted = SPAN("block");
		record.rules = rules;
		record.rule_count = 2;
		watch_take(watch, &record, NOW);
	}
	assert_int_equal(raised, 0);
	watch_free(watch);
}

/* Many rules: the one that was silent longest is forgotten, not those that are busy. */
static void test_many_rules(void **state)
{
	struct watch *watch = start(UINT64_C(1000000));
	char id[32];

	(void)state;
	for (unsigned i = 0; i < 21; i++) {
		refuse(watch, i, NOW + i * 100);
		for (unsigned j = 0; j < 60; j++) {
			snprintf(id, sizeof id, "other%u", i * 60 + j);
			struct record_rule rule = { .id = span_of(id), .action = SPAN("block") };
			struct record record = a_record(1, "block", "");
			record.rules = &rule;
			watch_take(watch, &record, NOW + i * 100 + j);
		}
	}
	assert_int_equal(raised, 1);
	assert_string_equal(last.rule, "projects");
	watch_free(watch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_people_over_a_longer_time),
		cmocka_unit_test(test_ten_times_the_usual),
		cmocka_unit_test(test_what_does_not_count),
		cmocka_unit_test(test_many_rules),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
