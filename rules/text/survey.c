#include "survey.h"

#include <string.h>

#include "ascii.h"
#include "glyph.h"
#include "hidden_word.h"
#include "misspelt.h"
#include "spoken.h"
#include "turned.h"
#include "utf8.h"

enum {
	SINGLES_MIN = 4, /* letters one by one */
	SINGLES_GAP = 8, /* bytes between them */
	SHORT_PIECE = 3,
	SHORT_PIECES_MIN = 3,
	NUMBERS_MIN = 4, /* short tokens of figures: bytes as numbers */
	SIGNS_MIN = 4,   /* tokens of dots and dashes */
	CODED_MIN = 8,   /* letters and figures mixed */
	LINES_MIN = 2,
	SPELLED_MIN = 3,
	GROUP = 4,
	PARTS_MAX = 8,
	FIGURE_WORDS_MIN = 4,
	LOOKS_MAX = 512,
	QUOTES_FIRST = 0x2010, /* dashes and quotes stand in words */
	QUOTES_LAST = 0x201f,
};

struct walk {
	struct span text;
	const struct vocabulary *vocabulary;
	unsigned hints;
	/* What a run of like tokens needs to become a hint. */
	size_t singles, single_end;
	size_t shorts, short_end;
	size_t numbers, number_end;
	size_t signs, sign_end;
	size_t spelled, spelled_end;
	size_t figure_words;
	size_t foreign;
	size_t looks;
	size_t looked_at; /* clusters up to here have been compared with the vocabulary */
};

static unsigned char byte_at(const struct walk *walk, size_t at)
{
	return at < walk->text.len ? (unsigned char)walk->text.data[at] : ' ';
}

static unsigned char byte_before(const struct walk *walk, size_t at)
{
	return at > 0 ? (unsigned char)walk->text.data[at - 1] : ' ';
}

static bool is_word(unsigned char c)
{
	return ascii_is_figure(c) || c >= 0x80;
}

/* Counts tokens of a kind that follow each other closely; true once there are enough. */
static bool follows(
    size_t *count, size_t *last_end, size_t start, size_t end, size_t gap, size_t enough)
{
	if (*count > 0 && start < *last_end) /* the same one again */
		return *count >= enough;
	*count = *count > 0 && start - *last_end <= gap ? *count + 1 : 1;
	*last_end = end;
	return *count >= enough;
}

/* Signs that may stand for letters */

static bool is_cluster_byte(unsigned char c)
{
	return is_word(c) || (c > ' ' && memchr("@$!|+([<{#/\\)]}>-_=", c, 20) != NULL);
}

static bool has_hidden_word(const struct walk *walk, size_t start, size_t *end)
{
	struct surroundings surroundings = { .vocabulary = walk->vocabulary, .is_latin = true };
	struct cluster cluster;
	struct cluster squeezed;
	struct hidden_word word;

	cluster_read(&cluster, walk->text, start);
	*end = cluster.end > start ? cluster.end : start + 1;
	surroundings.accents = cluster.of[SIGN_ACCENTED];
	if (hidden_word_find(&cluster, &surroundings, &word))
		return true;
	for (size_t times = 1; times <= 2 && cluster_squeeze(&cluster, times, &squeezed); times++)
		if (hidden_word_find(&squeezed, &surroundings, &word))
			return true;
	return false;
}

/* Looks at what stands around a sign that may stand for a letter, each once. */
static void look_at(struct walk *walk, size_t at)
{
	size_t start = at;

	if (at < walk->looked_at || (walk->hints & HINT_LIKENESS) != 0)
		return;
	if (++walk->looks > LOOKS_MAX) { /* then the stage may look itself */
		walk->hints |= HINT_LIKENESS;
		return;
	}
	while (start > walk->looked_at && at - start < CLUSTER_MAX &&
	       is_cluster_byte(byte_before(walk, start)))
		start--;
	while (start < at && ((unsigned char)walk->text.data[start] & 0xc0) == 0x80)
		start++;
	while (start <= at) {
		if (has_hidden_word(walk, start, &start))
			walk->hints |= HINT_LIKENESS;
	}
	walk->looked_at = start;
}

