#include "loading.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "child.h"

bool loading_begin(
    struct loading *loading, int exe_fd, const char *config_file, int64_t now_ms, struct err *err)
{
	loading->started_ms = now_ms;
	loading->problems_fd = memfd_create("gatepost-problems", MFD_CLOEXEC);
	if (loading->problems_fd < 0)
		return err_set_errno(err, "no memory file");
	loading->pid =
	    child_start_load(exe_fd, loading->problems_fd, config_file, &loading->control_fd, err);
	if (loading->pid <= 0) {
		close(loading->problems_fd);
		loading->pid = 0;
		return false;
	}
	fcntl(loading->control_fd, F_SETFL, O_NONBLOCK);
	loading->snapshot_fd = -1;
	loading->is_ended = false;
	buf_init(&loading->packed, PLAN_MAX);
	return true;
}

/* One snapshot; whatever else comes is not kept. */
static void keep_descriptor(struct loading *loading, const struct cmsghdr *cmsg)
{
	int fd;

	if (cmsg == NULL || cmsg->cmsg_type != SCM_RIGHTS)
		return;
	memcpy(&fd, CMSG_DATA(cmsg), sizeof fd);
	if (loading->snapshot_fd < 0)
		loading->snapshot_fd = fd;
	else
		close(fd);
}

static bool receive_more(struct loading *loading)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	char *room = buf_reserve(&loading->packed, 4096);
	struct iovec iov = { .iov_base = room, .iov_len = 4096 };
	struct msghdr msg = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof control.bytes };
	ssize_t n = room != NULL ? recvmsg(loading->control_fd, &msg, MSG_CMSG_CLOEXEC) : -1;

	if (n <= 0)
		return false;
	buf_commit(&loading->packed, (size_t)n);
	keep_descriptor(loading, CMSG_FIRSTHDR(&msg));
	return true;
}

void loading_stop(struct loading *loading)
{
	if (!loading->is_ended)
		kill(loading->pid, SIGKILL);
	loading->is_ended = true;
}

void loading_read(struct loading *loading)
{
	while (receive_more(loading))
		;
}

static void read_problems(int fd, struct buf *problems)
{
	ssize_t n = 1;

	while (n > 0) {
		char *room = buf_reserve(problems, 4096);
		n = room != NULL ? pread(fd, room, 4096, (off_t)problems->len) : 0;
		if (n > 0)
			buf_commit(problems, (size_t)n);
	}
}

bool loading_end(
    struct loading *loading, int status, struct buf *problems, struct plan *plan, int *snapshot_fd)
{
	loading_read(loading);
	read_problems(loading->problems_fd, problems);
	close(loading->control_fd);
	close(loading->problems_fd);
	loading->pid = 0;
	bool is_loaded = WIFEXITED(status) && WEXITSTATUS(status) == 0 &&
	                 loading->snapshot_fd >= 0 && plan_unpack(buf_span(&loading->packed), plan);
	buf_release(&loading->packed);
	if (WIFSIGNALED(status))
		buf_print(
		    problems, "reading the configuration ended by signal %d\n", WTERMSIG(status));
	if (!is_loaded && loading->snapshot_fd >= 0)
		close(loading->snapshot_fd);
	*snapshot_fd = is_loaded ? loading->snapshot_fd : -1;
	return is_loaded;
}
