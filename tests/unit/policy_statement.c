// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include "../../rules/text/sentence.h"

/* One voice: what is said about a topic, beside what is official and what others said. */

enum { NOW = 1800000000, DAY = 86400 };

#define TOPIC "topic: { near: { words: [Falcon], and: [ships, available], within: 10 } }"

static const char official_rule[] =
    "rules: [ { id: falcon-date, action: coach, clause: A, statement: "
    "{ " TOPIC ", value: date, official: [\"2027-03-12\"] } } ]\n";

static void judge(
    struct lab *lab, const char *text, const char *group, const struct context *context)
{
	struct field field = { SPAN("text"), span_of(text) };
	struct post post = { .activity = ACTIVITY_POST, .fields = &field, .field_count = 1 };
	struct span groups[] = { span_of(group) };
	struct who who = { .groups = groups, .group_count = 1, .has_groups = group != NULL };
	const struct who nobody = { 0 };

	arena_clear(lab->arena);
	judge_post(lab->judge,
	    &(struct occasion){ .post = &post,
	        .who = group != NULL ? &who : &nobody,
	        .now = NOW,
	        .context = context },
	    lab->arena, &lab->verdict);
}

static void test_official(void **state)
{
	static const struct {
		const char *text;
		const char *spans; /* of what differs; NULL: nothing does */
	} rows[] = {
		{ "Falcon ships on 12 March 2027.", NULL },
		{ "Falcon ships March 12th!", NULL },
		{ "Falcon ships on 2027-03-20.", "16-26" },
		{ "Der Falcon ships am 12. M\xc3\xa4rz 2027", NULL },
		{ "Der Falcon ships am 20. M\xc3\xa4rz 2027", "20-33" },
		{ "Falcon ships soon.", NULL },
		{ "A heron ships on 2027-03-20.", NULL },
		/* the sentence first; only where it says nothing, a few words around */
		{ "Falcon ships on 12 March 2027. Meet us on 2027-05-03!", NULL },
		{ "Falcon ships. On 2027-03-20, at last.", "17-27" },
		{ "Falcon ships. One two three four five six seven eight nine ten eleven. "
		  "2027-03-20",
		    NULL },
		{ "Falcon ships on 12 March 2027, or on 2027-03-20.", "37-47" },
		{ "Falcon v2.1 ships 2027-03-20", "18-28" },
	};
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, official_rule);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		judge(&lab, rows[i].text, NULL, NULL);
		const char *spans = lab.verdict.match_count > 0 ? lab_spans(&lab, NULL) : NULL;
		if ((spans == NULL) != (rows[i].spans == NULL) ||
		    (spans != NULL && strcmp(spans, rows[i].spans) != 0))
			fail_msg("%s: %s", rows[i].text, spans != NULL ? spans : "no match");
		assert_int_equal(lab.verdict.says_count, 0);
	}
	judge(&lab, "Falcon ships on March 20", NULL, NULL);
	const struct conflict *conflict = lab.verdict.matches[0].conflict;
	assert_true(span_is(conflict->against, "2027-03-12"));
	assert_int_equal(conflict->when, 0);
	lab_close(&lab);
}

static void test_kinds_of_values(void **state)
{
	static const struct {
		const char *value;
		const char *fine;
		const char *other;
	} rows[] = {
		{ "money, official: [\"\xe2\x82\xac"
		  "1.5m\"]",
		    "Falcon: 1,500,000 euros", "Falcon: 1,600,000 euros" },
		{ "percentage, official: [12.5%]", "Falcon is 12,5 % faster",
		    "Falcon is 13% faster" },
		{ "version, official: [\"2.1\"]", "Falcon version 2.1 is out",
		    "Falcon version 2.2 is out" },
		{ "{ regex: 'codename (\\w+)' }, official: [Heron]", "Falcon, codename HERON",
		    "Falcon, codename Osprey" },
	};
	char yaml[512];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lab lab;
		snprintf(yaml, sizeof yaml,
		    "rules: [ { id: r, action: log, statement: { topic: { words: [Falcon] }, "
		    "value: "
		    "%s } } ]\n",
		    rows[i].value);
		lab_load_fine(&lab, yaml);
		judge(&lab, rows[i].fine, NULL, NULL);
		if (lab.verdict.match_count != 0)
			fail_msg("%s", rows[i].fine);
		judge(&lab, rows[i].other, NULL, NULL);
		if (lab.verdict.match_count != 1)
			fail_msg("%s", rows[i].other);
		lab_close(&lab);
	}
}

#define SAID(value, group, days)                                                                   \
	{                                                                                          \
		SPAN("date"), SPAN(value), SPAN(group), NOW - (days)*DAY, 0                        \
	}

