// layers: proxy-base proxy-http rules
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../../proxy/base/mem.h"
#include "../../rules/data/slots.h"

enum { COUNT = 100000, LOWER = 12 };

static uint64_t next_random(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

/* Random numbers, some keys several times: every one is found, and no other. */
static void test_all_and_no_other(void **state)
{
	uint64_t *numbers = mem_array(COUNT, sizeof *numbers);
	uint64_t *scratch = mem_array(COUNT, sizeof *scratch);
	size_t needed = slots_needed(COUNT);
	uint64_t *list = mem_array(needed, sizeof *list);
	uint64_t seed = 88172645463325252u;

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		numbers[i] = i % 7 == 6 ? numbers[i - 1] ^ 1 : next_random(&seed) | 2;
	numbers_sort(numbers, COUNT, scratch);
	for (size_t i = 1; i < COUNT; i++)
		assert_true(numbers[i - 1] <= numbers[i]);
	assert_true(slots_fill(list, needed, LOWER, numbers, COUNT));
	struct slots slots = slots_open(list, needed, LOWER);
	for (size_t i = 0; i < COUNT; i++) {
		const uint64_t *found = slots_find(&slots, numbers[i] >> LOWER << LOWER);
		assert_non_null(found);
		while (*found != numbers[i] && *found >> LOWER == numbers[i] >> LOWER)
			found++;
		assert_true(*found == numbers[i]);
	}
	for (size_t i = 0; i < COUNT; i++) {
		uint64_t other = next_random(&seed);
		const uint64_t *found = slots_find(&slots, other);
		assert_true(found == NULL || *found >> LOWER == other >> LOWER);
	}
	free(numbers);
	free(scratch);
	free(list);
}

static void test_edges(void **state)
{
	uint64_t few[] = { 1, UINT64_MAX };
	uint64_t *list = mem_array(slots_needed(2), sizeof *list);

	(void)state;
	struct slots empty = slots_open(list, slots_needed(0), 0);
	assert_null(slots_find(&empty, 5));
	assert_true(slots_fill(list, slots_needed(2), 0, few, 2));
	struct slots slots = slots_open(list, slots_needed(2), 0);
	assert_non_null(slots_find(&slots, 1));
	assert_non_null(slots_find(&slots, UINT64_MAX));
	assert_null(slots_find(&slots, 2));
	free(list);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_and_no_other),
		cmocka_unit_test(test_edges),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
