// layers: proxy-base proxy-http rules
#define PCRE2_CODE_UNIT_WIDTH 8
#include "policy_help.h"

#include <pcre2.h>

#include "../../rules/expression.h"
#include "../../rules/pattern_size.h"
#include "../../rules/sieve.h"
#include "../../rules/sieve_probe.h"
#include "../../rules/weaken.h"

/* The sieve may fire for nothing, but where an expression matches it has fired. */

static const struct {
	const char *pattern;
	bool is_exact;
	const char *weakened; /* NULL: it cannot be weakened */
} weakenings[] = {
	{ "abc", true, "\\x61\\x62\\x63" },
	{ "k", false, "(?:\\x4b|\\x6b|\\xe2\\x84\\xaa)" },
	{ "k", true, "\\x6b" },
	{ "\xc3\xa9+", true, "(?:\\xc3\\xa9){1,}" },
	{ "\xc3\xa9", false, "(?:\\xc3\\x89|\\xc3\\xa9)" },
	{ "^a$", true, "\\x61" },
	{ "\\ba\\B\\A\\z", true, "\\x61" },
	{ "(?=x(y))a(?!b[)])", true, "\\x61" },
	{ "(?<=a)b", true, "\\x62" },
	{ "(?<name>a)(?'n'b)(?P<m>c)", true, "(?:\\x61)(?:\\x62)(?:\\x63)" },
	{ "(a)\\1", true, "(?:\\x61).*" },
	{ "(a)\\g{1}b\\k<n>", true, "(?:\\x61).*\\x62.*" },
	{ "a++b*?", true, "\\x61{1,}\\x62{0,}" },
	{ "a{2,3}b{,3}", true, "\\x61{2,3}\\x62\\x7b\\x2c\\x33\\x7d" },
	{ "[0-9]", true, "[\\x30-\\x39]" },
	{ "\\d", true, "[\\x30-\\x39\\x80-\\xff]{1,4}" },
	{ "[^\\x00-\\x7e]", true, "[\\x7f-\\x7f\\x80-\\xff]{1,4}" },
	{ "[a]", false, "[\\x41-\\x41\\x61-\\x61]" },
	{ "[k]", false, "[\\x4b-\\x4b\\x6b-\\x6b\\x80-\\xff]{1,4}" },
	{ "[]a]", true, "[\\x5d-\\x5d\\x61-\\x61]" },
	{ "[[:digit:]-]", true, "[\\x2d-\\x2d\\x30-\\x39\\x80-\\xff]{1,4}" },
	{ "\\Qa.b\\E", true, "\\x61\\x2e\\x62" },
	{ "\\x41\\x{e9}\\n", true, "\\x41(?:\\xc3\\xa9)\\x0a" },
	{ "(?i)a", true, "\\x61" },
	{ "(?#hidden)a", true, "\\x61" },
	{ "(?x) a b", true, NULL },
	{ "(?R)", true, NULL },
	{ "(?1)(a)", true, NULL },
	{ "(?(1)a|b)", true, NULL },
	{ "(*SKIP)a", true, NULL },
	{ "a(?C1)b", true, NULL },
	{ "\\g<1>(a)", true, NULL },
};

static void test_weaken(void **state)
{
	int failures = 0;
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	for (size_t i = 0; i < sizeof weakenings / sizeof *weakenings; i++) {
		bool is_weakened = weaken(weakenings[i].pattern, weakenings[i].is_exact, &out);
		struct span got = is_weakened ? buf_span(&out) : SPAN("nothing");
		const char *wanted =
		    weakenings[i].weakened != NULL ? weakenings[i].weakened : "nothing";
		if (!span_is(got, wanted)) {
			print_error("%s: expected %s, got %.*s\n", weakenings[i].pattern, wanted,
			    SPAN_PRINT(got));
			failures++;
		}
	}
	buf_release(&out);
	assert_int_equal(failures, 0);
}

