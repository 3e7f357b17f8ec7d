// layers: proxy-base proxy-http rules
#include "kind_help.h"

/* Dates, dates of birth, sums of money. */

static const struct kind_case dates[] = {
	{ "date", "on 12 March 2027", "12 March 2027" },
	{ NULL, "2027-03-12", "2027-03-12" },
	{ NULL, "12.03.2027", "12.03.2027" },
	{ NULL, "12. 3. 2027", "12. 3. 2027" },
	{ NULL, "3/12/2027", "3/12/2027" },
	{ NULL, "March 12th", "March 12th" },
	{ NULL, "12. März", "12. März" },
	{ NULL, "le 1er août 2027", "1er août 2027" },
	{ NULL, "12 de marzo de 2027", "12 de marzo de 2027" },
	{ NULL, "March 2027", "March 2027" },
	{ NULL, "2027年3月12日", "2027年3月12日" },
	{ NULL, "in March", NULL },
	{ NULL, "31/31/2027", NULL },
	{ NULL, "192.168.10.27", NULL },
	{ NULL, "1.2.3", NULL },
	{ NULL, "may 5% of them", NULL },
	{ NULL, "the decade 1990", NULL },
};

static const struct kind_case births[] = {
	{ "birth-date", "born on 12 March 1985", "12 March 1985" },
	{ NULL, "DOB: 05/23/2003", "05/23/2003" },
	{ NULL, "Date of birth 1985-03-12", "1985-03-12" },
	{ NULL, "geboren am 12.03.1985", "12.03.1985" },
	{ NULL, "geb. 12.3.1985", "12.3.1985" },
	{ NULL, "Geburtsdatum: 12.03.1985", "12.03.1985" },
	{ NULL, "née le 12 mars 1985", "12 mars 1985" },
	{ NULL, "fecha de nacimiento: 12 de marzo de 1985", "12 de marzo de 1985" },
	{ NULL, "nato il 12/03/1985", "12/03/1985" },
	{ NULL, "生年月日 1985年3月12日", "1985年3月12日" },
	{ NULL, "1985年3月12日生まれ", "1985年3月12日" },
	{ NULL, "дата рождения 12.03.1985", "12.03.1985" },
	{ NULL, "12 March 1985", NULL },
	{ NULL, "She was born in Leeds. The long meeting about it is on 12 March 2027", NULL },
	{ NULL, "born 12 March 1785", NULL },
	{ NULL, "born in 1985", NULL },
	{ NULL, "born on 12 March", NULL },
};

static const struct kind_case sums[] = {
	{ "money", "it costs €1.5m", "€1.5m" },
	{ NULL, "1,500,000 euros", "1,500,000 euros" },
	{ NULL, "1.5 Mio. €", "1.5 Mio. €" },
	{ NULL, "EUR 1 500 000", "EUR 1 500 000" },
	{ NULL, "$20 and 20 dollars", "$20, 20 dollars" },
	{ NULL, "CHF 1'500'000", "CHF 1'500'000" },
	{ NULL, "1,5 millions d'euros", "1,5 millions d'euros" },
	{ NULL, "£5k", "£5k" },
	{ NULL, "20 people", NULL },
	{ NULL, "$HOME", NULL },
	{ NULL, "a dollar", NULL },
	{ NULL, "5%", NULL },
};

static void test_dates(void **state)
{
	(void)state;
	RUN_KIND_CASES(dates);
}

static void test_births(void **state)
{
	(void)state;
	RUN_KIND_CASES(births);
}

static void test_sums(void **state)
{
	(void)state;
	RUN_KIND_CASES(sums);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dates),
		cmocka_unit_test(test_births),
		cmocka_unit_test(test_sums),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
