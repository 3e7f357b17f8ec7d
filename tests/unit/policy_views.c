// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include "../../rules/context.h"

/* What hides a word is undone, and what hides nothing matches nothing. The texts stand in
 * tests/data/views: "rule: text" where rule must find something. */

static const char yaml[] =
    "rules:\n"
    "  - id: words\n    action: log\n    match: { words: [Project Falcon] }\n"
    "  - id: regex\n    action: log\n    match: { regex: '\\bproject\\s+falcon\\b' }\n"
    "  - id: card\n    action: log\n    match: { kind: card }\n"
    "  - id: secret\n    action: log\n    match: { kind: secret }\n"
    "  - id: email\n    action: log\n    match: { kind: email }\n"
    "  - id: other\n    action: log\n"
    "    match: { words: [сокол, vertraulich, Kündigung, محمد, 発売, ファルコン, פלקון, फालकन] "
    "}\n";

/* Words that harmless texts come near. */
static const char tempting[] =
    "rules:\n"
    "  - id: words\n    action: log\n    match: { words: [resign, resigned, recover, recreation,\n"
    "      unionized, unionised, present, export, Mario, therapist, username, password, database,\n"
    "      filename, reliance, Project Falcon, asca, usa, jrrt, falc,\n"
    "      types, tits, boob, titties, drawers, coffee, seed, facade, sibb,\n"
    "      clit, crate, climb, cold, hall, halli, alice, adam, ateam,\n"
    "      scope, terror*, spic, ass, asset, assets, reward, diaper, neger,\n"
    "      smart, terra, barley, braked, sacral, causal, untied, thorough, "
    "framers,\n"
    "      prefect, solider, wining, planets, minster, forum, inform, input, output, maybe,\n"
    "      always, anyone, someone, assure, unite, under, alot, ahead, abroad, across, gotit,\n"
    "      'rose', resume, expose, druck*, forder*, publico, ano, vovo, pate, naiv*, cop,\n"
    "      pot, xop, cyk, kot, falcon, aladdin, this is fine, ojsv, penis, nosex, fiat,\n"
    "      flat, tttt, ssss, eeee, foursome, moms, acab, crime, felon, google.example] }\n"
    "  - id: kinds\n    action: log\n    match: { kind: [card, iban, secret, email, private-key] "
    "}\n"
    "  - id: regex\n    action: log\n"
    "    match: { regex: ['\\bfalcon\\b', '\\bFAL-\\d+', 'confidential', '\\bsecret\\s+plan\\b'] "
    "}\n";

enum { LINE_MAX_BYTES = 64 * 1024 };

static size_t put_code_point(unsigned long c, char *to)
{
	size_t len = 0;

	if (c < 0x80) {
		to[len++] = (char)c;
	} else if (c < 0x800) {
		to[len++] = (char)(0xc0 | c >> 6);
	} else if (c < 0x10000) {
		to[len++] = (char)(0xe0 | c >> 12);
		to[len++] = (char)(0x80 | (c >> 6 & 0x3f));
	} else {
		to[len++] = (char)(0xf0 | c >> 18);
		to[len++] = (char)(0x80 | (c >> 12 & 0x3f));
		to[len++] = (char)(0x80 | (c >> 6 & 0x3f));
	}
	if (c >= 0x80)
		to[len++] = (char)(0x80 | (c & 0x3f));
	return len;
}

/* "⟨200B⟩" is that code point, "⏎" the end of a line. */
static void undo_notation(const char *from, char *to)
{
	static const char open[] = "\xe2\x9f\xa8";
	static const char close[] = "\xe2\x9f\xa9";
	static const char line[] = "\xe2\x8f\x8e";

	while (*from != '\0' && *from != '\n') {
		if (strncmp(from, open, 3) == 0) {
			char *end;
			to += put_code_point(strtoul(from + 3, &end, 16), to);
			assert_int_equal(strncmp(end, close, 3), 0);
			from = end + 3;
		} else if (strncmp(from, line, 3) == 0) {
			*to++ = '\n';
			from += 3;
		} else {
			*to++ = *from++;
		}
	}
	*to = '\0';
}

static const struct match *find_match(const struct lab *lab, const char *id)
{
	for (size_t i = 0; i < lab->verdict.match_count; i++)
		if (id == NULL || strcmp(lab->verdict.matches[i].rule->id, id) == 0)
			return &lab->verdict.matches[i];
	return NULL;
}

