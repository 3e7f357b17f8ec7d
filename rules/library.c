#include "library.h"

#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "../proxy/base/pack.h"
#include "index_file.h"

enum { ROWS_MAX = 1024 * 1024 * 1024 };

static void add(struct library *library, char *path, size_t name_at, bool is_public,
    const struct disk_info *info)
{
	library->files = mem_grow(
	    library->files, &library->capacity, library->count + 1, sizeof *library->files);
	library->files[library->count++] =
	    (struct library_file){ path, path + name_at, is_public, *info };
	library->bytes += info->size;
}

static size_t folder_length(const char *path)
{
	size_t len = strlen(path);

	while (len > 1 && path[len - 1] == '/')
		len--;
	return len;
}

static bool list_folder(
    struct library *library, const char *folder, bool is_public, struct err *err)
{
	struct disk_tree tree;
	size_t len = folder_length(folder);

	if (!disk_list(folder, &tree, err))
		return false;
	for (size_t i = 0; i < tree.count; i++)
		add(library, mem_print("%.*s/%s", (int)len, folder, tree.files[i].path), len + 1,
		    is_public, &tree.files[i].info);
	disk_tree_release(&tree);
	return true;
}

static bool list_one(struct library *library, const char *path, bool is_public, struct err *err)
{
	struct disk_info info;
	const char *slash = strrchr(path, '/');

	if (!disk_look(path, &info, err))
		return false;
	if (info.is_folder)
		return list_folder(library, path, is_public, err);
	add(library, mem_copy(path), slash != NULL ? (size_t)(slash - path) + 1 : 0, is_public,
	    &info);
	return true;
}

bool library_list(struct library *library, const struct indexed_list *list, struct err *err)
{
	*library = (struct library){ 0 };
	bool is_listed = list_one(library, list->path, false, err);
	for (size_t i = 0; i < list->except_count && is_listed; i++)
		is_listed = list_one(library, list->excepts[i], true, err);
	if (!is_listed)
		library_release(library);
	return is_listed;
}

void library_release(struct library *library)
{
	for (size_t i = 0; i < library->count; i++)
		free(library->files[i].path);
	free(library->files);
	*library = (struct library){ 0 };
}

struct index_stamp library_stamp(const struct library *library)
{
	struct index_stamp stamp = { .size = library->bytes };
	struct buf rows;

	buf_init(&rows, ROWS_MAX);
	for (size_t i = 0; i < library->count; i++) {
		const struct library_file *file = &library->files[i];
		pack_text(&rows, file->name);
		pack_u8(&rows, file->is_public);
		pack_u64(&rows, file->info.size);
		pack_u64(&rows, (uint64_t)file->info.time_ns);
	}
	index_digest(buf_span(&rows), stamp.digest);
	buf_release(&rows);
	return stamp;
}
