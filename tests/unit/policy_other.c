// layers: proxy-base proxy-http rules
/* Fields that the site's file does not name (POST_OTHER): searched like all others, but no part of
 * what is said of the text as a whole. */
#include "policy_help.h"

#define HEAD "policy: P\nrules:\n  - id: r\n    action: block\n"

static const struct {
	const char *match; /* the rest of the policy */
	const char *text;  /* NULL: none */
	const char *other;
	enum action action;
} rows[] = {
	/* found wherever it stands */
	{ "    match: { words: [Falcon] }\n", "hi", "a Falcon", ACTION_BLOCK },
	{ "    match: { link: a.example }\n", "hi", "https://a.example/x", ACTION_BLOCK },
	/* the text is as long as its author wrote it */
	{ "    match: { length: { at-least: 10 } }\n", "hi", "a long identifier", ACTION_ALLOW },
	{ "    match: { length: { at-least: 10 } }\n", NULL, "a long identifier", ACTION_BLOCK },
	{ "    match: { length: { at-most: 10 } }\n", "hi", "a long identifier", ACTION_BLOCK },
	/* and in its language; an id is in none */
	{ "    match: { language: de }\n",
	    "This is a text that was written in English, and it is long enough to tell.", "en",
	    ACTION_ALLOW },
	/* a link that nobody sees exempts from nothing */
	{ "    match: { words: [Falcon] }\n    unless: { link: news.example, only: true }\n",
	    "Falcon https://news.example/1", "7", ACTION_ALLOW },
	{ "    match: { words: [Falcon] }\n    unless: { link: news.example, only: true }\n",
	    "Falcon", "https://news.example/1", ACTION_BLOCK },
	{ "    match: { words: [Falcon] }\n    unless: { link: news.example, only: true }\n",
	    "Falcon https://news.example/1", "at://did:plc:a/1", ACTION_ALLOW },
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct lab lab;
		char yaml[1024];
		struct field fields[2];
		struct post post = { .site = SPAN("x"),
			.class = SPAN("public-social"),
			.activity = ACTIVITY_POST,
			.audience = AUDIENCE_PUBLIC,
			.fields = fields };
		snprintf(yaml, sizeof yaml, HEAD "%s", rows[i].match);
		lab_load_fine(&lab, yaml);
		if (rows[i].text != NULL)
			fields[post.field_count++] =
			    (struct field){ SPAN("text"), span_of(rows[i].text) };
		fields[post.field_count++] =
		    (struct field){ SPAN(POST_OTHER), span_of(rows[i].other) };
		lab_judge(&lab, &post, NULL);
		if (lab.verdict.action != rows[i].action)
			fail_msg("row %zu: %s", i, action_names[lab.verdict.action]);
		lab_close(&lab);
	}
}

/* An id beside an approved text does not make it another; a word beside it was not approved. */
static void test_approved(void **state)
{
	static const struct {
		const char *other;
		enum action action;
	} tries[] = { { "public en 1890000000000000001", ACTION_ALLOW },
		{ "Falcon", ACTION_BLOCK } };
	struct lab lab;

	(void)state;
	lab_open(&lab);
	lab_write(&lab, "launch.txt", "The Falcon ships on Friday, and we are glad of it.");
	lab_write(&lab, "p.yaml",
	    "policy: P\napproved: [ { id: launch, texts: ['*.txt'] } ]\n"
	    "rules: [ { id: r, match: { words: [Falcon] }, action: block } ]\n");
	lab_load_path(&lab, lab.path);
	assert_non_null(lab.policy);
	for (size_t i = 0; i < 2; i++) {
		struct field fields[] = {
			{ SPAN("text"),
			    SPAN("The Falcon ships on Friday, and we are glad of it.") },
			{ SPAN(POST_OTHER), span_of(tries[i].other) }
		};
		struct post post = { .site = SPAN("x"),
			.activity = ACTIVITY_POST,
			.fields = fields,
			.field_count = 2 };
		static const struct who nobody;
		const struct occasion occasion = {
			.post = &post, .who = &nobody, .now = 1800000000
		};
		judge_post(lab.judge, &occasion, lab.arena, &lab.verdict);
		assert_int_equal(lab.verdict.action, tries[i].action);
	}
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_approved),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
