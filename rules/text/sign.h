/*
 * The signs that a word is made of, for somebody who reads it although it is written in others: a
 * letter, or a figure, a foreign letter or a drawing that is meant to be taken for one.
 */
#ifndef RULES_TEXT_SIGN_H
#define RULES_TEXT_SIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/base/span.h"

enum sign_sort {
	SIGN_NONE,     /* stands between words */
	SIGN_LETTER,   /* of ASCII */
	SIGN_FIGURE,   /* of ASCII */
	SIGN_DRAWN,    /* punctuation and symbols in the place of a letter */
	SIGN_FOREIGN,  /* as the GLYPH_ of that name */
	SIGN_ODD,      /* also */
	SIGN_ACCENTED, /* also */
	SIGN_DIGIT,    /* of another script */
	SIGN_OTHER,    /* a letter that looks like none of ASCII */
};

struct sign {
	uint32_t plain; /* its code point, folded; of several: that of the first */
	/* What it comes to where everything alike is one: lower case, i, l and 1 are l. */
	uint32_t canon;
	uint32_t from, to; /* its bytes */
	uint8_t sort;      /* enum sign_sort */
	char alike;        /* what it looks like, in its case; 0: itself only */
	bool is_loose;     /* punctuation that also stands around words */
};

void sign_prepare(void); /* makes its tables, and those of glyph.h, once a process */

/* The sign at text[at); it ends at its `to`. */
struct sign sign_read(struct span text, size_t at);

/* canon of one character of a word as a policy has it, folded. */
uint32_t sign_canon(uint32_t code_point);

#endif
