/*
 * Texts that follow each other as one: the ends of each and the starts of the next. What lies
 * further from the joints is looked at elsewhere.
 */
#ifndef RULES_TEXT_JOIN_H
#define RULES_TEXT_JOIN_H

#include "view.h"

/* The slices of in for which is_part is true, as two slices of out: with nothing between them, and
 * with a space. False if there are not two to join. */
bool join_slices(const struct view *in, const bool *is_part, struct view *out);

#endif
