// layers: proxy-base
/* SipHash-2-4 against the vectors that come with it: the key 00 01 … 0f, the inputs 00, 00 01, … */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "../../proxy/base/siphash.h"

static uint64_t hash_of(size_t len)
{
	uint8_t key[SIPHASH_KEY];
	uint8_t input[64];

	for (size_t i = 0; i < sizeof key; i++)
		key[i] = (uint8_t)i;
	for (size_t i = 0; i < len; i++)
		input[i] = (uint8_t)i;
	return siphash(key, span_make(input, len));
}

static void test_vectors(void **state)
{
	static const struct {
		size_t len;
		uint64_t hash;
	} rows[] = {
		{ 0, 0x726fdb47dd0e0e31U },
		{ 1, 0x74f839c593dc67fdU },
		{ 7, 0xab0200f58b01d137U },
		{ 8, 0x93f5f5799a932462U },
		{ 15, 0xa129ca6149be45e5U }, /* the paper's appendix A */
		{ 16, 0x3f2acc7f57c29bdbU },
		{ 63, 0x958a324ceb064572U },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(hash_of(rows[i].len), rows[i].hash);
}

static void test_key_matters(void **state)
{
	static const uint8_t one[SIPHASH_KEY] = { 1 };
	static const uint8_t two[SIPHASH_KEY] = { 2 };

	(void)state;
	assert_true(siphash(one, SPAN("value")) != siphash(two, SPAN("value")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_key_matters),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