/* Random expressions out of these parts on random texts out of those. A fixed seed: the same run
 * everywhere. */
static const char *const atoms[] = { "a", "b", "k", "s", "K", "S", "\xc3\xa9", "\xc3\x9f",
	"\xc5\xbf", "\xe2\x84\xaa", "\xef\xac\x83", "\xd0\x96", ".", "\\d", "\\w", "\\s", "\\W",
	"\\D", "\\S", "[ab]", "[^ab]", "[k-s]", "[^k-s]", "[\xc3\xa0-\xc3\xbf]", "[[:alpha:]]",
	"[[:^alpha:]x]", "[[:upper:]]", "\\p{L}", "\\P{L}", "\\pN", "\\x{e9}", "\\x6b", "\\h",
	"\\v", "\\R", "\\X", "\\N", "^", "$", "\\b", "\\B", "(?=a)", "(?!b)", "(?<=k)", "(?<!s)",
	"(a)\\1", "\\Qk.s\\E", "(?:ab|k)", "(a|)", "(?>ab?)", "(?i:k)", "\\.", "-", "1", "\\t",
	"[\\w.-]", "[^\\s]", "[\\d-x]", "(?|a|b)", "(?i)", "(?-i)", "(?-i:[^kb])", "{", "}" };
static const char *const repeats[] = { "", "", "", "", "?", "*", "+", "{2}", "{1,3}", "{2,}", "+?",
	"*+" };
static const char *const letters[] = { "a", "b", "k", "s", "K", "S", "A", "\xc3\xa9", "\xc3\x89",
	"\xc3\x9f", "\xe1\xba\x9e", "\xc5\xbf", "\xe2\x84\xaa", "\xef\xac\x83", "\xd0\xb6",
	"\xd0\x96", " ", "\n", "\t", "1", "\xd9\xa1", ".", "-", "x", "e\xcc\x81",
	"\xf0\x9f\x91\x8d", "\xc2\xa0", "\xe2\x80\xa6", "k.s", "\r\n", "{" };

static uint64_t seed = 1;

static size_t any_of(size_t count)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % count;
}

#define COUNT(list) (sizeof list / sizeof *list)

static void make_pattern(char *pattern)
{
	size_t count = 1 + any_of(5);

	pattern[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		if (i > 0 && any_of(8) == 0)
			strcat(pattern, "|");
		strcat(pattern, atoms[any_of(COUNT(atoms))]);
		strcat(pattern, repeats[any_of(COUNT(repeats))]);
	}
}

static char *put_gap(char *to)
{
	size_t gap = any_of(3) == 0 ? any_of(150) : 0;

	memset(to, '#', gap);
	to[gap] = '\0';
	return to + gap;
}

/* Some with much that matches nothing around it: libraries skip that in strides. */
static void make_text(char *text)
{
	size_t count = any_of(12);
	char *end = put_gap(text);

	for (size_t i = 0; i < count; i++)
		strcat(end, letters[any_of(COUNT(letters))]);
	put_gap(text + strlen(text));
}

enum { PATTERNS = 60, ROUNDS = 5, TEXTS = 200 };

/* A weakened pattern over bytes, as PCRE2 reads it: what it means does not hang on the library. */
static pcre2_code *compile_weakened(const struct expression *expression,
    bool (*how)(const char *pattern, bool is_exact, struct buf *out))
{
	struct buf out;
	int code;
	PCRE2_SIZE offset;
	pcre2_code *compiled = NULL;

	buf_init(&out, 4096);
	if (how(expression->pattern, expression->is_exact, &out) && out.len > 0) {
		compiled = pcre2_compile((PCRE2_SPTR)out.data, out.len,
		    PCRE2_CASELESS | PCRE2_DOTALL, &code, &offset, NULL);
		assert_non_null(compiled);
		pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE);
	}
	buf_release(&out);
	return compiled;
}

