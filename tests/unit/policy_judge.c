// layers: proxy-base proxy-http rules
#include "policy_help.h"

/* Words, views and spans; who and where; what exempts and what does not. */

#define MATCH LAB_MATCH

/* spans: those of the match in code points; NULL: it does not match. */
static const struct lab_case cases[] = {
	/* words */
	{ "{ words: [falcon] }", "A FALCON, falcon and Falcon's", "2-8, 10-16, 21-27" },
	{ "{ words: [falcon] }", "falcons or pefalcon", NULL },
	{ "{ words: [falcon] }", "_falcon_ *falcon* #falcon @falcon (falcon)",
	    "1-7, 10-16, 19-25, 27-33, 35-41" },
	{ "{ words: [falcon*] }", "falcons, Falconry; pefalcons", "0-7, 9-17" },
	{ "{ words: [\"Kündigung*\"] }", "die KÜNDIGUNGEN, Kündigungsschutz", "4-15, 17-33" },
	{ "{ words: [Project Falcon] }", "project   falcon, PROJECT\n\tFALCON; projectfalcon",
	    "0-16, 18-33, 35-48" },
	{ "{ words: [Project Falcon] }",
	    "Project\xc2\xa0"
	    "Falcon",
	    "0-14" },
	{ "{ words: [C++] }", "I write C++ and C+++", "8-11, 16-19" },
	{ "{ words: [\"#falcon\"] }", "see #Falcon now", "4-11" },
	{ "{ words: [straße] }", "in der STRASSE", "7-14" },
	{ "{ words: [strasse] }", "in der Straße.", "7-13" },
	{ "{ words: [falcon] }",
	    "\xef\xbc\xa6\xef\xbc\xa1\xef\xbc\xac\xef\xbc\xa3\xef\xbc\xaf\xef\xbc\xae!",
	    "0-6" }, /* fullwidth */
	{ "{ words: [office] }",
	    "the o\xef\xac\x83"
	    "ce",
	    "4-8" }, /* ffi, one character */
	{ "{ words: [café] }", "Un cafe\xcc\x81, deux CAFÉ", "3-8, 15-19" },
	{ "{ words: [cafe] }", "Un cafe\xcc\x81", NULL },
	{ "{ words: [falcon] }",
	    "\xf0\x9f\x91\x8d\xf0\x9f\x8f\xbd \xf0\x9f\xa6\x85 falcon \xf0\x9f\xa6\x85", "5-11" },
	{ "{ words: [発売] }", "新製品を発売します", "4-6" },
	{ "{ words: [Falcon] }", "来月Falconを発売", "2-8" },
	{ "{ words: [팔콘] }", "팔콘은 다음 달", "0-2" },
	{ "{ words: [сокол] }", "Сокол и СОКОЛ, соколы", "0-5, 8-13" },
	{ "{ words: [ΟΔΟΣ] }", "η οδός? η οδος", "10-14" },
	{ "{ words: [Falcon], case: exact }", "falcon FALCON Falcon", "14-20" },
	{ "{ words: [IT], case: exact }", "it is IT", "6-8" },
	{ "{ words: [Blue Heron, Heron] }", "a blue heron", "2-12" },
	{ "{ words: [a] }", "a", "0-1" },
	{ "{ words: [x] }", "", NULL },
	/* expressions */
	{ "{ regex: 'fal.on' }", "FALCON fal\xe2\x82\xacon", "0-6, 7-13" },
	{ "{ regex: 'FAL\\d' , case: exact }", "fal1 FAL2", "5-9" },
	{ "{ regex: ['a\\d', 'b\\d'] }", "b2 a1", "0-2, 3-5" },
	{ "{ regex: '^falcon$' }", "falcon", "0-6" },
	{ "{ regex: '^falcon$' }", "a falcon", NULL },
	{ "{ regex: '\\bÜBER\\b' }", "über", "0-4" },
	{ "{ regex: 'x*' }", "abc", NULL },
	{ "{ regex: '(?<=\\bnr )\\d+' }", "Nr 12", "3-5" },
	{ "{ regex: '(\\w)\\1\\1' }", "aaa bcb", "0-3" },
	{ "{ regex: 'a(?R)?b' }", "aabb", "0-4" },
	{ "{ regex: 'falcon 9' }",
	    "\xef\xbc\xa6"
	    "alcon \xef\xbc\x99",
	    "0-8" },
	{ "{ regex: 'Falcon 9', case: exact }",
	    "\xef\xbc\xa6"
	    "alcon \xef\xbc\x99",
	    "0-8" },
	{ "{ regex: 'falcon 9', case: exact }",
	    "\xef\xbc\xa6"
	    "alcon \xef\xbc\x99",
	    NULL },
	{ "{ regex: 'secret' }",
	    "\xc5\xbf"
	    "ecret \xe2\x84\xaa",
	    "0-6" }, /* long s */
	{ "{ regex: 'a.b' }",
	    "a\xc2\xbd"
	    "b",
	    "0-3" },
	/* any, all, none, unless */
	{ "{ any: [ { words: [a] }, { words: [b] } ] }", "b", "0-1" },
	{ "{ all: [ { words: [a] }, { words: [b] } ] }", "b a", "0-1, 2-3" },
	{ "{ all: [ { words: [a] }, { words: [b] } ] }", "b", NULL },
	{ "{ words: [a], regex: 'b+' }", "a bb", "0-1, 2-4" },
	{ "{ words: [a], regex: 'b+' }", "a", NULL },
	{ "{ words: [a], none: { words: [b] } }", "a", "0-1" },
	{ "{ words: [a], none: { words: [b] } }", "a b", NULL },
	{ "{ words: [a], unless: { words: [b, c] } }", "c a", NULL },
	{ "{ words: [a], none: [ { words: [b] }, { words: [c] } ] }", "a c", NULL },
	{ "{ words: [a], none: { all: [ { words: [b] }, { words: [c] } ] } }", "a c", "0-1" },
	{ "{ none: { words: [b] } }", "a", "" },
	{ "{ none: { words: [b] } }", "b", NULL },
	{ "{ any: [ { all: [ { words: [a] }, { none: { words: [b] } } ] }, { words: [c] } ] }",
	    "a b c", "4-5" },
	/* counts */
	{ "{ count: { of: { words: [a, b] }, at-least: 2 } }", "a a a", NULL },
	{ "{ count: { of: { words: [a, b] }, at-least: 2 } }", "a b a", "0-1, 2-3, 4-5" },
	{ "{ count: { of: { kind: email }, at-least: 2 } }", "a@x.example A@X.EXAMPLE", NULL },
	/* links */
	{ "{ words: [a], link: b.example }", "a https://www.b.example/c", "0-1, 2-25" },
	{ "{ words: [a], link: b.example }", "a https://xb.example/c", NULL },
	{ "{ words: [a], link: b.example }", "a https://b.example@evil.example/", NULL },
	{ "{ words: [a], link: b.example }", "a https://b.example.evil.example/", NULL },
	{ "{ words: [a], link: b.example }", "a https://B.Example:443?x", "0-1, 2-25" },
};

