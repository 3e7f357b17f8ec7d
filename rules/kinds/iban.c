#include <string.h>

#include "code.h"
#include "kinds.h"

/* IBANs: the country's own form and the check digits (ISO 13616, ISO 7064 mod 97-10). */

enum { IBAN_MAX = 34 };

/* The registry of ISO 13616: what stands behind the check digits. n: digits, a: capitals, c: both.
 */
static const struct country {
	char name[3];
	const char *form;
} countries[] = {
	{ "AD", "n8c12" },
	{ "AE", "n19" },
	{ "AL", "n8c16" },
	{ "AT", "n16" },
	{ "AZ", "a4c20" },
	{ "BA", "n16" },
	{ "BE", "n12" },
	{ "BG", "a4n6c8" },
	{ "BH", "a4c14" },
	{ "BI", "n23" },
	{ "BR", "n23a1c1" },
	{ "BY", "c4n4c16" },
	{ "CH", "n5c12" },
	{ "CR", "n18" },
	{ "CY", "n8c16" },
	{ "CZ", "n20" },
	{ "DE", "n18" },
	{ "DJ", "n23" },
	{ "DK", "n14" },
	{ "DO", "c4n20" },
	{ "EE", "n16" },
	{ "EG", "n25" },
	{ "ES", "n20" },
	{ "FI", "n14" },
	{ "FK", "a2n12" },
	{ "FO", "n14" },
	{ "FR", "n10c11n2" },
	{ "GB", "a4n14" },
	{ "GE", "a2n16" },
	{ "GI", "a4c15" },
	{ "GL", "n14" },
	{ "GR", "n7c16" },
	{ "GT", "c24" },
	{ "HN", "a4n20" },
	{ "HR", "n17" },
	{ "HU", "n24" },
	{ "IE", "a4n14" },
	{ "IL", "n19" },
	{ "IQ", "a4n15" },
	{ "IS", "n22" },
	{ "IT", "a1n10c12" },
	{ "JO", "a4n4c18" },
	{ "KW", "a4c22" },
	{ "KZ", "n3c13" },
	{ "LB", "n4c20" },
	{ "LC", "a4c24" },
	{ "LI", "n5c12" },
	{ "LT", "n16" },
	{ "LU", "n3c13" },
	{ "LV", "a4c13" },
	{ "LY", "n21" },
	{ "MC", "n10c11n2" },
	{ "MD", "c20" },
	{ "ME", "n18" },
	{ "MK", "n3c10n2" },
	{ "MN", "n16" },
	{ "MR", "n23" },
	{ "MT", "a4n5c18" },
	{ "MU", "a4n19a3" },
	{ "NI", "a4n20" },
	{ "NL", "a4n10" },
	{ "NO", "n11" },
	{ "OM", "n3c16" },
	{ "PK", "a4c16" },
	{ "PL", "n24" },
	{ "PS", "a4c21" },
	{ "PT", "n21" },
	{ "QA", "a4c21" },
	{ "RO", "a4c16" },
	{ "RS", "n18" },
	{ "RU", "n14c15" },
	{ "SA", "n2c18" },
	{ "SC", "a4n20a3" },
	{ "SD", "n14" },
	{ "SE", "n20" },
	{ "SI", "n15" },
	{ "SK", "n20" },
	{ "SM", "a1n10c12" },
	{ "SO", "n19" },
	{ "ST", "n21" },
	{ "SV", "a4n20" },
	{ "TL", "n19" },
	{ "TN", "n20" },
	{ "TR", "n6c16" },
	{ "UA", "n6c19" },
	{ "VA", "n18" },
	{ "VG", "a4n16" },
	{ "XK", "n16" },
	{ "YE", "a4n4c18" },
};

static const struct country *find_country(const char *iban)
{
	for (size_t i = 0; i < sizeof countries / sizeof *countries; i++)
		if (memcmp(countries[i].name, iban, 2) == 0)
			return &countries[i];
	return NULL;
}

static bool has_class(char c, char class)
{
	return class == 'c' || (class == 'n') == code_is_digit(c);
}

static unsigned read_count(const char **form)
{
	unsigned count = 0;

	while (code_is_digit(**form))
		count = count * 10 + code_value(*(*form)++);
	return count;
}

/* How many characters the country's form has, if code begins in it; else 0. */
static size_t form_length(const char *form, const char *code)
{
	size_t at = 0;

	while (*form != '\0') {
		char class = *form++;
		for (unsigned left = read_count(&form); left > 0; left--, at++)
			if (code[at] == '\0' || !has_class(code[at], class))
				return 0;
	}
	return at;
}

/* Letters in any case. Stops where no IBAN is that long. */
static void read_code(struct code *code, struct span text, size_t at, size_t to)
{
	code->len = 0;
	for (size_t i = at; i < to && code->len < IBAN_MAX; i++) {
		char c = text.data[i];
		if (c == ' ' || c == '-' || c == '.')
			continue;
		code->at[code->len++] = (char)(c >= 'a' && c <= 'z' ? c - 32 : c);
	}
	code->at[code->len] = '\0';
}

static size_t end_of(struct span text, size_t at, size_t characters)
{
	for (; characters > 0; at++)
		characters -= text.data[at] != ' ' && text.data[at] != '-' && text.data[at] != '.';
	return at;
}

static bool check_iban(struct span text, size_t *start, size_t *end)
{
	struct code code;
	char turned[IBAN_MAX];

	read_code(&code, text, *start, *end);
	const struct country *country = find_country(code.at);
	size_t length =
	    country != NULL && code.len > 4 ? form_length(country->form, code.at + 4) : 0;
	if (length == 0)
		return false;
	memcpy(turned, code.at + 4, length);
	memcpy(turned + length, code.at, 4);
	*end = end_of(text, *start, length + 4);
	/* Not the beginning of something longer: "…3000" is no IBAN in "…30001". */
	return code_mod97(turned, length + 4) == 1 && !code_is_uniform(turned, length) &&
	       (*end == text.len || !code_is_digit(text.data[*end]));
}

#define BEGINS "(?<![A-Za-z0-9])[A-Z]{2}"

/* In one, in groups of four, and digits in any groups: each form has something that prose has not.
 */
static const struct kind_form iban_forms[] = {
	{ .pattern = BEGINS "[0-9]{2}[A-Z0-9]{11,30}", .check = check_iban },
	{
	    .pattern = BEGINS "[0-9]{2}(?:[ .-][A-Z0-9]{4}){2,7}(?:[ .-][A-Z0-9]{1,4})?",
	    .check = check_iban,
	},
	{
	    .pattern = BEGINS "[ .-]?[0-9]{2}[ .-]?(?:[A-Z]{4}[ .-]?)?[0-9](?:[ .-]?[0-9]){7,28}",
	    .check = check_iban,
	},
};

const struct kind kind_iban = { "iban", "an IBAN", KIND_FORMS(iban_forms) };
