/*
 * Signed heads of the chain, in a second file (checkpoints.jsonl): whoever keeps a copy of one line
 * can prove later that no record up to it was changed or removed. The key never leaves the state
 * folder.
 *
 * A line: {"number":412,"hash":"…","time":"2027-03-01T12:00:00.000Z","signature":"…"}; signed with
 * Ed25519 (RFC 8032) are the words "gatepost checkpoint 1", number, hash and time, each with a
 * newline.
 */
#ifndef STORE_CHECKPOINT_H
#define STORE_CHECKPOINT_H

#include <openssl/evp.h>
#include <stdio.h>

#include "../base/err.h"
#include "chain.h"

enum { CHECKPOINT_SIGNATURE = 64, CHECKPOINT_LINE_MAX = 512 };

extern const char checkpoints_name[]; /* within the store */

struct checkpoint {
	uint64_t number;
	uint8_t hash[CHAIN_HASH];
	char time[32]; /* RFC 3339, UTC, as it was signed */
	uint8_t signature[CHECKPOINT_SIGNATURE];
};

bool checkpoint_parse(struct span line, struct checkpoint *checkpoint);
bool checkpoint_is_signed(const struct checkpoint *checkpoint, EVP_PKEY *public_key);

/* Returns owned (EVP_PKEY_free), NULL on failure. */
EVP_PKEY *checkpoint_public_key(const char *folder, struct err *err);

/* The writer: holds the private key and the file. */
struct sealer;

/* Makes the key where nothing was ever signed; a half written last line is cut off. Returns owned.
 */
struct sealer *sealer_open(const char *folder, struct err *err);
void sealer_free(struct sealer *sealer);

const struct checkpoint *sealer_last(const struct sealer *sealer); /* number 0: none yet */

/* Signs, appends, syncs. On failure the file is as before. */
bool sealer_write(struct sealer *sealer, uint64_t number, const uint8_t hash[CHAIN_HASH],
    int64_t now_ms, struct err *err);

#endif
