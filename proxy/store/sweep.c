/* What is erased by itself: text and identity whose days are over, and old counts.
 *
 * A row is erased in place, by zeros of the same length. Deleting it would let SQLite move its
 * neighbours to other pages, and leave copies of them in the unused part of the old ones, which
 * secure_delete does not look at: these would be erased later, and their copies not. Erased rows
 * are removed once they are all that is left at the beginning of the table, but for some hundred,
 * so that no page with anything else is rebuilt. */
#include "store_private.h"

#include "walkeeper.h"

enum { SWEEP_ROWS = 2000 };

static const int64_t counts_kept_hours = INT64_C(400) * 24;

static bool sweep_rows(
    struct store *store, enum statement statement, int64_t now_ms, uint64_t *count, struct err *err)
{
	sqlite3_stmt *erase = store->statements[statement];

	database_bind_number(erase, 1, store->sweep_next);
	database_bind_number(erase, 2, store->sweep_next + SWEEP_ROWS - 1);
	database_bind_number(erase, 3, (uint64_t)now_ms);
	if (!database_write(erase, err, "erasing"))
		return false;
	*count += (uint64_t)sqlite3_changes(store->database);
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
	       sweep_before(store, STATEMENT_SWEEP_REPEAT,
	           now_ms - counts_kept_hours * INT64_C(3600000), err) &&
	       said_sweep(store, now_ms, err) &&
	       database_write(store->statements[STATEMENT_TRIM_TEXT], err, "erasing") &&
	       database_write(store->statements[STATEMENT_TRIM_IDENTITY], err, "erasing") &&
	       (!store->has_swept || known_forget(store, err));
}

static bool sweep_part(
    struct store *store, int64_t now_ms, struct store_erased *erased, struct err *err)
{
	if (!store_begin(store, err))
		return false;
	erased->more = store->sweep_next <= store->committed.number;
	if (!erased->more)
		return sweep_last(store, now_ms, err);
	return sweep_rows(store, STATEMENT_SWEEP_TEXT, now_ms, &erased->texts, err) &&
	       sweep_rows(store, STATEMENT_SWEEP_IDENTITY, now_ms, &erased->identities, err);
}

bool store_sweep(struct store *store, int64_t now_ms, struct store_erased *erased, struct err *err)
{
	*erased = (struct store_erased){ 0 };
	if (store->sweep_next == 0)
		store->sweep_next = 1;
	bool is_done = store_finish(store, sweep_part(store, now_ms, erased, err));
	bool has_erased = is_done && erased->texts + erased->identities > 0;
	store->has_erased = store->has_erased || has_erased;
	store->has_swept = (store->has_swept || has_erased) && erased->more;
	store->sweep_next = is_done && erased->more ? store->sweep_next + SWEEP_ROWS : 0;
	return is_done;
}
