// layers: proxy-base proxy-http rules
#include "kind_help.h"

/* How somebody is reached. */

static const struct kind_case emails[] = {
	{ "email", "to anna.m+x@mail.example.com, now", "anna.m+x@mail.example.com" },
	{ NULL, "<o'neil@one.example>", "o'neil@one.example" },
	{ NULL, "jörg@müller.example", "jörg@müller.example" },
	{ NULL, "see @falcon and a@b", NULL },
	{ NULL, "a..b@c.example", NULL },
	{ NULL, "1@2.3", NULL },
};

static const struct kind_case phones[] = {
	/* E.164 */
	{ "phone", "+49 89 0419148", "+49 89 0419148" },
	{ NULL, "+49 (0)40 3150007", "+49 (0)40 3150007" },
	{ NULL, "+44 20 7946 0958", "+44 20 7946 0958" },
	{ NULL, "+1 415 555 2671", "+1 415 555 2671" },
	{ NULL, "+1 (415) 555-2671", "+1 (415) 555-2671" },
	{ NULL, "+14155552671", "+14155552671" },
	{ NULL, "+33 6 35 56 29 21", "+33 6 35 56 29 21" },
	{ NULL, "+91-8123456789", "+91-8123456789" },
	{ NULL, "+81 90 1234 5678", "+81 90 1234 5678" },
	{ NULL, "+34.643.03.13.11", "+34.643.03.13.11" },
	{ NULL, "(+351 961 234 567)", "+351 961 234 567" },
	/* as North America writes it */
	{ NULL, "(415) 555-2671", "(415) 555-2671" },
	{ NULL, "415-555-2671", "415-555-2671" },
	{ NULL, "415.555.2671 ext. 12", "415.555.2671" },
	{ NULL, "1-800-555-2671", "1-800-555-2671" },
	/* a zero in front */
	{ NULL, "06 12 34 56 78", "06 12 34 56 78" },
	{ NULL, "01.57.67.71.00", "01.57.67.71.00" },
	{ NULL, "07922 436052", "07922 436052" },
	{ NULL, "020 7798 0515", "020 7798 0515" },
	{ NULL, "0221/820834", "0221/820834" },
	{ NULL, "(0711) 3453219", "(0711) 3453219" },
	{ NULL, "0151 12345678", "0151 12345678" },
	{ NULL, "0176-12345678", "0176-12345678" },
	{ NULL, "090-1234-5678", "090-1234-5678" },
	{ NULL, "03-3123-4567", "03-3123-4567" },
	{ NULL, "(02) 9123 4567", "(02) 9123 4567" },
	{ NULL, "0412 345 678", "0412 345 678" },
	{ NULL, "(11) 91234-5678", "(11) 91234-5678" },
	/* with a word */
	{ NULL, "call me: 4155552671", "4155552671" },
	{ NULL, "Tel.: 0664 6188450", "0664 6188450" },
	{ NULL, "Tel 06645797851", "06645797851" },
	{ NULL, "mein Handy 017612345678", "017612345678" },
	{ NULL, "Llama al 643 03 13 11", "643 03 13 11" },
	{ NULL, "móvil 91 983 40 62", "91 983 40 62" },
	{ NULL, "O meu número é 910 152 455", "910 152 455" },
	{ NULL, "Zadzwoń do mnie: 582-359-075", "582-359-075" },
	{ NULL, "Appelez-moi au 0612345678", "0612345678" },
	{ NULL, "WhatsApp 98765 43210", "98765 43210" },
	{ NULL, "電話 0312345678", "0312345678" },
	{ NULL, "телефон 89161234567", "89161234567" },
	/* others */
	{ NULL, "4155552671", NULL },
	{ NULL, "643 03 13 11", NULL },
	{ NULL, "415-155-2671", NULL },
	{ NULL, "115-555-2671", NULL },
	{ NULL, "415-555-26711", NULL },
	{ NULL, "+1 415 555 267", NULL },
	{ NULL, "+1 000 000 0000", NULL },
	{ NULL, "+20 000 000", NULL },
	{ NULL, "+999 123 456 789", NULL },
	{ NULL, "Boston, MA 02110-1301", NULL },
	{ NULL, "your order number is 123-456-7890, call us", NULL },
	{ NULL, "revenue +12%", NULL },
	{ NULL, "2027-03-12", NULL },
	{ NULL, "12.03.2027", NULL },
	{ NULL, "01/02/2027", NULL },
	{ NULL, "call at 10:30 on 12.03.2027", NULL },
	{ NULL, "order 415-555-2671", NULL },
	{ NULL, "Order number 0221/820834", NULL },
	{ NULL, "Bestellung 4155552671, Tel. folgt", NULL },
	{ NULL, "my account number is 123456789012", NULL },
	{ NULL, "192.168.10.25", NULL },
	{ NULL, "3.14159265", NULL },
	{ NULL, "ISBN 978-3-16-148410-0", NULL },
	{ NULL, "1,234,567", NULL },
	{ NULL, "0.123456789", NULL },
	{ NULL, "call 911", NULL },
};

