/*
 * Text without what was put between the letters of words: s p a c e s, p.o.i.n.t.s, emoji, the ends
 * of lines; and between the figures of a number. Letters one by one are drawn together; what is
 * parted otherwise only where that makes a word of the vocabulary, and nobody parts words so.
 */
#ifndef RULES_TEXT_SPACED_H
#define RULES_TEXT_SPACED_H

#include "rewrite.h"

void spaced_stage(struct rewrite *rewrite, size_t start, size_t end, const void *vocabulary);

#endif
