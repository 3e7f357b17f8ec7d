/* Keccak-256 as Ethereum uses it: the padding of before FIPS 202. Pure. */
#ifndef RULES_KINDS_KECCAK_H
#define RULES_KINDS_KECCAK_H

#include <stddef.h>

#include "../../proxy/base/span.h"

enum { KECCAK_BYTES = 32, KECCAK_INPUT_MAX = 135 };

/* text: at most KECCAK_INPUT_MAX bytes, one block. */
void keccak256(struct span text, unsigned char digest[KECCAK_BYTES]);

#endif
