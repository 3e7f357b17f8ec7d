// layers: proxy-base
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../proxy/base/channel.h"

static const struct span NOTHING = { "", 0 };

struct both {
	struct channel *worker, *audit;
};

static struct both connected(size_t outbox_max)
{
	int ends[2];

	assert_true(channel_pair(ends));
	return (struct both){ channel_new(ends[0], ROLE_WORKER, ROLE_AUDIT, outbox_max),
		channel_new(ends[1], ROLE_AUDIT, ROLE_WORKER, outbox_max) };
}

static void disconnect(struct both *both)
{
	channel_free(both->worker);
	channel_free(both->audit);
}

/* The peer dies, and another comes. */
static void succeed(struct both *both, struct letter *letter)
{
	int ends[2];

	channel_free(both->audit);
	assert_int_equal(channel_receive(both->worker, letter), CHANNEL_EOF);
	assert_int_equal(channel_fd(both->worker), -1);
	assert_true(channel_pair(ends));
	channel_replace(both->worker, ends[0]);
	both->audit = channel_new(ends[1], ROLE_AUDIT, ROLE_WORKER, 8);
}

static void carries_and_answers(void **state)
{
	struct both both = connected(8);
	struct letter letter;

	(void)state;
	assert_int_equal(channel_receive(both.audit, &letter), CHANNEL_EMPTY);
	assert_true(channel_send(both.worker, LETTER_COMMIT, 7, SPAN("record"), -1));
	assert_int_equal(channel_waiting(both.worker), 1);
	assert_int_equal(channel_receive(both.audit, &letter), CHANNEL_LETTER);
	assert_int_equal(letter.type, LETTER_COMMIT);
	assert_int_equal(letter.id, 7);
	assert_int_equal(letter.fd, -1);
	assert_true(span_is(letter.data, "record"));
	assert_true(channel_send(both.audit, LETTER_RECORDED, 7, SPAN("ok"), -1));
	assert_int_equal(channel_receive(both.worker, &letter), CHANNEL_LETTER);
	assert_false(letter.is_failed);
	assert_int_equal(channel_waiting(both.worker), 0);
	/* a second answer answers nothing and is passed over */
	assert_true(channel_send(both.audit, LETTER_RECORDED, 7, SPAN("ok"), -1));
	assert_int_equal(channel_receive(both.worker, &letter), CHANNEL_EMPTY);
	disconnect(&both);
}

static void carries_long_values_beside(void **state)
{
	static const size_t sizes[] = { 0, 1, LETTER_MAX, LETTER_MAX + 1, LETTER_FD_MAX };
	char *data = malloc(LETTER_FD_MAX + 1);
	struct both both = connected(8);
	struct letter letter;

	(void)state;
	memset(data, 'x', LETTER_FD_MAX + 1);
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		assert_true(
		    channel_send(both.worker, LETTER_COMMIT, i + 1, span_make(data, sizes[i]), -1));
		assert_int_equal(channel_receive(both.audit, &letter), CHANNEL_LETTER);
		assert_true(span_equal(letter.data, span_make(data, sizes[i])));
	}
	assert_false(
	    channel_send(both.worker, LETTER_COMMIT, 99, span_make(data, LETTER_FD_MAX + 1), -1));
	disconnect(&both);
	free(data);
}

static void sends_again_to_the_successor(void **state)
{
	struct both both = connected(8);
	struct letter letter;

	(void)state;
	channel_send(both.worker, LETTER_COMMIT, 1, SPAN("one"), -1);
	channel_send(both.worker, LETTER_COMMIT, 2, SPAN("two"), -1);
	assert_int_equal(channel_receive(both.audit, &letter), CHANNEL_LETTER);
	channel_send(both.audit, LETTER_RECORDED, 1, NOTHING, -1);
	assert_int_equal(channel_receive(both.worker, &letter), CHANNEL_LETTER);
	succeed(&both, &letter);
	channel_send(both.worker, LETTER_COMMIT, 3, SPAN("three"), -1);
	assert_int_equal(channel_receive(both.audit, &letter), CHANNEL_LETTER);
	assert_int_equal(letter.id, 2);
	assert_true(span_is(letter.data, "two"));
	assert_int_equal(channel_receive(both.audit, &letter), CHANNEL_LETTER);
	assert_int_equal(letter.id, 3);
	assert_int_equal(channel_receive(both.audit, &letter), CHANNEL_EMPTY);
	disconnect(&both);
}

