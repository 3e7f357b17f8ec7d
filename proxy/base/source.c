#include "source.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "arena.h"
#include "buf.h"
#include "mem.h"
#include "pack.h"

/* The magic; how many entries; the kind, name and length of each; then the bytes of each, at the
 * next multiple of SOURCE_ALIGN. */
#define SNAPSHOT_MAGIC "gatepost snapshot 2\n"

enum {
	FILE_SIZE_MAX = 64 * 1024 * 1024,
	SNAPSHOT_SIZE_MAX = 1024 * 1024 * 1024,
	LIST_SIZE_MAX = 16 * 1024 * 1024,
	HEAD_SIZE_MAX = 64 * 1024 * 1024,
	NAME_ROOM = 1024,
	SNAPSHOT_SEALS = F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL,
};

enum entry_kind { ENTRY_FILE, ENTRY_LIST, ENTRY_KEPT, ENTRY_KIND_COUNT };

struct entry {
	enum entry_kind kind;
	struct span name;  /* NUL-terminated in the arena */
	struct span bytes; /* in the heap or in the mapping */
	bool is_mapped;
};

struct source {
	bool is_disk;
	struct arena *arena;
	struct entry *entries;
	size_t count, capacity;
	void *mapping; /* of the snapshot */
	size_t mapping_len;
};

struct source *source_new_disk(void)
{
	struct source *source = mem_alloc(sizeof *source);

	source->is_disk = true;
	source->arena = arena_new(0);
	return source;
}

void source_free(struct source *source)
{
	if (source == NULL)
		return;
	for (size_t i = 0; i < source->count; i++)
		if (!source->entries[i].is_mapped)
			free((void *)(uintptr_t)source->entries[i].bytes.data);
	if (source->mapping != NULL)
		munmap(source->mapping, source->mapping_len);
	free(source->entries);
	arena_free(source->arena);
	free(source);
}

static const struct entry *find(const struct source *source, enum entry_kind kind, struct span name)
{
	for (size_t i = 0; i < source->count; i++) {
		if (source->entries[i].kind == kind && span_equal(source->entries[i].name, name))
			return &source->entries[i];
	}
	return NULL;
}

/* bytes: taken. */
static struct entry *add(
    struct source *source, enum entry_kind kind, struct span name, struct span bytes)
{
	source->entries = mem_grow(
	    source->entries, &source->capacity, source->count + 1, sizeof *source->entries);
	struct entry *entry = &source->entries[source->count++];
	entry->kind = kind;
	entry->name = span_make(arena_copy(source->arena, name), name.len);
	entry->bytes = bytes;
	entry->is_mapped = false;
	return entry;
}

static struct span take(struct buf *buf)
{
	struct span bytes = { mem_copy_n(buf->data, buf->len), buf->len };

	buf_release(buf);
	return bytes;
}

static char *join(struct source *source, const char *base, const char *path)
{
	const char *slash = base != NULL ? strrchr(base, '/') : NULL;

	if (path[0] == '/' || slash == NULL)
		return arena_copy(source->arena, span_of(path));
	return arena_print(source->arena, "%.*s/%s", (int)(slash - base), base, path);
}

bool source_is_disk(const struct source *source)
{
	return source->is_disk;
}

const char *source_path(struct source *source, const char *base, const char *path)
{
	return join(source, base, path);
}

static bool read_all(int fd, struct buf *into, struct err *err)
{
	for (;;) {
		char *room = buf_reserve(into, 65536);
		if (room == NULL)
			return err_set(err, "is larger than %d MiB", FILE_SIZE_MAX / 1024 / 1024);
		ssize_t len = read(fd, room, 65536);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return err_set_errno(err, "cannot be read");
		if (len == 0)
			return true;
		buf_commit(into, (size_t)len);
	}
}

static bool read_file(const char *path, struct buf *into, struct err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);

	if (fd < 0)
		return err_set_errno(err, "cannot be opened");
	bool is_read = read_all(fd, into, err);
	close(fd);
	return is_read;
}

bool source_read(struct source *source, const char *base, const char *path, const char **name,
    struct span *bytes, struct err *err)
{
	char *joined = join(source, base, path);
	const struct entry *entry = find(source, ENTRY_FILE, span_of(joined));

