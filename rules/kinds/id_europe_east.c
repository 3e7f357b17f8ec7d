#include <string.h>

#include "code.h"
#include "kinds.h"
#include "number.h"

/* Numbers of persons in south-eastern Europe, Turkey, Ukraine and Russia. */

/* Romania: cod numeric personal. */
static bool check_ro_cnp(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || !code_is_yymmdd(code.at + 1))
		return false;
	unsigned rest = code_weigh(code.at, "279146358279") % 11;
	return code_value(code.at[12]) == (rest == 10 ? 1 : rest);
}

static const struct kind_form ro_cnp[] = {
	{
	    NUMBER_OF_9("[1-9][0-9]{12}"),
	    .check = check_ro_cnp,
	    .near = "cnp*|cod numeric personal",
	},
};
const struct kind kind_id_ro_cnp = { "id-ro-cnp", "a Romanian CNP", KIND_FORMS(ro_cnp) };

/* Bulgaria: единен граждански номер; months are 20 or 40 more in other centuries. */
static bool check_bg_egn(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) &&
	       code_is_date((unsigned)code_number(code.at, 2),
	           (unsigned)code_number(code.at + 2, 2) % 20,
	           (unsigned)code_number(code.at + 4, 2)) &&
	       code_weigh(code.at, "2485a9736") % 11 % 10 == code_value(code.at[9]);
}

static const struct kind_form bg_egn[] = {
	{
	    NUMBER_OF_9("[0-9]{10}"),
	    .check = check_bg_egn,
	    .near = "егн|egn|единен граждански номер",
	},
};
const struct kind kind_id_bg_egn = { "id-bg-egn", "a Bulgarian EGN", KIND_FORMS(bg_egn) };

/* Croatia: osobni identifikacijski broj. */
static bool check_hr_oib(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_passes_mod11_10(code.at, 11);
}

static const struct kind_form hr_oib[] = {
	{
	    NUMBER_OF_9("[0-9]{11}"),
	    .check = check_hr_oib,
	    .near = "oib|osobni identifikacijski broj",
	},
};
const struct kind kind_id_hr_oib = { "id-hr-oib", "a Croatian OIB", KIND_FORMS(hr_oib) };

/* Slovenia, Serbia, Bosnia, Montenegro, North Macedonia: JMBG, EMŠO: a date with three digits of
 * the year, a region, a serial. */
static bool check_yu_jmbg(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) &&
	       code_is_date(
	           0, (unsigned)code_number(code.at + 2, 2), (unsigned)code_number(code.at, 2)) &&
	       code_weigh(code.at, "7654327654321") % 11 == 0;
}

static const struct kind_form yu_jmbg[] = {
	{
	    NUMBER_OF_9("[0-3][0-9][01][0-9][09][0-9]{8}"),
	    .check = check_yu_jmbg,
	    .near = "jmbg|emšo|emso|јмбг|матични број|матичен број|ембг|embg|matični broj",
	},
};
const struct kind kind_id_yu_jmbg = { "id-yu-jmbg", "a JMBG or EMŠO", KIND_FORMS(yu_jmbg) };

/* Turkey: T.C. kimlik numarası. */
static bool check_tr_tckn(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) &&
	       code_weigh(code.at, "797979797") % 10 == code_value(code.at[9]) &&
	       code_weigh(code.at, "1111111111") % 10 == code_value(code.at[10]);
}

static const struct kind_form tr_tckn[] = {
	{
	    NUMBER_OF_9("[1-9][0-9]{9}[02468]"),
	    .check = check_tr_tckn,
	    .near = "kimlik*|tckn|tc no|t.c. no|tc number|vatandaşlık",
	},
};
const struct kind kind_id_tr_tckn = { "id-tr-tckn", "a Turkish identity number",
	KIND_FORMS(tr_tckn) };

/* Ukraine: РНОКПП; the first weight is -1. */
static bool check_ua_rnokpp(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, 10) &&
	       code_weigh(code.at, "a57946a57") % 11 % 10 == code_value(code.at[9]);
}

static const struct kind_form ua_rnokpp[] = {
	{
	    NUMBER_OF_9("[0-9]{10}"),
	    .check = check_ua_rnokpp,
	    .near = "рнокпп|ідентифікаційний код|ідентифікаційний номер|іпн|rnokpp",
	},
};
const struct kind kind_id_ua_rnokpp = { "id-ua-rnokpp", "a Ukrainian taxpayer number",
	KIND_FORMS(ua_rnokpp) };

/* Russia: СНИЛС. */
static bool check_ru_snils(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, 9) &&
	       code_weigh(code.at, "987654321") % 101 % 100 == code_number(code.at + 9, 2);
}

static const struct kind_form ru_snils[] = {
	{ NUMBER_OF_9("[0-9]{3}-[0-9]{3}-[0-9]{3}[ -][0-9]{2}"), .check = check_ru_snils },
	{ NUMBER_OF_9("[0-9]{11}"), .check = check_ru_snils, .near = "снилс|snils" },
};
const struct kind kind_id_ru_snils = { "id-ru-snils", "a Russian SNILS", KIND_FORMS(ru_snils) };

/* Russia: ИНН of persons, two digits. */
static bool check_ru_inn(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, 12) &&
	       code_weigh(code.at, "724a359468") % 11 % 10 == code_value(code.at[10]) &&
	       code_weigh(code.at, "3724a359468") % 11 % 10 == code_value(code.at[11]);
}

static const struct kind_form ru_inn[] = {
	{ NUMBER_OF_9("[0-9]{12}"), .check = check_ru_inn, .near = "инн|inn" },
};
const struct kind kind_id_ru_inn = { "id-ru-inn", "a Russian INN", KIND_FORMS(ru_inn) };
