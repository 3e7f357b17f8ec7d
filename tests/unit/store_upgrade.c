// layers: proxy-base proxy-store
/* Stores that earlier versions left (tests/data/store-schema-N.sql): brought up to date, read, and
 * written on, with every row of their chain as it was. */
#include "store_help.h"

#include "../../proxy/base/source.h"
#include "../../proxy/store/database.h"

static char *folder;

static void make_store(const char *sql_file)
{
	struct source *source = source_new_disk();
	char *path = mem_print("%s/audit.db", folder);
	const char *name;
	struct span sql;
	struct err err;
	sqlite3 *database;

	if (!source_read(source, NULL, sql_file, &name, &sql, &err))
		fail_msg("%s", err.text);
	char *text = mem_copy_n(sql.data, sql.len);
	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	assert_int_equal(sqlite3_exec(database, text, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(database);
	free(text);
	free(path);
	source_free(source);
}

static int set_up(void **state)
{
	(void)state;
	folder = folder_new();
	make_store("tests/data/store-schema-1.sql");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	folder_remove(folder);
	return 0;
}

static void find(
    struct reader *reader, const char *reference, struct arena *arena, struct stored *stored)
{
	struct err err;

	assert_int_equal(
	    reader_find(reader, span_of(reference), arena, stored, &err), READER_FOUND);
}

static void test_records_are_read_as_they_were(void **state)
{
	struct arena *arena = arena_new(0);
	struct stored stored;
	struct err err;

	(void)state;
	store_close(open_store(folder));
	struct reader *reader = reader_open(folder, false, &err);
	assert_non_null(reader);
	find(reader, "R0000001", arena, &stored);
	assert_int_equal(stored.record.number, 1);
	assert_true(span_is(stored.record.user, "ann"));
	assert_true(span_is(stored.record.account, "@examplecorp"));
	assert_int_equal(stored.record.rule_count, 1);
	assert_true(span_is(stored.record.rules[0].id, "projects"));
	assert_true(span_is(stored.record.rules[0].spans, "text:0-6 text:13-14"));
	assert_true(span_is(stored.record.rules[0].mode, ""));
	assert_true(stored.is_text_erased);
	find(reader, "R0000002", arena, &stored);
	assert_int_equal(stored.record.outcome, OUTCOME_PUBLISHED);
	assert_true(span_is(stored.record.fields[0].text, "██████ ships █"));
	reader_close(reader);
	arena_free(arena);
}

static void test_it_is_written_on(void **state)
{
	struct record record = a_record(3, "block", "R0000003");
	struct record repeat = a_record(2, "log", "R0000002");
	struct findings findings;

	(void)state;
	struct store *store = open_store(folder);
	assert_int_equal(add(store, &repeat, NOW), 2);
	assert_int_equal(add(store, &record, NOW), 4);
	commit(store);
	store_close(store);
	assert_int_equal(verify(folder, &findings).rows, 4);
	assert_string_equal(findings.text, "");
}

static void token_of(uint64_t number, char token[64])
{
	struct err err;
	sqlite3 *database = database_open(folder, DATABASE_READ, &err);
	sqlite3_stmt *row = database_prepare(database,
	    "SELECT hex(p.token) FROM identity i JOIN person p ON p.slot = i.slot WHERE i.number = "
	    "?",
	    &err);

	database_bind_number(row, 1, number);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	snprintf(token, 64, "%s", (const char *)sqlite3_column_text(row, 0));
	sqlite3_finalize(row);
	sqlite3_close(database);
}

/* Names were in an index once, and are read from the identities now. */
static void test_a_person_keeps_an_id(void **state)
{
	struct record record = a_record(3, "block", "R0000003");
	char before[64];
	char after[64];

	(void)state;
	struct store *store = open_store(folder);
	add(store, &record, NOW);
	commit(store);
	token_of(1, before);
	token_of(4, after);
	assert_string_equal(before, after);
	store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_records_are_read_as_they_were),
		TEST(test_it_is_written_on),
		TEST(test_a_person_keeps_an_id),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
