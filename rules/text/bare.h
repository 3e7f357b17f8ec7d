/*
 * Text without what nobody sees: zero-width characters, bidirectional controls (and the order that
 * they make), variation selectors, marks heaped on letters; with tag characters, circled and
 * squared letters and flags that are none as the letters they are.
 */
#ifndef RULES_TEXT_BARE_H
#define RULES_TEXT_BARE_H

#include "rewrite.h"

void bare_stage(struct rewrite *rewrite, size_t start, size_t end, const void *unused);

#endif
