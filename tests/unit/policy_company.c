// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include "../../rules/zone.h"

/* What a company says as one: accounts, approved texts, rules on trial. */

#define ACCOUNTS                                                                                   \
	"accounts:\n"                                                                              \
	"  official: [ \"x:@examplecorp\", \"linkedin:company/4821\" ]\n"                          \
	"  speakers: { groups: [sales], accounts: [\"x:@boss\"] }\n"

static void test_accounts(void **state)
{
	static const struct span sales = { "sales", 5 };
	static const struct span other = { "other", 5 };
	static const struct {
		const char *account; /* what the rule asks for */
		const char *site;
		const char *name;
		const struct span *group; /* NULL: unknown */
		bool matches;
	} rows[] = {
		{ "official", "x", "@ExampleCorp", NULL, true },
		{ "official", "x", "examplecorp", NULL, true },
		{ "official", "linkedin", "company/4821", NULL, true },
		{ "official", "linkedin", "examplecorp", &sales, false },
		{ "speakers", "x", "@boss", &other, true },
		{ "speakers", "x", "me", &sales, true },
		{ "speakers", "x", "me", &other, false },
		{ "speakers", "x", "me", NULL, true }, /* nobody knows who it is */
		{ "[official, speakers]", "x", "", &sales, false },
		{ "[official, speakers]", "x", "examplecorp", &other, true },
		{ "other", "x", "me", &other, true },
		{ "other", "x", "", &other, false },
		{ "unknown", "x", "", &other, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct field field = { SPAN("text"), SPAN("a") };
		struct post post = { .site = span_of(rows[i].site),
			.activity = ACTIVITY_POST,
			.account = span_of(rows[i].name),
			.fields = &field,
			.field_count = 1 };
		struct who who = { .groups = rows[i].group,
			.group_count = rows[i].group != NULL,
			.has_groups = rows[i].group != NULL };
		char yaml[512];
		struct lab lab;
		snprintf(yaml, sizeof yaml,
		    ACCOUNTS "rules: [ { id: r, action: log, match: { words: [a] }, where: { "
		             "account: %s } } ]\n",
		    rows[i].account);
		lab_load_fine(&lab, yaml);
		lab_judge(&lab, &post, &who);
		if (lab.verdict.match_count != rows[i].matches)
			print_error("row %zu\n", i);
		assert_int_equal(lab.verdict.match_count, rows[i].matches);
		lab_close(&lab);
	}
}

/* Examples of a rule for the company's accounts are posts of one of them. */
static void test_examples_of_accounts(void **state)
{
	static const struct {
		const char *account;
		const char *problems;
	} rows[] = {
		{ "official", "" },
		{ "[speakers]", "" },
		{ "[official, speakers]", "" },
		{ "other", "p.yaml:4:78: rule \"r\" should match this example and does "
		           "not: \"a\"\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		static char lines[OUTPUT_MAX];
		char yaml[512];
		struct lab lab;
		snprintf(yaml, sizeof yaml,
		    ACCOUNTS "rules: [ { id: r, action: log, match: { words: [a] }, examples: { "
		             "violates: [a], passes: [b] }, where: { account: %s } } ]\n",
		    rows[i].account);
		lab_load_fine(&lab, yaml);
		policy_run_examples(lab.policy, &lab.problems);
		lab_problems(&lab, lines);
		assert_string_equal(lines, rows[i].problems);
		lab_close(&lab);
	}
}

#define CAMPAIGN                                                                                   \
	"Our new Falcon ships on 12 March. It flies higher, sees further and lands softer than "   \
	"anything we have built before, and we could not be prouder of the people who made it."

static void test_approved(void **state)
{
	static const struct {
		const char *text;
		const char *moment;
		const char *approved;
		size_t matches;
	} rows[] = {
		{ CAMPAIGN, "2027-03-12", "launch", 0 },
		{ CAMPAIGN, "2027-03-11", NULL, 1 },
		{ CAMPAIGN, "2027-03-31T23:59", "launch", 0 },
		{ CAMPAIGN, "2027-04-01", NULL, 1 },
		{ CAMPAIGN " #falcon", "2027-03-12", "launch", 0 },
		{ "OUR NEW FALCON ships on 12 March! It flies higher, sees further & lands softer "
		  "than "
		  "anything we built before, and we could not be prouder of the people who made it",
		    "2027-03-12", "launch", 0 },
		{ CAMPAIGN
		    " Between us: the Falcon is a month late and its wing broke in both tests",
		    "2027-03-12", NULL, 1 },
		{ "The Falcon is late", "2027-03-12", NULL, 1 },
		{ CAMPAIGN " 4111 1111 1111 1111", "2027-03-12", "launch",
		    1 }, /* the card's rule */
		{ "Falken: " CAMPAIGN, "2027-03-12", "launch", 0 },
		{ "nothing", "2027-03-12", NULL, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct field field = { SPAN("text"), span_of(rows[i].text) };
		struct post post = {
			.activity = ACTIVITY_POST, .fields = &field, .field_count = 1
		};
		const struct who nobody = { 0 };
		struct occasion occasion = { .post = &post, .who = &nobody };
		struct lab lab;
		lab_open(&lab);
		lab_write(&lab, "falcon.txt", CAMPAIGN);
		lab_write(&lab, "p.yaml",
		    "approved: [ { id: launch, texts: ['*.txt'], from: 2027-03-12, to: 2027-03-31, "
		    "close: 85% } ]\n"
		    "rules:\n"
		    "  - { id: words, action: block, match: { words: [falcon] } }\n"
		    "  - { id: card, action: block, match: { kind: card } }\n");
		lab_load_path(&lab, lab.path);
		assert_non_null(lab.policy);
		assert_true(zone_moment("UTC", rows[i].moment, false, &occasion.now));
		judge_post(lab.judge, &occasion, lab.arena, &lab.verdict);
		if (lab.verdict.match_count != rows[i].matches)
			print_error("%s\n", rows[i].text);
		assert_int_equal(lab.verdict.match_count, rows[i].matches);
		if (rows[i].approved == NULL)
			assert_null(lab.verdict.approved);
		else
			assert_string_equal(lab.verdict.approved, rows[i].approved);
		lab_close(&lab);
	}
}

/* What is on trial is found and said last, and changes nothing. */
static void test_shadow(void **state)
{
	struct lab lab;

	(void)state;
	lab_load_fine(&lab,
	    "rules:\n"
	    "  - { id: trial, action: block, shadow: true, match: { words: [a] } }\n"
	    "  - { id: real, action: log, match: { words: [b] } }\n");
	assert_int_equal(lab_judge_text(&lab, "a"), ACTION_ALLOW);
	assert_int_equal(lab.verdict.match_count, 1);
	assert_true(lab.verdict.matches[0].rule->is_shadow);
	assert_int_equal(lab_judge_text(&lab, "a b"), ACTION_LOG);
	assert_int_equal(lab.verdict.match_count, 2);
	assert_string_equal(lab.verdict.matches[0].rule->id, "real");
	assert_string_equal(lab.verdict.matches[1].rule->id, "trial");
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_accounts),
		cmocka_unit_test(test_examples_of_accounts),
		cmocka_unit_test(test_approved),
		cmocka_unit_test(test_shadow),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
