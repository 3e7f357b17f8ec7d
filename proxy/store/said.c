/* What groups told the public by statement rules. Beside the chain, and with nobody's name: what
 * matters is that the company says one thing. */
#include "store_private.h"

enum { SECOND_MS = 1000 };

bool said_read(struct store *store, struct err *err)
{
	return database_number(store->statements[STATEMENT_LAST_SAID], 0, &store->said_last) ||
	       database_failed(store->database, err, "reading what was said");
}

bool said_sweep(struct store *store, int64_t now_ms, struct err *err)
{
	sqlite3_stmt *sweep = store->statements[STATEMENT_SWEEP_SAID];

	database_bind_number(sweep, 1, (uint64_t)(now_ms / SECOND_MS));
	return database_write(sweep, err, "erasing");
}

bool said_forget(struct store *store, struct span reference, struct err *err)
{
	sqlite3_stmt *forget = store->statements[STATEMENT_FORGET_SAID];

	database_bind_text(forget, 1, reference);
	return database_write(forget, err, "forgetting what was not said");
}

/* database_bind_text() binds nothing as NULL, which these columns do not take. */
static void bind_plain(sqlite3_stmt *statement, int index, struct span text)
{
	sqlite3_bind_text64(
	    statement, index, text.len > 0 ? text.data : "", text.len, SQLITE_STATIC, SQLITE_UTF8);
}

static bool add_one(struct store *store, const struct record *record, const struct said *said,
    int64_t now_ms, struct err *err)
{
	sqlite3_stmt *add = store->statements[STATEMENT_ADD_SAID];
	int64_t now = now_ms / SECOND_MS;

	database_bind_number(add, 1, ++store->said_last);
	database_bind_number(add, 2, record->worker);
	database_bind_number(add, 3, record->id);
	bind_plain(add, 4, record->reference);
	bind_plain(add, 5, said->rule);
	bind_plain(add, 6, said->value);
	bind_plain(add, 7, said->group);
	database_bind_number(add, 8, (uint64_t)now);
	database_bind_number(add, 9, (uint64_t)(now + (said->until - said->when)));
	return database_write(add, err, "keeping what was said");
}

/* Has anybody said something else by that rule since? Who says the same is in nobody's way. */
static bool is_overtaken(struct store *store, const struct decision *decision,
    const struct said *said, bool *is_overtaken, struct err *err)
{
	sqlite3_stmt *since = store->statements[STATEMENT_SAID_SINCE];
	uint64_t count;

	bind_plain(since, 1, said->rule);
	database_bind_number(since, 2, decision->version);
	bind_plain(since, 3, said->value);
	if (!database_number(since, 0, &count))
		return database_failed(store->database, err, "reading what was said");
	*is_overtaken = *is_overtaken || count > 0;
	return true;
}

static bool find_said(
    struct store *store, const struct record *record, bool *is_there, struct err *err)
{
	sqlite3_stmt *find = store->statements[STATEMENT_FIND_SAID];
	uint64_t count;

	database_bind_number(find, 1, record->worker);
	database_bind_number(find, 2, record->id);
	if (!database_number(find, 0, &count))
		return database_failed(store->database, err, "looking for a repeat");
	*is_there = count > 0;
	return true;
}

static bool find_kept(struct store *store, const struct decision *decision, uint64_t *number,
    bool *is_kept, struct err *err)
{
	*number = 0;
	*is_kept = false;
	if (decision->has_record && !append_find(store, &decision->record, number, err))
		return false;
	if (!decision->has_record && !find_said(store, &decision->record, is_kept, err))
		return false;
	*is_kept = *is_kept || *number != 0;
	return true;
}

static bool find_newer(
    struct store *store, const struct decision *decision, bool *is_stale, struct err *err)
{
	*is_stale = false;
	for (uint32_t i = 0; i < decision->says_count; i++)
		if (!is_overtaken(store, decision, &decision->says[i], is_stale, err))
			return false;
	return true;
}

static bool add_all(struct store *store, const struct decision *decision, int64_t now_ms,
    uint64_t *number, struct err *err)
{
	if (decision->has_record && !append_record(store, &decision->record, now_ms, number, err))
		return false;
	for (uint32_t i = 0; i < decision->says_count; i++)
		if (!add_one(store, &decision->record, &decision->says[i], now_ms, err))
			return false;
	return true;
}

static enum store_kept keep(struct store *store, const struct decision *decision, int64_t now_ms,
    uint64_t *number, struct err *err)
{
	bool is_kept = false;
	bool is_stale = false;

	if (!store_begin(store, err) || !find_kept(store, decision, number, &is_kept, err))
		return STORE_FAILED;
	if (is_kept)
		return STORE_KEPT;
	if (!find_newer(store, decision, &is_stale, err))
		return STORE_FAILED;
	if (is_stale)
		return STORE_STALE;
	return add_all(store, decision, now_ms, number, err) ? STORE_KEPT : STORE_FAILED;
}

enum store_kept store_add_decision(struct store *store, const struct decision *decision,
    int64_t now_ms, uint64_t *number, struct err *err)
{
	enum store_kept kept = keep(store, decision, now_ms, number, err);

	store_finish(store, kept != STORE_FAILED);
	return kept;
}

static struct span copied(sqlite3_stmt *row, int column, struct arena *arena)
{
	struct span text = database_column(row, column);
	char *copy = arena_copy(arena, text);

	return span_make(copy, copy != NULL ? text.len : 0);
}

bool store_said(struct store *store, int64_t now_ms, struct arena *arena, struct said **said,
    size_t *count, uint64_t *version, struct err *err)
{
	sqlite3_stmt *row = store->statements[STATEMENT_SAID];
	int result;

	*count = 0;
	*version = store->said_last;
	*said = arena_alloc(arena, SAYS_MAX * sizeof **said);
	if (*said == NULL)
		return err_set(err, "no memory for what was said");
	database_bind_number(row, 1, (uint64_t)(now_ms / SECOND_MS));
	database_bind_number(row, 2, SAYS_MAX);
	while ((result = sqlite3_step(row)) == SQLITE_ROW)
		(*said)[(*count)++] = (struct said){
			.rule = copied(row, 0, arena),
			.value = copied(row, 1, arena),
			.group = copied(row, 2, arena),
			.when = (time_t)sqlite3_column_int64(row, 3),
			.until = (time_t)sqlite3_column_int64(row, 4),
		};
	sqlite3_reset(row);
	return result == SQLITE_DONE ||
	       database_failed(store->database, err, "reading what was said");
}
