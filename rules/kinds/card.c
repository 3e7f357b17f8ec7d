#include <string.h>

#include "code.h"
#include "kinds.h"

/* Payment cards: a known issuer's range (ISO/IEC 7812-1), its lengths, and the last digit (Luhn).
 */

enum { CARD_MIN = 13, CARD_MAX = 19, GROUPS_MAX = 48 };

#define LONG(n)       (1U << (n))
#define FROM(n)       (~0U << (n))
#define ONLY_16       LONG(16)
#define FROM_12_TO_19 FROM(12)

struct issuer {
	unsigned first, last; /* range of the first four digits */
	unsigned lengths;     /* bits of how many digits it may have */
};

static const struct issuer issuers[] = {
	{ 2014, 2014, LONG(15) },                                /* enRoute */
	{ 2149, 2149, LONG(15) }, { 2200, 2205, FROM(16) },      /* Mir, Borica */
	{ 2221, 2720, ONLY_16 },                                 /* Mastercard */
	{ 3000, 3059, FROM(14) },                                /* Diners Club */
	{ 3095, 3095, FROM(14) }, { 3400, 3499, LONG(15) },      /* American Express */
	{ 3528, 3589, FROM(16) },                                /* JCB, RuPay, LankaPay */
	{ 3600, 3699, FROM(14) },                                /* Diners Club */
	{ 3700, 3799, LONG(15) },                                /* American Express */
	{ 3800, 3999, FROM(16) },                                /* Diners Club */
	{ 4000, 4999, LONG(13) | LONG(16) | LONG(19) },          /* Visa */
	{ 5018, 5018, FROM_12_TO_19 },                           /* Maestro */
	{ 5019, 5019, ONLY_16 },                                 /* Dankort */
	{ 5020, 5020, FROM_12_TO_19 },                           /* Maestro */
	{ 5038, 5038, FROM_12_TO_19 }, { 5060, 5067, FROM(16) }, /* Verve, Elo */
	{ 5078, 5090, FROM(16) },                                /* Verve, RuPay, Elo */
	{ 5100, 5599, ONLY_16 },                                 /* Mastercard */
	{ 5600, 5899, FROM_12_TO_19 },                           /* Maestro */
	{ 6011, 6011, FROM(16) },                                /* Discover */
	{ 6062, 6062, FROM(16) },                                /* Hipercard */
	{ 6069, 6085, ONLY_16 },                                 /* RuPay */
	{ 6200, 6299, FROM(16) },                                /* UnionPay */
	{ 6304, 6304, FROM(16) },                                /* Maestro */
	{ 6360, 6363, FROM(16) },                                /* InterPayment, Elo */
	{ 6370, 6399, ONLY_16 },                                 /* InstaPayment, Maestro */
	{ 6440, 6599, FROM(16) },                                /* Discover, RuPay, Troy, Elo */
	{ 6706, 6709, FROM(16) },                                /* Laser */
	{ 6759, 6771, FROM_12_TO_19 },                           /* Maestro */
	{ 8100, 8171, FROM(16) },                                /* UnionPay, RuPay */
	{ 8600, 8600, ONLY_16 },                                 /* UzCard */
	{ 9792, 9792, ONLY_16 },                                 /* Troy */
	{ 9860, 9860, ONLY_16 },                                 /* Humo */
};

static bool has_issuer(const struct code *code)
{
	unsigned prefix = (unsigned)code_number(code->at, 4);

	for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++)
		if (prefix >= issuers[i].first && prefix <= issuers[i].last &&
		    (issuers[i].lengths >> code->len & 1) != 0)
			return true;
	return false;
}

/* Groups of digits of a text: where they begin and end. */
struct groups {
	size_t starts[GROUPS_MAX];
	size_t ends[GROUPS_MAX];
	size_t count;
};