static void test_cases(void **state)
{
	(void)state;
	lab_run_cases(cases, sizeof cases / sizeof *cases);
}

/* A byte span always cuts the original between characters. */
static void test_byte_spans(void **state)
{
	static const char text[] = "\xf0\x9f\xa6\x85 o\xef\xac\x83"
	                           "ce \xef\xbc\xa6"
	                           "alcon";
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, MATCH("{ words: [office falcon] }"));
	assert_int_equal(lab_judge_text(&lab, text), ACTION_LOG);
	const struct match_span *span = &lab.verdict.matches[0].spans[0];
	assert_int_equal(span->byte_start, 5);
	assert_int_equal(span->byte_end, sizeof text - 1);
	assert_int_equal(span->start, 2);
	assert_int_equal(span->end, 13);
	lab_close(&lab);
}

/* Two fields: `all` takes from both, `none` and `unless` look at the same field. */
static void test_fields(void **state)
{
	static const struct {
		const char *match;
		const char *spans;
	} rows[] = {
		{ "{ words: [alpha, beta] }", "title 0-5, text 0-4" },
		{ "{ all: [ { words: [alpha] }, { words: [beta] } ] }", "title 0-5, text 0-4" },
		{ "{ words: [alpha, beta], none: { words: [gamma] } }", "title 0-5" },
		{ "{ words: [beta], none: { words: [gamma] } }", "" },
		{ "{ words: [beta], none: { words: [alpha] } }", "text 0-4" },
		{ "{ words: [alpha, beta] }\n    unless: { words: [gamma] }", "title 0-5" },
		{ "{ words: [beta] }\n    unless: { words: [gamma] }", "" },
		{ "{ regex: 'alpha\\s+beta' }", "title 0-5, text 0-4" },
		{ "{ regex: 'alphabeta' }", "title 0-5, text 0-4" },
		{ "{ regex: 'alpha\\s+beta' }\n    views: plain", "" },
	};
	struct field fields[] = {
		{ SPAN("title"), SPAN("Alpha") },
		{ SPAN("text"), SPAN("beta gamma") },
	};
	struct post post = { .activity = ACTIVITY_POST, .fields = fields, .field_count = 2 };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char yaml[512];
		struct lab lab;
		snprintf(yaml, sizeof yaml, MATCH("%s"), rows[i].match);
		lab_load_fine(&lab, yaml);
		lab_judge(&lab, &post, NULL);
		assert_string_equal(lab_spans(&lab, &post), rows[i].spans);
		lab_close(&lab);
	}
}

