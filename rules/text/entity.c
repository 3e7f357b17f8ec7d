#include "entity.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "../../proxy/http/bytes.h"
#include "ascii.h"

enum { NAME_MAX_LEN = 24, CODE_POINT_END = 0x110000 };

struct entity {
	const char *name;
	uint32_t code_point;
};

/* In the order of their bytes. */
static const struct entity entities[] = { { "AElig", 0xc6 }, { "AMP", 0x26 }, { "Aacute", 0xc1 },
	{ "Acirc", 0xc2 }, { "Agrave", 0xc0 }, { "Alpha", 0x391 }, { "ApplyFunction", 0x2061 },
	{ "Aring", 0xc5 }, { "Atilde", 0xc3 }, { "Auml", 0xc4 }, { "Beta", 0x392 },
	{ "Ccedil", 0xc7 }, { "DD", 0x2145 }, { "Eacute", 0xc9 }, { "Ecirc", 0xca },
	{ "Egrave", 0xc8 }, { "Epsilon", 0x395 }, { "Euml", 0xcb }, { "GT", 0x3e }, { "Hat", 0x5e },
	{ "Iacute", 0xcd }, { "InvisibleComma", 0x2063 }, { "InvisibleTimes", 0x2062 },
	{ "Iota", 0x399 }, { "Kappa", 0x39a }, { "LT", 0x3c }, { "MediumSpace", 0x205f },
	{ "NegativeMediumSpace", 0x200b }, { "NegativeThickSpace", 0x200b },
	{ "NegativeThinSpace", 0x200b }, { "NegativeVeryThinSpace", 0x200b }, { "NewLine", 0xa },
	{ "NoBreak", 0x2060 }, { "NonBreakingSpace", 0xa0 }, { "Ntilde", 0xd1 }, { "Oacute", 0xd3 },
	{ "Omicron", 0x39f }, { "Oslash", 0xd8 }, { "Ouml", 0xd6 }, { "QUOT", 0x22 },
	{ "Rho", 0x3a1 }, { "Tab", 0x9 }, { "Tau", 0x3a4 }, { "ThinSpace", 0x2009 },
	{ "Uacute", 0xda }, { "UnderBar", 0x5f }, { "Uuml", 0xdc }, { "VerticalLine", 0x7c },
	{ "VeryThinSpace", 0x200a }, { "ZeroWidthSpace", 0x200b }, { "aacute", 0xe1 },
	{ "acirc", 0xe2 }, { "acy", 0x430 }, { "aelig", 0xe6 }, { "af", 0x2061 },
	{ "agrave", 0xe0 }, { "alpha", 0x3b1 }, { "amp", 0x26 }, { "apos", 0x27 },
	{ "aring", 0xe5 }, { "ast", 0x2a }, { "atilde", 0xe3 }, { "auml", 0xe4 }, { "bsol", 0x5c },
	{ "bull", 0x2022 }, { "bullet", 0x2022 }, { "ccedil", 0xe7 }, { "cent", 0xa2 },
	{ "centerdot", 0xb7 }, { "colon", 0x3a }, { "comma", 0x2c }, { "commat", 0x40 },
	{ "copy", 0xa9 }, { "dash", 0x2010 }, { "dd", 0x2146 }, { "dollar", 0x24 },
	{ "dscy", 0x455 }, { "eacute", 0xe9 }, { "ecirc", 0xea }, { "ee", 0x2147 },
	{ "egrave", 0xe8 }, { "ell", 0x2113 }, { "emsp", 0x2003 }, { "emsp13", 0x2004 },
	{ "emsp14", 0x2005 }, { "ensp", 0x2002 }, { "equals", 0x3d }, { "euml", 0xeb },
	{ "euro", 0x20ac }, { "excl", 0x21 }, { "ffilig", 0xfb03 }, { "fflig", 0xfb00 },
	{ "ffllig", 0xfb04 }, { "filig", 0xfb01 }, { "fllig", 0xfb02 }, { "grave", 0x60 },
	{ "gt", 0x3e }, { "hairsp", 0x200a }, { "hellip", 0x2026 }, { "horbar", 0x2015 },
	{ "hyphen", 0x2010 }, { "iacute", 0xed }, { "ic", 0x2063 }, { "icirc", 0xee },
	{ "iecy", 0x435 }, { "igrave", 0xec }, { "ii", 0x2148 }, { "imath", 0x131 },
	{ "inodot", 0x131 }, { "iota", 0x3b9 }, { "it", 0x2062 }, { "iukcy", 0x456 },
	{ "iuml", 0xef }, { "jmath", 0x237 }, { "jsercy", 0x458 }, { "kappa", 0x3ba },
	{ "khcy", 0x445 }, { "lbrace", 0x7b }, { "lbrack", 0x5b }, { "lcub", 0x7b },
	{ "ldquo", 0x201c }, { "lowbar", 0x5f }, { "lpar", 0x28 }, { "lrm", 0x200e },
	{ "lsqb", 0x5b }, { "lsquo", 0x2018 }, { "lt", 0x3c }, { "mdash", 0x2014 },
	{ "midast", 0x2a }, { "middot", 0xb7 }, { "nbsp", 0xa0 }, { "ndash", 0x2013 },
	{ "ntilde", 0xf1 }, { "nu", 0x3bd }, { "num", 0x23 }, { "numsp", 0x2007 },
	{ "oacute", 0xf3 }, { "ocirc", 0xf4 }, { "ocy", 0x43e }, { "ograve", 0xf2 },
	{ "omicron", 0x3bf }, { "oslash", 0xf8 }, { "otilde", 0xf5 }, { "ouml", 0xf6 },
	{ "percnt", 0x25 }, { "period", 0x2e }, { "plus", 0x2b }, { "pound", 0xa3 },
	{ "puncsp", 0x2008 }, { "quest", 0x3f }, { "quot", 0x22 }, { "rbrace", 0x7d },
	{ "rbrack", 0x5d }, { "rcub", 0x7d }, { "rcy", 0x440 }, { "rdquo", 0x201d },
	{ "reg", 0xae }, { "rho", 0x3c1 }, { "rlm", 0x200f }, { "rpar", 0x29 }, { "rsqb", 0x5d },
	{ "rsquo", 0x2019 }, { "scy", 0x441 }, { "sect", 0xa7 }, { "semi", 0x3b }, { "shy", 0xad },
	{ "sol", 0x2f }, { "szlig", 0xdf }, { "thinsp", 0x2009 }, { "uacute", 0xfa },
	{ "ucirc", 0xfb }, { "ucy", 0x443 }, { "ugrave", 0xf9 }, { "upsilon", 0x3c5 },
	{ "uuml", 0xfc }, { "verbar", 0x7c }, { "vert", 0x7c }, { "yacute", 0xfd }, { "yen", 0xa5 },
	{ "zwj", 0x200d }, { "zwnj", 0x200c } };

