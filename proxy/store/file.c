#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/mem.h"

/* What root makes in somebody's folder is theirs, who is to write there. */
static bool give_to_owner(const char *folder)
{
	char *above = mem_print("%s/..", folder);
	struct stat owner;
	bool is_given = geteuid() != 0 || (stat(above, &owner) == 0 &&
	                                      lchown(folder, owner.st_uid, owner.st_gid) == 0);

	free(above);
	return is_given;
}

bool folder_make(const char *folder, struct err *err)
{
	if (mkdir(folder, 0700) == 0 ? give_to_owner(folder) : errno == EEXIST)
		return true;
	return err_set_errno(err, "%s", folder);
}

bool folder_sync(const char *folder, struct err *err)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool is_synced = fd >= 0 && fsync(fd) == 0;

	if (!is_synced)
		err_set_errno(err, "%s", folder);
	if (fd >= 0)
		close(fd);
	return is_synced;
}

static bool read_all(int fd, struct buf *content)
{
	for (;;) {
		char part[4096];
		ssize_t len = read(fd, part, sizeof part);
		if (len == 0)
			return true;
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return false;
		if (!buf_append(content, part, (size_t)len)) {
			errno = EFBIG;
			return false;
		}
	}
}

enum file_found file_read(
    const char *folder, const char *name, struct buf *content, struct err *err)
{
	char *path = mem_print("%s/%s", folder, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum file_found found = FILE_READ;

	if (fd < 0 && errno == ENOENT)
		found = FILE_ABSENT;
	else if (fd < 0 || !read_all(fd, content))
		found = FILE_FAILED;
	if (found != FILE_READ)
		err_set_errno(err, "%s", path);
	if (fd >= 0)
		close(fd);
	free(path);
	return found;
}

static bool write_all(int fd, struct span content)
{
	while (content.len > 0) {
		ssize_t len = write(fd, content.data, content.len);
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return false;
		content = span_from(content, (size_t)len);
	}
	return fsync(fd) == 0;
}

static bool write_path(const char *path, struct span content, struct err *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool is_written = fd >= 0 && write_all(fd, content);

	if (!is_written)
		err_set_errno(err, "%s", path);
	if (fd >= 0)
		close(fd);
	return is_written;
}

bool file_write(const char *folder, const char *name, struct span content, struct err *err)
{
	char *path = mem_print("%s/%s", folder, name);
	char *fresh = mem_print("%s.new", path);
	bool is_written = write_path(fresh, content, err);

	if (is_written && rename(fresh, path) != 0)
		is_written = err_set_errno(err, "%s", path);
	if (!is_written)
		unlink(fresh);
	free(fresh);
	free(path);
	return is_written && folder_sync(folder, err);
}
