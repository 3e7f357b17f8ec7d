/*
 * Makes the indexes of a policy's lists (`gatepost index`): reads the sources, and puts an index in
 * the place of the one before, at once. Whatever interrupts it leaves the old index as it was.
 */
#ifndef RULES_INDEXING_H
#define RULES_INDEXING_H

#include "../proxy/document/document.h"
#include "policy.h"

struct indexing {
	void *context;
	bool is_forced; /* make also what is up to date */
	/* Of one list, in bytes. */
	void (*on_progress)(void *context, size_t done, size_t all);
	/* The text of a document, which comes from anybody: false with err if it cannot be read.
	 * Adds to an empty document. */
	bool (*read_document)(
	    void *context, struct span bytes, struct document *document, struct err *err);
	/* Something could not be read, which costs itself alone. line 0: all of the file. */
	void (*on_left_out)(void *context, const char *file, size_t line, const char *why);
};

enum indexing_result { INDEXING_MADE, INDEXING_UP_TO_DATE, INDEXING_FAILED };

struct indexing_outcome {
	const char *list;  /* its name */
	const char *path;  /* of the table or folder */
	const char *index; /* of the file made */
	bool is_data;
	enum indexing_result result;
	struct err err;      /* INDEXING_FAILED: why */
	uint64_t read;       /* rows or documents in it */
	uint64_t left_out;   /* of them that could not be read */
	uint64_t index_size; /* bytes */
};

/* Reads policies as policy_load() does, but opens no list: good for policy_index() and
 * policy_free() only. */
struct policy *policy_load_lists(struct source *source, const char *base, const char *const *paths,
    size_t count, struct problems *problems);

size_t policy_index_count(const struct policy *policy);
const char *policy_index_name(const struct policy *policy, size_t list);
void policy_index(struct policy *policy, size_t list, const struct indexing *indexing,
    struct indexing_outcome *outcome);

#endif
