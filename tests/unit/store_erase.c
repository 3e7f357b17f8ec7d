// layers: proxy-base proxy-store
/* What is erased is gone from the folder, whatever SQLite did with the pages around it, and the
 * chain holds. */
#include "store_help.h"

#include <ctype.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "../../proxy/store/database.h"

enum { RECORDS = 3000, WAIT_MS = 20000 };

/* All files of the folder behind one another. */
static struct span folder_bytes(const char *folder)
{
	DIR *dir = opendir(folder);
	struct dirent *entry;
	char *bytes = NULL;
	size_t len = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)) != NULL) {
		struct stat status;
		int fd = openat(dirfd(dir), entry->d_name, O_RDONLY);
		assert_true(fd >= 0 && fstat(fd, &status) == 0);
		if (S_ISREG(status.st_mode) && status.st_size > 0) {
			bytes = realloc(bytes, len + (size_t)status.st_size);
			assert_non_null(bytes);
			ssize_t got = read(fd, bytes + len, (size_t)status.st_size);
			len += got > 0 ? (size_t)got : 0;
		}
		close(fd);
	}
	closedir(dir);
	return span_make(bytes, len);
}

/* "<n17>" in the bytes marks n as there. */
static void mark(struct span bytes, char letter, bool *is_there)
{
	for (size_t i = 0; i + 8 < bytes.len; i++) {
		bool is_mark = bytes.data[i] == '<' && bytes.data[i + 1] == letter;
		if (!is_mark || !isdigit((unsigned char)bytes.data[i + 2]))
			continue;
		char *end;
		unsigned long n = strtoul(bytes.data + i + 2, &end, 10);
		if (*end == '>' && n < RECORDS)
			is_there[n] = true;
	}
}

struct person_and_text {
	char user[64];
	char text[2048];
	struct record_field field;
	struct record record;
};

/* A quarter of them, irregularly: erased later, and encrypted, so that only its user shows. */
static bool is_long_kept(unsigned n)
{
	return n * 2654435761u >> 30 == 0;
}

/* A record that is found again by what it says, of a person of its own. */
static const struct record *record_of(struct person_and_text *of, unsigned n)
{
	size_t len = (size_t)(n * 7919 % 1900);

	memset(of, 0, sizeof *of);
	snprintf(of->user, sizeof of->user, "<u%u>", n);
	snprintf(of->text, sizeof of->text, "<t%u>", n);
	memset(of->text + strlen(of->text), 'x', len);
	of->field = (struct record_field){ SPAN("text"), span_of(of->text) };
	of->record = a_record(n + 1, is_long_kept(n) ? "hold" : "log", "");
	of->record.user = span_of(of->user);
	of->record.rule_count = 0;
	of->record.fields = &of->field;
	return &of->record;
}

static void assert_gone(const char *folder, const bool *is_erased)
{
	static bool texts[RECORDS];
	static bool users[RECORDS];
	unsigned left = 1;

	for (int waited = 0; left > 0 && waited < WAIT_MS; waited += 50) {
		struct span bytes = folder_bytes(folder);
		memset(texts, 0, sizeof texts);
		memset(users, 0, sizeof users);
		mark(bytes, 't', texts);
		mark(bytes, 'u', users);
		free((void *)(uintptr_t)bytes.data);
		left = 0;
		for (unsigned n = 0; n < RECORDS; n++)
			left += is_erased[n] && (texts[n] || users[n]);
		if (left > 0)
			usleep(50000); /* the log is emptied by a thread */
	}
	assert_int_equal(left, 0);
	for (unsigned n = 0; n < RECORDS; n++)
		assert_true(is_erased[n] || (users[n] && (texts[n] || is_long_kept(n))));
}

static void fill(struct store *store)
{
	struct person_and_text of;

	for (unsigned n = 0; n < RECORDS; n++) {
		add(store, record_of(&of, n), NOW + (int64_t)n * 1000);
		if (n % 100 == 0)
			commit(store);
	}
	commit(store);
}

static void erase(struct store *store, enum store_subject subject, const char *which,
    uint64_t texts, uint64_t identities)
{
	struct store_erased erased;
	struct err err;

	assert_true(store_erase(store, subject, which, &erased, &err));
	assert_int_equal(erased.texts, texts);
	assert_int_equal(erased.identities, identities);
}

static uint64_t sweep(struct store *store, int64_t now_ms)
{
	struct store_erased erased = { .more = true };
	struct err err;
	uint64_t count = 0;

	while (erased.more) {
		assert_true(store_sweep(store, now_ms, &erased, &err));
		count += erased.texts;
		commit(store);
	}
	return count;
}

