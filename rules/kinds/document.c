#include <string.h>

#include "code.h"
#include "kinds.h"
#include "number.h"

/* Passports and driving licences: no two states number them alike, so a word has to say what it is.
 */

static size_t count_digits(const char *code)
{
	size_t count = 0;

	for (; *code != '\0'; code++)
		count += code_is_digit(*code);
	return count;
}

/* A date by itself is when a document ends, not its number. */
static bool is_numbered(struct span text, size_t start, size_t end, struct code *code)
{
	return code_read(code, text, start, end) && !code_is_uniform(code->at, code->len) &&
	       !(code->len == 8 && count_digits(code->at) == 8 && code_is_yyyymmdd(code->at));
}

static bool check_passport(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return is_numbered(text, *start, *end, &code) && count_digits(code.at) >= 5;
}

/* ICAO 9303: the first line of a machine readable zone needs no word. */
static const struct kind_form passport_forms[] = {
	{
	    .pattern = NUMBER("(?=[A-Z]{0,3}[0-9])[A-Z0-9]{2}[ ]?[A-Z0-9]{2}[ ]?[A-Z0-9]{2,6}"),
	    .hint = "pass|pasap|paspo|paszp|паспорт|护照|護照|旅券|パスポート|여권|جواز",
	    .check = check_passport,
	    .near = "passport*|reisepass*|pass nr|passnummer|passeport*|pasaporte*|passaporto|"
	            "passaporte|paspoort*|paszport*|pasaport|паспорт*|護照*|护照*|旅券*|パスポート*"
	            "|여권*|"
	            "جواز",
	},
	{
	    .pattern = "(?<![0-9A-Z<])P[A-Z<][A-Z]{3}[A-Z]{1,30}<<[A-Z<]{3,36}(?![0-9A-Z])",
	    .is_exact = true,
	},
};

const struct kind kind_passport = { "passport", "a passport number", KIND_FORMS(passport_forms) };

/* United Kingdom: five letters of the surname, a date of birth in pieces (women's months are 50
 * more), initials. */
static bool check_gb_licence(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	unsigned month = (unsigned)code_number(code.at + 6, 2) % 50;
	return code_is_date(0, month, (unsigned)code_number(code.at + 8, 2));
}

static bool check_licence(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return is_numbered(text, *start, *end, &code) && count_digits(code.at) >= 5;
}

static const struct kind_form licence_forms[] = {
	{
	    .pattern = NUMBER("[A-Z9]{5}[ ]?[0-9][0156][0-9][0-3][0-9][0-9][ ]?[A-Z9]{2}[0-9A-Z][ "
	                      "]?[A-Z]{2}"),
	    .is_exact = true,
	    .check = check_gb_licence,
	},
	{
	    .pattern =
	        NUMBER("(?=[A-Z]{0,3}[0-9 -]*[0-9])[A-Z0-9]{1,3}(?:[ -]?[A-Z0-9]{2,9}){1,3}"),
	    .hint = "licen[cs]e|dl n|führerschein|fahrerlaubnis|permis|carnet|patente|carta de "
	            "cond|rijbewijs|praw[oa] "
	            "jazdy|körkort|førerkort|運転免許|驾驶证|운전면허|водительск",
	    .is_exact = true,
	    .check = check_licence,
	    .near = "driver license|driver licence|drivers license|drivers licence|driver's "
	            "license|driver's licence|driver’s license|driving licen*|license number|"
	            "licence number|dl number|dl no|führerschein*|fahrerlaubnis*|permis de "
	            "conduire|permiso de conducir|carnet de conducir|patente*|carta de "
	            "condução|rijbewijs*|prawo jazdy|prawa jazdy|körkort*|førerkort*|運転免許*|"
	            "驾驶证*|운전면허*|водительск*",
	},
};

const struct kind kind_driving_licence = { "driving-licence", "the number of a driving licence",
	KIND_FORMS(licence_forms) };
