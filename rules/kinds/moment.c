#include "../value.h"
#include "kinds.h"
#include "near.h"

/* Dates and sums of money: what value.h reads, where it says enough. */

static bool check_value(
    enum value_kind kind, struct span text, size_t *start, size_t *end, struct value *value)
{
	size_t behind;

	if (!value_at(kind, text, *start, value, &behind))
		return false;
	*end = behind;
	return true;
}

/* A day, or a month of a year. */
static bool check_date(struct span text, size_t *start, size_t *end)
{
	struct value value;

	if (!check_value(VALUE_DATE, text, start, end, &value))
		return false;
	const struct value_days *days = &value.is.days[0];
	return days->from == days->to || (days->year != 0 && days->from / 32 == days->to / 32);
}

enum { BIRTH_BEFORE = 40, BIRTH_AFTER = 20, BIRTH_FROM = 1900, BIRTH_TO = 2030 };

static const char birth_words[] =
    "born|dob|d.o.b.|date of birth|birth|birthday|birthdate|geb|geb.|geboren|"
    "geburts*|née|né|naissance|nacido|nacida|nací|nacimiento|nato|nata|nascita|"
    "nascido|nascida|nascimento|geboortedatum|geboorte*|urodz*|ur.|född*|født*|"
    "fødsels*|syntynyt|syntymä*|narozen*|рожд*|родил*|doğum*|生年月日|生まれ|出生*|생년월일|"
    "생일|तारीख जन्म|जन्म*|تاريخ الميلاد|ولد";

/* The word for it stands closer by than others have to: other days are near it too. */
static bool is_birth(struct span text, size_t start, size_t end)
{
	size_t from = start > BIRTH_BEFORE ? start - BIRTH_BEFORE : 0;
	size_t to = text.len - end > BIRTH_AFTER ? end + BIRTH_AFTER : text.len;

	while (from > 0 && ((unsigned char)text.data[from] & 0xc0) == 0x80)
		from--;
	while (to < text.len && ((unsigned char)text.data[to] & 0xc0) == 0x80)
		to++;
	return near_has(
	    birth_words, span_make(text.data + from, to - from), start - from, end - from);
}

/* A day of a year in which somebody who lives may have been born. */
static bool check_birth(struct span text, size_t *start, size_t *end)
{
	struct value value;

	if (!check_value(VALUE_DATE, text, start, end, &value))
		return false;
	const struct value_days *days = &value.is.days[0];
	return days->from == days->to && days->year >= BIRTH_FROM && days->year < BIRTH_TO &&
	       is_birth(text, *start, *end);
}

static bool check_money(struct span text, size_t *start, size_t *end)
{
	struct value value;

	return check_value(VALUE_MONEY, text, start, end, &value);
}

#define MONTH_STEM                                                                                 \
	"(?:jan|feb|f[eé]v|mar|m[aä]r|mrz|maa|apr|avr|abr|may|mai|mag|mei|jun|juin|"             \
	"giu|jul|juil|lug|aug|ao[uû]|ago|sep|set|oct|okt|ott|out|nov|dec|d[eé]c|"                \
	"dez|dic|ene|gen|j[aä]n)"
#define MONTH MONTH_STEM "\\p{L}{0,7}"
/* For the sieve, to which any byte is a letter: those that the names of months have. */
#define MONTH_HINT  MONTH_STEM "[a-zäéûçãíº]{0,7}\\.? ?,?[0-9]"
#define DATE_STARTS "(?<![0-9A-Za-z_])(?<![0-9][.,/-])"
#define DATE_NUMBERS                                                                               \
	DATE_STARTS "(?:[0-9]{4}(?:-[0-9]{1,2}-|/[0-9]{1,2}/|\\.[0-9]{1,2}\\.)[0-9]{1,2}|"         \
	            "[0-9]{1,2}(?:-[0-9]{1,2}-|/[0-9]{1,2}/|\\. ?[0-9]{1,2}\\. ?)(?:[0-9]{4}|"     \
	            "[0-9]{2}))(?![0-9])"
#define DATE_DAY_FIRST                                                                             \
	DATE_STARTS "[0-9]{1,2}(?:st|nd|rd|th|er|º)?[.]?[ -]{0,2}(?:of |de |di )?" MONTH
#define DATE_MONTH_FIRST "(?<!\\p{L})" MONTH "\\.? ?,?[0-9]{1,4}"
#define DATE_ASIAN       "[0-9]{4}年[0-9]{1,2}月[0-9]{1,2}日"

static const struct kind_form date_forms[] = {
	{ .pattern = DATE_NUMBERS, .check = check_date },
	{ .pattern = DATE_DAY_FIRST, .check = check_date },
	{ .pattern = DATE_MONTH_FIRST, .hint = MONTH_HINT, .check = check_date },
	{ .pattern = DATE_ASIAN, .check = check_date },
};

const struct kind kind_date = { "date", "a date", KIND_FORMS(date_forms) };

static const struct kind_form birth_forms[] = {
	{ .pattern = DATE_NUMBERS, .check = check_birth },
	{ .pattern = DATE_DAY_FIRST, .check = check_birth },
	{ .pattern = DATE_MONTH_FIRST, .hint = MONTH_HINT, .check = check_birth },
	{ .pattern = DATE_ASIAN, .check = check_birth },
};

const struct kind kind_birth_date = { "birth-date", "a date of birth", KIND_FORMS(birth_forms) };

#define SIGN                                                                                       \
	"(?:US\\$|C\\$|A\\$|R\\$|[$€£¥₹₩₽₺₪₫₴₿]|(?<![A-Za-z])(?:EUR|USD|GBP|"  \
	"CHF|"                                                                                     \
	"JPY|CNY|INR|SEK|NOK|DKK|PLN|BRL|CAD|AUD))"
#define SUM                                                                                        \
	"(?<![0-9A-Za-z_])(?<![0-9][.,])[0-9](?:[0-9.,'’\\x{a0}\\x{202f} "                       \
	"]{0,18}[0-9])?"
#define SCALE                                                                                      \
	"(?:k|m|bn|mn|mio\\.?|mrd\\.?|mill?ion(?:s|en|es)?|mill[oó]n(?:es)?|"                     \
	"billions?|milliard(?:s|en)?|tsd\\.?|thousand|tausend|mil)"
static const struct kind_form money_forms[] = {
	{ .pattern = SIGN "\\s?[0-9]", .check = check_money },
	{
	    .pattern = SUM
	    "\\s?(?:" SCALE
	    "\\s)?(?:d['’]|de |of )?(?:[$€£¥₹₩₽₺₪₫₴₿]|zł|kč|(?:US[- "
	    "])?dollars?|euros?|"
	    "pounds?|yen|yuan|rupees?|francs|franken|EUR|USD|GBP|CHF|JPY|CNY|INR|SEK|"
	    "NOK|DKK|PLN|BRL|CAD|AUD)(?![A-Za-z])",
	    .check = check_money,
	},
};

const struct kind kind_money = { "money", "a sum of money", KIND_FORMS(money_forms) };