static void find_groups(struct groups *groups, struct span text, size_t from, size_t to)
{
	groups->count = 0;
	while (from < to && groups->count < GROUPS_MAX) {
		size_t start = from;
		while (from < to && code_is_digit(text.data[from]))
			from++;
		if (from > start) {
			groups->starts[groups->count] = start;
			groups->ends[groups->count++] = from;
		} else {
			from++;
		}
	}
}

static size_t group_len(const struct groups *groups, size_t i)
{
	return groups->ends[i] - groups->starts[i];
}

/* As cards print it, or in groups that are all alike but for the last: a date with a time and a
 * number beside it is neither. */
static bool is_grouped_well(const struct groups *groups, size_t first, size_t last)
{
	size_t len = group_len(groups, first);

	if (last - first == 2 && len == 4 && group_len(groups, first + 1) == 6)
		return group_len(groups, last) >= 4 && group_len(groups, last) <= 5;
	for (size_t i = first + 1; i < last; i++)
		if (group_len(groups, i) != len)
			return false;
	return last == first || group_len(groups, last) <= len;
}

static bool is_token_character(char c)
{
	return code_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || c == '_';
}

/* Digits within a longer name of letters and digits are a part of that: a hash, an identifier. */
static bool is_in_token(struct span text, size_t start, size_t end)
{
	size_t digits = 0;
	size_t from = start;

	while (from > 0 && is_token_character(text.data[from - 1]))
		digits += code_is_digit(text.data[--from]);
	for (; end < text.len && is_token_character(text.data[end]); end++)
		digits += code_is_digit(text.data[end]);
	return digits > 0;
}

static bool is_fraction(struct span text, size_t start)
{
	return start >= 2 && (text.data[start - 1] == '.' || text.data[start - 1] == ',') &&
	       code_is_digit(text.data[start - 2]);
}

static bool is_card(struct span text, const struct groups *groups, size_t first, size_t last)
{
	struct code code;

	return code_read(&code, text, groups->starts[first], groups->ends[last]) &&
	       code.len >= CARD_MIN && code.len <= CARD_MAX && has_issuer(&code) &&
	       !code_is_uniform(code.at, code.len) && code_passes_luhn(code.at, code.len) &&
	       is_grouped_well(groups, first, last) && !is_fraction(text, groups->starts[first]) &&
	       !is_in_token(text, groups->starts[first], groups->ends[last]);
}

/* The first group from which on there are fewer digits than a card may have: what begins before it
 * has been looked at whole. */
static size_t first_open(const struct groups *groups)
{
	size_t first = groups->count;
	size_t digits = 0;

	while (first > 0 && digits + group_len(groups, first - 1) < CARD_MAX)
		digits += group_len(groups, --first);
	return first;
}

/* The last group of a card that begins with the group first; groups->count if none does. */
static size_t card_end(struct span text, const struct groups *groups, size_t first)
{
	size_t digits = 0;

	for (size_t last = first; last < groups->count; last++) {
		digits += group_len(groups, last);
		if (digits > CARD_MAX)
			break;
		if (digits >= CARD_MIN && is_card(text, groups, first, last))
			return last;
	}
	return groups->count;
}

/* The first run of groups that is a card number. A number neither begins nor ends within a group.
 */
static bool check_card(struct span text, size_t *start, size_t *end)
{
	struct groups groups;

	find_groups(&groups, text, *start, *end);
	for (size_t i = 0; i < groups.count; i++) {
		size_t last = card_end(text, &groups, i);
		if (last == groups.count)
			continue;
		*start = groups.starts[i];
		*end = groups.ends[last];
		return true;
	}
	size_t open = first_open(&groups);
	*start = open < groups.count ? groups.starts[open] : *end;
	return false;
}

static const struct kind_form card_forms[] = {
	{
	    .pattern = "(?<![0-9])[0-9](?:[ .\\-\\x{a0}\\x{2010}-\\x{2014}]?[0-9]){12,40}(?![0-9])",
	    .check = check_card,
	},
};

const struct kind kind_card = { "card", "a payment card number", KIND_FORMS(card_forms) };
