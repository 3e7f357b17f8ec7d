#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "value_private.h"

/* Sums of money and percentages, with the separators and words of several languages. */

enum { GROUPS_MAX = 8, DIGITS_MAX = 15, FRACTION_MAX = 6, MILLIONTHS = 1000 * 1000 };
#define AMOUNT_MAX INT64_C(9000000000000) /* whole ones, so that millionths of them fit */

static const char separators[][4] = { ",", ".", "'", "’" };
enum { COMMA, DOT, GAP = sizeof separators / sizeof *separators, NO_SEPARATOR };

/* Groups of digits as they are written: "1.500.000,50". */
struct written {
	uint64_t groups[GROUPS_MAX];
	size_t digits[GROUPS_MAX];
	int before[GROUPS_MAX]; /* the separator in front of each */
	size_t count;
};

static int read_separator(struct scan *scan)
{
	for (int i = 0; i < GAP; i++)
		if (scan_text(scan, separators[i]))
			return i;
	return scan_gap(scan) ? GAP : NO_SEPARATOR;
}

/* A space is a separator only between threes of digits. */
static bool read_group(struct scan *scan, struct written *written)
{
	struct scan here = *scan;
	size_t at = written->count;

	written->before[at] = at > 0 ? read_separator(&here) : NO_SEPARATOR;
	if (at > 0 && written->before[at] == NO_SEPARATOR)
		return false;
	written->digits[at] = scan_digits(&here, DIGITS_MAX, &written->groups[at]);
	if (written->digits[at] == 0)
		return false;
	if (written->before[at] >= GAP && at > 0 &&
	    (written->digits[at] != 3 || written->digits[0] > 3))
		return false;
	*scan = here;
	written->count++;
	return true;
}

static bool read_written(struct scan *scan, struct written *written)
{
	written->count = 0;
	while (written->count < GROUPS_MAX && read_group(scan, written))
		;
	return written->count > 0;
}

/* Do the first count groups make a whole number, with thousands between them if there are several?
 */
static bool is_whole(const struct written *written, size_t count)
{
	if (count > 1 && (written->digits[0] > 3 || written->groups[0] == 0))
		return false;
	for (size_t i = 1; i < count; i++)
		if (written->digits[i] != 3 || written->before[i] != written->before[1])
			return false;
	return true;
}

static int64_t join(const struct written *written, size_t count)
{
	uint64_t number = written->groups[0];

	for (size_t i = 1; i < count && number < UINT64_C(1) << 40; i++)
		number = number * 1000 + written->groups[i];
	return number < (uint64_t)AMOUNT_MAX ? (int64_t)number * MILLIONTHS
	                                     : INT64_MAX - MILLIONTHS;
}

static int64_t fraction(uint64_t digits, size_t count)
{
	for (; count > FRACTION_MAX; count--)
		digits /= 10;
	for (; count < FRACTION_MAX; count++)
		digits *= 10;
	return (int64_t)digits;
}

static bool is_fraction(const struct written *written)
{
	size_t last = written->count - 1;

	return last > 0 && (written->before[last] == COMMA || written->before[last] == DOT) &&
	       (last == 1 || written->before[last] != written->before[last - 1]) &&
	       is_whole(written, last);
}

/* One or two readings. */
static bool read_number(struct scan *scan, struct value *value)
{
	struct written written;
	int64_t *readings = value->is.amount.millionths;

	value->count = 0;
	if (!read_written(scan, &written))
		return false;
	size_t last = written.count - 1;
	if (is_whole(&written, written.count))
		readings[value->count++] = join(&written, written.count);
	if (is_fraction(&written))
		readings[value->count++] =
		    join(&written, last) + fraction(written.groups[last], written.digits[last]);
	for (size_t i = 0; i < value->count; i++)
		if (readings[i] < 0 || readings[i] >= AMOUNT_MAX * MILLIONTHS)
			return false;
	return value->count > 0;
}

