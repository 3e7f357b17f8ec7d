/*
 * Proves that the chain is what it was: every row against its hash and its neighbours, every signed
 * checkpoint against the row it names, identity and text against their commitments. Reads one
 * snapshot of the store, beside a running audit or without one; changes nothing.
 */
#ifndef STORE_VERIFY_H
#define STORE_VERIFY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/err.h"

struct verify_options {
	const char *folder;
	const char *const *files; /* further checkpoint files, as kept elsewhere */
	size_t file_count;
	const char *const *hashes; /* of rows that must be there: 64 hex digits */
	size_t hash_count;
	void (*on_finding)(void *state, const char *sentence); /* what is wrong */
	void (*on_progress)(
	    void *state, uint64_t done, uint64_t all); /* now and then; may be NULL */
	void *state;
};

struct verify_result {
	uint64_t rows;
	uint64_t records;
	uint64_t findings;
	uint64_t checkpoints; /* with a right signature */
	uint64_t sealed;      /* number of the newest row that a checkpoint names; 0: none */
	char sealed_time[32];
	char sealed_hash[65]; /* hex, to be kept elsewhere */
	uint64_t unsealed;    /* rows after it */
	uint64_t identities_erased;
	uint64_t texts_erased;
	uint64_t texts_unreadable; /* sealed, and text.key is not there */
};

/* False: it could not be run, for the reason in err; findings are no failure. */
bool store_verify(
    const struct verify_options *options, struct verify_result *result, struct err *err);

#endif
