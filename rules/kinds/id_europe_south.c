#include <string.h>

#include "code.h"
#include "kinds.h"
#include "number.h"

/* Numbers of persons in Spain, Portugal, Italy and Greece. */

/* Spain: DNI and NIE; the letter is the rest by 23. */
static bool check_es(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	char letter = code.at[8];
	if (code.at[0] >= 'X') /* X, Y, Z are 0, 1, 2 */
		code.at[0] = (char)(code.at[0] - 'X' + '0');
	return letter == "TRWAGMYFPDXBNJZSQVHLCKE"[code_number(code.at, 8) % 23];
}

#define DNI "(?:[0-9]{8}|[0-9]{2}\\.[0-9]{3}\\.[0-9]{3})[ -]?[A-HJ-NP-TV-Z]"
#define NIE "[XYZ][ -]?[0-9]{7}[ -]?[A-HJ-NP-TV-Z]"
static const struct kind_form es_dni[] = {
	{ NUMBER_OF_6(DNI), .check = check_es, .is_exact = true },
	{
	    NUMBER_OF_6(DNI),
	    .check = check_es,
	    .near = "dni|nif|documento nacional|identidad",
	    .may_be_alone = true,
	},
};
const struct kind kind_id_es_dni = { "id-es-dni", "a Spanish DNI", KIND_FORMS(es_dni) };

static const struct kind_form es_nie[] = {
	{ NUMBER_OF_6(NIE), .check = check_es },
};
const struct kind kind_id_es_nie = { "id-es-nie", "a Spanish NIE", KIND_FORMS(es_nie) };

/* Portugal: número de identificação fiscal of persons. */
static bool check_pt_nif(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || strchr("12356", code.at[0]) == NULL)
		return false;
	unsigned rest = code_weigh(code.at, "98765432") % 11;
	return code_value(code.at[8]) == (rest < 2 ? 0 : 11 - rest);
}

static const struct kind_form pt_nif[] = {
	{
	    NUMBER_OF_9("[0-9]{3}[ ]?[0-9]{3}[ ]?[0-9]{3}"),
	    .check = check_pt_nif,
	    .near = "nif|contribuinte|número fiscal|identificação fiscal|tax number",
	},
};
const struct kind kind_id_pt_nif = { "id-pt-nif", "a Portuguese NIF", KIND_FORMS(pt_nif) };

/* Portugal: Cartão de Cidadão, Luhn over digits and letters. */
static bool check_pt_cc(struct span text, size_t *start, size_t *end)
{
	struct code code;
	unsigned sum = 0;

	if (!code_read(&code, text, *start, *end))
		return false;
	for (size_t i = 0; i < 12; i++) {
		unsigned value = code_value(code.at[i]) * (i % 2 == 0 ? 2 : 1);
		sum += i % 2 == 0 && value > 9 ? value - 9 : value;
	}
	return sum % 10 == 0;
}

static const struct kind_form pt_cc[] = {
	{
	    NUMBER_OF_9("[0-9]{8}[ -]?[0-9][ -]?[A-Z]{2}[0-9]"),
	    .check = check_pt_cc,
	},
};
const struct kind kind_id_pt_cc = { "id-pt-cc", "a Portuguese citizen card number",
	KIND_FORMS(pt_cc) };

/* Italy: codice fiscale, Decreto Ministeriale 23.12.1976; where two persons would have the same
 * one, digits are letters (omocodia). */
static bool check_it_cf(struct span text, size_t *start, size_t *end)
{
	static const unsigned char odd[] = { 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3,
		6, 8, 12, 14, 16, 10, 22, 25, 24, 23 };
	struct code code;
	unsigned sum = 0;

	if (!code_read(&code, text, *start, *end))
		return false;
	for (size_t i = 0; i < 15; i++) {
		unsigned value = code_value(code.at[i]);
		value = value > 9 ? value - 10 : value;
		sum += i % 2 == 0 ? odd[value] : value;
	}
	return sum % 26 == code_value(code.at[15]) - 10;
}

#define CF_DIGIT "[0-9LMNP-V]"
#define CF_MONTH "[ABCDEHLMPRST]"
static const struct kind_form it_cf[] = {
	{
	    .pattern =
	        NUMBER("[A-Z]{6}" CF_DIGIT "{2}" CF_MONTH CF_DIGIT "{2}[A-Z]" CF_DIGIT "{3}[A-Z]"),
	    .check = check_it_cf,
	},
	{
	    .pattern = NUMBER("[A-Z]{3} [A-Z]{3} [0-9]{2}" CF_MONTH "[0-9]{2} [A-Z][0-9]{3}[A-Z]"),
	    .hint = "[0-9]{2}" CF_MONTH "[0-9]{2} [A-Z][0-9]{3}[A-Z]",
	    .check = check_it_cf,
	},
};
const struct kind kind_id_it_cf = { "id-it-cf", "an Italian codice fiscale", KIND_FORMS(it_cf) };

/* Italy: partita IVA, which self-employed people have. */
static bool check_it_piva(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) &&
	       !code_is_uniform(code.at + code.len - 11, 11) &&
	       code_passes_luhn(code.at + code.len - 11, 11);
}

static const struct kind_form it_piva[] = {
	{
	    NUMBER_OF_9("(?:IT[ ]?)?[0-9]{11}"),
	    .check = check_it_piva,
	    .near = "partita iva|p iva|p. iva|piva|vat",
	},
};
const struct kind kind_id_it_piva = { "id-it-piva", "an Italian partita IVA", KIND_FORMS(it_piva) };

/* Greece: ΑΜΚΑ, a date and Luhn. */
static bool check_gr_amka(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_is_ddmmyy(code.at) &&
	       code_passes_luhn(code.at, 11);
}

static const struct kind_form gr_amka[] = {
	{ NUMBER_OF_9("[0-9]{11}"), .check = check_gr_amka, .near = "amka|αμκα" },
};
const struct kind kind_id_gr_amka = { "id-gr-amka", "a Greek AMKA", KIND_FORMS(gr_amka) };

/* Greece: ΑΦΜ, powers of two mod 11. */
static bool check_gr_afm(struct span text, size_t *start, size_t *end)
{
	struct code code;
	unsigned sum = 0;

	if (!code_read(&code, text, *start, *end) || code_is_uniform(code.at, 9))
		return false;
	for (size_t i = 0; i < 8; i++)
		sum = (sum + code_value(code.at[i])) * 2;
	return sum % 11 % 10 == code_value(code.at[8]);
}

static const struct kind_form gr_afm[] = {
	{ NUMBER_OF_9("[0-9]{9}"), .check = check_gr_afm, .near = "afm|αφμ|α.φ.μ.|tin" },
};
const struct kind kind_id_gr_afm = { "id-gr-afm", "a Greek AFM", KIND_FORMS(gr_afm) };