/* Letters */

static const char *const spelled[] = { "alfa", "bravo", "charlie", "delta", "echo", "foxtrot",
	"golf", "hotel", "india", "juliett", "kilo", "lima", "mike", "november", "oscar", "papa",
	"quebec", "romeo", "sierra", "tango", "uniform", "victor", "whiskey", "xray", "yankee",
	"zulu" };

/* The first letters of a word of the spelling alphabet are enough. */
static bool is_spelled(const struct walk *walk, size_t start, size_t len)
{
	const char *word = spelled[ascii_lower(walk->text.data[start]) - 'a'];

	return len >= 4 && ascii_lower(walk->text.data[start + 1]) == word[1] &&
	       ascii_lower(walk->text.data[start + 2]) == word[2];
}

static uint32_t canon(unsigned char c)
{
	static const char figures[] = "olzeasgtbg";
	uint32_t lower = ascii_is_digit(c) ? (unsigned char)figures[c - '0'] : c | 0x20U;

	return lower == 'i' ? 'l' : lower;
}

/* The length of what stands between two parts of a word: one character, or a hyphen at the end of a
 * line; 0 if it is anything else. */
static size_t joint_len(const struct walk *walk, size_t at)
{
	unsigned char c = byte_at(walk, at);
	size_t len = c == '-' && byte_at(walk, at + 1) == '\n' ? 2 : 1;
	bool is_joint = c < 0x80 && (c > ' ' || c == '\n') && !ascii_is_figure(c);

	return is_joint && ascii_is_figure(byte_at(walk, at + len)) ? len : 0;
}

/* Is there a word of the vocabulary in parts, of which this is the first? Only parts of ASCII with
 * one character between them: others give hints of their own. */
static bool begins_parted(const struct walk *walk, size_t start, size_t end)
{
	size_t longest = vocabulary_longest(walk->vocabulary);
	size_t letters = 0;
	size_t parts = 1;
	uint64_t hash = 0;

	for (size_t at = start; letters < longest; at++) {
		unsigned char c = byte_at(walk, at);
		if (ascii_is_figure(c)) {
			hash = vocabulary_hash(hash, canon(c));
			letters++;
			if (at >= end && vocabulary_next(walk->vocabulary, hash, NULL) != NULL)
				return true;
			continue;
		}
		size_t joint = joint_len(walk, at);
		if (joint == 0 || ++parts > PARTS_MAX)
			return false;
		at += joint - 1;
	}
	return false;
}

/* A run of ASCII letters that nothing else of a word stands beside. */
static void take_word(struct walk *walk, struct span word)
{
	if (misspelt_is(word, walk->vocabulary))
		walk->hints |= HINT_MISSPELT;
	if (turned_is(word, walk->vocabulary))
		walk->hints |= HINT_TURNED;
	if (spoken_is_dot(word))
		walk->hints |= HINT_SPOKEN;
	walk->figure_words += spoken_is_figure(word);
}

