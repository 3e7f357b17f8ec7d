/*
 * What a character looks like to somebody who reads: nothing at all, an ASCII letter, a mark on
 * one. Built once a process from ICU's data (UTS #39 confusables, properties) and a few lines of
 * our own.
 */
#ifndef RULES_TEXT_GLYPH_H
#define RULES_TEXT_GLYPH_H

#include <stdbool.h>
#include <stdint.h>

enum glyph_kind {
	GLYPH_PLAIN,    /* nothing of the below: ASCII, punctuation, white space */
	GLYPH_HIDDEN,   /* nobody sees it */
	GLYPH_MARK,     /* a mark that no normalisation took up: noise, in texts that are NFKC */
	GLYPH_SHAPE,    /* a letter or digit in a circle or square, whatever stands around it */
	GLYPH_FLAG,     /* half of a flag, or a letter */
	GLYPH_ACCENTED, /* an ASCII letter with what Latin orthographies add to it */
	GLYPH_FOREIGN,  /* a letter of a living script other than Latin that looks like one of ASCII
	                 */
	GLYPH_ODD,      /* looks like an ASCII letter and is used in no orthography */
	GLYPH_LETTER,   /* a letter that looks like none of ASCII */
	GLYPH_DIGIT,    /* a decimal digit of another script */
	GLYPH_PICTURE,  /* emoji and other symbols */
};

struct glyph {
	uint8_t kind;
	char alike; /* the ASCII letter, figure or sign that it looks like; 0: none */
};

void glyph_prepare(void); /* makes the table, once a process */
struct glyph glyph_of(uint32_t code_point);

unsigned glyph_digit(uint32_t code_point); /* value of a GLYPH_DIGIT */

/* Do these two halves make a flag that there is? Both as their letters, 'a' to 'z'. */
bool glyph_is_flag(char first, char second);

/* What stands for a letter turned upside down, 0 if nothing does; *is_sure: no ordinary text has
 * it. */
char glyph_turn_over(uint32_t code_point, bool *is_sure);

#endif
