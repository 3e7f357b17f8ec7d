#include "keccak.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

/* The Keccak reference, version 3.0: rate 1088, capacity 512. */

enum { LANES = 25, ROUNDS = 24 };

static uint64_t rotate(uint64_t lane, unsigned by)
{
	return by == 0 ? lane : lane << by | lane >> (64 - by);
}

static void theta(uint64_t lanes[LANES])
{
	uint64_t sums[5];

	for (size_t x = 0; x < 5; x++)
		sums[x] = lanes[x] ^ lanes[x + 5] ^ lanes[x + 10] ^ lanes[x + 15] ^ lanes[x + 20];
	for (size_t i = 0; i < LANES; i++)
		lanes[i] ^= sums[(i + 4) % 5] ^ rotate(sums[(i + 1) % 5], 1);
}

/* Steps rho and pi: along the path that pi takes. */
static void rho_pi(uint64_t lanes[LANES])
{
	uint64_t moving = lanes[1];
	size_t x = 1;
	size_t y = 0;

	for (unsigned t = 0; t < 24; t++) {
		size_t next = (2 * x + 3 * y) % 5;
		x = y;
		y = next;
		uint64_t kept = lanes[x + 5 * y];
		lanes[x + 5 * y] = rotate(moving, (t + 1) * (t + 2) / 2 % 64);
		moving = kept;
	}
}

static void chi(uint64_t lanes[LANES])
{
	for (size_t row = 0; row < LANES; row += 5) {
		uint64_t old[5];
		memcpy(old, lanes + row, sizeof old);
		for (size_t x = 0; x < 5; x++)
			lanes[row + x] = old[x] ^ (~old[(x + 1) % 5] & old[(x + 2) % 5]);
	}
}

/* The next round constant from a shift register of eight bits. */
static uint64_t iota(unsigned *shifted)
{
	uint64_t constant = 0;

	for (unsigned j = 0; j < 7; j++) {
		if ((*shifted & 1) != 0)
			constant ^= UINT64_C(1) << ((1U << j) - 1);
		*shifted = (*shifted & 0x80) != 0 ? (*shifted << 1 ^ 0x71) & 0xff : *shifted << 1;
	}
	return constant;
}

void keccak256(struct span text, unsigned char digest[KECCAK_BYTES])
{
	unsigned char block[LANES * 8] = { 0 };
	uint64_t lanes[LANES] = { 0 };
	unsigned shifted = 1;

	assert(text.len <= KECCAK_INPUT_MAX);
	memcpy(block, text.data, text.len);
	block[text.len] ^= 0x01;
	block[KECCAK_INPUT_MAX] ^= 0x80;
	for (size_t i = 0; i < sizeof block; i++)
		lanes[i / 8] |= (uint64_t)block[i] << (i % 8 * 8);
	for (int round = 0; round < ROUNDS; round++) {
		theta(lanes);
		rho_pi(lanes);
		chi(lanes);
		lanes[0] ^= iota(&shifted);
	}
	for (size_t i = 0; i < KECCAK_BYTES; i++)
		digest[i] = (unsigned char)(lanes[i / 8] >> (i % 8 * 8));
}
