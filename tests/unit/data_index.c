// layers: proxy-base proxy-http rules
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/base/mem.h"
#include "../../rules/data/data_index.h"
#include "../../rules/data/folded.h"

static const struct salt salt = { "0123456789abcde" };

static const char customers[] =
    "Name;Account;Mail;City\n"
    "Anna Schmidt;4711-0815;anna@firm.example;Berlin\n"
    "\"O'Brien, Se\xc3\xa1n\";DE89 3704 0044 0532 0130 00;sean.obrien@firm.example;Cork\n"
    "G\xc3\xb6ggl;AB-1234;m@firm.example;Berlin\n"
    "\xe5\xbc\xa0\xe4\xbc\x9f\xe6\x98\x8e;9988776655;z@firm.example;\n"
    "Baker;17;b;Berlin\n"
    "broken;row\n"
    "Bj\xc3\xb6rn van der Berg;555123;bj@firm.example;Oslo\n";

/* name and account: bits 0 and 1. */
static const struct data_plan plan = {
	.columns = { "name", "account", "mail" },
	.column_count = 3,
	.groups = { 3 },
	.group_count = 1,
};

static char broken[256];

static void on_broken(void *context, size_t line, const char *why)
{
	(void)context;
	snprintf(broken + strlen(broken), sizeof broken - strlen(broken), "%zu %s\n", line, why);
}

static const struct data_listener listener = { .on_broken = on_broken };

static struct data_head *head;
static struct data_index data;
static struct folded folded;

static int set_up(void **state)
{
	size_t size;
	struct err err;

	(void)state;
	folded_init(&folded);
	broken[0] = '\0';
	head = data_build(span_of(customers), &plan, &salt, &listener, &size, &err);
	assert_non_null(head);
	assert_true(data_open(&data, span_make(head, size), &err));
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(head);
	folded_release(&folded);
	return 0;
}

static const struct {
	const char *text;
	const char *found; /* "text/strong columns", one behind the other */
} scans[] = {
	{ "Nothing of ours stands here.", "" },
	{ "So ANNA  Schmidt said", "anna  schmidt/1" },
	{ "anna schmidtke, hanna schmidt", "" },
	{ "Anna-Schmidt", "anna-schmidt/1" },
	{ "account 47110815.", "47110815/2" },
	{ "account 4711 0815 (4711/0815)", "4711 0815/2 4711/0815/2" },
	{ "account 147110815, 471108150", "" },
	{ "4711 0815 2027", "4711 0815/2" },
	{ "De89370400440532013000", "de89370400440532013000/2" },
	{ "IBAN DE89 3704 0044 0532 0130 00!", "de89 3704 0044 0532 0130 00/2" },
	{ "xDE89370400440532013000 DE893704004405320130001", "" },
	{ "AB1234 ab 1234, xab1234", "ab1234/2 ab 1234/2" },
	{ "ab 5551234", "" },
	{ "O\xe2\x80\x99"
	  "Brien Se\xc3\xa1n",
	    "o\xe2\x80\x99"
	    "brien se\xc3\xa1n/1" },
	{ "O'Brien, Sea\xcc\x81n", "o'brien, se\xc3\xa1n/1" },
	{ "G\xc3\x96GGLS Go\xcc\x88ggl", "g\xc3\xb6ggl/1" },
	{ "\xe5\xae\xa2\xe5\xbc\xa0\xe4\xbc\x9f\xe6\x98\x8e\xe7\x9a\x84",
	    "\xe5\xbc\xa0\xe4\xbc\x9f\xe6\x98\x8e/1" },
	{ "the baker of Berlin, 17", "baker/0 17/0" },
	{ "+49 555 123", "555 123/2" },
	{ "write to sean.obrien@firm.example now", "sean.obrien@firm.example/4" },
};

static const char *scan(const char *text)
{
	static char out[1024];
	struct data_hit hits[16];
	struct span text_folded = folded_text(&folded, span_of(text));
	size_t count = data_scan(&data, text_folded, hits, 16);
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(out + len, sizeof out - len, "%s%.*s/%u", i > 0 ? " " : "",
		    (int)(hits[i].end - hits[i].start), text_folded.data + hits[i].start,
		    hits[i].strong);
	return out;
}

static void test_scan(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof scans / sizeof *scans; i++) {
		const char *found = scan(scans[i].text);
		if (strcmp(found, scans[i].found) == 0)
			continue;
		print_error(
		    "%s: found \"%s\", wanted \"%s\"\n", scans[i].text, found, scans[i].found);
		failures++;
	}
	assert_int_equal(failures, 0);
}

static bool on_row(void *context, const struct data_hit *const *picks, size_t count)
{
	assert_int_equal(count, 2);
	assert_true(picks[0]->columns & 1);
	assert_true(picks[1]->columns & 2);
	++*(int *)context;
	return true;
}

