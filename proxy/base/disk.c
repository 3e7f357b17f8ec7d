#include "disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mem.h"

enum { ALIGN = 64, OWNER_ONLY = 0600 };

static bool take_info(const struct stat *stat, struct disk_info *info)
{
	info->is_folder = S_ISDIR(stat->st_mode);
	info->size = (uint64_t)stat->st_size;
	info->time_ns = (int64_t)stat->st_mtim.tv_sec * 1000000000 + (int64_t)stat->st_mtim.tv_nsec;
	return info->is_folder || S_ISREG(stat->st_mode);
}

bool disk_look(const char *path, struct disk_info *info, struct err *err)
{
	struct stat found;

	if (stat(path, &found) != 0)
		return err_set_errno(err, "%s: cannot be opened", path);
	return take_info(&found, info) || err_set(err, "%s: is neither a file nor a folder", path);
}

static bool read_whole(int fd, char *to, size_t len)
{
	size_t at = 0;

	while (at < len) {
		ssize_t got = read(fd, to + at, len - at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += (size_t)got;
	}
	return true;
}

static char *read_open(int fd, size_t max, size_t *len, struct err *err)
{
	struct stat found;

	if (fstat(fd, &found) != 0 || !S_ISREG(found.st_mode)) {
		err_set(err, "is no file");
		return NULL;
	}
	if ((uint64_t)found.st_size > max) {
		err_set(err, "is larger than %zu MiB", max / 1024 / 1024);
		return NULL;
	}
	char *bytes = mem_aligned(ALIGN, (size_t)found.st_size);
	errno = 0;
	if (read_whole(fd, bytes, (size_t)found.st_size)) {
		*len = (size_t)found.st_size;
		return bytes;
	}
	free(bytes);
	err_set(err, "cannot be read: %s", errno != 0 ? strerror(errno) : "it became shorter");
	return NULL;
}

char *disk_read(const char *path, size_t max, size_t *len, struct err *err)
{
	/* O_NONBLOCK: a pipe in the place of a file is no reason to wait. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

	if (fd < 0) {
		err_set_errno(err, "%s: cannot be opened", path);
		return NULL;
	}
	char *bytes = read_open(fd, max, len, err);
	if (bytes == NULL)
		err_wrap(err, "%s", path);
	close(fd);
	return bytes;
}

static void add_file(struct disk_tree *tree, char *path, const struct disk_info *info)
{
	tree->files = mem_grow(tree->files, &tree->capacity, tree->count + 1, sizeof *tree->files);
	tree->files[tree->count++] = (struct disk_file){ path, *info };
}

/* Adds what stands in the folder whose path below the top is `below`, which it takes. */
static bool list_one(int top, char *below, struct disk_tree *tree, struct err *err)
{
	int fd = openat(top, below[0] != '\0' ? below : ".",
	    O_RDONLY | O_DIRECTORY | O_CLOEXEC | (below[0] != '\0' ? O_NOFOLLOW : 0));
	DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;
	const struct dirent *item;

	if (folder == NULL) {
		err_set_errno(err, "%s: cannot be opened as a folder", below);
		free(below);
		return false;
	}
	while ((item = readdir(folder)) != NULL && tree->count < DISK_FILES_MAX) {
		struct stat found;
		struct disk_info info;
		if (item->d_name[0] == '.' || fstatat(fd, item->d_name, &found, 0) != 0 ||
		    !take_info(&found, &info))
			continue;
		struct stat link;
		if (info.is_folder && (fstatat(fd, item->d_name, &link, AT_SYMLINK_NOFOLLOW) != 0 ||
		                          S_ISLNK(link.st_mode)))
			continue;
		add_file(tree,
		    mem_print("%s%s%s", below, below[0] != '\0' ? "/" : "", item->d_name), &info);
	}
	closedir(folder);
	free(below);
	return true;
}

static size_t depth_of(const char *path)
{
	size_t depth = 0;

	for (; (path = strchr(path, '/')) != NULL; path++)
		depth++;
	return depth;
}

/* Takes the first folder out of the tree; NULL if there is none. */
static char *take_folder(struct disk_tree *tree, size_t *from)
{
	for (; *from < tree->count; ++*from) {
		if (!tree->files[*from].info.is_folder)
			continue;
		char *path = tree->files[*from].path;
		tree->files[*from] = tree->files[--tree->count];
		return path;
	}
	return NULL;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct disk_file *)a)->path, ((const struct disk_file *)b)->path);
}

static bool list_all(int top, struct disk_tree *tree, struct err *err)
{
	size_t from = 0;

	for (char *below = mem_copy(""); below != NULL; below = take_folder(tree, &from)) {
		if (depth_of(below) > DISK_DEPTH_MAX) {
			err_set(err, "%s: is too many folders deep", below);
			free(below);
			return false;
		}
		if (!list_one(top, below, tree, err))
			return false;
	}
	if (tree->count >= DISK_FILES_MAX)
		return err_set(err, "has more than %d files", DISK_FILES_MAX);
	if (tree->count > 1)
		qsort(tree->files, tree->count, sizeof *tree->files, by_path);
	return true;
}

bool disk_list(const char *folder, struct disk_tree *tree, struct err *err)
{
	int top = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	*tree = (struct disk_tree){ 0 };
	if (top < 0)
		return err_set_errno(err, "%s: cannot be opened as a folder", folder);
	bool is_listed = list_all(top, tree, err);
	close(top);
	if (is_listed)
		return true;
	disk_tree_release(tree);
	return err_wrap(err, "%s", folder);
}

void disk_tree_release(struct disk_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		free(tree->files[i].path);
	free(tree->files);
	*tree = (struct disk_tree){ 0 };
}

bool disk_write(int fd, struct span bytes)
{
	while (bytes.len > 0) {
		ssize_t len = write(fd, bytes.data, bytes.len);
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return false;
		bytes = span_from(bytes, (size_t)len);
	}
	return true;
}

/* The rename is durable when the folder is. */
static void sync_folder(const char *path)
{
	const char *slash = strrchr(path, '/');
	char *folder = slash != NULL ? mem_copy_n(path, (size_t)(slash - path) + 1) : mem_copy(".");
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
	free(folder);
}

bool disk_replace(const char *path, struct span bytes, struct err *err)
{
	char *beside = mem_print("%s.new", path);
	bool is_done = false;

	unlink(beside);
	int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, OWNER_ONLY);
	if (fd >= 0) {
		is_done = disk_write(fd, bytes) && fsync(fd) == 0;
		is_done &= close(fd) == 0;
	}
	is_done = is_done && rename(beside, path) == 0;
	if (is_done)
		sync_folder(path);
	else
		err_set_errno(err, "%s: cannot be written", path);
	if (!is_done && fd >= 0)
		unlink(beside);
	free(beside);
	return is_done;
}

int disk_append(const char *path, size_t len, struct err *err)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && ftruncate(fd, (off_t)len) == 0)
		return fd;
	err_set_errno(err, "%s: cannot be written", path);
	if (fd >= 0)
		close(fd);
	return -1;
}
