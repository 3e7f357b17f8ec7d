// layers: proxy-base proxy-store proxy-audit
/* The letters of one turn: answered once they are on the disk, refused at once when they cannot be,
 * and a record of the gap when they can again. */
#include "store_help.h"

#include <signal.h>
#include <sys/resource.h>

#include "../../proxy/audit/clock.h"
#include "../../proxy/audit/group.h"
#include "../../proxy/base/log.h"

struct answers {
	unsigned yes, no;
	uint64_t last;
};

static void note(const struct waiter *waiter, bool ok, uint64_t number)
{
	struct answers *answers = waiter->to;

	answers->yes += ok;
	answers->no += !ok;
	answers->last = number;
}

struct scene {
	char *folder;
	struct store *store;
	struct group *group;
	struct answers answers;
	struct waiter waiter;
};

static int set_up(void **state)
{
	struct scene *scene = mem_alloc(sizeof *scene);

	scene->folder = folder_new();
	scene->store = open_store(scene->folder);
	scene->group = group_new(scene->store, "gp1");
	scene->waiter = (struct waiter){ .answer = note, .to = &scene->answers, .id = 1 };
	*state = scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	group_free(scene->group);
	store_close(scene->store);
	folder_remove(scene->folder);
	free(scene);
	return 0;
}

static void send(struct scene *scene, uint64_t id, int64_t now_ms)
{
	struct record record = a_record(id, "block", "R0000001");

	const struct decision decision = { .has_record = true, .record = record };
	uint64_t number;
	assert_true(group_decision(scene->group, &decision, &scene->waiter, now_ms, &number));
}

static void test_answers_come_after_the_commit(void **state)
{
	struct scene *scene = *state;

	for (uint64_t id = 1; id <= 3; id++)
		send(scene, id, NOW);
	assert_int_equal(scene->answers.yes, 0);
	assert_true(group_settle(scene->group, true, NOW) >= 0);
	assert_int_equal(scene->answers.yes, 3);
	assert_int_equal(store_head(scene->store), 3);
	send(scene, 2, NOW + 1);
	group_settle(scene->group, true, NOW + 1);
	assert_int_equal(scene->answers.last, 2); /* a repeat has the number it had */
	assert_int_equal(store_head(scene->store), 3);
}

static void test_a_large_group_does_not_wait(void **state)
{
	struct scene *scene = *state;

	for (uint64_t id = 1; id <= 600; id++)
		send(scene, id, NOW);
	assert_int_equal(scene->answers.yes, 512);
	group_settle(scene->group, true, NOW);
	assert_int_equal(scene->answers.yes, 600);
}

static void test_it_seals_once_a_second(void **state)
{
	struct scene *scene = *state;
	struct findings findings;

	send(scene, 1, NOW);
	group_settle(scene->group, true, NOW);
	send(scene, 2, NOW + 10);
	assert_true(group_settle(scene->group, true, NOW + 10) <= 1000);
	assert_int_equal(verify(scene->folder, &findings).unsealed, 1);
	group_settle(scene->group, true, NOW + 1010);
	assert_int_equal(verify(scene->folder, &findings).unsealed, 0);
	assert_string_equal(findings.text, "");
}

static struct stored last_record(const char *folder, struct arena *arena)
{
	struct stored stored = { 0 };
	struct err err;
	struct reader *reader = reader_open(folder, false, &err);

	assert_non_null(reader);
	assert_int_equal(reader_previous(reader, UINT64_MAX, arena, &stored, &err), READER_FOUND);
	reader_close(reader);
	return stored;
}