static bool weakened_matches(const pcre2_code *compiled, struct span text)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);

	bool is_match = compiled == NULL || pcre2_match(compiled, (PCRE2_SPTR)text.data, text.len,
	                                        0, 0, data, NULL) != PCRE2_ERROR_NOMATCH;
	pcre2_match_data_free(data);
	return is_match;
}

struct weakened {
	pcre2_code *little;
	pcre2_code *much;
};

static size_t check_texts(struct sieve *sieve, const struct expression *expressions,
    const struct weakened *weakened, size_t count)
{
	struct sieve_scratch *scratch = sieve_scratch_new(sieve);
	struct matching *matching = matching_new();
	size_t failures = 0;
	size_t start;
	size_t end;

	for (int i = 0; i < TEXTS; i++) {
		char text[512];
		make_text(text);
		matching_begin(matching);
		sieve_clear(scratch);
		sieve_scan_expressions(sieve, scratch, span_of(text));
		for (size_t j = 0; j < count; j++) {
			if (expression_find(&expressions[j], matching, span_of(text), 0, &start,
			        &end) != EXPRESSION_YES)
				continue;
			if ((sieve_is_blind(sieve, expressions[j].sieve) ||
			        sieve_has_fired(scratch, expressions[j].sieve)) &&
			    weakened_matches(weakened[j].little, span_of(text)) &&
			    weakened_matches(weakened[j].much, span_of(text)))
				continue;
			print_error("%s (%s) matches \"%s\" and did not fire\n",
			    expressions[j].pattern, expressions[j].is_exact ? "exact" : "any case",
			    text);
			failures++;
		}
	}
	matching_free(matching);
	sieve_scratch_free(scratch);
	return failures;
}

static size_t check_round(size_t *blind)
{
	static char patterns[PATTERNS][256];
	struct expression expressions[PATTERNS];
	struct weakened weakened[PATTERNS];
	struct source *source = source_new_disk();
	struct sieve *sieve = sieve_new();
	struct err err;
	size_t count = 0;

	for (size_t i = 0; i < PATTERNS; i++) {
		make_pattern(patterns[count]);
		expressions[count] =
		    (struct expression){ .pattern = patterns[count], .is_exact = any_of(2) == 0 };
		if (!expression_compile(&expressions[count], &err))
			continue;
		expressions[count].sieve =
		    sieve_add_expression(sieve, patterns[count], expressions[count].is_exact);
		weakened[count].little = compile_weakened(&expressions[count], weaken);
		weakened[count].much = compile_weakened(&expressions[count], weaken_much);
		count++;
	}
	sieve_compile(sieve, &sieve_limits, source);
	for (size_t i = 0; i < count; i++)
		*blind += sieve_is_blind(sieve, expressions[i].sieve);
	size_t failures = check_texts(sieve, expressions, weakened, count);
	for (size_t i = 0; i < count; i++) {
		expression_release(&expressions[i]);
		pcre2_code_free(weakened[i].little);
		pcre2_code_free(weakened[i].much);
	}
	sieve_free(sieve);
	source_free(source);
	return failures;
}

static void test_matches_fire(void **state)
{
	size_t failures = 0;
	size_t blind = 0;

	(void)state;
	for (int i = 0; i < ROUNDS; i++)
		failures += check_round(&blind);
	assert_int_equal(failures, 0);
	/* And it is a sieve: what it leaves out is what may match nothing at all. */
	assert_true(blind < PATTERNS * ROUNDS / 2);
}

