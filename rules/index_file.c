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

const char *index_kept_name(struct policy *policy, const struct indexed_list *list, uint64_t plan)
{
	return arena_print(policy->arena, "index:%016llx:%s", (unsigned long long)plan, list->path);
}

void index_digest(struct span bytes, uint8_t digest[INDEX_DIGEST])
{
	SHA256((const unsigned char *)bytes.data, bytes.len, digest);
}
