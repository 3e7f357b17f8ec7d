#include "database.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/mem.h"

/* "Gpst": PRAGMA application_id, so that no other SQLite file is taken for ours. */
enum { APPLICATION_ID = 0x47707374 };

const char database_name[] = "audit.db";

/* One step a version; a step that was released is never changed. The index of a step is the
 * user_version it leads from. Only what the durable transaction needs has an index. */
static const char *const schema_steps[] = {
	"CREATE TABLE chain ("
	"  number INTEGER PRIMARY KEY,"
	"  worker INTEGER," /* with id: the key against repeats; NULL for what audit says itself */
	"  id INTEGER,"
	"  reference TEXT,"
	"  target INTEGER,"     /* of an outcome: the record it speaks of */
	"  body BLOB NOT NULL," /* all that is hashed (chain.h); the columns above repeat some of it
	                         */
	"  previous BLOB NOT NULL,"
	"  hash BLOB NOT NULL);"
	"CREATE UNIQUE INDEX chain_sender ON chain (worker, id) WHERE worker IS NOT NULL;"
	"CREATE INDEX chain_reference ON chain (reference) WHERE reference IS NOT NULL;"
	"CREATE INDEX chain_target ON chain (target) WHERE target IS NOT NULL;"
	/* beside the chain: may be erased */
	"CREATE TABLE person ("
	"  slot INTEGER PRIMARY KEY,"
	"  token BLOB NOT NULL," /* the random id that the chain knows the person by */
	"  name TEXT NOT NULL);" /* the user, or the address where nobody is known by name */
	"CREATE UNIQUE INDEX person_name ON person (name);"
	"CREATE TABLE identity ("
	"  number INTEGER PRIMARY KEY, slot INTEGER NOT NULL, until INTEGER NOT NULL,"
	"  salt BLOB NOT NULL, data BLOB NOT NULL);"
	"CREATE TABLE text ("
	"  number INTEGER PRIMARY KEY, form INTEGER NOT NULL, until INTEGER NOT NULL,"
	"  salt BLOB NOT NULL, data BLOB NOT NULL);"
	/* blind spots and the rest, by host and hour, never by person (invariant 4) */
	"CREATE TABLE counts ("
	"  hour INTEGER NOT NULL, counter INTEGER NOT NULL, host TEXT NOT NULL, n INTEGER NOT NULL,"
	"  PRIMARY KEY (hour, counter, host)) WITHOUT ROWID;"
	"CREATE TABLE seen ("
	"  run INTEGER NOT NULL, sender INTEGER NOT NULL, id INTEGER NOT NULL,"
	"  time INTEGER NOT NULL, PRIMARY KEY (run, sender, id)) WITHOUT ROWID;",
	/* an index of names is rearranged as it grows, and leaves copies of them behind */
	"DROP INDEX person_name; ALTER TABLE person DROP COLUMN name;",
	/* what groups told the public by statement rules: by group, never by person */
	"CREATE TABLE said ("
	"  number INTEGER PRIMARY KEY,"
	"  worker INTEGER NOT NULL, id INTEGER NOT NULL," /* of the decision that kept it */
	"  reference TEXT NOT NULL,"
	"  rule TEXT NOT NULL, value TEXT NOT NULL, team TEXT NOT NULL,"
	"  time INTEGER NOT NULL, until INTEGER NOT NULL);"
	"CREATE INDEX said_sender ON said (worker, id);"
	"CREATE INDEX said_rule ON said (rule, number);"
	"CREATE INDEX said_reference ON said (reference);",
	/* how often what a record is of came again */
	"CREATE TABLE repeat (number INTEGER PRIMARY KEY, n INTEGER NOT NULL, last INTEGER NOT "
	"NULL);",
};

enum { SCHEMA_VERSION = sizeof schema_steps / sizeof schema_steps[0] };

bool database_failed(sqlite3 *database, struct err *err, const char *doing)
{
	return err_set(err, "%s: %s", doing, sqlite3_errmsg(database));
}

bool database_run(sqlite3 *database, const char *sql, struct err *err)
{
	if (sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	return database_failed(database, err, database_name);
}

sqlite3_stmt *database_prepare(sqlite3 *database, const char *sql, struct err *err)
{
	sqlite3_stmt *statement = NULL;

	if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) !=
	    SQLITE_OK)
		database_failed(database, err, database_name);
	return statement;
}

void database_bind_blob(sqlite3_stmt *statement, int index, struct span blob)
{
	if (blob.len == 0)
		sqlite3_bind_null(statement, index);
	else
		sqlite3_bind_blob64(statement, index, blob.data, blob.len, SQLITE_STATIC);
}

void database_bind_text(sqlite3_stmt *statement, int index, struct span text)
{
	if (text.len == 0)
		sqlite3_bind_null(statement, index);
	else
		sqlite3_bind_text64(
		    statement, index, text.data, text.len, SQLITE_STATIC, SQLITE_UTF8);
}

void database_bind_number(sqlite3_stmt *statement, int index, uint64_t number)
{
	sqlite3_bind_int64(statement, index, (sqlite3_int64)number);
}

struct span database_column(sqlite3_stmt *statement, int index)
{
	const void *bytes = sqlite3_column_blob(statement, index);

	return span_make(bytes, (size_t)sqlite3_column_bytes(statement, index));
}

bool database_write(sqlite3_stmt *statement, struct err *err, const char *doing)
{
	bool is_done = sqlite3_step(statement) == SQLITE_DONE;

	if (!is_done)
		database_failed(sqlite3_db_handle(statement), err, doing);
	sqlite3_reset(statement);
	sqlite3_clear_bindings(statement);
	return is_done;
}