/* Calls for every line that is no comment; returns how many there are. */
static size_t each_line(
    const char *path, struct lab *lab, void (*check)(struct lab *, char *line, int *failures))
{
	static char line[LINE_MAX_BYTES];
	FILE *file = fopen(path, "r");
	size_t count = 0;
	int failures = 0;

	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL) {
		if (line[0] == '#' || line[0] == '\n')
			continue;
		count++;
		check(lab, line, &failures);
	}
	fclose(file);
	assert_int_equal(failures, 0);
	return count;
}

static void check_hidden(struct lab *lab, char *line, int *failures)
{
	static char text[LINE_MAX_BYTES];
	char *colon = strchr(line, ':');

	assert_non_null(colon);
	*colon = '\0';
	undo_notation(colon + 2, text);
	lab_judge_text(lab, text);
	const struct match *match = find_match(lab, line);
	if (match != NULL && match->span_count > 0)
		return;
	print_error("%s: not found in \"%s\"\n", line, text);
	++*failures;
}

static void test_hidden(void **state)
{
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, yaml);
	assert_true(each_line("tests/data/views/hidden.txt", &lab, check_hidden) >= 120);
	lab_close(&lab);
}

static void check_benign(struct lab *lab, char *line, int *failures)
{
	static char text[LINE_MAX_BYTES];

	undo_notation(line, text);
	lab_judge_text(lab, text);
	const struct match *match = find_match(lab, NULL);
	if (match == NULL && lab->verdict.judged == JUDGED_WHOLE)
		return;
	print_error("%s (%s) found in \"%s\" at %s\n", match != NULL ? match->rule->id : "limit",
	    match != NULL && match->undone != NULL ? match->undone : "as written", text,
	    lab_spans(lab, NULL));
	++*failures;
}

static void test_benign(void **state)
{
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, tempting);
	assert_true(each_line("tests/data/views/benign.txt", &lab, check_benign) >= 150);
	lab_close(&lab);
}

/* Where it stood, in code points of the text as written, and what was undone. */
static const struct {
	const char *text;
	const char *spans;
	const char *undone; /* NULL: nothing */
} places[] = {
	{ "a Project Falcon b", "2-16", NULL },
	{ "a Pro\xe2\x80\x8bject Falcon b", "2-17", "hidden characters" },
	{ "a\xe2\x80\x8b Project Falcon\xe2\x80\x8b b", "3-17", NULL },
	{ "a Pr0ject F&#97;lcon b", "2-20", "escapes, figures for letters" },
	{ "a Project RmFsY29u b", "2-18", "a code" },
	{ "a tcejorP noclaF b", "2-16", "letters turned" },
	{ "a noclaF tcejorP b", "2-16", "letters turned" },
	{ "a P r o j e c t  F a l c o n b", "2-28", "spaced letters" },
	{ "a #ProjectFalcon b", "3-16", "spaced letters" },
	{ "a Projeeect Falcon b", "2-18", "misspelling" },
	{ "a Pr\xd0\xbeject F<b>al</b>con b", "2-23", "markup, look-alike letters" },
	{ "Project Falcon and Pr0ject Falcon", "0-14, 19-33", "figures for letters" },
};

static void test_places(void **state)
{
	struct lab lab;
	int failures = 0;

	(void)state;
	lab_load_fine(&lab, "rules:\n  - id: r\n    action: log\n"
	                    "    match: { words: [Project Falcon] }\n");
	for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
		bool holds = lab_judge_text(&lab, places[i].text) == ACTION_LOG;
		const char *undone = holds ? lab.verdict.matches[0].undone : NULL;
		const char *wanted = places[i].undone;
		const char *spans = lab_spans(&lab, NULL);
		if (!holds || strcmp(spans, places[i].spans) != 0 ||
		    (undone == NULL) != (wanted == NULL) ||
		    (undone != NULL && strcmp(undone, wanted) != 0)) {
			print_error("\"%s\": expected %s (%s), got %s (%s)\n", places[i].text,
			    places[i].spans, wanted != NULL ? wanted : "as written", spans,
			    undone != NULL ? undone : "as written");
			failures++;
		}
	}
	lab_close(&lab);
	assert_int_equal(failures, 0);
}

