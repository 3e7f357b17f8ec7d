#include "glyph.h"

#include <assert.h>
#include <pthread.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uregion.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/utf16.h>

#include "../../proxy/base/mem.h"
#include "ascii.h"
#include "utf8.h"

enum { TABLE_END = 0x20000, PAGE = 256, SKELETON_MAX = 32, LETTERS = 26 };

static struct glyph *pages[TABLE_END / PAGE];
static bool flags[LETTERS][LETTERS];
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* What UTS #39 leaves out: letters that resemble one of ASCII as closely as a reader needs who
 * expects a word. Each is followed by the letter. */
static const char resemblances[] =
    "ʙb ʜh ᴛt ᴍm ᴋk ĸk ʀr ɢg ʟl ɴn ᴀa ᴄc ᴅd ᴇe ꜰf ɪi ᴊj ᴏo ᴘp ᴩp "
    "ꞯq "
    "ǫq "
    "ꜱs "
    "ᴜu "
    "ᴠv "
    "ᴡw "
    "ʏy "
    "ᴢz "
    "ſs "
    "ƒf "
    "ɛe "
    "ɐa ɒa ɔc ǝe əe ɘe ɟf ɥh ɦh ɨi ᴉi ɾr ɹr ʞk ɭl ɱm ŋn ɲn ɳn ɵo ʂs ʃs ʇt ʈt ʌv ʍw ʎy ʐz ʑz ʒz þp "
    "ðd "
    "ßb øo "
    "вb нh тt мm кk иn йn шw щw эe єe бb ъb ьb лn пn дd яr зz ғf қk ҝk ңh ӊh жx фo цu чy "
    "βb εe ηn θo κk μm πn ςc τt χx ωw λa ξe δd ζz φo ψw ϝf "
    "ᛒB ᚱR ᑕC ⊂C ԍG ";

/* Letters turned upside down, each behind what stands for it; those that no language writes come
 * first. */
static const char turned_over[] = "ɐa ɔc ǝe ɟf ƃg ɥh ᴉi ɾj ʞk ɯm ɹr ʇt ʌv ʍw ʎy ∀A Ɔ"
                                  "C Ǝ"
                                  "E Ⅎ"
                                  "F ⅁G ſJ ⅂L Ԁ"
                                  "P ⊥T ∩U Λ"
                                  "V ⅄Y ";
static const char turned_ascii[] = "ab bq cc dp ee ff gg hh ii jj kk ll mw nu oo pd qb rr ss tt un "
                                   "vv wm xx yy zz ";

static char find_pair(const char *pairs, uint32_t wanted)
{
	size_t len = strlen(pairs);
	size_t at = 0;

	while (at < len) {
		uint32_t c = utf8_next(pairs, len, &at);
		if (c == wanted)
			return pairs[at];
		at += 2;
	}
	return '\0';
}

/* The one ASCII letter in the decomposed skeleton, if there is one and no other letter. */
static char letter_of_skeleton(const USpoofChecker *checker, UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar character[2];
	UChar skeleton[SKELETON_MAX];
	int32_t count = 0;
	char letter = '\0';

	U16_APPEND_UNSAFE(character, count, c);
	count = uspoof_getSkeleton(checker, 0, character, count, skeleton, SKELETON_MAX, &status);
	for (int32_t i = 0; U_SUCCESS(status) && i < count; i++) {
		if (ascii_is_figure(skeleton[i]) && letter == '\0')
			letter = (char)skeleton[i];
		else if (u_isalpha(skeleton[i]) || U16_IS_SURROGATE(skeleton[i]))
			return '\0';
	}
	return letter;
}

/* UTS #39 has one sign for the letters I and l and the figure 1. */
static char alike(const USpoofChecker *checker, UChar32 c)
{
	char letter = letter_of_skeleton(checker, c);

	if (letter == '\0' && u_toupper(c) != c)
		letter = letter_of_skeleton(checker, u_toupper(c));
	return letter == 'l' && u_isupper(c) ? 'I' : letter;
}

static bool is_between(uint32_t c, uint32_t first, uint32_t last)
{
	return c >= first && c <= last;
}

