// layers: proxy-base proxy-config
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/config/pause.h"

enum { NOW = 1800000000, HOUR = 3600 };

static struct pause a_pause(enum pause_kind kind, const char *name)
{
	return (struct pause){ kind, name, "7F3K9QZX", NOW, NOW + HOUR, "a \"flood\"\\, ü", "ann",
		0, "" };
}

static void add(struct pauses *pauses, enum pause_kind kind, const char *name)
{
	struct pause pause = a_pause(kind, name);
	struct err err;

	assert_true(pauses_add(pauses, &pause, &err));
}

static bool covers(const struct pauses *pauses, const char *rule, const char *site, int64_t now)
{
	return pauses_cover(pauses, rule, span_of(site), now);
}

static void test_what_is_covered(void **state)
{
	static const struct {
		enum pause_kind kind;
		const char *name, *rule, *site;
		bool is_covered;
	} cases[] = {
		{ PAUSE_RULE, "falcon", "falcon", "x", true },
		{ PAUSE_RULE, "falcon", "falcons", "x", false },
		{ PAUSE_RULE, "falcon", NULL, "x", false },
		{ PAUSE_RULE, "x", "falcon", "x", false },
		{ PAUSE_SITE, "x", "falcon", "x", true },
		{ PAUSE_SITE, "x", NULL, "x", true },
		{ PAUSE_SITE, "x", "x", "mastodon", false },
		{ PAUSE_SITE, "x", "falcon", "", false },
		{ PAUSE_ALL, "", "falcon", "x", true },
		{ PAUSE_ALL, "", NULL, "", true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct pauses *pauses = pauses_new();
		add(pauses, cases[i].kind, cases[i].name);
		assert_int_equal(
		    covers(pauses, cases[i].rule, cases[i].site, NOW), cases[i].is_covered);
		pauses_free(pauses);
	}
	assert_false(covers(NULL, "falcon", "x", NOW));
}

static void test_it_ends_by_itself(void **state)
{
	struct pauses *pauses = pauses_new();

	(void)state;
	add(pauses, PAUSE_RULE, "falcon");
	assert_true(covers(pauses, "falcon", "x", NOW));
	assert_true(covers(pauses, "falcon", "x", NOW + HOUR - 1));
	assert_false(covers(pauses, "falcon", "x", NOW + HOUR));
	/* A clock set back a little is no reason to refuse, set back by years none to let all go.
	 */
	assert_true(covers(pauses, "falcon", "x", NOW - 60));
	assert_false(covers(pauses, "falcon", "x", NOW - 1000 * HOUR));
	pauses_free(pauses);
}

static void test_resumed_and_paused_again(void **state)
{
	struct pauses *pauses = pauses_new();

	(void)state;
	add(pauses, PAUSE_RULE, "falcon");
	assert_false(pauses_end(pauses, PAUSE_RULE, "heron", NOW + 5, "bob"));
	assert_false(pauses_end(pauses, PAUSE_SITE, "falcon", NOW + 5, "bob"));
	assert_true(pauses_end(pauses, PAUSE_RULE, "falcon", NOW + 5, "bob"));
	assert_false(pauses_end(pauses, PAUSE_RULE, "falcon", NOW + 6, "bob"));
	assert_false(covers(pauses, "falcon", "x", NOW + 7));
	assert_string_equal(pauses_get(pauses, 0)->ended_by, "bob");
	add(pauses, PAUSE_RULE, "falcon");
	add(pauses, PAUSE_RULE, "falcon"); /* ends the one before */
	assert_int_equal(pauses_count(pauses), 3);
	assert_int_equal(pauses_get(pauses, 1)->ended, NOW);
	assert_true(covers(pauses, "falcon", "x", NOW + 7));
	pauses_free(pauses);
}

static void test_old_ones_go_and_many_are_refused(void **state)
{
	struct pauses *pauses = pauses_new();
	struct pause late = a_pause(PAUSE_ALL, "");
	struct err err;

	(void)state;
	for (int i = 0; i < PAUSES_MAX; i++)
		add(pauses, PAUSE_RULE, "falcon");
	assert_false(pauses_add(pauses, &late, &err));
	late.since += 48 * HOUR;
	late.until += 48 * HOUR;
	assert_true(pauses_add(pauses, &late, &err));
	assert_int_equal(pauses_count(pauses), 1);
	pauses_free(pauses);
}

static void test_there_and_back(void **state)
{
	struct pauses *pauses = pauses_new();
	struct buf file;
	struct err err;

	(void)state;
	add(pauses, PAUSE_RULE, "falcon");
	add(pauses, PAUSE_SITE, "x");
	add(pauses, PAUSE_ALL, "");
	pauses_end(pauses, PAUSE_SITE, "x", NOW + 5, "bob");
	buf_init(&file, PAUSES_SIZE_MAX);
	pauses_print(pauses, &file);
	struct pauses *back = pauses_parse(buf_span(&file), &err);
	assert_non_null(back);
	assert_int_equal(pauses_count(back), 3);
	for (size_t i = 0; i < 3; i++) {
		const struct pause *a = pauses_get(pauses, i);
		const struct pause *b = pauses_get(back, i);
		assert_int_equal(a->kind, b->kind);
		assert_string_equal(a->name, b->name);
		assert_string_equal(a->reference, b->reference);
		assert_string_equal(a->reason, b->reason);
		assert_string_equal(a->by, b->by);
		assert_string_equal(a->ended_by, b->ended_by);
		assert_true(a->since == b->since && a->until == b->until && a->ended == b->ended);
	}
	buf_release(&file);
	pauses_free(back);
	pauses_free(pauses);
}

#define FRONT                                                                                      \
	"[{\"what\":\"rule\",\"name\":\"a\",\"reference\":\"R\",\"reason\":\"r\",\"by\":\"b\","
#define BACK "\"ended\":0,\"ended-by\":\"\"}]"

static void test_files_that_are_not_ours(void **state)
{
	static const char *const files[] = {
		"x",
		"{}",
		"[1]",
		"[{}]",
		"[{\"what\":\"rule\"}]",
		"[",
		FRONT "\"since\":1800000000,\"until\":1800090000," BACK, /* 25 hours */
		FRONT "\"since\":1800000000,\"until\":1800000000," BACK,
		FRONT "\"since\":1,\"until\":2,\"until\":3," BACK,
	};
	static const char good[] = FRONT "\"since\":1800000000,\"until\":1800003600," BACK;
	struct err err;

	(void)state;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
		assert_null(pauses_parse(span_of(files[i]), &err));
	struct pauses *none = pauses_parse((struct span){ NULL, 0 }, &err);
	assert_int_equal(pauses_count(none), 0);
	pauses_free(none);
	struct pauses *one = pauses_parse(span_of(good), &err);
	assert_int_equal(pauses_count(one), 1);
	pauses_free(one);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_covered),
		cmocka_unit_test(test_it_ends_by_itself),
		cmocka_unit_test(test_resumed_and_paused_again),
		cmocka_unit_test(test_old_ones_go_and_many_are_refused),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_files_that_are_not_ours),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
