// layers: proxy-base proxy-http rules
#include "kind_help.h"

#include "../../rules/kinds/keccak.h"

/* Wallets: the examples of Bitcoin, BIP 173, BIP 350 and EIP-55. */

static const struct kind_case wallets[] = {
	{ "wallet", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa" },
	{ NULL, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy", "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy" },
	{ NULL, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
	    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4" },
	{ NULL, "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
	    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4" },
	{ NULL, "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
	    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0" },
	{ NULL, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
	    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" },
	{ NULL, "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
	    "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359" },
	{ NULL, "0xde709f2102306220921060314715629080e2fb77",
	    "0xde709f2102306220921060314715629080e2fb77" },
	{ NULL, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", NULL },
	{ NULL, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", NULL },
	{ NULL, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD", NULL },
	{ NULL, "0x0000000000000000000000000000000000000000", NULL },
	{ NULL, "x1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", NULL },
};

static void test_wallets(void **state)
{
	(void)state;
	RUN_KIND_CASES(wallets);
}

/* Of nothing, and of "abc": test vectors of Keccak-256. */
static void test_keccak(void **state)
{
	static const char *const rows[][2] = {
		{ "", "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470" },
		{ "abc", "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned char digest[KECCAK_BYTES];
		char text[2 * KECCAK_BYTES + 1];
		keccak256(span_of(rows[i][0]), digest);
		for (size_t j = 0; j < KECCAK_BYTES; j++)
			snprintf(text + 2 * j, 3, "%02x", digest[j]);
		assert_string_equal(text, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wallets),
		cmocka_unit_test(test_keccak),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
