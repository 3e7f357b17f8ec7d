/* Figures and addresses in words: "four one one one …", "name at host dot example", "name (at) …".
 */
#ifndef RULES_TEXT_SPOKEN_H
#define RULES_TEXT_SPOKEN_H

#include "rewrite.h"

/* Is a word a figure, or the "dot" of an address? */
bool spoken_is_figure(struct span word);
bool spoken_is_dot(struct span word);

void spoken_stage(struct rewrite *rewrite, size_t start, size_t end, const void *unused);

#endif