static void take_letters(struct walk *walk, size_t start, size_t end)
{
	size_t len = end - start;
	unsigned char before = byte_before(walk, start);
	unsigned char behind = byte_at(walk, end);

	if (ascii_is_digit(before) || ascii_is_digit(behind))
		look_at(walk, start);
	else if (before < 0x80 && behind < 0x80)
		take_word(walk, span_make(walk->text.data + start, len));
	if (len == 1 && !is_word(before) && !is_word(behind) && before != '\'' &&
	    follows(&walk->singles, &walk->single_end, start, end, SINGLES_GAP, SINGLES_MIN))
		walk->hints |= HINT_SPACED;
	if (len <= SHORT_PIECE && before > ' ' && before != '\'' && before != '"' &&
	    follows(&walk->shorts, &walk->short_end, start, end, 4, SHORT_PIECES_MIN))
		walk->hints |= HINT_SPACED;
	if (len == 2 && (walk->text.data[start] | 0x20) == 'a' &&
	    (walk->text.data[start + 1] | 0x20) == 't' && memchr("-*_~", before, 4) != NULL)
		walk->hints |= HINT_SPOKEN;
	if (len == 5 && behind == ' ' && ascii_is_digit(byte_at(walk, end + 1)))
		walk->hints |= HINT_CODED; /* "begin 644 name" */
	if (is_spelled(walk, start, len) &&
	    follows(&walk->spelled, &walk->spelled_end, start, end, 4, SPELLED_MIN))
		walk->hints |= HINT_CODED;
	if ((walk->hints & HINT_SPACED) == 0 &&
	    (joint_len(walk, end) > 0 || ascii_is_digit(behind)) && begins_parted(walk, start, end))
		walk->hints |= HINT_SPACED;
}

/* The end of a run of letters; what their case and repetition shows. */
static size_t letters_end(struct walk *walk, size_t start)
{
	size_t end = start + 1;
	unsigned char last = byte_at(walk, start);
	bool is_mixed = false;
	bool is_tripled = false;
	size_t same = 1;

	for (;; end++) {
		unsigned char c = byte_at(walk, end);
		if (!ascii_is_letter(c))
			break;
		is_mixed |= ascii_is_upper(c) && ascii_is_lower(last);
		same = (c | 0x20) == (last | 0x20) ? same + 1 : 1;
		is_tripled |= same == 3;
		last = c;
	}
	if (is_mixed && end - start >= CODED_MIN)
		walk->hints |= HINT_CODED;
	if (is_tripled || is_mixed)
		look_at(walk, start);
	return end;
}

/* Figures */

/* No further than tells a long run from a short one. */
static size_t run_end(const struct walk *walk, size_t at)
{
	size_t end = at;

	while (end - at < CODED_MIN && ascii_is_figure(byte_at(walk, end)))
		end++;
	return end;
}

static size_t run_start(const struct walk *walk, size_t at)
{
	size_t start = at;

	while (start > 0 && at - start < CODED_MIN && ascii_is_figure(byte_before(walk, start)))
		start--;
	return start;
}

/* A token with figures in it, seen at its first figure. */
static size_t take_figures(struct walk *walk, size_t at)
{
	size_t start = run_start(walk, at);
	size_t end = run_end(walk, at);
	unsigned char behind = byte_at(walk, end);
	bool is_long = end - start >= CODED_MIN;
	bool is_usual = behind == ' ' || behind == '.' || behind == '-' || behind == ',' ||
	                behind == ':' || behind == ')';

	if (is_long)
		walk->hints |= HINT_CODED;
	if (end - start <= GROUP &&
	    follows(&walk->numbers, &walk->number_end, start, end, SINGLES_GAP, NUMBERS_MIN))
		walk->hints |= HINT_CODED | HINT_SPACED;
	if (!is_usual && behind > ' ' && ascii_is_digit(byte_at(walk, end + 1)))
		walk->hints |= HINT_SPACED;
	while (at < end && ascii_is_digit(byte_at(walk, at)))
		at++;
	return at;
}

/* Signs */

/* A token of dots and dashes, and nothing else. */
static void take_dots(struct walk *walk, size_t at)
{
	size_t end = at;

	if (memchr(" \n/|", byte_before(walk, at), 4) == NULL)
		return;
	while (memchr(".-_", byte_at(walk, end), 3) != NULL)
		end++;
	if (memchr(" \n/|", byte_at(walk, end), 4) != NULL &&
	    follows(&walk->signs, &walk->sign_end, at, end, 4, SIGNS_MIN))
		walk->hints |= HINT_CODED;
}