static void gives_up_after_two_deaths(void **state)
{
	struct both both = connected(8);
	struct letter letter;

	(void)state;
	channel_send(both.worker, LETTER_COMMIT, 1, SPAN("poison"), -1);
	succeed(&both, &letter);
	channel_send(both.worker, LETTER_COMMIT, 2, SPAN("fresh"), -1);
	channel_free(both.audit);
	assert_int_equal(channel_receive(both.worker, &letter), CHANNEL_LETTER);
	assert_true(letter.is_failed);
	assert_int_equal(letter.id, 1);
	assert_int_equal(letter.type, LETTER_COMMIT);
	assert_true(span_is(letter.data, "poison"));
	assert_int_equal(channel_receive(both.worker, &letter), CHANNEL_EOF);
	assert_int_equal(channel_waiting(both.worker), 1);
	channel_free(both.worker);
}

static void waits_when_the_socket_is_full(void **state)
{
	enum { COUNT = 200 };
	static char data[LETTER_MAX];
	struct both both = connected(COUNT);
	struct letter letter;

	(void)state;
	for (uint64_t id = 1; id <= COUNT; id++)
		assert_true(
		    channel_send(both.worker, LETTER_COMMIT, id, span_make(data, sizeof data), -1));
	assert_true(channel_wants_write(both.worker));
	assert_true(channel_is_full(both.worker));
	assert_false(channel_send(both.worker, LETTER_COMMIT, COUNT + 1, NOTHING, -1));
	for (uint64_t id = 1; id <= COUNT; id++) {
		while (channel_receive(both.audit, &letter) == CHANNEL_EMPTY)
			channel_flush(both.worker);
		assert_int_equal(letter.id, id);
	}
	assert_false(channel_wants_write(both.worker));
	disconnect(&both);
}

static void sends_openings_first(void **state)
{
	int ends[2];
	struct letter letter;
	struct channel *worker = channel_new(-1, ROLE_WORKER, ROLE_CERTS, 8);

	(void)state;
	channel_send(worker, LETTER_CERTIFY, 1, SPAN("a.example"), -1);
	channel_send(worker, LETTER_LEAF_KEY, 0, SPAN("old key"), -1);
	channel_send(worker, LETTER_LEAF_KEY, 0, SPAN("key"), -1);
	for (int life = 0; life < 2; life++) {
		assert_true(channel_pair(ends));
		channel_replace(worker, ends[0]);
		struct channel *certs = channel_new(ends[1], ROLE_CERTS, ROLE_WORKER, 8);
		assert_int_equal(channel_receive(certs, &letter), CHANNEL_LETTER);
		assert_int_equal(letter.type, LETTER_LEAF_KEY);
		assert_true(span_is(letter.data, "key"));
		assert_int_equal(channel_receive(certs, &letter), CHANNEL_LETTER);
		assert_int_equal(letter.type, LETTER_CERTIFY);
		assert_int_equal(channel_receive(certs, &letter), CHANNEL_EMPTY);
		channel_free(certs);
		channel_replace(worker, -1);
	}
	channel_free(worker);
}

static void hands_descriptors_over(void **state)
{
	int ends[2], pipe_ends[2];
	char byte;
	struct letter letter;

	(void)state;
	assert_true(channel_pair(ends));
	assert_int_equal(pipe(pipe_ends), 0);
	struct channel *parent = channel_new(ends[0], ROLE_PARENT, ROLE_WORKER, 8);
	struct channel *worker = channel_new(ends[1], ROLE_WORKER, ROLE_PARENT, 8);
	assert_true(channel_send(parent, LETTER_PEER, 0, SPAN("peer"), pipe_ends[1]));
	close(pipe_ends[1]);
	assert_int_equal(channel_receive(worker, &letter), CHANNEL_LETTER);
	assert_true(letter.fd >= 0);
	assert_int_equal(write(letter.fd, "!", 1), 1);
	assert_int_equal(read(pipe_ends[0], &byte, 1), 1);
	close(letter.fd);
	close(pipe_ends[0]);
	channel_free(parent);
	channel_free(worker);
}

/* What a role that has been taken over might send: raw bytes, and how many descriptors beside them.
 */
