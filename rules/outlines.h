/*
 * What was made of documents already, kept in a file beside their index by the digest of their
 * bytes: a document that has not changed is not read again, and an interruption costs only the
 * document that was being read.
 */
#ifndef RULES_OUTLINES_H
#define RULES_OUTLINES_H

#include "data/passages.h"

struct outlines;

struct outline_key {
	uint8_t digest[INDEX_DIGEST];
	uint64_t window;
};

/* The file at path, or a new one with a new salt. What is broken at its end, as an interruption
 * leaves it, is cut off. Returns owned; NULL with err if it cannot be written. */
struct outlines *outlines_open(const char *path, struct err *err);
void outlines_free(struct outlines *outlines);

const struct salt *outlines_salt(const struct outlines *outlines);

/* The outline of a document read before, borrowed from outlines. */
bool outlines_find(
    struct outlines *outlines, const struct outline_key *key, struct outline *outline);

/* Appends one to the file. */
bool outlines_add(struct outlines *outlines, const struct outline_key *key,
    const struct outline *outline, struct err *err);

/* Leaves out of the file what was neither found nor added, if that is much. */
bool outlines_finish(struct outlines *outlines, struct err *err);

#endif