/* What undoes evasion widens no exemption, and a rule may do without it. */
static void test_plain(void **state)
{
	static const struct {
		const char *rule;
		const char *text;
		bool holds;
	} rows[] = {
		{ "match: { words: [falcon] }", "a f4lcon", true },
		{ "match: { words: [falcon] }\n    views: all", "a f4lcon", true },
		{ "match: { words: [falcon] }\n    views: plain", "a f4lcon", false },
		{ "match: { words: [falcon] }\n    views: plain", "a FALCON", true },
		{ "match: { words: [falcon] }\n    views: plain", "a \xef\xbd\x86\xef\xbd\x81lcon",
		    true },
		{ "match: { words: [falcon], none: { words: [heron] } }", "f4lcon h3ron", true },
		{ "match: { words: [falcon], none: { words: [heron] } }", "f4lcon heron", false },
		{ "match: { words: [falcon] }\n    unless: { words: [press release] }",
		    "falcon press r3lease", true },
		{ "match: { words: [falcon] }\n    unless: { words: [press release] }",
		    "falcon press release", false },
		{ "match: { words: [falcon] }\n    unless: { words: [press release] }",
		    "falcon pressrelease", true },
		{ "match: { words: [Falcon], case: exact }",
		    "a F\xe2\x80\x8b"
		    "alcon",
		    true },
		{ "match: { words: [Falcon], case: exact }",
		    "a f\xe2\x80\x8b"
		    "alcon",
		    false },
		{ "match: { words: [Falcon], case: exact }", "a F4lc0n", true },
		{ "match: { regex: 'FAL-\\d+', case: exact }",
		    "F\xe2\x80\x8b"
		    "AL-12",
		    true },
		{ "match: { regex: 'FAL-\\d+', case: exact }", "&#70;AL-12", true },
		{ "match: { regex: 'FAL-\\d+', case: exact }", "&#102;AL-12", false },
		/* plain words never match through what changed beside them */
		{ "match: { regex: '^falcon$' }",
		    "fal\xe2\x80\x8b"
		    "con",
		    true },
		{ "match: { regex: 'x (?=falcon)' }",
		    "x fal\xe2\x80\x8b"
		    "con",
		    false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char rule[512];
		struct lab lab;
		snprintf(rule, sizeof rule, "rules:\n  - id: r\n    action: log\n    %s\n",
		    rows[i].rule);
		lab_load_fine(&lab, rule);
		bool holds = lab_judge_text(&lab, rows[i].text) == ACTION_LOG;
		if (holds != rows[i].holds)
			print_error("row %zu: %s on \"%s\"\n", i, rows[i].rule, rows[i].text);
		assert_int_equal(holds, rows[i].holds);
		lab_close(&lab);
	}
}

/* Texts that follow each other: fields, parts of a thread, posts of the last minutes. Each is
 * parted by "|"; "||" ends what was posted before. */
static const struct {
	const char *texts;
	const char *spans; /* in the post itself; "": no match */
} threads[] = {
	{ "Project|Falcon", "0 0-7, 1 0-6" },
	{ "Project Fal|con ships", "0 0-11, 1 0-3" },
	{ "The Pro|ject|Falcon", "0 4-7, 1 0-4, 2 0-6" },
	{ "F|a|l|c|o|n", "" }, /* the phrase is longer */
	{ "P|r|o|j|e|c|t| F|a|l|c|o|n",
	    "0 0-1, 1 0-1, 2 0-1, 3 0-1, 4 0-1, 5 0-1, 6 0-1, 7 0-2, 8 0-1, 9 0-1, 10 0-1, "
	    "11 0-1, 12 0-1" },
	{ "Pr0j|ect Falc0n", "0 0-4, 1 0-10" },
	{ "Project|is not|Falcon", "" },
	{ "Project Falcon|x", "0 0-14" },
	{ "Project||Falcon", "0 0-6" },
	{ "Project Fal||con ships", "0 0-3" },
	{ "The Pro|ject||Falcon", "0 0-6" },
	{ "Project Falcon||x", "" }, /* it was judged when it was posted */
	{ "Project||x|Falcon", "" },
	{ "Pro||ject|Falcon", "0 0-4, 1 0-6" },
};

struct texts {
	struct span recent[8];
	size_t recent_count;
	struct field fields[16];
	size_t field_count;
};

static void cut_texts(const char *from, struct texts *texts)
{
	const char *behind = strstr(from, "||");
	struct span rest = behind != NULL ? span_make(from, (size_t)(behind - from)) : SPAN("");

	memset(texts, 0, sizeof *texts);
	while (behind != NULL && rest.data != NULL)
		texts->recent[texts->recent_count++] = span_cut(rest, '|', &rest);
	rest = span_of(behind != NULL ? behind + 2 : from);
	while (rest.data != NULL)
		texts->fields[texts->field_count++] =
		    (struct field){ SPAN("text"), span_cut(rest, '|', &rest) };
}

static void put_places(const struct verdict *verdict, char *to, size_t size)
{
	size_t len = 0;

	to[0] = '\0';
	for (size_t i = 0; verdict->match_count > 0 && i < verdict->matches[0].span_count; i++) {
		const struct match_span *span = &verdict->matches[0].spans[i];
		len += (size_t)snprintf(to + len, size - len, "%s%zu %zu-%zu", i > 0 ? ", " : "",
		    span->field, span->start, span->end);
	}
}

static void test_threads(void **state)
{
	struct lab lab;
	int failures = 0;

	(void)state;
	lab_load_fine(&lab, "rules:\n  - id: r\n    action: log\n"
	                    "    match: { words: [Project Falcon] }\n");
	for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
		struct texts texts;
		char places_found[512];
		const struct who nobody = { 0 };
		cut_texts(threads[i].texts, &texts);
		const struct context context = { .recent = texts.recent,
			.recent_count = texts.recent_count };
		const struct post post = { .activity = ACTIVITY_POST,
			.fields = texts.fields,
			.field_count = texts.field_count };
		const struct occasion occasion = {
			.post = &post, .who = &nobody, .context = &context
		};
		arena_clear(lab.arena);
		judge_post(lab.judge, &occasion, lab.arena, &lab.verdict);
		put_places(&lab.verdict, places_found, sizeof places_found);
		if (strcmp(places_found, threads[i].spans) != 0) {
			print_error("\"%s\": expected \"%s\", got \"%s\"\n", threads[i].texts,
			    threads[i].spans, places_found);
			failures++;
		}
	}
	lab_close(&lab);
	assert_int_equal(failures, 0);
}

