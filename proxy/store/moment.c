#include "moment.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { SECOND_MS = 1000 };

int64_t moment_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * SECOND_MS + now.tv_nsec / 1000000;
}

void moment_print(int64_t moment_ms, char text[MOMENT_TEXT])
{
	int64_t milliseconds = moment_ms % SECOND_MS;
	struct tm tm;

	if (milliseconds < 0)
		milliseconds += SECOND_MS;
	time_t seconds = (time_t)((moment_ms - milliseconds) / SECOND_MS);
	if (gmtime_r(&seconds, &tm) == NULL || tm.tm_year > 9999 - 1900 || tm.tm_year < -1900) {
		snprintf(text, MOMENT_TEXT, "0000-00-00T00:00:00.000Z");
		return;
	}
	size_t len = strftime(text, MOMENT_TEXT, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(text + len, MOMENT_TEXT - len, ".%03dZ", (int)milliseconds);
}

/* Takes exactly count digits off the front. */
static bool take_digits(struct span *text, size_t count, int *value)
{
	*value = 0;
	if (text->len < count)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (text->data[i] < '0' || text->data[i] > '9')
			return false;
		*value = *value * 10 + (text->data[i] - '0');
	}
	*text = span_from(*text, count);
	return true;
}

static bool take_char(struct span *text, const char *one_of)
{
	if (text->len == 0 || text->data[0] == '\0' || strchr(one_of, text->data[0]) == NULL)
		return false;
	*text = span_from(*text, 1);
	return true;
}

static bool take_date(struct span *text, struct tm *tm)
{
	bool is_date = take_digits(text, 4, &tm->tm_year) && take_char(text, "-") &&
	               take_digits(text, 2, &tm->tm_mon) && take_char(text, "-") &&
	               take_digits(text, 2, &tm->tm_mday);

	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return is_date && tm->tm_mon >= 0 && tm->tm_mon < 12 && tm->tm_mday >= 1 &&
	       tm->tm_mday <= 31;
}

static bool take_fraction(struct span *text, int64_t *milliseconds)
{
	int64_t scale = 100;
	int digit;

	if (!take_char(text, "."))
		return true;
	if (text->len == 0 || text->data[0] < '0' || text->data[0] > '9')
		return false;
	while (take_digits(text, 1, &digit)) {
		*milliseconds += digit * scale;
		scale /= 10;
	}
	return true;
}

static bool take_offset(struct span *text, int64_t *minutes)
{
	bool is_west = text->len > 0 && text->data[0] == '-';
	int hour;
	int minute;

	if (take_char(text, "Zz"))
		return true;
	if (!take_char(text, "+-") || !take_digits(text, 2, &hour) || !take_char(text, ":") ||
	    !take_digits(text, 2, &minute) || hour > 23 || minute > 59)
		return false;
	*minutes = ((int64_t)hour * 60 + minute) * (is_west ? -1 : 1);
	return true;
}

static bool take_time(struct span *text, struct tm *tm)
{
	return take_digits(text, 2, &tm->tm_hour) && take_char(text, ":") &&
	       take_digits(text, 2, &tm->tm_min) && take_char(text, ":") &&
	       take_digits(text, 2, &tm->tm_sec) && tm->tm_hour < 24 && tm->tm_min < 60 &&
	       tm->tm_sec <= 60;
}

bool moment_parse(struct span text, int64_t *moment_ms)
{
	struct tm tm = { 0 };
	int64_t milliseconds = 0;
	int64_t offset_minutes = 0;

	if (!take_date(&text, &tm))
		return false;
	if (text.len > 0 &&
	    (!take_char(&text, "Tt ") || !take_time(&text, &tm) ||
	        !take_fraction(&text, &milliseconds) || !take_offset(&text, &offset_minutes)))
		return false;
	*moment_ms = ((int64_t)timegm(&tm) - offset_minutes * 60) * SECOND_MS + milliseconds;
	return text.len == 0;
}

bool moment_parse_ago(struct span text, int64_t *ago_ms)
{
	static const struct {
		char letter;
		int64_t seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 }, { 'w', 604800 } };
	uint64_t count;

	if (text.len < 2 || text.len > 8)
		return false;
	struct span digits = { text.data, text.len - 1 };
	for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
		if (text.data[text.len - 1] != units[i].letter || !span_to_u64(digits, &count))
			continue;
		*ago_ms = (int64_t)count * units[i].seconds * SECOND_MS;
		return true;
	}
	return false;
}
