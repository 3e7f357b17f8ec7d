#include "when.h"

#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "phrase.h"
#include "zone.h"

enum { DAYS = 7, DAY_MINUTES = 24 * 60, HOURS_MAX = 8 };

struct hours {
	int from, to; /* minutes of the day; to below from: over midnight */
};

struct range {
	time_t from; /* 0: from the beginning */
	time_t to;   /* the first moment behind it; 0: for good */
};

struct period {
	const char *name;
	struct range *ranges;
	size_t count;
};

struct when_condition {
	const char *zone;
	unsigned days; /* bits, Sunday first; 0: every day */
	struct hours hours[HOURS_MAX];
	size_t hour_count;
	struct range range;
	const struct period **periods; /* in one of them */
	size_t period_count;
	struct when_condition *except;
};

/* Reading */

static const char *const day_names[] = { "sun", "mon", "tue", "wed", "thu", "fri", "sat", NULL };

/* A zone stands first, whatever the order of keys: dates depend on it. */
static const char *zone_of(struct reader *reader, const struct node *map)
{
	const struct node *node = map->kind == NODE_MAP ? node_get(map, "zone") : NULL;
	const char *zone = node != NULL ? reader_text(reader, node) : NULL;

	if (zone == NULL)
		return "UTC";
	if (zone_is_known(zone))
		return zone;
	problems_error(reader->problems, node,
	    "\"%s\" is no time zone; write it as Europe/Berlin or America/New_York", zone);
	return "UTC";
}

static void skip_zone(struct reader *reader, const struct node *value, void *target)
{
	(void)reader; /* read before everything else */
	(void)value;
	(void)target;
}

static int day_index(const char *name, size_t len)
{
	for (int i = 0; i < DAYS; i++)
		if (strlen(day_names[i]) == len && memcmp(day_names[i], name, len) == 0)
			return i;
	return -1;
}

/* "mon" or "mon-fri"; a range may go over the end of the week. */
static bool add_days(const char *text, unsigned *days)
{
	size_t len = strcspn(text, "-");
	int from = day_index(text, len);
	int to = text[len] == '-' ? day_index(text + len + 1, strlen(text + len + 1)) : from;

	if (from < 0 || to < 0)
		return false;
	for (int day = from;; day = (day + 1) % DAYS) {
		*days |= 1U << day;
		if (day == to)
			return true;
	}
}

static void read_days(struct reader *reader, const struct node *value, void *target)
{
	struct when_condition *when = target;
	const char **texts;
	size_t count = reader_texts(reader, value, &texts);

	for (size_t i = 0; i < count; i++)
		if (!add_days(texts[i], &when->days))
			problems_error(reader->problems, value,
			    "\"%s\" is no day; write mon, sat or mon-fri", texts[i]);
}

static bool read_minute(const char *text, int *minute)
{
	for (size_t i = 0; i < 5; i++)
		if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
			return false;
	*minute =
	    ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
	return *minute <= DAY_MINUTES && text[3] < '6';
}

static bool read_span_of_hours(const char *text, struct hours *hours)
{
	return strlen(text) == strlen("09:00-17:00") && text[5] == '-' &&
	       read_minute(text, &hours->from) && read_minute(text + 6, &hours->to) &&
	       hours->from != hours->to;
}

static void read_hours(struct reader *reader, const struct node *value, void *target)
{
	struct when_condition *when = target;
	const char **texts;
	size_t count = reader_texts(reader, value, &texts);

	for (size_t i = 0; i < count && i < HOURS_MAX; i++)
		if (!read_span_of_hours(texts[i], &when->hours[when->hour_count++]))
			problems_error(reader->problems, value,
			    "\"%s\" is no time of day; write it as \"09:00-17:00\"", texts[i]);
	if (count > HOURS_MAX)
		problems_error(reader->problems, value, "at most %d times of day", (int)HOURS_MAX);
}

struct reading_range {
	struct range *range;
	const char *zone;
};

static void read_moment(
    struct reader *reader, const struct node *value, const char *zone, bool is_end, time_t *moment)
{
	const char *text = reader_text(reader, value);

	if (text != NULL && !zone_moment(zone, text, is_end, moment))
		problems_error(reader->problems, value,
		    "\"%s\" is no date; write it as 2027-03-12 or 2027-03-12T09:00", text);
}

static void check_range(struct reader *reader, const struct node *node, const struct range *range)
{
	if (range->from != 0 && range->to != 0 && range->to <= range->from)
		problems_error(reader->problems, node, "this ends before it begins");
}