/* A file that may not grow is refused like a full disk, and needs no right to mount one. */
static void limit_file_size(rlim_t size)
{
	struct rlimit limit;

	getrlimit(RLIMIT_FSIZE, &limit);
	limit.rlim_cur = size;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static void test_a_full_disk_and_after(void **state)
{
	struct scene *scene = *state;
	struct arena *arena = arena_new(0);
	struct findings findings;
	int64_t now_ms = NOW;

	send(scene, 1, now_ms);
	group_settle(scene->group, true, now_ms);
	assert_int_equal(scene->answers.yes, 1);
	limit_file_size(4096);
	send(scene, 2, now_ms);
	group_settle(scene->group, true, now_ms);
	assert_int_equal(scene->answers.no, 1);
	for (uint64_t id = 3; id <= 22; id++) { /* at once, and through several attempts */
		send(scene, id, now_ms += 100);
		assert_int_equal(scene->answers.yes, 1);
		int wait_ms = group_settle(scene->group, true, now_ms);
		assert_true(wait_ms >= 0 && wait_ms <= 500);
	}
	assert_int_equal(scene->answers.no, 21);
	limit_file_size(RLIM_INFINITY);
	group_settle(scene->group, true, now_ms += 600); /* no letter is needed */
	struct stored gap = last_record(scene->folder, arena);
	assert_true(span_is(gap.record.kind, "fault"));
	assert_true(span_starts(gap.record.why,
	    "the store could not be written from 2027-01-15T08:00:00.000Z to "
	    "2027-01-15T08:00:02.600Z: 21 records refused, 0 outcomes and counts lost ("));
	send(scene, 2, now_ms);
	group_settle(scene->group, true, now_ms);
	assert_int_equal(scene->answers.yes, 2);
	assert_int_equal(scene->answers.last, 3);
	verify(scene->folder, &findings);
	assert_string_equal(findings.text, "");
	arena_free(arena);
}

/* SQLITE_FULL within the transaction, instead of an error at its end. */
static void test_no_more_pages(void **state)
{
	struct scene *scene = *state;
	struct arena *arena = arena_new(0);
	struct findings findings;
	int64_t now_ms = NOW;
	uint64_t id = 0;

	store_limit_pages(scene->store, 40);
	while (scene->answers.no == 0) {
		send(scene, ++id, now_ms);
		group_settle(scene->group, true, now_ms);
		assert_true(id < 1000);
	}
	assert_int_equal(scene->answers.yes, id - 1);
	assert_int_equal(store_head(scene->store), id - 1);
	store_limit_pages(scene->store, 4000);
	send(scene, ++id, now_ms + 100); /* too early to try again */
	assert_int_equal(scene->answers.no, 2);
	send(scene, ++id, now_ms + 600);
	group_settle(scene->group, true, now_ms + 600);
	assert_int_equal(scene->answers.yes, id - 2);
	assert_int_equal(scene->answers.last, id - 1); /* the gap came first */
	verify(scene->folder, &findings);
	assert_string_equal(findings.text, "");
	arena_free(arena);
}

static void test_outcomes_and_counts_are_answered_either_way(void **state)
{
	struct scene *scene = *state;
	struct store_outcome outcome = { .reference = SPAN("R0000001"),
		.outcome = OUTCOME_PUBLISHED };
	const struct store_sender sender = { 1, 1, 1 };
	const struct store_count count = { 1, SPAN("a.example"), 5, 1 };

	send(scene, 1, NOW);
	group_outcome(scene->group, &outcome, &scene->waiter, NOW);
	group_counts(scene->group, &sender, &count, 1, &scene->waiter, NOW);
	assert_int_equal(scene->answers.yes, 0);
	group_settle(scene->group, true, NOW);
	assert_int_equal(scene->answers.yes, 3);
	assert_int_equal(store_head(scene->store), 2);
	limit_file_size(4096);
	outcome.outcome = OUTCOME_WITHDRAWN;
	group_outcome(scene->group, &outcome, &scene->waiter, NOW + 1);
	group_settle(scene->group, true, NOW + 1);
	group_counts(scene->group, &sender, &count, 1, &scene->waiter, NOW + 1);
	assert_int_equal(scene->answers.no, 2);
	limit_file_size(RLIM_INFINITY);
}

static void test_a_crash_is_recorded(void **state)
{
	struct scene *scene = *state;
	struct arena *arena = arena_new(0);
	struct record record = {
		.kind = SPAN("crash"), .time_ms = NOW, .why = SPAN("worker 3 was ended by signal 9")
	};

	group_own(scene->group, &record, NOW);
	group_own(scene->group, &record, NOW); /* no repeat: two crashes */
	group_settle(scene->group, true, NOW);
	assert_int_equal(store_head(scene->store), 2);
	struct stored stored = last_record(scene->folder, arena);
	assert_true(span_is(stored.record.kind, "crash"));
	assert_true(span_is(stored.record.node, "gp1"));
	arena_free(arena);
}

/* That something was erased stays, in the same transaction. */
static void test_what_was_erased_is_recorded(void **state)
{
	struct scene *scene = *state;
	struct arena *arena = arena_new(0);
	struct findings findings;
	struct store_erased erased;
	struct wish wish = {
		.subject = STORE_USER, .which = "ann", .reason = "ticket 17", .by = 7
	};
	struct err err;

	send(scene, 1, NOW);
	send(scene, 2, NOW);
	assert_true(group_erase(scene->group, &wish, NOW, &erased, &err));
	assert_int_equal(scene->answers.yes, 2); /* what waited was not forgotten */
	assert_int_equal(erased.texts, 2);
	struct stored record = last_record(scene->folder, arena);
	assert_int_equal(record.record.number, 3);
	assert_true(span_is(record.record.kind, "erased"));
	assert_true(span_is(
	    record.record.why, "texts: 2, identities: 2; on request of user id 7: ticket 17"));
	assert_true(group_erase(scene->group, &wish, NOW, &erased, &err));
	assert_int_equal(erased.texts + erased.identities, 0);
	assert_int_equal(store_head(scene->store), 3); /* nothing was erased, nothing is recorded */
	send(scene, 3, NOW);
	int64_t later = NOW + 91 * DAY;
	for (int i = 0; i < 3; i++)
		group_settle(scene->group, false, later);
	assert_int_equal(store_head(scene->store), 4);
	for (int i = 0; i < 3; i++)
		group_settle(scene->group, true, later += 100);
	record = last_record(scene->folder, arena);
	assert_true(span_is(record.record.why, "texts: 1, identities: 1; their time was over"));
	struct verify_result result = verify(scene->folder, &findings);
	assert_string_equal(findings.text, "");
	assert_int_equal(result.texts_erased, 3);
	arena_free(arena);
}

static void test_a_clock_that_jumps_is_doubted_for_a_day(void **state)
{
	static const struct {
		int64_t boot_ms, jump_ms;
		bool is_doubted;
	} steps[] = {
		{ 0, 0, false },
		{ 1000, -400 * DAY, false },
		{ 2000, DAY, false },
		{ 3000, DAY + 1, true },
		{ 4000, 0, false }, /* back */
		{ 5000, 3650 * DAY, true },
		{ 5000 + DAY, 3650 * DAY, true },
		{ 5001 + DAY, 3650 * DAY, false },
		{ 5002 + DAY, 3650 * DAY, false },
		{ 5003 + DAY, 3652 * DAY, true },
	};
	struct clock clock;

	(void)state;
	clock_start(&clock, NOW, 0);
	for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
		assert_int_equal(clock_is_doubted(&clock, NOW + steps[i].boot_ms + steps[i].jump_ms,
		                     steps[i].boot_ms),
		    steps[i].is_doubted);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_answers_come_after_the_commit),
		TEST(test_a_large_group_does_not_wait),
		TEST(test_it_seals_once_a_second),
		TEST(test_a_full_disk_and_after),
		TEST(test_no_more_pages),
		TEST(test_outcomes_and_counts_are_answered_either_way),
		TEST(test_a_crash_is_recorded),
		TEST(test_what_was_erased_is_recorded),
		cmocka_unit_test(test_a_clock_that_jumps_is_doubted_for_a_day),
	};

	signal(SIGXFSZ, SIG_IGN);
	log_open("audit", LOG_ERROR + 1, 2);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
