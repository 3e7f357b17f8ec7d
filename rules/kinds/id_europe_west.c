#include <string.h>

#include "code.h"
#include "kinds.h"
#include "number.h"

/* Numbers of persons in western Europe. */

/* United Kingdom: HMRC, National Insurance Manual NIM39110. */
/* "AB123456C" stands for one in manuals. */
static bool check_gb_nino(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && strncmp(code.at + 2, "123456", 6) != 0;
}

#define NINO_FIRST "(?!BG|GB|KN|NK|NT|TN|ZZ)[ABCEGHJ-PR-TW-Z][ABCEGHJ-NPR-TW-Z]"
#define NINO       NINO_FIRST "[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[0-9]{2}[ -]?[A-D]"
static const struct kind_form gb_nino[] = {
	{ NUMBER_OF_6(NINO), .check = check_gb_nino, .is_exact = true },
	{ NUMBER_OF_6(NINO), .near = "ni number|nino|national insurance|insurance number" },
};
const struct kind kind_id_gb_nino = { "id-gb-nino", "a UK National Insurance number",
	KIND_FORMS(gb_nino) };

/* United Kingdom: NHS Data Dictionary, NHS NUMBER; weights 10 to 2, mod 11. */
static bool check_gb_nhs(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, code.len) &&
	       code_weigh(code.at, "a987654321") % 11 == 0;
}

static const struct kind_form gb_nhs[] = {
	{
	    NUMBER_OF_9("[0-9]{3}[ -][0-9]{3}[ -][0-9]{4}"),
	    .check = check_gb_nhs,
	    .near = "nhs*|health service|patient*|chi number",
	    .may_be_alone = true,
	},
	{
	    NUMBER_OF_9("[0-9]{10}"),
	    .check = check_gb_nhs,
	    .near = "nhs*|health service|chi number",
	},
};
const struct kind kind_id_gb_nhs = { "id-gb-nhs", "a UK NHS number", KIND_FORMS(gb_nhs) };

/* United Kingdom: HMRC, Unique Taxpayer Reference; its first digit checks the others. */
static bool check_gb_utr(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, code.len) &&
	       code.at[0] == "21987654321"[code_weigh(code.at + 1, "6789a5432") % 11];
}

static const struct kind_form gb_utr[] = {
	{
	    NUMBER_OF_9("[0-9]{5}[ ]?[0-9]{5}"),
	    .check = check_gb_utr,
	    .near = "utr|unique taxpayer|self assessment",
	},
};
const struct kind kind_id_gb_utr = { "id-gb-utr", "a UK taxpayer reference", KIND_FORMS(gb_utr) };

/* Ireland: Personal Public Service Number; mod 23, a second letter counts nine times. */
static bool check_ie_pps(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	unsigned sum = code_weigh(code.at, "8765432");
	if (code.len > 8 && code.at[8] != 'W')
		sum += (code_value(code.at[8]) - 9) * 9;
	return code.at[7] == "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23];
}

static const struct kind_form ie_pps[] = {
	{
	    NUMBER_OF_6("[0-9]{7}[ ]?[A-W][A-IW]?"),
	    .check = check_ie_pps,
	    .near = "pps*|personal public service|uimhir phearsanta",
	    .may_be_alone = true,
	},
};
const struct kind kind_id_ie_pps = { "id-ie-pps", "an Irish PPS number", KIND_FORMS(ie_pps) };

/* France: Numéro d'inscription au répertoire; the key is 97 less the rest of all before it.
 * Corsica's departments 2A and 2B count as 19 and 18. */
static bool check_fr_nir(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || code.len != 15)
		return false;
	if (code.at[6] == 'A' || code.at[6] == 'B') {
		code.at[5] = '1';
		code.at[6] = code.at[6] == 'A' ? '9' : '8';
	}
	return code_number(code.at, 13) % 97 + code_number(code.at + 13, 2) == 97;
}

static const struct kind_form fr_nir[] = {
	{
	    NUMBER_OF_6("[12378]" MAYBE_MARK "[0-9]{2}" MAYBE_MARK
	                "(?:0[1-9]|1[0-2]|[2-9][0-9])" MAYBE_MARK "(?:[0-9]{2}|2[AB])" MAYBE_MARK
	                "[0-9]{3}" MAYBE_MARK "[0-9]{3}" MAYBE_MARK "[0-9]{2}"),
	    .check = check_fr_nir,
	},
};
const struct kind kind_id_fr_nir = { "id-fr-nir", "a French social security number",
	KIND_FORMS(fr_nir) };

/* Netherlands: burgerservicenummer, the "elfproef". */
static bool check_nl_bsn(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || code_is_uniform(code.at, code.len))
		return false;
	return code_weigh(code.at, "98765432a") % 11 == 0;
}

static const struct kind_form nl_bsn[] = {
	{
	    NUMBER_OF_9("[0-9]{4}[. -]?[0-9]{2}[. -]?[0-9]{3}"),
	    .check = check_nl_bsn,
	    .near = "bsn*|burgerservicenummer|burger service nummer|sofi*|citizen service",
	},
};
const struct kind kind_id_nl_bsn = { "id-nl-bsn", "a Dutch BSN", KIND_FORMS(nl_bsn) };

/* Belgium: numéro national, rijksregisternummer: 97 less the rest of the first nine digits, with a
 * 2 before them for those born from 2000 on. Months of a bis number are 20 or 40 more. */
static bool check_be_nn(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	uint64_t number = code_number(code.at, 9);
	uint64_t check = code_number(code.at + 9, 2);
	unsigned month = (unsigned)code_number(code.at + 2, 2) % 20;
	unsigned day = (unsigned)code_number(code.at + 4, 2);
	if (!code_is_date((unsigned)code_number(code.at, 2), month, day))
		return false;
	return 97 - number % 97 == check || 97 - (number + 2000000000) % 97 == check;
}

static const struct kind_form be_nn[] = {
	{
	    NUMBER_OF_9("[0-9]{2}[.][0-9]{2}[.][0-9]{2}[ -][0-9]{3}[. ][0-9]{2}"),
	    .check = check_be_nn,
	},
	{
	    NUMBER_OF_9("[0-9]{6}[ -]?[0-9]{3}[ .-]?[0-9]{2}"),
	    .check = check_be_nn,
	    .near = "rijksregister*|registre national|numéro national|numero national|"
	            "nationaal nummer|insz|niss|national number|national register|nrn",
	},
};
const struct kind kind_id_be_nn = { "id-be-nn", "a Belgian national number", KIND_FORMS(be_nn) };

/* Luxembourg: matricule, a date, Luhn over twelve digits, Verhoeff over eleven. */
static bool check_lu_matricule(struct span text, size_t *start, size_t *end)
{
	struct code code;
	char without[13];

	if (!code_read(&code, text, *start, *end) || !code_is_yyyymmdd(code.at))
		return false;
	memcpy(without, code.at, 11);
	without[11] = code.at[12];
	return code_passes_luhn(code.at, 12) && code_passes_verhoeff(without, 12);
}

static const struct kind_form lu_matricule[] = {
	{
	    NUMBER_OF_9("(?:18|19|20)[0-9]{2}[ ]?[0-9]{2}[ ]?[0-9]{2}[ ]?[0-9]{3}[ ]?[0-9]{2}"),
	    .check = check_lu_matricule,
	},
};
const struct kind kind_id_lu_matricule = { "id-lu-matricule", "a Luxembourg national number",
	KIND_FORMS(lu_matricule) };