static void read_range_from(struct reader *reader, const struct node *value, void *target)
{
	struct reading_range *reading = target;

	read_moment(reader, value, reading->zone, false, &reading->range->from);
}

static void read_range_to(struct reader *reader, const struct node *value, void *target)
{
	struct reading_range *reading = target;

	read_moment(reader, value, reading->zone, true, &reading->range->to);
}

const struct key range_keys[] = {
	{ "from", read_range_from, &schema_text },
	{ "to", read_range_to, &schema_text },
	{ "zone", skip_zone, &schema_text },
	{ NULL, NULL, NULL },
};

static void read_period(struct reader *reader, const struct node *key, const struct node *value)
{
	struct policy *policy = reader->policy;
	struct node *one = (struct node *)(uintptr_t)value;
	struct node *const *items = &one;
	struct period *period = reader_alloc(reader, 1, sizeof *period);

	period->name = key->text;
	period->count = node_items(value, &items);
	period->ranges = reader_alloc(reader, period->count + 1, sizeof *period->ranges);
	for (size_t i = 0; i < period->count; i++) {
		struct reading_range reading = { &period->ranges[i], zone_of(reader, items[i]) };
		if (reader_map(reader, items[i], range_keys, &reading))
			check_range(reader, items[i], reading.range);
	}
	policy->periods = mem_grow(policy->periods, &policy->period_capacity,
	    policy->period_count + 1, sizeof *policy->periods);
	policy->periods[policy->period_count++] = period;
}

void reader_periods(struct reader *reader, const struct node *node)
{
	if (node->kind != NODE_MAP) {
		problems_error(reader->problems, node,
		    "periods have names: \"quiet: [ { from: 2027-01-01, to: 2027-01-31 } ]\"");
		return;
	}
	for (size_t i = 0; i < node->count; i++)
		read_period(reader, node->keys[i], node->items[i]);
}

static const struct period *find_period(
    struct reader *reader, const struct node *at, const char *name)
{
	const struct policy *policy = reader->policy;
	const char **names = mem_array(policy->period_count + 1, sizeof *names);
	const struct period *found = NULL;

	for (size_t i = 0; i < policy->period_count; i++) {
		names[i] = policy->periods[i]->name;
		if (strcmp(names[i], name) == 0)
			found = policy->periods[i];
	}
	const char *nearest = found == NULL ? node_nearest(name, names) : NULL;
	if (nearest != NULL)
		problems_error(reader->problems, at,
		    "there is no period \"%s\"; did you mean \"%s\"?", name, nearest);
	else if (found == NULL)
		problems_error(reader->problems, at,
		    "there is no period \"%s\" under \"periods\" in this policy", name);
	free(names);
	return found;
}

static void read_when_period(struct reader *reader, const struct node *value, void *target)
{
	struct when_condition *when = target;
	const char **names;
	size_t count = reader_texts(reader, value, &names);

	when->periods = reader_alloc(reader, count + 1, sizeof *when->periods);
	for (size_t i = 0; i < count; i++) {
		const struct period *period = find_period(reader, value, names[i]);
		if (period != NULL)
			when->periods[when->period_count++] = period;
	}
}

static void read_from(struct reader *reader, const struct node *value, void *target)
{
	struct when_condition *when = target;

	read_moment(reader, value, when->zone, false, &when->range.from);
}

static void read_to(struct reader *reader, const struct node *value, void *target)
{
	struct when_condition *when = target;

	read_moment(reader, value, when->zone, true, &when->range.to);
}

static void read_except(struct reader *reader, const struct node *value, void *target);

const struct key when_keys[] = {
	{ "days", read_days, &schema_texts },
	{ "hours", read_hours, &schema_texts },
	{ "zone", skip_zone, &schema_text },
	{ "from", read_from, &schema_text },
	{ "to", read_to, &schema_text },
	{ "period", read_when_period, &schema_texts },
	{ "not", read_except, NULL },
	{ NULL, NULL, NULL },
};

static struct when_condition *read_when(
    struct reader *reader, const struct node *node, const char *zone)
{
	struct when_condition *when = reader_alloc(reader, 1, sizeof *when);

	when->zone =
	    node->kind == NODE_MAP && node_get(node, "zone") != NULL ? zone_of(reader, node) : zone;
	if (reader_map(reader, node, when_keys, when))
		check_range(reader, node, &when->range);
	return when;
}

