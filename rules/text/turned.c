#include "turned.h"

#include <string.h>

#include "ascii.h"
#include "glyph.h"
#include "utf8.h"

enum { LETTERS_MIN = 5, NEIGHBOUR_MIN = 3, BACKWARDS_MIN = 2 };

enum cipher { ROT13, ATBASH, BACKWARDS, CIPHERS };

/* Words of English and German that make words both ways, in either order of the letters or under
 * ROT13. */
static const char *const both_ways[] = { "animal", "asset", "bohre", "clerk", "damon", "debut",
	"decaf", "decal", "deeps", "deliver", "denier", "denim", "desserts", "devil", "diaper",
	"drawer", "draws", "eberts", "edlem", "elbert", "enger", "enges", "erhob", "evian", "faced",
	"green", "horts", "keels", "knits", "kramer", "laced", "lager", "lamina", "leben", "leger",
	"lemmas", "leper", "lever", "lived", "loops", "looter", "loots", "melde", "miles", "mined",
	"naive", "nebel", "neger", "nenner", "netter", "nomad", "notes", "parts", "peels", "perry",
	"pools", "ports", "purely", "pyrex", "rebut", "redraw", "regal", "regel", "regen", "regne",
	"reined", "relativ", "relive", "remark", "remit", "rennen", "repaid", "repel", "reports",
	"retool", "retten", "revel", "reviled", "reward", "sammel", "scrap", "segne", "selim",
	"seton", "shorts", "silos", "sleek", "sleep", "sleets", "sloop", "sloops", "smart", "snaps",
	"snips", "snoops", "snort", "speed", "spins", "spool", "spools", "spoons", "sports",
	"spots", "sprat", "steels", "stink", "stool", "stops", "strap", "straw", "strebe",
	"stressed", "stroh", "strohs", "strop", "strops", "sward", "tarps", "terra", "timer",
	"trams", "treble", "tubed", "tuber", "vitaler", "warder", "warts", "wharf" };

/* A run of ASCII letters, nothing else of a word beside it. */
struct letters {
	const char *bytes;
	size_t start, end;
};

/* The next one at or behind at; false if there is none. */
static bool next_letters(struct span text, size_t at, struct letters *letters)
{
	letters->bytes = text.data;
	for (letters->end = at; at < text.len; at = letters->end) {
		while (at < text.len && !ascii_is_letter((unsigned char)text.data[at]))
			at++;
		letters->start = letters->end = at;
		while (letters->end < text.len &&
		       ascii_is_letter((unsigned char)text.data[letters->end]))
			letters->end++;
		unsigned char before = at > 0 ? (unsigned char)text.data[at - 1] : ' ';
		unsigned char behind =
		    letters->end < text.len ? (unsigned char)text.data[letters->end] : ' ';
		if (letters->end > at && before < 0x80 && !ascii_is_digit(before) &&
		    behind < 0x80 && !ascii_is_digit(behind))
			return true;
	}
	return false;
}

static size_t length(const struct letters *letters)
{
	return letters->end - letters->start;
}

static char turn(char c, enum cipher cipher)
{
	char base = ascii_is_upper((unsigned char)c) ? 'A' : 'a';

	switch (cipher) {
	case ROT13:
		return (char)(base + (c - base + 13) % 26);
	case ATBASH:
		return (char)(base + 25 - (c - base));
	default:
		return c;
	}
}

/* Letter i of what the letters stand for. */
static char letter_at(const struct letters *letters, enum cipher cipher, size_t i)
{
	size_t at = cipher == BACKWARDS ? letters->end - 1 - i : letters->start + i;

	return turn(letters->bytes[at], cipher);
}

static uint32_t canon(char c)
{
	uint32_t lower = (unsigned char)c | 0x20;

	return lower == 'i' ? 'l' : lower;
}

static bool is_entry(const struct letters *letters, enum cipher cipher, const uint32_t *entry)
{
	for (size_t i = 0; i < length(letters); i++)
		if (((unsigned char)letter_at(letters, cipher, i) | 0x20) != entry[i])
			return false;
	return true;
}

static bool reads_both_ways(const struct letters *letters)
{
	struct span word = span_make(letters->bytes + letters->start, length(letters));

	for (size_t i = 0; i < sizeof both_ways / sizeof *both_ways; i++)
		if (span_is_nocase(word, both_ways[i]))
			return true;
	return false;
}

static bool is_word(
    const struct letters *letters, enum cipher cipher, const struct vocabulary *vocabulary)
{
	uint64_t hash = 0;

	for (size_t i = 0; i < length(letters); i++)
		hash = vocabulary_hash(hash, canon(letter_at(letters, cipher, i)));
	for (const struct known_word *entry = vocabulary_next(vocabulary, hash, NULL);
	     entry != NULL; entry = vocabulary_next(vocabulary, hash, entry))
		if (entry->count == length(letters) &&
		    is_entry(letters, cipher, vocabulary_letters(vocabulary, entry)))
			return !is_entry(letters, CIPHERS, vocabulary_letters(vocabulary, entry)) &&
			       !reads_both_ways(letters);
	return false;
}

static bool is_long_enough(
    const struct letters *letters, const struct vocabulary *vocabulary, size_t least)
{
	return length(letters) >= least && length(letters) <= vocabulary_longest(vocabulary);
}

