/*
 * A text cut into pieces that may be one word or number together, the signs of each, and what
 * stands between them. As much of a text at a time as is asked for at once.
 */
#ifndef RULES_TEXT_PIECES_H
#define RULES_TEXT_PIECES_H

#include "sign.h"

enum gap {
	GAP_NONE,    /* the text ends, or too much stands between */
	GAP_SPACE,   /* white space alone */
	GAP_LINE,    /* the end of a line, perhaps behind a hyphen */
	GAP_HYPHEN,  /* one of what ordinary words and names are joined with: - . / _ … */
	GAP_STRANGE, /* anything else that no white space is part of */
	GAP_MIXED,   /* several of these */
};

struct piece {
	size_t from, to;
	size_t first;     /* its first sign */
	uint32_t count;   /* of its signs; those of a long one are not all kept */
	uint32_t figures; /* of them: digits of any script */
	enum gap gap;     /* behind it */
	size_t next;      /* where the next piece begins; to if there is none */
	uint32_t chars;   /* of the gap */
	uint32_t sum;     /* of its bytes, so that gaps can be told apart quickly */
};

enum { PIECES_MAX = 256, PIECE_SIGNS_MAX = 64, PIECES_SIGNS_MAX = 1024 };

struct pieces {
	struct span text;
	struct piece list[PIECES_MAX];
	size_t count;
	struct sign signs[PIECES_SIGNS_MAX];
	size_t sign_count;
};

/* Those at or behind at; count is 0 if there are none. */
void pieces_read(struct pieces *pieces, struct span text, size_t at);

enum gap piece_gap(uint32_t code_point); /* of one character */

#endif