/* Unknown never exempts. groups: NULL is unknown, "" is none. */
static const struct {
	const char *rule;
	enum activity activity;
	enum audience audience;
	const char *site;
	const char *user;
	const char *group;
	const char *assumed; /* NULL: it does not match; "": nothing was assumed */
} conditions[] = {
	/* activities */
	{ "", ACTIVITY_POST, 0, "x", "u", "g", "" },
	{ "", ACTIVITY_PROFILE, 0, "x", "u", "g", "" },
	{ "", ACTIVITY_MESSAGE, 0, "x", "u", "g", NULL },
	{ "", ACTIVITY_DRAFT, 0, "x", "u", "g", "" },
	{ "", ACTIVITY_ACCOUNT, 0, "x", "u", "g", NULL },
	{ "", ACTIVITY_UNKNOWN, 0, "x", "u", "g", "activity" },
	{ "where: { activity: message }", ACTIVITY_MESSAGE, 0, "x", "u", "g", "" },
	{ "where: { activity: [message, draft] }", ACTIVITY_POST, 0, "x", "u", "g", NULL },
	{ "where: { activity: message }", ACTIVITY_UNKNOWN, 0, "x", "u", "g", "activity" },
	{ "where: { not: { activity: reply } }", ACTIVITY_REPLY, 0, "x", "u", "g", NULL },
	{ "where: { not: { activity: reply } }", ACTIVITY_UNKNOWN, 0, "x", "u", "g", "activity" },
	/* audience */
	{ "where: { audience: public }", ACTIVITY_POST, AUDIENCE_PUBLIC, "x", "u", "g", "" },
	{ "where: { audience: public }", ACTIVITY_POST, AUDIENCE_LIMITED, "x", "u", "g", NULL },
	{ "where: { audience: public }", ACTIVITY_POST, 0, "x", "u", "g", "audience" },
	{ "where: { not: { audience: private } }", ACTIVITY_POST, 0, "x", "u", "g", "audience" },
	/* site */
	{ "where: { site: x }", ACTIVITY_POST, 0, "x", "u", "g", "" },
	{ "where: { site: [y, z] }", ACTIVITY_POST, 0, "x", "u", "g", NULL },
	{ "where: { site: y }", ACTIVITY_POST, 0, "", "u", "g", "site" },
	{ "where: { not: { site: x } }", ACTIVITY_POST, 0, "x", "u", "g", NULL },
	{ "where: { not: { site: x } }", ACTIVITY_POST, 0, "", "u", "g", "site" },
	{ "where: { class: blogs }", ACTIVITY_POST, 0, "x", "u", "g", "class" },
	{ "where: { host: a.example }", ACTIVITY_POST, 0, "x", "u", "g", "host" },
	/* who */
	{ "who: { users: [U] }", ACTIVITY_POST, 0, "x", "u", "g", "" },
	{ "who: { users: [v] }", ACTIVITY_POST, 0, "x", "u", "g", NULL },
	{ "who: { users: [v] }", ACTIVITY_POST, 0, "x", "", "g", "user" },
	{ "who: { groups: [G, h] }", ACTIVITY_POST, 0, "x", "u", "g", "" },
	{ "who: { groups: [h] }", ACTIVITY_POST, 0, "x", "u", "", NULL },
	{ "who: { groups: [h] }", ACTIVITY_POST, 0, "x", "u", NULL, "groups" },
	{ "who: { users: [u], groups: [h] }", ACTIVITY_POST, 0, "x", "u", NULL, "" },
	{ "who: { users: [v], groups: [h] }", ACTIVITY_POST, 0, "x", "u", NULL, "groups" },
	{ "who: { not: { groups: [g] } }", ACTIVITY_POST, 0, "x", "u", "g", NULL },
	{ "who: { not: { groups: [g] } }", ACTIVITY_POST, 0, "x", "u", "h", "" },
	{ "who: { not: { groups: [g] } }", ACTIVITY_POST, 0, "x", "u", NULL, "groups" },
	{ "who: { not: { users: [u], groups: [g] } }", ACTIVITY_POST, 0, "x", "u", NULL, NULL },
	{ "who: { users: [u], not: { groups: [g] } }", ACTIVITY_POST, 0, "x", "", NULL,
	    "user, groups" },
	/* inside unless what is unknown is not met */
	{ "unless: { who: { groups: [g] } }", ACTIVITY_POST, 0, "x", "u", "g", NULL },
	{ "unless: { who: { groups: [g] } }", ACTIVITY_POST, 0, "x", "u", NULL, "" },
	{ "unless: { who: { not: { groups: [g] } } }", ACTIVITY_POST, 0, "x", "u", "h", NULL },
	{ "unless: { who: { not: { groups: [g] } } }", ACTIVITY_POST, 0, "x", "u", NULL, "" },
	{ "unless: { where: { audience: private } }", ACTIVITY_POST, AUDIENCE_PRIVATE, "x", "u",
	    "g", NULL },
	{ "unless: { where: { audience: private } }", ACTIVITY_POST, 0, "x", "u", "g", "" },
	{ "unless: { none: { where: { audience: private } } }", ACTIVITY_POST, 0, "x", "u", "g",
	    "audience" },
	{ "unless: { none: { where: { audience: private } } }", ACTIVITY_POST, AUDIENCE_PUBLIC, "x",
	    "u", "g", NULL },
};

