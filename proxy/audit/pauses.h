/*
 * Pauses in the chain: one record when something is paused, one when it is resumed before its time,
 * each once, however often the file is handed over. Owned by the role audit.
 */
#ifndef AUDIT_PAUSES_H
#define AUDIT_PAUSES_H

#include "../store/reader.h"
#include "group.h"

struct pause_book;

struct pause_book *pause_book_new(void); /* returns owned */
void pause_book_free(struct pause_book *book);

/* file: what the parent handed over. reader: of the store that group writes; NULL if it cannot be
 * read, then a pause may be recorded twice. */
void pause_book_take(struct pause_book *book, struct span file, struct group *group,
    struct reader *reader, int64_t now_ms);

#endif
