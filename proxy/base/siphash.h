/*
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of few bytes. Whoever lacks the key can
 * neither choose values that collide nor tell a value from its hash.
 */
#ifndef BASE_SIPHASH_H
#define BASE_SIPHASH_H

#include <stdint.h>

#include "span.h"

enum { SIPHASH_KEY = 16 };

uint64_t siphash(const uint8_t key[SIPHASH_KEY], struct span bytes);

#endif
