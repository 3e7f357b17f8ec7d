// layers: proxy-base proxy-http rules
#include "kind_help.h"

/* Where somebody lives, and who. */

static const struct kind_case addresses[] = {
	{ "street-address", "I live at 221B Baker Street, London NW1 6XE.",
	    "221B Baker Street, London NW1 6XE" },
	{ NULL, "1600 Amphitheatre Pkwy, Mountain View, CA 94043",
	    "1600 Amphitheatre Pkwy, Mountain View, CA 94043" },
	{ NULL, "123 N. Main St., Apt 4, Dayton, OH 45402",
	    "123 N. Main St., Apt 4, Dayton, OH 45402" },
	{ NULL, "P.O. Box 123, Salem, OR 97301", "P.O. Box 123, Salem, OR 97301" },
	{ NULL, "Lindenstraße 12, 10115 Berlin", "Lindenstraße 12, 10115 Berlin" },
	{ NULL, "Goethestr. 3a", "Goethestr. 3a" },
	{ NULL, "Am Markt 5, 34117 Kassel", "Am Markt 5, 34117 Kassel" },
	{ NULL, "12 rue de la Paix, 75002 Paris", "12 rue de la Paix, 75002 Paris" },
	{ NULL, "3 bis avenue Foch", "3 bis avenue Foch" },
	{ NULL, "Calle Mayor 5, 28013 Madrid", "Calle Mayor 5, 28013 Madrid" },
	{ NULL, "Via Garibaldi 3", "Via Garibaldi 3" },
	{ NULL, "Rua Augusta, 274", "Rua Augusta, 274" },
	{ NULL, "Keizersgracht 123, 1015 CJ Amsterdam", "Keizersgracht 123, 1015 CJ Amsterdam" },
	{ NULL, "ul. Długa 7", "ul. Długa 7" },
	{ NULL, "we met on Baker Street", NULL },
	{ NULL, "in 2027 Street art was everywhere", NULL },
	{ NULL, "5 main courses, st", NULL },
	{ NULL, "10 more ways to drive", NULL },
	{ NULL, "Nürnberg 2027", NULL },
	{ NULL, "(c) 2016 Iain Lane", NULL },
	{ NULL, "Sep 8, 2016 Feb", NULL },
	{ NULL, "Chapter 5, 2016 Edition", NULL },
	{ NULL, "Room 12, building 7", NULL },
};

static const struct kind_case persons[] = {
	{ "person", "Dear Mr. John Smith,", "John Smith" },
	{ NULL, "Frau Anna-Lena Müller", "Anna-Lena Müller" },
	{ NULL, "My name is Kofi van der Berg", "Kofi van der Berg" },
	{ NULL, "Ich heiße Jörg Schneider.", "Jörg Schneider" },
	{ NULL, "je m'appelle Chloé Moreau", "Chloé Moreau" },
	{ NULL, "Patient: Ana Okafor, 43", "Ana Okafor" },
	{ NULL, "Dr. O'Brien", "O'Brien" },
	{ NULL, "John Smith", NULL },
	{ NULL, "the customer: happy", NULL },
	{ NULL, "mr smith", NULL },
	{ NULL, "name: unknown", NULL },
	{ NULL, "if name is None", NULL },
};

static void test_addresses(void **state)
{
	(void)state;
	RUN_KIND_CASES(addresses);
}

static void test_persons(void **state)
{
	(void)state;
	RUN_KIND_CASES(persons);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_persons),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