static bool is_hidden(UChar32 c)
{
	enum { BRAILLE_BLANK = 0x2800 };

	return u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT) ||
	       u_hasBinaryProperty(c, UCHAR_BIDI_CONTROL) || c == BRAILLE_BLANK ||
	       is_between((uint32_t)c, 0xfff9, 0xfffb) || is_between((uint32_t)c, 0x80, 0x9f);
}

/* Marks that are heaped on letters of any kind, and vowel signs that texts are read without. */
static bool is_noise_mark(UChar32 c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = { { 0x0300, 0x036f }, { 0x0483, 0x0489 }, { 0x0591, 0x05bd },
		{ 0x05bf, 0x05c7 }, { 0x0610, 0x061a }, { 0x0640, 0x0640 }, { 0x064b, 0x065f },
		{ 0x0670, 0x0670 }, { 0x06d6, 0x06dc }, { 0x1ab0, 0x1aff }, { 0x1dc0, 0x1dff },
		{ 0x20d0, 0x20ff }, { 0xfe20, 0xfe2f } };

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (is_between((uint32_t)c, ranges[i].first, ranges[i].last))
			return true;
	return false;
}

/* What NFKC does not undo. */
static char in_shape(uint32_t c)
{
	static const struct {
		uint32_t first, last;
		char letter; /* that of the first */
	} shapes[] = { { 0x1f110, 0x1f129, 'A' }, { 0x1f150, 0x1f169, 'A' },
		{ 0x1f170, 0x1f189, 'A' }, { 0x2776, 0x277e, '1' }, { 0x2780, 0x2788, '1' },
		{ 0x278a, 0x2792, '1' }, { 0x24f5, 0x24fd, '1' }, { 0x24ff, 0x24ff, '0' },
		{ 0x1f10b, 0x1f10c, '0' } };

	for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++)
		if (is_between(c, shapes[i].first, shapes[i].last))
			return (char)(shapes[i].letter + (int)(c - shapes[i].first));
	return '\0';
}

/* Latin letters that some language writes. */
static bool is_orthographic(uint32_t c)
{
	return is_between(c, 0xc0, 0x17f) || is_between(c, 0x1a0, 0x1a1) ||
	       is_between(c, 0x1af, 0x1b0) || is_between(c, 0x1cd, 0x1dc) ||
	       is_between(c, 0x218, 0x21b) || is_between(c, 0x1ea0, 0x1ef9);
}

static uint8_t letter_kind(UChar32 c)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript(c, &status);

	if (script == USCRIPT_LATIN)
		return is_orthographic((uint32_t)c) ? GLYPH_ACCENTED : GLYPH_ODD;
	return uscript_getUsage(script) == USCRIPT_USAGE_RECOMMENDED && script != USCRIPT_COMMON
	           ? GLYPH_FOREIGN
	           : GLYPH_ODD;
}

static struct glyph glyph_of_letter(const USpoofChecker *checker, UChar32 c)
{
	char letter = alike(checker, c);

	if (ascii_is_letter((unsigned char)letter))
		return (struct glyph){ letter_kind(c), letter };
	return (struct glyph){ u_isalpha(c) ? GLYPH_LETTER : GLYPH_PICTURE, letter };
}

static struct glyph make_glyph(const USpoofChecker *checker, UChar32 c)
{
	char letter = in_shape((uint32_t)c);
	int8_t type = u_charType(c);

	if (is_hidden(c))
		return (struct glyph){ GLYPH_HIDDEN, '\0' };
	if (is_noise_mark(c))
		return (struct glyph){ GLYPH_MARK, '\0' };
	if (letter != '\0')
		return (struct glyph){ GLYPH_SHAPE, letter };
	if (is_between((uint32_t)c, 0x1f1e6, 0x1f1ff))
		return (struct glyph){ GLYPH_FLAG, (char)('A' + (c - 0x1f1e6)) };
	if (type == U_DECIMAL_DIGIT_NUMBER) {
		letter = alike(checker, c);
		return (struct glyph){ GLYPH_DIGIT,
			letter != '\0' ? letter : (char)('0' + u_charDigitValue(c)) };
	}
	if ((U_MASK(type) & (U_GC_L_MASK | U_GC_S_MASK | U_GC_NL_MASK)) != 0)
		return glyph_of_letter(checker, c);
	return (
	    struct glyph){ (U_MASK(type) & U_GC_M_MASK) != 0 ? GLYPH_LETTER : GLYPH_PLAIN, '\0' };
}

