// layers: proxy-base proxy-http rules
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../rules/value.h"

/* What is found in a text, and what it is printed as. */
static const struct {
	enum value_kind kind;
	const char *text;
	const char *found; /* NULL: nothing */
	const char *printed;
} finds[] = {
	/* a day, in every order and language */
	{ VALUE_DATE, "We ship on 12 March 2027.", "12 March 2027", "2027-03-12" },
	{ VALUE_DATE, "2027-03-12", "2027-03-12", "2027-03-12" },
	{ VALUE_DATE, "2027/3/12", "2027/3/12", "2027-03-12" },
	{ VALUE_DATE, "at 2027-03-12T10:00Z", "2027-03-12", "2027-03-12" },
	{ VALUE_DATE, "March 12th", "March 12th", "--03-12" },
	{ VALUE_DATE, "MARCH 12, 2027", "MARCH 12, 2027", "2027-03-12" },
	{ VALUE_DATE, "Mar. 12", "Mar. 12", "--03-12" },
	{ VALUE_DATE, "the 12th of March, 2027", "12th of March, 2027", "2027-03-12" },
	{ VALUE_DATE, "12-Mar-2027", "12-Mar-2027", "2027-03-12" },
	{ VALUE_DATE, "am 12.03.2027 ist es so weit", "12.03.2027", "2027-03-12" },
	{ VALUE_DATE, "am 12. 3. 2027", "12. 3. 2027", "2027-03-12" },
	{ VALUE_DATE, "12.3.27", "12.3.27", "2027-03-12" },
	{ VALUE_DATE, "am 12. März", "12. März", "--03-12" },
	{ VALUE_DATE, "12. märz 2027", "12. märz 2027", "2027-03-12" },
	{ VALUE_DATE, "bis zum 12.3.", "bis zum 12.3.", "--03-12" },
	{ VALUE_DATE, "le 12 mars 2027", "12 mars 2027", "2027-03-12" },
	{ VALUE_DATE, "le 1er août", "1er août", "--08-01" },
	{ VALUE_DATE, "el 12 de marzo de 2027", "12 de marzo de 2027", "2027-03-12" },
	{ VALUE_DATE, "12 febbraio 2027", "12 febbraio 2027", "2027-02-12" },
	{ VALUE_DATE, "2027年3月12日", "2027年3月12日", "2027-03-12" },
	{ VALUE_DATE, "3/12/2027", "3/12/2027", "2027-12-03 or 2027-03-12" },
	{ VALUE_DATE, "12/31/2027", "12/31/2027", "2027-12-31" },
	{ VALUE_DATE, "31/12/27", "31/12/27", "2027-12-31" },
	{ VALUE_DATE, "on 3/14", "on 3/14", "--03-14" },
	{ VALUE_DATE, "3/3/2027", "3/3/2027", "2027-03-03" },
	{ VALUE_DATE, "29 February 2028", "29 February 2028", "2028-02-29" },
	/* less exact */
	{ VALUE_DATE, "Q3 2027", "Q3 2027", "2027-Q3" },
	{ VALUE_DATE, "q3/2027", "q3/2027", "2027-Q3" },
	{ VALUE_DATE, "Q3 '27", "Q3 '27", "2027-Q3" },
	{ VALUE_DATE, "in the third quarter of 2027", "third quarter of 2027", "2027-Q3" },
	{ VALUE_DATE, "im 3. Quartal 2027", "3. Quartal 2027", "2027-Q3" },
	{ VALUE_DATE, "au troisième trimestre 2027", "troisième trimestre 2027", "2027-Q3" },
	{ VALUE_DATE, "tercer trimestre de 2027", "tercer trimestre de 2027", "2027-Q3" },
	{ VALUE_DATE, "H2 2027", "H2 2027", "2027-07-01/2027-12-31" },
	{ VALUE_DATE, "by end of June", "end of June", "--06-21/--06-30" },
	{ VALUE_DATE, "Ende Juni 2027", "Ende Juni 2027", "2027-06-21/2027-06-30" },
	{ VALUE_DATE, "fin juin", "fin juin", "--06-21/--06-30" },
	{ VALUE_DATE, "a mediados de marzo", "mediados de marzo", "--03-11/--03-20" },
	{ VALUE_DATE, "mi-mars 2027", "mi-mars 2027", "2027-03-11/2027-03-20" },
	{ VALUE_DATE, "early 2027", "early 2027", "2027-01-01/2027-04-30" },
	{ VALUE_DATE, "end of the third quarter", "end of the third quarter", "--Q3" },
	{ VALUE_DATE, "March 2027", "March 2027", "2027-03" },
	{ VALUE_DATE, "2027-03", "2027-03", "2027-03" },
	{ VALUE_DATE, "in March", "in March", "--03" },
	{ VALUE_DATE, "im Mai", "im Mai", "--05" },
	{ VALUE_DATE, "d'ici juin", "d'ici juin", "--06" },
	{ VALUE_DATE, "in 2027", "in 2027", "2027" },
	{ VALUE_DATE, "im Jahr 2027", "im Jahr 2027", "2027" },
	/* none */
	{ VALUE_DATE, "they march 300 miles", NULL, NULL },
	{ VALUE_DATE, "you may 5% of the time", NULL, NULL },
	{ VALUE_DATE, "may 10:30 do?", NULL, NULL },
	{ VALUE_DATE, "31 February 2027", "February 2027", "2027-02" },
	{ VALUE_DATE, "29.02.2027", NULL, NULL },
	{ VALUE_DATE, "13/13/2027", NULL, NULL },
	{ VALUE_DATE, "192.168.1.27", NULL, NULL },
	{ VALUE_DATE, "1.2.3", NULL, NULL },
	{ VALUE_DATE, "555-12-1234", NULL, NULL },
	{ VALUE_DATE, "9/10", NULL, NULL },
	{ VALUE_DATE, "2027", NULL, NULL },
	{ VALUE_DATE, "order 20270312", NULL, NULL },
	{ VALUE_DATE, "Margarine 12", NULL, NULL },
	{ VALUE_DATE, "", NULL, NULL },
	/* money */
	{ VALUE_MONEY, "costs €1.5m now", "€1.5m", "EUR 1500000" },
	{ VALUE_MONEY, "1,500,000 euros", "1,500,000 euros", "EUR 1500000" },
	{ VALUE_MONEY, "1.5 Mio. €", "1.5 Mio. €", "EUR 1500000" },
	{ VALUE_MONEY, "1,5 Mio. Euro", "1,5 Mio. Euro", "EUR 1500000" },
	{ VALUE_MONEY, "EUR 1 500 000", "EUR 1 500 000", "EUR 1500000" },
	{ VALUE_MONEY, "1 500 000 €", "1 500 000 €", "EUR 1500000" },
	{ VALUE_MONEY, "1.500.000,50 €", "1.500.000,50 €", "EUR 1500000.5" },
	{ VALUE_MONEY, "CHF 1'500'000.-", "CHF 1'500'000", "CHF 1500000" },
	{ VALUE_MONEY, "1,5 millions d'euros", "1,5 millions d'euros", "EUR 1500000" },
	{ VALUE_MONEY, "1,5 millones de euros", "1,5 millones de euros", "EUR 1500000" },
	{ VALUE_MONEY, "$20", "$20", "$ 20" },
	{ VALUE_MONEY, "20 dollars", "20 dollars", "$ 20" },
	{ VALUE_MONEY, "US$ 20", "US$ 20", "USD 20" },
	{ VALUE_MONEY, "20 US dollars", "20 US dollars", "USD 20" },
	{ VALUE_MONEY, "20 US-Dollar", "20 US-Dollar", "USD 20" },
	{ VALUE_MONEY, "$1.5 billion", "$1.5 billion", "$ 1500000000" },
	{ VALUE_MONEY, "2 Mrd. EUR", "2 Mrd. EUR", "EUR 2000000000" },
	{ VALUE_MONEY, "£5k", "£5k", "GBP 5000" },
	{ VALUE_MONEY, "twenty dollars", "twenty dollars", "$ 20" },
	{ VALUE_MONEY, "a million dollars", "a million dollars", "$ 1000000" },
	{ VALUE_MONEY, "eine Million Euro", "eine Million Euro", "EUR 1000000" },
	{ VALUE_MONEY, "1,500 euros", "1,500 euros", "EUR 1500 or 1.5" },
	{ VALUE_MONEY, "1,50 €", "1,50 €", "EUR 1.5" },
	{ VALUE_MONEY, "12,34,567", NULL, NULL },
	{ VALUE_MONEY, "I feel like a dollar", NULL, NULL },
	{ VALUE_MONEY, "20 people", NULL, NULL },
	{ VALUE_MONEY, "eur", NULL, NULL },
	{ VALUE_MONEY, "99999999999999999999 euros", NULL, NULL },
	{ VALUE_MONEY, "$999999999 trillion", NULL, NULL },
	{ VALUE_MONEY, "$266666666666661.5", NULL, NULL },
	/* percentages */
	{ VALUE_PERCENTAGE, "up 12 %", "12 %", "12 %" },
	{ VALUE_PERCENTAGE, "12.5 percent", "12.5 percent", "12.5 %" },
	{ VALUE_PERCENTAGE, "12,5%", "12,5%", "12.5 %" },
	{ VALUE_PERCENTAGE, "12 por ciento", "12 por ciento", "12 %" },
	{ VALUE_PERCENTAGE, "12 pour cent", "12 pour cent", "12 %" },
	{ VALUE_PERCENTAGE, "zwölf Prozent", "zwölf Prozent", "12 %" },
	{ VALUE_PERCENTAGE, "twelve per cent", "twelve per cent", "12 %" },
	{ VALUE_PERCENTAGE, "1.500 %", "1.500 %", "1500 or 1.5 %" },
	{ VALUE_PERCENTAGE, "12 percentage", NULL, NULL },
	{ VALUE_PERCENTAGE, "percent", NULL, NULL },
	/* versions */
	{ VALUE_VERSION, "Falcon v2.1 is out", "v2.1", "2.1" },
	{ VALUE_VERSION, "version 2.1.0", "version 2.1.0", "2.1.0" },
	{ VALUE_VERSION, "Version v2", "Version v2", "v2" },
	{ VALUE_VERSION, "2.1", "2.1", "2.1" },
	{ VALUE_VERSION, "2.1, at last", "2.1", "2.1" },
	{ VALUE_VERSION, "2.1.0-beta.2", "2.1.0-beta.2", "2.1.0-beta2" },
	{ VALUE_VERSION, "2.1 RC1", "2.1 RC1", "2.1-rc1" },
	{ VALUE_VERSION, "2.1%", NULL, NULL },
	{ VALUE_VERSION, "2.1 €", NULL, NULL },
	{ VALUE_VERSION, "2.1m", NULL, NULL },
	{ VALUE_VERSION, "12.03.2027", NULL, NULL },
	{ VALUE_VERSION, "2", NULL, NULL },
	{ VALUE_VERSION, "conversion 2", NULL, NULL },
};

