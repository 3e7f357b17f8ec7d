#include "outlines.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../proxy/base/disk.h"
#include "../proxy/base/mem.h"
#include "index_file.h"

#define MAGIC UINT64_C(0x00016b6567747067) /* version 1 */

enum { SYNC_EVERY = 64 };

struct file_head {
	uint64_t magic;
	struct salt salt;
	uint64_t spare;
};

/* Then the outline's list. */
struct record {
	struct outline_key key;
	uint64_t words;
	uint64_t count;
	uint64_t check; /* of all that stands before it, and of the list */
};

struct known {
	const struct record *record; /* in the block */
	bool is_used;
};

struct outlines {
	char *path;
	int fd;
	char *block; /* what the file held when it was opened */
	size_t len;  /* of it, as far as it is whole */
	struct salt salt;
	struct known *known; /* by key */
	size_t known_count, known_capacity;
	size_t used_bytes;
	size_t added_bytes;
	size_t unsynced;
};

static size_t record_size(const struct record *record)
{
	return sizeof *record + (size_t)record->count * sizeof(uint64_t);
}

static uint64_t check_of(const struct salt *salt, const struct record *record, const uint64_t *list)
{
	uint64_t head = salt_hash(salt, span_make(record, offsetof(struct record, check)));

	return hash_join(
	    head, salt_hash(salt, span_make(list, (size_t)record->count * sizeof *list)));
}

static const uint64_t *list_of(const struct record *record)
{
	return (const uint64_t *)(const void *)(record + 1);
}

/* The record at a place of the block; NULL if there is no whole one. */
static const struct record *record_at(const struct outlines *outlines, size_t at, size_t len)
{
	const struct record *record = (const struct record *)(const void *)(outlines->block + at);

	if (len - at < sizeof *record ||
	    record->count > (len - at - sizeof *record) / sizeof(uint64_t) ||
	    record->check != check_of(&outlines->salt, record, list_of(record)))
		return NULL;
	return record;
}

static int by_key(const void *a, const void *b)
{
	const struct known *x = a;
	const struct known *y = b;

	return memcmp(&x->record->key, &y->record->key, sizeof x->record->key);
}

static void read_records(struct outlines *outlines, size_t len)
{
	const struct record *record;
	size_t at = sizeof(struct file_head);

	while (at < len && (record = record_at(outlines, at, len)) != NULL) {
		outlines->known = mem_grow(outlines->known, &outlines->known_capacity,
		    outlines->known_count + 1, sizeof *outlines->known);
		outlines->known[outlines->known_count++] = (struct known){ record, false };
		at += record_size(record);
	}
	outlines->len = at;
	if (outlines->known_count > 1)
		qsort(outlines->known, outlines->known_count, sizeof *outlines->known, by_key);
}

/* False if there is no such file, or not one of ours: then a new one is begun. */
static bool read_file(struct outlines *outlines)
{
	const struct file_head *head;
	struct err err;
	size_t len;

	outlines->block = disk_read(outlines->path, INDEX_TABLE_MAX, &len, &err);
	if (outlines->block == NULL)
		return false;
	head = (const struct file_head *)(const void *)outlines->block;
	if (len < sizeof *head || head->magic != MAGIC)
		return false;
	outlines->salt = head->salt;
	read_records(outlines, len);
	return true;
}

static bool begin_file(struct outlines *outlines, struct err *err)
{
	struct file_head head = { .magic = MAGIC, .salt = salt_new() };

	outlines->salt = head.salt;
	outlines->len = sizeof head;
	return disk_replace(outlines->path, span_make(&head, sizeof head), err);
}

struct outlines *outlines_open(const char *path, struct err *err)
{
	struct outlines *outlines = mem_alloc(sizeof *outlines);

	outlines->path = mem_copy(path);
	outlines->fd = -1;
	if (read_file(outlines) || begin_file(outlines, err))
		outlines->fd = disk_append(path, outlines->len, err);
	if (outlines->fd >= 0)
		return outlines;
	outlines_free(outlines);
	return NULL;
}

void outlines_free(struct outlines *outlines)
{
	if (outlines == NULL)
		return;
	if (outlines->fd >= 0)
		close(outlines->fd);
	free(outlines->path);
	free(outlines->block);
	free(outlines->known);
	free(outlines);
}

const struct salt *outlines_salt(const struct outlines *outlines)
{
	return &outlines->salt;
}

bool outlines_find(
    struct outlines *outlines, const struct outline_key *key, struct outline *outline)
{
	const struct record wanted = { .key = *key };
	const struct known pattern = { &wanted, false };
	struct known *known =
	    outlines->known_count > 0
	        ? bsearch(&pattern, outlines->known, outlines->known_count, sizeof pattern, by_key)
	        : NULL;

	if (known == NULL)
		return false;
	if (!known->is_used)
		outlines->used_bytes += record_size(known->record);
	known->is_used = true;
	*outline = (struct outline){ .list = (uint64_t *)(uintptr_t)list_of(known->record),
		.count = (size_t)known->record->count,
		.words = (size_t)known->record->words };
	return true;
}

bool outlines_add(struct outlines *outlines, const struct outline_key *key,
    const struct outline *outline, struct err *err)
{
	struct record record = { .key = *key, .words = outline->words, .count = outline->count };

	record.check = check_of(&outlines->salt, &record, outline->list);
	bool is_written = disk_write(outlines->fd, span_make(&record, sizeof record)) &&
	                  disk_write(outlines->fd,
	                      span_make(outline->list, outline->count * sizeof *outline->list));
	if (!is_written)
		return err_set_errno(err, "%s: cannot be written", outlines->path);
	outlines->added_bytes += record_size(&record);
	if (++outlines->unsynced % SYNC_EVERY == 0)
		fdatasync(outlines->fd);
	return true;
}

/* The file as it would be with what was used only: the records of the block that were, and all that
 * were added. */
static bool shrink(struct outlines *outlines, struct err *err)
{
	size_t len;
	char *all = disk_read(outlines->path, INDEX_TABLE_MAX, &len, err);
	size_t kept = sizeof(struct file_head);

	if (all == NULL)
		return false;
	for (size_t i = 0; i < outlines->known_count; i++) {
		const struct known *known = &outlines->known[i];
		if (!known->is_used)
			continue;
		/* The block holds what the file held up to len, so all of it may be written over.
		 */
		memcpy(all + kept, known->record, record_size(known->record));
		kept += record_size(known->record);
	}
	memmove(all + kept, all + outlines->len, len - outlines->len);
	kept += len - outlines->len;
	bool is_written = disk_replace(outlines->path, span_make(all, kept), err);
	free(all);
	return is_written;
}

bool outlines_finish(struct outlines *outlines, struct err *err)
{
	size_t stale = outlines->len - sizeof(struct file_head) - outlines->used_bytes;

	if (stale > outlines->used_bytes + outlines->added_bytes)
		return shrink(outlines, err);
	return fdatasync(outlines->fd) == 0 ||
	       err_set_errno(err, "%s: cannot be written", outlines->path);
}
