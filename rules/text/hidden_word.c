#include "hidden_word.h"

#include <string.h>

#include "ascii.h"
#include "utf8.h"
#include "view.h"

enum {
	STARTS_MAX = 8,
	LETTERS_MIN = 4,
	FOREIGN_MIN = 5,
	MENTION_MIN = 6,
	ACCENTED_MIN = 6,
	LONG_MIN = 6
};

/* A place in a cluster, compared with a word of the vocabulary: what differs, by sort. */
struct comparison {
	const struct sign *signs;
	size_t count;
	bool is_capital;  /* letters of ASCII around it are */
	bool has_foreign; /* letters of other scripts stand around it */
	size_t changed[SIGN_OTHER + 1];
	size_t changes;
	size_t only; /* the last sign that changed */
	bool is_foreign_word;
};

/* May a letter of ASCII stand for another? A capital I for an l, and one that looks like that of
 * another script within a word of that script. */
static bool stands_for(const struct comparison *all, const struct sign *sign, uint32_t letter)
{
	if (letter < 0x80)
		return sign->alike == 'I' && letter == 'l' && !all->is_capital;
	return all->has_foreign && sign->canon == sign_canon(letter);
}

static bool compare(struct comparison *all, const uint32_t *letters)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct sign *sign = &all->signs[i];
		all->is_foreign_word |= letters[i] >= 0x80;
		bool is_one = sign->sort != SIGN_DRAWN || sign->to == sign->from + 1;
		if (is_one && sign->plain == letters[i])
			continue;
		if (sign->sort == SIGN_LETTER ? !stands_for(all, sign, letters[i])
		                              : sign->canon != sign_canon(letters[i]))
			return false;
		all->changed[sign->sort]++;
		all->changes++;
		all->only = i;
	}
	return true;
}

static size_t count_sort(const struct comparison *all, enum sign_sort sort)
{
	size_t count = 0;

	for (size_t i = 0; i < all->count; i++)
		count += all->signs[i].sort == sort;
	return count;
}

static bool is_at_edge(const struct comparison *all)
{
	return all->changes == 1 && (all->only == 0 || all->only + 1 == all->count);
}

/* Is it punctuation, rather than a letter, at the edge of a word? */
static bool stands_around(const struct sign *sign, size_t count)
{
	bool is_rare = sign->plain == '+' || sign->plain == '|';

	return sign->is_loose && !(is_rare && count >= LONG_MIN);
}

/* Numbers to the base of 16 spell words too: colours, hashes. */
static bool is_hexadecimal(const struct comparison *all)
{
	for (size_t i = 0; i < all->count; i++) {
		uint32_t c = all->signs[i].plain;
		if (!ascii_is_digit(c) && !(c >= 'a' && c <= 'f'))
			return false;
	}
	return true;
}

/* Figures and drawings alone. */
static bool is_leet(const struct comparison *all)
{
	const struct sign *first = all->signs;
	const struct sign *last = first + all->count - 1;
	size_t letters = all->count - count_sort(all, SIGN_FIGURE) - count_sort(all, SIGN_DRAWN);

	if (letters * (all->count < LONG_MIN ? 3 : 4) < all->count ||
	    stands_around(first, all->count) || stands_around(last, all->count))
		return false;
	if (is_hexadecimal(all))
		return false;
	if (all->count < LETTERS_MIN && (all->changes > 1 || is_at_edge(all)))
		return false;
	if (is_at_edge(all) && all->only == 0 && (first->plain == '@' || first->plain == '$'))
		return all->count >= MENTION_MIN;
	/* "type5": a number as often as a plural. */
	return !(is_at_edge(all) && all->only > 0 && last->plain == '5');
}

/* Letters with accents that a language writes, beside those that nobody has on keyboards for it. */
static const struct {
	const char *language, *letters;
} accented[] = {
	{ "cs", "áčďéěíňóřšťúůýž" }, { "da", "åæøéáó" }, { "de", "äöüßé" }, { "es", "áéíñóúü" },
	{ "fi", "äöåé" }, { "fr", "àâæçéèêëîïôœùûüÿ" }, { "hu", "áéíóöőúüű" },
	{ "it", "àèéìíîòóùú" }, { "nl", "áéëïíóöüúèê" }, { "no", "åæøéòóê" }, { "pl", "ąćęłńóśźż" },
	{ "pt", "áâãàçéêíóôõúü" }, { "ro", "ăâîșțşţ" }, { "sv", "åäöéà" }, { "tr", "çğıöşüâîû" },
	{ "vi", NULL }, /* nearly all */
};

static bool is_written_in(const char *language, uint32_t letter)
{
	for (size_t i = 0; i < sizeof accented / sizeof *accented; i++) {
		if (strcmp(accented[i].language, language) != 0)
			continue;
		char bytes[UTF8_MAX];
		size_t len = utf8_put(letter, bytes);
		const char *letters = accented[i].letters;
		return letters == NULL || memmem(letters, strlen(letters), bytes, len) != NULL;
	}
	return false;
}

/* Accents that the language of the text does not have, or far too many of them. */
static bool is_accented(const struct comparison *all, const struct surroundings *surroundings)
{
	size_t accents = all->changed[SIGN_ACCENTED];
	const char *language = surroundings->language;

	if (all->count < ACCENTED_MIN)
		return false;
	if (accents > 2 && accents * 5 >= all->count * 2)
		return true;
	if (language == NULL)
		return all->count > ACCENTED_MIN && accents == surroundings->accents;
	for (size_t i = 0; i < all->count; i++)
		if (all->signs[i].sort == SIGN_ACCENTED &&
		    !is_written_in(language, all->signs[i].plain))
			return true;
	return false;
}