static bool is_hex(unsigned char c)
{
	return ascii_is_digit(c) || ((c | 0x20) >= 'a' && (c | 0x20) <= 'f');
}

static void take_backslash(struct walk *walk, size_t at)
{
	unsigned char behind = byte_at(walk, at + 1);

	if (ascii_is_figure(behind))
		walk->hints |= HINT_ESCAPE;
	else if (behind > ' ')
		walk->hints |= HINT_FORMATTING;
}

static void take_angle(struct walk *walk, size_t at)
{
	unsigned char behind = byte_at(walk, at + 1);

	if (ascii_is_letter(behind) || behind == '/' || behind == '!')
		walk->hints |= HINT_FORMATTING;
	if (behind == '~')
		walk->hints |= HINT_CODED;
}

/* "(at)", "[ dot ]" */
static void take_bracket(struct walk *walk, size_t at)
{
	size_t word = at + 1 + (byte_at(walk, at + 1) == ' ');
	unsigned char first = byte_at(walk, word) | 0x20;
	unsigned char second = byte_at(walk, word + 1) | 0x20;

	if ((first == 'a' && second == 't') || (first == 'd' && second == 'o'))
		walk->hints |= HINT_SPOKEN;
	if (byte_at(walk, at + 1) == '/')
		walk->hints |= HINT_FORMATTING;
}

/* What escapes and markup begin with. */
static void take_mark(struct walk *walk, size_t at, unsigned char behind)
{
	unsigned char third = byte_at(walk, at + 2);

	switch (byte_at(walk, at)) {
	case '&':
		if (behind == '#' || ascii_is_letter(behind))
			walk->hints |= HINT_ESCAPE;
		break;
	case '%':
		if ((is_hex(behind) && is_hex(third)) || behind == 'u')
			walk->hints |= HINT_ESCAPE;
		break;
	case '=':
		if ((is_hex(behind) && is_hex(third)) || behind == '\n' || behind == '\r')
			walk->hints |= HINT_ESCAPE;
		break;
	case '\\':
		take_backslash(walk, at);
		break;
	case '<':
		take_angle(walk, at);
		break;
	case '[':
	case '(':
	case '{':
		take_bracket(walk, at);
		break;
	case ']':
		if (behind == '(')
			walk->hints |= HINT_FORMATTING;
		break;
	case '*':
	case '~':
	case '`':
	case '_':
	case '|':
		if (is_word(byte_before(walk, at)) && behind > ' ')
			walk->hints |= HINT_FORMATTING;
		break;
	case '@':
		if (behind == ' ')
			walk->hints |= HINT_SPOKEN;
		break;
	case '>':
		if (behind == '!')
			walk->hints |= HINT_FORMATTING;
		break;
	case '-':
		if (behind == '-' && (byte_before(walk, at) | 0x20) == 'n')
			walk->hints |= HINT_CODED; /* "xn--" */
		                                   /* fallthrough */
	case '.':
		take_dots(walk, at);
		break;
	default:
		break;
	}
}

/* May a sign stand for a letter? It does beside one, or with another sign. */
static bool may_be_letter(const struct walk *walk, size_t at, unsigned char behind)
{
	unsigned char c = byte_at(walk, at);

	if (memchr("@$", c, 2) != NULL)
		return is_word(byte_before(walk, at)) || is_word(behind);
	if (memchr("!|+([<{#/\\", c, 9) == NULL)
		return false;
	return (behind > ' ' && memchr("|\\/-_<)]}>=32*", behind, 14) != NULL) ||
	       (is_word(byte_before(walk, at)) && (is_word(behind) || c == '|' || c == '+'));
}

static void take_sign(struct walk *walk, size_t at)
{
	unsigned char behind = byte_at(walk, at + 1);

	take_mark(walk, at, behind);
	if (may_be_letter(walk, at, behind))
		look_at(walk, at);
}

/* Beyond ASCII */

