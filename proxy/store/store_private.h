/*
 * The inside of the store's writer, for its files only: store.c opens, commits and seals; append.c
 * adds to the chain and beside it; sweep.c erases what is old.
 */
#ifndef STORE_STORE_PRIVATE_H
#define STORE_STORE_PRIVATE_H

#include "../base/arena.h"
#include "chain.h"
#include "database.h"
#include "store.h"

struct sealer;
struct vault;
struct walkeeper;

enum { BODY_MAX = 64 * 1024 * 1024 };

static const int64_t day_ms = INT64_C(86400) * 1000;

/* Every statement of the writer, prepared once. */
#define STATEMENT_TABLE(X)                                                                         \
	X(BEGIN, "BEGIN IMMEDIATE")                                                                \
	X(COMMIT, "COMMIT")                                                                        \
	X(ROLLBACK, "ROLLBACK")                                                                    \
	X(FIND_SENDER, "SELECT number FROM chain WHERE worker = ? AND id = ?")                     \
	X(ADD_ROW,                                                                                 \
	    "INSERT INTO chain (number, worker, id, reference, target, body, previous, hash)"      \
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")                                                    \
	X(FIND_PERSON, "SELECT slot, token FROM person WHERE name = ?")                            \
	X(ADD_PERSON, "INSERT INTO person (token, name) VALUES (?, ?)")                            \
	X(ADD_IDENTITY,                                                                            \
	    "INSERT INTO identity (number, slot, until, salt, data) VALUES (?, ?, ?, ?, ?)")       \
	X(ADD_TEXT, "INSERT INTO text (number, form, until, salt, data) VALUES (?, ?, ?, ?, ?)")   \
	X(FIND_REFERENCE,                                                                          \
	    "SELECT number FROM chain WHERE reference = ? ORDER BY number DESC LIMIT 1")           \
	X(LAST_OUTCOME, "SELECT body FROM chain WHERE target = ? ORDER BY number DESC LIMIT 1")    \
	X(ADD_SEEN, "INSERT OR IGNORE INTO seen (run, sender, id, time) VALUES (?, ?, ?, ?)")      \
	X(ADD_COUNT, "INSERT INTO counts (hour, counter, host, n) VALUES (?, ?, ?, ?)"             \
	             " ON CONFLICT DO UPDATE SET n = n + excluded.n")                              \
	X(LAST_ROW, "SELECT number, body, previous, hash FROM chain ORDER BY number DESC LIMIT 1") \
	X(HASH_OF, "SELECT hash FROM chain WHERE number = ?")                                      \
	X(SWEEP_TEXT, "DELETE FROM text WHERE number BETWEEN ? AND ? AND until < ?")               \
	X(SWEEP_IDENTITY, "DELETE FROM identity WHERE number BETWEEN ? AND ? AND until < ?")       \
	X(SWEEP_PERSON, "DELETE FROM person WHERE slot NOT IN (SELECT slot FROM identity)")        \
	X(SWEEP_COUNTS, "DELETE FROM counts WHERE hour < ?")                                       \
	X(SWEEP_SEEN, "DELETE FROM seen WHERE time < ?")

enum statement {
#define X(id, sql) STATEMENT_##id,
	STATEMENT_TABLE(X)
#undef X
	    STATEMENT_COUNT,
};

struct head {
	uint64_t number;
	int64_t committed_ms;
	uint8_t hash[CHAIN_HASH];
};

struct store {
	char *folder;
	int lock_fd;
	sqlite3 *database;
	sqlite3_stmt *statements[STATEMENT_COUNT];
	struct vault *vault;
	struct sealer *sealer;
	struct walkeeper *keeper;
	struct head head;              /* with what waits to be committed */
	struct head committed;         /* on the disk */
	bool is_open;                  /* a transaction */
	int64_t sealed_ms;             /* when last, by the caller's clock */
	int wal_pages;                 /* after the last commit */
	int urgent_pages;              /* when we last helped */
	uint64_t sweep_next;           /* 0: not sweeping */
	bool has_erased;               /* in this sweep */
	struct arena *arena;           /* of one call */
	struct buf body, part, sealed; /* of one call */
};

/* Every call that writes begins with the one and returns through the other: it opens the
 * transaction if there is none; it forgets what the call borrowed and, on failure, rolls back. */
bool store_begin(struct store *store, struct err *err);
bool store_finish(struct store *store, bool is_done);

#endif
