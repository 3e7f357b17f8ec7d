// layers: proxy-base proxy-http rules
#include "policy_help.h"

/* What is found and not acted upon: drafts, samples, rules on trial; and what an edit is judged as.
 */

static void judge(struct lab *lab, enum activity activity, enum audience audience)
{
	struct field field = { SPAN("text"), SPAN("heron -----BEGIN PRIVATE KEY-----") };
	struct post post = {
		.activity = activity, .audience = audience, .fields = &field, .field_count = 1
	};

	lab_judge(lab, &post, NULL);
}

static void test_drafts(void **state)
{
	static const struct {
		const char *rule;
		enum action action; /* of a draft */
		const char *mode;
	} rows[] = {
		{ "action: block", ACTION_LOG, "draft" },
		{ "action: coach, severity: low", ACTION_LOG, "draft" },
		{ "action: log", ACTION_LOG, "draft" },
		{ "action: block, severity: high", ACTION_BLOCK, "" },
		{ "action: block, severity: high, drafts: note", ACTION_LOG, "draft" },
		{ "action: hold, drafts: refuse", ACTION_HOLD, "" },
		{ "action: block, drafts: refuse, shadow: true", ACTION_ALLOW, "shadow" },
	};
	char yaml[256];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lab lab;
		snprintf(yaml, sizeof yaml, "rules: [ { id: r, match: { words: [heron] }, %s } ]\n",
		    rows[i].rule);
		lab_load_fine(&lab, yaml);
		judge(&lab, ACTIVITY_DRAFT, AUDIENCE_PRIVATE);
		assert_int_equal(lab.verdict.action, rows[i].action);
		assert_int_equal(lab.verdict.match_count, 1);
		assert_string_equal(match_mode_names[lab.verdict.matches[0].mode], rows[i].mode);
		lab_close(&lab);
	}
}

/* What opens something must not even lie in a draft, wherever in the rule it is looked for. */
static void test_credentials_in_drafts(void **state)
{
	static const struct {
		const char *match;
		enum action action;
	} rows[] = {
		{ "{ kind: private-key }", ACTION_BLOCK },
		{ "{ kind: [ email, private-key ] }", ACTION_BLOCK },
		{ "{ all: [ { words: [heron] }, { any: { kind: private-key } } ] }", ACTION_BLOCK },
		{ "{ words: [heron], none: { kind: token } }", ACTION_LOG },
	};
	char yaml[256];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lab lab;
		snprintf(yaml, sizeof yaml, "rules: [ { id: r, match: %s, action: block } ]\n",
		    rows[i].match);
		lab_load_fine(&lab, yaml);
		judge(&lab, ACTIVITY_DRAFT, AUDIENCE_UNKNOWN);
		assert_int_equal(lab.verdict.action, rows[i].action);
		judge(&lab, ACTIVITY_POST, AUDIENCE_UNKNOWN);
		assert_int_equal(lab.verdict.action, ACTION_BLOCK);
		lab_close(&lab);
	}
}

/* A rule about posts is about their drafts, and about what they are changed to. */
static void test_activities(void **state)
{
	static const struct {
		const char *where;
		enum activity activity;
		bool matches;
	} rows[] = {
		{ "activity: post", ACTIVITY_EDIT, true },
		{ "activity: comment", ACTIVITY_EDIT, true },
		{ "activity: post", ACTIVITY_DRAFT, true },
		{ "activity: profile", ACTIVITY_EDIT, false },
		{ "activity: message", ACTIVITY_DRAFT, false },
		{ "activity: draft", ACTIVITY_DRAFT, true },
		{ "activity: draft", ACTIVITY_POST, false },
		{ "activity: edit", ACTIVITY_POST, false },
		{ "not: { activity: edit }", ACTIVITY_EDIT, false },
		{ "not: { activity: post }", ACTIVITY_EDIT, false },
		{ "audience: public", ACTIVITY_DRAFT, true }, /* nobody sees it yet */
		{ "audience: public", ACTIVITY_POST, false },
	};
	char yaml[256];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lab lab;
		snprintf(yaml, sizeof yaml,
		    "rules: [ { id: r, match: { words: [heron] }, action: log, where: { %s } } ]\n",
		    rows[i].where);
		lab_load_fine(&lab, yaml);
		judge(&lab, rows[i].activity, AUDIENCE_PRIVATE);
		if (lab.verdict.match_count != rows[i].matches)
			print_error("row %zu\n", i);
		assert_int_equal(lab.verdict.match_count, rows[i].matches);
		lab_close(&lab);
	}
}

static void test_samples(void **state)
{
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, "rules: [ { id: drawn, match: { sample: 100% }, action: allow } ]\n");
	assert_int_equal(lab_judge_text(&lab, "heron"), ACTION_LOG);
	assert_string_equal(match_mode_names[lab.verdict.matches[0].mode], "sample");
	lab_close(&lab);
	lab_load(&lab, "rules: [ { id: drawn, match: { sample: 5% }, action: coach } ]\n");
	assert_null(lab.policy);
	lab_close(&lab);
}

/* What acts comes before what does not, whatever the rules say. */
static void test_the_strongest_first(void **state)
{
	struct lab lab;

	(void)state;
	lab_load_fine(&lab,
	    "rules:\n"
	    "  - { id: trial, action: block, shadow: true, match: { words: [heron] } }\n"
	    "  - { id: noted, action: block, match: { words: [heron] } }\n"
	    "  - { id: real, action: coach, drafts: refuse, match: { words: [heron] } }\n");
	judge(&lab, ACTIVITY_DRAFT, AUDIENCE_UNKNOWN);
	assert_int_equal(lab.verdict.action, ACTION_COACH);
	assert_string_equal(lab.verdict.matches[0].rule->id, "real");
	assert_string_equal(lab.verdict.matches[1].rule->id, "noted");
	assert_string_equal(lab.verdict.matches[2].rule->id, "trial");
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drafts),
		cmocka_unit_test(test_credentials_in_drafts),
		cmocka_unit_test(test_activities),
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_the_strongest_first),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
