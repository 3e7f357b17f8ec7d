/*
 * The inside of the store's writer, for its files only: store.c opens, commits and seals; append.c
 * adds to the chain and beside it; said.c keeps what groups said; known.c knows whom a record is
 * of; sweep.c erases what is old, erase.c what somebody asks for.
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

/* In place, by as many zeros (sweep.c says why): not even the length of the row changes. */
#define ERASE(table, where)                                                                        \
	"UPDATE " table " SET salt = zeroblob(length(salt)), data = zeroblob(length(data))"        \
	" WHERE " where " AND " NOT_ERASED(table)

/* Erased rows before the first that is not, but for the last 512 of them. */
#define TRIM(table)                                                                                \
	"DELETE FROM " table " WHERE number < (SELECT number FROM " table " WHERE number <"        \
	" (SELECT coalesce(min(number), 9223372036854775807) FROM " table                          \
	"  WHERE " NOT_ERASED(table) ") ORDER BY number DESC LIMIT 1 OFFSET 512)"

/* Every statement of the writer, prepared once. */
#define STATEMENT_TABLE(X)                                                                         \
	X(BEGIN, "BEGIN IMMEDIATE")                                                                \
	X(COMMIT, "COMMIT")                                                                        \
	X(ROLLBACK, "ROLLBACK")                                                                    \
	X(FIND_SENDER, "SELECT number FROM chain WHERE worker = ? AND id = ?")                     \
	X(ADD_ROW,                                                                                 \
	    "INSERT INTO chain (number, worker, id, reference, target, body, previous, hash)"      \
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")                                                    \
	X(FIND_PERSON, "SELECT slot, token FROM person_name WHERE name = ?")                       \
	X(ADD_PERSON, "INSERT INTO person (token) VALUES (?)")                                     \
	X(NAME_PERSON, "INSERT OR REPLACE INTO person_name (name, slot, token) VALUES (?, ?, ?)")  \
	X(FORGET_NAMES, "DELETE FROM person_name WHERE slot NOT IN"                                \
	                " (SELECT slot FROM identity i WHERE " NOT_ERASED("i") ")")                \
	X(FORGET_PERSONS, "DELETE FROM person WHERE slot NOT IN (SELECT slot FROM identity)")      \
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
	X(ERASE_TEXT, ERASE("text", "number = ?"))                                                 \
	X(ERASE_IDENTITY, ERASE("identity", "number = ?"))                                         \
	X(ERASE_PERSON_TEXT,                                                                       \
	    ERASE("text", "number IN (SELECT number FROM identity i WHERE slot = ?"                \
	                  " AND " NOT_ERASED("i") ")"))                                            \
	X(ERASE_PERSON, ERASE("identity", "slot = ?"))                                             \
	X(SWEEP_TEXT, ERASE("text", "number BETWEEN ? AND ? AND until < ?"))                       \
	X(SWEEP_IDENTITY, ERASE("identity", "number BETWEEN ? AND ? AND until < ?"))               \
	X(TRIM_TEXT, TRIM("text"))                                                                 \
	X(TRIM_IDENTITY, TRIM("identity"))                                                         \
	X(ADD_SAID,                                                                                \
	    "INSERT INTO said (number, worker, id, reference, rule, value, team, time, until)"     \
	    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")                                                 \
	X(FIND_SAID, "SELECT count(*) FROM said WHERE worker = ? AND id = ?")                      \
	X(SAID_SINCE, "SELECT count(*) FROM said WHERE rule = ? AND number > ? AND value <> ?")    \
	X(SAID, "SELECT rule, value, team, time, until FROM said s WHERE until > ?"                \
	        " AND (worker, id) = (SELECT worker, id FROM said t"                               \
	        "  WHERE t.rule = s.rule AND t.team = s.team ORDER BY number DESC LIMIT 1)"        \
	        " ORDER BY number DESC LIMIT ?")                                                   \
	X(LAST_SAID, "SELECT max(number) FROM said")                                               \
	X(FORGET_SAID, "DELETE FROM said WHERE reference = ?")                                     \
	X(ADD_REPEAT, "INSERT INTO repeat (number, n, last) VALUES (?, 1, ?)"                      \
	              " ON CONFLICT DO UPDATE SET n = n + 1, last = excluded.last")                \
	X(SWEEP_REPEAT, "DELETE FROM repeat WHERE last < ?")                                       \
	X(SWEEP_SAID, "DELETE FROM said WHERE until < ?")                                          \
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
	uint64_t said_last;            /* number given last; never given again */
	uint64_t sweep_next;           /* 0: not sweeping */
	bool has_swept;                /* erased something in this sweep */
	bool has_erased;               /* since the last commit: the log is to be emptied */
	struct arena *arena;           /* of one call */
	struct buf body, part, sealed; /* of one call */
};

/* append.c: within a call, what store_add() does; said.c: what groups said, read at the start. */
bool append_record(struct store *store, const struct record *record, int64_t now_ms,
    uint64_t *number, struct err *err);
bool append_find(
    struct store *store, const struct record *record, uint64_t *number, struct err *err);
bool said_read(struct store *store, struct err *err);
bool said_sweep(struct store *store, int64_t now_ms, struct err *err);
bool said_forget(struct store *store, struct span reference, struct err *err);

/* Every call that writes begins with the one and returns through the other: it opens the
 * transaction if there is none; it forgets what the call borrowed and, on failure, rolls back. */
bool store_begin(struct store *store, struct err *err);
bool store_finish(struct store *store, bool is_done);

struct person {
	uint64_t slot;
	uint8_t token[CHAIN_PERSON];
};

/* "user:ann", or "address:10.0.0.7" where nobody is known by name; in arena. */
const char *known_name(const struct record *record, struct arena *arena);

/* At the start: before the statements are prepared, and after. */
bool known_prepare(struct store *store, struct err *err);
bool known_read(struct store *store, struct err *err);

bool known_find(
    struct store *store, const char *name, struct person *person, bool *is_found, struct err *err);
/* The person of a record, made if there is none yet. */
bool known_get(
    struct store *store, const struct record *record, struct person *person, struct err *err);
/* Forgets those of whom no identity is left: who comes again gets another id. */
bool known_forget(struct store *store, struct err *err);

#endif