bool database_number(sqlite3_stmt *statement, uint64_t missing, uint64_t *number)
{
	int result = sqlite3_step(statement);

	*number = missing;
	if (result == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL)
		*number = (uint64_t)sqlite3_column_int64(statement, 0);
	sqlite3_reset(statement);
	return result == SQLITE_ROW || result == SQLITE_DONE;
}

static bool pragma_number(sqlite3 *database, const char *pragma, uint64_t *number, struct err *err)
{
	sqlite3_stmt *statement = database_prepare(database, pragma, err);

	if (statement == NULL)
		return false;
	bool is_read = database_number(statement, 0, number);
	if (!is_read)
		database_failed(database, err, database_name);
	sqlite3_finalize(statement);
	return is_read;
}

static bool schema_step(sqlite3 *database, uint64_t version, struct err *err)
{
	char *sql = mem_print("BEGIN IMMEDIATE; %s PRAGMA user_version=%d;"
	                      "PRAGMA application_id=%d; COMMIT;",
	    schema_steps[version], (int)version + 1, APPLICATION_ID);
	bool is_done = database_run(database, sql, err);

	free(sql);
	return is_done;
}

/* What is_ours says must be known before anything is written to the file. */
static bool schema_known(sqlite3 *database, uint64_t *version, struct err *err)
{
	uint64_t application = 0;
	uint64_t tables = 0;

	if (!pragma_number(database, "PRAGMA application_id", &application, err) ||
	    !pragma_number(database, "PRAGMA user_version", version, err) ||
	    !pragma_number(database, "SELECT count(*) FROM sqlite_schema", &tables, err))
		return false;
	if (tables > 0 && application != APPLICATION_ID)
		return err_set(err, "%s is not a store of Gatepost", database_name);
	if (*version > SCHEMA_VERSION)
		return err_set(err,
		    "%s was written by a newer Gatepost (schema %llu, this one knows %d)",
		    database_name, (unsigned long long)*version, SCHEMA_VERSION);
	return true;
}

static bool schema_update(sqlite3 *database, uint64_t version, struct err *err)
{
	for (; version < SCHEMA_VERSION; version++)
		if (!schema_step(database, version, err))
			return false;
	return true;
}

static bool schema_ready(sqlite3 *database, enum database_use use, struct err *err)
{
	uint64_t version = 0;

	if (!schema_known(database, &version, err))
		return false;
	if (use == DATABASE_WRITE)
		return schema_update(database, version, err);
	if (version == 0)
		return err_set(err, "%s holds nothing yet", database_name);
	if (version < SCHEMA_VERSION)
		return err_set(err,
		    "%s was written by an earlier Gatepost: start the proxy, which brings it up to "
		    "date",
		    database_name);
	return true;
}

/* FULL, not NORMAL: NORMAL does not sync at commit. No checkpoint within a commit. secure_delete:
 * erased text must not stay in the file. */
static const char *const pragmas[] = {
	[DATABASE_WRITE] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	                   "PRAGMA wal_autocheckpoint=0; PRAGMA secure_delete=ON;"
	                   "PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;",
	[DATABASE_CHECKPOINT] = "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;",
	[DATABASE_READ] = "PRAGMA query_only=ON; PRAGMA temp_store=MEMORY;"
	                  "PRAGMA trusted_schema=OFF;",
};

/* A checkpoint that empties the log holds up commits while it waits for readers: not for long. */
static const int busy_ms[] = {
	[DATABASE_WRITE] = 5000,
	[DATABASE_CHECKPOINT] = 50,
	[DATABASE_READ] = 5000,
};

/* The WAL stays when the last connection goes, so that a reader without the right to make it finds
 * it, and a start costs no new file. */
static void keep_wal(sqlite3 *database)
{
	int persist = 1;

	sqlite3_file_control(database, "main", SQLITE_FCNTL_PERSIST_WAL, &persist);
}

static bool set_up(sqlite3 *database, enum database_use use, struct err *err)
{
	uint64_t version = 0;

	sqlite3_extended_result_codes(database, 1);
	sqlite3_busy_timeout(database, busy_ms[use]);
	keep_wal(database);
	return schema_known(database, &version, err) && database_run(database, pragmas[use], err) &&
	       schema_ready(database, use, err);
}

static int open_flags(enum database_use use)
{
	if (use == DATABASE_WRITE)
		return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	return use == DATABASE_READ ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
}

static bool is_empty_file(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && status.st_size == 0;
}

static sqlite3 *open_path(const char *path, enum database_use use, struct err *err)
{
	sqlite3 *database = NULL;
	mode_t mask = umask(0077);
	int result = sqlite3_open_v2(path, &database, open_flags(use), NULL);

	if (result != SQLITE_OK)
		database_failed(database, err, path);
	if (result != SQLITE_OK || !set_up(database, use, err)) {
		sqlite3_close(database);
		database = NULL;
	}
	umask(mask);
	return database;
}

sqlite3 *database_open(const char *folder, enum database_use use, struct err *err)
{
	char *path = mem_print("%s/%s", folder, database_name);
	sqlite3 *database = NULL;

	if (use != DATABASE_WRITE && access(path, F_OK) != 0)
		err_set_errno(err, errno == ENOENT ? "no records here: %s" : "%s", path);
	else if (use == DATABASE_READ && is_empty_file(path))
		err_set(err, "%s holds nothing yet", path);
	else
		database = open_path(path, use, err);
	free(path);
	return database;
}