/* Not the scripts of thousands of signs, which resemble nothing. */
static bool is_looked_up(UChar32 c)
{
	static const struct {
		uint32_t first, last;
	} ranges[] = { { 0x3400, 0x9fff }, { 0xa000, 0xa48f }, { 0xac00, 0xf8ff },
		{ 0x12000, 0x1345f }, { 0x14400, 0x1467f }, { 0x17000, 0x18cff },
		{ 0x1b000, 0x1b2ff } };

	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (is_between((uint32_t)c, ranges[i].first, ranges[i].last))
			return false;
	return u_isdefined(c);
}

static void set_alike(UChar32 c, char letter)
{
	struct glyph *glyph = &pages[c / PAGE][c % PAGE];

	*glyph = (struct glyph){ letter_kind(c), letter };
}

static void add_resemblances(void)
{
	size_t at = 0;

	while (at < sizeof resemblances - 1) {
		UChar32 c = (UChar32)utf8_next(resemblances, sizeof resemblances - 1, &at);
		char letter = resemblances[at];
		UChar32 upper = u_toupper(c);
		set_alike(c, letter);
		if (upper != c && upper >= 0x80 &&
		    !ascii_is_letter((unsigned char)glyph_of((uint32_t)upper).alike))
			set_alike(upper, ascii_is_letter((unsigned char)letter)
			                     ? (char)(letter & ~0x20)
			                     : letter);
		at += 2;
	}
}

static void make_flags(void)
{
	for (int i = 0; i < LETTERS * LETTERS; i++) {
		UErrorCode status = U_ZERO_ERROR;
		const char code[] = { (char)('A' + i / LETTERS), (char)('A' + i % LETTERS), '\0' };
		const URegion *region = uregion_getRegionFromCode(code, &status);
		flags[i / LETTERS][i % LETTERS] =
		    U_SUCCESS(status) && uregion_getType(region) == URGN_TERRITORY;
	}
}

static void make_table(void)
{
	UErrorCode status = U_ZERO_ERROR;
	USpoofChecker *checker = uspoof_open(&status);

	assert(U_SUCCESS(status));
	for (UChar32 c = 0x80; c < TABLE_END; c++) {
		if (!is_looked_up(c))
			continue;
		if (pages[c / PAGE] == NULL)
			pages[c / PAGE] = mem_array(PAGE, sizeof *pages[0]);
		pages[c / PAGE][c % PAGE] = make_glyph(checker, c);
	}
	uspoof_close(checker);
	add_resemblances();
	make_flags();
}

void glyph_prepare(void)
{
	pthread_once(&once, make_table);
}

struct glyph glyph_of(uint32_t c)
{
	if (c < TABLE_END && pages[c / PAGE] != NULL)
		return pages[c / PAGE][c % PAGE];
	if (c >= 0x80 && is_hidden((UChar32)c))
		return (struct glyph){ GLYPH_HIDDEN, '\0' };
	return (
	    struct glyph){ c >= 0x80 && u_isalpha((UChar32)c) ? GLYPH_LETTER : GLYPH_PLAIN, '\0' };
}

unsigned glyph_digit(uint32_t code_point)
{
	return (unsigned)u_charDigitValue((UChar32)code_point);
}

bool glyph_is_flag(char first, char second)
{
	return flags[(first | 0x20) - 'a'][(second | 0x20) - 'a'];
}

char glyph_turn_over(uint32_t code_point, bool *is_sure)
{
	enum { LAST_TURNED = 0x22ff };
	char letter = code_point >= 0x80 && code_point <= LAST_TURNED
	                  ? find_pair(turned_over, code_point)
	                  : '\0';

	*is_sure = letter != '\0';
	return letter != '\0' || code_point >= 0x80 ? letter : find_pair(turned_ascii, code_point);
}