static int rows(const char *text, size_t within)
{
	struct data_hit hits[64];
	int found = 0;
	size_t count = data_scan(&data, folded_text(&folded, span_of(text)), hits, 64);
	struct data_row_search search = {
		.index = &data,
		.hits = hits,
		.count = count,
		.columns = 3,
		.within = within,
		.context = &found,
		.on_row = on_row,
	};

	assert_true(data_find_rows(&search));
	return found;
}

static void test_rows(void **state)
{
	(void)state;
	assert_int_equal(rows("Anna Schmidt, 4711 0815", 0), 1);
	assert_int_equal(rows("4711 0815 is Anna Schmidt", 1), 1);
	assert_int_equal(rows("4711 0815 is of Anna Schmidt", 1), 0);
	assert_int_equal(rows("Anna Schmidt has AB 1234", 5), 0);
	/* What is too weak alone counts beside another value of its row. */
	assert_int_equal(rows("Baker has 17", 5), 1);
	assert_int_equal(rows("Baker, 17; Anna Schmidt, 47110815; G\xc3\xb6ggl, AB1234", 0), 3);
	assert_int_equal(rows("Anna Schmidt, Anna Schmidt, 47110815", 9), 2);
	assert_int_equal(rows("", 5), 0);
}

static void test_report(void **state)
{
	(void)state;
	assert_string_equal(broken, "7 has fewer columns than the first row\n");
	assert_int_equal(head->rows, 6);
	assert_int_equal(head->broken, 1);
	assert_int_equal(head->columns[0].values, 6);
	assert_int_equal(head->columns[0].weak[VALUE_ORDINARY], 1);
	assert_int_equal(head->columns[0].lines[VALUE_ORDINARY][0], 6);
	assert_int_equal(head->columns[1].weak[VALUE_SHORT], 1);
	assert_int_equal(head->columns[2].weak[VALUE_SHORT], 1);
}

/* Nothing of the table can be read in the index. */
static void test_nothing_plain(void **state)
{
	static const char *const values[] = { "anna", "schmidt", "4711", "0815", "brien", "firm" };
	size_t size = head->index.size;

	(void)state;
	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		assert_null(memmem(head, size, values[i], strlen(values[i])));
}

static void test_what_cannot_be_built(void **state)
{
	static const struct {
		const char *table;
		const char *error;
	} cases[] = {
		{ "", "is empty" },
		{ "\"x", "the first row has a quote that never ends" },
		{ "name,konto,mail\n",
		    "has no column \"account\" in its first row; there is: name, konto, mail" },
		{ "name,account,mail\n", "has no values in its columns" },
		{ "name,account,mail\n,-,\n", "has no values in its columns" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct err err;
		size_t size;
		assert_null(
		    data_build(span_of(cases[i].table), &plan, &salt, &listener, &size, &err));
		assert_string_equal(err.text, cases[i].error);
	}
}

/* An index that was cut or bent is refused, or at least never read outside of. */
static void test_damage(void **state)
{
	size_t size = head->index.size;
	struct data_index index;
	struct err err;

	(void)state;
	assert_false(data_open(&index, span_make(head, size - 8), &err));
	assert_false(data_open(&index, span_make(head, 8), &err));
	head->slots.count++;
	assert_false(data_open(&index, span_make(head, size), &err));
	head->slots.count--;
	head->filter.at += 8;
	assert_false(data_open(&index, span_make(head, size), &err));
	head->filter.at -= 8;
	head->index.magic++;
	assert_false(data_open(&index, span_make(head, size), &err));
	head->index.magic--;
	assert_true(data_open(&index, span_make(head, size), &err));
}

/* What everybody in the table has is not looked for alone. */
static void test_common(void **state)
{
	struct data_plan towns = { .columns = { "town" }, .column_count = 1 };
	char table[4096] = "town\n";
	struct data_index index;
	struct data_hit hit;
	struct err err;
	size_t size;

	(void)state;
	for (int i = 0; i < 100; i++)
		sprintf(table + strlen(table), i % 5 == 0 ? "Entenhausen\n" : "Ort%d\n", i);
	struct data_head *made = data_build(span_of(table), &towns, &salt, &listener, &size, &err);
	assert_non_null(made);
	assert_true(data_open(&index, span_make(made, size), &err));
	assert_int_equal(made->columns[0].weak[VALUE_COMMON], 20);
	assert_int_equal(data_scan(&index, folded_text(&folded, SPAN("entenhausen")), &hit, 1), 1);
	assert_int_equal(hit.strong, 0);
	assert_int_equal(data_scan(&index, folded_text(&folded, SPAN("ort 11")), &hit, 1), 1);
	assert_int_equal(hit.strong, 1);
	free(made);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_scan, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_report, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_nothing_plain, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_damage, set_up, tear_down),
		cmocka_unit_test(test_what_cannot_be_built),
		cmocka_unit_test_setup_teardown(test_common, set_up, tear_down),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
