/*
 * Passages of documents. Of each document only some shingles are kept, as salted hashes with their
 * places: of every WINDOW shingles of SHINGLE words that follow each other the one with the least
 * hash (winnowing; Schleimer, Wilkerson, Aiken, 2003). A text that has many of them in common with
 * one document, in the same order, holds a passage of it. What many documents share is nobody's
 * passage.
 */
#ifndef RULES_DATA_PASSAGES_H
#define RULES_DATA_PASSAGES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "folded.h"
#include "index.h"
#include "slots.h"

enum {
	SHINGLE = 4, /* words */
	WINDOW = 2,  /* shingles: any SHINGLE + WINDOW - 1 words in a row hold one that is kept */
	PLACE_BITS = 28,
	PLACES_MAX = (1 << PLACE_BITS) - 2,
	PLACE_SHARED = (1 << PLACE_BITS) - 1, /* that of what many documents have, or is public */
};

/* What is kept of one document before all of them are put together: of each shingle the upper bits
 * of its hash, and the place of its first word, counted from the beginning of the document. */
struct outline {
	uint64_t *list;
	size_t count;
	size_t capacity;
	size_t words;
};

/* window: WINDOW, or 1 to keep every shingle. Fills an empty outline; false if it has more words
 * than places can count (268 million). */
bool outline_read(
    struct outline *outline, const struct salt *salt, struct span folded_text, size_t window);
void outline_release(struct outline *outline);

/* Documents on their way into an index. */
struct passages_build;

struct passages_build *passages_build_new(void); /* returns owned */
void passages_build_free(struct passages_build *build);

/* False if there would be more words than places can count (268 million). */
bool passages_add(struct passages_build *build, const char *name, const struct outline *outline);
/* Its shingles (all of them) are taken out of the others: it is public. */
void passages_except(struct passages_build *build, const struct outline *outline);

struct passages_head {
	struct index_head index;
	uint64_t documents;
	uint64_t words;
	uint64_t left_out;        /* documents that could not be read */
	struct index_part starts; /* of uint32_t: the first place of each document, and the end */
	struct index_part names;  /* of uint32_t: where in the texts the name of each begins */
	struct index_part texts;  /* of char: names, each with a NUL behind it */
	struct index_part slots;  /* of uint64_t: upper bits of a shingle's hash, and its place */
};

/* Returns owned memory at a multiple of INDEX_ALIGN; *size is its length. Stamp, plan and salt are
 * the caller's to fill. NULL with err if that cannot be. */
struct passages_head *passages_build_index(
    struct passages_build *build, size_t *size, struct err *err);

struct passages {
	const struct passages_head *head;
	const uint32_t *starts;
	const uint32_t *names;
	const char *texts;
	struct slots slots;
};

bool passages_open(struct passages *passages, struct span bytes, struct err *err);
const char *passages_name(const struct passages *passages, size_t document);

/* A passage found. */
struct passage_hit {
	uint32_t start, end; /* bytes of the text */
	uint32_t document;
};

/* Returns how many passages there are, and stops at max; in order of where they end. */
size_t passages_find(
    const struct passages *passages, struct span folded_text, struct passage_hit *hits, size_t max);

#endif
