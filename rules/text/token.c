#include "token.h"

#include <string.h>
#include <unicode/uchar.h>

#include "letter.h"
#include "utf8.h"

enum class { CLASS_OTHER, CLASS_LETTER, CLASS_DIGIT, CLASS_SINGLE, CLASS_SILENT };

static const uint8_t ascii_classes[0x80] = {
	['0' ... '9'] = CLASS_DIGIT,
	['A' ... 'Z'] = CLASS_LETTER,
	['a' ... 'z'] = CLASS_LETTER,
};

static enum class class_of(uint32_t c) {
	if (c < 0x80) return (enum class)ascii_classes[c];
	if (u_charType((UChar32)c) == U_DECIMAL_DIGIT_NUMBER) return CLASS_DIGIT;
	if (u_hasBinaryProperty(
	        (UChar32)c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT)) return CLASS_SILENT;
	if (!letter_is_word(c)) return CLASS_OTHER;
	return letter_is_unspaced(c) ? CLASS_SINGLE : CLASS_LETTER;
}

static enum class next_class(struct span text, size_t *at) {
	unsigned char first = (unsigned char)text.data[*at];

	if (first >= 0x80) return class_of(utf8_next(text.data, text.len, at));
	(*at)++;
	return (enum class)ascii_classes[first];
}

/* Marks go with the character before them, in any script. */
static bool is_mark(struct span text, size_t at)
{
	return (unsigned char)text.data[at] >= 0x80 &&
	       (U_MASK(u_charType((UChar32)utf8_next(text.data, text.len, &at))) & U_GC_M_MASK) !=
	           0;
}

static size_t skip_ascii(struct span text, size_t at, enum class class)
{
	size_t end = text.len - at < TOKEN_BYTES_MAX / 2 ? text.len : at + TOKEN_BYTES_MAX / 2;

	while (at < end && (unsigned char)text.data[at] < 0x80 &&
	       ascii_classes[(unsigned char)text.data[at]] == class)
		at++;
	return at;
}

/* Takes what belongs to the token that began with a character of this class. */
static void extend(struct span text, size_t *at, enum class begun, struct token *token)
{
	size_t next = *at = skip_ascii(text, *at, begun);

	while (next < text.len && next - token->start <= TOKEN_BYTES_MAX - UTF8_MAX) {
		bool is_ascii = (unsigned char)text.data[next] < 0x80;
		bool is_same = !is_ascii && is_mark(text, next);
		enum class class = next_class(text, &next);
		is_same |= class == begun && begun != CLASS_SINGLE;
		if (!is_same && class != CLASS_SILENT)
			return;
		token->is_plain &= class != CLASS_SILENT && (is_ascii || !token->is_digits);
		if (is_same)
			*at = next;
	}
}

/* Does it stand right behind another word, with nothing between the two that ends one? */
static bool is_joined(struct span text, size_t start, size_t behind_last)
{
	size_t before = start;

	return start == behind_last && start > 0 &&
	       !letter_is_unspaced(utf8_previous(text.data, &before));
}

bool token_next(struct span text, size_t *at, struct token *token)
{
	size_t behind_last = *at;

	while (*at < text.len) {
		size_t start = *at;
		bool is_ascii = (unsigned char)text.data[start] < 0x80;
		enum class class = next_class(text, at);
		if (class == CLASS_OTHER || class == CLASS_SILENT)
			continue;
		*token = (struct token){
			.start = (uint32_t)start,
			.is_digits = class == CLASS_DIGIT,
			.is_joined = class != CLASS_SINGLE && is_joined(text, start, behind_last),
			.is_plain = is_ascii || class != CLASS_DIGIT,
		};
		extend(text, at, class, token);
		token->end = (uint32_t)*at;
		return true;
	}
	return false;
}

/* Copies without what does not count; digits as ASCII's. */
static size_t copy_counting(struct span text, const struct token *token, char *room)
{
	size_t len = 0;

	for (size_t at = token->start; at < token->end;) {
		size_t start = at;
		uint32_t c = utf8_next(text.data, token->end, &at);
		if (class_of(c) == CLASS_SILENT)
			continue;
		if (token->is_digits && c >= 0x80) {
			room[len++] = (char)('0' + u_charDigitValue((UChar32)c));
		} else {
			memcpy(room + len, text.data + start, at - start);
			len += at - start;
		}
	}
	return len;
}

struct span token_text(struct span text, const struct token *token, char room[TOKEN_BYTES_MAX])
{
	if (token->is_plain)
		return span_make(text.data + token->start, token->end - token->start);
	return span_make(room, copy_counting(text, token, room));
}
