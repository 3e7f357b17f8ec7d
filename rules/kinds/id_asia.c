#include <string.h>

#include "code.h"
#include "kinds.h"
#include "number.h"

/* Numbers of persons in Asia. */

/* India: UIDAI, Aadhaar: Verhoeff, the first digit above 1, no palindrome. */
static bool check_in_aadhaar(struct span text, size_t *start, size_t *end)
{
	struct code code;
	bool is_palindrome = true;

	if (!code_read(&code, text, *start, *end))
		return false;
	for (size_t i = 0; i < 6; i++)
		is_palindrome &= code.at[i] == code.at[11 - i];
	return !is_palindrome && code_passes_verhoeff(code.at, 12);
}

#define AADHAAR_WORDS "aadhaar*|aadhar*|adhaar*|adhar*|uidai|uid|आधार"
static const struct kind_form in_aadhaar[] = {
	{
	    NUMBER_OF_9("[2-9][0-9]{3}[ -][0-9]{4}[ -][0-9]{4}"),
	    .check = check_in_aadhaar,
	    .near = AADHAAR_WORDS,
	    .may_be_alone = true,
	},
	{ NUMBER_OF_9("[2-9][0-9]{11}"), .check = check_in_aadhaar, .near = AADHAAR_WORDS },
};
const struct kind kind_id_in_aadhaar = { "id-in-aadhaar", "an Indian Aadhaar number",
	KIND_FORMS(in_aadhaar) };

/* India: Income Tax Department, Permanent Account Number; the fourth letter is the holder's kind.
 */
#define PAN_DIGITS "[A-Z][0-9]{4}[A-Z]"
#define PAN        "[A-Z]{3}[ABCFGHJLPT][A-Z][0-9]{4}[A-Z]"
static const struct kind_form in_pan[] = {
	{ .pattern = NUMBER(PAN), .hint = PAN_DIGITS, .is_exact = true },
	{ .pattern = NUMBER(PAN), .hint = PAN_DIGITS, .near = "pan|permanent account" },
};
const struct kind kind_id_in_pan = { "id-in-pan", "an Indian PAN", KIND_FORMS(in_pan) };

/* India: Election Commission, voter's photo identity card. */
static const struct kind_form in_voter[] = {
	{
	    NUMBER_OF_6("[A-Z]{3}[ ]?[0-9]{7}"),
	    .near = "voter*|epic|election card",
	    .may_be_alone = true,
	},
};
const struct kind kind_id_in_voter = { "id-in-voter", "an Indian voter number",
	KIND_FORMS(in_voter) };

/* China: GB 11643, ISO 7064 mod 11-2. */
static bool check_cn_resident(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_is_yyyymmdd(code.at + 6) &&
	       code_passes_mod11_2(code.at, 18);
}

static const struct kind_form cn_resident[] = {
	{
	    NUMBER_OF_9(
	        "[1-9][0-9]{5}[ ]?(?:18|19|20)[0-9]{2}[01][0-9][0-3][0-9][ ]?[0-9]{3}[0-9X]"),
	    .check = check_cn_resident,
	},
};
const struct kind kind_id_cn_resident = { "id-cn-resident", "a Chinese resident identity number",
	KIND_FORMS(cn_resident) };

/* Hong Kong: identity card, mod 11; a missing first letter counts as 36. */
static bool check_hk_hkid(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	bool has_two = code.len == 9;
	unsigned sum =
	    has_two ? code_weigh(code.at, "98765432") : 36 * 9 + code_weigh(code.at, "8765432");
	return (sum + code_value(code.at[code.len - 1])) % 11 == 0;
}

static const struct kind_form hk_hkid[] = {
	{ .pattern = "(?<![0-9A-Za-z_])[A-Z]{1,2}[0-9]{6} ?\\([0-9A]\\)", .check = check_hk_hkid },
	{
	    NUMBER_OF_6("[A-Z]{1,2}[0-9]{6}[0-9A]"),
	    .check = check_hk_hkid,
	    .near = "hkid*|hong kong id*|身份證",
	},
};
const struct kind kind_id_hk_hkid = { "id-hk-hkid", "a Hong Kong identity card number",
	KIND_FORMS(hk_hkid) };

