/*
 * Files that are read where they lie and must not get into a snapshot: tables of data and
 * documents, of which only hashes are kept (rules/data). For whoever has a source of the disk, and
 * for commands.
 */
#ifndef BASE_DISK_H
#define BASE_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "err.h"
#include "span.h"

struct disk_info {
	bool is_folder;
	uint64_t size;
	int64_t time_ns; /* of the last change */
};

/* False with err if there is nothing, or neither a file nor a folder. */
bool disk_look(const char *path, struct disk_info *info, struct err *err);

/* Reads a file of at most max bytes into one block at a multiple of 64 bytes; returns owned. */
char *disk_read(const char *path, size_t max, size_t *len, struct err *err);

/* What stands below a folder, in order of names by byte; names beginning with a dot are left out,
 * and links to folders are not followed. */
struct disk_file {
	char *path; /* from the folder on: "q3/report.txt" */
	struct disk_info info;
};
struct disk_tree {
	struct disk_file *files;
	size_t count;
	size_t capacity;
};
enum { DISK_FILES_MAX = 1000000, DISK_DEPTH_MAX = 32 };

bool disk_list(const char *folder, struct disk_tree *tree, struct err *err);
void disk_tree_release(struct disk_tree *tree);

/* Puts bytes in the place of a file at once: written beside it, synced, renamed; readable by its
 * owner alone. */
bool disk_replace(const char *path, struct span bytes, struct err *err);

/* Opens a file to append to it, cut to len bytes first; -1 with err. The caller closes it. */
int disk_append(const char *path, size_t len, struct err *err);
bool disk_write(int fd, struct span bytes); /* false with errno */

#endif