static void check_condition(size_t i, int *failures)
{
	char yaml[512];
	struct lab lab;
	struct field field = { SPAN("text"), SPAN("falcon") };
	struct span group = span_of(conditions[i].group);
	struct post post = {
		.site = span_of(conditions[i].site),
		.activity = conditions[i].activity,
		.audience = conditions[i].audience,
		.fields = &field,
		.field_count = 1,
	};
	struct who who = {
		.user = span_of(conditions[i].user),
		.groups = &group,
		.group_count = group.len > 0,
		.has_groups = conditions[i].group != NULL,
	};

	snprintf(yaml, sizeof yaml, MATCH("{ words: [falcon] }") "    %s\n", conditions[i].rule);
	lab_load_fine(&lab, yaml);
	lab_judge(&lab, &post, &who);
	const char *assumed = NULL;
	if (lab.verdict.match_count > 0)
		assumed =
		    lab.verdict.matches[0].assumed != NULL ? lab.verdict.matches[0].assumed : "";
	if ((assumed == NULL) != (conditions[i].assumed == NULL) ||
	    (assumed != NULL && strcmp(assumed, conditions[i].assumed) != 0)) {
		print_error("row %zu, \"%s\": expected %s, got %s\n", i, conditions[i].rule,
		    conditions[i].assumed != NULL ? conditions[i].assumed : "no match",
		    assumed != NULL ? assumed : "no match");
		++*failures;
	}
	lab_close(&lab);
}

static void test_conditions(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
		check_condition(i, &failures);
	assert_int_equal(failures, 0);
}

