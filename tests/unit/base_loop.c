// layers: proxy-base
#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../proxy/base/counters.h"
#include "../../proxy/base/log.h"
#include "../../proxy/base/loop.h"
#include "../../proxy/base/pack.h"

static const struct span NOTHING = { "", 0 };

enum { WAITING_MAX = 8 };

/* The role under test: answers at settle(), as audit does, so that a peer may die in between. */
struct service {
	struct {
		struct channel *from;
		uint64_t id;
		unsigned instance;
	} waiting[WAITING_MAX];
	size_t count;
};

static void on_identify(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct service *service = state;

	if (service->count == WAITING_MAX)
		abort();
	service->waiting[service->count].from = from;
	service->waiting[service->count].id = letter->id;
	service->waiting[service->count++].instance = instance;
}

static int settle(void *state)
{
	struct service *service = state;

	for (; service->count > 0; service->count--) {
		struct buf answer;
		buf_init(&answer, 64);
		pack_u32(&answer, service->waiting[service->count - 1].instance);
		channel_send(service->waiting[service->count - 1].from, LETTER_PERSON,
		    service->waiting[service->count - 1].id, buf_span(&answer), -1);
		buf_release(&answer);
	}
	return -1;
}

struct fixture {
	struct channel *control;
	pid_t pid;
};

static void start(struct fixture *fixture)
{
	static const struct loop_handler handlers[] = { { LETTER_IDENTIFY, on_identify }, { 0 } };
	int ends[2];

	assert_true(channel_pair(ends));
	fixture->pid = fork();
	if (fixture->pid == 0) {
		struct service service = { 0 };
		struct loop_role role = { ROLE_WHO, handlers, &service, settle };
		channel_free(channel_new(ends[0], ROLE_PARENT, ROLE_WHO, 1));
		log_open("who", LOG_ERROR, -1);
		_exit(loop_run(&role, ends[1]));
	}
	close(ends[1]);
	fixture->control = channel_new(ends[0], ROLE_PARENT, ROLE_WHO, 8);
}

static enum channel_result next(struct channel *channel, struct letter *letter)
{
	for (;;) {
		struct pollfd watched = { .fd = channel_fd(channel), .events = POLLIN };
		enum channel_result result = channel_receive(channel, letter);
		if (result != CHANNEL_EMPTY)
			return result;
		if (poll(&watched, 1, 5000) != 1)
			return CHANNEL_EMPTY;
	}
}

static void expect_ready(struct fixture *fixture)
{
	struct letter letter;

	assert_int_equal(next(fixture->control, &letter), CHANNEL_LETTER);
	assert_int_equal(letter.type, LETTER_READY);
}

/* Our end, raw, of a new pair with the role, as the worker of that instance. */
static int introduce(struct fixture *fixture, unsigned instance)
{
	struct buf letter;
	int ends[2];

	assert_true(channel_pair(ends));
	buf_init(&letter, 64);
	pack_u8(&letter, ROLE_WORKER);
	pack_u32(&letter, instance);
	assert_true(channel_send(fixture->control, LETTER_PEER, 0, buf_span(&letter), ends[1]));
	buf_release(&letter);
	close(ends[1]);
	return ends[0];
}

static void expect_answer(struct channel *worker, uint64_t id, unsigned instance)
{
	struct letter letter;

	assert_true(channel_send(worker, LETTER_IDENTIFY, id, SPAN("who?"), -1));
	assert_int_equal(next(worker, &letter), CHANNEL_LETTER);
	assert_int_equal(letter.type, LETTER_PERSON);
	assert_int_equal(letter.id, id);
	struct unpack from = unpack_open(letter.data);
	assert_int_equal(unpack_u32(&from), instance);
}

static void expect_end(struct fixture *fixture)
{
	int status;

	assert_int_equal(waitpid(fixture->pid, &status, 0), fixture->pid);
	assert_int_equal(status, 0);
	channel_free(fixture->control);
}

