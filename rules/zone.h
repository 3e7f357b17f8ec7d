/* Dates and clock times of a time zone (the IANA database, by ICU). */
#ifndef RULES_ZONE_H
#define RULES_ZONE_H

#include <stdbool.h>
#include <time.h>

struct zone_time {
	int day;    /* of the week, 0 is Sunday */
	int minute; /* of the day */
};

bool zone_is_known(const char *zone); /* "Europe/Berlin", "UTC" */

/* What a clock there shows. */
struct zone_time zone_time_of(const char *zone, time_t when);

/* The moment that a date ("2027-03-12") or a date and time ("2027-03-12T09:30") names there, with
 * is_end the end of that day or minute. False if it is no such date. */
bool zone_moment(const char *zone, const char *text, bool is_end, time_t *moment);

#endif