	if (entry == NULL && source->is_disk) {
		struct buf content;
		buf_init(&content, FILE_SIZE_MAX + 65536);
		if (!read_file(joined, &content, err)) {
			buf_release(&content);
			return err_wrap(err, "%s", joined);
		}
		entry = add(source, ENTRY_FILE, span_of(joined), take(&content));
	}
	if (entry == NULL)
		return err_set(err, "%s: is not in the snapshot", joined);
	if (name != NULL)
		*name = entry->name.data;
	*bytes = entry->bytes;
	return true;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool is_wanted(const char *name, const char *suffix)
{
	size_t len = strlen(name), suffix_len = strlen(suffix);

	return name[0] != '.' && len >= suffix_len && strcmp(name + len - suffix_len, suffix) == 0;
}

/* The sorted names, packed; the list in memory and in the snapshot are made from the same bytes. */
static bool read_folder(const char *path, const char *suffix, struct buf *into, struct err *err)
{
	struct dirent **items;
	int count = scandir(path, &items, NULL, by_bytes);
	bool fits = true;

	if (count < 0)
		return err_set_errno(err, "%s: cannot be opened as a folder", path);
	for (int i = 0; i < count; i++) {
		fits = fits && into->len < LIST_SIZE_MAX - NAME_ROOM;
		if (fits && is_wanted(items[i]->d_name, suffix))
			pack_text(into, items[i]->d_name);
		free(items[i]);
	}
	free(items);
	return fits || err_set(err, "%s: has too many files", path);
}

static const char *const *unpack_list(struct source *source, struct span bytes)
{
	struct unpack from = unpack_open(bytes);
	size_t count = 0;

	for (; from.rest.len > 0 && !from.is_bad; count++)
		unpack_span(&from);
	const char **list = arena_alloc(source->arena, (count + 1) * sizeof *list);
	from = unpack_open(bytes);
	for (size_t i = 0; i < count; i++)
		list[i] = arena_copy(source->arena, unpack_span(&from));
	return list;
}

bool source_list(struct source *source, const char *base, const char *folder, const char *suffix,
    const char *const **names, struct err *err)
{
	char *joined = join(source, base, folder);
	struct span key = span_of(arena_print(source->arena, "%s/*%s", joined, suffix));
	const struct entry *entry = find(source, ENTRY_LIST, key);

	if (entry == NULL && source->is_disk) {
		struct buf content;
		buf_init(&content, LIST_SIZE_MAX);
		if (!read_folder(joined, suffix, &content, err)) {
			buf_release(&content);
			return false;
		}
		entry = add(source, ENTRY_LIST, key, take(&content));
	}
	if (entry == NULL)
		return err_set(err, "%s: is not in the snapshot", joined);
	*names = unpack_list(source, entry->bytes);
	return true;
}

static size_t aligned(size_t at)
{
	return (at + SOURCE_ALIGN - 1) / SOURCE_ALIGN * SOURCE_ALIGN;
}

static bool may_keep(const struct source *source, const char *name, size_t len)
{
	return len <= SNAPSHOT_SIZE_MAX && find(source, ENTRY_KEPT, span_of(name)) == NULL;
}

char *source_keep(struct source *source, const char *name, size_t len)
{
	if (!may_keep(source, name, len))
		return NULL;
	char *room = mem_aligned(SOURCE_ALIGN, len);
	add(source, ENTRY_KEPT, span_of(name), span_make(room, len));
	return room;
}

bool source_keep_block(struct source *source, const char *name, char *block, size_t len)
{
	bool is_kept = may_keep(source, name, len);

	if (is_kept)
		add(source, ENTRY_KEPT, span_of(name), span_make(block, len));
	else
		free(block);
	return is_kept;
}

bool source_kept(const struct source *source, const char *name, struct span *bytes)
{
	const struct entry *entry = find(source, ENTRY_KEPT, span_of(name));

	if (entry == NULL)
		return false;
	*bytes = entry->bytes;
	return true;
}

static void pack_head(const struct source *source, struct buf *to)
{
	buf_append_text(to, SNAPSHOT_MAGIC);
	pack_u32(to, (uint32_t)source->count);
	for (size_t i = 0; i < source->count; i++) {
		pack_u8(to, (uint8_t)source->entries[i].kind);
		pack_span(to, source->entries[i].name);
		pack_u64(to, source->entries[i].bytes.len);
	}
}

static bool write_at(int fd, struct span bytes, size_t at)
{
	while (bytes.len > 0) {
		ssize_t len = pwrite(fd, bytes.data, bytes.len, (off_t)at);
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return false;
		bytes = span_from(bytes, (size_t)len);
		at += (size_t)len;
	}
	return true;
}

static size_t bytes_after(const struct source *source, size_t at)
{
	for (size_t i = 0; i < source->count; i++)
		at = aligned(at) + source->entries[i].bytes.len;
	return at;
}

static bool write_snapshot(const struct source *source, int fd)
{
	struct buf head;

	buf_init(&head, HEAD_SIZE_MAX);
	pack_head(source, &head);
	size_t at = head.len;
	bool is_written = bytes_after(source, at) <= SNAPSHOT_SIZE_MAX &&
	                  ftruncate(fd, (off_t)bytes_after(source, at)) == 0 &&
	                  write_at(fd, buf_span(&head), 0);
	for (size_t i = 0; i < source->count && is_written; i++) {
		at = aligned(at);
		is_written = write_at(fd, source->entries[i].bytes, at);
		at += source->entries[i].bytes.len;
	}
	buf_release(&head);
	return is_written;
}

int source_seal(const struct source *source, struct err *err)
{
	int fd = memfd_create("gatepost-snapshot", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0) {
		err_set_errno(err, "snapshot: memfd_create");
		return -1;
	}
	if (write_snapshot(source, fd) && fcntl(fd, F_ADD_SEALS, SNAPSHOT_SEALS) == 0)
		return fd;
	err_set_errno(err, "snapshot: cannot be written and sealed");
	close(fd);
	return -1;
}

static bool map_snapshot(struct source *source, int fd, struct err *err)
{
	struct stat info;
	int seals = fcntl(fd, F_GET_SEALS);

	if (seals < 0 || (seals & SNAPSHOT_SEALS) != SNAPSHOT_SEALS)
		return err_set(err, "snapshot: not sealed");
	if (fstat(fd, &info) != 0 || info.st_size <= 0 || info.st_size > SNAPSHOT_SIZE_MAX)
		return err_set(err, "snapshot: wrong size");
	void *mapping = mmap(NULL, (size_t)info.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (mapping == MAP_FAILED)
		return err_set_errno(err, "snapshot: mmap");
	source->mapping = mapping;
	source->mapping_len = (size_t)info.st_size;
	return true;
}

/* The names and lengths; returns where they end, 0 if something is wrong. */
static size_t read_head(struct source *source, struct span all)
{
	struct unpack from = unpack_open(span_from(all, strlen(SNAPSHOT_MAGIC)));
	uint32_t count = unpack_u32(&from);

	for (uint32_t i = 0; i < count && !from.is_bad; i++) {
		uint8_t kind = unpack_u8(&from);
		struct span name = unpack_span(&from);
		uint64_t len = unpack_u64(&from);
		if (from.is_bad || kind >= ENTRY_KIND_COUNT || len > all.len)
			return 0;
		struct entry *entry =
		    add(source, (enum entry_kind)kind, name, span_make(NULL, (size_t)len));
		entry->is_mapped = true;
	}
	return from.is_bad ? 0 : all.len - from.rest.len;
}

static bool read_snapshot(struct source *source, struct err *err)
{
	struct span all = { source->mapping, source->mapping_len };

	if (!span_starts(all, SNAPSHOT_MAGIC))
		return err_set(err, "snapshot: not one of this version");
	size_t at = read_head(source, all);
	if (at == 0 || bytes_after(source, at) != all.len)
		return err_set(err, "snapshot: damaged");
	for (size_t i = 0; i < source->count; i++) {
		struct span *bytes = &source->entries[i].bytes;
		at = aligned(at);
		bytes->data = all.data + at;
		at += bytes->len;
	}
	return true;
}

struct source *source_new_snapshot(int fd, struct err *err)
{
	struct source *source = mem_alloc(sizeof *source);

	source->arena = arena_new(0);
	bool is_good = map_snapshot(source, fd, err) && read_snapshot(source, err);
	close(fd);
	if (is_good)
		return source;
	source_free(source);
	return NULL;
}
