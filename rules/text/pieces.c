#include "pieces.h"

#include <string.h>
#include <unicode/uchar.h>

#include "ascii.h"
#include "utf8.h"

enum { GAP_MAX = 16 };

/* Loose signs stand between pieces rather than in them. */
static bool is_part(const struct sign *sign)
{
	return sign->sort != SIGN_NONE && !sign->is_loose;
}

/* What joins words in ordinary texts, names of files and programs: all of ASCII but what is put
 * between letters to mean something else. */
static bool is_hyphen(uint32_t c)
{
	return c < 0x80 ? memchr("*~^`", (int)c, 4) == NULL : c >= 0x2010 && c <= 0x2019;
}

enum gap piece_gap(uint32_t c)
{
	if (c == '\n' || c == '\r')
		return GAP_LINE;
	if (c == ' ' || (c >= 0x80 && u_isUWhiteSpace((UChar32)c)) || c == '\t')
		return GAP_SPACE;
	return is_hyphen(c) ? GAP_HYPHEN : GAP_STRANGE;
}

static enum gap add_gap(enum gap gap, enum gap more, size_t chars)
{
	if (gap == GAP_NONE)
		return more;
	if (gap == more)
		return gap == GAP_HYPHEN && chars > 1 ? GAP_MIXED : gap;
	if (gap == GAP_LINE && more == GAP_SPACE)
		return GAP_LINE;
	if (gap == GAP_HYPHEN && more == GAP_LINE)
		return GAP_LINE;
	return GAP_MIXED;
}

/* Is what stands at text[at) part of a piece? Of ASCII nearly everything can be told at once. */
static bool begins_piece(struct span text, size_t at)
{
	unsigned char c = (unsigned char)text.data[at];

	if (ascii_is_figure(c) || c == '@' || c == '$')
		return true;
	if (c < 0x80 && memchr("|/\\([{<>", c, 8) == NULL)
		return false;
	struct sign sign = sign_read(text, at);
	return is_part(&sign);
}

static void read_gap(struct span text, struct piece *piece)
{
	enum gap gap = GAP_NONE;
	size_t chars = 0;
	size_t lines = 0;
	uint32_t sum = 0;

	piece->gap = GAP_NONE;
	piece->next = piece->to;
	for (size_t at = piece->to; at < text.len && at - piece->to <= GAP_MAX;) {
		if (begins_piece(text, at)) {
			piece->gap = gap;
			piece->next = at;
			piece->chars = (uint32_t)chars;
			piece->sum = sum;
			return;
		}
		uint32_t c = utf8_next(text.data, text.len, &at);
		sum = (sum + c) * UINT32_C(0x9e3779b1);
		lines += c == '\n';
		if (lines > 1)
			return;
		gap = add_gap(gap, piece_gap(c), ++chars);
	}
}

/* Behind what is part of no piece. */
static size_t skip_gap(struct span text, size_t at)
{
	while (at < text.len && !begins_piece(text, at))
		utf8_next(text.data, text.len, &at);
	return at;
}

static void read_piece(struct pieces *pieces, size_t at)
{
	struct piece piece = { .from = at, .first = pieces->sign_count };

	while (at < pieces->text.len) {
		struct sign sign = sign_read(pieces->text, at);
		if (!is_part(&sign))
			break;
		if (piece.count < PIECE_SIGNS_MAX)
			pieces->signs[pieces->sign_count++] = sign;
		piece.count++;
		piece.figures += sign.sort == SIGN_FIGURE || sign.sort == SIGN_DIGIT;
		at = sign.to;
	}
	piece.to = at;
	read_gap(pieces->text, &piece);
	pieces->list[pieces->count++] = piece;
}

void pieces_read(struct pieces *pieces, struct span text, size_t at)
{
	pieces->text = text;
	pieces->count = 0;
	pieces->sign_count = 0;
	for (at = skip_gap(text, at); at < text.len && pieces->count < PIECES_MAX &&
	                              pieces->sign_count + PIECE_SIGNS_MAX <= PIECES_SIGNS_MAX;) {
		read_piece(pieces, at);
		const struct piece *last = &pieces->list[pieces->count - 1];
		at = last->gap != GAP_NONE ? last->next : skip_gap(text, last->to);
	}
}
