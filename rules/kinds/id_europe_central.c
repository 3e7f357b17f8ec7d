#include <string.h>

#include "code.h"
#include "kinds.h"
#include "number.h"

/* Numbers of persons in Germany, Austria, Switzerland, Poland, Czechia, Slovakia and Hungary. */

/* Germany: steuerliche Identifikationsnummer (BZSt): of the first ten digits one stands there twice
 * or three times, not three in a row, the others at most once; ISO 7064 mod 11,10. */
static bool check_de_steuerid(struct span text, size_t *start, size_t *end)
{
	struct code code;
	unsigned counts[10] = { 0 };
	unsigned repeated = 0;

	if (!code_read(&code, text, *start, *end) || code.at[0] == '0')
		return false;
	for (size_t i = 0; i < 10; i++) {
		unsigned digit = code_value(code.at[i]);
		counts[digit]++;
		repeated += counts[digit] == 2;
		if (counts[digit] > 3 || (i > 1 && code_is_uniform(code.at + i - 2, 3)))
			return false;
	}
	return repeated == 1 && code_passes_mod11_10(code.at, 11);
}

#define STEUERID_WORDS                                                                             \
	"steuer id*|steuerid*|steueridentifikationsnummer|identifikationsnummer|"                  \
	"idnr|steuernummer|tax id*|tin"
static const struct kind_form de_steuerid[] = {
	{
	    NUMBER_OF_9("[1-9][0-9][ ][0-9]{3}[ ][0-9]{3}[ ][0-9]{3}"),
	    .check = check_de_steuerid,
	    .near = STEUERID_WORDS,
	    .may_be_alone = true,
	},
	{ NUMBER_OF_9("[0-9]{11}"), .check = check_de_steuerid, .near = STEUERID_WORDS },
};
const struct kind kind_id_de_steuerid = { "id-de-steuerid", "a German tax number",
	KIND_FORMS(de_steuerid) };

/* Identity cards and passports of ICAO 9303: weights 7, 3, 1. */
static unsigned icao_digit(const char *code, size_t count)
{
	unsigned sum = 0;

	for (size_t i = 0; i < count; i++)
		sum += code_value(code[i]) * (unsigned)"\7\3\1"[i % 3];
	return sum % 10;
}

static bool check_de_personalausweis(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || strpbrk(code.at + 1, "0123456789") == NULL)
		return false;
	return code.len == 9 || icao_digit(code.at, 9) == code_value(code.at[9]);
}

static const struct kind_form de_personalausweis[] = {
	{
	    .pattern = NUMBER("[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8}[0-9]?"),
	    .is_exact = true,
	    .check = check_de_personalausweis,
	    .near = "personalausweis*|ausweis*|identitätskarte|id card|identity card|perso",
	},
};
const struct kind kind_id_de_personalausweis = { "id-de-personalausweis",
	"a German identity card number", KIND_FORMS(de_personalausweis) };

static unsigned cross_sum(unsigned number)
{
	return number / 10 + number % 10;
}

/* Germany: Versicherungsnummer of the pension insurance (SGB VI, VKVV): the letter is two digits.
 */
static bool check_de_rvnr(struct span text, size_t *start, size_t *end)
{
	static const unsigned char weights[] = { 2, 1, 2, 5, 7, 1, 2, 1, 0, 2, 1 };
	struct code code;
	unsigned sum = 0;

	if (!code_read(&code, text, *start, *end))
		return false;
	for (size_t i = 0; i < 11; i++)
		if (i != 8)
			sum += cross_sum(code_value(code.at[i]) * weights[i]);
	unsigned letter = code_value(code.at[8]) - 9;
	sum += cross_sum(letter / 10 * 2) + letter % 10;
	unsigned day = (unsigned)code_number(code.at + 2, 2) % 50;
	return code_is_date(0, (unsigned)code_number(code.at + 4, 2), day > 31 ? 0 : day) &&
	       sum % 10 == code_value(code.at[11]);
}

static const struct kind_form de_rvnr[] = {
	{
	    NUMBER_OF_6("[0-8][0-9][ ]?[0-9]{6}[ ]?[A-Z][ ]?[0-9]{2}[ ]?[0-9]"),
	    .check = check_de_rvnr,
	},
};
const struct kind kind_id_de_rvnr = { "id-de-rvnr", "a German pension insurance number",
	KIND_FORMS(de_rvnr) };

/* Germany: Krankenversichertennummer (SGB V, section 290). */
static bool check_de_kvnr(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	unsigned letter = code_value(code.at[0]) - 9;
	unsigned sum = letter / 10 + cross_sum(letter % 10 * 2);
	for (size_t i = 1; i < 9; i++)
		sum += cross_sum(code_value(code.at[i]) * (i % 2 == 1 ? 1 : 2));
	return sum % 10 == code_value(code.at[9]);
}

static const struct kind_form de_kvnr[] = {
	{
	    NUMBER_OF_9("[A-Z][ ]?[0-9]{3}[ ]?[0-9]{3}[ ]?[0-9]{3}"),
	    .check = check_de_kvnr,
	    .near = "krankenversicher*|versichertennummer|kvnr|gesundheitskarte|krankenkass*|"
	            "health insurance",
	},
};
const struct kind kind_id_de_kvnr = { "id-de-kvnr", "a German health insurance number",
	KIND_FORMS(de_kvnr) };

