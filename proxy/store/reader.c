#include "reader.h"

#include <inttypes.h>
#include <stdlib.h>

#include "../base/mem.h"
#include "../base/reference.h"
#include "chain.h"
#include "database.h"
#include "vault.h"

enum { TEXT_MAX = 64 * 1024 * 1024 };

#define SELECT_STORED                                                                              \
	"SELECT c.number, c.body, i.data, t.form, t.data,"                                         \
	" (SELECT o.body FROM chain o WHERE o.target = c.number ORDER BY o.number DESC LIMIT 1),"  \
	" r.n, r.last FROM chain c LEFT JOIN repeat r ON r.number = c.number"                      \
	" LEFT JOIN identity i ON i.number = c.number AND " NOT_ERASED(                            \
	    "i") " LEFT JOIN text t ON t.number = c.number AND " NOT_ERASED("t") " "

enum column {
	COLUMN_NUMBER,
	COLUMN_BODY,
	COLUMN_IDENTITY,
	COLUMN_FORM,
	COLUMN_TEXT,
	COLUMN_OUTCOME,
	COLUMN_REPEATS,
	COLUMN_REPEATED,
};

#define STATEMENT_TABLE(X)                                                                         \
	X(NEXT, SELECT_STORED "WHERE c.number > ? AND c.target IS NULL ORDER BY c.number LIMIT 1") \
	X(PREVIOUS, SELECT_STORED                                                                  \
	    "WHERE c.number < ? AND c.target IS NULL ORDER BY c.number DESC LIMIT 1")              \
	X(FIND, SELECT_STORED "WHERE c.reference = ? ORDER BY c.number DESC LIMIT 1")              \
	X(BODY, "SELECT number, body FROM chain WHERE number >= ? ORDER BY number LIMIT 1")        \
	X(HEAD, "SELECT max(number) FROM chain")                                                   \
	X(COUNTS, "SELECT hour, counter, host, n FROM counts WHERE hour BETWEEN ? AND ?"           \
	          " ORDER BY hour, counter, host")

enum statement {
#define X(id, sql) STATEMENT_##id,
	STATEMENT_TABLE(X)
#undef X
	    STATEMENT_COUNT,
};

static const char *const statement_texts[] = {
#define X(id, sql) [STATEMENT_##id] = (sql),
	STATEMENT_TABLE(X)
#undef X
};

struct reader {
	sqlite3 *database;
	sqlite3_stmt *statements[STATEMENT_COUNT];
	struct vault *vault; /* NULL: sealed texts stay sealed */
};

static bool prepare_all(struct reader *reader, struct err *err)
{
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		reader->statements[i] = database_prepare(reader->database, statement_texts[i], err);
		if (reader->statements[i] == NULL)
			return false;
	}
	return true;
}

struct reader *reader_open(const char *folder, bool reveal, struct err *err)
{
	struct reader *reader = mem_alloc(sizeof *reader);
	struct err no_key; /* without its key a sealed text is hidden, as is said of each */

	reader->database = database_open(folder, DATABASE_READ, err);
	if (reader->database == NULL || !prepare_all(reader, err)) {
		reader_close(reader);
		return NULL;
	}
	reader->vault = reveal ? vault_open(folder, false, &no_key) : NULL;
	return reader;
}

