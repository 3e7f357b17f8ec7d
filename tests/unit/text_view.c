// layers: proxy-base proxy-http rules
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../rules/text/fold.h"
#include "../../rules/text/rewrite.h"

/* Views of views: where something came from, whatever was done to it on the way. */

struct chain {
	struct view written, first, second;
};

static void chain_open(struct chain *chain, const char *text)
{
	view_init(&chain->written);
	view_init(&chain->first);
	view_init(&chain->second);
	view_clear(&chain->written, 65536);
	view_add_text(&chain->written, span_of(text));
}

static void chain_close(struct chain *chain)
{
	view_release(&chain->written);
	view_release(&chain->first);
	view_release(&chain->second);
}

static void assert_text(const struct view *view, const char *text)
{
	struct span got = view_slice(view, view->slice_count - 1);

	if (!span_is(got, text))
		print_error("expected \"%s\", got \"%.*s\"\n", text, SPAN_PRINT(got));
	assert_true(span_is(got, text));
}

static void assert_origin(const struct view *view, size_t start, size_t end, size_t from, size_t to)
{
	size_t origin_start;
	size_t origin_end;

	view_origin(view, start, end, &origin_start, &origin_end);
	if (origin_start != from || origin_end != to)
		print_error("%zu-%zu: expected %zu-%zu, got %zu-%zu\n", start, end, from, to,
		    origin_start, origin_end);
	assert_int_equal(origin_start, from);
	assert_int_equal(origin_end, to);
}

/* Stages to test with */

static void drop_dots(struct rewrite *rewrite, size_t start, size_t end, const void *context)
{
	(void)context;
	for (size_t i = start; i < end; i++)
		if (rewrite->in->bytes[i] == '.')
			rewrite_drop(rewrite, i, i + 1, HOW_SPACED);
}

/* "(abc)" becomes "cba". */
static void turn_brackets(struct rewrite *rewrite, size_t start, size_t end, const void *context)
{
	const char *bytes = rewrite->in->bytes;

	(void)context;
	for (size_t i = start; i < end; i++) {
		const char *close = memchr(bytes + i, ')', end - i);
		if (bytes[i] != '(' || close == NULL)
			continue;
		size_t behind = (size_t)(close - bytes) + 1;
		rewrite_begin_run(rewrite, i);
		for (size_t at = behind - 2; at > i; at--)
			rewrite_piece(rewrite, at, at + 1, span_make(bytes + at, 1), HOW_TURNED);
		rewrite_end_run(rewrite, behind, true);
		i = behind - 1;
	}
}

static void double_x(struct rewrite *rewrite, size_t start, size_t end, const void *context)
{
	(void)context;
	for (size_t i = start; i < end; i++)
		if (rewrite->in->bytes[i] == 'x')
			rewrite_put(rewrite, i, i + 1, SPAN("yz"), HOW_LEET);
}

static void change_nothing(struct rewrite *rewrite, size_t start, size_t end, const void *context)
{
	(void)rewrite;
	(void)start;
	(void)end;
	(void)context;
}

static void test_fold(void **state)
{
	struct chain chain;

	(void)state;
	chain_open(&chain, "AB o\xef\xac\x83"
	                   "ce STRA\xc3\x9f"
	                   "E \xef\xbc\xa6!");
	fold_view(&chain.written, 0, FOLDING_NFKC_CASE, &chain.first);
	assert_text(&chain.first, "ab office strasse f!");
	assert_origin(&chain.first, 0, 2, 0, 2);
	assert_origin(&chain.first, 3, 9, 3, 9);
	assert_origin(&chain.first, 5, 6, 4, 7); /* one of three letters out of one */
	assert_origin(&chain.first, 10, 17, 10, 17);
	assert_origin(&chain.first, 18, 19, 18, 21);
	assert_origin(&chain.first, 19, 20, 21, 22);
	assert_int_equal(view_how(&chain.first, 0, 4), 0);
	assert_int_equal(view_how(&chain.first, 0, 5), HOW_FOLDED);
	fold_view(&chain.written, 0, FOLDING_NFKC, &chain.first);
	assert_text(&chain.first, "AB office STRA\xc3\x9f"
	                          "E F!");
	chain_close(&chain);
}

static void test_nothing_changes(void **state)
{
	struct chain chain;

	(void)state;
	chain_open(&chain, "plain");
	assert_false(rewrite_view(&chain.written, &chain.first, change_nothing, NULL));
	assert_false(rewrite_view(&chain.written, &chain.first, drop_dots, NULL));
	fold_view(&chain.written, 0, FOLDING_NFKC_CASE, &chain.second);
	assert_int_equal(chain.second.how, 0);
	chain_close(&chain);
}

static void test_left_out(void **state)
{
	struct chain chain;

	(void)state;
	chain_open(&chain, "..a.b...c d.");
	assert_true(rewrite_view(&chain.written, &chain.first, drop_dots, NULL));
	assert_text(&chain.first, "abc d");
	assert_origin(&chain.first, 0, 1, 2, 3);
	assert_origin(&chain.first, 0, 3, 2, 9);
	assert_origin(&chain.first, 1, 2, 4, 5);
	assert_origin(&chain.first, 4, 5, 10, 11);
	assert_int_equal(chain.first.edit_count, 4); /* three dots together are one */
	/* What was left out counts where it stood inside. */
	assert_int_equal(view_how(&chain.first, 0, 1), 0);
	assert_int_equal(view_how(&chain.first, 0, 2), HOW_SPACED);
	assert_int_equal(view_how(&chain.first, 3, 5), 0);
	chain_close(&chain);
}

