#include "kinds/code.h"
#include "value_private.h"

/* Dates as English, German, French, Spanish and some of their neighbours write them. */

enum {
	MONTH_LAST_DAY = 31,
	YEAR_MIN = 1900,
	YEAR_MAX = 2199,
	PIVOT = 70, /* '70 is 1970, '69 is 2069 */
};

static const struct scan_word months[] = {
	{ "january|jan.|januar|jänner|jän.|janvier|janv.|enero|ene.|gennaio|gen.|janeiro|januari",
	    1 },
	{ "february|feb.|februar|februari|février|fevrier|févr.|fév.|febrero|febbraio|fevereiro",
	    2 },
	{ "march|mar.|märz|maerz|mär.|mrz.|mars|marzo|março|maart", 3 },
	{ "april|apr.|avril|avr.|abril|abr.|aprile", 4 },
	{ "may|mai|mayo|maggio|maio|mei", 5 },
	{ "june|jun.|juni|juin|junio|giugno|junho", 6 },
	{ "july|jul.|juli|juillet|juil.|julio|luglio|julho", 7 },
	{ "august|aug.|août|aout|agosto|ago.|augustus", 8 },
	{ "september|sept.|sep.|septembre|septiembre|setiembre|settembre|setembro", 9 },
	{ "october|oct.|oktober|okt.|octobre|octubre|ottobre|outubro", 10 },
	{ "november|nov.|novembre|noviembre|novembro", 11 },
	{ "december|dec.|dezember|dez.|décembre|decembre|déc.|diciembre|dic.|dicembre|dezembro",
	    12 },
	{ NULL, 0 },
};

/* "12th", "1er", "1º" */
static const char ordinal_ends[] = "st|nd|rd|th|er|º|ª|°";

static const char of_words[] = "of|de|del|di|des|du|van";

/* What makes a month or a year a date by itself. */
static const char prepositions[] =
    "in|by|until|till|from|since|before|after|during|in the year|im|im "
    "jahr|ab|bis|seit|vor|nach|en|dès|depuis|avant|après|d'ici|desde|hasta|antes de";

/* What makes "12.3." and "3/12" a date. */
static const char day_prepositions[] = "on|by|until|from|since|am|ab|ab dem|bis|bis zum|vom|seit "
                                       "dem|le|dès le|jusqu'au|el|hasta el|desde el";

enum part { PART_BEGIN, PART_MIDDLE, PART_END };

static const struct scan_word parts[] = {
	{ "early|early in|beginning of|start of|anfang|début|principios de|inicios de|comienzos de",
	    PART_BEGIN },
	{ "mid|middle of|mitte|mi|mediados de", PART_MIDDLE },
	{ "late|late in|end of|ende|fin|fin de|finales de|fines de", PART_END },
	{ NULL, 0 },
};

/* The parts of a year by name: first month * 16 + last month. */
#define MONTHS(first, last) ((first)*16 + (last))
static const struct scan_word periods[] = {
	{ "q1|t1|1q|first quarter|1st quarter|erstes quartal|ersten quartal|1. quartal|premier "
	  "trimestre|1er trimestre|primer trimestre",
	    MONTHS(1, 3) },
	{ "q2|t2|2q|second quarter|2nd quarter|zweites quartal|zweiten quartal|2. quartal|deuxième "
	  "trimestre|2e trimestre|segundo trimestre",
	    MONTHS(4, 6) },
	{ "q3|t3|3q|third quarter|3rd quarter|drittes quartal|dritten quartal|3. quartal|troisième "
	  "trimestre|3e trimestre|tercer trimestre",
	    MONTHS(7, 9) },
	{ "q4|t4|4q|fourth quarter|last quarter|4th quarter|viertes quartal|vierten quartal|4. "
	  "quartal|quatrième trimestre|4e trimestre|cuarto trimestre",
	    MONTHS(10, 12) },
	{ "h1|s1|1h|first half|erstes halbjahr|ersten halbjahr|1. halbjahr|premier semestre|primer "
	  "semestre",
	    MONTHS(1, 6) },
	{ "h2|s2|2h|second half|zweites halbjahr|zweiten halbjahr|2. halbjahr|second "
	  "semestre|segundo semestre",
	    MONTHS(7, 12) },
	{ NULL, 0 },
};

static unsigned day_of(unsigned month, unsigned day)
{
	return month * 32 + day;
}

static bool add_days(struct value *value, unsigned year, unsigned from, unsigned to)
{
	value->is.days[value->count++] = (struct value_days){ year, from, to };
	return true;
}

static bool add_months(struct value *value, unsigned year, unsigned first, unsigned last)
{
	return add_days(value, year, day_of(first, 1), day_of(last, MONTH_LAST_DAY));
}

