// layers: proxy-base proxy-http rules
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../rules/data/csv.h"

static struct csv csv;

/* Rows as "line:cell|cell", broken ones as "line!why". */
static const char *read_all(const char *table, size_t len)
{
	static char out[4096];
	size_t at = 0;
	enum csv_result result;

	csv_open(&csv, span_make(table, len), csv_separator(span_make(table, len)));
	out[0] = '\0';
	while ((result = csv_next(&csv)) != CSV_END) {
		at += (size_t)snprintf(out + at, sizeof out - at, "%zu", csv.row_line);
		if (result == CSV_BROKEN)
			at += (size_t)snprintf(out + at, sizeof out - at, "!%s", csv.why);
		else if (csv.width == 0)
			csv.width = csv.count;
		for (size_t i = 0; result == CSV_ROW && i < csv.count; i++)
			at += (size_t)snprintf(out + at, sizeof out - at, "%c%.*s",
			    i == 0 ? ':' : '|', SPAN_PRINT(csv.cells[i]));
		at += (size_t)snprintf(out + at, sizeof out - at, "\n");
	}
	return out;
}

static const struct {
	const char *table;
	const char *rows;
} tables[] = {
	{ "", "" },
	{ "\n\r\n", "" },
	{ "a,b\n1,2\n", "1:a|b\n2:1|2\n" },
	{ "\xef\xbb\xbf"
	  "a;b\r\n1;2",
	    "1:a|b\n2:1|2\n" },
	{ "a\tb, c\r1\t2\r", "1:a|b, c\n2:1|2\n" },
	{ "\"a,x\",\"b\"\"c\"\n\"1\n2\",\n\n3,4\n", "1:a,x|b\"c\n2:1\n2|\n5:3|4\n" },
	{ "a,b\n,\n\"\",x\n", "1:a|b\n2:|\n3:|x\n" },
	{ "a,b\n1\n2,3\n4,5,6\n7,8\n", "1:a|b\n2!has fewer columns than the first row\n3:2|3\n"
	                               "4!has more columns than the first row\n5:7|8\n" },
	{ "a,b\n\"1,2\n3,4\n5,6\n", "1:a|b\n2!has a quote that never ends\n3:3|4\n4:5|6\n" },
	{ "a,b\n\"1\" x,2\n3,4\n", "1:a|b\n2!has something behind a closing quote\n3:3|4\n" },
	{ "a,b\n\"1,\"2\"\n\"3\",\"4\"\n",
	    "1:a|b\n2!has something behind a closing quote\n3:3|4\n" },
	{ "a,b\n\xff,2\n3,4\n",
	    "1:a|b\n2!is not UTF-8 text (save the table as \"CSV UTF-8\")\n3:3|4\n" },
	{ "a,b\nx\"y,2\n", "1:a|b\n2:x\"y|2\n" },
};

static void test_rows(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
		const char *rows = read_all(tables[i].table, strlen(tables[i].table));
		if (strcmp(rows, tables[i].rows) == 0)
			continue;
		print_error(
		    "%s\nread as:\n%s\nwanted:\n%s\n", tables[i].table, rows, tables[i].rows);
		failures++;
	}
	assert_int_equal(failures, 0);
}

/* A quote that is opened in one row of many and never closed costs that row, and a row that is too
 * long costs itself. */
static void test_only_the_broken_is_lost(void **state)
{
	enum { ROWS = 20000, BROKEN = 7000, LONG = 9000 };
	char *table = malloc(ROWS * 16 + CSV_ROW_MAX * 2);
	size_t len = 0;
	size_t rows = 0;
	size_t broken = 0;
	enum csv_result result;

	(void)state;
	for (int i = 1; i <= ROWS; i++) {
		len += (size_t)sprintf(table + len, i == BROKEN ? "\"%d,x\n" : "%d,x", i);
		if (i == LONG) {
			memset(table + len, 'x', CSV_ROW_MAX + 1);
			len += CSV_ROW_MAX + 1;
		}
		if (i != BROKEN)
			table[len++] = '\n';
	}
	csv_open(&csv, span_make(table, len), ',');
	while ((result = csv_next(&csv)) != CSV_END) {
		rows += result == CSV_ROW;
		if (result != CSV_BROKEN)
			continue;
		broken++;
		assert_true(csv.row_line == BROKEN || csv.row_line == LONG);
	}
	assert_int_equal(rows, ROWS - 2);
	assert_int_equal(broken, 2);
	free(table);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_only_the_broken_is_lost),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
