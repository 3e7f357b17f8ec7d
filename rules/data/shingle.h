/* Words of a text, one after the other, as hashes; and shingles of them. */
#ifndef RULES_DATA_SHINGLE_H
#define RULES_DATA_SHINGLE_H

#include "../text/token.h"
#include "salt.h"

/* The next word of a folded text. False at the end. */
static inline bool shingle_word(
    const struct salt *salt, struct span text, size_t *at, struct token *token, uint64_t *hash)
{
	char room[TOKEN_BYTES_MAX];

	if (!token_next(text, at, token))
		return false;
	*hash = salt_hash(salt, token_text(text, token, room));
	return true;
}

#endif
