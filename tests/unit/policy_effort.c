// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include "../../rules/effort.h"
#include "../../rules/sample.h"
#include "../../rules/weaken.h"

/* What an expression costs at its worst, and whether anything matches it. */

enum { SLOW = 100 * EFFORT_TEXT };

static const struct {
	const char *pattern;
	bool is_slow;
	bool is_matched;
} cases[] = {
	{ "falcon", false, true },
	{ "\\bfoo\\b", false, true },
	{ "(?<!a)b", false, true },
	{ "^start", false, true },
	{ "end$", false, true },
	{ "(?m)^two\nlines$", false, true },
	{ "\\d{3}-\\w+", false, true },
	{ "\xc3\xa9t\xc3\xa9", false, true },
	{ "[\xc3\xa0-\xc3\xbf]{3}", false, true },
	{ "(a|b)\\1", false, true },
	{ "(?=x)x", false, true },
	{ "x{40}y", false, true },
	{ "(?R)?a", false, true },
	{ "(a+)+b", true, true },
	{ "(x+x+)+y", true, true },
	{ "(\\s*\\w+\\s*)*!", true, true },
	{ "(\\w+\\W+){0,90}zz", true, true },
	{ "foo$bar", false, false },
	{ "a^b", false, false },
	{ "a\\bb", false, false },
	{ "[^\\s\\S]", false, false },
	{ "(?!)x", false, false },
};

static void effort_is_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct effort effort;
		effort_measure(cases[i].pattern, false, &effort);
		if ((effort.worst >= SLOW) != cases[i].is_slow ||
		    effort.is_matched != cases[i].is_matched)
			print_error("%s: %zu steps, %s\n", cases[i].pattern, effort.worst,
			    effort.is_matched ? "matched" : "not matched");
		assert_int_equal(effort.worst >= SLOW, cases[i].is_slow);
		assert_int_equal(effort.is_matched, cases[i].is_matched);
	}
}

/* Of the same pattern and seed the same sample; of another one, another. */
static void samples_are_what_the_pattern_says(void **state)
{
	struct buf weakened;
	struct buf sample;
	struct buf again;
	bool differs = false;

	(void)state;
	buf_init(&weakened, 4096);
	buf_init(&sample, 64);
	buf_init(&again, 64);
	assert_true(weaken("(?:ab|cd){2}[0-9]{3}x?", true, &weakened));
	for (uint64_t seed = 0; seed < 50; seed++) {
		buf_clear(&sample);
		buf_clear(&again);
		assert_true(sample_write(buf_span(&weakened), seed, &sample));
		assert_true(sample_write(buf_span(&weakened), seed, &again));
		assert_true(span_equal(buf_span(&sample), buf_span(&again)));
		assert_in_range(sample.len, 7, 8);
		assert_true(strspn(sample.data, "abcd") >= 4);
		buf_clear(&again);
		assert_true(sample_write(buf_span(&weakened), seed + 1, &again));
		differs |= !span_equal(buf_span(&sample), buf_span(&again));
	}
	assert_true(differs);
	buf_release(&weakened);
	buf_release(&sample);
	buf_release(&again);
}

/* Too long a sample is cut, and that is said. */
static void samples_are_bounded(void **state)
{
	struct buf weakened;
	struct buf sample;

	(void)state;
	buf_init(&weakened, 4096);
	buf_init(&sample, 64);
	assert_true(weaken("(?:(?:ab){30}){30}", true, &weakened));
	assert_false(sample_write(buf_span(&weakened), 1, &sample));
	assert_true(sample.len <= 64);
	buf_release(&weakened);
	buf_release(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(effort_is_told),
		cmocka_unit_test(samples_are_what_the_pattern_says),
		cmocka_unit_test(samples_are_bounded),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
