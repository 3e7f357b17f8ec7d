// layers: proxy-base
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../proxy/base/sandbox.h"

static char folder[] = "/tmp/gatepost-sandbox-XXXXXX";

static bool can_execute(void)
{
	char *const none[] = { NULL };

	execve("/bin/true", none, none);
	return errno != EPERM && errno != EACCES;
}

static bool can_make(int family)
{
	int fd = socket(family, SOCK_STREAM, 0);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool can_open(const char *path)
{
	int fd = open(path, O_RDONLY);

	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

static bool can_write(void)
{
	char path[64];

	snprintf(path, sizeof path, "%s/file", folder);
	int fd = open(path, O_CREAT | O_RDWR, 0600);
	if (fd < 0)
		return false;
	bool is_written = write(fd, "x", 1) == 1 && ftruncate(fd, 0) == 0;
	close(fd);
	return is_written && unlink(path) == 0;
}

static bool has_cores(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_CORE, &limit) != 0 || limit.rlim_max != 0;
}

static bool has_landlock(void)
{
	return syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= 1;
}

/* Exit status of a child that entered the sandbox: 0, or the number of the line that failed. */
#define CHECK(condition)                                                                           \
	if (!(condition))                                                                          \
	_exit(__LINE__ % 250 + 1)

static void in_worker(void)
{
	CHECK(can_make(AF_INET));
	CHECK(!has_landlock() || !can_open("/etc/passwd"));
	CHECK(!has_landlock() || !can_write());
}

static void in_audit(void)
{
	CHECK(!can_make(AF_INET));
	CHECK(!can_make(AF_INET6));
	CHECK(!can_make(AF_NETLINK));
	CHECK(can_make(AF_UNIX));
	CHECK(can_write());
	CHECK(!has_landlock() || !can_open("/etc/passwd"));
}

static void in_any(void)
{
	CHECK(!can_execute());
	CHECK(!has_cores());
	CHECK(ptrace(PTRACE_TRACEME, 0, 0, 0) == -1 && errno == EPERM);
	CHECK(kill(getppid(), 0) == -1 && errno == EPERM);
	CHECK(geteuid() != 0 || getuid() == 0);
}

/* Still root, and may read what only its owner may, and nothing more. */
static void in_load(void)
{
	int fd = open("/etc/passwd", O_RDONLY);

	CHECK(fd >= 0);
	CHECK(chown(folder, 1, 1) == -1 && errno == EPERM);
	CHECK(setuid(1) == -1 && errno == EPERM);
}

static void confine(const struct sandbox *sandbox, void (*check)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		struct err err;
		CHECK(sandbox_enter(sandbox, &err));
		in_any();
		check();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void confines_a_worker(void **state)
{
	(void)state;
	confine(&(struct sandbox){ .may_connect = true }, in_worker);
}

static void confines_audit(void **state)
{
	(void)state;
	confine(&(struct sandbox){ .write_folder = folder }, in_audit);
}

static void nothing(void)
{
	CHECK(geteuid() != 0);
}

static void drops_root(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	confine(&(struct sandbox){ .write_folder = NULL }, nothing);
}

static void keeps_reading_alone(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	confine(&(struct sandbox){ .write_folder = "/", .keep_user = true }, in_load);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(confines_a_worker),
		cmocka_unit_test(confines_audit),
		cmocka_unit_test(drops_root),
		cmocka_unit_test(keeps_reading_alone),
	};

	unsetenv("GATEPOST_SANDBOX");
	if (mkdtemp(folder) == NULL)
		return 1;
	cmocka_set_message_output(CM_OUTPUT_TAP);
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	rmdir(folder);
	return failed;
}
