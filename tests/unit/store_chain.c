// layers: proxy-base proxy-store
#include "store_help.h"

#include <sys/stat.h>

#include "../../proxy/store/chain.h"
#include "../../proxy/store/moment.h"

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

static void test_numbers_and_repeats(void **state)
{
	struct store *store = open_store(*state);
	struct record first = a_record(1, "block", "AAAAAAAA");
	struct record second = a_record(2, "log", "BBBBBBBB");

	assert_int_equal(add(store, &first, NOW), 1);
	assert_int_equal(add(store, &second, NOW), 2);
	assert_int_equal(add(store, &first, NOW), 1); /* before the commit */
	assert_int_equal(store_head(store), 0);
	commit(store);
	assert_int_equal(store_head(store), 2);
	assert_int_equal(add(store, &second, NOW), 2); /* after it */
	first.worker = 8;                              /* another worker may use the same id */
	assert_int_equal(add(store, &first, NOW), 3);
	store_rollback(store);
	commit(store);
	store_close(store);

	store = open_store(*state); /* and over a restart */
	assert_int_equal(store_head(store), 2);
	second = a_record(2, "log", "BBBBBBBB");
	assert_int_equal(add(store, &second, NOW), 2);
	assert_int_equal(add(store, &first, NOW), 3);
	commit(store);
	store_close(store);
}

static struct stored find(const char *folder, const char *reference, struct arena *arena)
{
	struct err err;
	struct stored stored;
	struct reader *reader = reader_open(folder, true, &err);

	assert_non_null(reader);
	assert_int_equal(
	    reader_find(reader, span_of(reference), arena, &stored, &err), READER_FOUND);
	reader_close(reader);
	return stored;
}

static void test_forms_of_text(void **state)
{
	static const struct {
		const char *action;
		const char *reference;
		enum text_form form;
		const char *text; /* NULL: none is kept */
	} cases[] = {
		{ "block", "R0000001", TEXT_SEALED, "Falcon ships a" },
		{ "hold", "R0000002", TEXT_SEALED, "Falcon ships a" },
		{ "coach", "R0000003", TEXT_MASKED, "██████ ships █" },
		{ "log", "R0000004", TEXT_MASKED, "██████ ships █" },
		{ "allow", "R0000005", TEXT_NONE, NULL },
		{ "", "R0000006", TEXT_NONE, NULL },
	};
	struct store *store = open_store(*state);
	struct arena *arena = arena_new(0);

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct record record = a_record(i + 1, cases[i].action, cases[i].reference);
		assert_int_equal(add(store, &record, NOW), i + 1);
	}
	commit(store);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct stored stored = find(*state, cases[i].reference, arena);
		assert_int_equal(stored.text_form, cases[i].form);
		assert_false(stored.is_text_erased || stored.is_identity_erased);
		assert_true(span_is(stored.record.user, "ann"));
		assert_int_equal(stored.record.field_count, cases[i].text != NULL);
		if (cases[i].text != NULL)
			assert_true(span_is(stored.record.fields[0].text, cases[i].text));
	}
	arena_free(arena);
	store_close(store);
}

static void test_a_sealed_text_needs_its_key(void **state)
{
	struct store *store = open_store(*state);
	struct record record = a_record(1, "block", "R0000001");
	struct arena *arena = arena_new(0);
	char *key = mem_print("%s/text.key", (char *)*state);

	add(store, &record, NOW);
	commit(store);
	store_close(store);
	assert_int_equal(unlink(key), 0);
	struct stored stored = find(*state, "R0000001", arena);
	assert_true(stored.is_text_hidden);
	assert_int_equal(stored.record.field_count, 0);
	arena_free(arena);
	free(key);
}