static const struct {
	enum value_kind kind;
	const char *a, *b;
	bool is_equal;
} pairs[] = {
	{ VALUE_DATE, "12 March 2027", "2027-03-12", true },
	{ VALUE_DATE, "March 12th", "2027-03-12", true },
	{ VALUE_DATE, "12. März", "le 12 mars", false }, /* "le" is not a part of it */
	{ VALUE_DATE, "12. März", "12 mars 2028", true },
	{ VALUE_DATE, "March 12th", "March 13th", false },
	{ VALUE_DATE, "2027-03-12", "2028-03-12", false },
	{ VALUE_DATE, "3/12/2027", "2027-03-12", true },
	{ VALUE_DATE, "3/12/2027", "2027-12-03", true },
	{ VALUE_DATE, "3/12/2027", "2027-03-03", false },
	{ VALUE_DATE, "Q3 2027", "2027-08-15", true },
	{ VALUE_DATE, "Q3 2027", "2027-10-01", false },
	{ VALUE_DATE, "end of June", "2027-06-28", true },
	{ VALUE_DATE, "end of June", "2027-06-03", false },
	{ VALUE_DATE, "in June", "end of June", true },
	{ VALUE_DATE, "in June", "in July", false },
	{ VALUE_DATE, "in 2027", "Q4 2027", true },
	{ VALUE_MONEY, "€1.5m", "1,500,000 euros", true },
	{ VALUE_MONEY, "1.5 Mio. €", "EUR 1 500 000", true },
	{ VALUE_MONEY, "€1.5m", "$1.5m", false },
	{ VALUE_MONEY, "$20", "20 USD", true },
	{ VALUE_MONEY, "$20", "C$20", true },
	{ VALUE_MONEY, "US$20", "C$20", false },
	{ VALUE_MONEY, "1,500 euros", "1500 €", true },
	{ VALUE_MONEY, "1.500 €", "1500 €", true },
	{ VALUE_MONEY, "1,50 €", "1.5 EUR", true },
	{ VALUE_MONEY, "20 €", "21 €", false },
	{ VALUE_PERCENTAGE, "12 %", "twelve percent", true },
	{ VALUE_PERCENTAGE, "12 %", "12.5 %", false },
	{ VALUE_VERSION, "v2.1", "version 2.1.0", true },
	{ VALUE_VERSION, "2.1", "2.10", false },
	{ VALUE_VERSION, "2.1", "2.1-beta", false },
	{ VALUE_TEXT, "Blue  Heron", "blue heron", true },
	{ VALUE_TEXT, " ÄRGER ", "ärger", true },
	{ VALUE_TEXT, "Blue Heron", "Blueheron", false },
};

