/*
 * Moves committed pages from the write-ahead log into the database, from a connection and a thread
 * of its own, so that no commit waits for it. Owned by the store.
 */
#ifndef STORE_WALKEEPER_H
#define STORE_WALKEEPER_H

#include <stdbool.h>

#include "../base/err.h"

struct walkeeper;

struct walkeeper *walkeeper_start(const char *folder, struct err *err); /* returns owned */
void walkeeper_stop(struct walkeeper *keeper);                          /* waits for it, frees it */

/* Asks for a checkpoint; returns at once. wipe: also empty the log, where text was erased that
 * would stay readable in it; tried again until no reader is in the way. It is done once at the
 * start, for what was erased before a sudden end. */
void walkeeper_wake(struct walkeeper *keeper, bool wipe);

#endif
