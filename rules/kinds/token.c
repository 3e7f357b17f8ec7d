#include "token.h"

#include <string.h>

#include "random.h"

enum { VARIETY_MIN = 6, RUN_MIN = 8, JWT_HEADER_MAX = 1024 };

bool token_is_real(struct span text, size_t *start, size_t *end)
{
	struct span found = span_make(text.data + *start, *end - *start);

	return !random_is_filler(found) && !random_is_pattern(found) &&
	       random_variety(found) >= VARIETY_MIN;
}

bool token_is_random(struct span text, size_t *start, size_t *end)
{
	return token_is_real(text, start, end) &&
	       random_is(span_make(text.data + *start, *end - *start), RUN_MIN);
}

/* Signed tokens: RFC 7515 4.1.1: the header is a JSON object that names its algorithm. */

static int base64_value(char c)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
	const char *at = memchr(letters, c == '+' ? '-' : c == '/' ? '_' : c, sizeof letters - 1);

	return at != NULL ? (int)(at - letters) : -1;
}

size_t token_decode(struct span text, char *out, size_t size)
{
	uint32_t bits = 0;
	unsigned held = 0;
	size_t len = 0;

	for (size_t i = 0; i < text.len && len < size && base64_value(text.data[i]) >= 0; i++) {
		bits = bits << 6 | (uint32_t)base64_value(text.data[i]);
		held += 6;
		if (held < 8)
			continue;
		held -= 8;
		out[len++] = (char)(bits >> held & 0xff);
	}
	return len;
}

static bool check_jwt(struct span text, size_t *start, size_t *end)
{
	struct span found = span_make(text.data + *start, *end - *start);
	char header[JWT_HEADER_MAX];
	struct span rest;
	size_t len = token_decode(span_cut(found, '.', &rest), header, sizeof header);

	return len > 2 && header[0] == '{' && (header[len - 1] == '}' || len == sizeof header) &&
	       (memmem(header, len, "\"alg\"", 5) != NULL ||
	           memmem(header, len, "\"typ\"", 5) != NULL);
}

static const struct kind_form signed_forms[] = {
	/* RFC 7519; its last part may be missing or cut */
	{
	    .pattern =
	        TOKEN_BEGINS "ey[0-9A-Za-z_-]{10,}\\.ey[0-9A-Za-z_-]{10,}(?:\\.[0-9A-Za-z_-]*)?",
	    .is_exact = true,
	    .check = check_jwt,
	},
};

static const struct kind tokens_signed = { "token", "a signed token", KIND_FORMS(signed_forms) };

static const struct kind *const parts[] = { &tokens_cloud, &tokens_code, &tokens_service,
	&tokens_chat, &tokens_money, &tokens_signed, NULL };
const struct kind kind_token = { "token", "a key or token of a known form", .parts = parts,
	.is_credential = true };
