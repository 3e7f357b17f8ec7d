// layers: proxy-base proxy-store
/* What groups said: kept with a decision, checked against what was said since, and forgotten. */
#include "store_help.h"

enum { DAYS_30 = 30 * 86400 };

static char *folder;
static struct store *store;
static struct arena *arena;

static int set_up(void **state)
{
	(void)state;
	folder = folder_new();
	store = open_store(folder);
	arena = arena_new(0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_close(store);
	arena_free(arena);
	folder_remove(folder);
	return 0;
}

/* values: with spaces between them. */
static enum store_kept say(uint64_t id, const char *rule, const char *values, const char *group,
    uint64_t version, int64_t now_ms)
{
	struct said said[8];
	struct span rest = span_of(values);
	struct decision decision = { .record = { .worker = 7, .id = id }, .version = version };
	uint64_t number;
	struct err err;

	decision.record.reference = span_of(arena_print(arena, "R%07u", (unsigned)id));
	while (rest.len > 0) {
		struct span value = span_cut(rest, ' ', &rest);
		said[decision.says_count++] =
		    (struct said){ span_of(rule), value, span_of(group), 0, DAYS_30 };
	}
	decision.says = said;
	enum store_kept kept = store_add_decision(store, &decision, now_ms, &number, &err);
	if (kept == STORE_FAILED)
		fail_msg("%s", err.text);
	return kept;
}

/* "sales:a support:b", latest first. */
static const char *said_now(int64_t now_ms, uint64_t *version)
{
	char *text = arena_print(arena, "%s", "");
	struct said *said;
	size_t count;
	struct err err;

	if (!store_said(store, now_ms, arena, &said, &count, version, &err))
		fail_msg("%s", err.text);
	for (size_t i = 0; i < count; i++)
		text = arena_print(arena, "%s%s%.*s:%.*s", text, i > 0 ? " " : "",
		    SPAN_PRINT(said[i].group), SPAN_PRINT(said[i].value));
	return text;
}

static void test_the_last_word_of_each_group(void **state)
{
	uint64_t version;

	(void)state;
	assert_string_equal(said_now(NOW, &version), "");
	assert_int_equal(version, 0);
	assert_int_equal(say(1, "date", "a", "sales", 0, NOW), STORE_KEPT);
	said_now(NOW, &version);
	assert_int_equal(say(2, "date", "b c", "support", version, NOW), STORE_KEPT);
	said_now(NOW, &version);
	assert_int_equal(say(3, "date", "d", "sales", version, NOW), STORE_KEPT);
	assert_string_equal(said_now(NOW, &version), "sales:d support:c support:b");
	commit(store);
	store_close(store);
	store = open_store(folder);
	assert_string_equal(said_now(NOW, &version), "sales:d support:c support:b");
	assert_int_equal(version, 4);
}

static void test_a_decision_that_was_overtaken(void **state)
{
	uint64_t version;

	(void)state;
	said_now(NOW, &version);
	assert_int_equal(say(1, "date", "a", "sales", version, NOW), STORE_KEPT);
	assert_int_equal(
	    say(2, "price", "1", "support", version, NOW), STORE_KEPT); /* another rule */
	assert_int_equal(say(3, "date", "b", "support", version, NOW), STORE_STALE);
	assert_int_equal(
	    say(3, "date", "b", "sales", version, NOW), STORE_STALE); /* its own group too */
	assert_int_equal(say(5, "date", "a b", "support", version, NOW), STORE_STALE);
	assert_int_equal(say(6, "date", "a", "support", version, NOW), STORE_KEPT); /* the same */
	said_now(NOW, &version);
	assert_int_equal(say(4, "date", "b", "support", version, NOW), STORE_KEPT);
	/* A repeat was kept before, whatever was said since. */
	assert_int_equal(say(1, "date", "a", "sales", 0, NOW), STORE_KEPT);
	assert_string_equal(said_now(NOW, &version), "support:b support:1 sales:a");
}

static void test_a_record_goes_with_it_or_neither(void **state)
{
	const struct said said = { SPAN("date"), SPAN("a"), SPAN("sales"), 0, DAYS_30 };
	struct decision decision = { .has_record = true,
		.record = a_record(9, "log", "R0000009"),
		.says = &said,
		.says_count = 1 };
	uint64_t number;
	uint64_t version;
	struct err err;

	(void)state;
	assert_int_equal(store_add_decision(store, &decision, NOW, &number, &err), STORE_KEPT);
	assert_int_equal(number, 1);
	assert_int_equal(store_add_decision(store, &decision, NOW, &number, &err), STORE_KEPT);
	assert_int_equal(number, 1);
	const struct said other = { SPAN("date"), SPAN("b"), SPAN("sales"), 0, DAYS_30 };
	decision.record.id = 10;
	decision.says = &other;
	assert_int_equal(store_add_decision(store, &decision, NOW, &number, &err), STORE_STALE);
	store_rollback(store);
	assert_int_equal(store_head(store), 0);
	assert_string_equal(said_now(NOW, &version), "");
	/* A number that somebody may have been told is not given again. */
	assert_int_equal(version, 1);
}

static void test_what_did_not_become_public_was_not_said(void **state)
{
	static const struct {
		enum outcome outcome;
		const char *left;
	} rows[] = {
		{ OUTCOME_PUBLISHED, "sales:a" },
		{ OUTCOME_UNKNOWN, "sales:a" },
		{ OUTCOME_REFUSED_BY_SITE, "" },
		{ OUTCOME_NOT_SENT, "" },
		{ OUTCOME_WITHDRAWN, "" },
	};
	uint64_t version;
	struct err err;

	(void)state;
	for (unsigned i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct store_outcome outcome = {
			.reference = span_of(arena_print(arena, "R%07u", i + 1)),
			.outcome = rows[i].outcome,
		};
		said_now(NOW, &version);
		assert_int_equal(say(i + 1, "date", "a", "sales", version, NOW), STORE_KEPT);
		assert_true(store_add_outcome(store, &outcome, NOW, &err));
		assert_string_equal(said_now(NOW, &version), rows[i].left);
		store_rollback(store);
	}
}

static void test_the_window(void **state)
{
	struct store_erased erased;
	uint64_t version;
	struct err err;

	(void)state;
	assert_int_equal(say(1, "date", "a", "sales", 0, NOW), STORE_KEPT);
	assert_string_equal(said_now(NOW + 29 * DAY, &version), "sales:a");
	assert_string_equal(said_now(NOW + 31 * DAY, &version), "");
	do
		assert_true(store_sweep(store, NOW + 31 * DAY, &erased, &err));
	while (erased.more);
	assert_string_equal(said_now(NOW, &version), "");
}

static struct decision full_decision(void)
{
	static const struct said said[] = {
		{ SPAN("date"), SPAN("2027-03-12"), SPAN("sales"), 5, 6 },
		{ SPAN("price"), SPAN("EUR 7"), SPAN(""), 7, 8 },
	};

	return (struct decision){ .has_record = true,
		.record = a_record(1, "log", "R0000001"),
		.says = said,
		.says_count = 2,
		.version = 42 };
}

static void test_decisions_there_and_back(void **state)
{
	struct decision decision = full_decision();
	struct decision back;
	struct buf packed;

	(void)state;
	buf_init(&packed, 1 << 20);
	decision_pack(&decision, &packed);
	assert_true(decision_unpack(buf_span(&packed), arena, &back));
	assert_true(back.has_record);
	assert_int_equal(back.version, 42);
	assert_int_equal(back.says_count, 2);
	assert_true(span_is(back.says[0].group, "sales"));
	assert_int_equal(back.says[1].until, 8);
	assert_true(span_is(back.record.reference, "R0000001"));
	for (size_t len = 0; len < packed.len; len++) {
		char *cut = mem_alloc(len);
		memcpy(cut, packed.data, len);
		assert_false(decision_unpack(span_make(cut, len), arena, &back));
		free(cut);
	}
	buf_release(&packed);
}

static void test_contexts_there_and_back(void **state)
{
	static const struct span recent[] = { { "one", 3 }, { "two", 3 } };
	struct decision decision = full_decision();
	struct context context = { recent, 2, decision.says, decision.says_count };
	struct context back;
	struct buf packed;
	uint64_t version;

	(void)state;
	buf_init(&packed, 1 << 20);
	context_pack(&context, 9, &packed);
	struct unpack in = unpack_open(buf_span(&packed));
	assert_true(context_unpack(&in, arena, &back, &version));
	assert_true(unpack_done(&in));
	assert_int_equal(version, 9);
	assert_int_equal(back.recent_count, 2);
	assert_true(span_is(back.recent[1], "two"));
	assert_true(span_is(back.said[0].value, "2027-03-12"));
	for (size_t len = 0; len < packed.len; len++) {
		char *cut = mem_alloc(len);
		memcpy(cut, packed.data, len);
		in = unpack_open(span_make(cut, len));
		assert_false(context_unpack(&in, arena, &back, &version));
		free(cut);
	}
	buf_release(&packed);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_the_last_word_of_each_group),
		TEST(test_a_decision_that_was_overtaken),
		TEST(test_a_record_goes_with_it_or_neither),
		TEST(test_what_did_not_become_public_was_not_said),
		TEST(test_the_window),
		TEST(test_decisions_there_and_back),
		TEST(test_contexts_there_and_back),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
