#include "verify.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "../base/mem.h"
#include "chain.h"
#include "checkpoint.h"
#include "database.h"
#include "keep.h"
#include "vault.h"

enum { PROGRESS_ROWS = 1000, TEXT_MAX = 64 * 1024 * 1024 };

enum column {
	COLUMN_NUMBER,
	COLUMN_WORKER,
	COLUMN_ID,
	COLUMN_REFERENCE,
	COLUMN_TARGET,
	COLUMN_BODY,
	COLUMN_PREVIOUS,
	COLUMN_HASH,
	COLUMN_IDENTITY_SALT,
	COLUMN_IDENTITY,
	COLUMN_TOKEN,
	COLUMN_FORM,
	COLUMN_TEXT_SALT,
	COLUMN_TEXT,
};

static const char select_rows[] =
    "SELECT c.number, c.worker, c.id, c.reference, c.target, c.body, c.previous, c.hash,"
    " i.salt, i.data, p.token, t.form, t.salt, t.data FROM chain c"
    " LEFT JOIN identity i ON i.number = c.number AND " NOT_ERASED(
        "i") " LEFT JOIN person p ON p.slot = i.slot"
             " LEFT JOIN text t ON t.number = c.number AND " NOT_ERASED("t") " ORDER BY c.number";

static const char select_orphans[] =
    "SELECT 'identity', number FROM identity WHERE number NOT IN (SELECT number FROM chain)"
    " UNION ALL "
    "SELECT 'text', number FROM text WHERE number NOT IN (SELECT number FROM chain)";

/* Checkpoints of one file, read along with the rows. */
struct series {
	const char *name;
	FILE *file;
	off_t end; /* as long as it was before the snapshot of the rows; -1: all of it */
	uint64_t line;
	struct checkpoint next;
	bool has_next;
	bool has_differed; /* said once: every later one differs too */
};

struct wanted_hash {
	uint8_t hash[CHAIN_HASH];
	bool is_found;
};

struct walk {
	const struct verify_options *options;
	struct verify_result *result;
	sqlite3 *database;
	struct vault *vault;   /* NULL: no key */
	EVP_PKEY *public_key;  /* NULL: missing */
	struct series *series; /* the store's own first */
	size_t series_count;
	struct wanted_hash *wanted;
	struct arena *arena; /* of one row */
	struct buf plain;
	uint64_t last; /* number of the row before */
	uint8_t last_hash[CHAIN_HASH];
	bool is_suspect; /* the row before was found wrong: its neighbour is not asked about it */
	uint64_t all;
};

/* Takes sentence. */
static void finding(struct walk *walk, char *sentence)
{
	walk->result->findings++;
	walk->options->on_finding(walk->options->state, sentence);
	free(sentence);
}

/* ---- checkpoints ---- */

static bool checkpoint_accept(struct walk *walk, struct series *series, struct span line)
{
	struct checkpoint next;

	if (!checkpoint_parse(line, &next)) {
		finding(walk, mem_print("%s, line %" PRIu64 ": not a checkpoint", series->name,
		                  series->line));
		return false;
	}
	if (walk->public_key == NULL)
		return false;
	if (!checkpoint_is_signed(&next, walk->public_key)) {
		finding(walk, mem_print("%s, line %" PRIu64 ": the signature is not right",
		                  series->name, series->line));
		return false;
	}
	if (next.number < series->next.number) {
		finding(walk,
		    mem_print("%s, line %" PRIu64 ": out of order", series->name, series->line));
		return false;
	}
	series->next = next;
	walk->result->checkpoints++;
	return true;
}

/* A line that is being written has no newline yet, and stands behind end. */
static bool read_line(struct series *series, char **line, size_t *capacity, struct span *text)
{
	if (series->file == NULL || (series->end >= 0 && ftello(series->file) >= series->end))
		return false;
	ssize_t len = getline(line, capacity, series->file);
	if (len <= 0)
		return false;
	series->line++;
	bool is_whole = (*line)[len - 1] == '\n';
	*text = span_make(*line, (size_t)len - (is_whole ? 1 : 0));
	return is_whole || series->end < 0;
}

static void series_advance(struct walk *walk, struct series *series)
{
	char *line = NULL;
	size_t capacity = 0;
	struct span text;

	series->has_next = false;
	while (!series->has_next && read_line(series, &line, &capacity, &text))
		if (span_trim(text).len > 0)
			series->has_next = checkpoint_accept(walk, series, text);
	free(line);
}

static void compare_checkpoint(
    struct walk *walk, struct series *series, const uint8_t hash[CHAIN_HASH])
{
	struct verify_result *result = walk->result;
	const struct checkpoint *next = &series->next;