static const struct scan_word numbers[] = {
	{ "one|ein|eine|einen|un|une|una|a", 1 },
	{ "two|zwei|deux|dos", 2 },
	{ "three|drei|trois|tres", 3 },
	{ "four|vier|quatre|cuatro", 4 },
	{ "five|fünf|cinq|cinco", 5 },
	{ "six|sechs|seis", 6 },
	{ "seven|sieben|sept|siete", 7 },
	{ "eight|acht|huit|ocho", 8 },
	{ "nine|neun|neuf|nueve", 9 },
	{ "ten|zehn|dix|diez", 10 },
	{ "eleven|elf|onze|once", 11 },
	{ "twelve|zwölf|douze|doce", 12 },
	{ "thirteen|dreizehn|treize|trece", 13 },
	{ "fourteen|vierzehn|quatorze|catorce", 14 },
	{ "fifteen|fünfzehn|quinze|quince", 15 },
	{ "sixteen|sechzehn|seize|dieciséis", 16 },
	{ "seventeen|siebzehn|dix sept|diecisiete", 17 },
	{ "eighteen|achtzehn|dix huit|dieciocho", 18 },
	{ "nineteen|neunzehn|dix neuf|diecinueve", 19 },
	{ "twenty|zwanzig|vingt|veinte", 20 },
	{ "twenty five|fünfundzwanzig|vingt cinq|veinticinco", 25 },
	{ "thirty|dreissig|dreißig|trente|treinta", 30 },
	{ "forty|vierzig|quarante|cuarenta", 40 },
	{ "fifty|fünfzig|cinquante|cincuenta", 50 },
	{ "sixty|sechzig|soixante|sesenta", 60 },
	{ "seventy|siebzig|soixante dix|setenta", 70 },
	{ "seventy five|fünfundsiebzig|soixante quinze|setenta y cinco", 75 },
	{ "eighty|achtzig|quatre vingts|ochenta", 80 },
	{ "ninety|neunzig|quatre vingt dix|noventa", 90 },
	{ "hundred|a hundred|one hundred|hundert|einhundert|cent|cien|ciento", 100 },
	{ NULL, 0 },
};

static bool read_figure(struct scan *scan, struct value *value)
{
	int number;

	if (scan_is_digit(scan))
		return read_number(scan, value);
	if (!scan_words(scan, numbers, &number))
		return false;
	value->count = 1;
	value->is.amount.millionths[0] = (int64_t)number * MILLIONTHS;
	return true;
}

/* Powers of ten. A German "Billion" is a thousand English ones; only its plural tells. */
static const struct scan_word multipliers[] = {
	{ "k|thousand|tsd.|tausend|mille|mil", 3 },
	{ "m|mm|mn|mio.|mill.|million|millions|millionen|millón|millones|milione|milioni|milhão|"
	  "milhões",
	    6 },
	{ "b|bn|billion|billions|mrd.|mia.|milliarde|milliarden|milliard|milliards|mil millones|"
	  "miliardi",
	    9 },
	{ "tn|trillion|trillions|billionen|billones", 12 },
	{ NULL, 0 },
};

/* "1.5m", "1,5 Mio.", "20" */
static bool read_multiplied(struct scan *scan, struct value *value)
{
	struct scan here;
	int power = 0;

	if (!read_figure(scan, value))
		return false;
	here = *scan;
	scan_gap(&here);
	if (!scan_words(&here, multipliers, &power))
		return true;
	for (size_t i = 0; i < value->count; i++) {
		for (int j = 0; j < power; j++) {
			if (value->is.amount.millionths[i] >= AMOUNT_MAX * MILLIONTHS / 10)
				return false;
			value->is.amount.millionths[i] *= 10;
		}
	}
	*scan = here;
	return true;
}

/* name: ISO 4217, but where that is an everyday word ("try 5"); it is one of the words, so that
 * what is printed is read again. sign: what it shares with others that are written alike. */
