#include <string.h>

#include "ascii.h"
#include "coded.h"
#include "utf8.h"

/* Letters one by one: Morse, and the spelling alphabet. */

enum { LEAST_LETTERS = 4, LEAST_DIFFERENT = 3, DOUBT_MAX = 64 };

/* Morse (ITU-R M.1677-1), by letter. */
static const char *const morse[] = { ".-", "-...", "-.-.", "-..", ".", "..-.", "--.", "....", "..",
	".---", "-.-", ".-..", "--", "-.", "---", ".--.", "--.-", ".-.", "...", "-", "..-", "...-",
	".--", "-..-", "-.--", "--.." };
static const char *const morse_digits[] = { "-----", ".----", "..---", "...--", "....-", ".....",
	"-....", "--...", "---..", "----." };

enum { SIGNS_MAX = 5 };

/* Dots and dashes as they are typed, 0 for anything else. */
static char sign_of(uint32_t c)
{
	switch (c) {
	case '.':
	case 0x00b7:
	case 0x2022:
	case 0x22c5:
		return '.';
	case '-':
	case '_':
	case 0x2010:
	case 0x2013:
	case 0x2014:
	case 0x2212:
		return '-';
	default:
		return '\0';
	}
}

static char letter_of(const char *signs)
{
	for (size_t i = 0; i < sizeof morse / sizeof *morse; i++)
		if (strcmp(morse[i], signs) == 0)
			return (char)('a' + (char)i);
	for (size_t i = 0; i < sizeof morse_digits / sizeof *morse_digits; i++)
		if (strcmp(morse_digits[i], signs) == 0)
			return (char)('0' + (char)i);
	return '\0';
}

/* The letter at *at, which moves behind it; 0 if there is none. */
static char next_morse(struct span text, size_t *at)
{
	char signs[SIGNS_MAX + 1];
	size_t count = 0;

	while (*at < text.len) {
		size_t next = *at;
		char sign = sign_of(utf8_next(text.data, text.len, &next));
		if (sign == '\0')
			break;
		if (count == SIGNS_MAX)
			return '\0';
		signs[count++] = sign;
		*at = next;
	}
	signs[count] = '\0';
	return letter_of(signs);
}

/* Behind the white space between letters, or the sign or space between words. */
static size_t behind_pause(struct span text, size_t at, bool *is_word_end)
{
	size_t start = at;
	bool has_sign = false;

	while (at < text.len && memchr(" \n/|", text.data[at], 4) != NULL) {
		has_sign |= text.data[at] == '/' || text.data[at] == '|';
		at++;
	}
	*is_word_end = has_sign || at - start > 2;
	return at;
}

static bool is_text(const char *letters, size_t count)
{
	bool seen[256] = { false };
	size_t different = 0;

	for (size_t i = 0; i < count; i++) {
		different += !seen[(unsigned char)letters[i]];
		seen[(unsigned char)letters[i]] = true;
	}
	return count >= LEAST_LETTERS && different >= LEAST_DIFFERENT;
}

/* "- - - -" is a rule and "... ... ..." a pause: what has many letters has different ones soon. */
static size_t morse_end(struct span text, size_t at)
{
	char letters[DOUBT_MAX];
	size_t end = at;
	size_t count = 0;
	bool is_word_end;

	for (;;) {
		size_t next = behind_pause(text, end, &is_word_end);
		char letter = count > 0 && next == end ? '\0' : next_morse(text, &next);
		if (letter == '\0')
			break;
		if (count < DOUBT_MAX)
			letters[count] = letter;
		else if (!is_text(letters, DOUBT_MAX))
			break;
		end = next;
		count++;
	}
	return is_text(letters, count < DOUBT_MAX ? count : DOUBT_MAX) ? end : at;
}

size_t decode_morse(struct coding *coding, size_t at)
{
	struct span text = coding->text;
	size_t first = at;
	size_t end =
	    sign_of(utf8_next(text.data, text.len, &first)) != '\0' ? morse_end(text, at) : at;
	bool is_word_end = false;

	if (end == at)
		return at;
	rewrite_begin_run(coding->rewrite, at);
	for (size_t from = at; at < end; from = at) {
		char letter[2] = { ' ', '\0' };
		at = behind_pause(text, at, &is_word_end);
		letter[1] = next_morse(text, &at);
		rewrite_piece(coding->rewrite, from, at,
		    is_word_end ? span_make(letter, 2) : span_make(letter + 1, 1), HOW_CODED);
	}
	rewrite_end_run(coding->rewrite, end, false);
	return end;
}

/* The spelling alphabet (ICAO, NATO), by letter. */
static const char *const spelled[] = { "alfa", "bravo", "charlie", "delta", "echo", "foxtrot",
	"golf", "hotel", "india", "juliett", "kilo", "lima", "mike", "november", "oscar", "papa",
	"quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "xray", "yankee",
	"zulu" };
static const char *const also_spelled[] = { "alpha", "juliet", "x-ray", "whisky" };

static size_t word_len(struct span text, size_t at)
{
	size_t len = 0;

	while (at + len < text.len && (ascii_is_letter((unsigned char)text.data[at + len]) ||
	                                  (len == 1 && text.data[at + len] == '-')))
		len++;
	return len;
}

/* The letter that the word at `at` stands for; 0 if it is none of them. */
static char spelled_letter(struct span text, size_t at, size_t *end)
{
	struct span word = span_make(text.data + at, word_len(text, at));

	*end = at + word.len;
	if (word.len == 0)
		return '\0';
	char letter = ascii_lower(word.data[0]);
	if (span_is_nocase(word, spelled[letter - 'a']))
		return letter;
	for (size_t i = 0; i < sizeof also_spelled / sizeof *also_spelled; i++)
		if (span_is_nocase(word, also_spelled[i]))
			return letter;
	return '\0';
}

static size_t behind_gap(struct span text, size_t at)
{
	enum { GAP_MAX = 2 };
	size_t end = at;

	while (end < text.len && end - at < GAP_MAX && memchr(" ,-\n", text.data[end], 4) != NULL)
		end++;
	return end;
}

size_t decode_spelled(struct coding *coding, size_t at)
{
	struct span text = coding->text;
	size_t count = 0;
	size_t end = at;
	size_t next = at;

	while (spelled_letter(text, next, &next) != '\0') {
		end = next;
		count++;
		next = behind_gap(text, end);
		if (next == end)
			break;
	}
	if (count < LEAST_LETTERS)
		return at;
	rewrite_begin_run(coding->rewrite, at);
	for (size_t from = at; from < end;) {
		size_t behind;
		char letter = spelled_letter(text, behind_gap(text, from), &behind);
		rewrite_piece(coding->rewrite, from, behind, span_make(&letter, 1), HOW_CODED);
		from = behind;
	}
	rewrite_end_run(coding->rewrite, end, false);
	return end;
}