/* The cipher under which it is a word; CIPHERS if it is none. */
static enum cipher cipher_of(const struct letters *letters, const struct vocabulary *vocabulary)
{
	enum cipher cipher = ROT13;

	if (!is_long_enough(letters, vocabulary, LETTERS_MIN))
		return CIPHERS;
	while (cipher < CIPHERS && !is_word(letters, cipher, vocabulary))
		cipher++;
	return cipher;
}

static uint32_t lower(char c)
{
	return (unsigned char)c | 0x20U;
}

/* All ciphers at once: asked of every long word of every text. */
bool turned_is(struct span run, const struct vocabulary *vocabulary)
{
	const struct letters letters = { run.data, 0, run.len };
	uint64_t hashes[CIPHERS] = { 0 };

	if (!is_long_enough(&letters, vocabulary, LETTERS_MIN))
		return false;
	for (size_t i = 0; i < run.len; i++) {
		uint32_t c = lower(run.data[i]);
		uint32_t turned = c < 'n' ? c + 13 : c - 13;
		uint32_t mirrored = 'a' + 'z' - c;
		uint32_t back = lower(run.data[run.len - 1 - i]);
		hashes[ROT13] = vocabulary_hash(hashes[ROT13], turned == 'i' ? 'l' : turned);
		hashes[ATBASH] = vocabulary_hash(hashes[ATBASH], mirrored == 'i' ? 'l' : mirrored);
		hashes[BACKWARDS] = vocabulary_hash(hashes[BACKWARDS], back == 'i' ? 'l' : back);
	}
	for (int cipher = 0; cipher < CIPHERS; cipher++)
		if (vocabulary_next(vocabulary, hashes[cipher], NULL) != NULL &&
		    is_word(&letters, (enum cipher)cipher, vocabulary))
			return true;
	return false;
}

static void put(struct rewrite *rewrite, const struct letters *letters, enum cipher cipher)
{
	rewrite_begin_run(rewrite, letters->start);
	for (size_t i = 0; i < length(letters); i++) {
		size_t at = cipher == BACKWARDS ? letters->end - 1 - i : letters->start + i;
		char letter = letter_at(letters, cipher, i);
		rewrite_piece(rewrite, at, at + 1, span_make(&letter, 1), HOW_TURNED);
	}
	rewrite_end_run(rewrite, letters->end, cipher == BACKWARDS);
}

static bool is_beside(const struct letters *before, const struct letters *behind)
{
	for (size_t i = before->end; i < behind->start; i++)
		if (before->bytes[i] != ' ' && before->bytes[i] != '\n')
			return false;
	return true;
}

/* A short word counts beside one that was turned in the same way. */
static bool is_neighbour(
    const struct letters *letters, enum cipher cipher, const struct vocabulary *vocabulary)
{
	return cipher != CIPHERS && is_long_enough(letters, vocabulary, NEIGHBOUR_MIN) &&
	       is_word(letters, cipher, vocabulary);
}

void turned_stage(struct rewrite *rewrite, size_t start, size_t end, const void *context)
{
	const struct vocabulary *vocabulary = context;
	struct span text = span_make(rewrite->in->bytes, end);
	struct letters before = { text.data, start, start };
	struct letters now;
	enum cipher last = CIPHERS;

	for (; next_letters(text, start, &now); start = now.end) {
		bool is_beside_last = is_beside(&before, &now);
		enum cipher cipher = cipher_of(&now, vocabulary);
		if (cipher == CIPHERS && is_beside_last && is_neighbour(&now, last, vocabulary))
			cipher = last;
		if (last == CIPHERS && is_beside_last && is_neighbour(&before, cipher, vocabulary))
			put(rewrite, &before, cipher);
		if (cipher != CIPHERS)
			put(rewrite, &now, cipher);
		last = cipher;
		before = now;
	}
}

/* Whole slices */

static bool is_upside_down(struct span text, size_t start)
{
	size_t count = 0;

	while (start < text.len) {
		bool is_sure;
		start = utf8_skip_ascii(text.data, text.len, start);
		if (start < text.len &&
		    glyph_turn_over(utf8_next(text.data, text.len, &start), &is_sure) != '\0')
			count += is_sure;
	}
	return count >= BACKWARDS_MIN;
}

static bool is_backwards(struct span text, size_t start, const struct vocabulary *vocabulary)
{
	struct letters letters;
	size_t count = 0;

	for (; next_letters(text, start, &letters); start = letters.end)
		count += is_long_enough(&letters, vocabulary, NEIGHBOUR_MIN) &&
		         is_word(&letters, BACKWARDS, vocabulary);
	return count >= BACKWARDS_MIN;
}

void backwards_stage(struct rewrite *rewrite, size_t start, size_t end, const void *vocabulary)
{
	struct span text = span_make(rewrite->in->bytes, end);
	bool is_over = is_upside_down(text, start);

	if (!is_over && !is_backwards(text, start, vocabulary))
		return;
	rewrite_begin_run(rewrite, start);
	for (size_t behind = end; behind > start;) {
		size_t at = behind;
		bool is_sure;
		uint32_t c = utf8_previous(text.data, &at);
		char letter = is_over ? glyph_turn_over(c, &is_sure) : '\0';
		struct span written = span_make(text.data + at, behind - at);
		rewrite_piece(rewrite, at, behind, letter != '\0' ? span_make(&letter, 1) : written,
		    HOW_TURNED);
		behind = at;
	}
	rewrite_end_run(rewrite, end, true);
}
