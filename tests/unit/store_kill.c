// layers: proxy-base proxy-store
/* kill -9 of the process that writes the store, at any moment: what it had acknowledged is there,
 * nothing is there twice, and the chain is whole. */
#include "store_help.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>

#include "../../proxy/store/moment.h"

enum { ROUNDS = 30, GROUP = 5, ACK_MAX = 200000, ALIVE_MAX_MS = 60 };

struct ack {
	uint64_t id;
	uint64_t number;
};

/* Sends each record again that the one before it may or may not have kept, as a worker does. */
static void write_records(const char *folder, uint64_t from, int ack_fd)
{
	struct err err;
	struct store *store = store_open(folder, 5000, &err);

	if (store == NULL)
		_exit(2);
	for (uint64_t id = from;; id += GROUP) {
		struct ack acks[GROUP];
		for (uint64_t i = 0; i < GROUP; i++) {
			struct record record = a_record(id + i, i % 2 == 0 ? "block" : "log", "");
			acks[i].id = id + i;
			if (!store_add(store, &record, moment_now(), &acks[i].number, &err))
				_exit(3);
		}
		if (!store_commit(store, &err) || !store_seal(store, false, moment_now(), &err))
			_exit(4);
		if (write(ack_fd, acks, sizeof acks) != sizeof acks)
			_exit(5);
	}
}

static void sleep_ms(long ms)
{
	const struct timespec pause = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&pause, NULL);
}

/* One life; returns how many were acknowledged up to now. */
static size_t one_round(const char *folder, struct ack *acks, size_t count, unsigned *seed)
{
	int ends[2];
	uint64_t from = count > 0 ? acks[count - 1].id + 1 : 1;

	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		close(ends[0]);
		write_records(folder, from, ends[1]);
	}
	close(ends[1]);
	sleep_ms(rand_r(seed) % ALIVE_MAX_MS);
	kill(child, SIGKILL);
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	while (count < ACK_MAX && read(ends[0], &acks[count], sizeof *acks) == sizeof *acks)
		count++;
	close(ends[0]);
	return count;
}

/* Numbers in the store by id; an id that is there twice is a failure. */
static uint64_t *numbers_by_id(const char *folder, uint64_t max_id)
{
	uint64_t *numbers = mem_array((size_t)max_id + 1, sizeof *numbers);
	struct arena *arena = arena_new(0);
	struct stored stored;
	struct err err;
	struct reader *reader = reader_open(folder, false, &err);
	uint64_t after = 0;

	assert_non_null(reader);
	while (reader_next(reader, after, arena, &stored, &err) == READER_FOUND) {
		after = stored.record.number;
		if (stored.record.id <= max_id) {
			assert_int_equal(numbers[stored.record.id], 0);
			numbers[stored.record.id] = after;
		}
		arena_clear(arena);
	}
	reader_close(reader);
	arena_free(arena);
	return numbers;
}

static void test_killed_at_any_moment(void **state)
{
	char *folder = folder_new();
	struct ack *acks = mem_array(ACK_MAX, sizeof *acks);
	struct findings findings;
	unsigned seed = 20261123;
	size_t count = 0;

	(void)state;
	for (int round = 0; round < ROUNDS; round++)
		count = one_round(folder, acks, count, &seed);
	store_close(open_store(folder));
	assert_true(count > GROUP);
	uint64_t *numbers = numbers_by_id(folder, acks[count - 1].id);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(numbers[acks[i].id], acks[i].number);
	struct verify_result result = verify(folder, &findings);
	assert_string_equal(findings.text, "");
	assert_true(result.rows >= count);
	print_message("# %zu acknowledged, %zu in the store, %zu sealed\n", count,
	    (size_t)result.rows, (size_t)result.sealed);
	free(numbers);
	free(acks);
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_killed_at_any_moment),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