static uint64_t rows_in(const char *folder, const char *table)
{
	struct err err;
	char *sql = mem_print("SELECT count(*) FROM %s", table);
	sqlite3 *database = database_open(folder, DATABASE_READ, &err);
	sqlite3_stmt *statement = database_prepare(database, sql, &err);
	uint64_t count = 0;

	assert_true(database_number(statement, 0, &count));
	sqlite3_finalize(statement);
	sqlite3_close(database);
	free(sql);
	return count;
}

/* Here and there on request, then by age in many steps: after each, nothing of it is left, and all
 * of the others. */
static void test_nothing_is_left(void **state)
{
	struct store *store = open_store(*state);
	static bool is_erased[RECORDS];
	struct findings findings;
	char which[32];

	memset(is_erased, 0, sizeof is_erased);
	fill(store);
	for (unsigned n = 0; n < RECORDS; n += 11) {
		bool by_user = n % 2 == 0;
		snprintf(which, sizeof which, by_user ? "<u%u>" : "%u", by_user ? n : n + 1);
		erase(store, by_user ? STORE_USER : STORE_RECORD, which, 1, 1);
		is_erased[n] = true;
	}
	commit(store);
	assert_gone(*state, is_erased);
	for (unsigned n = 0; n < RECORDS; n += 500) {
		sweep(store, NOW + 30 * DAY + (int64_t)n * 1000);
		for (unsigned i = 0; i < n; i++)
			is_erased[i] = is_erased[i] || !is_long_kept(i);
		assert_gone(*state, is_erased);
	}
	sweep(store, NOW + 90 * DAY + RECORDS / 2 * 1000);
	for (unsigned i = 0; i < RECORDS; i++)
		is_erased[i] = is_erased[i] || !is_long_kept(i) || i < RECORDS / 2;
	assert_gone(*state, is_erased);
	assert_true(rows_in(*state, "text") < RECORDS); /* and their room is given back */
	assert_int_equal(verify(*state, &findings).records, RECORDS);
	assert_string_equal(findings.text, "");
	store_close(store);
}

/* A reader that looks at the old state keeps the log as it is; once it is gone, so is the text. */
static void test_a_reader_only_delays_it(void **state)
{
	struct store *store = open_store(*state);
	static bool is_erased[RECORDS];
	struct err err;

	memset(is_erased, 0, sizeof is_erased);
	fill(store);
	sqlite3 *reader = database_open(*state, DATABASE_READ, &err);
	assert_true(database_run(reader, "BEGIN; SELECT count(*) FROM text", &err));
	erase(store, STORE_USER, "<u17>", 1, 1);
	commit(store);
	usleep(300000);
	sqlite3_close(reader);
	is_erased[17] = true;
	assert_gone(*state, is_erased);
	store_close(store);
}

/* What a store that ended at once had no time for is done by the next. */
static void test_the_next_one_wipes(void **state)
{
	struct store *store = open_store(*state);
	static bool is_erased[RECORDS];
	struct err err;

	memset(is_erased, 0, sizeof is_erased);
	fill(store);
	sqlite3 *reader = database_open(*state, DATABASE_READ, &err);
	assert_true(database_run(reader, "BEGIN; SELECT count(*) FROM text", &err));
	erase(store, STORE_RECORD, "18", 1, 1);
	commit(store);
	store_close(store);
	sqlite3_close(reader);
	store = open_store(*state);
	is_erased[17] = true;
	assert_gone(*state, is_erased);
	store_close(store);
}

static struct stored find(const char *folder, uint64_t number, struct arena *arena)
{
	struct err err;
	struct stored stored;
	struct reader *reader = reader_open(folder, true, &err);

	assert_int_equal(reader_next(reader, number - 1, arena, &stored, &err), READER_FOUND);
	reader_close(reader);
	return stored;
}

static struct record of_person(uint64_t id, const char *user, const char *address)
{
	static char reference[8][16];
	struct record record;

	snprintf(reference[id], sizeof reference[id], "R000000%u", (unsigned)id);
	record = a_record(id, "block", reference[id]);
	record.user = span_of(user);
	record.address = span_of(address);
	return record;
}

