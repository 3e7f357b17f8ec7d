/* The files of a list of documents, as they stand on the disk now. */
#ifndef RULES_LIBRARY_H
#define RULES_LIBRARY_H

#include "../proxy/base/disk.h"
#include "data/passages.h"
#include "indexed_list.h"

struct library_file {
	char *path;
	const char *name; /* from the folder on, as it is shown */
	bool is_public;   /* of "except" */
	struct disk_info info;
};

struct library {
	struct library_file *files;
	size_t count;
	size_t capacity;
	uint64_t bytes; /* of all of them */
};

/* A folder, or a file alone, and what is excepted. */
bool library_list(struct library *library, const struct indexed_list *list, struct err *err);
void library_release(struct library *library);

/* Says whether anything was added, removed or changed. */
struct index_stamp library_stamp(const struct library *library);

enum { LIBRARY_FILE_MAX = 64 * 1024 * 1024 };

/* Is the index of the list made of just these files? Then gives its head. (index_documents.c) */
bool index_is_current_library(
    const struct indexed_list *list, const struct library *library, struct passages_head *head);

/* The number of what `gatepost index` makes of documents; another one needs another index. */
#define LIBRARY_PLAN UINT64_C(1)

#endif