/* Taiwan: national identification number; the letter is a place, in an order of its own. */
static bool check_tw_id(struct span text, size_t *start, size_t *end)
{
	static const char places[] = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	unsigned place = (unsigned)(strchr(places, code.at[0]) - places) + 10;
	unsigned sum = place / 10 + place % 10 * 9 + code_weigh(code.at + 1, "876543211");
	return sum % 10 == 0;
}

static const struct kind_form tw_id[] = {
	{
	    NUMBER_OF_9("[A-Z][1289][0-9]{8}"),
	    .check = check_tw_id,
	    .near = "身分證*|身份證*|統一編號|居留證|national id*|taiwan id*|arc",
	    .may_be_alone = true,
	},
};
const struct kind kind_id_tw_id = { "id-tw-id", "a Taiwanese identity number", KIND_FORMS(tw_id) };

/* Japan: My Number (個人番号). */
static bool check_jp_mynumber(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || code_is_uniform(code.at, 12))
		return false;
	unsigned rest = code_weigh(code.at, "65432765432") % 11;
	return code_value(code.at[11]) == (rest < 2 ? 0 : 11 - rest);
}

static const struct kind_form jp_mynumber[] = {
	{
	    NUMBER_OF_9("[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}"),
	    .check = check_jp_mynumber,
	    .near = "マイナンバー|個人番号|my number|individual number",
	},
};
const struct kind kind_id_jp_mynumber = { "id-jp-mynumber", "a Japanese My Number",
	KIND_FORMS(jp_mynumber) };

/* South Korea: resident registration number; those since October 2020 have no check digit. */
static bool check_kr_rrn_date(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_is_yymmdd(code.at);
}

static bool check_kr_rrn(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_is_yymmdd(code.at) &&
	       (11 - code_weigh(code.at, "234567892345") % 11) % 10 == code_value(code.at[12]);
}

static const struct kind_form kr_rrn[] = {
	{ NUMBER_OF_9("[0-9]{6}-[1-8][0-9]{6}"), .check = check_kr_rrn },
	{
	    NUMBER_OF_9("[0-9]{6}[ -]?[1-8][0-9]{6}"),
	    .check = check_kr_rrn_date,
	    .near = "주민등록번호|주민번호|외국인등록번호|resident registration*|rrn|korean id*",
	},
};
const struct kind kind_id_kr_rrn = { "id-kr-rrn", "a Korean resident registration number",
	KIND_FORMS(kr_rrn) };

/* Singapore: NRIC and FIN. */
static bool check_sg_nric(struct span text, size_t *start, size_t *end)
{
	static const struct {
		char first;
		unsigned more;
		const char *letters;
	} series[] = { { 'S', 0, "JZIHGFEDCBA" }, { 'T', 4, "JZIHGFEDCBA" },
		{ 'F', 0, "XWUTRQPNMLK" }, { 'G', 4, "XWUTRQPNMLK" }, { 'M', 3, "XWUTRQPNJLK" } };
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	for (size_t i = 0; i < sizeof series / sizeof *series; i++)
		if (series[i].first == code.at[0])
			return code.at[8] ==
			       series[i]
			           .letters[(code_weigh(code.at + 1, "2765432") + series[i].more) %
			                    11];
	return false;
}

static const struct kind_form sg_nric[] = {
	{ NUMBER_OF_6("[STFGM][0-9]{7}[A-Z]"), .check = check_sg_nric },
};
const struct kind kind_id_sg_nric = { "id-sg-nric", "a Singapore NRIC or FIN",
	KIND_FORMS(sg_nric) };

