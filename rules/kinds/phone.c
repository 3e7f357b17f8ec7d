#include <string.h>

#include "code.h"
#include "kinds.h"
#include "near.h"
#include "number.h"

/*
 * Telephone numbers: E.164 with a country that there is; the forms of North America and those that
 * begin with a zero, as people group them; and any other one beside a word that says what it is.
 */

enum { E164_MIN = 8, E164_MAX = 15, TRUNK_MIN = 9, TRUNK_MAX = 12, LINKS_MAX = 3 };

/* ITU-T E.164, assigned country codes of two and three digits; 1 and 7 are by themselves. */
static const struct {
	unsigned first, last;
} countries[] = {
	{ 20, 20 },
	{ 27, 27 },
	{ 30, 34 },
	{ 36, 36 },
	{ 39, 41 },
	{ 43, 49 },
	{ 51, 58 },
	{ 60, 66 },
	{ 81, 82 },
	{ 84, 84 },
	{ 86, 86 },
	{ 90, 95 },
	{ 98, 98 },
	{ 211, 213 },
	{ 216, 216 },
	{ 218, 218 },
	{ 220, 258 },
	{ 260, 269 },
	{ 290, 291 },
	{ 297, 299 },
	{ 350, 359 },
	{ 370, 383 },
	{ 385, 387 },
	{ 389, 389 },
	{ 420, 421 },
	{ 423, 423 },
	{ 500, 509 },
	{ 590, 599 },
	{ 670, 670 },
	{ 672, 692 },
	{ 800, 800 },
	{ 808, 808 },
	{ 850, 856 },
	{ 870, 870 },
	{ 878, 883 },
	{ 886, 886 },
	{ 888, 888 },
	{ 960, 979 },
	{ 992, 996 },
	{ 998, 998 },
};

static bool has_country(const char *digits)
{
	for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
		unsigned code = (unsigned)code_number(digits, countries[i].first < 100 ? 2 : 3);
		if (code >= countries[i].first && code <= countries[i].last)
			return true;
	}
	return false;
}

/* Area and exchange begin with 2 to 9, and no area with 9 behind its first digit. */
static bool is_north_american(const char *digits)
{
	return digits[0] >= '2' && digits[1] != '9' && digits[3] >= '2' &&
	       !code_is_uniform(digits, 10);
}

/* "(0)" in "+49 (0)40" is dialled at home only. */
static void drop_trunk(struct code *code, struct span text, size_t start, size_t end)
{
	const char *found = memmem(text.data + start, end - start, "(0)", 3);
	struct code before;

	if (found == NULL || !code_read(&before, text, start, (size_t)(found - text.data)))
		return;
	memmove(code->at + before.len, code->at + before.len + 1, code->len - before.len);
	code->len--;
}

static bool check_international(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end))
		return false;
	drop_trunk(&code, text, *start, *end);
	if (code.len < E164_MIN || code.len > E164_MAX)
		return false;
	if (code.at[0] == '1')
		return code.len == 11 && is_north_american(code.at + 1);
	if (code.at[0] == '7')
		return code.len == 11;
	/* "+20 000 000" is growth. */
	return !code_is_uniform(code.at + code.len - 6, 6) && has_country(code.at);
}

/* What a number is that says so itself, though it may look like a telephone's. */
static const char other_names[] =
    "order*|invoice*|ticket*|tracking*|case|ref*|serial*|part|account*|acct|"
    "isbn|ean|gtin|lot|build|id|bestell*|rechnung*|sendung*|konto*|kunden*|"
    "auftrag*|vorgang*|artikel*|commande*|facture*|compte|pedido*|factura*|"
    "cuenta|ordine|fattura|zamówieni*|注文番号|订单号|订单|version|patent|meeting|"
    "membership|iban|bic|card|karte*|carte|tarjeta|ssn|vat|tax*|nhs|steuer*|"
    "port|pid|exposure";

static const char links[] =
    "number|no|no.|nr|nr.|nummer|numéro|número|numer|n°|code|is|was|ist|lautet|"
    "est|es|é|è|of|von|de";

static bool is_other(struct span text, size_t start)
{
	size_t word = start;

	/* "order 12", "order number 12", "order no. is: 12" */
	for (int i = 0; i < LINKS_MAX && near_before(links, text, word, &word); i++)
		;
	return near_is_named(other_names, text, word);
}

static bool check_north_america(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || is_other(text, *start))
		return false;
	return is_north_american(code.at + code.len - 10);
}

/* "02110-1301" is a postal code. */
static bool is_zip(struct span text, size_t start, size_t end)
{
	return end - start == 10 && text.data[start + 5] == '-';
}

static bool check_trunk(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && code.len >= TRUNK_MIN &&
	       code.len <= TRUNK_MAX && !is_other(text, *start) && !is_zip(text, *start, *end);
}

