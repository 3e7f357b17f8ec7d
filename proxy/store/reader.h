/*
 * Reads the store, beside a running audit or without one. Changes nothing.
 *
 * A record is given back whole: with identity and text where they were not erased, and with its
 * newest outcome. Spans point into the caller's arena.
 */
#ifndef STORE_READER_H
#define STORE_READER_H

#include "../base/arena.h"
#include "../base/err.h"
#include "keep.h"
#include "record.h"

struct reader;

struct stored {
	struct record record;
	int64_t committed_ms;
	uint64_t repeats;         /* how often it came again */
	int64_t repeated_ms;      /* when last; 0: it did not */
	enum text_form text_form; /* as it is kept now */
	bool is_text_hidden;      /* sealed, and the reader may not or cannot open it */
	bool is_text_erased;
	bool is_identity_erased;
};

/* reveal: open sealed texts with text.key. Returns owned, NULL on failure. */
struct reader *reader_open(const char *folder, bool reveal, struct err *err);
void reader_close(struct reader *reader);

enum reader_found { READER_FOUND, READER_NONE, READER_FAILED };

/* The next record after a number (0: the first); others than records are passed over. */
enum reader_found reader_next(struct reader *reader, uint64_t after, struct arena *arena,
    struct stored *stored, struct err *err);

/* The next record before a number (UINT64_MAX: the newest). */
enum reader_found reader_previous(struct reader *reader, uint64_t before, struct arena *arena,
    struct stored *stored, struct err *err);

/* The newest with this reference, as a person may give it back (reference_read()). */
enum reader_found reader_find(struct reader *reader, struct span reference, struct arena *arena,
    struct stored *stored, struct err *err);

/* By reference, or else by number ("412", "gp1-000412"). */
enum reader_found reader_named(struct reader *reader, struct span name, struct arena *arena,
    struct stored *stored, struct err *err);

/* The number before the first row that was committed at or after a moment: for reader_next(). */
bool reader_since(struct reader *reader, int64_t moment_ms, uint64_t *after, struct err *err);

/* Counts by host and hour, both hours inclusive, in order of hour, counter, host. */
struct reader_count {
	uint64_t hour;    /* since 1970 */
	uint8_t counter;  /* enum counter */
	struct span host; /* borrowed for the call */
	uint64_t n;
};
bool reader_counts(struct reader *reader, uint64_t from_hour, uint64_t to_hour,
    void (*each)(void *state, const struct reader_count *count), void *state, struct err *err);

#endif