/* Adds the day if there is such a one. */
static bool add_day(struct value *value, unsigned year, uint64_t month, uint64_t day)
{
	if (!code_is_date(year, (unsigned)month, (unsigned)day))
		return false;
	unsigned at = day_of((unsigned)month, (unsigned)day);
	return add_days(value, year, at, at);
}

/* Anything that a day and a month cannot be, and four digits that can be a year. */
static bool read_year(struct scan *scan, unsigned *year)
{
	struct scan here = *scan;
	uint64_t number;

	if (scan_char(&here, "'") || scan_text(&here, "’")) {
		if (scan_digits(&here, 2, &number) != 2)
			return false;
		*year = (unsigned)number + (number < PIVOT ? 2000 : 1900);
	} else {
		if (scan_digits(&here, 4, &number) != 4 || number < YEAR_MIN || number > YEAR_MAX)
			return false;
		*year = (unsigned)number;
	}
	*scan = here;
	return true;
}

/* ", 2027", " de 2027", " 2027", "/2027": a year behind something; without one year is 0. */
static unsigned read_year_behind(struct scan *scan)
{
	struct scan here = *scan;
	unsigned year;

	if (!scan_char(&here, ",-/"))
		scan_gap(&here);
	scan_gap(&here);
	if (scan_any(&here, of_words))
		scan_gap(&here);
	if (!read_year(&here, &year))
		return 0;
	*scan = here;
	return year;
}

static bool read_day(struct scan *scan, uint64_t *day)
{

	if (scan_digits(scan, 2, day) == 0 || *day < 1 || *day > MONTH_LAST_DAY)
		return false;
	scan_any(scan, ordinal_ends);
	return true;
}

/* Does a number go on here, as in 12:30, 12.5 or 12 %? */
static bool goes_on(const struct scan *scan)
{
	struct scan here = *scan;

	if (scan_char(&here, ":%"))
		return true;
	return scan_char(&here, ".,") && scan_is_digit(&here);
}

/* "12 March 2027", "12. März", "le 1er mars", "12 de marzo de 2027", "12-Mar-2027" */
static bool read_day_month(struct scan *scan, struct value *value)
{
	uint64_t day;
	int month;

	if (!read_day(scan, &day))
		return false;
	scan_char(scan, ".-");
	scan_gap(scan);
	if (scan_any(scan, of_words))
		scan_gap(scan);
	if (!scan_words(scan, months, &month))
		return false;
	return add_day(value, read_year_behind(scan), (uint64_t)month, day);
}

/* "March 12th, 2027", "March 12"; "March 2027" */
static bool read_month_day(struct scan *scan, struct value *value)
{
	uint64_t day;
	int month;

	if (!scan_words(scan, months, &month))
		return false;
	unsigned year = read_year_behind(scan);
	if (year != 0)
		return add_months(value, year, (unsigned)month, (unsigned)month);
	if (!scan_gap(scan) || !read_day(scan, &day) || goes_on(scan))
		return false;
	return add_day(value, read_year_behind(scan), (uint64_t)month, day);
}

/* "2027-03-12", "2027/3/12", "2027年3月12日"; "2027-03" */
static bool read_year_first(struct scan *scan, struct value *value)
{
	static const char *const separators[][3] = { { "-", "-", "" }, { "/", "/", "" },
		{ ".", ".", "" }, { "年", "月", "日" } };
	uint64_t month;
	uint64_t day;
	unsigned year;

	if (scan_char(&(struct scan){ scan->text, scan->at }, "'") || !read_year(scan, &year))
		return false;
	for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
		struct scan here = *scan;
		if (!scan_text(&here, separators[i][0]))
			continue;
		size_t digits = scan_digits(&here, 2, &month);
		if (digits == 0)
			return false;
		*scan = here;
		if (scan_text(&here, separators[i][1]) && scan_digits(&here, 2, &day) > 0 &&
		    scan_text(&here, separators[i][2])) {
			*scan = here;
			return add_day(value, year, month, day);
		}
		return i == 0 && digits == 2 && month >= 1 && month <= 12 &&
		       add_months(value, year, (unsigned)month, (unsigned)month);
	}
	return false;
}

/* The year of a date in numbers: four digits, or two that nothing follows. */
static bool read_numeric_year(struct scan *scan, unsigned *year)
{
	struct scan here = *scan;
	uint64_t number;

	if (read_year(scan, year))
		return true;
	if (scan_digits(&here, 2, &number) != 2 || goes_on(&here) || scan_char(&here, "/-"))
		return false;
	*scan = here;
	*year = (unsigned)number + (number < PIVOT ? 2000 : 1900);
	return true;
}

/* Day and month in the order that the separator tells, or in both. */
static bool add_both(struct value *value, unsigned year, const uint64_t numbers[2], char separator)
{
	bool is_day_first = add_day(value, year, numbers[1], numbers[0]);

	if (separator == '.' || numbers[0] == numbers[1])
		return is_day_first;
	return add_day(value, year, numbers[0], numbers[1]) || is_day_first;
}

