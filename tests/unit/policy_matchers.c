// layers: proxy-base proxy-http rules
#include "policy_help.h"

/* Matchers that look at more than one place: near, score, length, language, link, attachment. */

#define MATCH LAB_MATCH

#define NEAR  "{ near: { words: [falcon], and: [ships, available], within: 3 } }"
#define ORDER "{ near: { words: [falcon], and: [ships], within: 2, ordered: true } }"
#define KINDS "{ near: { kind: email, and: { regex: 'mail\\w*' }, within: 1 } }"
#define SCORE                                                                                      \
	"{ score: { words: { guaranteed: 5, risk free: 5 }, of: [ { regex: 'doubl\\w+', weight: "  \
	"3 }, { words: [never], weight: -5 } ], at-least: 10 } }"

/* spans: as in policy_judge.c; NULL: it does not match. */
static const struct lab_case cases[] = {
	{ NEAR, "Falcon soon ships", "0-6, 12-17" },
	{ NEAR, "it ships with our falcon", "3-8, 18-24" },
	{ NEAR, "Falcon a b c ships", "0-6, 13-18" },
	{ NEAR, "Falcon a b c d ships", NULL },
	{ NEAR, "falcon a b c d falcon ships", "15-21, 22-27" },
	{ NEAR, "falcon", NULL },
	{ NEAR, "ships and available", NULL },
	{ NEAR, "falcon: available!", "0-6, 8-17" },
	{ NEAR, "falcon 新製品発売 ships", NULL }, /* each letter a word */
	{ ORDER, "falcon soon ships", "0-6, 12-17" },
	{ ORDER, "ships soon falcon", NULL },
	{ "{ near: { words: [a], and: [a b], within: 5 } }", "a b",
	    NULL }, /* one place is no two */
	{ KINDS, "mailto a@b.example", "0-6, 7-18" },
	{ KINDS, "mail one two a@b.example", NULL },
	{ "{ near: { any: [ { words: [a] }, { regex: 'z+' } ], and: { kind: email }, within: 1 } }",
	    "zz a@b.example", "0-2, 3-14" },
	{ SCORE, "guaranteed and risk   free", "0-10, 15-26" },
	{ SCORE, "guaranteed guaranteed guaranteed", NULL },
	{ SCORE, "guaranteed, RISK FREE, never", NULL },
	{ SCORE, "guaranteed, RISK FREE, doubled twice, never", NULL },
	{ SCORE, "guaranteed, double", NULL },
	{ SCORE, "never", NULL },
	{ "{ length: { at-least: 5 } }", "abcde", "" },
	{ "{ length: { at-least: 5 } }", "äöüß", NULL },
	{ "{ length: { at-least: 2, at-most: 4 } }", "äöüß", "" },
	{ "{ length: { at-most: 4 } }", "äöüßa", NULL },
	{ "{ language: de }", "Wir sind heute nicht im Büro, und das ist gut so.", "" },
	{ "{ language: de }", "We are not in the office today, and that is fine.", NULL },
	{ "{ language: [fr, es] }", "Nous ne sommes pas au bureau et c'est très bien", "" },
	{ "{ language: [fr, es] }", "Hoy no hay nadie en la oficina, pero todo está bien", "" },
	{ "{ language: ja }", "今日は休みです", "" },
	{ "{ language: ja }", "我们今天不上班", NULL },
	{ "{ language: zh }", "我们今天不上班", "" },
	{ "{ language: ar }", "نحن لسنا في المكتب اليوم", "" },
	{ "{ language: ko }", "오늘은 쉬는 날입니다", "" },
	{ "{ language: uk }", "Ми сьогодні не в офісі, але все одно працюємо", "" },
	{ "{ language: ru }", "Мы сегодня не в офисе, но это не так уж и плохо", "" },
	{ "{ language: ja }", "ok", "" }, /* too little to tell: unknown, and that never exempts */
	{ "{ none: { language: ja }, words: [ok] }", "ok", "0-2" },
	{ "{ link: { shortener: true } }", "see https://bit.ly/3xYz now", "4-23" },
	{ "{ link: { shortener: true } }", "see https://notbit.ly/3xYz", NULL },
	{ "{ link: { host: example.com, path: /secret } }", "(https://www.example.com/secret/1?x)",
	    "1-35" },
	{ "{ link: { host: example.com, path: /secret } }", "https://example.com/?/secret", NULL },
	{ "{ link: { host: [a.example, b.example] } }", "http://b.example", "0-16" },
	{ "{ attachment: any }", "a", NULL },
	{ "{ sample: 100% }", "a", "" },
};

