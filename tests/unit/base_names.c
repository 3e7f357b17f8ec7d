// layers: proxy-base
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "../../proxy/base/names.h"

enum { MANY = 3000 };

static void each_name_once(void **state)
{
	static char texts[MANY][16];
	struct names names;
	size_t number = 0;

	(void)state;
	names_init(&names);
	assert_false(names_get(&names, SPAN("a"), &number));
	for (size_t i = 0; i < MANY; i++) {
		snprintf(texts[i], sizeof texts[i], "name %zu", i);
		assert_true(names_put(&names, span_of(texts[i]), i * 3));
	}
	for (size_t i = 0; i < MANY; i++) {
		assert_true(names_get(&names, span_of(texts[i]), &number));
		assert_int_equal(number, i * 3);
	}
	assert_false(names_put(&names, SPAN("name 7"), 1));
	assert_true(names_get(&names, SPAN("name 7"), &number));
	assert_int_equal(number, 21);
	assert_false(names_get(&names, SPAN("name"), &number));
	names_release(&names);
}

static void any_bytes_are_a_name(void **state)
{
	struct names names;
	size_t number = 0;

	(void)state;
	names_init(&names);
	assert_true(names_put(&names, SPAN(""), 1));
	assert_true(names_put(&names, SPAN("\0"), 2));
	assert_true(names_put(&names, SPAN("\0\0"), 3));
	assert_true(names_get(&names, SPAN("\0"), &number));
	assert_int_equal(number, 2);
	assert_true(names_get(&names, SPAN(""), &number));
	assert_int_equal(number, 1);
	names_release(&names);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_name_once),
		cmocka_unit_test(any_bytes_are_a_name),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
