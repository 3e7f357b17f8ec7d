/* Which characters make words. Code points in, no state. */
#ifndef RULES_TEXT_LETTER_H
#define RULES_TEXT_LETTER_H

#include <stdbool.h>
#include <stdint.h>

#include "../../proxy/base/span.h"

/* Letters, digits and marks; the underscore is none, since it also means emphasis. */
bool letter_is_word(uint32_t c);

/* Of a script that puts no space between words, or of Hangul, whose particles follow without one.
 */
bool letter_is_unspaced(uint32_t c);

/* Words in text (valid UTF-8), counting no further than most; each unspaced letter is one. */
size_t letter_count_words(struct span text, size_t most);

#endif
