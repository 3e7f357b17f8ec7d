/*
 * Where configuration comes from: the disk, read once by the role `load`, or the sealed snapshot
 * that it left for all others. Both answer to the same names, so the same code reads both, and a
 * role started again sees what the first one saw.
 *
 * The source owns the bytes that it gives out; they live as long as the source.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"
#include "span.h"

struct source;

/* Files of the disk. Every read is kept, so that source_seal() can write a snapshot of all of them.
 */
struct source *source_new_disk(void); /* returns owned */

/* A snapshot: checks its seals (write, shrink, grow, seal) and its structure. Takes fd. */
struct source *source_new_snapshot(int fd, struct err *err); /* returns owned, NULL on failure */
void source_free(struct source *source);

/* The file's bytes. path is relative to the folder of base (a file that names it), or absolute, or
 * with base NULL relative to the working folder. *name is the path put together; it and the bytes
 * belong to the source. A file larger than 64 MiB is an error. */
bool source_read(struct source *source, const char *base, const char *path, const char **name,
    struct span *bytes, struct err *err);

/* The names (not paths) in a folder that end with suffix, sorted by byte; names beginning with a
 * dot are left out. The list is NULL-terminated and belongs to the source. */
bool source_list(struct source *source, const char *base, const char *folder, const char *suffix,
    const char *const **names, struct err *err);

/* Is it the disk? Then what must not get into a snapshot is read by itself (disk.h). */
bool source_is_disk(const struct source *source);

/* The path put together as source_read() does; it belongs to the source. */
const char *source_path(struct source *source, const char *base, const char *path);

/* Room for what is made from the files once and used by all roles in place, as compiled databases
 * are ("compiled:words:…"): len bytes, zeroed, at a multiple of SOURCE_ALIGN, here and in the
 * snapshot. It belongs to the source; the caller fills it before anybody asks for it. NULL if the
 * name is taken or len too large. What is kept so must hold offsets, no pointers. source_kept()
 * finds it again. */
enum { SOURCE_ALIGN = 64 };
char *source_keep(struct source *source, const char *name, size_t len);
/* The same for bytes that are there already, in a block from mem_aligned(); takes it. False, and
 * the block is freed, where source_keep() gives NULL. */
bool source_keep_block(struct source *source, const char *name, char *block, size_t len);
bool source_kept(const struct source *source, const char *name, struct span *bytes);

/* A sealed memfd with everything read and kept so far; the caller owns it. -1 on failure. */
int source_seal(const struct source *source, struct err *err);

#endif
