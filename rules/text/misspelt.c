#include "misspelt.h"

#include "ascii.h"

/* Words of English that are other words but for one such slip. */
static const char *const words[] = { "angles", "artists", "barely", "barked", "baths", "bests",
	"calls", "cancelling", "carts", "casual", "casually", "causal", "causally", "cloths",
	"clothes", "combs", "complaint", "complaints", "compliant", "cooking", "costs", "craving",
	"creeps", "debts", "dinners", "discs", "discuss", "employee", "employees", "facts",
	"farmers", "filling", "finds", "fonts", "forth", "fullness", "gentle", "hardly", "hymns",
	"kidnapping", "labelled", "lightning", "loosing", "lungs", "martial", "meeting", "minister",
	"minutes", "mostly", "pants", "parks", "pasts", "perfect", "planned", "planning", "plants",
	"possess", "posts", "princess", "programming", "prospects", "psychs", "refugee", "retired",
	"sacred", "scared", "scarring", "shred", "shreds", "signed", "signing", "silver", "singer",
	"singing", "sitting", "smoother", "soldier", "spring", "string", "strap", "straps", "tests",
	"through", "towns", "united", "unites", "waiver", "willing", "winning" };

#define LETTER_BIT(letter) (UINT32_C(1) << ((letter) - 'a'))

static const uint32_t vowels = LETTER_BIT('a') | LETTER_BIT('e') | LETTER_BIT('i') |
                               LETTER_BIT('o') | LETTER_BIT('u') | LETTER_BIT('y');

static bool is_vowel(char c)
{
	return (vowels & LETTER_BIT(c)) != 0;
}

/* Lower-case letters of one run. */
struct written {
	char letters[MISSPELT_MAX];
	size_t count;
};

static bool read_letters(struct span run, struct written *written)
{
	if (run.len < MISSPELT_MIN || run.len > MISSPELT_MAX)
		return false;
	written->count = run.len;
	for (size_t i = 0; i < run.len; i++)
		written->letters[i] = ascii_lower(run.data[i]);
	return true;
}

static struct contour contour_of(const struct written *written)
{
	struct contour contour = { written->letters[0], written->letters[written->count - 1], 0 };

	for (size_t i = 0; i < written->count; i++)
		contour.consonants |= LETTER_BIT(written->letters[i]);
	contour.consonants &= ~vowels;
	return contour;
}

/* The first letter that differs from the word. */
static size_t common_start(const struct written *written, const uint32_t *word, size_t count)
{
	size_t i = 0;

	while (i < count && i < written->count && (unsigned char)written->letters[i] == word[i])
		i++;
	return i;
}

/* Is all of the rest alike, from a place in each on? */
static bool has_rest(
    const struct written *written, size_t at, const uint32_t *word, size_t from, size_t count)
{
	if (written->count - at != count - from)
		return false;
	for (; at < written->count; at++, from++)
		if ((unsigned char)written->letters[at] != word[from])
			return false;
	return true;
}

/* Consonants in a row around a place. */
static size_t cluster_len(const struct written *written, size_t at)
{
	size_t start = at;
	size_t end = at;

	while (start > 0 && !is_vowel(written->letters[start - 1]))
		start--;
	while (end < written->count && !is_vowel(written->letters[end]))
		end++;
	return end - start;
}

static bool is_slip(const struct written *written, const uint32_t *word, size_t count)
{
	enum { UNSPEAKABLE = 3 };
	size_t at = common_start(written, word, count);
	const char *letters = written->letters;

	if (written->count == count)
		return at + 1 < count && (unsigned char)letters[at] == word[at + 1] &&
		       (unsigned char)letters[at + 1] == word[at] &&
		       has_rest(written, at + 2, word, at + 2, count);
	if (written->count == count + 1)
		return at > 0 && letters[at] == letters[at - 1] &&
		       has_rest(written, at + 1, word, at, count);
	return written->count + 1 == count && is_vowel((char)word[at]) &&
	       has_rest(written, at, word, at + 1, count) &&
	       cluster_len(written, at) >= UNSPEAKABLE;
}

static bool is_word(struct span run)
{
	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (span_is_nocase(run, words[i]))
			return true;
	return false;
}

static const struct known_word *find(struct span run, const struct vocabulary *vocabulary)
{
	struct written written;

	if (!read_letters(run, &written))
		return NULL;
	const struct contour contour = contour_of(&written);
	for (const struct known_word *entry = vocabulary_next_near(vocabulary, &contour, NULL);
	     entry != NULL; entry = vocabulary_next_near(vocabulary, &contour, entry))
		if (is_slip(&written, vocabulary_letters(vocabulary, entry), entry->count))
			return is_word(run) ? NULL : entry;
	return NULL;
}

bool misspelt_is(struct span letters, const struct vocabulary *vocabulary)
{
	return find(letters, vocabulary) != NULL;
}

static void put(
    struct rewrite *rewrite, size_t start, size_t end, const uint32_t *word, size_t count)
{
	char letters[VOCABULARY_LETTERS_MAX];

	for (size_t i = 0; i < count; i++)
		letters[i] = (char)word[i];
	rewrite_put(rewrite, start, end, span_make(letters, count), HOW_MISSPELT);
}

void misspelt_stage(struct rewrite *rewrite, size_t start, size_t end, const void *context)
{
	const struct vocabulary *vocabulary = context;
	const char *bytes = rewrite->in->bytes;

	while (start < end) {
		size_t behind = start;
		while (behind < end && ascii_is_letter((unsigned char)bytes[behind]))
			behind++;
		const struct known_word *entry =
		    find(span_make(bytes + start, behind - start), vocabulary);
		if (entry != NULL)
			put(rewrite, start, behind, vocabulary_letters(vocabulary, entry),
			    entry->count);
		start = behind > start ? behind : start + 1;
	}
}
