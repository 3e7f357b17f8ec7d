#include "store_private.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include "../base/mem.h"
#include "checkpoint.h"
#include "file.h"
#include "vault.h"
#include "walkeeper.h"

enum {
	LOCK_POLL_MS = 20,
	SEAL_MS = 1000,
	SEAL_ROWS = 1000,
	WAKE_PAGES = 1000,    /* the keeper is woken */
	URGENT_PAGES = 16384, /* 64 MiB: it does not keep up; we do it ourselves */
	BUF_KEPT = 1024 * 1024,
};

static const char lock_name[] = "audit.lock";

static const char *const statement_texts[] = {
#define X(id, sql) [STATEMENT_##id] = (sql),
	STATEMENT_TABLE(X)
#undef X
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
	return store->database != NULL && known_prepare(store, err) && prepare_all(store, err) &&
	       read_head(store, err) && known_read(store, err) && said_read(store, err);
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

bool store_begin(struct store *store, struct err *err)
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
	store->has_erased = false;
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
	if (store->has_erased)
		walkeeper_wake(store->keeper, true);
	store->has_erased = false;
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
		if (bufs[i]->cap > BUF_KEPT)
			buf_release(bufs[i]);
	}
	arena_clear(store->arena);
}

bool store_finish(struct store *store, bool is_done)
{
	call_end(store);
	if (!is_done)
		store_rollback(store);
	return is_done;
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

void store_limit_pages(struct store *store, unsigned pages)
{
	char *sql = mem_print("PRAGMA max_page_count=%u", pages);
	struct err ignored;

	database_run(store->database, sql, &ignored);
	free(sql);
}
