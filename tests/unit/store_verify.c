// layers: proxy-base proxy-store
#include "store_help.h"

#include <fcntl.h>
#include <sqlite3.h>

#include "../../proxy/store/chain.h"
#include "../../proxy/store/checkpoint.h"

enum { ROWS = 9 };

static const int64_t later = NOW + 10000;

static void seal(struct store *store)
{
	struct err err;

	if (!store_seal(store, true, later, &err))
		fail_msg("%s", err.text);
}

/* Nine records, blocked and logged in turn; sealed after the fifth and after all. */
static int set_up(void **state)
{
	char *folder = folder_new();
	struct store *store = open_store(folder);

	for (uint64_t i = 1; i <= ROWS; i++) {
		char reference[16];
		snprintf(reference, sizeof reference, "R%07u", (unsigned)i);
		struct record record = a_record(i, i % 2 == 0 ? "log" : "block", reference);
		assert_int_equal(add(store, &record, NOW), i);
		if (i == 5 || i == ROWS) {
			commit(store);
			seal(store);
		}
	}
	store_close(store);
	*state = folder;
	return 0;
}

static int tear_down(void **state)
{
	folder_remove(*state);
	return 0;
}

static char *path_of(void **state, const char *name)
{
	return mem_print("%s/%s", (char *)*state, name);
}

