/*
 * What stands around a place in a text: its sentence, or so many words before and behind it. Text
 * is valid UTF-8, of any language; offsets are bytes.
 */
#ifndef RULES_TEXT_SENTENCE_H
#define RULES_TEXT_SENTENCE_H

#include <stddef.h>

#include "../../proxy/base/span.h"

/* Widens [*start, *end) to whole sentences. A dot behind a number of one or two digits ends none
 * ("12. März"), nor does one that no space follows ("2.1"). No further than 600 bytes either way.
 */
void sentence_around(struct span text, size_t *start, size_t *end);

/* Widens it by as many words to both sides; each letter of a script without spaces is a word. */
void words_around(struct span text, size_t words, size_t *start, size_t *end);

#endif
