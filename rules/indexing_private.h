/* What indexing.c and indexing_documents.c share. */
#ifndef RULES_INDEXING_PRIVATE_H
#define RULES_INDEXING_PRIVATE_H

#include "indexed_list.h"
#include "indexing.h"

struct making {
	const struct indexed_list *list;
	const struct indexing *indexing;
	struct indexing_outcome *outcome;
};

void making_progress(const struct making *making, uint64_t done, uint64_t all);

/* False with outcome->err. */
bool index_documents(struct making *making);

#endif