/* What stands beside, hidden characters left out, is it part of a word? */
static bool is_beside_word(const struct walk *walk, size_t start, size_t end)
{
	return is_word(byte_before(walk, start)) || is_word(byte_at(walk, end));
}

static bool is_letter_kind(enum glyph_kind kind)
{
	return kind == GLYPH_FOREIGN || kind == GLYPH_ACCENTED || kind == GLYPH_ODD ||
	       kind == GLYPH_LETTER;
}

static void take_glyph(struct walk *walk, size_t start, size_t end, uint32_t c)
{
	enum glyph_kind kind = (enum glyph_kind)glyph_of(c).kind;
	bool is_sure;

	if (is_letter_kind(kind) && !is_word(byte_before(walk, start)) &&
	    !is_word(byte_at(walk, end)) &&
	    follows(&walk->singles, &walk->single_end, start, end, SINGLES_GAP, SINGLES_MIN))
		walk->hints |= HINT_SPACED;
	switch (kind) {
	case GLYPH_HIDDEN:
		if (is_beside_word(walk, start, end))
			walk->hints |= HINT_BARE;
		break;
	case GLYPH_MARK:
	case GLYPH_SHAPE:
	case GLYPH_FLAG:
		walk->hints |= HINT_BARE;
		break;
	case GLYPH_FOREIGN:
		walk->foreign++;
		break;
	case GLYPH_ODD:
		walk->hints |= HINT_LIKENESS;
		if (glyph_turn_over(c, &is_sure) != '\0')
			walk->hints |= HINT_TURNED;
		break;
	case GLYPH_DIGIT:
		walk->hints |= HINT_LIKENESS;
		break;
	case GLYPH_ACCENTED:
		look_at(walk, start);
		break;
	case GLYPH_PICTURE:
	case GLYPH_PLAIN:
		if ((c < QUOTES_FIRST || c > QUOTES_LAST) && is_word(byte_before(walk, start)) &&
		    is_word(byte_at(walk, end)))
			walk->hints |= HINT_SPACED;
		break;
	default:
		break;
	}
}

static size_t take(struct walk *walk, size_t at)
{
	unsigned char c = byte_at(walk, at);

	if (ascii_is_letter(c)) {
		size_t end = letters_end(walk, at);
		take_letters(walk, at, end);
		return end;
	}
	if (ascii_is_digit(c))
		return take_figures(walk, at);
	if (c >= 0x80) {
		size_t end = at;
		uint32_t code_point = utf8_next(walk->text.data, walk->text.len, &end);
		take_glyph(walk, at, end, code_point);
		return end;
	}
	if (c > ' ')
		take_sign(walk, at);
	else if (c < ' ' && c != '\n' && c != '\t' && c != '\r')
		walk->hints |= HINT_BARE;
	return at + 1;
}

/* Lines of letters and figures alone, one below the other, may be base64. */
static bool has_lines(struct span text)
{
	size_t lines = 0;
	struct span rest = text;

	if (memchr(text.data, '\n', text.len) == NULL)
		return false;
	while (rest.data != NULL && lines < LINES_MIN) {
		struct span line = span_cut(rest, '\n', &rest);
		bool is_run = line.len >= GROUP && memchr(line.data, ' ', line.len) == NULL;
		lines = is_run ? lines + 1 : 0;
	}
	return lines >= LINES_MIN;
}

unsigned survey(struct span text, const struct vocabulary *vocabulary)
{
	struct walk walk = { .text = text, .vocabulary = vocabulary };

	for (size_t at = 0; at < text.len;)
		at = take(&walk, at);
	if (walk.foreign > 0)
		walk.hints |= HINT_LIKENESS;
	if (has_lines(text))
		walk.hints |= HINT_CODED;
	if (walk.figure_words >= FIGURE_WORDS_MIN)
		walk.hints |= HINT_SPOKEN;
	return walk.hints;
}
