#include "spaced.h"

#include <string.h>

#include "hidden_word.h"
#include "pieces.h"
#include "utf8.h"

enum {
	SINGLES_MIN = 4, /* letters one by one that are drawn together whatever they say */
	SINGLES_MAX = 63,
	SINGLES_STEP = 8,
	SINGLES_GAP = 4, /* characters between two */
	PARTS_MAX = 8,   /* pieces that make one word */
	STRANGE_MIN = 5, /* letters of a word, by what stands between its parts */
	LINE_MIN = 6,
	HYPHEN_MIN = 7,
	SHORT_PIECE = 3,
	SHORT_PIECES_MIN = 3,
	NUMBER_MIN = 12, /* figures of a number */
	NUMBER_MAX = 40,
	NUMBER_PIECES = 40,
	GROUP = 4,
	BEYOND_LATIN = 0x2020, /* quotes and dashes are usual */
	AHEAD = 64,            /* pieces that are looked at from one of them */
};

struct spacing {
	struct rewrite *rewrite;
	const struct vocabulary *vocabulary;
	struct pieces pieces;
	size_t tried; /* pieces before it begin no letters one by one: not asked at each of them */
};

static const struct piece *piece_at(const struct spacing *spacing, size_t i)
{
	return &spacing->pieces.list[i];
}

static const struct sign *signs_of(const struct spacing *spacing, size_t i)
{
	return spacing->pieces.signs + piece_at(spacing, i)->first;
}

static void put_gap(struct spacing *spacing, size_t i, struct span bytes)
{
	const struct piece *piece = piece_at(spacing, i);

	rewrite_put(spacing->rewrite, piece->to, piece->next, bytes, HOW_SPACED);
}

static bool is_white(const struct piece *piece)
{
	return piece->gap == GAP_SPACE || piece->gap == GAP_LINE;
}

/* Letters one by one: pieces of one sign. Each takes the functions below from the first on. */

static bool is_letter(const struct sign *sign)
{
	return sign->sort != SIGN_FIGURE && sign->sort != SIGN_DIGIT && sign->sort != SIGN_DRAWN;
}

static size_t count_singles(const struct spacing *spacing, size_t first)
{
	size_t i = first;

	while (i < spacing->pieces.count && i - first < SINGLES_MAX &&
	       piece_at(spacing, i)->count == 1) {
		const struct piece *piece = piece_at(spacing, i++);
		if (piece->gap == GAP_NONE || piece->chars > SINGLES_GAP)
			break;
	}
	return i - first;
}

static size_t count_letters(const struct spacing *spacing, size_t first, size_t count)
{
	size_t letters = 0;

	for (size_t i = first; i < first + count; i++)
		letters += is_letter(signs_of(spacing, i));
	return letters;
}

/* Gaps that are wider than those between letters, as bits by the sign behind them. */
static uint64_t wide_gaps(const struct spacing *spacing, size_t first, size_t count)
{
	size_t narrowest = SIZE_MAX;
	size_t spaces = 0;
	uint64_t wide = 0;

	for (size_t i = first; i + 1 < first + count; i++) {
		const struct piece *piece = piece_at(spacing, i);
		spaces += is_white(piece);
		if (piece->next - piece->to < narrowest)
			narrowest = piece->next - piece->to;
	}
	for (size_t i = first; i + 1 < first + count; i++) {
		const struct piece *piece = piece_at(spacing, i);
		bool is_wider = piece->next - piece->to > narrowest;
		if ((is_white(piece) && (is_wider || spaces * 2 < count - 1)) ||
		    (piece->gap == GAP_MIXED && is_wider))
			wide |= UINT64_C(1) << (i + 1 - first);
	}
	return wide;
}

/* Is the same put between letters nearly everywhere, as somebody does who means one word? What that
 * is stands behind one of the first letters. */
static bool is_uniform(const struct spacing *spacing, size_t first, size_t count)
{
	size_t most = 0;

	for (size_t model = first; model < first + 3; model++) {
		size_t same = 0;
		for (size_t i = first; i + 1 < first + count; i++)
			same += piece_at(spacing, i)->sum == piece_at(spacing, model)->sum;
		most = same > most ? same : most;
	}
	return most * 3 >= (count - 1) * 2;
}

/* Wide gaps end words, but none of the vocabulary, whose ends are some themselves. */
static uint64_t word_ends(const struct spacing *spacing, size_t first, size_t count)
{
	uint64_t ends = wide_gaps(spacing, first, count);

	for (size_t i = 0; i < count; i++) {
		struct hidden_word word;
		if (!hidden_word_spelled(signs_of(spacing, first + i), count - i,
		        spacing->vocabulary, SINGLES_MIN, ~UINT64_C(0), &word))
			continue;
		for (size_t j = i + 1; j < i + word.count; j++)
			ends &= ~(UINT64_C(1) << j);
		ends |= UINT64_C(1) << i | UINT64_C(1) << (i + word.count);
		i += word.count - 1;
	}
	return ends;
}