static void serves_and_stops(void **state)
{
	struct fixture fixture;

	(void)state;
	start(&fixture);
	expect_ready(&fixture);
	struct channel *one = channel_new(introduce(&fixture, 11), ROLE_WORKER, ROLE_WHO, 8);
	struct channel *two = channel_new(introduce(&fixture, 12), ROLE_WORKER, ROLE_WHO, 8);
	expect_answer(one, 1, 11);
	expect_answer(two, 1, 12);
	expect_answer(one, 2, 11);
	channel_free(one);
	expect_answer(two, 2, 12);
	assert_true(channel_send(fixture.control, LETTER_STOP, 0, NOTHING, -1));
	expect_end(&fixture);
	channel_free(two);
}

static void ends_the_one_that_sends_garbage(void **state)
{
	struct fixture fixture;
	struct letter letter;
	char byte;

	(void)state;
	start(&fixture);
	expect_ready(&fixture);
	int garbler = introduce(&fixture, 1);
	struct channel *other = channel_new(introduce(&fixture, 2), ROLE_WORKER, ROLE_WHO, 8);
	assert_int_equal(send(garbler, "garbage", 7, 0), 7);
	assert_int_equal(recv(garbler, &byte, 1, 0), 0);
	close(garbler);
	expect_answer(other, 1, 2);
	/* dies between its question and the answer */
	struct channel *mortal = channel_new(introduce(&fixture, 3), ROLE_WORKER, ROLE_WHO, 8);
	channel_send(mortal, LETTER_IDENTIFY, 1, NOTHING, -1);
	channel_free(mortal);
	expect_answer(other, 2, 2);
	assert_int_equal(channel_receive(other, &letter), CHANNEL_EMPTY);
	channel_free(other);
	channel_free(fixture.control);
	fixture.control = NULL; /* the parent is gone: the role ends by itself */
	expect_end(&fixture);
}

static void counts_over_processes(void **state)
{
	int status, fd = counters_create();

	(void)state;
	assert_true(fd >= 0);
	for (unsigned slot = 1; slot <= 2; slot++) {
		pid_t pid = fork();
		if (pid == 0) {
			counters_attach(fd, slot);
			counter_add(COUNTER_SESSIONS, 5);
			counter_add(COUNTER_SESSIONS_OPEN, slot);
			_exit(0);
		}
		waitpid(pid, &status, 0);
	}
	counters_attach(fd, 0);
	counter_add(COUNTER_SESSIONS, 1);
	assert_int_equal(counter_sum(COUNTER_SESSIONS), 11);
	assert_int_equal(counter_sum(COUNTER_SESSIONS_OPEN), 3);
	/* who takes over the slot of a dead worker has nothing open, and goes on counting */
	counters_attach(fd, 2);
	counter_add(COUNTER_SESSIONS, 1);
	assert_int_equal(counter_sum(COUNTER_SESSIONS), 12);
	assert_int_equal(counter_sum(COUNTER_SESSIONS_OPEN), 1);
	close(fd);
}

static void packs_and_unpacks(void **state)
{
	struct buf packed;

	(void)state;
	buf_init(&packed, 1024);
	pack_u8(&packed, 200);
	pack_u32(&packed, 4000000000u);
	pack_u64(&packed, UINT64_MAX - 1);
	pack_span(&packed, SPAN("a\0b"));
	pack_text(&packed, NULL);
	for (size_t len = 0; len <= packed.len; len++) {
		struct unpack from = unpack_open(span_make(packed.data, len));
		uint8_t small = unpack_u8(&from);
		uint32_t middle = unpack_u32(&from);
		uint64_t large = unpack_u64(&from);
		struct span text = unpack_span(&from);
		struct span none = unpack_span(&from);
		assert_int_equal(unpack_done(&from), len == packed.len);
		if (len < packed.len)
			continue;
		assert_int_equal(small, 200);
		assert_int_equal(middle, 4000000000u);
		assert_true(large == UINT64_MAX - 1);
		assert_true(span_equal(text, SPAN("a\0b")));
		assert_int_equal(none.len, 0);
	}
	buf_release(&packed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(serves_and_stops),
		cmocka_unit_test(ends_the_one_that_sends_garbage),
		cmocka_unit_test(counts_over_processes),
		cmocka_unit_test(packs_and_unpacks),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