static void test_composed(void **state)
{
	struct chain chain;

	(void)state;
	chain_open(&chain, "a.x.b x");
	assert_true(rewrite_view(&chain.written, &chain.first, double_x, NULL));
	assert_text(&chain.first, "a.yz.b yz");
	assert_true(rewrite_view(&chain.first, &chain.second, drop_dots, NULL));
	assert_text(&chain.second, "ayzb yz");
	assert_origin(&chain.second, 0, 4, 0, 5);
	assert_origin(&chain.second, 1, 2, 2, 3);
	assert_origin(&chain.second, 5, 7, 6, 7);
	assert_int_equal(view_how(&chain.second, 0, 1), 0);
	assert_int_equal(view_how(&chain.second, 0, 4), HOW_SPACED | HOW_LEET);
	assert_int_equal(view_how(&chain.second, 5, 7), HOW_LEET);
	fold_view(&chain.second, 0, FOLDING_NFKC_CASE, &chain.first);
	assert_text(&chain.first, "ayzb yz");
	assert_origin(&chain.first, 0, 4, 0, 5);
	assert_int_equal(view_how(&chain.first, 0, 4), HOW_SPACED | HOW_LEET);
	chain_close(&chain);
}

static void test_turned(void **state)
{
	struct chain chain;

	(void)state;
	chain_open(&chain, "a (n.o.c) b");
	assert_true(rewrite_view(&chain.written, &chain.first, drop_dots, NULL));
	assert_true(rewrite_view(&chain.first, &chain.second, turn_brackets, NULL));
	assert_text(&chain.second, "a con b");
	assert_origin(&chain.second, 2, 3, 7, 8);
	assert_origin(&chain.second, 3, 4, 5, 6);
	assert_origin(&chain.second, 2, 5, 3, 8);
	assert_origin(&chain.second, 4, 7, 3, 11);
	assert_origin(&chain.second, 0, 3, 0, 8);
	assert_origin(&chain.second, 6, 7, 10, 11);
	assert_int_equal(view_how(&chain.second, 6, 7), 0);
	chain_close(&chain);
}

static void test_slices(void **state)
{
	struct chain chain;

	(void)state;
	chain_open(&chain, "a.b");
	view_add_text(&chain.written, SPAN(""));
	view_add_text(&chain.written, SPAN("plain"));
	view_add_text(&chain.written, SPAN("c.d"));
	assert_true(rewrite_view(&chain.written, &chain.first, drop_dots, NULL));
	assert_int_equal(chain.first.slice_count, 4);
	assert_true(span_is(view_slice(&chain.first, 0), "ab"));
	assert_true(span_is(view_slice(&chain.first, 1), ""));
	assert_true(span_is(view_slice(&chain.first, 2), "plain"));
	assert_true(span_is(view_slice(&chain.first, 3), "cd"));
	assert_origin(&chain.first, 10, 12, 11, 14);
	assert_int_equal(view_slice_at(&chain.written, 11), 3);
	assert_int_equal(view_slice_at(&chain.written, 4), 1);
	/* Only the last ones: origins stay those of the whole. */
	fold_view(&chain.written, 2, FOLDING_NFKC_CASE, &chain.second);
	assert_int_equal(chain.second.slice_count, 2);
	assert_true(span_is(view_slice(&chain.second, 1), "c.d"));
	assert_origin(&chain.second, 0, 5, 5, 10);
	assert_origin(&chain.second, 6, 9, 11, 14);
	chain_close(&chain);
}

static void test_full(void **state)
{
	struct chain chain;

	(void)state;
	chain_open(&chain, "xxxxxxxx");
	chain.written.max = 10;
	assert_true(rewrite_view(&chain.written, &chain.first, double_x, NULL));
	assert_true(chain.first.is_full);
	assert_true(chain.first.len <= 10);
	view_slice(&chain.first, 0);
	chain_close(&chain);
}

/* Random texts through random stages: every byte comes from within, and what stages put in order
 * stays in order. A fixed seed: the same run everywhere. */
static uint64_t seed = 1;

static size_t any_of(size_t count)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(seed >> 33) % count;
}

static void check_view(const struct view *view, size_t len)
{
	size_t before = 0;

	for (size_t i = 0; i < view->len; i++) {
		size_t from;
		size_t to;
		view_origin(view, i, i + 1, &from, &to);
		assert_true(from < to && to <= len);
		if ((view_how(view, i, i + 1) & HOW_TURNED) == 0)
			assert_true(from >= before);
		before = (view->how & HOW_TURNED) != 0 ? 0 : from;
	}
}

static void test_any_stages(void **state)
{
	static stage *const stages[] = { drop_dots, turn_brackets, double_x };
	static const char *const parts[] = { "a", ".", "(", ")", "x", "\xc3\x9f", "\xef\xbc\xa6",
		"e\xcc\x81", " ", "bcd" };
	char text[256];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		struct chain chain;
		struct view *from = &chain.written;
		struct view *to = &chain.first;
		text[0] = '\0';
		for (size_t i = any_of(30); i > 0; i--)
			strcat(text, parts[any_of(sizeof parts / sizeof *parts)]);
		chain_open(&chain, text);
		for (int i = 0; i < 4; i++) {
			if (!rewrite_view(from, to, stages[any_of(3)], NULL))
				fold_view(from, 0, FOLDING_NFKC_CASE, to);
			check_view(to, strlen(text) + 1);
			from = to;
			to = from == &chain.first ? &chain.second : &chain.first;
		}
		chain_close(&chain);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_nothing_changes),
		cmocka_unit_test(test_left_out),
		cmocka_unit_test(test_composed),
		cmocka_unit_test(test_turned),
		cmocka_unit_test(test_slices),
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_any_stages),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
