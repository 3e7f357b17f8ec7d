#include "zone.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

enum { ZONE_MAX = 64 };

static UCalendar *open_calendar(const char *zone)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar name[ZONE_MAX];
	int32_t len = 0;

	u_strFromUTF8(name, ZONE_MAX, &len, zone, -1, &status);
	UCalendar *calendar = ucal_open(name, len, "en", UCAL_GREGORIAN, &status);
	assert(U_SUCCESS(status)); /* zone_is_known() was asked first */
	return calendar;
}

bool zone_is_known(const char *zone)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar name[ZONE_MAX];
	UChar canonical[ZONE_MAX];
	UBool is_system = false;
	int32_t len = 0;

	u_strFromUTF8(name, ZONE_MAX, &len, zone, -1, &status);
	ucal_getCanonicalTimeZoneID(name, len, canonical, ZONE_MAX, &is_system, &status);
	return U_SUCCESS(status) && is_system;
}

struct zone_time zone_time_of(const char *zone, time_t when)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *calendar = open_calendar(zone);

	ucal_setMillis(calendar, (double)when * 1000, &status);
	struct zone_time time = {
		.day = ucal_get(calendar, UCAL_DAY_OF_WEEK, &status) - UCAL_SUNDAY,
		.minute = ucal_get(calendar, UCAL_HOUR_OF_DAY, &status) * 60 +
		          ucal_get(calendar, UCAL_MINUTE, &status),
	};
	ucal_close(calendar);
	return time;
}

struct date {
	int year, month, day, hour, minute;
	bool has_time;
};

/* Digits where digits stand in shape, everything else as it is. */
static bool has_shape(const char *text, const char *shape)
{
	if (strlen(text) != strlen(shape))
		return false;
	for (size_t i = 0; shape[i] != '\0'; i++)
		if (shape[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i])
			return false;
	return true;
}

static int digits(const char *text, size_t count)
{
	int value = 0;

	for (size_t i = 0; i < count; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}

static bool read_date(const char *text, struct date *date)
{
	*date = (struct date){ .has_time = has_shape(text, "0000-00-00T00:00") };
	if (!date->has_time && !has_shape(text, "0000-00-00"))
		return false;
	date->year = digits(text, 4);
	date->month = digits(text + 5, 2);
	date->day = digits(text + 8, 2);
	if (date->has_time) {
		date->hour = digits(text + 11, 2);
		date->minute = digits(text + 14, 2);
	}
	return true;
}

bool zone_moment(const char *zone, const char *text, bool is_end, time_t *moment)
{
	UErrorCode status = U_ZERO_ERROR;
	struct date date;

	if (!read_date(text, &date))
		return false;
	UCalendar *calendar = open_calendar(zone);
	ucal_clear(calendar);
	ucal_setAttribute(calendar, UCAL_LENIENT, false);
	ucal_setDateTime(
	    calendar, date.year, date.month - 1, date.day, date.hour, date.minute, 0, &status);
	double millis = ucal_getMillis(calendar, &status);
	if (is_end && U_SUCCESS(status)) {
		ucal_add(calendar, date.has_time ? UCAL_MINUTE : UCAL_DATE, 1, &status);
		millis = ucal_getMillis(calendar, &status);
	}
	ucal_close(calendar);
	*moment = (time_t)(millis / 1000);
	return U_SUCCESS(status);
}
