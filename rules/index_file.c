#include "index_file.h"

#include <openssl/sha.h>
#include <stdlib.h>

#include "../proxy/base/disk.h"

void index_file_read(struct index_file *file, const struct indexed_list *list, uint64_t magic,
    size_t head_size, uint64_t plan)
{
	const struct index_head *head;

	*file = (struct index_file){ 0 };
	file->block = disk_read(list->index_path, INDEX_FILE_MAX, &file->size, &file->err);
	if (file->block == NULL)
		return;
	head = (const struct index_head *)(const void *)file->block;
	if (!index_check(span_make(file->block, file->size), magic, head_size, &file->err))
		err_wrap(&file->err, "%s", list->index_path);
	else if (head->plan != plan)
		err_set(&file->err, "%s: was made for other columns than the policy names now",
		    list->index_path);
	else
		return;
	free(file->block);
	file->block = NULL;
}

void index_report_old(const struct index_file *file, const struct indexed_list *list,
    const char *missing, struct problems *problems)
{
	if (file->block != NULL)
		problems_warn(problems, list->at,
		    "%s has changed since its index was made: run gatepost index", list->path);
	else if (missing == NULL)
		problems_error(problems, list->at,
		    "%s has no index that can be used (%s): run gatepost index", list->path,
		    file->err.text);
	else
		problems_error(problems, list->at, "%s", missing);
}

bool index_keep(struct source *source, const char *name, struct index_file *file,
    const struct indexed_list *list, struct problems *problems)
{
	char *block = file->block;

	file->block = NULL;
	if (source_keep_block(source, name, block, file->size))
		return true;
	problems_error(problems, list->at, "%s: its index is too large", list->path);
	return false;
}

const char *index_kept_name(struct policy *policy, const struct indexed_list *list, uint64_t plan)
{
	return arena_print(policy->arena, "index:%016llx:%s", (unsigned long long)plan, list->path);
}

void index_digest(struct span bytes, uint8_t digest[INDEX_DIGEST])
{
	SHA256((const unsigned char *)bytes.data, bytes.len, digest);
}