/* Malaysia: MyKad, a date and a place of birth. */
static bool check_my_mykad(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || !code_is_yymmdd(code.at))
		return false;
	unsigned place = (unsigned)code_number(code.at + 6, 2);
	return place != 0 && (place <= 16 || place >= 21) && place != 69 && place != 70 &&
	       place != 73 && place != 80 && place != 81 && (place < 94 || place > 97);
}

static const struct kind_form my_mykad[] = {
	{ NUMBER_OF_9("[0-9]{6}-[0-9]{2}-[0-9]{4}"), .check = check_my_mykad },
	{
	    NUMBER_OF_9("[0-9]{12}"),
	    .check = check_my_mykad,
	    .near = "mykad|nric|kad pengenalan|no kp|ic number|ic no",
	},
};
const struct kind kind_id_my_mykad = { "id-my-mykad", "a Malaysian MyKad number",
	KIND_FORMS(my_mykad) };

/* Thailand: mod 11. */
static bool check_th_id(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) &&
	       (11 - code_weigh(code.at, "dcba98765432") % 11) % 10 == code_value(code.at[12]);
}

static const struct kind_form th_id[] = {
	{ NUMBER_OF_9("[1-8][ -][0-9]{4}[ -][0-9]{5}[ -][0-9]{2}[ -][0-9]"), .check = check_th_id },
	{
	    NUMBER_OF_9("[1-8][0-9]{12}"),
	    .check = check_th_id,
	    .near = "เลขประจำตัว*|บัตรประชาชน|thai id*|national id*|tnin",
	},
};
const struct kind kind_id_th_id = { "id-th-id", "a Thai identity number", KIND_FORMS(th_id) };

/* Indonesia: nomor induk kependudukan; days of women are 40 more. */
static bool check_id_nik(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	unsigned province = (unsigned)code_number(code.at, 2);
	unsigned day = (unsigned)code_number(code.at + 6, 2);
	return province >= 11 && province <= 96 &&
	       code_is_date((unsigned)code_number(code.at + 10, 2),
	           (unsigned)code_number(code.at + 8, 2), day > 40 ? day - 40 : day);
}

static const struct kind_form id_nik[] = {
	{
	    NUMBER_OF_9("[1-9][0-9]{15}"),
	    .check = check_id_nik,
	    .near = "nik|ktp*|e ktp|nomor induk kependudukan",
	},
};
const struct kind kind_id_id_nik = { "id-id-nik", "an Indonesian NIK", KIND_FORMS(id_nik) };

/* Pakistan: computerised national identity card; no check digit. */
static const struct kind_form pk_cnic[] = {
	{ NUMBER_OF_9("[1-7][0-9]{4}-[0-9]{7}-[1-9]") },
	{ NUMBER_OF_9("[1-7][0-9]{12}"), .near = "cnic*|nadra|nic number|شناختی کارڈ" },
};
const struct kind kind_id_pk_cnic = { "id-pk-cnic", "a Pakistani CNIC", KIND_FORMS(pk_cnic) };

/* Israel: Luhn over nine digits, zeros in front. */
static bool check_il_id(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, code.len) &&
	       code_passes_luhn(code.at, code.len);
}

static const struct kind_form il_id[] = {
	{
	    NUMBER_OF_9("[0-9]{8}-?[0-9]"),
	    .check = check_il_id,
	    .near = "תעודת זהות|מספר זהות|ת.ז.|ת\"ז|teudat zehut|israeli id*|israel id*",
	},
};
const struct kind kind_id_il_id = { "id-il-id", "an Israeli identity number", KIND_FORMS(il_id) };

/* United Arab Emirates: Emirates ID, country 784, a year, Luhn. */
static bool check_ae_eid(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code_passes_luhn(code.at, 15);
}

static const struct kind_form ae_eid[] = {
	{
	    NUMBER_OF_9("784[ -]?(?:19|20)[0-9]{2}[ -]?[0-9]{7}[ -]?[0-9]"),
	    .check = check_ae_eid,
	},
};
const struct kind kind_id_ae_eid = { "id-ae-eid", "an Emirates ID", KIND_FORMS(ae_eid) };
