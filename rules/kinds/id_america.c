#include <string.h>

#include "code.h"
#include "kinds.h"
#include "number.h"

/* Numbers of persons in the Americas. */

/* United States: Social Security Administration, "SSN randomization"; never issued are areas 000,
 * 666 and 9xx, group 00, serial 0000, and numbers that stood in advertisements. */
static bool check_us_ssn(struct span text, size_t *start, size_t *end)
{
	static const char *const advertised[] = { "078051120", "219099999", "457555462" };
	struct code code;

	if (!code_read(&code, text, *start, *end) || code.len != 9)
		return false;
	for (size_t i = 0; i < sizeof advertised / sizeof *advertised; i++)
		if (strcmp(code.at, advertised[i]) == 0)
			return false;
	unsigned area = (unsigned)code_number(code.at, 3);
	return area != 0 && area != 666 && area < 900 && code_number(code.at + 3, 2) != 0 &&
	       code_number(code.at + 5, 4) != 0 && !code_is_uniform(code.at, 9);
}

#define SSN_WORDS "ssn*|ss|social security|soc sec|seguro social|numéro de sécurité sociale"

static const struct kind_form us_ssn[] = {
	{
	    NUMBER_OF_9("[0-9]{3}[-\\x{2010}-\\x{2013}][0-9]{2}[-\\x{2010}-\\x{2013}][0-9]{4}"),
	    .check = check_us_ssn,
	},
	{
	    NUMBER_OF_9("[0-9]{3}" MAYBE_MARK "[0-9]{2}" MAYBE_MARK "[0-9]{4}"),
	    .check = check_us_ssn,
	    .near = SSN_WORDS,
	},
};
const struct kind kind_id_us_ssn = { "id-us-ssn", "a US Social Security number",
	KIND_FORMS(us_ssn) };

/* United States: IRS, Individual Taxpayer Identification Number. */
#define ITIN_GROUP "(?:5[0-9]|6[0-5]|7[0-9]|8[0-8]|9[0-24-9])"
static const struct kind_form us_itin[] = {
	{ NUMBER_OF_9("9[0-9]{2}-" ITIN_GROUP "-[0-9]{4}") },
	{
	    NUMBER_OF_9("9[0-9]{2}" MAYBE_MARK ITIN_GROUP MAYBE_MARK "[0-9]{4}"),
	    .near = "itin|taxpayer id*|tax id*",
	},
};
const struct kind kind_id_us_itin = { "id-us-itin", "a US taxpayer number", KIND_FORMS(us_itin) };

/* United States: CMS, "Understanding the Medicare Beneficiary Identifier format". */
#define MBI_LETTER "[AC-HJKMNP-RT-Y]"
#define MBI_EITHER "[0-9AC-HJKMNP-RT-Y]"
static const struct kind_form us_mbi[] = {
	{
	    .pattern = NUMBER("[1-9]" MBI_LETTER MBI_EITHER "[0-9]-?" MBI_LETTER MBI_EITHER
	                      "[0-9]-?" MBI_LETTER MBI_LETTER "[0-9]{2}"),
	    .is_exact = true,
	},
};
const struct kind kind_id_us_mbi = { "id-us-mbi", "a US Medicare number", KIND_FORMS(us_mbi) };

/* Canada: Social Insurance Number; none begins with 0 or 8. */
static bool check_ca_sin(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code.at[0] != '0' && code.at[0] != '8' &&
	       !code_is_uniform(code.at, code.len) && code_passes_luhn(code.at, code.len);
}

static const struct kind_form ca_sin[] = {
	{
	    NUMBER_OF_9("[0-9]{3}[ -][0-9]{3}[ -][0-9]{3}"),
	    .check = check_ca_sin,
	    .near = "sin|social insurance|assurance sociale|nas",
	    .may_be_alone = true,
	},
	{
	    NUMBER_OF_9("[0-9]{9}"),
	    .check = check_ca_sin,
	    .near = "sin|social insurance|assurance sociale|nas",
	},
};
const struct kind kind_id_ca_sin = { "id-ca-sin", "a Canadian Social Insurance Number",
	KIND_FORMS(ca_sin) };

/* Brazil: Cadastro de Pessoas Físicas, two digits mod 11. */
static bool check_br_cpf(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, code.len) &&
	       code_weigh(code.at, "a98765432") * 10 % 11 % 10 == code_value(code.at[9]) &&
	       code_weigh(code.at, "ba98765432") * 10 % 11 % 10 == code_value(code.at[10]);
}

