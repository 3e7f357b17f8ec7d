#include "siphash.h"

#include <endian.h>
#include <string.h>

enum { ROUNDS_WORD = 2, ROUNDS_END = 4, WORD = 8 };

struct state {
	uint64_t v0, v1, v2, v3;
};

static uint64_t rotate(uint64_t word, unsigned bits)
{
	return word << bits | word >> (64 - bits);
}

static void mix(struct state *s, unsigned rounds)
{
	for (; rounds > 0; rounds--) {
		s->v0 += s->v1;
		s->v2 += s->v3;
		s->v1 = rotate(s->v1, 13) ^ s->v0;
		s->v3 = rotate(s->v3, 16) ^ s->v2;
		s->v0 = rotate(s->v0, 32);
		s->v2 += s->v1;
		s->v0 += s->v3;
		s->v1 = rotate(s->v1, 17) ^ s->v2;
		s->v3 = rotate(s->v3, 21) ^ s->v0;
		s->v2 = rotate(s->v2, 32);
	}
}

/* Up to eight bytes as a little-endian number. */
static uint64_t read_word(const void *at, size_t len)
{
	uint64_t word = 0;

	memcpy(&word, at, len);
	return le64toh(word);
}

static void take(struct state *s, uint64_t word)
{
	s->v3 ^= word;
	mix(s, ROUNDS_WORD);
	s->v0 ^= word;
}

uint64_t siphash(const uint8_t key[SIPHASH_KEY], struct span bytes)
{
	uint64_t k0 = read_word(key, WORD);
	uint64_t k1 = read_word(key + WORD, WORD);
	struct state s = { k0 ^ 0x736f6d6570736575U, k1 ^ 0x646f72616e646f6dU,
		k0 ^ 0x6c7967656e657261U, k1 ^ 0x7465646279746573U };
	uint64_t last = (uint64_t)bytes.len << 56;

	for (; bytes.len >= WORD; bytes = span_from(bytes, WORD))
		take(&s, read_word(bytes.data, WORD));
	if (bytes.len > 0)
		last |= read_word(bytes.data, bytes.len);
	take(&s, last);
	s.v2 ^= 0xff;
	mix(&s, ROUNDS_END);
	return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}