/* In the zone of what it stands in; a `not` within a `not` says nothing that could not be said. */
static void read_except(struct reader *reader, const struct node *value, void *target)
{
	struct when_condition *when = target;

	if (value->kind == NODE_MAP && node_get(value, "not") != NULL)
		problems_error(reader->problems, value, "\"not\" cannot stand within \"not\"");
	else
		when->except = read_when(reader, value, when->zone);
}

struct when_condition *reader_when(struct reader *reader, const struct node *node)
{
	return read_when(reader, node, "UTC");
}

struct when_condition *reader_when_range(struct reader *reader, const struct node *map)
{
	struct when_condition *when = reader_alloc(reader, 1, sizeof *when);

	when->zone = zone_of(reader, map);
	if (node_get(map, "from") != NULL)
		read_from(reader, node_get(map, "from"), when);
	if (node_get(map, "to") != NULL)
		read_to(reader, node_get(map, "to"), when);
	check_range(reader, map, &when->range);
	return when;
}

/* Answering */

static bool is_in_range(const struct range *range, time_t now)
{
	return now >= range->from && (range->to == 0 || now < range->to);
}

static bool is_in_period(const struct when_condition *when, time_t now)
{
	for (size_t i = 0; i < when->period_count; i++)
		for (size_t j = 0; j < when->periods[i]->count; j++)
			if (is_in_range(&when->periods[i]->ranges[j], now))
				return true;
	return when->periods == NULL;
}

/* Hours over midnight belong to the day on which they begin. */
static bool is_in_hours(const struct when_condition *when, struct zone_time time)
{
	unsigned days = when->days != 0 ? when->days : (1U << DAYS) - 1;
	bool is_today = (days >> time.day & 1) != 0;
	bool was_yesterday = (days >> (time.day + DAYS - 1) % DAYS & 1) != 0;

	for (size_t i = 0; i < when->hour_count; i++) {
		const struct hours *hours = &when->hours[i];
		bool is_over_midnight = hours->to < hours->from;
		if (is_today && time.minute >= hours->from &&
		    (is_over_midnight || time.minute < hours->to))
			return true;
		if (is_over_midnight && was_yesterday && time.minute < hours->to)
			return true;
	}
	return when->hour_count == 0 && is_today;
}

static bool is_met(const struct when_condition *when, time_t now)
{
	if (!is_in_range(&when->range, now) || !is_in_period(when, now))
		return false;
	if (when->days == 0 && when->hour_count == 0)
		return true;
	return is_in_hours(when, zone_time_of(when->zone, now));
}

enum answer when_answer(const struct when_condition *when, time_t now, unsigned *unknown)
{
	if (when == NULL)
		return ANSWER_YES;
	if (now == 0) {
		*unknown |= 1U << ASSUMED_TIME;
		return ANSWER_UNKNOWN;
	}
	if (!is_met(when, now) || (when->except != NULL && is_met(when->except, now)))
		return ANSWER_NO;
	return ANSWER_YES;
}

time_t when_ends(const struct when_condition *when)
{
	return when != NULL ? when->range.to : 0;
}

/* Saying */

static void put_minute(FILE *out, int minute)
{
	fprintf(out, "%02d:%02d", minute / 60, minute % 60);
}

static void put_date(FILE *out, const char *word, time_t moment)
{
	char text[32];
	struct tm tm;

	if (moment != 0 && gmtime_r(&moment, &tm) != NULL &&
	    strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &tm) > 0)
		fprintf(out, " %s %s", word, text);
}

static void put_condition(FILE *out, const struct when_condition *when)
{
	const char *names[DAYS];
	size_t count = 0;

	for (size_t i = 0; i < DAYS; i++)
		if ((when->days >> i & 1) != 0)
			names[count++] = day_names[i];
	if (count > 0)
		fputs(" on ", out);
	put_names(out, names, count, " or ");
	for (size_t i = 0; i < when->hour_count; i++) {
		fputs(i == 0 ? " between " : " or ", out);
		put_minute(out, when->hours[i].from);
		fputs(" and ", out);
		put_minute(out, when->hours[i].to);
	}
	if (when->days != 0 || when->hour_count > 0)
		fprintf(out, " (%s)", when->zone);
	put_date(out, "from", when->range.from);
	put_date(out, "until", when->range.to);
	for (size_t i = 0; i < when->period_count; i++)
		fprintf(out, "%s%s", i == 0 ? " in the period " : " or ", when->periods[i]->name);
}

void put_when(FILE *out, const struct when_condition *when)
{
	put_condition(out, when);
	if (when->except == NULL)
		return;
	fputs(", but not", out);
	put_condition(out, when->except);
	fputc(',', out);
}