static const struct kind_form br_cpf[] = {
	{
	    NUMBER_OF_9("[0-9]{3}\\.[0-9]{3}\\.[0-9]{3}-[0-9]{2}"),
	    .check = check_br_cpf,
	},
	{
	    NUMBER_OF_9("[0-9]{9}-?[0-9]{2}"),
	    .check = check_br_cpf,
	    .near = "cpf|cadastro de pessoa*",
	},
};
const struct kind kind_id_br_cpf = { "id-br-cpf", "a Brazilian CPF", KIND_FORMS(br_cpf) };

/* Mexico's alphabet has Ñ between N and O. */
static unsigned mexican_sum(const char *code, unsigned count)
{
	unsigned sum = 0;

	for (unsigned i = 0; i < count; i++)
		sum += (code_value(code[i]) + (code[i] > 'N')) * (count + 1 - i);
	return sum;
}

/* Mexico: Clave Única de Registro de Población. */
static bool check_mx_curp(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_is_yymmdd(code.at + 4) &&
	       (10 - mexican_sum(code.at, 17) % 10) % 10 == code_value(code.at[17]);
}

static const struct kind_form mx_curp[] = {
	{
	    NUMBER_OF_6("[A-Z][AEIOUX][A-Z]{2}[0-9]{6}[HMX][A-Z]{5}[0-9A-Z][0-9]"),
	    .check = check_mx_curp,
	},
};
const struct kind kind_id_mx_curp = { "id-mx-curp", "a Mexican CURP", KIND_FORMS(mx_curp) };

/* Mexico: Registro Federal de Contribuyentes of persons. */
static bool check_mx_rfc(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || !code_is_yymmdd(code.at + 4))
		return false;
	unsigned check = (11 - mexican_sum(code.at, 12) % 11) % 11;
	return check == (code.at[12] == 'A' ? 10 : code_value(code.at[12]));
}

static const struct kind_form mx_rfc[] = {
	{
	    NUMBER_OF_6("[A-Z][AEIOUX][A-Z]{2}[ -]?[0-9]{6}[ -]?[0-9A-Z]{2}[0-9A]"),
	    .check = check_mx_rfc,
	},
};
const struct kind kind_id_mx_rfc = { "id-mx-rfc", "a Mexican RFC", KIND_FORMS(mx_rfc) };

/* Argentina: CUIL and CUIT. */
static bool check_ar_cuil(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	unsigned check = 11 - code_weigh(code.at, "5432765432") % 11;
	return code_value(code.at[10]) == (check == 11 ? 0 : check == 10 ? 9 : check);
}

static const struct kind_form ar_cuil[] = {
	{
	    NUMBER_OF_9("2[03-7]-[0-9]{8}-[0-9]"),
	    .check = check_ar_cuil,
	},
	{
	    NUMBER_OF_9("2[03-7][ -]?[0-9]{8}[ -]?[0-9]"),
	    .check = check_ar_cuil,
	    .near = "cuil|cuit",
	},
};
const struct kind kind_id_ar_cuil = { "id-ar-cuil", "an Argentine CUIL", KIND_FORMS(ar_cuil) };

/* Chile: Rol Único Tributario; weights 2 to 7 from the right, ten is K. */
static bool check_cl_rut(struct span text, size_t *start, size_t *end)
{
	struct code code;
	unsigned sum = 0;

	if (!code_read(&code, text, *start, *end) || code_is_uniform(code.at, code.len))
		return false;
	for (size_t i = 0; i + 1 < code.len; i++)
		sum += code_value(code.at[code.len - 2 - i]) * (2 + (unsigned)i % 6);
	return code.at[code.len - 1] == "0K987654321"[sum % 11];
}

static const struct kind_form cl_rut[] = {
	{
	    NUMBER_OF_6("[0-9]{1,2}\\.[0-9]{3}\\.[0-9]{3}-[0-9K]"),
	    .check = check_cl_rut,
	},
	{
	    NUMBER_OF_6("[0-9]{7,8}-?[0-9K]"),
	    .check = check_cl_rut,
	    .near = "rut|run|rol único*|rol unico*",
	},
};
const struct kind kind_id_cl_rut = { "id-cl-rut", "a Chilean RUT", KIND_FORMS(cl_rut) };
