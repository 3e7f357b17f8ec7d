#include <string.h>

#include "code.h"
#include "kinds.h"
#include "number.h"

/* Accounts and banks without an IBAN, and the numbers of vehicles. */

/* United States: ABA routing number: districts that there are, weights 3, 7, 1. */
static bool check_routing(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	unsigned district = (unsigned)code_number(code.at, 2);
	return (district <= 12 || (district >= 21 && district <= 32) ||
	           (district >= 61 && district <= 72) || district == 80) &&
	       !code_is_uniform(code.at, 9) && code_weigh(code.at, "371371371") % 10 == 0;
}

static bool check_account(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, code.len);
}

static const struct kind_form account_forms[] = {
	{
	    NUMBER_OF_9("[0-9]{9}"),
	    .check = check_routing,
	    .near = "routing*|aba|rtn|transit number|aba/rtn",
	},
	{
	    NUMBER_OF_6("[0-9](?:[ -]?[0-9]){6,16}"),
	    .check = check_account,
	    .near = "account number|account no|account nr|acct|acct no|bank account|checking "
	            "account|savings account|kontonummer|konto nr|bankkonto|numéro de compte|"
	            "compte bancaire|número de cuenta|cuenta bancaria|conta bancária|conto "
	            "corrente|rekeningnummer|numer konta|口座番号|银行账号|银行卡号|계좌번호",
	},
	{
	    NUMBER_OF_6("[0-9]{2}-[0-9]{2}-[0-9]{2}"),
	    .near = "sort code",
	},
};

const struct kind kind_bank_account = { "bank-account", "the number of a bank account",
	KIND_FORMS(account_forms) };

/* ISO 9362: institution, country, place, branch. */
static bool check_bic(struct span text, size_t *start, size_t *end)
{
	static const char countries[] =
	    "AD AE AF AG AI AL AM AO AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN "
	    "BO BR BS BT BW BY BZ CA CD CF CG CH CI CK CL CM CN CO CR CU CV CW CY CZ "
	    "DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GG GH "
	    "GI GL GM GN GQ GR GT GW GY HK HN HR HT HU ID IE IL IM IN IQ IR IS IT JE "
	    "JM JO JP KE KG KH KI KM KN KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY "
	    "MA MC MD ME MG MH MK ML MM MN MO MR MS MT MU MV MW MX MY MZ NA NC NE NG "
	    "NI NL NO NP NR NZ OM PA PE PF PG PH PK PL PR PS PT PW PY QA RO RS RU RW "
	    "SA SB SC SD SE SG SI SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ "
	    "TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK "
	    "YE ZA ZM ZW ";

	(void)end;
	for (const char *country = countries; *country != '\0'; country += 3)
		if (memcmp(country, text.data + *start + 4, 2) == 0)
			return true;
	return false;
}

static const struct kind_form bic_forms[] = {
	{
	    .pattern = NUMBER("[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?"),
	    .hint = "(?:bic|swift)",
	    .is_exact = true,
	    .check = check_bic,
	    .near = "bic*|swift*",
	},
};

const struct kind kind_bic = { "bic", "the code of a bank", KIND_FORMS(bic_forms) };

/* ISO 3779 and 49 CFR 565.15: the ninth character checks the others, where the maker uses it. */
static bool check_vin(struct span text, size_t *start, size_t *end)
{
	static const char values[] = "0123456789.ABCDEFGH..JKLMN.P.R..STUVWXYZ";
	struct code code;
	unsigned sum = 0;

	if (!code_read(&code, text, *start, *end) || strpbrk(code.at + 11, "0123456789") == NULL)
		return false;
	for (size_t i = 0; i < 17; i++) {
		const char *at = strchr(values, code.at[i]);
		sum += (unsigned)(at - values) % 10 * code_value("8765432a098765432"[i]);
	}
	return code.at[8] == "0123456789X"[sum % 11];
}

static bool check_vin_form(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && strpbrk(code.at, "0123456789") != NULL;
}

static const struct kind_form vin_forms[] = {
	{
	    .pattern = NUMBER("[0-9A-HJ-NPR-Z]{8}[0-9X][0-9A-HJ-NPR-Z]{4}[0-9]{4}"),
	    .is_exact = true,
	    .check = check_vin,
	},
	{
	    .pattern = NUMBER("[0-9A-HJ-NPR-Z]{17}"),
	    .hint = "[0-9A-HJ-NPR-Z]{17}",
	    .check = check_vin_form,
	    .near = "vin|vehicle identification*|chassis*|fahrgestell*|fin|fahrzeug ident*|"
	            "bastidor|telaio|numéro de châssis|vin number",
	},
};

const struct kind kind_vin = { "vin", "the number of a vehicle", KIND_FORMS(vin_forms) };
