/*
 * The small files that stand beside the database in the store: keys and checkpoints. Every
 * one is 0600, the folder 0700, and a file is there whole or not at all.
 */
#ifndef STORE_FILE_H
#define STORE_FILE_H

#include <stdbool.h>

#include "../base/buf.h"
#include "../base/err.h"

/* Makes the folder, 0700, if it is not there (only the last part of the path). Made by root it
 * belongs to the owner of the folder that it is in. */
bool folder_make(const char *folder, struct err *err);

enum file_found { FILE_READ, FILE_ABSENT, FILE_FAILED };

/* Appends the file to content; a file that does not fit under the cap of content is FILE_FAILED. */
enum file_found file_read(
    const char *folder, const char *name, struct buf *content, struct err *err);

/* Writes under another name, syncs, renames, syncs the folder. */
bool file_write(const char *folder, const char *name, struct span content, struct err *err);

bool folder_sync(const char *folder, struct err *err);

#endif