/* What somebody with the file and a text editor for SQL could do. */
static void tamper(void **state, const char *sql)
{
	char *path = path_of(state, "audit.db");
	sqlite3 *database = NULL;
	char *why = NULL;

	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	if (sqlite3_exec(database, sql, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s", why);
	sqlite3_close(database);
	free(path);
}

static void test_untouched(void **state)
{
	struct findings findings;
	struct verify_result result = verify(*state, &findings);

	assert_string_equal(findings.text, "");
	assert_int_equal(result.rows, ROWS);
	assert_int_equal(result.records, ROWS);
	assert_int_equal(result.sealed, ROWS);
	assert_int_equal(result.checkpoints, 2);
	assert_int_equal(result.unsealed, 0);
	assert_int_equal(result.texts_erased + result.identities_erased, 0);
}

static void test_tampering(void **state)
{
	static const struct {
		const char *sql;
		const char *findings;
	} cases[] = {
		{ "UPDATE chain SET body = CAST(replace(CAST(body AS TEXT), 'social.example',"
		  " 'another.sample') AS BLOB) WHERE number = 4",
		    "record 4 was changed" },
		{ "UPDATE chain SET body = x'00' WHERE number = 4",
		    "record 4 was changed: it cannot be read\n" },
		{ "UPDATE chain SET hash = randomblob(32) WHERE number = 4",
		    "record 4 was changed: it does not fit its hash\n" },
		{ "UPDATE chain SET previous = randomblob(32) WHERE number = 4",
		    "record 4 was changed: it does not fit its hash\n" },
		{ "DELETE FROM chain WHERE number = 4; DELETE FROM text WHERE number = 4;"
		  "DELETE FROM identity WHERE number = 4",
		    "record 4 is missing\n" },
		{ "DELETE FROM chain WHERE number = 5; DELETE FROM text WHERE number = 5;"
		  "DELETE FROM identity WHERE number = 5",
		    "record 5 is missing\n" }, /* a sealed one */
		{ "DELETE FROM chain WHERE number BETWEEN 3 AND 6;"
		  "DELETE FROM text WHERE number BETWEEN 3 AND 6;"
		  "DELETE FROM identity WHERE number BETWEEN 3 AND 6",
		    "records 3 to 6 are missing\n" },
		{ "DELETE FROM chain WHERE number = 1; DELETE FROM text WHERE number = 1;"
		  "DELETE FROM identity WHERE number = 1",
		    "record 1 is missing\n" },
		{ "UPDATE chain SET number = -1 WHERE number = 3;"
		  "UPDATE chain SET number = 3 WHERE number = 4;"
		  "UPDATE chain SET number = 4 WHERE number = -1;"
		  "UPDATE text SET number = number + 100 WHERE number IN (3, 4);"
		  "UPDATE text SET number = 107 - number WHERE number > 100;"
		  "UPDATE identity SET number = number + 100 WHERE number IN (3, 4);"
		  "UPDATE identity SET number = 107 - number WHERE number > 100",
		    "in the place of record 3 stands record 4: swapped or moved\n"
		    "in the place of record 4 stands record 3: swapped or moved\n" },
		{ "DELETE FROM chain WHERE number > 7; DELETE FROM text WHERE number > 7;"
		  "DELETE FROM identity WHERE number > 7",
		    "the chain ends at record 7, but record 9 was sealed at "
		    "2027-01-15T08:00:10.000Z (checkpoints.jsonl): 2 missing at the end\n" },
		{ "UPDATE chain SET reference = 'XXXXXXXX' WHERE number = 2",
		    "record 2: its columns for look-ups were changed\n" },
		{ "UPDATE chain SET target = 1 WHERE number = 2",
		    "record 2: its columns for look-ups were changed\n" },
		{ "UPDATE chain SET id = 77 WHERE number = 2",
		    "record 2: its columns for look-ups were changed\n" },
		{ "UPDATE text SET data = CAST(replace(CAST(data AS TEXT), 'ships', 'sinks') AS "
		  "BLOB)"
		  " WHERE number = 2",
		    "record 2: its text was changed\n" },
		{ "UPDATE text SET data = randomblob(60) WHERE number = 3",
		    "record 3: its text was changed\n" },
		{ "UPDATE text SET data = (SELECT data FROM text WHERE number = 5),"
		  " salt = (SELECT salt FROM text WHERE number = 5) WHERE number = 3",
		    "record 3: its text was changed\n" },
		{ "UPDATE identity SET data = CAST(replace(CAST(data AS TEXT), 'ann', 'bob') AS "
		  "BLOB)"
		  " WHERE number = 2",
		    "record 2: who it was of was changed\n" },
		{ "UPDATE person SET token = randomblob(16); DELETE FROM identity WHERE number <> "
		  "6",
		    "record 6: who it was of was changed\n" },
		{ "INSERT INTO text SELECT 50, form, until, salt, data FROM text WHERE number = 1",
		    "there is text of record 50, which is not there\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct findings findings;
		void *folder;
		set_up(&folder);
		tamper(&folder, cases[i].sql);
		verify(folder, &findings);
		size_t len = strlen(cases[i].findings);
		bool is_whole = cases[i].findings[len - 1] == '\n';
		if (strncmp(findings.text, cases[i].findings, len) != 0 ||
		    (is_whole && findings.text[len] != '\0'))
			fail_msg("%s\ngave: %s", cases[i].sql, findings.text);
		tear_down(&folder);
	}
}

/* Somebody who knows how chains are made, and makes a new one from a changed record on. */
static void test_a_chain_made_anew(void **state)
{
	char *path = path_of(state, "audit.db");
	struct findings findings;
	sqlite3 *database = NULL;
	sqlite3_stmt *read = NULL;
	sqlite3_stmt *write = NULL;
	uint8_t previous[CHAIN_HASH];
	struct arena *arena = arena_new(0);

	assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
	sqlite3_prepare_v2(
	    database, "SELECT body, previous FROM chain WHERE number = ?", -1, &read, NULL);
	sqlite3_prepare_v2(database,
	    "UPDATE chain SET body = ?, previous = ?, hash = ? WHERE number = ?", -1, &write, NULL);
	for (int number = 5; number <= ROWS; number++) {
		struct entry entry;
		struct buf body;
		uint8_t hash[CHAIN_HASH];
		sqlite3_bind_int(read, 1, number);
		assert_int_equal(sqlite3_step(read), SQLITE_ROW);
		struct span old =
		    span_make(sqlite3_column_blob(read, 0), (size_t)sqlite3_column_bytes(read, 0));
		assert_true(entry_unpack(old, arena, &entry));
		if (number == 5) {
			memcpy(previous, sqlite3_column_blob(read, 1), CHAIN_HASH);
			entry.record.action = SPAN("log");
		}
		buf_init(&body, 65536);
		entry_pack(&entry, &body);
		sqlite3_reset(read);
		chain_hash(previous, buf_span(&body), hash);
		sqlite3_bind_blob(write, 1, body.data, (int)body.len, SQLITE_TRANSIENT);
		sqlite3_bind_blob(write, 2, previous, CHAIN_HASH, SQLITE_TRANSIENT);
		sqlite3_bind_blob(write, 3, hash, CHAIN_HASH, SQLITE_TRANSIENT);
		sqlite3_bind_int(write, 4, number);
		assert_int_equal(sqlite3_step(write), SQLITE_DONE);
		sqlite3_reset(write);
		memcpy(previous, hash, CHAIN_HASH);
		buf_release(&body);
		arena_clear(arena);
	}
	sqlite3_finalize(read);
	sqlite3_finalize(write);
	sqlite3_close(database);
	verify(*state, &findings);
	assert_string_equal(findings.text,
	    "record 5 is not the one that was sealed at 2027-01-15T08:00:10.000Z "
	    "(checkpoints.jsonl, line 1)\n");
	arena_free(arena);
	free(path);
}

static void test_one_row_made_anew(void **state)
{
	struct findings findings;

	/* Row 6 takes the place of another with the same number, hash and all, from another store.
	 */
	void *other;
	set_up(&other);
	char *sql = mem_print("ATTACH '%s/audit.db' AS other;"
	                      "UPDATE chain SET (body, previous, hash) ="
	                      " (SELECT body, previous, hash FROM other.chain WHERE number = 6)"
	                      " WHERE number = 6;"
	                      "DELETE FROM identity WHERE number = 6;"
	                      "DELETE FROM text WHERE number = 6",
	    (char *)other);
	tamper(state, sql);
	verify(*state, &findings);
	assert_string_equal(findings.text,
	    "record 5 was replaced: record 6 was chained to another one\n"
	    "record 6 was replaced: record 7 was chained to another one\n");
	free(sql);
	tear_down(&other);
}

static void test_erased_is_fine(void **state)
{
	struct findings findings;

	tamper(state,
	    "DELETE FROM text WHERE number IN (1, 2); DELETE FROM identity WHERE number = 3;"
	    "DELETE FROM person WHERE slot NOT IN (SELECT slot FROM identity)");
	struct verify_result result = verify(*state, &findings);
	assert_string_equal(findings.text, "");
	assert_int_equal(result.texts_erased, 2);
	assert_int_equal(result.identities_erased, 1);
}

static void test_without_the_key_of_texts(void **state)
{
	struct findings findings;
	char *path = path_of(state, "text.key");

	assert_int_equal(unlink(path), 0);
	struct verify_result result = verify(*state, &findings);
	assert_string_equal(findings.text, "");
	assert_int_equal(result.texts_unreadable, 5);
	free(path);
}

static void test_rows_after_the_last_checkpoint(void **state)
{
	struct store *store = open_store(*state);
	struct findings findings;

	for (uint64_t i = 20; i < 23; i++) {
		struct record record = a_record(i, "log", "S0000001");
		add(store, &record, later);
	}
	commit(store);
	struct verify_result result = verify(*state, &findings);
	assert_string_equal(findings.text, "");
	assert_int_equal(result.sealed, ROWS);
	assert_int_equal(result.unsealed, 3);
	store_close(store);
}

static void rewrite(const char *path, const char *from, const char *to)
{
	char text[8192];
	int fd = open(path, O_RDWR | O_CLOEXEC);
	ssize_t len = read(fd, text, sizeof text - 1);

	assert_true(len > 0);
	text[len] = '\0';
	char *at = strstr(text, from);
	assert_non_null(at);
	assert_int_equal(strlen(from), strlen(to));
	assert_int_equal(pwrite(fd, to, strlen(to), at - text), (ssize_t)strlen(to));
	close(fd);
}

static void test_forged_checkpoints(void **state)
{
	static const struct {
		const char *from, *to;
		const char *finding;
	} cases[] = {
		{ "\"number\":5", "\"number\":6",
		    "checkpoints.jsonl, line 1: the signature is not right\n" },
		{ "08:00:10", "08:00:11",
		    "checkpoints.jsonl, line 1: the signature is not right\n" },
		{ "{\"number\":9", "{\"nombre\":9",
		    "checkpoints.jsonl, line 2: not a checkpoint\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct findings findings;
		void *folder;
		set_up(&folder);
		char *path = path_of(&folder, "checkpoints.jsonl");
		rewrite(path, cases[i].from, cases[i].to);
		verify(folder, &findings);
		assert_string_equal(findings.text, cases[i].finding);
		free(path);
		tear_down(&folder);
	}
}

static void test_checkpoints_without_a_file(void **state)
{
	struct findings findings;
	char *path = path_of(state, "checkpoints.jsonl");

	assert_int_equal(unlink(path), 0);
	verify(*state, &findings);
	assert_string_equal(findings.text, "checkpoints.jsonl is missing\n");
	free(path);
}

static struct verify_result verify_with(
    const char *folder, const char *file, const char *hash, struct findings *findings)
{
	struct verify_options options = {
		.folder = folder,
		.files = &file,
		.file_count = file != NULL,
		.hashes = &hash,
		.hash_count = hash != NULL,
		.on_finding = note_finding,
		.state = findings,
	};
	struct verify_result result = { 0 };
	struct err err;

	findings->text[0] = '\0';
	if (!store_verify(&options, &result, &err))
		note_finding(findings, err.text);
	return result;
}

static void copy_file(const char *from, const char *to)
{
	char text[8192];
	FILE *in = fopen(from, "re");
	FILE *out = fopen(to, "we");

	assert_true(in != NULL && out != NULL);
	fwrite(text, 1, fread(text, 1, sizeof text, in), out);
	fclose(in);
	fclose(out);
}

/* The tail is cut off together with its checkpoints; a copy kept elsewhere shows it. */
static void test_checkpoints_kept_elsewhere(void **state)
{
	struct findings findings;
	char *own = path_of(state, "checkpoints.jsonl");
	char *kept = path_of(state, "kept.jsonl");
	char *sentence = mem_print("the chain ends at record 5, but record 9 was sealed at "
	                           "2027-01-15T08:00:10.000Z (%s): 4 missing at the end\n",
	    kept);
	struct verify_result before = verify(*state, &findings);

	copy_file(own, kept);
	assert_string_equal(
	    (verify_with(*state, kept, before.sealed_hash, &findings), findings.text), "");
	tamper(state, "DELETE FROM chain WHERE number > 5; DELETE FROM text WHERE number > 5;"
	              "DELETE FROM identity WHERE number > 5");
	FILE *file = fopen(own, "r+e");
	char line[1024];
	assert_non_null(fgets(line, sizeof line, file));
	assert_int_equal(ftruncate(fileno(file), ftell(file)), 0);
	fclose(file);
	assert_string_equal((verify(*state, &findings), findings.text), "");
	verify_with(*state, kept, NULL, &findings);
	assert_string_equal(findings.text, sentence);
	verify_with(*state, NULL, before.sealed_hash, &findings);
	assert_non_null(strstr(findings.text, "no record has the hash"));
	verify_with(*state, NULL, "12ab", &findings);
	assert_string_equal(findings.text, "12ab: not a hash of 64 hex digits\n");
	free(own);
	free(kept);
	free(sentence);
}

/* What an audit that starts must refuse, and leave as it is. */
static void test_a_start_on_a_damaged_store(void **state)
{
	static const struct {
		const char *sql;
		const char *sentence;
	} cases[] = {
		{ "DELETE FROM chain WHERE number > 7", "its end is missing" },
		{ "UPDATE chain SET body = x'01' WHERE number = 9", "does not fit its hash" },
		{ "PRAGMA user_version = 9", "written by a newer Gatepost" },
		{ "PRAGMA application_id = 1", "is not a store of Gatepost" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct err err;
		void *folder;
		set_up(&folder);
		tamper(&folder, cases[i].sql);
		assert_null(store_open(folder, 0, &err));
		if (strstr(err.text, cases[i].sentence) == NULL)
			fail_msg("%s", err.text);
		assert_non_null(strstr(err.text, "nothing in it was changed"));
		tear_down(&folder);
	}
}

static void test_a_start_on_a_file_of_rubbish(void **state)
{
	static const char rubbish[] =
	    "This is not a database, and it is longer than one header of one. "
	    "Somebody copied a text file over it.\n";
	struct err err;
	char *path = path_of(state, "audit.db");
	char *wal = path_of(state, "audit.db-wal");
	char text[sizeof rubbish] = { 0 };

	unlink(wal);
	FILE *file = fopen(path, "we");
	fputs(rubbish, file);
	fclose(file);
	assert_null(store_open(*state, 0, &err));
	assert_non_null(strstr(err.text, "file is not a database"));
	file = fopen(path, "re");
	assert_non_null(fgets(text, sizeof text, file));
	fclose(file);
	assert_string_equal(text, rubbish);
	free(path);
	free(wal);
}

static void test_a_start_without_its_database(void **state)
{
	static const char *const names[] = { "audit.db", "audit.db-wal", "audit.db-shm" };
	struct err err;

	for (size_t i = 0; i < 3; i++) {
		char *path = path_of(state, names[i]);
		unlink(path);
		free(path);
	}
	assert_null(store_open(*state, 0, &err));
	assert_non_null(strstr(err.text, "audit.db, where record 9 was sealed at"));
	char *path = path_of(state, names[0]);
	assert_int_equal(access(path, F_OK), -1);
	free(path);
}

static void test_a_start_without_its_key(void **state)
{
	struct err err;
	char *path = path_of(state, "checkpoint.key");

	assert_int_equal(unlink(path), 0);
	assert_null(store_open(*state, 0, &err));
	assert_non_null(strstr(err.text, "put the key back"));
	free(path);
}

/* The power went while a checkpoint was written. */
static void test_half_a_checkpoint(void **state)
{
	struct findings findings;
	char *path = path_of(state, "checkpoints.jsonl");
	FILE *file = fopen(path, "ae");

	fputs("{\"number\":10,\"ha", file);
	fclose(file);
	assert_string_equal((verify(*state, &findings), findings.text), "");
	struct store *store = open_store(*state);
	struct record record = a_record(30, "log", "S0000001");
	add(store, &record, later);
	commit(store);
	seal(store);
	store_close(store);
	struct verify_result result = verify(*state, &findings);
	assert_string_equal(findings.text, "");
	assert_int_equal(result.checkpoints, 3);
	assert_int_equal(result.sealed, ROWS + 1);
	free(path);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_untouched),
		cmocka_unit_test(test_tampering),
		TEST(test_a_chain_made_anew),
		TEST(test_one_row_made_anew),
		TEST(test_erased_is_fine),
		TEST(test_without_the_key_of_texts),
		TEST(test_rows_after_the_last_checkpoint),
		cmocka_unit_test(test_forged_checkpoints),
		TEST(test_checkpoints_without_a_file),
		TEST(test_checkpoints_kept_elsewhere),
		cmocka_unit_test(test_a_start_on_a_damaged_store),
		TEST(test_a_start_on_a_file_of_rubbish),
		TEST(test_a_start_without_its_database),
		TEST(test_a_start_without_its_key),
		TEST(test_half_a_checkpoint),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
