// layers: proxy-base proxy-http rules
/* Loads every site file of the product and runs the examples in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../rules/sites/catalogue.h"

static const char *const none[] = { NULL };
static const char *const govern[] = { "class:public-social", NULL };
static const struct catalogue_choice choice = { govern, none, none, none };

static void examples_are_read_as_they_say(void **state)
{
	struct problems problems;
	struct source *source = source_new_disk();

	(void)state;
	problems_init(&problems);
	struct catalogue *catalogue = catalogue_load(source, NULL, none, &choice, true, &problems);
	problems_write(&problems, STDERR_FILENO);
	assert_int_equal(problems.count, 0);
	assert_non_null(catalogue);
	catalogue_free(catalogue);
	problems_release(&problems);
	source_free(source);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(examples_are_read_as_they_say) };

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("sites_examples", tests, NULL, NULL);
}
