#include "likeness.h"

#include <string.h>

#include "ascii.h"
#include "glyph.h"
#include "hidden_word.h"
#include "language.h"
#include "utf8.h"

/* A slice is Latin where it has so many letters of ASCII to one of another script. */
enum { LATIN_SHARE = 2 };

struct likeness {
	struct rewrite *rewrite;
	struct span text;
	struct surroundings surroundings;
};

static void survey_slice(struct likeness *likeness, size_t start)
{
	struct span slice = span_from(likeness->text, start);
	size_t ascii = 0;
	size_t foreign = 0;
	size_t accented = 0;

	for (size_t at = 0; at < slice.len;) {
		uint32_t c = utf8_next(slice.data, slice.len, &at);
		if (c < 0x80) {
			ascii += ascii_is_letter(c);
			continue;
		}
		enum glyph_kind kind = (enum glyph_kind)glyph_of(c).kind;
		foreign += kind == GLYPH_FOREIGN || kind == GLYPH_LETTER;
		accented += kind == GLYPH_ACCENTED;
	}
	likeness->surroundings.is_latin = ascii >= LATIN_SHARE * foreign;
	likeness->surroundings.accents = accented;
	likeness->surroundings.language = accented > 0 ? language_of(slice) : NULL;
}

static void put_letter(
    struct likeness *likeness, const struct sign *sign, char letter, unsigned how)
{
	rewrite_put(likeness->rewrite, sign->from, sign->to, span_make(&letter, 1), how);
}

static void put_foreign(
    struct likeness *likeness, const struct sign *sign, uint32_t letter, unsigned how)
{
	char bytes[UTF8_MAX];

	rewrite_put(likeness->rewrite, sign->from, sign->to,
	    span_make(bytes, utf8_put(letter, bytes)), how);
}

static void put_word(
    struct likeness *likeness, const struct cluster *cluster, const struct hidden_word *word)
{
	for (size_t i = 0; i < word->count; i++) {
		const struct sign *sign = &cluster->signs[word->first + i];
		uint32_t letter = word->letters[i];
		size_t one = sign->from;
		utf8_next(likeness->text.data, likeness->text.len, &one);
		if (sign->plain == letter && one == sign->to)
			continue;
		if (letter < 0x80)
			put_letter(likeness, sign, cluster_case(cluster, word->first + i, letter),
			    word->how);
		else
			put_foreign(likeness, sign, letter, word->how);
	}
}

/* Is the cluster one of figures alone? */
static bool is_number(const struct cluster *cluster)
{
	return cluster->of[SIGN_DIGIT] > 0 &&
	       cluster->of[SIGN_DIGIT] + cluster->of[SIGN_FIGURE] + cluster->of[SIGN_DRAWN] ==
	           cluster->count;
}

/* Are letters of other scripts meant to be those of ASCII here? */
static bool is_latin_word(const struct likeness *likeness, const struct cluster *cluster)
{
	size_t foreign = cluster->of[SIGN_FOREIGN];

	if (cluster->of[SIGN_OTHER] > 0 || cluster->count < 2)
		return false;
	return cluster->of[SIGN_LETTER] > 0 || cluster->of[SIGN_ODD] > foreign ||
	       (foreign > 0 && likeness->surroundings.is_latin);
}

static void put_likeness(struct likeness *likeness, const struct cluster *cluster)
{
	bool is_latin = is_latin_word(likeness, cluster);
	bool is_figures = is_number(cluster);
	bool is_disguised = cluster->of[SIGN_FOREIGN] + cluster->of[SIGN_ODD] > 0;

	for (size_t i = 0; i < cluster->count; i++) {
		const struct sign *sign = &cluster->signs[i];
		if (sign->sort == SIGN_DIGIT && is_figures)
			put_letter(
			    likeness, sign, (char)('0' + glyph_digit(sign->plain)), HOW_LOOKALIKE);
		else if (is_latin && sign->alike != '\0' &&
		         (sign->sort == SIGN_FOREIGN || sign->sort == SIGN_ODD ||
		             sign->sort == SIGN_DIGIT ||
		             (sign->sort == SIGN_ACCENTED && is_disguised)))
			put_letter(likeness, sign, sign->alike, HOW_LOOKALIKE);
	}
}

static bool put_squeezed(struct likeness *likeness, const struct cluster *cluster)
{
	struct cluster squeezed;
	struct hidden_word word;

	for (size_t times = 1; times <= 2; times++) {
		if (!cluster_squeeze(cluster, times, &squeezed))
			return false;
		if (!hidden_word_find(&squeezed, &likeness->surroundings, &word))
			continue;
		put_word(likeness, &squeezed, &word);
		return true;
	}
	return false;
}

/* Behind a word of ASCII letters alone that nothing of a sign stands beside; at if it is none. */
static size_t skip_plain(struct span text, size_t at)
{
	size_t end = at;

	while (end < text.len && ascii_is_letter((unsigned char)text.data[end])) {
		char c = text.data[end];
		bool is_third = end >= at + 2 && c == text.data[end - 1] && c == text.data[end - 2];
		bool is_odd =
		    c == 'I' && end > at && ascii_is_lower((unsigned char)text.data[end - 1]);
		if (is_third || is_odd)
			return at;
		end++;
	}
	return end == text.len || memchr(" \t\n\r.,;:?'\"-_&%=", text.data[end], 15) != NULL ? end
	                                                                                     : at;
}

static size_t take_cluster(struct likeness *likeness, size_t at)
{
	struct cluster cluster;
	struct hidden_word word;

	size_t plain = skip_plain(likeness->text, at);
	if (plain > at)
		return plain;
	cluster_read(&cluster, likeness->text, at);
	if (cluster.count == 0) {
		utf8_next(likeness->text.data, likeness->text.len, &at);
		return at;
	}
	if (hidden_word_find(&cluster, &likeness->surroundings, &word))
		put_word(likeness, &cluster, &word);
	else if (!put_squeezed(likeness, &cluster))
		put_likeness(likeness, &cluster);
	return cluster.end;
}

void likeness_stage(struct rewrite *rewrite, size_t start, size_t end, const void *vocabulary)
{
	struct likeness likeness = {
		.rewrite = rewrite,
		.text = span_make(rewrite->in->bytes, end),
		.surroundings = { .vocabulary = vocabulary },
	};

	survey_slice(&likeness, start);
	while (start < end)
		start = take_cluster(&likeness, start);
}