	if (memcmp(next->hash, hash, CHAIN_HASH) == 0) {
		if (next->number > result->sealed) {
			result->sealed = next->number;
			memcpy(result->sealed_time, next->time, sizeof result->sealed_time);
			chain_hex(next->hash, result->sealed_hash);
		}
	} else if (!series->has_differed) {
		series->has_differed = true;
		finding(
		    walk, mem_print("record %" PRIu64
		                    " is not the one that was sealed at %s (%s, line %" PRIu64 ")",
		              next->number, next->time, series->name, series->line));
	}
}

/* What lies before number and was passed is among the missing rows, which are told. */
static void compare_series(
    struct walk *walk, struct series *series, uint64_t number, const uint8_t hash[CHAIN_HASH])
{
	while (series->has_next && series->next.number <= number) {
		if (series->next.number == number)
			compare_checkpoint(walk, series, hash);
		series_advance(walk, series);
	}
}

static void series_rest(struct walk *walk, struct series *series)
{
	struct checkpoint last = { 0 };

	while (series->has_next) {
		last = series->next;
		series_advance(walk, series);
	}
	if (last.number > walk->last)
		finding(walk, mem_print("the chain ends at record %" PRIu64 ", but record %" PRIu64
		                        " was sealed at %s (%s): %" PRIu64 " missing at the end",
		                  walk->last, last.number, last.time, series->name,
		                  last.number - walk->last));
}

/* ---- one row ---- */

static bool hash_column(sqlite3_stmt *row, int column, uint8_t hash[CHAIN_HASH])
{
	struct span bytes = database_column(row, column);

	if (bytes.len == CHAIN_HASH)
		memcpy(hash, bytes.data, CHAIN_HASH);
	return bytes.len == CHAIN_HASH;
}

static void check_number(struct walk *walk, uint64_t number)
{
	uint64_t next = walk->last + 1;

	if (number == next)
		return;
	walk->is_suspect = true;
	if (number == next + 1)
		finding(walk, mem_print("record %" PRIu64 " is missing", next));
	else if (number > next)
		finding(walk,
		    mem_print("records %" PRIu64 " to %" PRIu64 " are missing", next, number - 1));
	else
		finding(
		    walk, mem_print("record %" PRId64 " does not belong there", (int64_t)number));
}

static bool check_content(
    struct walk *walk, sqlite3_stmt *row, uint64_t number, struct entry *entry)
{
	struct span body = database_column(row, COLUMN_BODY);

	if (!entry_unpack(body, walk->arena, entry)) {
		finding(
		    walk, mem_print("record %" PRIu64 " was changed: it cannot be read", number));
		return false;
	}
	if (entry->number != number) {
		finding(walk, mem_print("in the place of record %" PRIu64 " stands record %" PRIu64
		                        ": swapped or moved",
		                  number, entry->number));
		return false;
	}
	return true;
}

static bool check_hash(struct walk *walk, sqlite3_stmt *row, uint64_t number)
{
	uint8_t previous[CHAIN_HASH];
	uint8_t hash[CHAIN_HASH];
	uint8_t computed[CHAIN_HASH];

	if (hash_column(row, COLUMN_PREVIOUS, previous) && hash_column(row, COLUMN_HASH, hash)) {
		chain_hash(previous, database_column(row, COLUMN_BODY), computed);
		if (memcmp(computed, hash, CHAIN_HASH) == 0)
			return true;
	}
	finding(
	    walk, mem_print("record %" PRIu64 " was changed: it does not fit its hash", number));
	return false;
}

/* The row fits its own hash, so what it remembers of the row before is the truth. */
static void check_link(struct walk *walk, sqlite3_stmt *row, uint64_t number)
{
	struct span previous = database_column(row, COLUMN_PREVIOUS);

	if (walk->is_suspect || span_equal(previous, span_make(walk->last_hash, CHAIN_HASH)))
		return;
	if (number == 1)
		finding(walk, mem_print("record 1 was changed: it does not begin the chain"));
	else
		finding(walk, mem_print("record %" PRIu64 " was replaced: record %" PRIu64
		                        " was chained to another one",
		                  number - 1, number));
}

static bool column_is(sqlite3_stmt *row, int column, uint64_t value, bool is_null)
{
	if (is_null)
		return sqlite3_column_type(row, column) == SQLITE_NULL;
	return sqlite3_column_type(row, column) == SQLITE_INTEGER &&
	       (uint64_t)sqlite3_column_int64(row, column) == value;
}