/* Beside a word for it any number of that many digits counts that is no date. */
static bool check_named(struct span text, size_t *start, size_t *end)
{
	struct code code;

	if (!code_read(&code, text, *start, *end) || code.len < 7 || code.len > TRUNK_MAX)
		return false;
	return !code_is_uniform(code.at, code.len) && !is_other(text, *start) &&
	       !(code.len == 8 &&
	           (code_is_yyyymmdd(code.at) ||
	               code_is_date(0, (unsigned)code_number(code.at + 2, 2),
	                   (unsigned)code_number(code.at, 2))) &&
	           code.at[0] != '0' && memchr(text.data + *start, ' ', *end - *start) == NULL);
}

#define PHONE_WORDS                                                                                                           \
	"phone*|telephone*|tel|tel.|call|calls|calling|mobile|cell|cellphone|fax|"                                            \
	"whatsapp|sms|text me|texted|ring|dial|hotline|reach me|reach her|reach "                                             \
	"him|my number|her number|his number|contact|telefon*|handy*|mobil*|"                                                 \
	"mobilnummer|rufnummer|durchwahl|ruf|rufen|anrufen|erreich*|meine nummer|"                                            \
	"appel*|téléphon*|portable|joindre|joignable|mon numéro|numéro de "                                               \
	"téléphone|rappel*|llama*|llám*|teléfono*|móvil|celular|mi número|contacto|"                                    \
	"telefono|cellulare|chiama*|telefone|telemóvel|ligue|liga|meu número|bel|"                                          \
	"belt|bellen|mobiel|zadzwoń|zadzwoni*|dzwoń|numer telefonu|komórka|ring "                                          \
	"mig|ring meg|puhelin*|soita|телефон*|тел|позвони*|電話*|携帯*|电话|手机|전화*|휴대폰|" \
	"هاتف|טלפון"

static const struct kind_form phone_forms[] = {
	{
	    .pattern = "(?<![0-9A-Za-z_+])\\+ ?[1-9][0-9]{0,2}(?:[ "
	               "./\\x{a0}\\x{2011}-]{0,2}(?:\\(0\\)|\\([0-9]{1,5}\\)|"
	               "[0-9])){6,14}(?![0-9A-Za-z_])",
	    .hint = "\\+ ?[1-9][0-9 ./()\\x{a0}\\x{2011}-]{7}",
	    .check = check_international,
	},
	{
	    .pattern = "(?<![0-9A-Za-z_])(?<![0-9][.,/-])(?:1[-. ])?(?:\\([2-9][0-9]{2}\\)[ "
	               "-]?[2-9][0-9]{2}[-. ]|[2-9][0-9]{2}-[2-9][0-9]{2}-|"
	               "[2-9][0-9]{2}\\.[2-9][0-9]{2}\\.)[0-9]{4}" NUMBER_ENDS,
	    .hint = "[0-9]{3}[-. )]{1,2}[0-9]{3}[-. ][0-9]{4}",
	    .check = check_north_america,
	},
	{
	    /* a zero in front, then groups: "06 12 34 56 78", "0221/820834", "(0711) 123456" */
	    .pattern = "(?<![0-9A-Za-z_+.,])(?<![0-9][ /-])(?:\\(0[1-9][0-9]{0,4}\\) ?|"
	               "0[1-9][0-9]{0,4}[ /-] ?)(?:[0-9]{2,8}[ -]){0,3}[0-9]{2,8}" NUMBER_ENDS,
	    .hint = "0[1-9][0-9 ()/-]{8}",
	    .check = check_trunk,
	},
	{
	    .pattern = NUMBER("0[1-9](?:[ .-][0-9]{2}){4}"),
	    .hint = DIGITS_9,
	    .check = check_trunk,
	},
	{
	    /* Brazil: an area in brackets */
	    .pattern = "(?<![0-9A-Za-z_])\\([1-9][0-9]\\) ?9?[0-9]{4}[- ][0-9]{4}" NUMBER_ENDS,
	    .hint = "\\([1-9][0-9]\\) ?9?[0-9]{4}",
	    .check = check_trunk,
	},
	{
	    .pattern = "(?<![0-9A-Za-z_+.,/#-])(?<![0-9] )\\(?[0-9](?:[ "
	               "./\\x{a0}\\x{2011}()-]{0,2}[0-9]){6,11}" NUMBER_ENDS,
	    .hint = "[0-9](?:[ ./\\x{a0}\\x{2011}()-]{0,2}[0-9]){6}",
	    .check = check_named,
	    .near = PHONE_WORDS,
	},
};

const struct kind kind_phone = { "phone", "a telephone number", KIND_FORMS(phone_forms) };