static void test_outcomes_are_merged(void **state)
{
	struct store *store = open_store(*state);
	struct record record = a_record(1, "log", "R0000001");
	struct store_outcome outcome = { SPAN("R0000001"), OUTCOME_PUBLISHED, SPAN("109"),
		SPAN("https://s/109") };
	struct store_outcome unknown = { .reference = SPAN("NOBODYS0") };
	struct arena *arena = arena_new(0);
	struct findings findings;
	struct err err;

	add(store, &record, NOW);
	assert_true(store_add_outcome(store, &outcome, NOW + 5, &err));
	assert_true(store_add_outcome(store, &outcome, NOW + 6, &err)); /* a repeat */
	assert_true(store_add_outcome(store, &unknown, NOW + 6, &err));
	commit(store);
	assert_int_equal(store_head(store), 2);
	struct stored stored = find(*state, "R0000001", arena);
	assert_int_equal(stored.record.outcome, OUTCOME_PUBLISHED);
	assert_true(span_is(stored.record.published_id, "109"));
	outcome.outcome = OUTCOME_WITHDRAWN;
	assert_true(store_add_outcome(store, &outcome, NOW + 7, &err));
	commit(store);
	stored = find(*state, "R0000001", arena);
	assert_int_equal(stored.record.outcome, OUTCOME_WITHDRAWN);
	assert_int_equal(verify(*state, &findings).rows, 3);
	assert_string_equal(findings.text, "");
	arena_free(arena);
	store_close(store);
}

struct counted {
	uint64_t n;
	size_t rows;
};

static void sum(void *state, const struct reader_count *count)
{
	struct counted *counted = state;

	counted->rows++;
	if (span_is(count->host, "a.example"))
		counted->n += count->n;
}

static void test_counts_are_added_once(void **state)
{
	struct store *store = open_store(*state);
	const uint64_t hour = (uint64_t)NOW / 3600000;
	const struct store_count counts[] = {
		{ 3, SPAN("a.example"), hour, 5 },
		{ 3, SPAN("b.example"), hour, 1 },
		{ 3, SPAN("a.example"), hour + 1, 2 },
	};
	const struct store_sender senders[] = { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 2, 1 },
		{ 2, 1, 1 } };
	struct counted counted = { 0 };
	struct err err;

	for (size_t i = 0; i < 4; i++)
		assert_true(store_add_counts(store, &senders[i], counts, 3, NOW, &err));
	commit(store);
	struct reader *reader = reader_open(*state, false, &err);
	assert_non_null(reader);
	assert_true(reader_counts(reader, hour, hour, sum, &counted, &err));
	assert_int_equal(counted.n, 15);
	assert_int_equal(counted.rows, 2);
	reader_close(reader);
	store_close(store);
}

static void test_first_30_then_90_days(void **state)
{
	static const struct {
		int64_t age;
		bool is_logged_erased, is_blocked_erased;
	} cases[] = {
		{ 30 * DAY, false, false },
		{ 30 * DAY + 1, true, false },
		{ 90 * DAY, true, false },
		{ 90 * DAY + 1, true, true },
	};
	struct store *store = open_store(*state);
	struct record logged = a_record(1, "log", "R0000001");
	struct record blocked = a_record(2, "block", "R0000002");
	struct arena *arena = arena_new(0);
	struct findings findings;
	struct err err;

	add(store, &logged, NOW);
	add(store, &blocked, NOW);
	commit(store);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		for (struct store_erased erased = { .more = true }; erased.more; commit(store))
			assert_true(store_sweep(store, NOW + cases[i].age, &erased, &err));
		assert_int_equal(
		    find(*state, "R0000001", arena).is_text_erased, cases[i].is_logged_erased);
		assert_int_equal(
		    find(*state, "R0000002", arena).is_text_erased, cases[i].is_blocked_erased);
	}
	struct verify_result result = verify(*state, &findings);
	assert_string_equal(findings.text, "");
	assert_int_equal(result.texts_erased, 2);
	assert_int_equal(result.identities_erased, 2);
	arena_free(arena);
	store_close(store);
}