/* Do the first letters look like that? */
static bool begins_uniform(const struct spacing *spacing, size_t first)
{
	const struct piece *piece = piece_at(spacing, first);

	return first + 2 < spacing->pieces.count &&
	       (piece[0].sum == piece[1].sum || piece[1].sum == piece[2].sum);
}

/* Returns how many pieces were taken. */
static size_t take_singles(struct spacing *spacing, size_t first)
{
	bool may_begin = is_letter(signs_of(spacing, first)) && begins_uniform(spacing, first);
	size_t count = may_begin ? count_singles(spacing, first) : 0;

	if (count < SINGLES_MIN || first < spacing->tried)
		return 0;
	if (count_letters(spacing, first, count) * 2 < count ||
	    !is_uniform(spacing, first, count)) {
		spacing->tried = first + count / SINGLES_STEP;
		return 0;
	}
	uint64_t ends = word_ends(spacing, first, count);
	for (size_t i = 1; i < count; i++)
		put_gap(spacing, first + i - 1, (ends >> i & 1) != 0 ? SPAN(" ") : SPAN(""));
	return count;
}

/* Words in parts */

struct parts {
	size_t count, signs;
	uint64_t ends; /* bits: a part ends before that sign */
	size_t gaps[GAP_MIXED + 1];
	size_t longest, singles;
};

static void add_part(struct parts *parts, const struct piece *piece)
{
	parts->count++;
	parts->signs += piece->count;
	parts->ends |= UINT64_C(1) << parts->signs;
	parts->singles += piece->count == 1;
	if (piece->count > parts->longest)
		parts->longest = piece->count;
}

/* How many letters a word must have that is parted so; 0: nothing that is parted so is one. */
static size_t least_letters(const struct parts *parts)
{
	bool is_short = parts->longest <= SHORT_PIECE && parts->count >= SHORT_PIECES_MIN;

	if (parts->count < 2 || parts->gaps[GAP_MIXED] > 0)
		return 0;
	if (parts->gaps[GAP_SPACE] > 0)
		return is_short && parts->singles * 2 >= parts->count ? STRANGE_MIN : 0;
	if (parts->gaps[GAP_HYPHEN] > 0)
		return is_short ? STRANGE_MIN : HYPHEN_MIN;
	return parts->gaps[GAP_LINE] > 0 ? LINE_MIN : STRANGE_MIN;
}

/* Parts that are words before a hyphen: "re-sign" is not "resign". */
static bool is_prefix(const struct spacing *spacing, const struct piece *piece)
{
	static const char *const prefixes[] = { "re", "un", "pre", "co", "de", "non", "dis", "in",
		"ex", "sub", "anti", "multi", "semi", "over", "under", "out", "up", "mis", "inter",
		"ver", "be", "ent", "ge", "an", "auf", "ab", "ein", "aus" };
	struct span text =
	    span_make(spacing->pieces.text.data + piece->from, piece->to - piece->from);

	for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
		if (span_is_nocase(text, prefixes[i]))
			return true;
	return false;
}

/* Two words, or a prefix and one, as anybody joins them: "user-name". */
static bool may_be_two(const struct spacing *spacing, size_t first)
{
	const struct piece *piece = piece_at(spacing, first);

	return is_prefix(spacing, piece) ||
	       (piece->count > SHORT_PIECE && piece[1].count > SHORT_PIECE);
}

/* The first parts of them, so many as a word of that many letters takes. */
static struct parts parts_of(const struct spacing *spacing, size_t first, size_t letters)
{
	struct parts parts = { 0 };

	for (size_t i = first; parts.signs < letters; i++) {
		if (parts.count > 0)
			parts.gaps[piece_at(spacing, i - 1)->gap]++;
		add_part(&parts, piece_at(spacing, i));
	}
	return parts;
}

/* All that may be parts of a word that begins with this piece. */
static struct parts parts_from(const struct spacing *spacing, size_t first)
{
	struct parts parts = { 0 };

	for (size_t i = first; i < spacing->pieces.count && parts.count < PARTS_MAX; i++) {
		const struct piece *piece = piece_at(spacing, i);
		if (parts.signs + piece->count > SINGLES_MAX ||
		    parts.signs >= vocabulary_longest(spacing->vocabulary))
			break;
		add_part(&parts, piece);
		if (piece->gap == GAP_NONE || piece->gap == GAP_MIXED)
			break;
	}
	return parts;
}