static bool is_foreign(const struct comparison *all, const struct surroundings *surroundings)
{
	bool is_mixed = count_sort(all, SIGN_LETTER) > 0 || all->is_foreign_word;

	return all->count >= LETTERS_MIN &&
	       (is_mixed || surroundings->is_latin || all->count >= FOREIGN_MIN);
}

/* Would nobody write so who does not hide the word? */
static bool is_hidden(
    const struct comparison *all, const struct surroundings *surroundings, bool is_squeezed)
{
	size_t drawn = all->changed[SIGN_FIGURE] + all->changed[SIGN_DRAWN];

	if (all->changes == 0)
		return is_squeezed && all->count >= LETTERS_MIN;
	if (all->changed[SIGN_ODD] > 0 || all->changed[SIGN_DIGIT] > 0)
		return all->count >= LETTERS_MIN;
	if (all->changed[SIGN_LETTER] > 0)
		return all->count >= LETTERS_MIN;
	if (all->changed[SIGN_FOREIGN] > 0)
		return is_foreign(all, surroundings);
	if (drawn > 0)
		return is_leet(all);
	return is_accented(all, surroundings);
}

static unsigned how_of(const struct comparison *all, bool is_squeezed)
{
	unsigned how = is_squeezed ? HOW_MISSPELT : 0;

	if (all->changed[SIGN_FIGURE] + all->changed[SIGN_DRAWN] > 0)
		how |= HOW_LEET;
	if (all->changes > all->changed[SIGN_FIGURE] + all->changed[SIGN_DRAWN])
		how |= HOW_LOOKALIKE;
	return how;
}

/* Tries all words of the vocabulary whose canons are those of [first, end). */
static bool try_words(const struct cluster *cluster, const struct surroundings *surroundings,
    size_t first, size_t end, uint64_t hash, struct hidden_word *found)
{
	const struct vocabulary *vocabulary = surroundings->vocabulary;
	bool is_end = end == cluster->count || cluster->signs[end].is_loose;

	for (const struct known_word *entry = vocabulary_next(vocabulary, hash, NULL);
	     entry != NULL; entry = vocabulary_next(vocabulary, hash, entry)) {
		struct comparison all = { .signs = cluster->signs + first,
			.count = end - first,
			.is_capital = cluster->is_capital,
			.has_foreign = cluster->of[SIGN_FOREIGN] + cluster->of[SIGN_OTHER] > 0 };
		const uint32_t *letters = vocabulary_letters(vocabulary, entry);
		if (entry->count != all.count || !(is_end || entry->is_open) ||
		    !compare(&all, letters) || !is_hidden(&all, surroundings, cluster->is_squeezed))
			continue;
		*found = (struct hidden_word){ first, all.count, letters,
			how_of(&all, cluster->is_squeezed) };
		return true;
	}
	return false;
}

bool hidden_word_find(const struct cluster *cluster, const struct surroundings *surroundings,
    struct hidden_word *found)
{
	size_t longest = vocabulary_longest(surroundings->vocabulary);
	size_t starts = 0;

	found->count = 0;
	for (size_t first = 0; first < cluster->count && starts < STARTS_MAX; first++) {
		uint64_t hash = 0;
		if (first > 0 && !cluster->signs[first - 1].is_loose)
			continue;
		starts++;
		for (size_t end = first + 1; end <= cluster->count && end - first <= longest;
		     end++) {
			struct hidden_word word;
			hash = vocabulary_hash(hash, cluster->signs[end - 1].canon);
			if (end - first > found->count &&
			    try_words(cluster, surroundings, first, end, hash, &word))
				*found = word;
		}
	}
	return found->count > 0;
}

static bool is_spelled(
    const struct sign *signs, const struct known_word *entry, const uint32_t *letters)
{
	struct comparison all = { .signs = signs, .count = entry->count };
	size_t figures;

	for (size_t i = 0; i < all.count; i++)
		all.has_foreign |= signs[i].sort == SIGN_FOREIGN || signs[i].sort == SIGN_OTHER;
	if (!compare(&all, letters))
		return false;
	figures = count_sort(&all, SIGN_FIGURE) + count_sort(&all, SIGN_DRAWN);
	return figures * 2 <= all.count;
}

bool hidden_word_spelled(const struct sign *signs, size_t count,
    const struct vocabulary *vocabulary, size_t least, uint64_t ends, struct hidden_word *found)
{
	size_t longest = vocabulary_longest(vocabulary);
	uint64_t hash = 0;

	found->count = 0;
	for (size_t end = 1; end <= count && end <= longest; end++) {
		bool is_end = end == CLUSTER_MAX || (ends >> end & 1) != 0;
		hash = vocabulary_hash(hash, signs[end - 1].canon);
		if (end < least)
			continue;
		for (const struct known_word *entry = vocabulary_next(vocabulary, hash, NULL);
		     entry != NULL; entry = vocabulary_next(vocabulary, hash, entry)) {
			const uint32_t *letters = vocabulary_letters(vocabulary, entry);
			if (entry->count == end && (is_end || entry->is_open) &&
			    is_spelled(signs, entry, letters))
				*found =
				    (struct hidden_word){ 0, entry->count, letters, HOW_SPACED };
		}
	}
	return found->count > 0;
}
