// layers: proxy-base proxy-http rules
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../rules/text/bare.h"
#include "../../rules/text/coded.h"
#include "../../rules/text/escape.h"
#include "../../rules/text/fold.h"
#include "../../rules/text/formatting.h"
#include "../../rules/text/glyph.h"

/* Each stage of reading by itself: a text, what it becomes, and where one place of that came from.
 */

struct row {
	const char *text;
	const char *becomes; /* NULL: nothing changes */
	const char *place;   /* a part of becomes; NULL: not asked */
	const char *origin;  /* what it came from */
};

static const struct row bare_rows[] = {
	{ "plain caf\xc3\xa9", NULL, NULL, NULL },
	{ "f\xe2\x80\x8b"
	  "al\xe2\x80\x8d"
	  "con",
	    "falcon", "alc",
	    "al\xe2\x80\x8d"
	    "c" },
	{ "a\xc2\xad"
	  "b\xe2\x81\xa0"
	  "c\xef\xbb\xbf"
	  "d\xcd\x8f"
	  "e\xe1\xa0\x8e"
	  "f\xe1\x85\x9f"
	  "g\xe3\x85\xa4"
	  "h",
	    "abcdefgh", "gh",
	    "g\xe3\x85\xa4"
	    "h" },
	{ "a\xe2\x81\xa1"
	  "b\xe2\x81\xa4"
	  "c\xe2\x80\xaa"
	  "d\xe2\x80\xac"
	  "e\xe2\x81\xa6"
	  "f\xe2\x81\xa9"
	  "g",
	    "abcdefg", NULL, NULL },
	{ "a\xef\xb8\x8f"
	  "b\xf3\xa0\x84\x80"
	  "c",
	    "abc", NULL, NULL },
	{ "a\x01"
	  "b\x7f"
	  "c\td\n",
	    "abc\td\n", NULL, NULL },
	{ "hi\xf3\xa0\x81\xa6\xf3\xa0\x81\xa1", "hi fa", " f", "\xf3\xa0\x81\xa6" }, /* tags */
	{ "a \xe2\x80\xaenoclaf\xe2\x80\xac b", "a falcon b", "fal", "laf" },
	{ "\xe2\x80\xaenoclaf\nb", "falcon\nb", "n\nb", "noclaf\nb" },
	/* marks */
	{ "f\xcc\xb4\xcc\xa2"
	  "a\xcc\xb5lcon",
	    "falcon", "fa",
	    "f\xcc\xb4\xcc\xa2"
	    "a" },
	{ "f\xc3\xa1\xcc\xb7\xcc\xa1lcon", "falcon", "a", "\xc3\xa1" },
	{ "\xd0\xb7\xd0\xb0\xcc\x81\xd0\xbc\xd0\xbe\xd0\xba",
	    "\xd0\xb7\xd0\xb0\xd0\xbc\xd0\xbe\xd0\xba", NULL, NULL },
	{ "\xd9\x85\xd9\x8f\xd8\xad\xd9\x8e\xd9\x85\xd9\x91\xd8\xaf",
	    "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf", NULL, NULL },
	{ "4\xef\xb8\x8f\xe2\x83\xa3"
	  "2\xef\xb8\x8f\xe2\x83\xa3",
	    "42", "4", "4" },
	{ "\xe0\xa4\xb9\xe0\xa4\xbf\xe0\xa4\xa8\xe0\xa5\x8d\xe0\xa4\xa6\xe0\xa5\x80", NULL, NULL,
	    NULL }, /* Hindi */
	/* shapes and flags */
	{ "\xf0\x9f\x85\xb5\xf0\x9f\x85\x90", "FA", "A", "\xf0\x9f\x85\x90" },
	{ "\xe2\x9d\xb6\xe2\x93\xbf", "10", NULL, NULL },
	{ "\xf0\x9f\x87\xa9\xf0\x9f\x87\xaa \xf0\x9f\x87\xab\xf0\x9f\x87\xb7\xf0\x9f\x87\xae"
	  "\xf0\x9f\x87\xb9",
	    NULL, NULL, NULL }, /* Germany, France and Italy */
	{ "\xf0\x9f\x87\xab\xf0\x9f\x87\xa6\xf0\x9f\x87\xb1", "FAL", "A", "\xf0\x9f\x87\xa6" },
	{ "\xf0\x9f\x87\xab \xf0\x9f\x87\xa6", "F A", NULL, NULL },
};

