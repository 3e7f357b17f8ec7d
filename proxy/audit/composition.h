/*
 * Compositions: one text from first draft to publication. What a site saves every few seconds, and
 * what somebody tries again, makes one record and not hundreds: a draft, or a post that was
 * refused, by the same person on the same site, found by the same rules, done the same with, and
 * with four of five words in common with the one before, is a repeat of it for half an hour. What
 * was published is a text of its own. In memory only, as hashes of words. Owned by the role audit.
 */
#ifndef AUDIT_COMPOSITION_H
#define AUDIT_COMPOSITION_H

#include "../base/reference.h"
#include "../store/record.h"

enum { COMPOSITION_MS = 30 * 60 * 1000 };

struct composition_book;

struct composition {
	uint64_t number; /* of its record */
	char reference[REFERENCE_LEN + 1];
};

struct composition_book *composition_book_new(void); /* returns owned */
void composition_book_free(struct composition_book *book);
void composition_book_clear(struct composition_book *book);

/* The composition that the record repeats, which lasts on from now; NULL: none. Borrowed until the
 * next call. */
const struct composition *composition_find(
    struct composition_book *book, const struct record *record, int64_t now_ms);

/* The record begins one, if it is of a kind that may be repeated; it has that number. */
void composition_add(
    struct composition_book *book, const struct record *record, uint64_t number, int64_t now_ms);

#endif