static const struct currency {
	const char *name;
	const char *sign;
	const char *words;
} currencies[] = {
	{ "$", "$", "$|dollar|dollars|dólar|dólares|bucks" },
	{ "¥", "¥", "¥|円" },
	{ "kr", "kr", "kr.|kronor|kroner|kronen|krona|krone" },
	{ "EUR", NULL, "€|eur|euro|euros" },
	{ "USD", "$", "usd|us$|us dollar|us dollars|dólares estadounidenses|dollars américains" },
	{ "GBP", NULL,
	    "£|gbp|pound|pounds|pound sterling|pounds sterling|pfund sterling|livres "
	    "sterling|libras "
	    "esterlinas|quid" },
	{ "CHF", NULL,
	    "chf|sfr.|franken|schweizer franken|swiss francs|francs suisses|francos suizos" },
	{ "JPY", "¥", "jpy|yen" },
	{ "CNY", "¥", "cny|rmb|yuan|元|人民币" },
	{ "INR", NULL, "₹|inr|rs.|rupee|rupees" },
	{ "KRW", NULL, "₩|krw|원" },
	{ "RUB", NULL, "₽|rub|rubel|rubles|roubles|руб.|рублей" },
	{ "TL", NULL, "₺|tl" },
	{ "ILS", NULL, "₪|ils|nis|shekels" },
	{ "SEK", "kr", "sek" },
	{ "NOK", "kr", "nok" },
	{ "DKK", "kr", "dkk" },
	{ "PLN", NULL, "zł|pln|zloty|złotych" },
	{ "CZK", NULL, "kč|czk" },
	{ "HUF", NULL, "huf|forint" },
	{ "RON", NULL, "ron|lei" },
	{ "BRL", NULL, "r$|brl|reais" },
	{ "MXN", "$", "mxn|mx$|pesos" },
	{ "CAD", "$", "cad|c$|ca$|canadian dollars" },
	{ "AUD", "$", "aud|a$|au$|australian dollars" },
	{ "NZD", "$", "nzd|nz$" },
	{ "SGD", "$", "sgd|s$" },
	{ "HKD", "$", "hkd|hk$" },
	{ "TWD", "$", "twd|nt$" },
	{ "THB", NULL, "฿|thb|baht" },
	{ "VND", NULL, "₫|vnd" },
	{ "UAH", NULL, "₴|uah" },
	{ "ZAR", NULL, "zar|rand" },
	{ "AED", NULL, "aed|dirhams" },
	{ "SAR", NULL, "sar|riyals" },
	{ "BTC", NULL, "₿|btc|bitcoin|bitcoins" },
	{ "ETH", NULL, "eth|ether" },
};

static const struct currency *find_currency(const char *name)
{
	for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++)
		if (strcmp(currencies[i].name, name) == 0)
			return &currencies[i];
	return NULL;
}

/* The longest, so that "us dollars" is no "us". */
static bool read_currency(struct scan *scan, struct value *value)
{
	struct scan longest = *scan;

	for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++) {
		struct scan here = *scan;
		if (!scan_any(&here, currencies[i].words) || here.at <= longest.at)
			continue;
		longest = here;
		value->is.amount.currency = currencies[i].name;
	}
	bool is_found = longest.at > scan->at;
	*scan = longest;
	return is_found;
}

static bool begins_with_letter(const struct scan *scan)
{
	struct scan here = *scan;

	return !scan_is_digit(scan) && scan_any(&here, "a|un|une|una|ein|eine");
}