static bool read_two_numbers(struct scan *scan, uint64_t numbers[2], char *separator)
{
	if (scan_digits(scan, 2, &numbers[0]) == 0 || scan->at >= scan->text.len)
		return false;
	*separator = scan->text.data[scan->at];
	if (!scan_char(scan, "./-"))
		return false;
	if (*separator == '.')
		scan_gap(scan);
	return scan_digits(scan, 2, &numbers[1]) > 0;
}

/* "12.03.2027", "12. 3. 2027", "3/12/2027", "12-03-27" */
static bool read_numeric(struct scan *scan, struct value *value)
{
	uint64_t numbers[2];
	char separator;
	unsigned year;

	if (!read_two_numbers(scan, numbers, &separator) ||
	    !scan_char(scan, (const char[]){ separator, '\0' }))
		return false;
	if (separator == '.')
		scan_gap(scan);
	return read_numeric_year(scan, &year) && add_both(value, year, numbers, separator);
}

/* "am 12.3.", "on 3/12" */
static bool read_numeric_without_year(struct scan *scan, struct value *value)
{
	uint64_t numbers[2];
	char separator;

	if (!scan_any(scan, day_prepositions) || !scan_gap(scan) ||
	    !read_two_numbers(scan, numbers, &separator))
		return false;
	if (separator == '.' && !scan_char(scan, "."))
		return false;
	struct scan here = *scan;
	scan_gap(&here);
	if (scan_is_digit(&here) || goes_on(scan) || scan_char(&here, "/-"))
		return false;
	return add_both(value, 0, numbers, separator);
}

static void cut(struct value_days *days, enum part part)
{
	unsigned first = days->from / 32;
	unsigned last = days->to / 32;

	if (first == last) {
		days->from = day_of(first, 1 + (unsigned)part * 10);
		days->to = part == PART_END ? days->to : day_of(first, 10 + (unsigned)part * 10);
	} else if (last - first == 11) {
		days->from = day_of(1 + (unsigned)part * 4, 1);
		days->to = day_of(4 + (unsigned)part * 4, MONTH_LAST_DAY);
	}
}

static const char the_words[] = "the|des|du|le|la|fiscal";

/* "Q3 2027", "third quarter", "2. Halbjahr 2027" */
static bool read_period(struct scan *scan, struct value *value)
{
	int range;

	if (!scan_words(scan, periods, &range))
		return false;
	return add_months(
	    value, read_year_behind(scan), (unsigned)range / 16, (unsigned)range % 16);
}

/* A month or a year by itself, behind a word that makes it a date. */
static bool read_lone(struct scan *scan, struct value *value)
{
	int month;
	unsigned year;

	if (read_year(scan, &year))
		return !goes_on(scan) && add_months(value, year, 1, 12);
	return scan_words(scan, months, &month) &&
	       add_months(value, read_year_behind(scan), (unsigned)month, (unsigned)month);
}

static bool try_each(struct scan *scan, struct value *value,
    bool (*const *readers)(struct scan *scan, struct value *value))
{
	for (; *readers != NULL; readers++) {
		struct scan here = *scan;
		value->count = 0;
		if (!(*readers)(&here, value) || scan_is_inside(&here))
			continue;
		*scan = here;
		return true;
	}
	return false;
}

/* "end of June 2027", "Anfang 2027", "mi-mars" */
static bool read_part(struct scan *scan, struct value *value)
{
	static bool (*const readers[])(
	    struct scan * scan, struct value * value) = { read_period, read_lone, NULL };
	int part;

	if (!scan_words(scan, parts, &part))
		return false;
	if (!scan_gap(scan))
		scan_char(scan, "-");
	if (scan_any(scan, the_words))
		scan_gap(scan);
	if (!try_each(scan, value, readers))
		return false;
	cut(&value->is.days[0], (enum part)part);
	return true;
}

static bool read_behind_preposition(struct scan *scan, struct value *value)
{

	return scan_any(scan, prepositions) && scan_gap(scan) && read_lone(scan, value);
}

bool value_read_date(struct scan *scan, struct value *value)
{
	/* The more exact ones first. */
	static bool (*const readers[])(struct scan * scan, struct value * value) = {
		read_year_first, read_numeric, read_period, read_day_month, read_month_day,
		read_numeric_without_year, read_part, read_behind_preposition, NULL
	};

	return try_each(scan, value, readers);
}

void value_start_date(struct scan_starts *starts)
{
	scan_starts_add_table(starts, months);
	scan_starts_add_table(starts, periods);
	scan_starts_add_table(starts, parts);
	scan_starts_add(starts, prepositions);
	scan_starts_add(starts, day_prepositions);
}