/* What the row repeats of its body for look-ups. */
static void check_columns(struct walk *walk, sqlite3_stmt *row, const struct entry *entry)
{
	const struct record *record = &entry->record;
	bool is_own = record->worker == 0 && record->id == 0;

	if (column_is(row, COLUMN_WORKER, record->worker, is_own) &&
	    column_is(row, COLUMN_ID, record->id, is_own) &&
	    column_is(row, COLUMN_TARGET, entry->outcome.target, entry->outcome.target == 0) &&
	    span_equal(database_column(row, COLUMN_REFERENCE), record->reference))
		return;
	finding(walk,
	    mem_print("record %" PRIu64 ": its columns for look-ups were changed", entry->number));
}

static bool fits(
    sqlite3_stmt *row, enum commitment what, int salt, struct span plain, const struct entry *entry)
{
	uint8_t commitment[CHAIN_HASH];

	chain_commit(what, database_column(row, salt), plain, commitment);
	return span_equal(span_make(commitment, CHAIN_HASH), entry->commitments[what]);
}

static void check_identity(struct walk *walk, sqlite3_stmt *row, const struct entry *entry)
{
	struct span data = database_column(row, COLUMN_IDENTITY);
	bool is_committed = entry->commitments[COMMIT_IDENTITY].len > 0;

	if (data.len == 0) {
		walk->result->identities_erased += is_committed;
		return;
	}
	if (!fits(row, COMMIT_IDENTITY, COLUMN_IDENTITY_SALT, data, entry) ||
	    !span_equal(database_column(row, COLUMN_TOKEN), entry->person))
		finding(walk,
		    mem_print("record %" PRIu64 ": who it was of was changed", entry->number));
}

static bool text_plain(
    struct walk *walk, sqlite3_stmt *row, const struct entry *entry, struct span *plain)
{
	*plain = database_column(row, COLUMN_TEXT);
	if (sqlite3_column_int(row, COLUMN_FORM) != TEXT_SEALED)
		return true;
	buf_clear(&walk->plain);
	bool is_open = vault_unseal(walk->vault, entry->number, *plain, &walk->plain);
	*plain = buf_span(&walk->plain);
	return is_open;
}

static void check_text(struct walk *walk, sqlite3_stmt *row, const struct entry *entry)
{
	struct span plain = database_column(row, COLUMN_TEXT);

	if (plain.len == 0) {
		walk->result->texts_erased += entry->commitments[COMMIT_TEXT].len > 0;
		return;
	}
	if (sqlite3_column_int(row, COLUMN_FORM) == TEXT_SEALED && walk->vault == NULL) {
		walk->result->texts_unreadable++;
		return;
	}
	if (!text_plain(walk, row, entry, &plain) ||
	    !fits(row, COMMIT_TEXT, COLUMN_TEXT_SALT, plain, entry))
		finding(walk, mem_print("record %" PRIu64 ": its text was changed", entry->number));
}

static void check_wanted(struct walk *walk, const uint8_t hash[CHAIN_HASH])
{
	for (size_t i = 0; i < walk->options->hash_count; i++)
		if (memcmp(walk->wanted[i].hash, hash, CHAIN_HASH) == 0)
			walk->wanted[i].is_found = true;
}

static void check_row(struct walk *walk, sqlite3_stmt *row)
{
	struct entry entry;
	uint64_t number = (uint64_t)sqlite3_column_int64(row, COLUMN_NUMBER);

	check_number(walk, number);
	bool is_good = check_content(walk, row, number, &entry) && check_hash(walk, row, number);
	if (is_good) {
		check_link(walk, row, number);
		check_columns(walk, row, &entry);
		check_identity(walk, row, &entry);
		check_text(walk, row, &entry);
		walk->result->records += entry.type == ENTRY_RECORD;
	}
	walk->is_suspect = !is_good || !hash_column(row, COLUMN_HASH, walk->last_hash);
	walk->last = number;
	walk->result->rows++;
	check_wanted(walk, walk->last_hash);
	if (is_good)
		for (size_t i = 0; i < walk->series_count; i++)
			compare_series(walk, &walk->series[i], number, walk->last_hash);
	arena_clear(walk->arena);
}

/* ---- the whole ---- */

static void progress(struct walk *walk)
{
	if (walk->options->on_progress != NULL && walk->result->rows % PROGRESS_ROWS == 0)
		walk->options->on_progress(walk->options->state, walk->result->rows, walk->all);
}

static bool check_rows(struct walk *walk, struct err *err)
{
	sqlite3_stmt *row = database_prepare(walk->database, select_rows, err);
	int result;

	if (row == NULL)
		return false;
	while ((result = sqlite3_step(row)) == SQLITE_ROW) {
		check_row(walk, row);
		progress(walk);
	}
	if (result != SQLITE_DONE)
		finding(walk, mem_print("the file cannot be read after record %" PRIu64 ": %s",
		                  walk->last, sqlite3_errmsg(walk->database)));
	sqlite3_finalize(row);
	return true;
}