/* Austria: Sozialversicherungsnummer, a serial, its check digit, a date of birth. */
static bool check_at_svnr(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code.at[0] != '0' &&
	       code_weigh(code.at, "3790584216") % 11 == code_value(code.at[3]);
}

static const struct kind_form at_svnr[] = {
	{
	    NUMBER_OF_9("[1-9][0-9]{3}[ -]?[0-3][0-9][01][0-9]{3}"),
	    .check = check_at_svnr,
	    .near = "svnr|sv nummer|sv nr|sozialversicherung*|versicherungsnummer|e card|ssn",
	},
};
const struct kind kind_id_at_svnr = { "id-at-svnr", "an Austrian social insurance number",
	KIND_FORMS(at_svnr) };

/* Switzerland: AHV number, country 756 and the check digit of EAN-13. */
static bool check_ch_ahv(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) &&
	       code_weigh(code.at, "1313131313131") % 10 == 0;
}

static const struct kind_form ch_ahv[] = {
	{
	    NUMBER_OF_9("756[. ]?[0-9]{4}[. ]?[0-9]{4}[. ]?[0-9]{2}"),
	    .check = check_ch_ahv,
	},
};
const struct kind kind_id_ch_ahv = { "id-ch-ahv", "a Swiss AHV number", KIND_FORMS(ch_ahv) };

/* Poland: PESEL; the century is in the month. */
static bool check_pl_pesel(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) &&
	       code_is_date((unsigned)code_number(code.at, 2),
	           (unsigned)code_number(code.at + 2, 2) % 20,
	           (unsigned)code_number(code.at + 4, 2)) &&
	       code_weigh(code.at, "13791379131") % 10 == 0;
}

static const struct kind_form pl_pesel[] = {
	{ NUMBER_OF_9("[0-9]{11}"), .check = check_pl_pesel, .near = "pesel*" },
};
const struct kind kind_id_pl_pesel = { "id-pl-pesel", "a Polish PESEL", KIND_FORMS(pl_pesel) };

/* Poland: numer identyfikacji podatkowej. */
static bool check_pl_nip(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, 10) &&
	       code_weigh(code.at, "657234567") % 11 == code_value(code.at[9]);
}

static const struct kind_form pl_nip[] = {
	{
	    NUMBER_OF_9("[0-9]{3}-?(?:[0-9]{3}-?[0-9]{2}|[0-9]{2}-?[0-9]{2}-?[0-9])-?[0-9]{2}"),
	    .check = check_pl_nip,
	    .near = "nip|numer identyfikacji podatkowej",
	},
};
const struct kind kind_id_pl_nip = { "id-pl-nip", "a Polish NIP", KIND_FORMS(pl_nip) };

/* Poland: dowód osobisty, three letters and six digits. */
static bool check_pl_dowod(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) &&
	       (code_weigh(code.at, "731073173") + code_value(code.at[3]) * 9) % 10 == 0;
}

static const struct kind_form pl_dowod[] = {
	{
	    NUMBER_OF_6("[A-Z]{3}[ ]?[0-9]{6}"),
	    .check = check_pl_dowod,
	    .near = "dowód*|dowod*|dowodu|id card|identity card",
	},
};
const struct kind kind_id_pl_dowod = { "id-pl-dowod", "a Polish identity card number",
	KIND_FORMS(pl_dowod) };

/* Czechia and Slovakia: rodné číslo; months of women are 50 more, of a full day 20 more still. Ten
 * digits are a multiple of 11; a rest of ten counts as zero until 1985. */
static bool check_cz_rc(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || code.len != 10)
		return false;
	unsigned month = (unsigned)code_number(code.at + 2, 2) % 50;
	uint64_t rest = code_number(code.at, 9) % 11;
	return code_is_date((unsigned)code_number(code.at, 2), month > 20 ? month - 20 : month,
	           (unsigned)code_number(code.at + 4, 2)) &&
	       rest % 10 == code_value(code.at[9]);
}

static const struct kind_form cz_rc[] = {
	{ NUMBER_OF_9("[0-9]{6}/[0-9]{4}"), .check = check_cz_rc },
	{
	    NUMBER_OF_9("[0-9]{6}[ ]?[0-9]{4}"),
	    .check = check_cz_rc,
	    .near = "rodné číslo|rodne cislo|rodného čísla|rč|birth number|osobné číslo",
	},
};
const struct kind kind_id_cz_rc = { "id-cz-rc", "a Czech or Slovak birth number",
	KIND_FORMS(cz_rc) };

/* Hungary: TAJ number of the social security. */
static bool check_hu_taj(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, 9) &&
	       code_weigh(code.at, "37373737") % 10 == code_value(code.at[8]);
}

static const struct kind_form hu_taj[] = {
	{
	    NUMBER_OF_9("[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3}"),
	    .check = check_hu_taj,
	    .near = "taj*|társadalombiztosítási",
	},
};
const struct kind kind_id_hu_taj = { "id-hu-taj", "a Hungarian TAJ number", KIND_FORMS(hu_taj) };
