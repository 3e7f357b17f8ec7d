#include "store_private.h"

#include <openssl/rand.h>
#include <string.h>

#include "keep.h"
#include "vault.h"

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
	if (!known_get(store, record, person, err))
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

/* Days count from now, not from the chain's time: that one stays in the future once a wrong clock
 * has been there. */
static bool addition_make(struct store *store, const struct record *record, int64_t now_ms,
    struct addition *addition, struct err *err)
{
	const struct keep *keep = keep_for(record->action);
	struct entry *entry = &addition->entry;
	int64_t until_ms = now_ms + keep->days * day_ms;

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

bool append_record(struct store *store, const struct record *record, int64_t now_ms,
    uint64_t *number, struct err *err)
{
	struct addition addition = { .entry = { .type = ENTRY_RECORD, .record = *record } };
	struct entry *entry = &addition.entry;
	const struct row row = { record->worker, record->id, record->reference, 0 };

	entry->number = store->head.number + 1;
	entry->record.number = entry->number;
	entry->committed_ms = not_before(now_ms, store->head.committed_ms);
	if (!addition_make(store, record, now_ms, &addition, err) ||
	    !append(store, entry, &row, err))
		return false;
	for (int i = 0; i < COMMIT_COUNT; i++)
		if (addition.has[i] &&
		    !beside_write(store, &addition.beside[i], entry->number, err))
			return false;
	*number = entry->number;
	return true;
}

bool append_find(
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
	bool is_done = store_begin(store, err) && append_find(store, record, number, err);

	if (is_done && *number == 0)
		is_done = append_record(store, record, now_ms, number, err);
	return store_finish(store, is_done);
}

bool store_add_repeat(struct store *store, uint64_t number, int64_t now_ms, struct err *err)
{
	sqlite3_stmt *add = store->statements[STATEMENT_ADD_REPEAT];
	bool is_done = store_begin(store, err);

	if (is_done) {
		database_bind_number(add, 1, number);
		database_bind_number(add, 2, (uint64_t)now_ms);
		is_done = database_write(add, err, "counting a repeat");
	}
	return store_finish(store, is_done);
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

static bool is_withdrawn(enum outcome outcome)
{
	return outcome == OUTCOME_REFUSED_BY_SITE || outcome == OUTCOME_WITHDRAWN ||
	       outcome == OUTCOME_NOT_SENT;
}

bool store_add_outcome(
    struct store *store, const struct store_outcome *outcome, int64_t now_ms, struct err *err)
{
	uint64_t target = 0;
	bool is_known = false;

	if (outcome->reference.len == 0)
		return true;
	bool is_done =
	    store_begin(store, err) && find_target(store, outcome, &target, &is_known, err) &&
	    (!is_withdrawn(outcome->outcome) || said_forget(store, outcome->reference, err));
	if (is_done && target != 0 && !is_known)
		is_done = outcome_append(store, outcome, target, now_ms, err);
	return store_finish(store, is_done);
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
	bool is_done = store_begin(store, err) && see(store, sender, now_ms, &is_new, err);

	for (size_t i = 0; is_done && is_new && i < count; i++)
		is_done = add_count(store, &counts[i], err);
	return store_finish(store, is_done);
}
