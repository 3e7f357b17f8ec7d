/*
 * The SQLite file of the store: opening it as the store needs it, its schema, and the few calls
 * that every statement needs. The only header that includes sqlite3.h; nobody outside of this
 * folder does.
 */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "../base/err.h"
#include "../base/span.h"

enum database_use {
	DATABASE_WRITE,      /* makes the file and brings its schema up to date */
	DATABASE_CHECKPOINT, /* a second connection of the writer, for checkpoints only */
	DATABASE_READ,       /* the file must be there */
};

extern const char database_name[]; /* within the store */

/* Of a row of the tables identity and text: its salt is random, and zeros once it is erased. */
#define NOT_ERASED(table) table ".salt <> zeroblob(16)"

/* Returns owned (sqlite3_close), NULL on failure: a damaged, foreign or newer file is refused and
 * never written over. */
sqlite3 *database_open(const char *folder, enum database_use use, struct err *err);

bool database_run(sqlite3 *database, const char *sql, struct err *err);

/* Returns owned (sqlite3_finalize), kept for many uses; NULL on failure. */
sqlite3_stmt *database_prepare(sqlite3 *database, const char *sql, struct err *err);

/* The sentence of what SQLite last said, behind what we were doing. Always false. */
bool database_failed(sqlite3 *database, struct err *err, const char *doing);

/* An empty span is bound as NULL. The bytes must live until the statement is reset. */
void database_bind_blob(sqlite3_stmt *statement, int index, struct span blob);
void database_bind_text(sqlite3_stmt *statement, int index, struct span text);
void database_bind_number(sqlite3_stmt *statement, int index, uint64_t number);
struct span database_column(sqlite3_stmt *statement, int index); /* borrowed until the next step */

/* Runs a bound statement that gives no rows, then resets and unbinds it. */
bool database_write(sqlite3_stmt *statement, struct err *err, const char *doing);
/* One number from a statement; missing when it gives no row. Resets it. False: it failed. */
bool database_number(sqlite3_stmt *statement, uint64_t missing, uint64_t *number);

#endif