static void test_files_are_private(void **state)
{
	static const char *const names[] = { "audit.db", "audit.db-wal", "audit.lock",
		"checkpoints.jsonl", "checkpoint.key", "text.key" };
	struct store *store = open_store(*state);
	struct record record = a_record(1, "block", "R0000001");
	struct stat status;

	add(store, &record, NOW);
	commit(store);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char *path = mem_print("%s/%s", (char *)*state, names[i]);
		assert_int_equal(stat(path, &status), 0);
		assert_int_equal(status.st_mode & 0777, 0600);
		free(path);
	}
	store_close(store);
}

static void test_one_writer(void **state)
{
	struct store *store = open_store(*state);
	struct err err;

	assert_null(store_open(*state, 50, &err));
	assert_non_null(strstr(err.text, "another process writes this store"));
	store_close(store);
	store_close(open_store(*state));
}

static void test_since_finds_its_place(void **state)
{
	struct store *store = open_store(*state);
	struct reader *reader;
	struct err err;
	uint64_t after;

	for (uint64_t i = 1; i <= 20; i++) {
		struct record record = a_record(i, "log", "R0000001");
		add(store, &record, NOW + (int64_t)i * 1000);
	}
	commit(store);
	reader = reader_open(*state, false, &err);
	for (uint64_t i = 1; i <= 20; i++) {
		assert_true(reader_since(reader, NOW + (int64_t)i * 1000, &after, &err));
		assert_int_equal(after, i - 1);
	}
	assert_true(reader_since(reader, NOW + DAY, &after, &err));
	assert_int_equal(after, 20);
	reader_close(reader);
	store_close(store);
}

static void test_moments(void **state)
{
	static const struct {
		const char *text;
		int64_t moment_ms; /* -1: refused */
	} cases[] = {
		{ "2027-01-15T08:00:00Z", NOW },
		{ "2027-01-15T08:00:00.250Z", NOW + 250 },
		{ "2027-01-15T09:30:00+01:30", NOW },
		{ "2027-01-15T03:00:00-05:00", NOW },
		{ "2027-01-15 08:00:00Z", NOW },
		{ "2027-01-15", NOW - 8 * 3600000 },
		{ "2027-01-15T08:00:00", -1 },
		{ "2027-01-15T08:00Z", -1 },
		{ "2027-13-15", -1 },
		{ "2027-01-15T24:00:00Z", -1 },
		{ "2027-01-15T08:00:00.Z", -1 },
		{ "2027-01-15T08:00:00Z ", -1 },
		{ "", -1 },
	};
	char text[MOMENT_TEXT];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		int64_t moment_ms = -1;
		bool is_read = moment_parse(span_of(cases[i].text), &moment_ms);
		assert_int_equal(is_read, cases[i].moment_ms >= 0);
		if (is_read)
			assert_int_equal(moment_ms, cases[i].moment_ms);
	}
	moment_print(NOW + 42, text);
	assert_string_equal(text, "2027-01-15T08:00:00.042Z");
}

static void test_commitments_differ_by_kind_and_salt(void **state)
{
	uint8_t a[CHAIN_HASH];
	uint8_t b[CHAIN_HASH];

	(void)state;
	chain_commit(COMMIT_TEXT, SPAN("0123456789abcdef"), SPAN("x"), a);
	chain_commit(COMMIT_IDENTITY, SPAN("0123456789abcdef"), SPAN("x"), b);
	assert_memory_not_equal(a, b, sizeof a);
	chain_commit(COMMIT_TEXT, SPAN("0123456789abcdeg"), SPAN("x"), b);
	assert_memory_not_equal(a, b, sizeof a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_numbers_and_repeats, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_forms_of_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    test_a_sealed_text_needs_its_key, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_outcomes_are_merged, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_counts_are_added_once, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_first_30_then_90_days, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_files_are_private, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_one_writer, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_since_finds_its_place, set_up, tear_down),
		cmocka_unit_test(test_moments),
		cmocka_unit_test(test_commitments_differ_by_kind_and_salt),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
