/*
 * Words of a folded text (text/fold.h), as data lists and documents compare them: runs of letters,
 * runs of digits, and single characters of scripts that put no space between words. What stands
 * between them does not count, and characters without a mark of their own do not even end one.
 */
#ifndef RULES_TEXT_TOKEN_H
#define RULES_TEXT_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/base/span.h"

enum { TOKEN_BYTES_MAX = 256 }; /* a longer run is cut; nobody writes such a word */

struct token {
	uint32_t start, end; /* bytes of the text, half-open */
	bool is_digits;
	bool is_joined; /* it stands right behind the token before, as in AB12 */
	bool is_plain;  /* all of it counts as it stands */
};

/* The next token from *at on, which moves behind it; false at the end. */
bool token_next(struct span text, size_t *at, struct token *token);

/* What counts of it: borrowed from text, or written to room. Digits of any script are ASCII's. */
struct span token_text(struct span text, const struct token *token, char room[TOKEN_BYTES_MAX]);

#endif