static void test_groups(void **state)
{
	/* latest first, as audit gives it */
	static const struct {
		struct said said[4];
		size_t count;
		const char *text;
		const char *group;   /* NULL: unknown */
		const char *against; /* NULL: no conflict */
		const char *of;
	} rows[] = {
		{ { { { 0 }, { 0 }, { 0 }, 0, 0 } }, 0, "Falcon ships 2027-03-12", "sales", NULL,
		    NULL },
		{ { SAID("2027-03-12", "support", 1) }, 1, "Falcon ships March 12", "sales", NULL,
		    NULL },
		{ { SAID("2027-03-12", "support", 1) }, 1, "Falcon ships 2027-03-20", "sales",
		    "2027-03-12", "support" },
		/* a group may correct itself */
		{ { SAID("2027-03-12", "sales", 1) }, 1, "Falcon ships 2027-03-20", "Sales", NULL,
		    NULL },
		/* what it said last counts, not what it said before */
		{ { SAID("2027-03-20", "support", 1), SAID("2027-03-12", "support", 2) }, 2,
		    "Falcon ships 2027-03-20", "sales", NULL, NULL },
		{ { SAID("2027-03-20", "support", 1), SAID("2027-03-12", "support", 2) }, 2,
		    "Falcon ships 2027-03-12", "sales", "2027-03-20", "support" },
		/* several values at one time are one statement */
		{ { SAID("2027-03-20", "support", 1), SAID("2027-03-12", "support", 1) }, 2,
		    "Falcon ships 2027-03-12", "sales", NULL, NULL },
		/* who is not known may be of another group */
		{ { SAID("2027-03-12", "", 1) }, 1, "Falcon ships 2027-03-20", "sales",
		    "2027-03-12", "" },
		{ { SAID("2027-03-12", "sales", 1) }, 1, "Falcon ships 2027-03-20", NULL,
		    "2027-03-12", "sales" },
		{ { SAID("2027-03-12", "", 1) }, 1, "Falcon ships 2027-03-20", NULL, "2027-03-12",
		    "" },
		/* the window */
		{ { SAID("2027-03-12", "support", 31) }, 1, "Falcon ships 2027-03-20", "sales",
		    NULL, NULL },
		{ { SAID("2027-03-12", "support", 29) }, 1, "Falcon ships 2027-03-20", "sales",
		    "2027-03-12", "support" },
		/* another rule's */
		{ { { SPAN("price"), SPAN("2027-03-12"), SPAN("support"), NOW, 0 } }, 1,
		    "Falcon ships 2027-03-20", "sales", NULL, NULL },
		/* nothing that could be read */
		{ { SAID("garbage", "support", 1) }, 1, "Falcon ships 2027-03-20", "sales",
		    "garbage", "support" },
	};
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, "rules: [ { id: date, action: coach, clause: A, statement: { " TOPIC
	                    ", value: date, window: 30d } } ]\n");
	assert_int_equal(policy_needs_context(lab.policy), CONTEXT_SAID);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct context context = { .said = rows[i].said,
			.said_count = rows[i].count };
		judge(&lab, rows[i].text, rows[i].group, &context);
		if ((lab.verdict.match_count == 1) != (rows[i].against != NULL))
			fail_msg("row %zu: %zu", i, lab.verdict.match_count);
		assert_int_equal(lab.verdict.says_count, 1);
		assert_true(span_is(lab.verdict.says[0].rule, "date"));
		assert_int_equal(lab.verdict.says[0].when, NOW);
		assert_int_equal(lab.verdict.says[0].until, NOW + 30 * DAY);
		if (rows[i].against == NULL)
			continue;
		const struct conflict *conflict = lab.verdict.matches[0].conflict;
		assert_true(span_is(conflict->against, rows[i].against));
		assert_true(span_is(conflict->group, rows[i].of));
		assert_true(conflict->when != 0);
	}
	lab_close(&lab);
}

/* Of several groups that of the rule, or else of the speakers, is the one that speaks. */
static void test_whose_voice(void **state)
{
	static const struct {
		const char *more;
		const char *group;
	} rows[] = {
		{ "", "staff" },
		{ "who: { groups: [support, sales] }, ", "sales" },
	};
	struct span groups[] = { SPAN("staff"), SPAN("sales") };
	const struct who who = { .groups = groups, .group_count = 2, .has_groups = true };
	struct field field = { SPAN("text"), SPAN("Falcon ships March 12, March 12 and March 20") };
	const struct post post = { .activity = ACTIVITY_POST, .fields = &field, .field_count = 1 };
	char yaml[512];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lab lab;
		snprintf(yaml, sizeof yaml,
		    "rules: [ { id: date, action: log, %sstatement: { " TOPIC
		    ", value: date } } ]\n",
		    rows[i].more);
		lab_load_fine(&lab, yaml);
		lab_judge(&lab, &post, &who);
		assert_int_equal(lab.verdict.says_count, 2); /* once each */
		assert_true(span_is(lab.verdict.says[0].group, rows[i].group));
		assert_int_equal(lab.verdict.match_count, 0);
		lab_close(&lab);
	}
}

