#include "kind.h"

#include <string.h>

enum { CARD_MIN = 13, CARD_MAX = 19, GROUPS_MAX = 48, IBAN_MAX = 34 };

/* Cards */

static bool passes_luhn(const char *digits, size_t count)
{
	unsigned sum = 0;

	for (size_t i = 0; i < count; i++) {
		unsigned digit = (unsigned)(digits[count - 1 - i] - '0');
		if (i % 2 == 1)
			digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
		sum += digit;
	}
	return sum % 10 == 0;
}

struct issuer {
	unsigned first, last; /* range of the first four digits */
	unsigned min, max;    /* digits in all */
};

static const struct issuer issuers[] = {
	{ 2200, 2204, 16, 19 },                         /* Mir */
	{ 2221, 2720, 16, 16 },                         /* Mastercard */
	{ 3000, 3059, 14, 19 },                         /* Diners Club */
	{ 3095, 3095, 14, 19 }, { 3400, 3499, 15, 15 }, /* American Express */
	{ 3528, 3589, 16, 19 },                         /* JCB */
	{ 3600, 3699, 14, 19 },                         /* Diners Club */
	{ 3700, 3799, 15, 15 },                         /* American Express */
	{ 3800, 3999, 16, 19 },                         /* Diners Club */
	{ 4000, 4999, 13, 19 },                         /* Visa: 13, 16 or 19 */
	{ 5018, 5018, 13, 19 },                         /* Maestro */
	{ 5020, 5020, 13, 19 }, { 5038, 5038, 13, 19 }, { 5100, 5599, 16, 16 }, /* Mastercard */
	{ 5600, 5899, 13, 19 },                                                 /* Maestro */
	{ 6011, 6011, 16, 19 },                                                 /* Discover */
	{ 6200, 6299, 16, 19 },                                                 /* UnionPay */
	{ 6304, 6304, 13, 19 },                                                 /* Maestro */
	{ 6390, 6390, 13, 19 }, { 6440, 6599, 16, 19 }, /* Discover, RuPay */
	{ 6759, 6763, 13, 19 },                         /* Maestro */
	{ 8100, 8171, 16, 19 },                         /* UnionPay */
};

static bool has_issuer(const char *digits, size_t count)
{
	unsigned prefix = 0;

	for (size_t i = 0; i < 4; i++)
		prefix = prefix * 10 + (unsigned)(digits[i] - '0');
	for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++)
		if (prefix >= issuers[i].first && prefix <= issuers[i].last &&
		    count >= issuers[i].min && count <= issuers[i].max)
			return true;
	return false;
}

static bool is_uniform(const char *digits, size_t count)
{
	return strspn(digits, (char[]){ digits[0], '\0' }) >= count;
}

/* Is what stands in text, digits and single separators, a card number? */
static bool is_card(struct span text)
{
	char digits[CARD_MAX + 1];
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			continue;
		if (count == CARD_MAX)
			return false;
		digits[count++] = text.data[i];
	}
	digits[count] = '\0';
	return count >= CARD_MIN && has_issuer(digits, count) && !is_uniform(digits, count) &&
	       passes_luhn(digits, count);
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Where groups begin and end: a number neither begins nor ends within a run of digits. */
static size_t find_groups(struct span text, size_t starts[GROUPS_MAX], size_t ends[GROUPS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < text.len && count < GROUPS_MAX;) {
		size_t start = i;
		while (i < text.len && is_digit(text.data[i]))
			i++;
		if (i > start) {
			starts[count] = start;
			ends[count++] = i;
		} else {
			i++;
		}
	}
	return count;
}

bool kind_check_card(struct span found, size_t *start, size_t *end)
{
	size_t starts[GROUPS_MAX];
	size_t ends[GROUPS_MAX];
	size_t count = find_groups(found, starts, ends);

	for (size_t i = 0; i < count; i++) {
		for (size_t j = i; j < count && ends[j] - starts[i] < 2 * CARD_MAX; j++) {
			if (!is_card(span_make(found.data + starts[i], ends[j] - starts[i])))
				continue;
			*start = starts[i];
			*end = ends[j];
			return true;
		}
	}
	return false;
}

/* IBANs */

/* The registry of ISO 13616: country and length. */
static const char iban_lengths[] =
    "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 "
    "DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 "
    "IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 "
    "MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 "
    "SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 ";

static size_t iban_length(const char country[2])
{
	for (const char *row = iban_lengths; *row != '\0'; row += 5)
		if (row[0] == country[0] && row[1] == country[1])
			return (size_t)(row[2] - '0') * 10 + (size_t)(row[3] - '0');
	return 0;
}

/* ISO 7064 mod 97-10 over the number that begins behind the first four characters. */
static bool passes_mod97(const char *iban, size_t len)
{
	unsigned rest = 0;

	for (size_t i = 0; i < len; i++) {
		char c = iban[(i + 4) % len];
		if (is_digit(c))
			rest = (rest * 10 + (unsigned)(c - '0')) % 97;
		else
			rest = (rest * 100 + (unsigned)(c - 'A') + 10) % 97;
	}
	return rest == 1;
}

bool kind_check_iban(struct span found, size_t *start, size_t *end)
{
	char iban[IBAN_MAX + 1];
	size_t count = 0;
	size_t length = IBAN_MAX;

	for (size_t i = 0; i < found.len && count < length; i++) {
		char c = found.data[i];
		if (c == ' ' || c == '-')
			continue;
		iban[count++] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
		*end = i + 1;
		if (count == 2)
			length = iban_length(iban);
	}
	*start = 0;
	if (length == 0 || count != length || !passes_mod97(iban, count))
		return false;
	/* Not the beginning of something longer: "…3000" is no IBAN in "…30001". */
	return *end == found.len || !(is_digit(found.data[*end]));
}

bool kind_check_email(struct span found, size_t *start, size_t *end)
{
	*start = 0;
	*end = found.len;
	return found.data[0] != '.' && memmem(found.data, found.len, "..", 2) == NULL;
}

static const struct kind card = {
	.name = "card",
	.plural = "a payment card number",
	.forms =
	    &(const struct kind_form){
	        .pattern =
	            "(?<![0-9])[0-9](?:[ \\-\\x{a0}\\x{2010}-\\x{2014}]?[0-9]){12,40}(?![0-9])",
	        .check = kind_check_card,
	    },
	.form_count = 1,
};

static const struct kind iban = {
	.name = "iban",
	.plural = "an IBAN",
	.forms =
	    &(const struct kind_form){
	        .pattern = "(?<![A-Za-z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,40}",
	        .check = kind_check_iban,
	    },
	.form_count = 1,
};

static const struct kind email = {
	.name = "email",
	.plural = "an e-mail address",
	.forms =
	    &(const struct kind_form){
	        .pattern = "(?<![\\w.+-])[\\w.+%'-]{1,64}@(?:[\\p{L}\\p{N}-]{1,63}\\.){1,8}\\p{L}{"
	                   "2,24}(?![\\w])",
	        .check = kind_check_email,
	    },
	.form_count = 1,
};

const struct kind *const kinds[] = { &card, &iban, &email, &kind_private_key, &kind_secret, NULL };
const char *const kind_names[] = { "card", "iban", "email", "private-key", "secret", NULL };