static void test_links_of_the_post(void **state)
{
	static const struct {
		const char *text;
		const char *link;
		bool exempts;
	} rows[] = {
		{ "falcon", "https://newsroom.example.com/a", true },
		{ "falcon https://newsroom.example.com/a", NULL, true },
		{ "falcon https://newsroom.example.com/a", "https://evil.example/", false },
		{ "falcon https://evil.example", "https://newsroom.example.com/a", false },
		{ "falcon www.evil.example", "https://newsroom.example.com/a", false },
		{ "falcon", "newsroom.example.com", true },
		{ "falcon", "https://newsroom.example.com.evil.example", false },
		{ "falcon", NULL, false },
	};
	struct lab lab;

	(void)state;
	lab_load_fine(&lab,
	    MATCH(
	        "{ words: [falcon] }") "    unless: { link: newsroom.example.com, only: true }\n");
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct field field = { SPAN("text"), span_of(rows[i].text) };
		struct span link = span_of(rows[i].link);
		struct post post = {
			.activity = ACTIVITY_POST,
			.fields = &field,
			.field_count = 1,
			.links = &link,
			.link_count = rows[i].link != NULL,
		};
		lab_judge(&lab, &post, NULL);
		assert_int_equal(lab.verdict.match_count, rows[i].exempts ? 0 : 1);
	}
	lab_close(&lab);
}

static void test_strongest_first(void **state)
{
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, "rules:\n"
	                    "  - { id: a, action: log, match: { words: x } }\n"
	                    "  - { id: b, action: block, clause: C, match: { words: x } }\n"
	                    "  - { id: c, action: allow, match: { words: x } }\n"
	                    "  - { id: d, action: block, clause: C, match: { words: x } }\n"
	                    "  - { id: e, action: block, clause: C, match: { words: y } }\n");
	assert_int_equal(lab_judge_text(&lab, "x"), ACTION_BLOCK);
	assert_int_equal(lab.verdict.match_count, 4);
	static const char *const order[] = { "b", "d", "a", "c" };
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(lab.verdict.matches[i].rule->id, order[i]);
	lab_close(&lab);
}

static void test_stage(void **state)
{
	(void)state;
	assert_int_equal(stage_apply(STAGE_OBSERVE, ACTION_BLOCK), ACTION_LOG);
	assert_int_equal(stage_apply(STAGE_OBSERVE, ACTION_ALLOW), ACTION_ALLOW);
	assert_int_equal(stage_apply(STAGE_GUIDE, ACTION_HOLD), ACTION_COACH);
	assert_int_equal(stage_apply(STAGE_GUIDE, ACTION_LOG), ACTION_LOG);
	assert_int_equal(stage_apply(STAGE_ENFORCE, ACTION_BLOCK), ACTION_BLOCK);
}

/* An expression that would take for ever ends, and the verdict says so. */
static void test_limit(void **state)
{
	struct lab lab;
	char text[2048];

	(void)state;
	lab_load_fine(&lab, "rules:\n"
	                    "  - { id: slow, action: log, match: { regex: '(a+a+)+(?=b)' } }\n"
	                    "  - { id: fine, action: log, match: { words: [zebra] } }\n");
	memset(text, 'a', sizeof text);
	memcpy(text + sizeof text - 10, "c b zebra", 10);
	assert_int_equal(lab_judge_text(&lab, text), ACTION_LOG);
	assert_int_equal(lab.verdict.judged, JUDGED_LIMIT);
	assert_string_equal(lab.verdict.limit_rule, "slow");
	assert_int_equal(lab.verdict.match_count, 1);
	assert_int_equal(lab_judge_text(&lab, "zebra"), ACTION_LOG);
	assert_int_equal(lab.verdict.judged, JUDGED_WHOLE);
	assert_null(lab.verdict.limit_rule);
	lab_close(&lab);
}

/* More places than a verdict holds hide no other rule and no other part of the same one. */
static void test_many_spans(void **state)
{
	static char text[8192];
	struct lab lab;

	(void)state;
	lab_load_fine(&lab,
	    "rules:\n"
	    "  - id: both\n    action: log\n"
	    "    match: { all: [ { words: [a] }, { regex: 'zebra' }, { words: [b] } ] }\n"
	    "  - { id: other, action: log, match: { words: [zebra] } }\n");
	for (size_t i = 0; i < 4000; i += 2)
		memcpy(text + i, "a ", 3);
	strcat(text, "zebra b");
	assert_int_equal(lab_judge_text(&lab, text), ACTION_LOG);
	assert_int_equal(lab.verdict.match_count, 2);
	assert_int_equal(lab.verdict.judged, JUDGED_WHOLE);
	lab_close(&lab);
}

