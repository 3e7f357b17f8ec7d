// layers: proxy-base
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "../../proxy/base/bounded.h"

static const struct bounds generous = { 10000, (size_t)1 << 30 };
static const struct bounds little_time = { 20, (size_t)1 << 30 };
static const struct bounds little_memory = { 10000, (size_t)8 << 20 };

static bool count_up(void *what)
{
	++*(int *)what;
	return true;
}

static bool give_up(void *what)
{
	(void)what;
	return false;
}

static bool die(void *what)
{
	(void)what;
	abort();
}

static bool go_on_for_ever(void *what)
{
	while (*(volatile int *)what >= 0)
		*(volatile int *)what ^= 1;
	return true;
}

static bool take_much(void *what)
{
	enum { MUCH = 64 << 20 };
	char *memory = malloc(MUCH);

	if (memory == NULL)
		return false;
	memset(memory, 1, MUCH);
	*(int *)what = memory[MUCH - 1];
	free(memory);
	return true;
}

/* Longer than its time in all, never longer at once. */
static bool begin_again(void *what)
{
	for (int i = 0; i < 3; i++) {
		clock_t start = clock();
		bounded_restart(200);
		while (clock() - start < CLOCKS_PER_SEC / 25)
			++*(volatile int *)what;
	}
	return true;
}

static void work_is_bounded(void **state)
{
	static const struct {
		bool (*work)(void *what);
		const struct bounds *bounds;
		bool is_done;
	} cases[] = {
		{ count_up, &generous, true },
		{ give_up, &generous, false },
		{ die, &generous, false },
		{ go_on_for_ever, &little_time, false },
		{ begin_again, &little_time, true },
		{ take_much, &generous, true },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int *shared = bounded_share(sizeof *shared);
		assert_int_equal(
		    bounded_run(cases[i].work, shared, cases[i].bounds), cases[i].is_done);
		bounded_unshare(shared, sizeof *shared);
	}
}

static void memory_is_bounded(void **state)
{
	int *shared = bounded_share(sizeof *shared);

	(void)state;
	assert_false(bounded_run(take_much, shared, &little_memory));
	assert_int_equal(*shared, 0);
	bounded_unshare(shared, sizeof *shared);
}

static void only_what_is_shared_changes(void **state)
{
	int *shared = bounded_share(sizeof *shared);
	int own = 0;

	(void)state;
	assert_true(bounded_run(count_up, shared, &generous));
	assert_true(bounded_run(count_up, &own, &generous));
	assert_int_equal(*shared, 1);
	assert_int_equal(own, 0);
	bounded_unshare(shared, sizeof *shared);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(work_is_bounded),
		cmocka_unit_test(memory_is_bounded),
		cmocka_unit_test(only_what_is_shared_changes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
