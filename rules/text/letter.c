#include "letter.h"

#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "utf8.h"

bool letter_is_word(uint32_t c)
{
	const uint32_t mask = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;

	return (U_MASK(u_charType((UChar32)c)) & mask) != 0;
}

bool letter_is_unspaced(uint32_t c)
{
	static const UScriptCode scripts[] = { USCRIPT_HAN, USCRIPT_HIRAGANA, USCRIPT_KATAKANA,
		USCRIPT_THAI, USCRIPT_LAO, USCRIPT_KHMER, USCRIPT_MYANMAR, USCRIPT_HANGUL };
	UErrorCode status = U_ZERO_ERROR;

	if (c < 0x0e00)
		return false;
	UScriptCode script = uscript_getScript((UChar32)c, &status);
	for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
		if (scripts[i] == script)
			return true;
	return c == 0x30fc; /* the long mark of both kana */
}

size_t letter_count_words(struct span text, size_t most)
{
	bool is_inside = false;
	size_t count = 0;

	for (size_t at = 0; at < text.len && count < most;) {
		uint32_t c = utf8_next(text.data, text.len, &at);
		bool is_word = letter_is_word(c);
		if (is_word && (!is_inside || letter_is_unspaced(c)))
			count++;
		is_inside = is_word;
	}
	return count;
}
