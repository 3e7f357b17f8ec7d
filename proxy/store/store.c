#include "store.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "../base/mem.h"
#include "chain.h"
#include "checkpoint.h"
#include "database.h"
#include "file.h"
#include "keep.h"
#include "moment.h"
#include "vault.h"
#include "walkeeper.h"

enum {
	LOCK_POLL_MS = 20,
	SEAL_MS = 1000,
	SEAL_ROWS = 1000,
	WAKE_PAGES = 1000,    /* the keeper is woken */
	URGENT_PAGES = 16384, /* 64 MiB: it does not keep up; we do it ourselves */
	SWEEP_ROWS = 2000,
	BODY_MAX = 64 * 1024 * 1024,
	ARENA_KEPT = 1024 * 1024,
};

static const int64_t day_ms = INT64_C(86400) * 1000;
static const int64_t counts_kept_hours = INT64_C(400) * 24;
static const char lock_name[] = "audit.lock";

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

static const char *const statement_texts[] = {
#define X(id, sql) sql,
	STATEMENT_TABLE(X)
#undef X
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

/* ---- opening ---- */

static bool lock_try(int fd, unsigned wait_ms)
{
	static const struct timespec pause = { 0, LOCK_POLL_MS * 1000000L };

	for (unsigned waited = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited += LOCK_POLL_MS) {
		if (errno != EWOULDBLOCK && errno != EINTR)
			return false;
		if (waited >= wait_ms) {
			errno = EWOULDBLOCK;
			return false;
		}
		nanosleep(&pause, NULL);
	}
	return true;
}

static bool lock_take(struct store *store, unsigned wait_ms, struct err *err)
{
	char *path = mem_print("%s/%s", store->folder, lock_name);

	store->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool is_taken = store->lock_fd >= 0 && lock_try(store->lock_fd, wait_ms);
	if (!is_taken && errno == EWOULDBLOCK)
		err_set(err, "%s: another process writes this store", path);
	else if (!is_taken)
		err_set_errno(err, "%s", path);
	free(path);
	return is_taken;
}

static bool prepare_all(struct store *store, struct err *err)
{
	for (int i = 0; i < STATEMENT_COUNT; i++) {
		store->statements[i] = database_prepare(store->database, statement_texts[i], err);
		if (store->statements[i] == NULL)
			return false;
	}
	return true;
}

static bool head_fits(struct store *store, sqlite3_stmt *row, struct span hash)
{
	struct entry entry;
	struct span previous = database_column(row, 2);
	uint8_t computed[CHAIN_HASH];

	if (hash.len != CHAIN_HASH || previous.len != CHAIN_HASH)
		return false;
	chain_hash((const uint8_t *)previous.data, database_column(row, 1), computed);
	if (memcmp(computed, hash.data, CHAIN_HASH) != 0 ||
	    !entry_unpack(database_column(row, 1), store->arena, &entry))
		return false;
	store->head.number = (uint64_t)sqlite3_column_int64(row, 0);
	store->head.committed_ms = entry.committed_ms;
	memcpy(store->head.hash, hash.data, CHAIN_HASH);
	return entry.number == store->head.number;
}

static bool read_head(struct store *store, struct err *err)
{
	sqlite3_stmt *row = store->statements[STATEMENT_LAST_ROW];
	int result = sqlite3_step(row);
	bool is_read = result == SQLITE_DONE;

	if (result == SQLITE_ROW) {
		is_read = head_fits(store, row, database_column(row, 3));
		if (!is_read)
			err_set(err, "its last record does not fit its hash");
	} else if (result != SQLITE_DONE) {
		database_failed(store->database, err, database_name);
	}
	sqlite3_reset(row);
	arena_clear(store->arena);
	store->committed = store->head;
	return is_read;
}

/* A tail that is missing would be numbered anew, and hide what was there. */
static bool check_sealed(struct store *store, struct err *err)
{
	const struct checkpoint *last = sealer_last(store->sealer);
	sqlite3_stmt *row = store->statements[STATEMENT_HASH_OF];

	if (last->number > store->head.number)
		return err_set(err,
		    "it ends at record %" PRIu64 ", but record %" PRIu64
		    " was sealed at %s: its end is missing",
		    store->head.number, last->number, last->time);
	if (last->number == 0)
		return true;
	database_bind_number(row, 1, last->number);
	bool is_same = sqlite3_step(row) == SQLITE_ROW &&
	               span_equal(database_column(row, 0), span_make(last->hash, CHAIN_HASH));
	sqlite3_reset(row);
	if (is_same)
		return true;
	return err_set(err, "record %" PRIu64 " is not the one that was sealed at %s", last->number,
	    last->time);
}

static bool damaged(const char *folder, struct err *err)
{
	return err_wrap(err,
	    "the store in %s is not used, and nothing in it was changed (see `gatepost log "
	    "verify`; "
	    "put back a backup, or move audit.db* and checkpoints.jsonl away to begin a new one)",
	    folder);
}

/* Before SQLite makes a new file in the place of one that is gone. */
static bool check_gone(struct store *store, struct err *err)
{
	const struct checkpoint *last = sealer_last(store->sealer);
	char *path = mem_print("%s/%s", store->folder, database_name);
	bool is_gone = last->number > 0 && access(path, F_OK) != 0;

	if (is_gone)
		err_set_errno(err, "%s, where record %" PRIu64 " was sealed at %s", path,
		    last->number, last->time);
	free(path);
	return !is_gone;
}

static bool open_database(struct store *store, struct err *err)
{
	store->database = database_open(store->folder, DATABASE_WRITE, err);
	return store->database != NULL && prepare_all(store, err) && read_head(store, err);
}

/* Called by SQLite within the commit: only notes the length of the log. */
static int on_wal(void *state, sqlite3 *database, const char *name, int pages)
{
	struct store *store = state;

	(void)database;
	(void)name;
	store->wal_pages = pages;
	return SQLITE_OK;
}

static bool open_all(struct store *store, unsigned wait_ms, struct err *err)
{
	if (!folder_make(store->folder, err) || !lock_take(store, wait_ms, err))
		return false;
	store->vault = vault_open(store->folder, true, err);
	store->sealer = store->vault != NULL ? sealer_open(store->folder, err) : NULL;
	if (store->sealer == NULL)
		return false;
	if (!check_gone(store, err) || !open_database(store, err) || !check_sealed(store, err))
		return damaged(store->folder, err);
	sqlite3_wal_hook(store->database, on_wal, store);
	store->keeper = walkeeper_start(store->folder, err);
	return store->keeper != NULL;
}

struct store *store_open(const char *folder, unsigned wait_ms, struct err *err)
{
	struct store *store = mem_alloc(sizeof *store);

	store->folder = mem_copy(folder);
	store->lock_fd = -1;
	store->arena = arena_new(0);
	buf_init(&store->body, BODY_MAX);
	buf_init(&store->part, BODY_MAX);
	buf_init(&store->sealed, BODY_MAX);
	if (open_all(store, wait_ms, err))
		return store;
	store_close(store);
	return NULL;
}

void store_close(struct store *store)
{
	if (store == NULL)
		return;
	walkeeper_stop(store->keeper);
	if (store->database != NULL)
		store_rollback(store);
	for (int i = 0; i < STATEMENT_COUNT; i++)
		sqlite3_finalize(store->statements[i]);
	sqlite3_close(store->database);
	sealer_free(store->sealer);
	vault_free(store->vault);
	if (store->lock_fd >= 0)
		close(store->lock_fd);
	arena_free(store->arena);
	buf_release(&store->body);
	buf_release(&store->part);
	buf_release(&store->sealed);
	free(store->folder);
	free(store);
}

/* ---- transactions ---- */

static bool begin(struct store *store, struct err *err)
{
	if (store->is_open)
		return true;
	store->is_open =
	    database_write(store->statements[STATEMENT_BEGIN], err, "beginning a transaction");
	return store->is_open;
}

/* SQLite has rolled back by itself after some failures (full, I/O error). */
void store_rollback(struct store *store)
{
	struct err ignored;

	if (store->is_open && sqlite3_get_autocommit(store->database) == 0)
		database_write(store->statements[STATEMENT_ROLLBACK], &ignored, "rolling back");
	store->is_open = false;
	store->head = store->committed;
}

static void keep_wal_short(struct store *store)
{
	if (store->wal_pages < WAKE_PAGES) {
		store->urgent_pages = URGENT_PAGES;
		return;
	}
	walkeeper_wake(store->keeper, false);
	if (store->wal_pages < store->urgent_pages)
		return;
	store->urgent_pages = store->wal_pages + WAKE_PAGES;
	sqlite3_wal_checkpoint_v2(store->database, "main", SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
}

bool store_commit(struct store *store, struct err *err)
{
	if (!store->is_open)
		return true;
	if (!database_write(store->statements[STATEMENT_COMMIT], err, "committing")) {
		store_rollback(store);
		return false;
	}
	store->is_open = false;
	store->committed = store->head;
	keep_wal_short(store);
	return true;
}

uint64_t store_head(const struct store *store)
{
	return store->committed.number;
}

/* Whatever one call borrowed; large buffers are not kept for the next one. */
static void call_end(struct store *store)
{
	struct buf *const bufs[] = { &store->body, &store->part, &store->sealed };

	for (size_t i = 0; i < sizeof bufs / sizeof bufs[0]; i++) {
		buf_clear(bufs[i]);
		if (bufs[i]->cap > ARENA_KEPT)
			buf_release(bufs[i]);
	}
	arena_clear(store->arena);
}

static bool finish(struct store *store, bool is_done)
{
	call_end(store);
	if (!is_done)
		store_rollback(store);
	return is_done;
}

/* ---- a row of the chain ---- */

/* What a row repeats of its body, for its indices. Zero and empty stand for NULL. */
struct row {
	uint64_t worker, id;
	struct span reference;
	uint64_t target;
};

static int64_t not_before(int64_t now_ms, int64_t last_ms)
{
	return now_ms > last_ms ? now_ms : last_ms;
}

static bool append(struct store *store, struct entry *entry, const struct row *row, struct err *err)
{
	sqlite3_stmt *insert = store->statements[STATEMENT_ADD_ROW];
	uint8_t hash[CHAIN_HASH];

	entry_pack(entry, &store->body);
	if (store->body.len == 0 || store->body.len >= BODY_MAX)
		return err_set(err, "a record of over %d bytes", BODY_MAX);
	chain_hash(store->head.hash, buf_span(&store->body), hash);
	database_bind_number(insert, 1, entry->number);
	if (row->worker != 0 || row->id != 0) {
		database_bind_number(insert, 2, row->worker);
		database_bind_number(insert, 3, row->id);
	}
	database_bind_text(insert, 4, row->reference);
	if (row->target != 0)
		database_bind_number(insert, 5, row->target);
	database_bind_blob(insert, 6, buf_span(&store->body));
	database_bind_blob(insert, 7, span_make(store->head.hash, CHAIN_HASH));
	database_bind_blob(insert, 8, span_make(hash, CHAIN_HASH));
	if (!database_write(insert, err, "adding a record"))
		return false;
	store->head.number = entry->number;
	store->head.committed_ms = entry->committed_ms;
	memcpy(store->head.hash, hash, CHAIN_HASH);
	return true;
}

/* ---- beside the chain ---- */

struct person {
	uint64_t slot;
	uint8_t token[CHAIN_PERSON];
};

static char *person_name(const struct record *record, struct arena *arena)
{
	if (record->user.len > 0)
		return arena_print(arena, "user:%.*s", SPAN_PRINT(record->user));
	return arena_print(arena, "address:%.*s", SPAN_PRINT(record->address));
}

static bool person_find(
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

static bool person_get(
    struct store *store, const struct record *record, struct person *person, struct err *err)
{
	const char *name = person_name(record, store->arena);
	sqlite3_stmt *add = store->statements[STATEMENT_ADD_PERSON];
	bool is_found;

	if (!person_find(store, name, person, &is_found, err))
		return false;
	if (is_found)
		return true;
	if (RAND_bytes(person->token, CHAIN_PERSON) != 1)
		return err_set(err, "no random numbers");
	database_bind_blob(add, 1, span_make(person->token, CHAIN_PERSON));
	database_bind_text(add, 2, span_of(name));
	if (!database_write(add, err, "adding a person"))
		return false;
	person->slot = (uint64_t)sqlite3_last_insert_rowid(store->database);
	return true;
}

/* Something beside the chain, about to be written next to its record. */
struct beside {
	enum commitment what;
	uint64_t column; /* slot of the person, or form of the text */
	int64_t until_ms;
	struct span data; /* as it is stored */
	uint8_t salt[CHAIN_SALT];
	uint8_t commitment[CHAIN_HASH]; /* to the plain data */
};

static bool beside_commit(struct beside *beside, struct span plain, struct err *err)
{
	if (RAND_bytes(beside->salt, CHAIN_SALT) != 1)
		return err_set(err, "no random numbers");
	chain_commit(beside->what, span_make(beside->salt, CHAIN_SALT), plain, beside->commitment);
	return true;
}

static bool beside_write(
    struct store *store, const struct beside *beside, uint64_t number, struct err *err)
{
	sqlite3_stmt *add = store->statements[beside->what == COMMIT_TEXT ? STATEMENT_ADD_TEXT
	                                                                  : STATEMENT_ADD_IDENTITY];

	database_bind_number(add, 1, number);
	database_bind_number(add, 2, beside->column);
	database_bind_number(add, 3, (uint64_t)beside->until_ms);
	database_bind_blob(add, 4, span_make(beside->salt, CHAIN_SALT));
	database_bind_blob(add, 5, beside->data);
	return database_write(add, err, "adding a record");
}

static struct span pack_into(struct buf *buf, const struct record *record,
    void (*pack)(const struct record *, struct buf *), struct arena *arena)
{
	buf_clear(buf);
	pack(record, buf);
	return span_make(arena_copy(arena, buf_span(buf)), buf->len);
}

/* What keep says of the text: masked and readable, or whole and encrypted. */
static bool text_make(struct store *store, const struct record *record, uint64_t number,
    struct beside *text, struct err *err)
{
	struct record kept = *record;

	if (text->column == TEXT_MASKED)
		kept.fields = keep_masked(record, store->arena);
	struct span plain = pack_into(&store->part, &kept, record_pack_text, store->arena);
	text->data = plain;
	if (text->column == TEXT_SEALED) {
		buf_clear(&store->sealed);
		if (!vault_seal(store->vault, number, plain, &store->sealed))
			return err_set(err, "encrypting a text failed");
		text->data = buf_span(&store->sealed);
	}
	return beside_commit(text, plain, err);
}

static bool identity_make(struct store *store, const struct record *record, struct beside *identity,
    struct person *person, struct err *err)
{
	if (!person_get(store, record, person, err))
		return false;
	identity->column = person->slot;
	identity->data = pack_into(&store->part, record, record_pack_identity, store->arena);
	return beside_commit(identity, identity->data, err);
}

/* ---- adding ---- */

struct addition {
	struct entry entry;
	struct person person;
	struct beside beside[COMMIT_COUNT];
	bool has[COMMIT_COUNT];
};

static bool addition_make(
    struct store *store, const struct record *record, struct addition *addition, struct err *err)
{
	const struct keep *keep = keep_for(record->action);
	struct entry *entry = &addition->entry;
	int64_t until_ms = entry->committed_ms + keep->days * day_ms;

	addition->has[COMMIT_IDENTITY] = record->user.len > 0 || record->address.len > 0;
	addition->has[COMMIT_TEXT] = keep->text != TEXT_NONE && record->field_count > 0;
	addition->beside[COMMIT_IDENTITY] =
	    (struct beside){ .what = COMMIT_IDENTITY, .until_ms = until_ms };
	addition->beside[COMMIT_TEXT] =
	    (struct beside){ .what = COMMIT_TEXT, .column = keep->text, .until_ms = until_ms };
	if (addition->has[COMMIT_IDENTITY]) {
		if (!identity_make(
		        store, record, &addition->beside[COMMIT_IDENTITY], &addition->person, err))
			return false;
		entry->person = span_make(addition->person.token, CHAIN_PERSON);
	}
	if (addition->has[COMMIT_TEXT] &&
	    !text_make(store, record, entry->number, &addition->beside[COMMIT_TEXT], err))
		return false;
	for (int i = 0; i < COMMIT_COUNT; i++)
		if (addition->has[i])
			entry->commitments[i] =
			    span_make(addition->beside[i].commitment, CHAIN_HASH);
	return true;
}

static bool add_new(struct store *store, const struct record *record, int64_t now_ms,
    uint64_t *number, struct err *err)
{
	struct addition addition = { .entry = { .type = ENTRY_RECORD, .record = *record } };
	struct entry *entry = &addition.entry;
	const struct row row = { record->worker, record->id, record->reference, 0 };

	entry->number = store->head.number + 1;
	entry->record.number = entry->number;
	entry->committed_ms = not_before(now_ms, store->head.committed_ms);
	if (!addition_make(store, record, &addition, err) || !append(store, entry, &row, err))
		return false;
	for (int i = 0; i < COMMIT_COUNT; i++)
		if (addition.has[i] &&
		    !beside_write(store, &addition.beside[i], entry->number, err))
			return false;
	*number = entry->number;
	return true;
}

static bool find_repeat(
    struct store *store, const struct record *record, uint64_t *number, struct err *err)
{
	sqlite3_stmt *find = store->statements[STATEMENT_FIND_SENDER];

	*number = 0;
	if (record->worker == 0 && record->id == 0)
		return true;
	database_bind_number(find, 1, record->worker);
	database_bind_number(find, 2, record->id);
	return database_number(find, 0, number) ||
	       database_failed(store->database, err, "looking for a repeat");
}

bool store_add(struct store *store, const struct record *record, int64_t now_ms, uint64_t *number,
    struct err *err)
{
	bool is_done = begin(store, err) && find_repeat(store, record, number, err);

	if (is_done && *number == 0)
		is_done = add_new(store, record, now_ms, number, err);
	return finish(store, is_done);
}

static bool is_same_outcome(const struct entry *entry, const struct store_outcome *outcome)
{
	return entry->type == ENTRY_OUTCOME && entry->outcome.outcome == outcome->outcome &&
	       span_equal(entry->outcome.published_id, outcome->published_id) &&
	       span_equal(entry->outcome.published_url, outcome->published_url);
}

static bool find_target(struct store *store, const struct store_outcome *outcome, uint64_t *target,
    bool *is_known, struct err *err)
{
	sqlite3_stmt *find = store->statements[STATEMENT_FIND_REFERENCE];
	sqlite3_stmt *last = store->statements[STATEMENT_LAST_OUTCOME];
	struct entry entry;

	database_bind_text(find, 1, outcome->reference);
	if (!database_number(find, 0, target))
		return database_failed(store->database, err, "looking for a reference");
	database_bind_number(last, 1, *target);
	int result = sqlite3_step(last);
	*is_known = result == SQLITE_ROW &&
	            entry_unpack(database_column(last, 0), store->arena, &entry) &&
	            is_same_outcome(&entry, outcome);
	sqlite3_reset(last);
	return result == SQLITE_ROW || result == SQLITE_DONE ||
	       database_failed(store->database, err, "looking for an outcome");
}

static bool outcome_append(struct store *store, const struct store_outcome *outcome,
    uint64_t target, int64_t now_ms, struct err *err)
{
	const struct row row = { .target = target };
	struct entry entry = {
		.type = ENTRY_OUTCOME,
		.number = store->head.number + 1,
		.committed_ms = not_before(now_ms, store->head.committed_ms),
		.outcome = { target, outcome->outcome, outcome->published_id,
		    outcome->published_url },
	};

	return append(store, &entry, &row, err);
}

bool store_add_outcome(
    struct store *store, const struct store_outcome *outcome, int64_t now_ms, struct err *err)
{
	uint64_t target = 0;
	bool is_known = false;

	if (outcome->reference.len == 0)
		return true;
	bool is_done = begin(store, err) && find_target(store, outcome, &target, &is_known, err);
	if (is_done && target != 0 && !is_known)
		is_done = outcome_append(store, outcome, target, now_ms, err);
	return finish(store, is_done);
}

static bool add_count(struct store *store, const struct store_count *count, struct err *err)
{
	sqlite3_stmt *add = store->statements[STATEMENT_ADD_COUNT];

	database_bind_number(add, 1, count->hour);
	database_bind_number(add, 2, count->counter);
	sqlite3_bind_text64(add, 3, count->host.len > 0 ? count->host.data : "", count->host.len,
	    SQLITE_STATIC, SQLITE_UTF8);
	database_bind_number(add, 4, count->n);
	return database_write(add, err, "counting");
}

static bool see(struct store *store, const struct store_sender *sender, int64_t now_ms,
    bool *is_new, struct err *err)
{
	sqlite3_stmt *add = store->statements[STATEMENT_ADD_SEEN];

	database_bind_number(add, 1, sender->run);
	database_bind_number(add, 2, sender->instance);
	database_bind_number(add, 3, sender->id);
	database_bind_number(add, 4, (uint64_t)now_ms);
	bool is_done = database_write(add, err, "counting");
	*is_new = is_done && sqlite3_changes(store->database) > 0;
	return is_done;
}

bool store_add_counts(struct store *store, const struct store_sender *sender,
    const struct store_count *counts, size_t count, int64_t now_ms, struct err *err)
{
	bool is_new = false;
	bool is_done = begin(store, err) && see(store, sender, now_ms, &is_new, err);

	for (size_t i = 0; is_done && is_new && i < count; i++)
		is_done = add_count(store, &counts[i], err);
	return finish(store, is_done);
}

/* ---- sealing ---- */

int store_seal_wait(const struct store *store, int64_t now_ms)
{
	uint64_t sealed = sealer_last(store->sealer)->number;
	int64_t wait = store->sealed_ms + SEAL_MS - now_ms;

	if (store->committed.number == sealed)
		return -1;
	if (store->committed.number - sealed >= SEAL_ROWS || wait < 0)
		return 0;
	return wait < SEAL_MS ? (int)wait : SEAL_MS; /* a clock set back must not stop sealing */
}

bool store_seal(struct store *store, bool all, int64_t now_ms, struct err *err)
{
	int wait = store_seal_wait(store, now_ms);

	if (wait < 0 || (wait > 0 && !all))
		return true;
	store->sealed_ms = now_ms;
	return sealer_write(
	    store->sealer, store->committed.number, store->committed.hash, now_ms, err);
}

/* ---- erasing what is old ---- */

static bool sweep_rows(
    struct store *store, enum statement statement, int64_t now_ms, struct err *err)
{
	sqlite3_stmt *erase = store->statements[statement];

	database_bind_number(erase, 1, store->sweep_next);
	database_bind_number(erase, 2, store->sweep_next + SWEEP_ROWS - 1);
	database_bind_number(erase, 3, (uint64_t)now_ms);
	if (!database_write(erase, err, "erasing"))
		return false;
	store->has_erased = store->has_erased || sqlite3_changes(store->database) > 0;
	return true;
}

static bool sweep_before(
    struct store *store, enum statement statement, int64_t bound, struct err *err)
{
	database_bind_number(store->statements[statement], 1, (uint64_t)bound);
	return database_write(store->statements[statement], err, "erasing");
}

static bool sweep_last(struct store *store, int64_t now_ms, struct err *err)
{
	int64_t hour = now_ms / 3600000;

	return sweep_before(store, STATEMENT_SWEEP_COUNTS, hour - counts_kept_hours, err) &&
	       sweep_before(store, STATEMENT_SWEEP_SEEN, now_ms - day_ms, err) &&
	       (!store->has_erased ||
	           database_write(store->statements[STATEMENT_SWEEP_PERSON], err, "erasing"));
}

static bool sweep_part(struct store *store, int64_t now_ms, bool *more, struct err *err)
{
	if (!begin(store, err))
		return false;
	*more = store->sweep_next <= store->committed.number;
	if (!*more)
		return sweep_last(store, now_ms, err);
	return sweep_rows(store, STATEMENT_SWEEP_TEXT, now_ms, err) &&
	       sweep_rows(store, STATEMENT_SWEEP_IDENTITY, now_ms, err);
}

static void sweep_end(struct store *store)
{
	if (store->has_erased)
		walkeeper_wake(store->keeper, true);
	store->sweep_next = 0;
	store->has_erased = false;
}

bool store_sweep(struct store *store, int64_t now_ms, bool *more, struct err *err)
{
	*more = false;
	if (store->sweep_next == 0)
		store->sweep_next = 1;
	bool is_done =
	    finish(store, sweep_part(store, now_ms, more, err)) && store_commit(store, err);
	if (is_done && *more)
		store->sweep_next += SWEEP_ROWS;
	else
		sweep_end(store);
	return is_done;
}

void store_limit_pages(struct store *store, unsigned pages)
{
	char *sql = mem_print("PRAGMA max_page_count=%u", pages);
	struct err ignored;

	database_run(store->database, sql, &ignored);
	free(sql);
}
