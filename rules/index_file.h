/*
 * The file of an index: whether it is there, for the plan that the policy asks for, and made from
 * what the sources hold now.
 */
#ifndef RULES_INDEX_FILE_H
#define RULES_INDEX_FILE_H

#include "../proxy/base/disk.h"
#include "data/index.h"
#include "indexed_list.h"

enum { INDEX_LOAD_MAX = 5 * 1024 * 1024 }; /* sources of so many bytes are read at load */

#define INDEX_FILE_MAX  ((size_t)1024 * 1024 * 1024)
#define INDEX_TABLE_MAX ((size_t)4 * 1024 * 1024 * 1024)

struct index_file {
	char *block; /* owned; NULL: there is none that can be used, and err says why */
	size_t size;
	struct err err;
};

/* Reads the index of a list. */
void index_file_read(struct index_file *file, const struct indexed_list *list, uint64_t magic,
    size_t head_size, uint64_t plan);

/* Has the index of a data list been made for its plan and from its table as it is now? Then gives
 * its head. */
bool index_is_current(
    const struct indexed_list *list, const struct disk_info *info, struct data_head *head);

/* What there is to say of an index that is not what the sources are now: that it is old, or that
 * there is none. missing: why the sources cannot be had; NULL: they can. */
void index_report_old(const struct index_file *file, const struct indexed_list *list,
    const char *missing, struct problems *problems);

/* Gives the block to the source. False, and reported, if it cannot be kept. name: that of
 * index_kept_name(). */
bool index_keep(struct source *source, const char *name, struct index_file *file,
    const struct indexed_list *list, struct problems *problems);

/* Under which a source keeps it. */
const char *index_kept_name(struct policy *policy, const struct indexed_list *list, uint64_t plan);

void index_digest(struct span bytes, uint8_t digest[INDEX_DIGEST]); /* SHA-256 */

#endif