/* A long text is joined at its ends, whatever lies between them. */
static void test_long_parts(void **state)
{
	static char text[64 * 1024];
	struct field fields[] = { { SPAN("text"), { text, sizeof text } },
		{ SPAN("text"), { text, sizeof text } } };
	const struct post post = { .activity = ACTIVITY_POST, .fields = fields, .field_count = 2 };
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, "rules:\n  - id: r\n    action: log\n"
	                    "    match: { words: [Project Falcon] }\n");
	memset(text, '.', sizeof text);
	memcpy(text, "Falcon", 6);
	memcpy(text + sizeof text - 7, "Project", 7);
	lab_judge(&lab, &post, NULL);
	assert_string_equal(lab_spans(&lab, &post), "text 65529-65536, text 0-6");
	memcpy(text + 30000, "Falcon", 6);
	memcpy(text + sizeof text - 7, ".......", 7);
	memcpy(text + 20000, "Project", 7);
	lab_judge(&lab, &post, NULL);
	assert_int_equal(lab.verdict.match_count, 0);
	lab_close(&lab);
}

/* What hides behind more than anybody would undo is not judged, and says so. */
static void test_depth(void **state)
{
	char text[256] = "";
	struct lab lab;

	(void)state;
	lab_load_fine(&lab, yaml);
	strcpy(text, "Project Falcon &amp;amp;amp;#97;");
	assert_int_equal(lab_judge_text(&lab, text), ACTION_LOG);
	assert_int_equal(lab.verdict.judged, JUDGED_WHOLE);
	strcpy(text, "&amp;amp;amp;amp;amp;amp;amp;amp;amp;amp;#97;");
	lab_judge_text(&lab, text);
	assert_int_equal(lab.verdict.judged, JUDGED_LIMIT);
	lab_close(&lab);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_benign),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_threads),
		cmocka_unit_test(test_long_parts),
		cmocka_unit_test(test_depth),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
