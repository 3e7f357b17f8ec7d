/* What the benchmark judges: made with fixed seeds, the same everywhere. For tests/bench/judge.c.
 */
#ifndef TESTS_BENCH_JUDGE_TEXTS_H
#define TESTS_BENCH_JUDGE_TEXTS_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../proxy/base/buf.h"

enum { WORD_MAX = 32 };

struct chance {
	uint64_t state;
};

static inline size_t below(struct chance *chance, size_t n)
{
	chance->state =
	    chance->state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(chance->state >> 33) % n;
}

#define PICK(chance, list) (list)[below((chance), sizeof(list) / sizeof *(list))]

/* A word that no post holds: "brantovik". */
static inline const char *make_rare_word(struct chance *chance, char word[WORD_MAX])
{
	static const char *const syllables[] = { "bran", "to", "vik", "zar", "mu", "quel", "dor",
		"fi", "stra", "wen", "ko", "lup", "xi", "gar", "neth", "po" };
	size_t count = 3 + below(chance, 2);

	word[0] = '\0';
	for (size_t i = 0; i < count; i++)
		strcat(word, PICK(chance, syllables));
	return word;
}

/* One of the forms in which people write expressions, about words that no post holds. */
static inline void put_expression(FILE *file, struct chance *chance, size_t number)
{
	static const char *const forms[] = { "\\b%s\\s+%s\\b", "\\b%s-\\d{4,8}\\b",
		"(?:%s|%s)\\W+report", "\\b%s\\W+(?:\\w+\\W+){0,5}%s", "%s[ -]?%s",
		"\\b%s(?:s|ed|ing)?\\b.{0,40}%s" };
	char one[WORD_MAX];
	char other[WORD_MAX];

	fprintf(file, forms[number % (sizeof forms / sizeof *forms)], make_rare_word(chance, one),
	    make_rare_word(chance, other));
}

/* Prose of ordinary words with punctuation, a link and a few letters beyond ASCII. */
static inline void make_post(struct chance *chance, size_t size, bool as_json, struct buf *to)
{
	static const char *const words[] = { "the", "a", "team", "launch", "of", "our", "new",
		"garden", "is", "really", "coffee", "and", "with", "for", "customers", "who",
		"asked", "last", "week", "about", "training", "in", "Berlin", "we", "report",
		"shipping", "tomorrow", "price", "great", "people", "learned", "from", "this",
		"release", "notes", "on", "page", "caf\xc3\xa9",
		"\xc3\xbc"
		"ber",
		"12", "2027", "#launch", "https://news.example/a/3?x=1" };
	static const char *const ends[] = { " ", " ", " ", " ", " ", ", ", ". ", "! ", " - " };
	size_t start = to->len;

	while (to->len - start < size) {
		buf_append_text(to, PICK(chance, words));
		buf_append_text(to, PICK(chance, ends));
		if (below(chance, 40) == 0)
			buf_append_text(to, as_json ? "\\n" : "\n");
	}
}

/* Texts of 1 MB that are meant to cost: a piece repeated until the text is full. */
static const struct {
	const char *name;
	const char *piece;
} hostile_texts[] = {
	{ "one letter", "a" },
	{ "no space, 26 letters", "abcdefghijklmnopqrstuvwxyz" },
	{ "letters and spaces", "a b c d e f g " },
	{ "dots between letters", "a.b.c.d.e.f." },
	{ "digits", "4111111111111111" },
	{ "digit groups", "4111 1111 1111 1112 " },
	{ "almost addresses", "a@b." },
	{ "almost IBANs", "DE89 3704 0044 0532 0130 01 " },
	{ "key=", "password=" },
	{ "combining marks", "\xcc\x81\xcc\x96" },
	{ "letters with marks", "e\xcc\x81\xcc\x96\xcc\xb4" },
	{ "zero width", "a\xe2\x80\x8b" },
	{ "full width", "\xef\xbd\x81\xef\xbd\x82" },
	{ "mathematical", "\xf0\x9d\x90\x9a\xf0\x9d\x90\x9b" },
	{ "Cyrillic for Latin", "\xd0\xb0\xd0\xb5\xd0\xbe" },
	{ "ligature of 18 letters", "\xef\xb7\xba" },
	{ "Hangul jamo", "\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8" },
	{ "Chinese", "\xe4\xb8\xad\xe6\x96\x87" },
	{ "entities", "&#97;&#x62;" },
	{ "nested entities", "&amp;amp;#97;" },
	{ "percent", "%61%2562" },
	{ "backslashes", "\\u0061\\x62" },
	{ "base64", "dGhlIHBsYW4gaXMgcmVhZHkg" },
	{ "hex", "74686520706c616e20" },
	{ "leet", "4 8 3 1 0 5 7 @ $ " },
	{ "stars and tags", "**a**<b>b</b>" },
	{ "bidi", "\xe2\x80\xae"
	          "ab\xe2\x80\xac" },
	{ "emoji", "\xf0\x9f\x94\xa5" },
	{ "brackets", "[({<" },
	{ "line feeds", "\n" },
	{ "confidential", "confidential " },
	{ "keys that are none", "AKIAIOSFODNN7EXAMPLE " },
};

#endif