static const struct row escape_rows[] = {
	{ "AT&T, Q&A; R&D 100% a=b C:\\new 5%20", "AT&T, Q&A; R&D 100% a=b C:\\new 5 ", NULL,
	    NULL },
	{ "50% off & more; a=b", NULL, NULL, NULL },
	{ "&#70;&#x61;l&#99on", "Falcon", "alc", "&#x61;l&#99" },
	{ "&amp;&lt;b&gt;&zwj;&nbsp;&ffr;&Fopf;",
	    "&<b>\xe2\x80\x8d\xc2\xa0"
	    "fF",
	    NULL, NULL },
	{ "&#0;&#31;&#xd800;&#x110000;&bogus;&", NULL, NULL, NULL },
	{ "%46%61lcon %C3%BC %u0041", "Falcon \xc3\xbc A", "Fa", "%46%61" },
	{ "%C3 %FF %zz %", NULL, NULL, NULL },
	{ "=46=61lcon=\r\n!", "Falcon!", "Fa", "=46=61" },
	{ "x=C3=BC y=ab", "x\xc3\xbc y=ab", NULL, NULL },
	{ "\\u0046\\x61\\u{6c}\\x{63}\\U0000006f\\156", "Falcon", "a", "\\x61" },
	{ "\\ud83d\\ude00 \\ud83d", "\xf0\x9f\x98\x80 \\ud83d", "\xf0\x9f\x98\x80",
	    "\\ud83d\\ude00" },
	{ "\\146\\141\\154", "fal", "a", "\\141" },
	{ "\\66 \\61 \\6c con", "falcon", "al", "\\61 \\6c " },
	{ "\\000066\\000061", "fa", NULL, NULL },
	{ "\\xc3\\xbc \\xfc", "\xc3\xbc \xc3\xbc", NULL, NULL },
	{ "\\n \\t \\dir \\", NULL, NULL, NULL },
};

static const struct row formatting_rows[] = {
	{ "a < b and c > d, <3, x<y, 2*3*4, snake_case, f(x) [1]",
	    "a < b and c > d, <3, x<y, 234, snake_case, f(x) [1]", NULL, NULL },
	{ "s<b>e</b>cret", "secret", "ecr", "e</b>cr" },
	{ "se<!-- x -->cret <span class=\"a\">f</span>al", "secret fal", "secret",
	    "se<!-- x -->cret" },
	{ "a<br/>b<p>c</p>", "a\nb\nc\n", NULL, NULL },
	{ "<!-- not closed <b", NULL, NULL, NULL },
	{ "se**cr**et *it* ~~s~~x", "secret it sx", "secret", "se**cr**et" },
	{ "fal__c__on a_b_c", "falcon a_b_c", NULL, NULL },
	{ "s\\_e\\*c", "s_e*c", "e*c", "e\\*c" },
	{ "fal[c](http://x.example)on", "falcon", "alco", "al[c](http://x.example)o" },
	{ "[not a link] (really)", NULL, NULL, NULL },
	{ "fa[b]l[/b]con [url=http://x]c[/url]", "falcon c", "falcon", "fa[b]l[/b]con" },
	{ "fal>!con!<s a||b||c", "falcons abc", NULL, NULL },
};