static void test_cases(void **state)
{
	(void)state;
	lab_run_cases(cases, sizeof cases / sizeof *cases);
}

/* More places than there is room for hide no second operand. */
static void test_near_many(void **state)
{
	static char text[4096];
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, MATCH(NEAR));
	for (size_t i = 0; i < 300; i++)
		strcat(text, "falcon ");
	assert_int_equal(lab_judge_text(&lab, text), ACTION_ALLOW);
	strcat(text, "ships");
	assert_int_equal(lab_judge_text(&lab, text), ACTION_LOG);
	lab_close(&lab);
}

static void test_near_fields(void **state)
{
	static const char *const policies[] = { MATCH(NEAR),
		MATCH("{ near: { words: [falcon], and: [ships], within: 3, across: true } }") };
	struct field fields[] = { { SPAN("title"), SPAN("the falcon") },
		{ SPAN("text"), SPAN("it ships") } };
	struct post post = { .activity = ACTIVITY_POST, .fields = fields, .field_count = 2 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct lab lab;
		lab_load_fine(&lab, policies[i]);
		lab_judge(&lab, &post, NULL);
		assert_int_equal(lab.verdict.match_count, i);
		if (i == 1)
			assert_string_equal(lab_spans(&lab, &post), "title 4-10, text 3-8");
		lab_close(&lab);
	}
}

static void test_attachments(void **state)
{
	static const struct {
		const char *match;
		bool matches;
	} rows[] = {
		{ "any", true },
		{ "{ name: '*.PDF' }", true },
		{ "{ name: ['*.docx', '*.xls?'] }", false },
		{ "{ kind: pdf }", true },
		{ "{ kind: video }", true }, /* the second one's kind is unknown */
		{ "{ kind: video, name: 'plan*' }", false },
		{ "{ larger-than: 1KiB }", true },
		{ "{ larger-than: 2KiB }", false },
		{ "{ at-least: 2 }", true },
		{ "{ at-least: 3 }", false },
		{ "{ unread: true, name: 'plan*' }", false },
		{ "{ unread: true }", true },
	};
	struct attachment attachments[] = {
		{ .name = SPAN("plan.pdf"), .kind = SPAN("pdf"), .size = 2048, .is_read = true },
		{ .name = SPAN("clip"), .size = 10 },
	};
	struct post post = {
		.activity = ACTIVITY_POST, .attachments = attachments, .attachment_count = 2
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char yaml[256];
		struct lab lab;
		struct field field = { SPAN("text"), SPAN("x") };
		post.fields = &field;
		post.field_count = 1;
		snprintf(yaml, sizeof yaml, MATCH("{ attachment: %s }"), rows[i].match);
		lab_load_fine(&lab, yaml);
		lab_judge(&lab, &post, NULL);
		if (lab.verdict.match_count != rows[i].matches)
			print_error("%s\n", rows[i].match);
		assert_int_equal(lab.verdict.match_count, rows[i].matches);
		lab_close(&lab);
	}
}

/* A share of many, and the same ones again. */
static void test_sample(void **state)
{
	size_t drawn[2] = { 0 };

	(void)state;
	for (size_t round = 0; round < 2; round++) {
		struct lab lab;
		lab_load_fine(&lab, MATCH("{ sample: 5% }"));
		for (size_t i = 0; i < 4000; i++) {
			char text[32];
			snprintf(text, sizeof text, "post %zu", i);
			drawn[round] += lab_judge_text(&lab, text) == ACTION_LOG ? i + 1 : 0;
		}
		lab_close(&lab);
	}
	assert_int_equal(drawn[0], drawn[1]);
	assert_in_range(drawn[0], 300 * 1000, 500 * 1000); /* 200 of them, 2,000 on average */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_near_many),
		cmocka_unit_test(test_near_fields),
		cmocka_unit_test(test_attachments),
		cmocka_unit_test(test_sample),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
