/*
 * Words of the vocabulary that are written backwards, or with every letter changed for another one
 * (ROT13, Atbash). Words that are words both ways ("drawer") are left alone.
 */
#ifndef RULES_TEXT_TURNED_H
#define RULES_TEXT_TURNED_H

#include "rewrite.h"
#include "vocabulary.h"

/* Is a run of ASCII letters one? */
bool turned_is(struct span letters, const struct vocabulary *vocabulary);

/* Each such word by itself. context: the vocabulary. */
void turned_stage(struct rewrite *rewrite, size_t start, size_t end, const void *vocabulary);

/* All of a slice backwards, if several of its words are, or letters turned upside down. */
void backwards_stage(struct rewrite *rewrite, size_t start, size_t end, const void *vocabulary);

#endif
