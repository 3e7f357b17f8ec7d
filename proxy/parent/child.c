#include "child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/mem.h"

enum { ARGUMENTS_MAX = 96, NUMBER_TEXT = 16, CONTROL_BUFFER = 1024 * 1024, OUTBOX_MAX = 4096 };

extern char **environ;

const char *const child_state_names[] = { "starting", "ready", "retiring", "draining", "stopping" };

struct arguments {
	char *list[ARGUMENTS_MAX];
	char numbers[ARGUMENTS_MAX][NUMBER_TEXT];
	size_t count;
};

static void add_text(struct arguments *arguments, const char *text)
{
	if (arguments->count + 1 < ARGUMENTS_MAX)
		arguments->list[arguments->count++] = (char *)text;
}

static void add_number(struct arguments *arguments, long number)
{
	char *text = arguments->numbers[arguments->count];

	snprintf(text, NUMBER_TEXT, "%ld", number);
	add_text(arguments, text);
}

static void inherit(int fd)
{
	fcntl(fd, F_SETFD, 0);
}

/* Between fork and exec: only what is safe there. */
static void become(int exe_fd, struct arguments *arguments)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	fexecve(exe_fd, arguments->list, environ);
	_exit(127);
}

static bool open_pair(int type, int fds[2], struct err *err)
{
	int size = CONTROL_BUFFER;

	if (socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, fds) != 0)
		return err_set_errno(err, "no socket pair");
	for (int i = 0; i < 2; i++)
		setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	return true;
}

static void fill_arguments(struct arguments *arguments, const struct child *child,
    const struct child_outfit *outfit, int control_fd, char *title, size_t title_size)
{
	snprintf(title, title_size, "gatepost: %s", role_names[child->role]);
	add_text(arguments, title);
	add_text(arguments, "--role");
	add_text(arguments, role_names[child->role]);
	add_number(arguments, control_fd);
	add_number(arguments, outfit->snapshot_fd);
	add_text(arguments, outfit->config_file != NULL ? outfit->config_file : "");
	add_number(arguments, outfit->counters_fd);
	add_number(arguments, child->counter_slot);
	add_number(arguments, child->slot);
	add_number(arguments, child->generation);
	add_number(arguments, child->instance);
	for (size_t i = 0; i < outfit->listen_count; i++)
		add_number(arguments, outfit->listen_fds[i]);
}

bool child_start(struct child *child, const struct child_outfit *outfit, struct err *err)
{
	struct arguments arguments = { 0 };
	char title[64];
	int fds[2];

	if (!open_pair(SOCK_SEQPACKET | SOCK_NONBLOCK, fds, err))
		return false;
	fill_arguments(&arguments, child, outfit, fds[1], title, sizeof title);
	child->pid = fork();
	if (child->pid == 0) {
		inherit(fds[1]);
		inherit(outfit->snapshot_fd);
		inherit(outfit->counters_fd);
		dup2(outfit->log_fd, STDERR_FILENO);
		for (size_t i = 0; i < outfit->listen_count; i++)
			inherit(outfit->listen_fds[i]);
		become(outfit->exe_fd, &arguments);
	}
	close(fds[1]);
	if (child->pid < 0) {
		close(fds[0]);
		return err_set_errno(err, "cannot start %s", role_names[child->role]);
	}
	child->control = channel_new(fds[0], ROLE_PARENT, child->role, OUTBOX_MAX);
	return true;
}

pid_t child_start_load(
    int exe_fd, int problems_fd, const char *config_file, int *control_fd, struct err *err)
{
	struct arguments arguments = { 0 };
	int fds[2];

	if (!open_pair(SOCK_STREAM, fds, err))
		return -1;
	add_text(&arguments, "gatepost: load");
	add_text(&arguments, "--role");
	add_text(&arguments, role_names[ROLE_LOAD]);
	add_number(&arguments, fds[1]);
	add_number(&arguments, problems_fd);
	add_text(&arguments, config_file != NULL ? config_file : "");
	pid_t pid = fork();
	if (pid == 0) {
		inherit(fds[1]);
		inherit(problems_fd);
		become(exe_fd, &arguments);
	}
	close(fds[1]);
	if (pid < 0) {
		close(fds[0]);
		err_set_errno(err, "cannot start load");
		return -1;
	}
	*control_fd = fds[0];
	return pid;
}

void child_free(struct child *child)
{
	if (child->control != NULL)
		channel_free(child->control);
	free(child);
}