static void test_problems(void **state)
{
	static const struct {
		const char *rule;
		const char *says;
	} rows[] = {
		{ "statement: { value: date }", "a statement needs both" },
		{ "statement: { topic: { words: [a] } }", "a statement needs both" },
		{ "statement: { topic: { words: [a] }, value: dte }", "did you mean \"date\"" },
		{ "statement: { topic: { words: [a] }, value: date, official: [soon] }",
		    "\"soon\" cannot be read as a date" },
		{ "statement: { topic: { words: [a] }, value: { regex: 'a' } }",
		    "one group in brackets" },
		{ "statement: { topic: { words: [a] }, value: { regex: '(a)(b)' } }", "and has 2" },
		{ "statement: { topic: { words: [a] }, value: date, window: 3 weeks }",
		    "write it as 30d" },
		{ "statement: { topic: { words: [a] }, value: date, windows: 3d }",
		    "did you mean \"window\"" },
		{ "match: { words: [a] }, statement: { topic: { words: [a] }, value: date }",
		    "not both" },
	};
	static char lines[OUTPUT_MAX];
	char yaml[512];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct lab lab;
		snprintf(
		    yaml, sizeof yaml, "rules: [ { id: r, action: log, %s } ]\n", rows[i].rule);
		lab_load(&lab, yaml);
		lab_problems(&lab, lines);
		if (strstr(lines, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].rule, lines);
		assert_null(lab.policy);
		lab_close(&lab);
	}
}

/* Where nothing is official, examples show what makes a statement at all. */
static void test_examples(void **state)
{
	static char lines[OUTPUT_MAX];
	struct lab lab;

	(void)state;
	lab_load_fine(&lab,
	    "rules: [ { id: date, action: log, statement: { " TOPIC
	    ", value: date }, examples: { violates: [\"Falcon ships on March 12\"], "
	    "passes: [\"Falcon ships soon\"] } } ]\n");
	policy_run_examples(lab.policy, &lab.problems);
	lab_problems(&lab, lines);
	assert_string_equal(lines, "");
	lab_close(&lab);
}

static void test_around(void **state)
{
	static const struct {
		const char *text; /* the place stands between brackets */
		const char *sentence;
		const char *words; /* two on both sides */
	} rows[] = {
		{ "One. Two [x] three. Four", " Two x three.", "One. Two x three. Four" },
		{ "a b c [x] d e f", "a b c x d e f", " b c x d e " },
		{ "am 12. Mai [x] und", "am 12. Mai x und", " 12. Mai x und" },
		{ "in 2027. Die [x]", " Die x", " 2027. Die x" },
		{ "v2.1 [x]! y", "v2.1 x!", "v2.1 x! y" },
		{ "one\n[x]\ntwo", "x\n", "one\nx\ntwo" },
		{ "\xe4\xb8\x80\xe4\xba\x8c\xe3\x80\x82\xe4\xb8\x89[x]\xe5\x9b\x9b",
		    "\xe4\xb8\x89x\xe5\x9b\x9b",
		    "\xe4\xba\x8c\xe3\x80\x82\xe4\xb8\x89x\xe5\x9b\x9b" },
		{ "[x]", "x", "x" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[128];
		size_t start = strcspn(rows[i].text, "[");
		size_t end = start + 1;
		snprintf(text, sizeof text, "%.*sx%s", (int)start, rows[i].text,
		    rows[i].text + start + 3);
		size_t first = start;
		size_t last = end;
		sentence_around(span_of(text), &first, &last);
		if (!span_is(span_make(text + first, last - first), rows[i].sentence))
			fail_msg("%s: <%.*s>", text, (int)(last - first), text + first);
		first = start;
		last = end;
		words_around(span_of(text), 2, &first, &last);
		if (!span_is(span_make(text + first, last - first), rows[i].words))
			fail_msg("%s: words <%.*s>", text, (int)(last - first), text + first);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_official),
		cmocka_unit_test(test_kinds_of_values),
		cmocka_unit_test(test_groups),
		cmocka_unit_test(test_whose_voice),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_around),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
