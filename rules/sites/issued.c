#include "issued.h"

#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"
#include "../../proxy/http/bytes.h"
#include "shape.h"

enum { TOKEN_LEAST = 8 };

struct issued {
	uint8_t key[SIPHASH_KEY];
	size_t count;
	size_t next; /* to be written, over the oldest once all are */
	uint64_t hashes[ISSUED_MAX];
	uint16_t lengths[ISSUED_MAX]; /* so that nothing is hashed that cannot be there */
};

/* What a random value looks like: an ordinary word that a site put into a cookie stays text. */
static bool is_token(struct span value)
{
	if (value.len < TOKEN_LEAST || !shape_fits(SHAPE_TOKEN, value))
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (byte_is(value.data[i], BYTE_DIGIT))
			return true;
	return false;
}

bool issued_holds(const struct issued *set, struct span value)
{
	uint64_t hash = 0;
	bool is_hashed = false;

	if (set == NULL || value.len < TOKEN_LEAST)
		return false;
	for (size_t i = 0; i < set->count; i++) {
		if (set->lengths[i] != value.len)
			continue;
		if (!is_hashed)
			hash = siphash(set->key, value);
		is_hashed = true;
		if (set->hashes[i] == hash)
			return true;
	}
	return false;
}

static struct issued *issued_new(const uint8_t key[SIPHASH_KEY])
{
	struct issued *set = mem_alloc(sizeof *set);

	memcpy(set->key, key, SIPHASH_KEY);
	return set;
}

void issued_free(struct issued *set)
{
	free(set);
}

static void note(struct issued **set, const uint8_t *key, struct span value)
{
	if (!is_token(value))
		return;
	if (*set == NULL)
		*set = issued_new(key);
	if (issued_holds(*set, value))
		return;
	size_t at = (*set)->next;
	(*set)->hashes[at] = siphash((*set)->key, value);
	(*set)->lengths[at] = (uint16_t)value.len;
	(*set)->next = (at + 1) % ISSUED_MAX;
	(*set)->count += (*set)->count < ISSUED_MAX;
}

static bool is_escape(struct span text)
{
	return text.len >= 3 && text.data[0] == '%' && byte_is(text.data[1], BYTE_HEX) &&
	       byte_is(text.data[2], BYTE_HEX);
}

static struct span undo_percent(struct span text, char *to)
{
	size_t len = 0;

	while (text.len > 0) {
		bool is_coded = is_escape(text);
		to[len++] = is_coded ? (char)(byte_hex(text.data[1]) << 4 | byte_hex(text.data[2]))
		                     : text.data[0];
		text = span_from(text, is_coded ? 3 : 1);
	}
	return span_make(to, len);
}

static void note_both(struct issued **set, const uint8_t *key, struct span value)
{
	char plain[1024];

	note(set, key, value);
	if (value.len > 0 && value.len <= sizeof plain &&
	    memchr(value.data, '%', value.len) != NULL)
		note(set, key, undo_percent(value, plain));
}

/* RFC 6265 4.1.1: what stands between '=' and the first ';', without quotes around it. */
static struct span cookie_value(struct span cookie)
{
	struct span value;
	struct span rest;

	span_cut(span_cut(cookie, ';', &rest), '=', &value);
	value = span_trim(value);
	if (value.len >= 2 && value.data[0] == '"' && value.data[value.len - 1] == '"')
		value = span_make(value.data + 1, value.len - 2);
	return value;
}

/* Asked of every field of every answer: one look at each letter. */
static bool is_token_name(struct span name)
{
	for (; name.len >= 3; name = span_from(name, 1)) {
		switch (name.data[0] | 0x20) {
		case 's':
			if (span_starts_nocase(name, "srf")) /* csrf, xsrf */
				return true;
			break;
		case 'n':
			if (span_starts_nocase(name, "nonce"))
				return true;
			break;
		case 't':
			if (span_starts_nocase(name, "token"))
				return true;
			break;
		default:
			break;
		}
	}
	return false;
}

void issued_learn(struct issued **set, const uint8_t key[SIPHASH_KEY], const struct message *answer)
{
	for (size_t i = 0; i < answer->header_count; i++) {
		const struct header *header = &answer->headers[i];
		if (span_is_nocase(header->name, "Set-Cookie"))
			note_both(set, key, cookie_value(header->value));
		else if (is_token_name(header->name))
			note_both(set, key, header->value);
	}
}