static const struct {
	const char *what;
	unsigned char bytes[16];
	size_t len;
	size_t fds;
} breaches[] = {
	{ "no header", { LETTER_COMMIT, 0, 1 }, 3, 0 },
	{ "no such type", { 200, 0, 1, 0, 0, 0, 0, 0, 0, 0 }, 10, 0 },
	{ "not for this role", { LETTER_RECORDED, 0, 1, 0, 0, 0, 0, 0, 0, 0 }, 10, 0 },
	{ "a request without id", { LETTER_COMMIT, 0, 0, 0, 0, 0, 0, 0, 0, 0 }, 10, 0 },
	{ "unknown flags", { LETTER_COMMIT, 8, 1, 0, 0, 0, 0, 0, 0, 0 }, 10, 0 },
	{ "memfd announced, none there", { LETTER_COMMIT, 1, 1, 0, 0, 0, 0, 0, 0, 0 }, 10, 0 },
	{ "not a sealed memfd", { LETTER_COMMIT, 1, 1, 0, 0, 0, 0, 0, 0, 0 }, 10, 1 },
	{ "an unannounced descriptor", { LETTER_COMMIT, 0, 1, 0, 0, 0, 0, 0, 0, 0 }, 10, 1 },
	{ "a descriptor where none may be", { LETTER_COMMIT, 2, 1, 0, 0, 0, 0, 0, 0, 0 }, 10, 1 },
	{ "too many descriptors", { LETTER_COMMIT, 1, 1, 0, 0, 0, 0, 0, 0, 0 }, 10, 8 },
};

static void send_raw(int fd, const void *bytes, size_t len, size_t fd_count)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(8 * sizeof(int))] = { 0 };
	int fds[8];
	struct iovec part = { (void *)(uintptr_t)bytes, len };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };
	int memfd = memfd_create("unsealed", MFD_CLOEXEC);

	for (size_t i = 0; i < fd_count; i++)
		fds[i] = memfd;
	if (fd_count > 0) {
		msg.msg_control = control;
		msg.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
		struct cmsghdr *head = CMSG_FIRSTHDR(&msg);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
		memcpy(CMSG_DATA(head), fds, fd_count * sizeof(int));
	}
	assert_int_equal(sendmsg(fd, &msg, 0), (ssize_t)len);
	close(memfd);
}

static int open_descriptors(void)
{
	int count = 0;

	for (int fd = 0; fd < 256; fd++)
		count += lseek(fd, 0, SEEK_CUR) != -1 || dup2(fd, fd) == fd;
	return count;
}

static void ends_at_a_breach(void **state)
{
	struct letter letter;
	int before = open_descriptors();

	(void)state;
	for (size_t i = 0; i < sizeof breaches / sizeof *breaches; i++) {
		int ends[2];
		assert_true(channel_pair(ends));
		struct channel *audit = channel_new(ends[0], ROLE_AUDIT, ROLE_WORKER, 8);
		send_raw(ends[1], breaches[i].bytes, breaches[i].len, breaches[i].fds);
		assert_int_equal(channel_receive(audit, &letter), CHANNEL_BREACH);
		assert_int_equal(channel_fd(audit), -1);
		channel_free(audit);
		close(ends[1]);
	}
	assert_int_equal(open_descriptors(), before);
}

static void ends_at_a_letter_too_long(void **state)
{
	static char data[LETTER_MAX + 100] = { LETTER_COMMIT, 0, 1 };
	struct letter letter;
	int ends[2];

	(void)state;
	assert_true(channel_pair(ends));
	struct channel *audit = channel_new(ends[0], ROLE_AUDIT, ROLE_WORKER, 8);
	send_raw(ends[1], data, sizeof data, 0);
	assert_int_equal(channel_receive(audit, &letter), CHANNEL_BREACH);
	channel_free(audit);
	close(ends[1]);
}

/* The kernel tells of unread letters with ECONNRESET; what the dead one had sent still counts. */
static void reads_what_the_dead_sent(void **state)
{
	struct both both = connected(8);
	struct letter letter;

	(void)state;
	channel_send(both.worker, LETTER_COMMIT, 1, SPAN("one"), -1);
	channel_send(both.worker, LETTER_COMMIT, 2, SPAN("two"), -1);
	assert_int_equal(channel_receive(both.audit, &letter), CHANNEL_LETTER);
	channel_send(both.audit, LETTER_RECORDED, 1, NOTHING, -1);
	channel_free(both.audit);
	assert_int_equal(channel_receive(both.worker, &letter), CHANNEL_LETTER);
	assert_int_equal(letter.type, LETTER_RECORDED);
	assert_int_equal(channel_receive(both.worker, &letter), CHANNEL_EOF);
	assert_int_equal(channel_waiting(both.worker), 1);
	channel_free(both.worker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(carries_and_answers),
		cmocka_unit_test(carries_long_values_beside),
		cmocka_unit_test(sends_again_to_the_successor),
		cmocka_unit_test(gives_up_after_two_deaths),
		cmocka_unit_test(waits_when_the_socket_is_full),
		cmocka_unit_test(sends_openings_first),
		cmocka_unit_test(hands_descriptors_over),
		cmocka_unit_test(ends_at_a_breach),
		cmocka_unit_test(ends_at_a_letter_too_long),
		cmocka_unit_test(reads_what_the_dead_sent),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
