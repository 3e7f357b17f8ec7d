#include <string.h>

#include "code.h"
#include "kinds.h"

/* Where somebody lives: a street with a number, as the languages of Europe write it. Capitals
 * count: "5 main courses" is no street. */

#define NAME      "\\p{Lu}[\\p{L}.'’-]*"
#define NUMBER_EN "(?<![0-9A-Za-z.,/$€£:-])[0-9]{1,5}(?:-[0-9]{1,4})?[A-Za-z]?,? "
#define STREET_EN                                                                                  \
	"(?:Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|"                \
	"Place|Pl|Way|Terrace|Close|Crescent|Square|Gardens|Parkway|Pkwy|Circle|"                  \
	"Cir|Highway|Hwy|Trail|Alley|Mews|Grove|Hill|Row|Walk|Quay|Plaza|Loop|"                    \
	"Turnpike|Path)\\b\\.?"
#define UNIT_EN                                                                                    \
	"(?:,? (?:Apt|Apartment|Suite|Ste|Unit|Flat|Floor|#)\\.? "                                 \
	"?[0-9A-Za-z-]{1,6})?"
#define POSTCODE_EN                                                                                \
	"(?:[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}|(?:[A-Z]{2},? "                                \
	")?[0-9]{5}(?:-[0-9]{4})?|(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT) [0-9]{4}|"                      \
	"[A-Z]{2},? [A-Z][0-9][A-Z] ?[0-9][A-Z][0-9])"
#define TOWN_EN "(?:,? (?:" NAME ",? ){1,3}" POSTCODE_EN ")?"
#define TOWN_SURE                                                                                  \
	",? ?(?:[A-Z]{1,2}-[0-9]{4,5}|[0-9]{5}|[0-9]{4} ?[A-Z]{2}|"                                \
	"[0-9]{2}-[0-9]{3}|[0-9]{4}-[0-9]{3}) " NAME
#define HOUSE "[0-9]{1,4}(?: ?[a-zA-Z])?(?:[-/][0-9]{1,4}[a-z]?)?\\b"
#define TOWN  ",? ?(?:[A-Z]{1,2}-)?[0-9]{4,5}(?:-[0-9]{3}| ?[A-Z]{2})? " NAME "(?: " NAME "){0,2}"

/* "2016 Iain Lane" is a year: what may be one needs a town. */
static bool check_english(struct span text, size_t *start, size_t *end)
{
	const char *found = text.data + *start;

	if (*end - *start < 6 || (memcmp(found, "19", 2) != 0 && memcmp(found, "20", 2) != 0) ||
	    found[4] != ' ')
		return true;
	for (size_t i = *start + 5; i < *end; i++)
		if (code_is_digit(text.data[i]))
			return true;
	return false;
}

static const struct kind_form forms[] = {
	{
	    /* "221B Baker Street, London NW1 6XE", "1600 Amphitheatre Pkwy, Mountain View, CA
	       94043" */
	    .pattern =
	        NUMBER_EN "(?:[NSEW]{1,2}\\.? )?(?:" NAME " ){1,3}" STREET_EN UNIT_EN TOWN_EN,
	    .hint = "[0-9][A-Za-z]?,? [^\\n]{2,60}(?:St|Road|Rd|Ave|B(?:ou)?le?va?rd|L(?:ane|"
	            "n)|D(?:rive|r)|C(?:our)?t|Pl|Way|Terrace|Close|Crescent|Square|Gardens|"
	            "Parkway|Pkwy|Cir|H(?:igh)?wa?y|Trail|Alley|Mews|Grove|Hill|Row|Walk|Quay|"
	            "Plaza|Loop|Turnpike|Path)",
	    .is_exact = true,
	    .check = check_english,
	},
	{
	    /* a post office box */
	    .pattern = "(?<![A-Za-z])P\\.? ?O\\.? Box [0-9]{1,6}" TOWN_EN,
	    .hint = "o\\.? box [0-9]",
	},
	{
	    /* "Lindenstraße 12, 10115 Berlin": by its ending the street is one without a town too
	     */
	    .pattern = "(?<!\\p{L})(?:" NAME
	               "[ -]){0,2}\\p{Lu}\\p{L}*(?:straße|strasse|str\\.|gasse|allee|Straße|"
	               "Strasse|Str\\.|Gasse|Allee) ?" HOUSE "(?:" TOWN ")?",
	    .hint = "(?:stra(?:ß|ss)e|str\\.|gasse|allee) ?[0-9]",
	    .is_exact = true,
	},
	{
	    /* "Am Markt 5, 10115 Berlin", "Via Roma 12, 20121 Milano", "Kerkstraat 3, 1017 GC
	       Amsterdam" */
	    .pattern = "(?<!\\p{L})\\p{Lu}\\p{L}+\\.?(?:[ -](?:d[aeiou]l?|de la|van|der|den|zum?|"
	               "zur|" NAME ")){0,3} " HOUSE TOWN_SURE,
	    .hint = "[0-9](?: ?[a-z])?, ?(?:[a-z]{1,2}-)?[0-9]{4}",
	    .is_exact = true,
	},
	{
	    /* "12 rue de la Paix, 75002 Paris" */
	    .pattern =
	        "(?<![0-9A-Za-z.,])[0-9]{1,4}(?: ?(?:bis|ter|quater))?,? (?:rue|avenue|"
	        "av\\.|boulevard|bd|place|chemin|allée|impasse|quai|route|cours|"
	        "passage)(?: (?:de|du|des|la|le|les|d['’]|l['’]|" NAME ")){1,5}(?:" TOWN ")?",
	    .hint = "[0-9](?: ?(?:bis|ter|quater))?,? (?:rue|av|bou|bd|pla|che|all|imp|qua|rou|"
	            "cou|pas)",
	    .is_exact = true,
	},
	{
	    /* "Calle Mayor 5, 28013 Madrid", "Via Garibaldi 3", "Rua Augusta, 274", "ul. Długa 7"
	     */
	    .pattern = "(?<!\\p{L})(?:Calle|C/|Avda\\.?|Avenida|Plaza|Paseo|Carrera|Camino|Via|"
	               "Viale|Piazza|Corso|Largo|Vicolo|Rua|Travessa|Praça|ul\\.|al\\.)(?: "
	               "(?:d[aeiou]l?s?|de la|de los|" NAME ")){1,4},? (?:n[ºo°.]{1,2} ?)?" HOUSE
	               "(?:" TOWN ")?",
	    .hint = "(?:calle|c/|avda|avenida|plaza|paseo|carrera|camino|via|viale|piazza|"
	            "corso|largo|vicolo|rua|travessa|praça|ul\\.|al\\.) [^\\n]{2,60}[0-9]",
	    .is_exact = true,
	},
	{
	    /* "Keizersgracht 123" */
	    .pattern = "(?<!\\p{L})\\p{Lu}\\p{Ll}+(?:straat|gracht|plein|laan|kade|gatan|vägen|"
	               "gade|vej|gata|veien|katu|tie) " HOUSE "(?:" TOWN ")?",
	    .hint = "(?:straat|gracht|plein|laan|kade|gatan|vägen|gade|vej|gata|veien|katu|"
	            "tie) [0-9]",
	    .is_exact = true,
	},
};

const struct kind kind_street_address = { "street-address", "a street address", KIND_FORMS(forms) };