static bool check_orphans(struct walk *walk, struct err *err)
{
	sqlite3_stmt *row = database_prepare(walk->database, select_orphans, err);

	if (row == NULL)
		return false;
	while (sqlite3_step(row) == SQLITE_ROW)
		finding(walk, mem_print("there is %s of record %" PRId64 ", which is not there",
		                  (const char *)sqlite3_column_text(row, 0),
		                  (int64_t)sqlite3_column_int64(row, 1)));
	sqlite3_finalize(row);
	return true;
}

static void check_ends(struct walk *walk)
{
	for (size_t i = 0; i < walk->series_count; i++)
		series_rest(walk, &walk->series[i]);
	for (size_t i = 0; i < walk->options->hash_count; i++)
		if (!walk->wanted[i].is_found)
			finding(
			    walk, mem_print("no record has the hash %s: it was changed or removed",
			              walk->options->hashes[i]));
	walk->result->unsealed =
	    walk->last > walk->result->sealed ? walk->last - walk->result->sealed : 0;
}

static bool count_rows(struct walk *walk, struct err *err)
{
	sqlite3_stmt *row = database_prepare(walk->database, "SELECT count(*) FROM chain", err);

	if (row == NULL)
		return false;
	database_number(row, 0, &walk->all);
	sqlite3_finalize(row);
	return true;
}

static bool open_own_series(struct walk *walk, struct err *err)
{
	struct series *own = &walk->series[0];
	char *path = mem_print("%s/%s", walk->options->folder, checkpoints_name);
	struct stat status;

	own->name = checkpoints_name;
	own->file = fopen(path, "re");
	bool is_fine = own->file != NULL || errno == ENOENT;
	if (!is_fine)
		err_set_errno(err, "%s", path);
	if (own->file != NULL && fstat(fileno(own->file), &status) == 0)
		own->end = status.st_size;
	free(path);
	return is_fine;
}

static bool open_series(struct walk *walk, struct err *err)
{
	walk->series_count = walk->options->file_count + 1;
	walk->series = mem_array(walk->series_count, sizeof *walk->series);
	if (!open_own_series(walk, err))
		return false;
	for (size_t i = 1; i < walk->series_count; i++) {
		const char *name = walk->options->files[i - 1];
		walk->series[i] =
		    (struct series){ .name = name, .file = fopen(name, "re"), .end = -1 };
		if (walk->series[i].file == NULL)
			return err_set_errno(err, "%s", name);
	}
	return true;
}

static bool read_hashes(struct walk *walk, struct err *err)
{
	walk->wanted = mem_array(walk->options->hash_count, sizeof *walk->wanted);
	for (size_t i = 0; i < walk->options->hash_count; i++)
		if (!chain_unhex(span_of(walk->options->hashes[i]), walk->wanted[i].hash))
			return err_set(err, "%s: not a hash of %d hex digits",
			    walk->options->hashes[i], CHAIN_HEX);
	return true;
}

/* Checkpoints are opened before the rows: what they name is then surely among the rows. */
static bool open_all(struct walk *walk, struct err *err)
{
	struct err missing;

	if (!read_hashes(walk, err) || !open_series(walk, err))
		return false;
	walk->database = database_open(walk->options->folder, DATABASE_READ, err);
	if (walk->database == NULL || !database_run(walk->database, "BEGIN", err) ||
	    !count_rows(walk, err))
		return false;
	walk->vault = vault_open(walk->options->folder, false, &missing);
	walk->public_key = checkpoint_public_key(walk->options->folder, &missing);
	if (walk->public_key == NULL)
		finding(walk, mem_print("signatures cannot be checked: %s", missing.text));
	if (walk->series[0].file == NULL && walk->all > 0)
		finding(walk, mem_print("%s is missing", checkpoints_name));
	for (size_t i = 0; i < walk->series_count; i++)
		series_advance(walk, &walk->series[i]);
	return true;
}

static void close_all(struct walk *walk)
{
	for (size_t i = 0; i < walk->series_count; i++)
		if (walk->series[i].file != NULL)
			fclose(walk->series[i].file);
	free(walk->series);
	free(walk->wanted);
	EVP_PKEY_free(walk->public_key);
	vault_free(walk->vault);
	sqlite3_close(walk->database);
	buf_release(&walk->plain);
	arena_free(walk->arena);
}

bool store_verify(
    const struct verify_options *options, struct verify_result *result, struct err *err)
{
	struct walk walk = { .options = options, .result = result, .arena = arena_new(0) };

	*result = (struct verify_result){ 0 };
	buf_init(&walk.plain, TEXT_MAX);
	bool is_run = open_all(&walk, err) && check_rows(&walk, err) && check_orphans(&walk, err);
	if (is_run)
		check_ends(&walk);
	close_all(&walk);
	return is_run;
}
