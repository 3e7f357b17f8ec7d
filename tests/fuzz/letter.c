// layers: proxy-base
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../proxy/base/channel.h"
#include "../../proxy/base/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What a role that was taken over may send to each of the others. */
static const struct {
	enum role reader, writer;
} pairs[] = {
	{ ROLE_AUDIT, ROLE_WORKER },
	{ ROLE_CERTS, ROLE_WORKER },
	{ ROLE_WHO, ROLE_WORKER },
	{ ROLE_PARENT, ROLE_WORKER },
	{ ROLE_WORKER, ROLE_AUDIT },
	{ ROLE_WORKER, ROLE_CERTS },
};

static void send_raw(int fd, const uint8_t *data, size_t size, size_t fd_count, int pass)
{
	_Alignas(struct cmsghdr) char control[CMSG_SPACE(3 * sizeof(int))] = { 0 };
	int fds[3] = { pass, pass, pass };
	struct iovec part = { (void *)(uintptr_t)data, size };
	struct msghdr msg = { .msg_iov = &part, .msg_iovlen = 1 };

	if (fd_count > 0) {
		msg.msg_control = control;
		msg.msg_controllen = CMSG_SPACE(fd_count * sizeof(int));
		struct cmsghdr *head = CMSG_FIRSTHDR(&msg);
		head->cmsg_level = SOL_SOCKET;
		head->cmsg_type = SCM_RIGHTS;
		head->cmsg_len = CMSG_LEN(fd_count * sizeof(int));
		memcpy(CMSG_DATA(head), fds, fd_count * sizeof(int));
	}
	if (sendmsg(fd, &msg, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return;
}

static int make_memfd(int seals, size_t len)
{
	int fd = memfd_create("fuzz", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd >= 0 && (ftruncate(fd, (off_t)len) != 0 || fcntl(fd, F_ADD_SEALS, seals) != 0))
		abort();
	return fd;
}

static void read_all(struct channel *channel)
{
	struct letter letter;

	while (channel_receive(channel, &letter) == CHANNEL_LETTER) {
		struct unpack from = unpack_open(letter.data);
		while (!from.is_bad && from.rest.len > 0)
			unpack_span(&from);
		if (letter.fd >= 0)
			close(letter.fd);
	}
	if (channel_fd(channel) >= 0 && channel_waiting(channel) > 2)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int ends[2];

	if (size < 4 || !channel_pair(ends))
		return 0;
	size_t pair = data[0] % (sizeof pairs / sizeof *pairs);
	int memfd = make_memfd(data[1] & 15, (size_t)data[2] * 1024);
	struct channel *channel = channel_new(ends[0], pairs[pair].reader, pairs[pair].writer, 8);
	if (pairs[pair].writer == ROLE_AUDIT) {
		channel_send(channel, LETTER_COMMIT, 1, SPAN("one"), -1);
		channel_send(channel, LETTER_COUNT, 2, SPAN("two"), -1);
	}
	send_raw(ends[1], data + 4, size - 4, data[3] % 4, memfd);
	send_raw(ends[1], data + 4, (size - 4) / 2, 0, -1);
	close(memfd);
	close(ends[1]);
	read_all(channel);
	channel_free(channel);
	return 0;
}