static void test_find(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof finds / sizeof *finds; i++) {
		struct span text = span_of(finds[i].text);
		char printed[VALUE_PRINT_MAX] = "nothing";
		struct span found = SPAN("nothing");
		struct value value;
		size_t start;
		size_t end;
		if (value_find(finds[i].kind, text, 0, &value, &start, &end)) {
			found = span_make(text.data + start, end - start);
			value_print(&value, printed);
		}
		const char *wanted = finds[i].found != NULL ? finds[i].found : "nothing";
		if (span_is(found, wanted) &&
		    (finds[i].printed == NULL || strcmp(printed, finds[i].printed) == 0))
			continue;
		print_error("\"%s\": expected \"%s\" %s, found \"%.*s\" %s\n", finds[i].text,
		    wanted, finds[i].printed != NULL ? finds[i].printed : "", SPAN_PRINT(found),
		    printed);
		failures++;
	}
	assert_int_equal(failures, 0);
}

static void test_equal(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		struct value a;
		struct value b;
		bool is_equal = value_parse(pairs[i].kind, span_of(pairs[i].a), &a) &&
		                value_parse(pairs[i].kind, span_of(pairs[i].b), &b) &&
		                value_equal(&a, &b) && value_equal(&b, &a) && value_equal(&a, &a);
		if (is_equal == pairs[i].is_equal)
			continue;
		print_error("\"%s\" and \"%s\"\n", pairs[i].a, pairs[i].b);
		failures++;
	}
	assert_int_equal(failures, 0);
}

