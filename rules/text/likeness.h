/*
 * Text with letters for what is meant to be taken for letters. Where a word of the vocabulary can
 * be read so, it is read; beyond that, letters of other scripts within Latin words, and odd ones,
 * become those of ASCII that they look like, and figures of other scripts figures of ASCII.
 */
#ifndef RULES_TEXT_LIKENESS_H
#define RULES_TEXT_LIKENESS_H

#include "rewrite.h"

void likeness_stage(struct rewrite *rewrite, size_t start, size_t end, const void *vocabulary);

#endif
