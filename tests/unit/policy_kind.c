// layers: proxy-base proxy-http rules
#include "policy_help.h"

/* Kinds of data: what arithmetic tells from mere digits. */

static const struct {
	const char *kind;
	const char *text;
	const char *spans; /* NULL: nothing */
} cases[] = {
	/* numbers that the issuers publish for tests */
	{ "card", "4111111111111111", "0-16" },
	{ "card", "4012888888881881", "0-16" },
	{ "card", "4222222222222", "0-13" },
	{ "card", "4917610000000000003", "0-19" },
	{ "card", "378282246310005", "0-15" },
	{ "card", "5555 5555 5555 4444", "0-19" },
	{ "card", "2223-0031-2200-3222", "0-19" },
	{ "card", "6011111111111117", "0-16" },
	{ "card", "3530111333300000", "0-16" },
	{ "card", "30569309025904", "0-14" },
	{ "card",
	    "4111\xe2\x80\x93"
	    "1111\xe2\x80\x93"
	    "1111\xe2\x80\x93"
	    "1111",
	    "0-19" },
	{ "card",
	    "\xef\xbc\x94"
	    "111111111111111",
	    "0-16" }, /* a fullwidth 4 */
	{ "card", "4111111111111111, 5555555555554444", "0-16, 18-34" },
	{ "card", "12 4111 1111 1111 1111 7", "3-22" },
	{ "card", "x4111111111111111x", "1-17" },
	{ "card", "4111111111111112", NULL }, /* the check digit is wrong */
	{ "card", "9999999999999995", NULL }, /* nobody issues these */
	{ "card", "0000000000000000", NULL },
	{ "card", "14111111111111111", NULL }, /* inside a longer number */
	{ "card", "41111111111111110", NULL },
	{ "card", "4111  1111  1111  1111", NULL }, /* two separators: another issue's business */
	{ "card", "4111111111", NULL },
	{ "card", "411111111111111", NULL },
	/* IBANs of the registry's examples */
	{ "iban", "DE89370400440532013000", "0-22" },
	{ "iban", "GB29 NWBK 6016 1331 9268 19", "0-27" },
	{ "iban", "fr14 2004 1010 0505 0001 3m02 606", "0-33" },
	{ "iban", "NO9386011117947.", "0-15" },
	{ "iban", "MT84MALT011000012345MTLCAST001S", "0-31" },
	{ "iban", "CH93 0076 2011 6238 5295 7 danke", "0-26" },
	{ "iban", "IBAN:NL91ABNA0417164300", "5-23" },
	{ "iban", "DE89370400440532013001", NULL },
	{ "iban", "DE8937040044053201300", NULL },
	{ "iban", "DE893704004405320130001", NULL },
	{ "iban", "ZZ89370400440532013000", NULL },
	{ "iban", "XDE89370400440532013000", NULL },
	/* addresses */
	{ "email", "to anna.m+x@mail.example.com, now", "3-28" },
	{ "email", "<o'neil@one.example>", "1-19" },
	{ "email", "jörg@müller.example", "0-19" },
	{ "email", "see @falcon and a@b", NULL },
	{ "email", "a..b@c.example", NULL },
	{ "email", "1@2.3", NULL },
	/* secrets */
	{ "secret", "AKIAIOSFODNN7EXAMPLE", NULL },
	{ "secret", "AKIAAAAAAAAAAAAAAAAA", NULL },
	{ "secret", "xAKIAQ7TZ3MPLN4VD2XKW", NULL },
	{ "secret", "AKIAQ7TZ3MPLN4VD2XKWQ", NULL },
	{ "secret", "akiaq7tz3mpln4vd2xkw", NULL },
	{ "secret", "(AKIAQ7TZ3MPLN4VD2XKW)", "1-21" },
	{ "secret",
	    "eyJhbasdGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.SflKxwRJSMeKKF2QT4fwpMeJf36",
	    NULL },
	{ "secret", "https://me:secret@a.example", NULL },
	{ "secret", "ftp://me:tr0ub4dor@a.example", "0-28" },
	{ "private-key", "-----BEGIN CERTIFICATE-----", NULL },
	{ "private-key", "\\n-----BEGIN DSA PRIVATE KEY-----\\n", "2-33" },
};

static void test_kinds(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char yaml[256];
		struct lab lab;
		snprintf(yaml, sizeof yaml,
		    "rules:\n  - { id: r, action: log, match: { kind: %s } }\n", cases[i].kind);
		lab_load_fine(&lab, yaml);
		bool matches = lab_judge_text(&lab, cases[i].text) == ACTION_LOG;
		const char *spans = matches ? lab_spans(&lab, NULL) : "nothing";
		const char *wanted = cases[i].spans != NULL ? cases[i].spans : "nothing";
		if (strcmp(spans, wanted) != 0) {
			print_error("%s in \"%s\": expected %s, got %s\n", cases[i].kind,
			    cases[i].text, wanted, spans);
			failures++;
		}
		lab_close(&lab);
	}
	assert_int_equal(failures, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