/* What was printed is read again as the same, and printed again alike. */
static void test_print_and_parse(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof finds / sizeof *finds; i++) {
		struct value value;
		char printed[VALUE_PRINT_MAX];
		if (finds[i].printed == NULL)
			continue;
		bool is_read = value_parse(finds[i].kind, span_of(finds[i].printed), &value);
		if (is_read)
			value_print(&value, printed);
		if (is_read && strcmp(printed, finds[i].printed) == 0)
			continue;
		print_error("%s is not read again\n", finds[i].printed);
		failures++;
	}
	assert_int_equal(failures, 0);
}

static void test_parse_refuses(void **state)
{
	static const struct {
		enum value_kind kind;
		const char *text;
	} wrong[] = {
		{ VALUE_DATE, "" },
		{ VALUE_DATE, "soon" },
		{ VALUE_DATE, "12 March 2027 or so" },
		{ VALUE_DATE, "2027-13-01" },
		{ VALUE_MONEY, "20" },
		{ VALUE_PERCENTAGE, "20" },
		{ VALUE_VERSION, "x" },
		{ VALUE_TEXT, " " },
	};
	struct value value;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
		assert_false(value_parse(wrong[i].kind, span_of(wrong[i].text), &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_equal),
		cmocka_unit_test(test_print_and_parse),
		cmocka_unit_test(test_parse_refuses),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