/* Long texts are matched in windows: what begins at the edge of one is found, and once. */
static void test_windows(void **state)
{
	static char text[40 * 1024];
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, MATCH("{ regex: 'z\\w+' }"));
	for (size_t at = 16 * 1024 - 3; at < 16 * 1024 + 4; at++) {
		char spans[32];
		memset(text, ' ', sizeof text);
		memcpy(text + at, "zebra", 5);
		text[sizeof text - 1] = '\0';
		assert_int_equal(lab_judge_text(&lab, text), ACTION_LOG);
		snprintf(spans, sizeof spans, "%zu-%zu", at, at + 5);
		assert_string_equal(lab_spans(&lab, NULL), spans);
	}
	lab_close(&lab);
}

static void test_full_arena(void **state)
{
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, MATCH("{ words: [a] }"));
	arena_free(lab.arena);
	lab.arena = arena_new(32);
	lab_judge_text(&lab, "a");
	assert_int_equal(lab.verdict.judged, JUDGED_LIMIT);
	lab_close(&lab);
}

/* What a snapshot keeps serves in the place of compiling. */
static void test_kept_sieve(void **state)
{
	static const char yaml[] = MATCH("{ any: [ { words: [falcon] }, { regex: 'her(o)n' } ] }");
	struct lab lab;
	struct err err;

	(void)state;
	lab_load_fine(&lab, yaml);
	int fd = source_seal(lab.source, &err);
	assert_true(fd >= 0);
	struct source *snapshot = source_new_snapshot(fd, &err);
	assert_non_null(snapshot);
	const char *path = lab.path;
	struct policy *policy = policy_load(snapshot, NULL, &path, 1, &lab.problems);
	assert_non_null(policy);
	judge_free(lab.judge);
	lab.judge = judge_new(policy);
	assert_int_equal(lab_judge_text(&lab, "a Heron"), ACTION_LOG);
	assert_int_equal(lab_judge_text(&lab, "a Falcon"), ACTION_LOG);
	assert_int_equal(lab_judge_text(&lab, "a duck"), ACTION_ALLOW);
	judge_free(lab.judge);
	policy_free(policy);
	source_free(snapshot);
	lab.judge = NULL;
	lab_close(&lab);
}

static void test_no_policy(void **state)
{
	struct problems problems;
	struct source *source = source_new_disk();
	struct lab lab = { 0 };

	(void)state;
	problems_init(&problems);
	lab.policy = policy_load(source, NULL, NULL, 0, &problems);
	lab.judge = judge_new(lab.policy);
	lab.arena = arena_new(0);
	assert_int_equal(lab_judge_text(&lab, "anything \xc3\x9c"), ACTION_ALLOW);
	assert_int_equal(lab_judge_bytes(&lab, NULL, 0), ACTION_ALLOW);
	judge_free(lab.judge);
	arena_free(lab.arena);
	policy_free(lab.policy);
	source_free(source);
	problems_release(&problems);
}

static void test_wording(void **state)
{
	static const char *languages[] = { "en", "de", "pt-BR" };
	static const char *texts[] = { "E", "D", "P" };
	static const struct wording wording = { 3, languages, texts };
	static const struct {
		const char *accept;
		const char *text;
	} rows[] = {
		{ "", "E" },
		{ "de", "D" },
		{ "de-AT,en;q=0.8", "D" },
		{ "fr, de;q=0.5, en;q=0.7", "E" },
		{ "fr", "E" },
		{ "PT", "P" },
		{ "en;q=0, de", "D" },
		{ "*;q=0.1", "E" },
		{ ";;;,,,", "E" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_string_equal(wording_pick(&wording, span_of(rows[i].accept)), rows[i].text);
	assert_null(wording_pick(&(struct wording){ 0 }, SPAN("en")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_byte_spans),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_conditions),
		cmocka_unit_test(test_links_of_the_post),
		cmocka_unit_test(test_strongest_first),
		cmocka_unit_test(test_stage),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_many_spans),
		cmocka_unit_test(test_windows),
		cmocka_unit_test(test_full_arena),
		cmocka_unit_test(test_kept_sieve),
		cmocka_unit_test(test_no_policy),
		cmocka_unit_test(test_wording),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
