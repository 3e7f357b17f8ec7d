/*
 * The chain: each row is hashed together with the hash of the row before it, so that no row can be
 * changed, removed or moved without all later ones saying so. Pure: bytes in, bytes out.
 *
 * A row's body holds everything that is chained, as one packed run of bytes: what is hashed is
 * exactly what is stored. Identity and text are in it only as commitments, HMAC-SHA-256 under a
 * random salt that stands beside the chain and is erased together with what it salts.
 */
#ifndef STORE_CHAIN_H
#define STORE_CHAIN_H

#include "record.h"

enum { CHAIN_HASH = 32, CHAIN_HEX = 64, CHAIN_SALT = 16, CHAIN_PERSON = 16 };

enum entry_type {
	ENTRY_RECORD = 1,
	ENTRY_OUTCOME = 2, /* what became of an earlier record */
};

enum commitment { COMMIT_IDENTITY, COMMIT_TEXT, COMMIT_COUNT };

struct entry {
	enum entry_type type;
	uint64_t number;                       /* of the row; from 1, without holes */
	int64_t committed_ms;                  /* audit's clock, never backwards along the chain */
	struct span person;                    /* CHAIN_PERSON random bytes; empty: nobody */
	struct span commitments[COMMIT_COUNT]; /* CHAIN_HASH bytes; empty: there was nothing */
	struct record record; /* ENTRY_RECORD; its identity and text are not in here */
	struct {              /* ENTRY_OUTCOME */
		uint64_t target;
		enum outcome outcome;
		struct span published_id, published_url;
	} outcome;
};

void entry_pack(const struct entry *entry, struct buf *to);
/* Spans point into from; arrays into arena. */
bool entry_unpack(struct span from, struct arena *arena, struct entry *entry);

/* hash = SHA-256(previous, body). previous of the first row is all zero. */
void chain_hash(const uint8_t previous[CHAIN_HASH], struct span body, uint8_t hash[CHAIN_HASH]);

void chain_commit(
    enum commitment what, struct span salt, struct span data, uint8_t commitment[CHAIN_HASH]);

void chain_hex(const uint8_t hash[CHAIN_HASH], char text[CHAIN_HEX + 1]);
bool chain_unhex(struct span text, uint8_t hash[CHAIN_HASH]);

#endif
