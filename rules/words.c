#include "words.h"

#include <string.h>
#include <unicode/uchar.h>
#include <unicode/uscript.h>

#include "text/utf8.h"
#include "text/view.h"

/* Letters, digits and marks make words; the underscore does not, since it also means emphasis. */
static bool is_word_character(uint32_t c)
{
	const uint32_t mask = U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK;

	return (U_MASK(u_charType((UChar32)c)) & mask) != 0;
}

/* Scripts that put no space between words, and Hangul, whose particles follow without one. */
static bool is_unspaced(uint32_t c)
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

/* Is there a boundary between inside, the edge of the word, and its neighbour outside? */
static bool is_boundary(uint32_t inside, uint32_t outside)
{
	return !is_word_character(inside) || !is_word_character(outside) || is_unspaced(inside) ||
	       is_unspaced(outside);
}

static bool begins_word(struct span text, size_t start)
{
	size_t before = start;
	size_t at = start;

	if (start == 0)
		return true;
	return is_boundary(utf8_next(text.data, text.len, &at), utf8_previous(text.data, &before));
}

static bool ends_word(struct span text, size_t end)
{
	size_t last = end;
	size_t at = end;

	if (end == text.len)
		return true;
	return is_boundary(utf8_previous(text.data, &last), utf8_next(text.data, text.len, &at));
}

static size_t rest_of_word(struct span text, size_t end)
{
	while (end < text.len) {
		size_t next = end;
		uint32_t c = utf8_next(text.data, text.len, &next);
		if (!is_word_character(c) || is_unspaced(c))
			break;
		end = next;
	}
	return end;
}

static size_t skip_white(struct span text, size_t at)
{
	while (at < text.len) {
		size_t next = at;
		if (!u_isUWhiteSpace((UChar32)utf8_next(text.data, text.len, &next)))
			break;
		at = next;
	}
	return at;
}

/* Does the word stand at text[at..)? Its spaces stand for any white space. */
static bool match_at(struct span word, struct span text, size_t at, size_t *end)
{
	struct span rest = word;

	while (rest.data != NULL) {
		struct span part = span_cut(rest, ' ', &rest);
		if (text.len - at < part.len || memcmp(text.data + at, part.data, part.len) != 0)
			return false;
		at += part.len;
		if (rest.data == NULL)
			break;
		size_t behind = skip_white(text, at);
		if (behind == at)
			return false;
		at = behind;
	}
	*end = at;
	return true;
}

static bool stands_at(const struct word *word, struct span text, size_t at, size_t *end)
{
	if (!match_at(word->text, text, at, end) || !begins_word(text, at))
		return false;
	if (word->may_inflect)
		*end = rest_of_word(text, *end);
	return word->may_inflect || ends_word(text, *end);
}

bool word_find(const struct word *word, struct span text, size_t from, size_t *start, size_t *end)
{
	struct span rest;
	struct span first = span_cut(word->text, ' ', &rest);

	while (from < text.len) {
		const char *hit = memmem(text.data + from, text.len - from, first.data, first.len);
		if (hit == NULL)
			return false;
		*start = (size_t)(hit - text.data);
		if (stands_at(word, text, *start, end))
			return true;
		from = *start + 1;
	}
	return false;
}

bool word_is_exact(const struct word *word, struct span original)
{
	struct view view;
	size_t end;

	view_init(&view, 64 * 1024);
	view_add(&view, folding_get(FOLDING_NFKC), original);
	bool is_exact =
	    !view.is_full && match_at(word->exact, span_make(view.bytes, view.len - 1), 0, &end);
	view_release(&view);
	return is_exact;
}

struct span word_anchor(const struct word *word)
{
	struct span best = { NULL, 0 };
	struct span rest = word->text;

	while (rest.data != NULL) {
		struct span part = span_cut(rest, ' ', &rest);
		if (part.len > best.len)
			best = part;
	}
	return best;
}