bool value_read_money(struct scan *scan, struct value *value)
{
	if (read_currency(scan, value)) { /* "€1.5m", "EUR 1 500 000" */
		scan_gap(scan);
		return scan_is_digit(scan) && read_multiplied(scan, value);
	}
	bool is_article = begins_with_letter(scan);
	if (!read_multiplied(scan, value)) /* "1.5 Mio. €", "1,5 millions d'euros", "20 dollars" */
		return false;
	if (is_article && value->is.amount.millionths[0] < INT64_C(1000) * MILLIONTHS)
		return false; /* "a dollar" is no sum */
	scan_gap(scan);
	if (scan_text(scan, "d'") || scan_text(scan, "d’") ||
	    (scan_any(scan, "of|de|di") && scan_gap(scan)))
		scan_gap(scan);
	return read_currency(scan, value);
}

static const char percent_words[] =
    "%|％|٪|percent|per cent|pct.|prozent|pour cent|por ciento|por cento|per cento|procent";

bool value_read_percentage(struct scan *scan, struct value *value)
{
	value->is.amount.currency = NULL;
	if (!read_figure(scan, value))
		return false;
	if (!scan_gap(scan))
		scan_char(scan, "-");
	return scan_any(scan, percent_words);
}

void value_start_percentage(struct scan_starts *starts)
{
	scan_starts_add_table(starts, numbers);
}

void value_start_money(struct scan_starts *starts)
{
	scan_starts_add_table(starts, numbers);
	for (size_t i = 0; i < sizeof currencies / sizeof *currencies; i++)
		scan_starts_add(starts, currencies[i].words);
}

static bool currencies_agree(const char *a, const char *b)
{
	if (a == NULL || b == NULL || a == b)
		return a == b;
	const char *sign_of_a = find_currency(a)->sign;
	const char *sign_of_b = find_currency(b)->sign;
	return (sign_of_a != NULL && strcmp(sign_of_a, b) == 0) ||
	       (sign_of_b != NULL && strcmp(sign_of_b, a) == 0);
}

bool value_amounts_agree(const struct value *a, const struct value *b)
{
	if (!currencies_agree(a->is.amount.currency, b->is.amount.currency))
		return false;
	for (size_t i = 0; i < a->count; i++)
		for (size_t j = 0; j < b->count; j++)
			if (a->is.amount.millionths[i] == b->is.amount.millionths[j])
				return true;
	return false;
}

/* Never with three digits behind the point, which could be thousands. */
static int print_number(int64_t millionths, char *to, size_t size)
{
	int len = snprintf(
	    to, size, "%" PRId64 ".%06" PRId64, millionths / MILLIONTHS, millionths % MILLIONTHS);
	int kept = len;

	while (to[kept - 1] == '0')
		kept--;
	if (to[kept - 1] == '.')
		kept--;
	else if (len - kept == 3)
		kept++;
	to[kept] = '\0';
	return kept;
}

void value_print_amount(const struct value *value, char to[VALUE_PRINT_MAX])
{
	const char *currency = value->is.amount.currency;
	int len = 0;

	if (currency != NULL)
		len = snprintf(to, VALUE_PRINT_MAX, "%s ", currency);
	for (size_t i = 0; i < value->count; i++) {
		if (i > 0)
			len += snprintf(to + len, (size_t)(VALUE_PRINT_MAX - len), " or ");
		len += print_number(
		    value->is.amount.millionths[i], to + len, (size_t)(VALUE_PRINT_MAX - len));
	}
	if (currency == NULL)
		snprintf(to + len, (size_t)(VALUE_PRINT_MAX - len), " %%");
}

/* "EUR 1500 or 1.5", "1500 or 1.5 %" */
bool value_read_printed_amount(struct scan *scan, struct value *value)
{
	struct value second = { .count = 0 };
	bool is_money = value->kind == VALUE_MONEY;

	value->is.amount.currency = NULL;
	if (is_money && (!read_currency(scan, value) || !scan_gap(scan)))
		return false;
	if (!read_number(scan, value) || value->count != 1 || !scan_text(scan, " or ") ||
	    !read_number(scan, &second) || second.count != 1)
		return false;
	value->is.amount.millionths[value->count++] = second.is.amount.millionths[0];
	return is_money || scan_text(scan, " %");
}
