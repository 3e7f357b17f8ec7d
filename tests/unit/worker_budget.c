// layers: proxy-base proxy-http rules proxy-config certs-verify proxy-net proxy-worker
/* Who may go on collecting, and who waits, when memory is short. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../proxy/worker/budget.h"

enum { MAX = 1600, PURSE_MAX = 100 };

struct scene {
	struct net net;
	struct budget *budget;
	struct purse *anna, *bert;
	unsigned granted;
};

static struct address v4(uint8_t last)
{
	return (struct address){ .family = AF_INET, .bytes = { 192, 0, 2, last } };
}

static int set_up(void **state)
{
	static struct scene scene;
	struct address anna = v4(1);
	struct address bert = v4(2);

	scene.granted = 0;
	net_init(&scene.net);
	scene.budget = budget_new(&scene.net, MAX);
	scene.anna = purse_get(scene.budget, &anna);
	scene.bert = purse_get(scene.budget, &bert);
	*state = &scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	assert_int_equal(budget_used(scene->budget), 0);
	purse_release(scene->anna);
	purse_release(scene->bert);
	budget_free(scene->budget);
	net_release(&scene->net);
	return 0;
}

static void test_one_address(void **state)
{
	struct scene *scene = *state;
	struct claim first = { 0 };
	struct claim second = { 0 };
	struct claim other = { 0 };

	claim_set(&first, scene->anna, 60);
	claim_set(&second, scene->anna, 40);
	assert_true(claim_may_grow(&first, scene->anna) && claim_may_grow(&second, scene->anna));
	claim_set(&second, scene->anna, 60); /* too much: who asks first goes on, alone */
	assert_true(claim_may_grow(&second, scene->anna));
	assert_false(claim_may_grow(&first, scene->anna));
	claim_set(&second, scene->anna, 5000);
	claim_set(&other, scene->bert, 1);
	assert_true(claim_may_grow(&second, scene->anna)); /* one of all goes on, too */
	assert_false(claim_may_grow(&other, scene->bert));
	claim_set(&second, scene->anna, 0);
	assert_true(claim_may_grow(&first, scene->anna) && claim_may_grow(&other, scene->bert));
	claim_set(&first, scene->anna, 0);
	claim_set(&other, scene->bert, 0);
}

static void test_many_addresses(void **state)
{
	enum { COUNT = 40 };
	struct scene *scene = *state;
	struct purse *purses[COUNT];
	struct claim claims[COUNT] = { 0 };
	unsigned going = 0;

	for (uint8_t i = 0; i < COUNT; i++) {
		struct address address = v4((uint8_t)(100 + i));
		purses[i] = purse_get(scene->budget, &address);
		claim_set(&claims[i], purses[i], PURSE_MAX / 2);
	}
	for (int i = 0; i < COUNT; i++)
		going += claim_may_grow(&claims[i], purses[i]);
	assert_int_equal(going, 1);
	for (int i = 0; i < COUNT; i++) {
		claim_set(&claims[i], purses[i], 0);
		purse_release(purses[i]);
	}
}

static void test_addresses(void **state)
{
	struct scene *scene = *state;
	struct address same = v4(1);
	struct address six[] = {
		{ .family = AF_INET6, .bytes = { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 9 } },
		{ .family = AF_INET6, .bytes = { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 1, 8 } },
		{ .family = AF_INET6, .bytes = { 0x20, 1, 0xd, 0xb8, 0, 0, 0, 2, 9 } },
	};
	struct purse *purses[3];

	struct purse *again = purse_get(scene->budget, &same);
	assert_ptr_equal(again, scene->anna);
	purse_release(again);
	for (int i = 0; i < 3; i++)
		purses[i] = purse_get(scene->budget, &six[i]);
	assert_ptr_equal(purses[0], purses[1]); /* one /64 */
	assert_ptr_not_equal(purses[0], purses[2]);
	for (int i = 0; i < 3; i++)
		purse_release(purses[i]);
}

static void on_room(void *owner, void *granted)
{
	struct scene *scene = owner;

	(void)granted;
	scene->granted++;
}

static void test_waiting(void **state)
{
	struct scene *scene = *state;
	struct claim claim = { 0 };

	claim_set(&claim, scene->anna, 500);
	budget_wait(scene->budget, on_room, scene);
	claim_set(&claim, scene->anna, 600);
	assert_null(scene->net.later);
	claim_set(&claim, scene->anna, 50);
	assert_int_equal(scene->granted, 0); /* in the next turn */
	net_turn(&scene->net);
	assert_int_equal(scene->granted, 1);
	budget_wait(scene->budget, on_room, scene);
	budget_forget(scene->budget, scene);
	claim_set(&claim, scene->anna, 0);
	assert_null(scene->net.later);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_one_address, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_addresses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_addresses, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_waiting, set_up, tear_down),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
