#include "lock.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/mem.h"

static char *path_of(const char *state)
{
	return mem_print("%s/gatepost.pid", state);
}

/* Another proxy may have removed the file between our opening and our locking it. */
static bool is_still_there(int fd, const char *path)
{
	struct stat ours;
	struct stat theirs;

	return fstat(fd, &ours) == 0 && lstat(path, &theirs) == 0 && ours.st_dev == theirs.st_dev &&
	       ours.st_ino == theirs.st_ino;
}

static bool is_plain(int fd)
{
	struct stat status;

	return fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_nlink <= 1;
}

static int open_and_lock(const char *path, const char *state, struct err *err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644);

	if (fd < 0) {
		err_set_errno(err, "cannot write %s", path);
		return -1;
	}
	if (!is_plain(fd))
		err_set(err, "%s is not a plain file", path);
	else if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		err_set(err, "a proxy runs on the state folder %s already", state);
	else
		return fd;
	close(fd);
	return -1;
}

static bool write_pid(int fd)
{
	char pid[32];
	int len = snprintf(pid, sizeof pid, "%d\n", (int)getpid());

	return ftruncate(fd, 0) == 0 && pwrite(fd, pid, (size_t)len, 0) == len;
}

int lock_take(const char *state, struct err *err)
{
	char *path = path_of(state);
	int fd = open_and_lock(path, state, err);

	while (fd >= 0 && !is_still_there(fd, path)) {
		close(fd);
		fd = open_and_lock(path, state, err);
	}
	if (fd >= 0 && !write_pid(fd)) {
		err_set_errno(err, "cannot write %s", path);
		close(fd);
		fd = -1;
	}
	free(path);
	return fd;
}

void lock_release(int fd, const char *state)
{
	char *path = path_of(state);

	unlink(path);
	close(fd);
	free(path);
}