static const struct row coded_rows[] = {
	{ "internationalization Straightforward IMPORTANT MacBookPro iPhone15 deadbeef", NULL, NULL,
	    NULL },
	{ "the hash 3f786850e387550fdab836ed7e6dc881de23001b of it", NULL, NULL, NULL },
	{ "8-900-1234567, 192.168.0.254, 2024-05-06 12:30:59", NULL, NULL, NULL },
	{ "RmFsY29u", "Falcon", "lco", "RmFsY29u" },
	{ "see RmFsY8O2bg== now", "see Falc\xc3\xb6n now", "Falc\xc3\xb6n", "RmFsY8O2bg" },
	{ "UHJvamVj\ndCBGYWxj\nb24gc2hpcHMg", "Project Falcon ships ", NULL, NULL },
	{ "x/UHJvamVjdCBGYWxjb24/y", "x/Project Falcon/y", NULL, NULL },
	{ "c28_IHRoZSBmYWxjb24-Pg", "so? the falcon>>", NULL, NULL },
	{ "VUhKdmFtVmpkQ0JHWVd4amIyND0=", "UHJvamVjdCBGYWxjb24=", NULL, NULL },
	{ "66616c636f6e", "falcon", "al", "616c" },
	{ "0x66 0x61 0x6c 0x63", "falc", "al", " 0x61 0x6c" },
	{ "46:61:6C:63:6F:6E", "Falcon", NULL, NULL },
	{ "66c3bcc39f65",
	    "f\xc3\xbc\xc3\x9f"
	    "e",
	    NULL, NULL },
	{ "70 97 108 99 111 110", "Falcon", "F", "70" },
	{ "70,97,108,99,111,110!", "Falcon!", NULL, NULL },
	{ "146 141 154 143 157 156", "falcon", NULL, NULL },
	{ "101 102 103 104", "efgh ABCD", NULL, NULL },
	{ "01000110 01100001 01101100 01100011", "Falc", NULL, NULL },
	{ "98 87 12 4 55 61", NULL, NULL, NULL },
	{ "..-. .- .-.. -.-. --- -.", "falcon", "fa", "..-. .-" },
	{ ".- -... / -.-. -..", "ab cd", NULL, NULL },
	{ "wait ... - what - ... no", NULL, NULL, NULL },
	{ "- - - - - ... ... ...", NULL, NULL, NULL },
	{ "foxtrot alfa Lima charlie oscar november!", "falcon!", "al", " alfa Lima" },
	{ "hotel in india, papa", NULL, NULL, NULL },
	{ "http://xn--bcher-kva.example",
	    "http://b\xc3\xbc"
	    "cher.example",
	    "b\xc3\xbc"
	    "cher",
	    "xn--bcher-kva" },
	{ "<~:i^JhARfg)7U^+CDf,~>", "Project Falcon", NULL, NULL },
	{ "begin 666 x\n44')O:F5C=\"!&86QC;VX@<VAI<', \n \nend", "Project Falcon ships", NULL,
	    NULL },
};

static bool check_row(stage *run, const struct view *from, struct view *to, const struct row *row)
{
	bool changes = rewrite_view(from, to, run, NULL);
	struct span got = changes ? view_slice(to, 0) : SPAN("(nothing)");
	const char *wanted = row->becomes != NULL ? row->becomes : "(nothing)";

	/* What uuencode leaves of its frame is of no interest. */
	if (!span_starts(got, wanted) ||
	    (got.len != strlen(wanted) && strncmp(row->text, "begin", 5) != 0)) {
		print_error(
		    "\"%s\": expected \"%s\", got \"%.*s\"\n", row->text, wanted, SPAN_PRINT(got));
		return false;
	}
	if (row->place == NULL)
		return true;
	size_t start = (size_t)(strstr(row->becomes, row->place) - row->becomes);
	size_t first;
	size_t last;
	view_origin(to, start, start + strlen(row->place), &first, &last);
	struct span origin = span_make(row->text + first, last - first);
	if (span_is(origin, row->origin))
		return true;
	print_error("\"%s\" in \"%s\": expected \"%s\", got \"%.*s\"\n", row->place, row->text,
	    row->origin, SPAN_PRINT(origin));
	return false;
}

static void check_rows(stage *run, const struct row *rows, size_t count)
{
	struct view from;
	struct view to;
	size_t failures = 0;

	view_init(&from);
	view_init(&to);
	glyph_prepare();
	for (size_t i = 0; i < count; i++) {
		view_clear(&from, 65536);
		view_add_text(&from, span_of(rows[i].text));
		failures += !check_row(run, &from, &to, &rows[i]);
	}
	view_release(&from);
	view_release(&to);
	assert_int_equal(failures, 0);
}

#define CHECK(run, rows) check_rows(run, rows, sizeof(rows) / sizeof *(rows))

static void test_bare(void **state)
{
	(void)state;
	CHECK(bare_stage, bare_rows);
}

static void test_escapes(void **state)
{
	(void)state;
	CHECK(escape_stage, escape_rows);
}

static void test_formatting(void **state)
{
	(void)state;
	CHECK(formatting_stage, formatting_rows);
}

static void test_codes(void **state)
{
	(void)state;
	CHECK(coded_stage, coded_rows);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bare),
		cmocka_unit_test(test_escapes),
		cmocka_unit_test(test_formatting),
		cmocka_unit_test(test_codes),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