/* Alphabets of mathematics: a letter of ASCII and one of these, which NFKC gives back anyway. */
static const char *const alphabets[] = { "opf", "fr", "scr" };

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct entity *)a)->name, ((const struct entity *)b)->name);
}

static uint32_t letter_of_alphabet(const char *name)
{
	for (size_t i = 0; i < sizeof alphabets / sizeof *alphabets; i++)
		if (ascii_is_letter((unsigned char)name[0]) && strcmp(name + 1, alphabets[i]) == 0)
			return (unsigned char)name[0];
	return 0;
}

static size_t read_name(const char *text, size_t len, size_t at, uint32_t *code_point)
{
	char name[NAME_MAX_LEN + 1];
	size_t count = 0;

	for (at++; at < len && count < NAME_MAX_LEN && ascii_is_figure((unsigned char)text[at]);
	     at++)
		name[count++] = text[at];
	name[count] = '\0';
	if (count == 0 || at == len || text[at] != ';')
		return 0;
	const struct entity wanted = { name, 0 };
	const struct entity *found = bsearch(
	    &wanted, entities, sizeof entities / sizeof *entities, sizeof *entities, compare_names);
	*code_point = found != NULL ? found->code_point : letter_of_alphabet(name);
	return *code_point != 0 ? count + 2 : 0;
}

static size_t read_number(const char *text, size_t len, size_t at, uint32_t *code_point)
{
	size_t start = at;
	bool is_hex = at + 2 < len && (text[at + 2] | 0x20) == 'x';
	size_t first = at + (is_hex ? 3 : 2);
	uint32_t value = 0;

	for (at = first; at < len && byte_is(text[at], is_hex ? BYTE_HEX : BYTE_DIGIT); at++)
		if (value < CODE_POINT_END)
			value = value * (is_hex ? 16 : 10) + byte_hex(text[at]);
	if (at == first)
		return 0;
	*code_point = value;
	return at - start + (at < len && text[at] == ';');
}

size_t entity_read(const char *text, size_t len, size_t at, uint32_t *code_point)
{
	if (at + 1 < len && text[at + 1] == '#')
		return read_number(text, len, at, code_point);
	return read_name(text, len, at, code_point);
}