static const struct {
	enum store_subject subject;
	const char *which;
	bool is_erased[5];
} wishes[] = {
	{ STORE_USER, "ann", { true, true, false, false, false } },
	{ STORE_USER, "ANN", { false, false, false, false, false } },
	{ STORE_ADDRESS, "10.0.0.7", { false, false, false, true, false } }, /* nobody by name */
	{ STORE_ADDRESS, "ann", { false, false, false, false, false } },
	{ STORE_RECORD, "3", { false, false, true, false, false } },
	{ STORE_RECORD, "R0000005", { false, false, false, false, true } },
	{ STORE_RECORD, "99", { false, false, false, false, false } },
	{ STORE_RECORD, "", { false, false, false, false, false } },
};

static void test_what_is_asked_for_and_no_more(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++) {
		char *folder = folder_new();
		struct store *store = open_store(folder);
		struct arena *arena = arena_new(0);
		struct findings findings;
		uint64_t count = 0;
		const struct record records[] = { of_person(1, "ann", "10.0.0.7"),
			of_person(2, "ann", "10.0.0.9"), of_person(3, "bob", "10.0.0.7"),
			of_person(4, "", "10.0.0.7"), of_person(5, "", "10.0.0.9") };

		for (size_t r = 0; r < 5; r++) {
			add(store, &records[r], NOW);
			count += wishes[i].is_erased[r];
		}
		commit(store);
		erase(store, wishes[i].subject, wishes[i].which, count, count);
		erase(store, wishes[i].subject, wishes[i].which, 0, 0); /* once */
		commit(store);
		for (size_t r = 0; r < 5; r++) {
			struct stored stored = find(folder, r + 1, arena);
			assert_int_equal(stored.is_text_erased, wishes[i].is_erased[r]);
			assert_int_equal(stored.is_identity_erased, wishes[i].is_erased[r]);
		}
		struct verify_result result = verify(folder, &findings);
		assert_string_equal(findings.text, "");
		assert_int_equal(result.texts_erased, count);
		assert_int_equal(result.identities_erased, count);
		arena_free(arena);
		store_close(store);
		folder_remove(folder);
	}
}

static void test_rolled_back_is_not_erased(void **state)
{
	struct store *store = open_store(*state);
	struct record record = of_person(1, "ann", "");
	struct findings findings;

	add(store, &record, NOW);
	commit(store);
	erase(store, STORE_USER, "ann", 1, 1);
	store_rollback(store);
	assert_int_equal(verify(*state, &findings).texts_erased, 0);
	erase(store, STORE_USER, "ann", 1, 1);
	commit(store);
	assert_int_equal(verify(*state, &findings).texts_erased, 1);
	store_close(store);
}

static void token_of(const char *folder, uint64_t number, char token[64])
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

/* One id as long as anything of the person is there, over a restart too; then another. */
static void test_a_person_keeps_an_id_until_erased(void **state)
{
	struct store *store = open_store(*state);
	char tokens[4][64];

	for (uint64_t id = 1; id <= 4; id++) {
		struct record record = of_person(id, "ann", "");
		add(store, &record, NOW);
		commit(store);
		token_of(*state, id, tokens[id - 1]);
		if (id == 1) {
			store_close(store);
			store = open_store(*state);
		} else if (id == 2) {
			erase(store, STORE_USER, "ann", 2, 2);
		} else if (id == 3) {
			erase(store, STORE_USER, "ann", 1, 1);
			commit(store);
			store_close(store);
			store = open_store(*state);
		}
	}
	assert_string_equal(tokens[0], tokens[1]);
	assert_string_not_equal(tokens[1], tokens[2]);
	assert_string_not_equal(tokens[2], tokens[3]);
	store_close(store);
}

/* A clock that was a year ahead for a moment leaves the chain's time there; days count all the
 * same. */
static void test_days_count_from_the_clock(void **state)
{
	struct store *store = open_store(*state);
	struct record ahead = a_record(1, "log", "R0000001");
	struct record after = a_record(2, "log", "R0000002");

	add(store, &ahead, NOW + 365 * DAY);
	add(store, &after, NOW);
	commit(store);
	assert_int_equal(sweep(store, NOW + 30 * DAY), 0);
	assert_int_equal(sweep(store, NOW + 30 * DAY + 1), 1);
	assert_int_equal(sweep(store, NOW + 395 * DAY + 1), 1);
	store_close(store);
}

static int set_up(void **state)
{
	*state = folder_new();
	return 0;
}

static int tear_down(void **state)
{
	folder_remove(*state);
	return 0;
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_is_left),
		TEST(test_a_reader_only_delays_it),
		TEST(test_the_next_one_wipes),
		cmocka_unit_test(test_what_is_asked_for_and_no_more),
		TEST(test_rolled_back_is_not_erased),
		TEST(test_a_person_keeps_an_id_until_erased),
		TEST(test_days_count_from_the_clock),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