static const struct kind_case ips[] = {
	{ "ip", "from 81.89.7.62, twice", "81.89.7.62" },
	{ NULL, "192.168.0.1", "192.168.0.1" },
	{ NULL, "10.0.0.1:8080", "10.0.0.1" },
	{ NULL, "10.1.0.0/16", "10.1.0.0" },
	{ NULL, "2001:db8:2885:a3d2::646e", "2001:db8:2885:a3d2::646e" },
	{ NULL, "[2001:db8::1]:443", "2001:db8::1" },
	{ NULL, "fe80::1ff:fe23:4567:890a", "fe80::1ff:fe23:4567:890a" },
	{ NULL, "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
	    "2001:0db8:85a3:0000:0000:8a2e:0370:7334" },
	{ NULL, "127.0.0.1", NULL },
	{ NULL, "0.0.0.0", NULL },
	{ NULL, "255.255.255.0", NULL },
	{ NULL, "256.1.1.1", NULL },
	{ NULL, "1.2.3", NULL },
	{ NULL, "1.2.3.4.5", NULL },
	{ NULL, "v1.2.3.4", NULL },
	{ NULL, "version 1.2.3.4", NULL },
	{ NULL, "Firmware 2.4.1.0", NULL },
	{ NULL, "release: 10.2.3.1", NULL },
	{ NULL, "see section 1.2.3.4", NULL },
	{ NULL, "01.02.03.04.05", NULL },
	{ NULL, "::1", NULL },
	{ NULL, "10:30:45", NULL },
	{ NULL, "std::vector", NULL },
	{ NULL, "a::b", NULL },
	{ NULL, "Foo::Bar::baz", NULL },
	{ NULL, "aa:bb:cc:dd", NULL },
	{ NULL, "12:34:56:78", NULL },
};

static const struct kind_case macs[] = {
	{ "mac", "3c:62:4d:35:19:fc", "3c:62:4d:35:19:fc" },
	{ NULL, "3C-62-4D-35-19-FC", "3C-62-4D-35-19-FC" },
	{ NULL, "3c62.4d35.19fc", "3c62.4d35.19fc" },
	{ NULL, "MAC address 3c62.4d35.19fc on port 3", "3c62.4d35.19fc" },
	{ NULL, "3c:62:4d:35:19", NULL },
	{ NULL, "3c:62:4d:35:19:fc:00", NULL },
	{ NULL, "3c:62-4d:35-19:fc", NULL },
	{ NULL, "ff:ff:ff:ff:ff:ff", NULL },
	{ NULL, "00:00:00:00:00:00", NULL },
	{ NULL, "it said 3c62.4d35.19fc and no more", NULL },
};

static void test_emails(void **state)
{
	(void)state;
	RUN_KIND_CASES(emails);
}

static void test_phones(void **state)
{
	(void)state;
	RUN_KIND_CASES(phones);
}

static void test_ips(void **state)
{
	(void)state;
	RUN_KIND_CASES(ips);
}

static void test_macs(void **state)
{
	(void)state;
	RUN_KIND_CASES(macs);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_emails),
		cmocka_unit_test(test_phones),
		cmocka_unit_test(test_ips),
		cmocka_unit_test(test_macs),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
