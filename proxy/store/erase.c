/* What is erased on request: all of a person, or one record. */
#include "../base/reference.h"
#include "store_private.h"

static bool erase_rows(
    struct store *store, enum statement statement, uint64_t key, uint64_t *count, struct err *err)
{
	sqlite3_stmt *erase = store->statements[statement];

	database_bind_number(erase, 1, key);
	if (!database_write(erase, err, "erasing"))
		return false;
	*count += (uint64_t)sqlite3_changes(store->database);
	return true;
}

static bool erase_person(
    struct store *store, const char *name, struct store_erased *erased, struct err *err)
{
	struct person person;
	bool is_found;

	if (!known_find(store, name, &person, &is_found, err))
		return false;
	return !is_found ||
	       (erase_rows(store, STATEMENT_ERASE_PERSON_TEXT, person.slot, &erased->texts, err) &&
	           erase_rows(
	               store, STATEMENT_ERASE_PERSON, person.slot, &erased->identities, err));
}

static bool find_number(struct store *store, const char *record, uint64_t *number, struct err *err)
{
	sqlite3_stmt *find = store->statements[STATEMENT_FIND_REFERENCE];
	char reference[REFERENCE_LEN + 1];

	*number = 0;
	if (reference_read(span_of(record), reference)) {
		database_bind_text(find, 1, span_of(reference));
		if (!database_number(find, 0, number))
			return database_failed(store->database, err, "looking for a reference");
	}
	if (*number == 0 && !record_number(span_of(record), number))
		*number = 0;
	return true;
}

static bool erase_record(
    struct store *store, const char *record, struct store_erased *erased, struct err *err)
{
	uint64_t number;

	return find_number(store, record, &number, err) &&
	       erase_rows(store, STATEMENT_ERASE_TEXT, number, &erased->texts, err) &&
	       erase_rows(store, STATEMENT_ERASE_IDENTITY, number, &erased->identities, err);
}

static bool erase(struct store *store, enum store_subject subject, const char *which,
    struct store_erased *erased, struct err *err)
{
	if (subject == STORE_RECORD)
		return erase_record(store, which, erased, err);
	const char *kind = subject == STORE_USER ? "user" : "address";
	const char *name = arena_print(store->arena, "%s:%s", kind, which);
	return erase_person(store, name, erased, err);
}

bool store_erase(struct store *store, enum store_subject subject, const char *which,
    struct store_erased *erased, struct err *err)
{
	*erased = (struct store_erased){ 0 };
	bool is_done = store_begin(store, err) && erase(store, subject, which, erased, err) &&
	               known_forget(store, err);
	store->has_erased = store->has_erased || erased->texts + erased->identities > 0;
	return store_finish(store, is_done);
}