/* The longest word that begins with this piece and goes on in the next ones. */
static size_t take_parts(struct spacing *spacing, size_t first)
{
	struct parts all = parts_from(spacing, first);
	size_t own = piece_at(spacing, first)->count;
	struct hidden_word word;

	if (all.count < 2 ||
	    !hidden_word_spelled(signs_of(spacing, first), all.signs, spacing->vocabulary,
	        own < STRANGE_MIN ? STRANGE_MIN : own + 1, all.ends, &word))
		return 0;
	struct parts parts = parts_of(spacing, first, word.count);
	size_t least = least_letters(&parts);
	if (least == 0 || word.count < least ||
	    (parts.count == 2 && parts.gaps[GAP_HYPHEN] > 0 && may_be_two(spacing, first)))
		return 0;
	for (size_t i = 1; i < parts.count; i++)
		put_gap(spacing, first + i - 1, SPAN(""));
	return parts.count;
}

/* Numbers */

struct number {
	size_t count; /* pieces */
	size_t signs, figures;
	bool is_strange; /* no gap that ordinary lists of numbers have */
	bool is_usual;   /* only gaps that numbers are read with as they are */
};

static bool is_number_piece(const struct piece *piece)
{
	return piece->figures == piece->count || piece->count == GROUP ||
	       (piece->figures > 0 && piece->count < GROUP);
}

static bool is_usual_gap(const struct spacing *spacing, const struct piece *piece)
{
	return piece->next - piece->to == 1 &&
	       strchr(" .-", spacing->pieces.text.data[piece->to]) != NULL;
}

/* Emoji and the like. */
static bool has_strange(const struct spacing *spacing, const struct piece *piece)
{
	for (size_t at = piece->to; at < piece->next;)
		if (utf8_next(spacing->pieces.text.data, piece->next, &at) >= BEYOND_LATIN)
			return true;
	return false;
}

static void read_number(const struct spacing *spacing, size_t first, struct number *number)
{
	*number = (struct number){ .is_strange = true, .is_usual = true };
	for (size_t i = first; i < spacing->pieces.count && number->count < NUMBER_PIECES; i++) {
		const struct piece *piece = piece_at(spacing, i);
		number->count++;
		number->signs += piece->count;
		number->figures += piece->figures;
		if (piece->gap == GAP_NONE || i + 1 == spacing->pieces.count ||
		    !is_number_piece(piece + 1) || number->signs > NUMBER_MAX)
			return;
		number->is_usual &= is_usual_gap(spacing, piece);
		number->is_strange &= is_usual_gap(spacing, piece) || has_strange(spacing, piece);
	}
}

/* A sign, perhaps between spaces. */
static bool is_one_sign(const struct spacing *spacing, const struct piece *piece)
{
	struct span gap = span_make(spacing->pieces.text.data + piece->to, piece->next - piece->to);

	gap = span_trim(gap);
	return piece->chars == 1 || (gap.len == 1 && memchr("-/|_*", gap.data[0], 5) != NULL);
}

/* Groups of four with a sign between them, as cards and accounts have them. */
static bool is_grouped(const struct spacing *spacing, size_t first, const struct number *number)
{
	for (size_t i = first; i + 1 < first + number->count; i++)
		if (piece_at(spacing, i)->count != GROUP ||
		    !is_one_sign(spacing, piece_at(spacing, i)))
			return false;
	return number->count > 2 && piece_at(spacing, first + number->count - 1)->count <= GROUP;
}

static size_t take_number(struct spacing *spacing, size_t first)
{
	struct number number;

	if (piece_at(spacing, first)->figures == 0)
		return 0;
	read_number(spacing, first, &number);
	if (number.is_usual || number.signs < NUMBER_MIN || number.signs > NUMBER_MAX ||
	    number.figures * 2 < number.signs ||
	    !(number.is_strange || is_grouped(spacing, first, &number)))
		return 0;
	for (size_t i = first; i + 1 < first + number.count; i++)
		if (!is_usual_gap(spacing, piece_at(spacing, i)))
			put_gap(spacing, i, SPAN("-"));
	return number.count;
}

static size_t take(struct spacing *spacing, size_t first)
{
	size_t taken = take_number(spacing, first);

	if (taken == 0 && piece_at(spacing, first)->count == 1)
		taken = take_singles(spacing, first);
	if (taken == 0)
		taken = take_parts(spacing, first);
	return taken > 0 ? taken : 1;
}

void spaced_stage(struct rewrite *rewrite, size_t start, size_t end, const void *vocabulary)
{
	struct spacing spacing = { .rewrite = rewrite, .vocabulary = vocabulary };
	struct span text = span_make(rewrite->in->bytes, end);

	for (pieces_read(&spacing.pieces, text, start); spacing.pieces.count > 0;
	     pieces_read(&spacing.pieces, text, start)) {
		size_t count = spacing.pieces.count;
		spacing.tried = 0;
		bool is_all = spacing.pieces.list[count - 1].gap == GAP_NONE;
		size_t most = is_all || count <= AHEAD ? count : count - AHEAD;
		size_t i = 0;
		while (i < most)
			i += take(&spacing, i);
		start = i < count ? piece_at(&spacing, i)->from : piece_at(&spacing, count - 1)->to;
	}
}
