#include <string.h>

#include "code.h"
#include "kinds.h"
#include "number.h"

/* Numbers of persons in South Africa, Australia and New Zealand. */

/* South Africa: a date of birth, four digits for the sex, citizenship, Luhn. */
static bool check_za_id(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_is_yymmdd(code.at) &&
	       code_passes_luhn(code.at, 13);
}

static const struct kind_form za_id[] = {
	{ NUMBER_OF_9("[0-9]{6} [0-9]{4} [012][0-9]{2}"), .check = check_za_id },
	{
	    NUMBER_OF_9("[0-9]{10}[012][0-9]{2}"),
	    .check = check_za_id,
	    .near = "id number|id no|identity number|sa id|rsa id|south african id*|"
	            "identiteitsnommer",
	},
};
const struct kind kind_id_za_id = { "id-za-id", "a South African identity number",
	KIND_FORMS(za_id) };

/* Australia: ATO, tax file number. */
static bool check_au_tfn(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, code.len) &&
	       code_weigh(code.at, "14375869a") % 11 == 0;
}

#define TFN_WORDS "tfn|tax file*"
static const struct kind_form au_tfn[] = {
	{
	    NUMBER_OF_9("[0-9]{3}[ -][0-9]{3}[ -][0-9]{3}"),
	    .check = check_au_tfn,
	    .near = TFN_WORDS,
	    .may_be_alone = true,
	},
	{ NUMBER_OF_9("[0-9]{9}"), .check = check_au_tfn, .near = TFN_WORDS },
};
const struct kind kind_id_au_tfn = { "id-au-tfn", "an Australian tax file number",
	KIND_FORMS(au_tfn) };

/* Australia: Medicare card; the last digit is the person on it. */
static bool check_au_medicare(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) &&
	       code_weigh(code.at, "13791379") % 10 == code_value(code.at[8]);
}

static const struct kind_form au_medicare[] = {
	{
	    NUMBER_OF_9("[2-6][0-9]{3}[ -][0-9]{5}[ -][0-9](?:[ /-]?[0-9])?"),
	    .check = check_au_medicare,
	    .near = "medicare*",
	    .may_be_alone = true,
	},
	{ NUMBER_OF_9("[2-6][0-9]{9}"), .check = check_au_medicare, .near = "medicare*" },
};
const struct kind kind_id_au_medicare = { "id-au-medicare", "an Australian Medicare number",
	KIND_FORMS(au_medicare) };

/* Australia: business number, which sole traders have: one less in front, mod 89. */
static bool check_au_abn(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || code.at[0] == '0')
		return false;
	code.at[0]--;
	return code_weigh(code.at, "a13579bdfhj") % 89 == 0;
}

static const struct kind_form au_abn[] = {
	{ NUMBER_OF_9("[1-9][0-9] [0-9]{3} [0-9]{3} [0-9]{3}"), .check = check_au_abn },
	{
	    NUMBER_OF_9("[1-9][0-9]{10}"),
	    .check = check_au_abn,
	    .near = "abn|australian business*",
	},
};
const struct kind kind_id_au_abn = { "id-au-abn", "an Australian business number",
	KIND_FORMS(au_abn) };

/* New Zealand: Inland Revenue; other weights where the first leave nothing usable. */
static bool check_nz_ird(struct span text, size_t *start, size_t *end)
{
	struct code code;
	char nine[10] = "0";

	if (!code_read(&code, text, *start, *end))
		return false;
	memcpy(nine + (9 - code.len), code.at, code.len + 1);
	uint64_t number = code_number(nine, 9);
	if (number < 10000000 || number > 150000000)
		return false;
	unsigned rest = code_weigh(nine, "32765432") % 11;
	if (rest == 1)
		rest = code_weigh(nine, "74325276") % 11;
	return rest != 1 && (11 - rest) % 11 == code_value(nine[8]);
}

static const struct kind_form nz_ird[] = {
	{
	    NUMBER_OF_6("[0-9]{2,3}[ -]?[0-9]{3}[ -]?[0-9]{3}"),
	    .check = check_nz_ird,
	    .near = "ird*|inland revenue",
	},
};
const struct kind kind_id_nz_ird = { "id-nz-ird", "a New Zealand IRD number", KIND_FORMS(nz_ird) };
