/*
 * What this worker decided and audit has no record of: audit could not write it, two of its lives
 * died on it, or it could not even be sent. Counted here and told to audit as one record of kind
 * "gap" once it takes records again: from when to when, how many, what became of them, and the
 * references that people were told. Owned by the worker.
 */
#ifndef WORKER_GAP_H
#define WORKER_GAP_H

#include <stdint.h>

#include "../store/record.h"

struct gap;
struct worker;

enum gap_kind {
	GAP_REFUSED, /* a post that was refused, by its verdict or since nobody could record it */
	GAP_LET_GO,  /* a post that went on (`fail: open`) */
	GAP_OTHER,   /* not a post: an origin that could not be verified */
	GAP_KINDS,
};

struct gap *gap_new(struct worker *worker); /* returns owned */
void gap_free(struct gap *gap);

/* reference may be empty. */
void gap_add(struct gap *gap, enum gap_kind kind, const char *reference);

/* The letter with the record is still in the outbox, though its exchange waited no longer: it is
 * added if the record comes to nothing. */
void gap_follow(struct gap *gap, uint64_t letter, enum gap_kind kind, const char *reference);

/* Commits a record that nobody waits for. */
void gap_commit(struct gap *gap, const struct record *record, const char *reference);

/* Tells audit, if there is something to tell and it may listen. To be called about once a second,
 * and at the end. */
void gap_tell(struct gap *gap);

#endif
