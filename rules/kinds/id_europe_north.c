#include <string.h>

#include "code.h"
#include "kinds.h"
#include "number.h"

/* Numbers of persons in the Nordic and Baltic countries: all begin with a date. */

/* Sweden: personnummer, Luhn over the last ten; days of a samordningsnummer are 60 more. */
static bool check_se_personnummer(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	const char *ten = code.at + code.len - 10;
	unsigned day = (unsigned)code_number(ten + 4, 2);
	return code_is_date((unsigned)code_number(ten, 2), (unsigned)code_number(ten + 2, 2),
	           day > 60 ? day - 60 : day) &&
	       code_passes_luhn(ten, 10);
}

#define SE_WORDS "personnummer*|samordningsnummer*|personal number|pers nr|personnr"
static const struct kind_form se_personnummer[] = {
	{ NUMBER_OF_9("(?:19|20)?[0-9]{6}[-+][0-9]{4}"), .check = check_se_personnummer },
	{
	    NUMBER_OF_9("(?:19|20)?[0-9]{6}[ ]?[0-9]{4}"),
	    .check = check_se_personnummer,
	    .near = SE_WORDS,
	},
};
const struct kind kind_id_se_personnummer = { "id-se-personnummer", "a Swedish personnummer",
	KIND_FORMS(se_personnummer) };

/* Norway: fødselsnummer, two digits mod 11; days of a D number, months of an H number are 40 more.
 */
static bool check_no_fnr(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) &&
	       code_is_date((unsigned)code_number(code.at + 4, 2),
	           (unsigned)code_number(code.at + 2, 2) % 40,
	           (unsigned)code_number(code.at, 2) % 40) &&
	       code_weigh(code.at, "3761894521") % 11 == 0 &&
	       code_weigh(code.at, "54327654321") % 11 == 0;
}

static const struct kind_form no_fnr[] = {
	{ NUMBER_OF_9("[0-7][0-9]{5} [0-9]{5}"), .check = check_no_fnr },
	{
	    NUMBER_OF_9("[0-7][0-9]{10}"),
	    .check = check_no_fnr,
	    .near = "fødselsnummer*|fodselsnummer*|personnummer*|d nummer|fnr|national id*",
	},
};
const struct kind kind_id_no_fnr = { "id-no-fnr", "a Norwegian national number",
	KIND_FORMS(no_fnr) };

/* Denmark: CPR number. Numbers since 2007 have no check digit any more. */
static bool check_dk_cpr_date(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_is_ddmmyy(code.at);
}

static bool check_dk_cpr(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_is_ddmmyy(code.at) &&
	       code_weigh(code.at, "4327654321") % 11 == 0;
}

static const struct kind_form dk_cpr[] = {
	{ NUMBER_OF_9("[0-3][0-9]{5}-[0-9]{4}"), .check = check_dk_cpr },
	{
	    NUMBER_OF_9("[0-3][0-9]{5}[ -]?[0-9]{4}"),
	    .check = check_dk_cpr_date,
	    .near = "cpr*|personnummer*",
	},
};
const struct kind kind_id_dk_cpr = { "id-dk-cpr", "a Danish CPR number", KIND_FORMS(dk_cpr) };

/* Finland: henkilötunnus (HETU), mod 31. */
static bool check_fi_hetu(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || !code_is_ddmmyy(code.at))
		return false;
	uint64_t serial = code_number(code.at + code.len - 4, 3);
	uint64_t number = code_number(code.at, 6) * 1000 + serial;
	return serial >= 2 &&
	       code.at[code.len - 1] == "0123456789ABCDEFHJKLMNPRSTUVWXY"[number % 31];
}

#define HETU "[0-3][0-9][01][0-9]{3}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]"
static const struct kind_form fi_hetu[] = {
	{ NUMBER_OF_6(HETU), .check = check_fi_hetu },
};
const struct kind kind_id_fi_hetu = { "id-fi-hetu", "a Finnish personal identity code",
	KIND_FORMS(fi_hetu) };

/* Iceland: kennitala, mod 11; the last digit is the century. */
static bool check_is_kennitala(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_is_ddmmyy(code.at) &&
	       code_weigh(code.at, "327654321") % 11 == 0;
}

static const struct kind_form is_kennitala[] = {
	{ NUMBER_OF_9("[0-3][0-9]{5}-[0-9]{3}[089]"), .check = check_is_kennitala },
	{
	    NUMBER_OF_9("[0-3][0-9]{8}[089]"),
	    .check = check_is_kennitala,
	    .near = "kennitala|kt",
	},
};
const struct kind kind_id_is_kennitala = { "id-is-kennitala", "an Icelandic kennitala",
	KIND_FORMS(is_kennitala) };

/* Estonia and Lithuania: isikukood, asmens kodas; other weights where the first give ten. */
static bool check_ee_isikukood(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || !code_is_yymmdd(code.at + 1))
		return false;
	unsigned rest = code_weigh(code.at, "1234567891") % 11;
	if (rest == 10)
		rest = code_weigh(code.at, "3456789123") % 11 % 10;
	return rest == code_value(code.at[10]);
}

static const struct kind_form ee_isikukood[] = {
	{
	    NUMBER_OF_9("[1-8][0-9]{10}"),
	    .check = check_ee_isikukood,
	    .near = "isikukood*|asmens kod*|personal code|personal identification code",
	},
};
const struct kind kind_id_ee_isikukood = { "id-ee-isikukood",
	"an Estonian or Lithuanian personal code", KIND_FORMS(ee_isikukood) };

/* Latvia: personas kods; those without a date begin with 32. */
static bool check_lv_kods(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	if (code.at[0] == '3' && code.at[1] >= '2')
		return true;
	return code_is_ddmmyy(code.at) &&
	       (1 + code_weigh(code.at, "a584216379")) % 11 % 10 == code_value(code.at[10]);
}

static const struct kind_form lv_kods[] = {
	{
	    NUMBER_OF_9("[0-3][0-9]{5}-?[0-9]{5}"),
	    .check = check_lv_kods,
	    .near = "personas kod*|personal code",
	},
};
const struct kind kind_id_lv_kods = { "id-lv-kods", "a Latvian personal code",
	KIND_FORMS(lv_kods) };