static const struct {
	const char *pattern;
	size_t weight;
	size_t required;
} sizes[] = {
	{ "abc", 3, 3 },
	{ "a?b+c*", 4, 1 },
	{ "a{3}b{2,5}", 8, 5 },
	{ "[0-9]{4}x", 5, 1 },
	{ "foo|ab", 5, 2 },
	{ "(?:foo|ab)z", 6, 3 },
	{ "(?:ab){3}", 6, 6 },
	{ "(?:(?:a{1,8}b){1,8}c){1,8}", 584, 3 },
	{ "(?:a|b|c)?d", 4, 1 },
	{ "x.{0,5}y", 22, 2 },
	{ "x.{0,30}y", 3, 2 },
	{ "(a)\\1", 2, 1 },
	{ "a{,3}", 5, 5 },
};

static void test_sizes(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	for (size_t i = 0; i < COUNT(sizes); i++) {
		assert_true(weaken(sizes[i].pattern, true, &out));
		struct pattern_size size = pattern_measure(buf_span(&out));
		if (size.weight != sizes[i].weight || size.required != sizes[i].required)
			print_error("%s\n", sizes[i].pattern);
		assert_int_equal(size.weight, sizes[i].weight);
		assert_int_equal(size.required, sizes[i].required);
	}
	buf_release(&out);
}

/* What takes longer than it may is found out, each by itself, and all together. */
static void test_limits(void **state)
{
	static const struct sieve_limits hurried = { 5, 200 };
	static char heavy[16 * 1024] = "(?:x";
	struct source *source = source_new_disk();
	struct sieve *sieve = sieve_new();

	(void)state;
	for (size_t i = 0; i < 120; i++)
		sprintf(heavy + strlen(heavy), "|[a-y]{1,4}%zu[c-z]{2,4}%zu[ -~]{0,4}k", i * 7919,
		    i * 104729);
	strcat(heavy, ")(?:y|z)");
	if (!sieve_probe()) /* there is no sieve on this machine */
		skip();
	int light = sieve_add_expression(sieve, "abc", true);
	int first = sieve_add_expression(sieve, heavy, true);
	heavy[strlen(heavy) - 1] = '\0';
	strcat(heavy, "|q)");
	int second = sieve_add_expression(sieve, heavy, true);
	assert_true(sieve_compile(sieve, &hurried, source));
	assert_false(sieve_is_too_long(sieve, light));
	assert_true(sieve_is_too_long(sieve, first));
	assert_true(sieve_is_too_long(sieve, second));
	sieve_free(sieve);
	sieve = sieve_new();
	for (int i = 0; i < 5000; i++) {
		char pattern[32];
		snprintf(pattern, sizeof pattern, "w%dx[a-f]{1,9}y", i);
		sieve_add_expression(sieve, pattern, true);
	}
	assert_false(sieve_compile(sieve, &hurried, source));
	sieve_free(sieve);
	source_free(source);
}

static void test_literals(void **state)
{
	struct source *source = source_new_disk();
	struct sieve *sieve = sieve_new();
	char word[32];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		snprintf(word, sizeof word, "word%d", i);
		assert_int_equal(sieve_add_literal(sieve, span_of(word)), i);
	}
	assert_int_equal(sieve_add_literal(sieve, SPAN("word7")), 7);
	sieve_compile(sieve, &sieve_limits, source);
	struct sieve_scratch *scratch = sieve_scratch_new(sieve);
	const unsigned *numbers;
	sieve_scan_literals(sieve, scratch, SPAN("a word2999, a word5"));
	assert_true(sieve_has_fired(scratch, 2999));
	assert_true(sieve_has_fired(scratch, 5));
	assert_false(sieve_has_fired(scratch, 7));
	assert_int_equal(sieve_fired(scratch, &numbers), 5); /* and word2, word29, word299 */
	sieve_clear(scratch);
	assert_int_equal(sieve_fired(scratch, &numbers), 0);
	assert_false(sieve_has_fired(scratch, 5));
	sieve_scratch_free(scratch);
	sieve_free(sieve);
	source_free(source);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weaken),
		cmocka_unit_test(test_matches_fire),
		cmocka_unit_test(test_literals),
		cmocka_unit_test(test_sizes),
		cmocka_unit_test(test_limits),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
