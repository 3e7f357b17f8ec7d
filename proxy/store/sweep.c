#include "store_private.h"

#include "walkeeper.h"

enum { SWEEP_ROWS = 2000 };

static const int64_t counts_kept_hours = INT64_C(400) * 24;

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
	if (!store_begin(store, err))
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
	    store_finish(store, sweep_part(store, now_ms, more, err)) && store_commit(store, err);
	if (is_done && *more)
		store->sweep_next += SWEEP_ROWS;
	else
		sweep_end(store);
	return is_done;
}
