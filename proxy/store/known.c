/* Whom a record is of: the random id that the chain knows a person by. Names stand on the disk in
 * identities only, which are erased in place; to find a person by name they are kept in memory. */
#include <openssl/rand.h>
#include <string.h>

#include "store_private.h"

static const char make_names[] =
    "CREATE TEMP TABLE person_name ("
    "  name TEXT PRIMARY KEY, slot INTEGER NOT NULL, token BLOB NOT NULL) WITHOUT ROWID";

static const char select_known[] =
    "SELECT i.slot, p.token, i.data FROM identity i JOIN person p ON p.slot = i.slot"
    " WHERE " NOT_ERASED("i");

const char *known_name(const struct record *record, struct arena *arena)
{
	if (record->user.len > 0)
		return arena_print(arena, "user:%.*s", SPAN_PRINT(record->user));
	return arena_print(arena, "address:%.*s", SPAN_PRINT(record->address));
}

static bool name_person(
    struct store *store, const char *name, uint64_t slot, struct span token, struct err *err)
{
	sqlite3_stmt *add = store->statements[STATEMENT_NAME_PERSON];

	database_bind_text(add, 1, span_of(name));
	database_bind_number(add, 2, slot);
	database_bind_blob(add, 3, token);
	return database_write(add, err, "naming a person");
}

static bool take_known(struct store *store, sqlite3_stmt *row, struct err *err)
{
	struct unpack unpack = unpack_open(database_column(row, 2));
	struct record record = { 0 };

	if (!record_unpack_identity(&unpack, &record))
		return true; /* `log verify` says so */
	const char *name = known_name(&record, store->arena);
	bool is_named = name_person(
	    store, name, (uint64_t)sqlite3_column_int64(row, 0), database_column(row, 1), err);
	arena_clear(store->arena);
	return is_named;
}

bool known_prepare(struct store *store, struct err *err)
{
	return database_run(store->database, make_names, err);
}

bool known_read(struct store *store, struct err *err)
{
	sqlite3_stmt *row = database_prepare(store->database, select_known, err);
	int result = SQLITE_DONE;
	bool is_read = row != NULL;

	while (is_read && (result = sqlite3_step(row)) == SQLITE_ROW)
		is_read = take_known(store, row, err);
	if (is_read && result != SQLITE_DONE)
		is_read = database_failed(store->database, err, "reading who is known");
	sqlite3_finalize(row);
	return is_read;
}

bool known_find(
    struct store *store, const char *name, struct person *person, bool *is_found, struct err *err)
{
	sqlite3_stmt *find = store->statements[STATEMENT_FIND_PERSON];

	database_bind_text(find, 1, span_of(name));
	int result = sqlite3_step(find);
	struct span token = result == SQLITE_ROW ? database_column(find, 1) : (struct span){ 0 };
	*is_found = token.len == CHAIN_PERSON;
	if (*is_found) {
		person->slot = (uint64_t)sqlite3_column_int64(find, 0);
		memcpy(person->token, token.data, CHAIN_PERSON);
	}
	sqlite3_reset(find);
	return result == SQLITE_ROW || result == SQLITE_DONE ||
	       database_failed(store->database, err, "looking up a person");
}

bool known_get(
    struct store *store, const struct record *record, struct person *person, struct err *err)
{
	const char *name = known_name(record, store->arena);
	sqlite3_stmt *add = store->statements[STATEMENT_ADD_PERSON];
	struct span token = span_make(person->token, CHAIN_PERSON);
	bool is_found;

	if (!known_find(store, name, person, &is_found, err))
		return false;
	if (is_found)
		return true;
	if (RAND_bytes(person->token, CHAIN_PERSON) != 1)
		return err_set(err, "no random numbers");
	database_bind_blob(add, 1, token);
	if (!database_write(add, err, "adding a person"))
		return false;
	person->slot = (uint64_t)sqlite3_last_insert_rowid(store->database);
	return name_person(store, name, person->slot, token, err);
}

bool known_forget(struct store *store, struct err *err)
{
	return database_write(store->statements[STATEMENT_FORGET_NAMES], err, "erasing") &&
	       database_write(store->statements[STATEMENT_FORGET_PERSONS], err, "erasing");
}
