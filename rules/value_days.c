#include <stdio.h>

#include "kinds/code.h"
#include "value_private.h"

/* Days as they are kept: printed, read again, compared. */

enum { MONTH_LAST_DAY = 31 };

static unsigned day_of(uint64_t month, uint64_t day)
{
	return (unsigned)month * 32 + (unsigned)day;
}

static void set_months(struct value_days *days, uint64_t first, uint64_t last)
{
	days->from = day_of(first, 1);
	days->to = day_of(last, MONTH_LAST_DAY);
}

/* "2027-", "--" or nothing but "2027" */
static bool read_printed_year(struct scan *scan, struct value_days *days)
{
	uint64_t year = 0;

	if (!scan_text(scan, "-") && scan_digits(scan, 4, &year) != 4)
		return false;
	days->year = (unsigned)year;
	set_months(days, 1, 12);
	return true;
}

/* "2027-03-12", "--03-12", "--03", "2027", "2027-Q3" */
static bool read_printed_days(struct scan *scan, struct value_days *days)
{
	uint64_t number;
	uint64_t day;

	if (!read_printed_year(scan, days))
		return false;
	if (!scan_char(scan, "-"))
		return true;
	bool is_quarter = scan_char(scan, "Q");
	if (scan_digits(scan, 2, &number) == 0 || number < 1 || number > (is_quarter ? 4 : 12))
		return false;
	set_months(days, is_quarter ? number * 3 - 2 : number, is_quarter ? number * 3 : number);
	if (is_quarter || !scan_char(scan, "-"))
		return true;
	if (scan_digits(scan, 2, &day) != 2 || day < 1 || day > MONTH_LAST_DAY)
		return false;
	days->from = days->to = day_of(number, day);
	return true;
}

static bool read_printed_range(struct scan *scan, struct value_days *days)
{
	struct value_days end;

	if (!read_printed_days(scan, days))
		return false;
	if (!scan_char(scan, "/"))
		return true;
	if (!read_printed_days(scan, &end) || end.to < days->from)
		return false;
	days->to = end.to;
	return true;
}

bool value_read_printed_date(struct scan *scan, struct value *value)
{
	value->count = 1;
	if (!read_printed_range(scan, &value->is.days[0]))
		return false;
	if (scan_text(scan, " or ")) {
		value->count = 2;
		return read_printed_range(scan, &value->is.days[1]);
	}
	return true;
}

static int print_days(const struct value_days *days, char *to, size_t size)
{
	unsigned first = days->from / 32;
	unsigned last = days->to / 32;
	unsigned last_day = days->to % 32;
	bool is_whole = days->from % 32 == 1 && days->to % 32 == MONTH_LAST_DAY;
	char year[12] = "-";

	if (days->year != 0)
		snprintf(year, sizeof year, "%u", days->year);
	if (days->from == days->to)
		return snprintf(to, size, "%s-%02u-%02u", year, first, days->from % 32);
	if (is_whole && first == last)
		return snprintf(to, size, "%s-%02u", year, first);
	if (is_whole && last - first == 11 && days->year != 0)
		return snprintf(to, size, "%s", year);
	if (is_whole && last - first == 2 && first % 3 == 1)
		return snprintf(to, size, "%s-Q%u", year, last / 3);
	while (!code_is_date(days->year, last, last_day))
		last_day--;
	return snprintf(to, size, "%s-%02u-%02u/%s-%02u-%02u", year, first, days->from % 32, year,
	    last, last_day);
}

void value_print_date(const struct value *value, char to[VALUE_PRINT_MAX])
{
	int len = print_days(&value->is.days[0], to, VALUE_PRINT_MAX / 2);

	if (value->count < 2)
		return;
	len += snprintf(to + len, (size_t)(VALUE_PRINT_MAX - len), " or ");
	print_days(&value->is.days[1], to + len, (size_t)(VALUE_PRINT_MAX - len));
}

static bool days_meet(const struct value_days *a, const struct value_days *b)
{
	if (a->year != 0 && b->year != 0 && a->year != b->year)
		return false;
	return a->from <= b->to && b->from <= a->to;
}

bool value_dates_agree(const struct value *a, const struct value *b)
{
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++)
			if (days_meet(&a->is.days[i], &b->is.days[j]))
				return true;
	return false;
}
