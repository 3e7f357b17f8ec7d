/* Keys and tokens by the forms that their issuers have published. token_*.c have a family each. */
#ifndef RULES_KINDS_TOKEN_H
#define RULES_KINDS_TOKEN_H

#include "kinds.h"

/* Not within a word; but what an escape ends ("\n", "%3D") is none. */
#define TOKEN_BEGINS "(?<![0-9A-Za-z](?<!\\\\[nrt])(?<!%[0-9A-Fa-f]{2}))"

/* Is it no stand-in, as manuals have them? */
bool token_is_real(struct span text, size_t *start, size_t *end);

bool token_is_random(struct span text, size_t *start, size_t *end); /* and written by chance? */

/* Decodes base64 or base64url up to what is neither; returns the bytes written. */
size_t token_decode(struct span text, char *out, size_t size);

/* A form with a beginning of its issuer's, without quantifiers, and what stands behind that. */
#define TOKEN(first, rest)                                                                         \
	{                                                                                          \
		.pattern = TOKEN_BEGINS first rest, .hint = first "[!-~]{10}", .is_exact = true,   \
		.check = token_is_real                                                             \
	}
/* One that is known by something in its middle. */
#define TOKEN_HINT(part, text)                                                                     \
	{                                                                                          \
		.pattern = TOKEN_BEGINS text, .hint = part, .is_exact = true,                      \
		.check = token_is_real                                                             \
	}
/* One that anything could have: it needs its issuer's name near. */
#define TOKEN_NEAR(words, text)                                                                    \
	{                                                                                          \
		.pattern = TOKEN_BEGINS text, .is_exact = true, .check = token_is_random,          \
		.near = words                                                                      \
	}

/* What must not follow: letters and digits, and with URL those of base64url too. */
#define ENDS     "(?![0-9A-Za-z])"
#define ENDS_URL "(?![0-9A-Za-z_-])"
#define UUID     "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

/* Parts of token and password, a file each. */
extern const struct kind tokens_cloud;
extern const struct kind tokens_code;
extern const struct kind tokens_service;
extern const struct kind tokens_chat;
extern const struct kind tokens_money;
extern const struct kind password_assigned;
extern const struct kind password_login;

#endif