void reader_close(struct reader *reader)
{
	if (reader == NULL)
		return;
	for (int i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_finalize(reader->statements[i]);
	sqlite3_close(reader->database);
	vault_free(reader->vault);
	free(reader);
}

static struct span copied(sqlite3_stmt *row, int column, struct arena *arena)
{
	struct span bytes = database_column(row, column);
	char *copy = arena_copy(arena, bytes);

	return span_make(copy, copy != NULL ? bytes.len : 0);
}

static bool take_identity(struct span data, const struct entry *entry, struct stored *stored)
{
	struct unpack unpack = unpack_open(data);

	stored->is_identity_erased = data.len == 0 && entry->commitments[COMMIT_IDENTITY].len > 0;
	return data.len == 0 || record_unpack_identity(&unpack, &stored->record);
}

static bool unseal(struct reader *reader, uint64_t number, struct arena *arena, struct span *data)
{
	struct buf plain;

	if (reader->vault == NULL)
		return false;
	buf_init(&plain, TEXT_MAX);
	bool is_open = vault_unseal(reader->vault, number, *data, &plain);
	char *copy = is_open ? arena_copy(arena, buf_span(&plain)) : NULL;
	*data = span_make(copy, copy != NULL ? plain.len : 0);
	buf_release(&plain);
	return copy != NULL;
}

static bool take_text(struct reader *reader, struct span data, const struct entry *entry,
    struct arena *arena, struct stored *stored)
{
	stored->is_text_erased = data.len == 0 && entry->commitments[COMMIT_TEXT].len > 0;
	if (data.len == 0)
		return true;
	if (stored->text_form == TEXT_SEALED && !unseal(reader, entry->number, arena, &data)) {
		stored->is_text_hidden = true;
		return true;
	}
	struct unpack unpack = unpack_open(data);
	return record_unpack_text(&unpack, arena, &stored->record);
}

static bool take_outcome(struct span body, struct arena *arena, struct record *record)
{
	struct entry entry;

	if (body.len == 0)
		return true;
	if (!entry_unpack(body, arena, &entry) || entry.type != ENTRY_OUTCOME)
		return false;
	record->outcome = entry.outcome.outcome;
	if (entry.outcome.published_id.len > 0)
		record->published_id = entry.outcome.published_id;
	if (entry.outcome.published_url.len > 0)
		record->published_url = entry.outcome.published_url;
	return true;
}

/* READER_NONE: an entry, but not a record. */
static enum reader_found take_row(struct reader *reader, sqlite3_stmt *row, struct arena *arena,
    struct stored *stored, struct err *err)
{
	struct entry entry;
	uint64_t number = (uint64_t)sqlite3_column_int64(row, COLUMN_NUMBER);
	bool is_read = entry_unpack(copied(row, COLUMN_BODY, arena), arena, &entry);

	if (is_read && entry.type != ENTRY_RECORD)
		return READER_NONE;
	*stored = (struct stored){ .record = entry.record, .committed_ms = entry.committed_ms };
	stored->repeats = (uint64_t)sqlite3_column_int64(row, COLUMN_REPEATS);
	stored->repeated_ms = sqlite3_column_int64(row, COLUMN_REPEATED);
	int form = sqlite3_column_int(row, COLUMN_FORM);
	stored->text_form = form > 0 && form < TEXT_FORM_COUNT ? (enum text_form)form : TEXT_NONE;
	is_read = is_read && take_identity(copied(row, COLUMN_IDENTITY, arena), &entry, stored) &&
	          take_text(reader, copied(row, COLUMN_TEXT, arena), &entry, arena, stored) &&
	          take_outcome(copied(row, COLUMN_OUTCOME, arena), arena, &stored->record);
	if (is_read)
		return READER_FOUND;
	err_set(err, "record %" PRIu64 " cannot be read; `gatepost log verify` says more", number);
	return READER_FAILED;
}

static enum reader_found step(struct reader *reader, sqlite3_stmt *row, struct arena *arena,
    struct stored *stored, struct err *err)
{
	int result = sqlite3_step(row);
	enum reader_found found = READER_NONE;

	if (result == SQLITE_ROW) {
		stored->record.number = (uint64_t)sqlite3_column_int64(row, COLUMN_NUMBER);
		found = take_row(reader, row, arena, stored, err);
	} else if (result != SQLITE_DONE) {
		database_failed(reader->database, err, "reading the store");
		found = READER_FAILED;
	} else {
		stored->record.number = 0;
	}
	sqlite3_reset(row);
	return found;
}

/* Steps from row to row until one is a record. */
static enum reader_found walk(struct reader *reader, enum statement statement, uint64_t from,
    struct arena *arena, struct stored *stored, struct err *err)
{
	sqlite3_stmt *row = reader->statements[statement];
	enum reader_found found;

	do {
		database_bind_number(row, 1, from);
		found = step(reader, row, arena, stored, err);
		from = stored->record.number;
	} while (found == READER_NONE && from != 0);
	return found;
}

enum reader_found reader_next(struct reader *reader, uint64_t after, struct arena *arena,
    struct stored *stored, struct err *err)
{
	return walk(reader, STATEMENT_NEXT, after, arena, stored, err);
}

enum reader_found reader_previous(struct reader *reader, uint64_t before, struct arena *arena,
    struct stored *stored, struct err *err)
{
	uint64_t from = before < INT64_MAX ? before : INT64_MAX;

	return walk(reader, STATEMENT_PREVIOUS, from, arena, stored, err);
}

enum reader_found reader_find(struct reader *reader, struct span reference, struct arena *arena,
    struct stored *stored, struct err *err)
{
	sqlite3_stmt *row = reader->statements[STATEMENT_FIND];
	char name[REFERENCE_LEN + 1];

	if (!reference_read(reference, name))
		return READER_NONE;
	database_bind_text(row, 1, span_of(name));
	return step(reader, row, arena, stored, err);
}

enum reader_found reader_named(struct reader *reader, struct span name, struct arena *arena,
    struct stored *stored, struct err *err)
{
	enum reader_found found = reader_find(reader, name, arena, stored, err);
	uint64_t number;

	if (found != READER_NONE || !record_number(name, &number))
		return found;
	found = reader_next(reader, number - 1, arena, stored, err);
	return found == READER_FOUND && stored->record.number != number ? READER_NONE : found;
}

/* When the first row from number on was committed, and which it is. */
static bool committed_at(struct reader *reader, uint64_t *number, int64_t *committed_ms)
{
	sqlite3_stmt *row = reader->statements[STATEMENT_BODY];
	struct arena *arena = arena_new(0);
	struct entry entry;

	database_bind_number(row, 1, *number);
	bool is_read =
	    sqlite3_step(row) == SQLITE_ROW && entry_unpack(database_column(row, 1), arena, &entry);
	if (is_read) {
		*number = (uint64_t)sqlite3_column_int64(row, 0);
		*committed_ms = entry.committed_ms;
	}
	sqlite3_reset(row);
	arena_free(arena);
	return is_read;
}

/* Times never go backwards along the chain, so that halving finds the place. */
bool reader_since(struct reader *reader, int64_t moment_ms, uint64_t *after, struct err *err)
{
	uint64_t low = 0; /* committed before moment_ms */
	uint64_t high;    /* at or after it, or past the end */

	if (!database_number(reader->statements[STATEMENT_HEAD], 0, &high))
		return database_failed(reader->database, err, "reading the store");
	high++;
	while (high - low > 1) {
		uint64_t middle = low + (high - low) / 2;
		uint64_t number = middle;
		int64_t committed_ms;
		if (!committed_at(reader, &number, &committed_ms))
			return err_set(err, "record %" PRIu64 " cannot be read", middle);
		if (committed_ms >= moment_ms)
			high = middle;
		else
			low = number < high ? number : high - 1;
	}
	*after = low;
	return true;
}

bool reader_counts(struct reader *reader, uint64_t from_hour, uint64_t to_hour,
    void (*each)(void *state, const struct reader_count *count), void *state, struct err *err)
{
	sqlite3_stmt *row = reader->statements[STATEMENT_COUNTS];
	int result;

	database_bind_number(row, 1, from_hour);
	database_bind_number(row, 2, to_hour);
	while ((result = sqlite3_step(row)) == SQLITE_ROW) {
		struct reader_count count = {
			.hour = (uint64_t)sqlite3_column_int64(row, 0),
			.counter = (uint8_t)sqlite3_column_int(row, 1),
			.host = database_column(row, 2),
			.n = (uint64_t)sqlite3_column_int64(row, 3),
		};
		each(state, &count);
	}
	sqlite3_reset(row);
	return result == SQLITE_DONE || database_failed(reader->database, err, "reading counts");
}
