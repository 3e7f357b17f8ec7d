#include "sign.h"

#include <pthread.h>
#include <string.h>
#include <unicode/uchar.h>

#include "ascii.h"
#include "glyph.h"
#include "utf8.h"

/* Letters drawn with several characters; the longer before the shorter. */
static const struct drawing {
	const char *drawn;
	char letter;
} drawings[] = {
	{ "|\\/|", 'm' },
	{ "/\\/\\", 'm' },
	{ "\\/\\/", 'w' },
	{ "|\\|", 'n' },
	{ "|-|", 'h' },
	{ "|_|", 'u' },
	{ "(_)", 'u' },
	{ "\\/", 'v' },
	{ "/\\", 'a' },
	{ "|<", 'k' },
	{ "|)", 'd' },
	{ "[)", 'd' },
	{ "|>", 'p' },
	{ "|=", 'f' },
	{ "|3", 'b' },
	{ "|2", 'r' },
	{ "|_", 'l' },
	{ "><", 'x' },
	{ "()", 'o' },
	{ "[]", 'o' },
	{ "{}", 'o' },
	{ "<>", 'o' },
};

/* Single ones, with the letters that they are taken for. */
static const char figures[] = "olzeasgtbg";
static const char drawn_ascii[0x80] = { ['@'] = 'a',
	['$'] = 's',
	['!'] = 'l',
	['|'] = 'l',
	['+'] = 't',
	['('] = 'c',
	['['] = 'c',
	['<'] = 'c',
	['{'] = 'c',
	['#'] = 'h' };

static uint32_t merge(uint32_t letter)
{
	return letter == 'i' ? 'l' : letter;
}

static char drawn_by_one(uint32_t c)
{
	switch (c) {
	case 0x20ac: /* euro */
		return 'e';
	case 0xa3: /* pound */
	case 0xa1: /* exclamation mark turned over */
		return 'l';
	case 0xa5: /* yen */
		return 'y';
	case 0xa2: /* cent */
	case 0xa9: /* copyright */
		return 'c';
	case 0xa7: /* section */
		return 's';
	case 0xae: /* registered */
		return 'r';
	case 0xd7: /* times */
		return 'x';
	default:
		return '\0';
	}
}

/* ASCII, one by one. */
static struct ascii_sign {
	uint8_t sort;
	char alike, canon;
	bool is_loose, begins_drawing;
} ascii_signs[0x80];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static struct ascii_sign make_ascii(unsigned char c)
{
	struct ascii_sign sign = { SIGN_NONE, drawn_ascii[c], (char)c, c != '@' && c != '$',
		c != '\0' && strchr("|/\\([{<>", c) != NULL };

	if (ascii_is_letter(c))
		return (
		    struct ascii_sign){ SIGN_LETTER, (char)c, (char)merge(c | 0x20), false, false };
	if (ascii_is_digit(c))
		return (struct ascii_sign){ SIGN_FIGURE, figures[c - '0'], figures[c - '0'], false,
			false };
	if (sign.alike != '\0') {
		sign.sort = SIGN_DRAWN;
		sign.canon = sign.alike;
	}
	return sign;
}

static void make_signs(void)
{
	glyph_prepare();
	for (unsigned char c = 0; c < 0x80; c++)
		ascii_signs[c] = make_ascii(c);
}

void sign_prepare(void)
{
	pthread_once(&once, make_signs);
}

static bool read_drawing(struct span text, size_t at, struct sign *sign)
{
	if (at + 1 >= text.len || memchr("\\/-_|<)]}>=32", text.data[at + 1], 13) == NULL)
		return false;
	for (size_t i = 0; i < sizeof drawings / sizeof *drawings; i++) {
		size_t len = strlen(drawings[i].drawn);
		if (text.len - at < len || memcmp(text.data + at, drawings[i].drawn, len) != 0)
			continue;
		sign->sort = SIGN_DRAWN;
		sign->alike = drawings[i].letter;
		sign->canon = merge((unsigned char)sign->alike);
		sign->is_loose = sign->alike == 'o';
		sign->to = (uint32_t)(at + len);
		return true;
	}
	return false;
}

static struct sign read_ascii(struct span text, size_t at, unsigned char c)
{
	const struct ascii_sign *known = &ascii_signs[c];
	struct sign sign = {
		.plain = (unsigned char)ascii_lower((char)c),
		.canon = (unsigned char)known->canon,
		.from = (uint32_t)at,
		.to = (uint32_t)at + 1,
		.sort = known->sort,
		.alike = known->alike,
		.is_loose = known->is_loose,
	};

	if (known->begins_drawing)
		read_drawing(text, at, &sign);
	return sign;
}

static void read_glyph(uint32_t c, struct sign *sign)
{
	static const uint8_t sorts[] = {
		[GLYPH_SHAPE] = SIGN_ODD,
		[GLYPH_FLAG] = SIGN_ODD,
		[GLYPH_ACCENTED] = SIGN_ACCENTED,
		[GLYPH_FOREIGN] = SIGN_FOREIGN,
		[GLYPH_ODD] = SIGN_ODD,
		[GLYPH_LETTER] = SIGN_OTHER,
		[GLYPH_DIGIT] = SIGN_DIGIT,
		[GLYPH_PICTURE] = SIGN_NONE,
	};
	struct glyph glyph = glyph_of(c);
	char drawn = drawn_by_one(c);

	sign->sort = sorts[glyph.kind];
	sign->alike = glyph.alike;
	if (drawn != '\0' &&
	    (sign->sort == SIGN_NONE || !ascii_is_letter((unsigned char)glyph.alike))) {
		sign->sort = SIGN_DRAWN;
		sign->alike = drawn;
	}
	if (ascii_is_digit((unsigned char)sign->alike))
		sign->alike = figures[sign->alike - '0'];
	if (!ascii_is_letter((unsigned char)sign->alike))
		sign->alike = '\0';
	if (sign->alike != '\0')
		sign->canon = merge((unsigned char)ascii_lower(sign->alike));
	else if (sign->sort == SIGN_ODD)
		sign->sort = SIGN_OTHER;
}

struct sign sign_read(struct span text, size_t at)
{
	unsigned char first = (unsigned char)text.data[at];
	size_t end = at;

	if (first < 0x80)
		return read_ascii(text, at, first);
	uint32_t c = utf8_next(text.data, text.len, &end);
	uint32_t plain = (uint32_t)u_foldCase((UChar32)c, U_FOLD_CASE_DEFAULT);
	struct sign sign = {
		.plain = plain, .canon = plain, .from = (uint32_t)at, .to = (uint32_t)end
	};
	read_glyph(c, &sign);
	return sign;
}

uint32_t sign_canon(uint32_t code_point)
{
	char bytes[UTF8_MAX];

	return sign_read(span_make(bytes, utf8_put(code_point, bytes)), 0).canon;
}
