// layers: proxy-base proxy-http rules
#include "kind_help.h"

/* Passports, licences, accounts, banks, vehicles: specimens and made up ones. */

static const struct kind_case passports[] = {
	{ "passport", "passport 533380006", "533380006" },
	{ NULL, "US passport number: A12345678", "A12345678" },
	{ NULL, "Reisepass C01X00T47", "C01X00T47" },
	{ NULL, "passeport n° 12AB34567", "12AB34567" },
	{ NULL, "pasaporte AAB123456", "AAB123456" },
	{ NULL, "паспорт 45 10 123456", "45 10 123456" },
	{ NULL, "护照 E12345678", "E12345678" },
	{ NULL, "パスポート TK1234567", "TK1234567" },
	{ NULL, "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
	    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<" },
	{ NULL, "A12345678", NULL },
	{ NULL, "my passport ends in 2031", NULL },
	{ NULL, "passport renewed on 20310512", NULL },
	{ NULL, "passports are blue", NULL },
};

static const struct kind_case licences[] = {
	{ "driving-licence", "MORGA753116SM9IJ", "MORGA753116SM9IJ" },
	{ NULL, "driver's license D1234567", "D1234567" },
	{ NULL, "Driver license number: S123-4567-8901", "S123-4567-8901" },
	{ NULL, "my driving licence is AB 123456 C", "AB 123456" },
	{ NULL, "Führerschein B072RRE2I55", "B072RRE2I55" },
	{ NULL, "patente di guida AA0123456B", "AA0123456B" },
	{ NULL, "MORGA799116SM9IJ", NULL },
	{ NULL, "licence to kill", NULL },
	{ NULL, "driver's license expired in 2024", NULL },
	{ NULL, "D1234567", NULL },
};

static const struct kind_case accounts[] = {
	{ "bank-account", "routing number 021000021", "021000021" },
	{ NULL, "ABA: 121000358", "121000358" },
	{ NULL, "account number 000123456789", "000123456789" },
	{ NULL, "Kontonummer 1234567", "1234567" },
	{ NULL, "sort code 12-34-56", "12-34-56" },
	{ NULL, "número de cuenta 0049 1500 05", "0049 1500 05" },
	{ NULL, "routing 021000022", NULL },
	{ NULL, "021000021", NULL },
	{ NULL, "account 12,345.67", NULL },
	{ NULL, "your account is ready", NULL },
};

static const struct kind_case bics[] = {
	{ "bic", "BIC: DEUTDEFF", "DEUTDEFF" },
	{ NULL, "SWIFT code NEDSZAJJXXX", "NEDSZAJJXXX" },
	{ NULL, "DEUTDEFF", NULL },
	{ NULL, "BIC DEUTXXFF", NULL },
	{ NULL, "SWIFT CODEWORD", NULL },
};

static const struct kind_case vins[] = {
	{ "vin", "1M8GDM9AXKP042788", "1M8GDM9AXKP042788" },
	{ NULL, "1HGCM82633A004352", "1HGCM82633A004352" },
	{ NULL, "Fahrgestellnummer WVWZZZ1JZ3W386752", "WVWZZZ1JZ3W386752" },
	{ NULL, "1M8GDM9A1KP042788", NULL },
	{ NULL, "WVWZZZ1JZ3W386752", NULL },
	{ NULL, "11111111111111112", NULL },
};

static void test_passports(void **state)
{
	(void)state;
	RUN_KIND_CASES(passports);
}

static void test_licences(void **state)
{
	(void)state;
	RUN_KIND_CASES(licences);
}

static void test_accounts(void **state)
{
	(void)state;
	RUN_KIND_CASES(accounts);
}

static void test_bics(void **state)
{
	(void)state;
	RUN_KIND_CASES(bics);
}

static void test_vins(void **state)
{
	(void)state;
	RUN_KIND_CASES(vins);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_passports),
		cmocka_unit_test(test_licences),
		cmocka_unit_test(test_accounts),
		cmocka_unit_test(test_bics),
		cmocka_unit_test(test_vins),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
