/*
 * The store's writer: appends to the chain, keeps identity and text beside it, signs its head.
 * There is one at any moment, by a lock on its folder; it belongs to the role `audit`.
 *
 * What is added waits in a transaction until store_commit(), which returns once it is on the disk:
 * nothing may be answered before. When a call fails nothing of the transaction is kept, and the
 * store may be used on: the next call begins anew. Times are milliseconds since 1970, UTC.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "../base/err.h"
#include "decision.h"

struct store;

/* Waits at most wait_ms for another writer to end. Makes the folder and its files where there are
 * none; refuses, and changes nothing of, a store that is damaged, foreign, or shorter than what was
 * sealed. Returns owned. */
struct store *store_open(const char *folder, unsigned wait_ms, struct err *err);
void store_close(struct store *store); /* what was not committed is dropped */

/* *number: what it has now, or what it had, if (worker, id) was there before. A record with worker
 * and id 0 is audit's own and never a repeat. record->number is not looked at. */
bool store_add(struct store *store, const struct record *record, int64_t now_ms, uint64_t *number,
    struct err *err);

/* All that a decision leaves (decision.h): whether what it knew still holds, its record if there is
 * one, and what its post says. A decision that was kept before is kept already. */
enum store_kept { STORE_KEPT, STORE_STALE, STORE_FAILED };
enum store_kept store_add_decision(struct store *store, const struct decision *decision,
    int64_t now_ms, uint64_t *number, struct err *err);

/* What the record is of came again: counted beside it, for 400 days. */
bool store_add_repeat(struct store *store, uint64_t number, int64_t now_ms, struct err *err);

/* The last words of all groups by all statement rules, latest first, into arena; *version is what a
 * decision by them has to name. What waits for store_commit() is among them. */
bool store_said(struct store *store, int64_t now_ms, struct arena *arena, struct said **said,
    size_t *count, uint64_t *version, struct err *err);

/* What became of a recorded post. What did not become public was not said either. Unknown
 * reference, or nothing new: true, and nothing is added. */
struct store_outcome {
	struct span reference;
	enum outcome outcome;
	struct span published_id, published_url;
};
bool store_add_outcome(
    struct store *store, const struct store_outcome *outcome, int64_t now_ms, struct err *err);

/* Adds up counts by host and hour (hours since 1970), once for each (run, sender, id). */
struct store_count {
	uint8_t counter; /* enum counter */
	struct span host;
	uint64_t hour;
	uint64_t n;
};
struct store_sender {
	uint64_t run; /* of the proxy: instances are numbered anew in each */
	uint32_t instance;
	uint64_t id;
};
bool store_add_counts(struct store *store, const struct store_sender *sender,
    const struct store_count *counts, size_t count, int64_t now_ms, struct err *err);

bool store_commit(struct store *store, struct err *err);
void store_rollback(struct store *store);
uint64_t store_head(const struct store *store); /* number of the newest committed row; 0: none */

/* Signs the head if it is time: a second after the last, or 1,000 rows. all: whatever the time. */
bool store_seal(struct store *store, bool all, int64_t now_ms, struct err *err);
/* Milliseconds until store_seal() has something to do, -1: not before a commit. */
int store_seal_wait(const struct store *store, int64_t now_ms);

/* Both erase text and identity beside the chain, within the transaction: what they say they erased
 * is gone from the file, and from its write-ahead log, soon after store_commit(). */
struct store_erased {
	uint64_t texts, identities;
	bool more; /* of a sweep: call again */
};

/* Those whose days are over, some thousand rows a call. */
bool store_sweep(struct store *store, int64_t now_ms, struct store_erased *erased, struct err *err);

/* Those of a person, or of one record by its number or reference. None: nothing is erased. */
enum store_subject { STORE_USER, STORE_ADDRESS, STORE_RECORD };
bool store_erase(struct store *store, enum store_subject subject, const char *which,
    struct store_erased *erased, struct err *err);

/* For tests of a full disk: the most pages the file may have. */
void store_limit_pages(struct store *store, unsigned pages);

#endif
