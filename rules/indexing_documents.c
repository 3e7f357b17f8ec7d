#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../proxy/base/mem.h"
#include "index_file.h"
#include "indexing_private.h"
#include "library.h"
#include "outlines.h"

/* The index of a list of documents: each one as an outline, all of them together. */

enum { TEXT_MAX = 64 * 1024 * 1024 };

struct gathering {
	struct making *making;
	struct library library;
	struct outlines *outlines;
	struct passages_build *build;
	struct folded folded;
	uint64_t done; /* bytes of sources */
};

static void leave_out(struct gathering *gathering, const struct library_file *file, const char *why)
{
	const struct indexing *indexing = gathering->making->indexing;

	gathering->making->outcome->left_out++;
	indexing->on_left_out(indexing->context, file->path, 0, why);
}

/* What stands inside a document and might have text, but was not read. Pictures and sounds go
 * without saying. */
static void note_unread(
    struct gathering *gathering, const struct library_file *file, const struct document *document)
{
	static const enum document_kind telling[] = { DOCUMENT_PDF, DOCUMENT_OFFICE, DOCUMENT_RTF,
		DOCUMENT_ZIP, DOCUMENT_ARCHIVE, DOCUMENT_EMAIL, DOCUMENT_DOCX, DOCUMENT_XLSX,
		DOCUMENT_PPTX, DOCUMENT_ODF };
	char why[96];

	for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
		size_t count = document->unread[telling[i]];
		if (count == 0)
			continue;
		snprintf(why, sizeof why, "%zu %s in it could not be read", count,
		    document_kind_names[telling[i]]);
		leave_out(gathering, file, why);
	}
	if (document->is_cut)
		leave_out(gathering, file, "is too long: its end is not read");
}

static bool read_outline(struct gathering *gathering, const struct library_file *file,
    struct span bytes, struct outline *outline)
{
	const struct indexing *indexing = gathering->making->indexing;
	struct document document;
	struct err err;

	document_init(&document, TEXT_MAX);
	bool is_read = indexing->read_document(indexing->context, bytes, &document, &err);
	if (is_read)
		note_unread(gathering, file, &document);
	else
		leave_out(gathering, file, err.text);
	if (is_read && !outline_read(outline, outlines_salt(gathering->outlines),
	                   folded_text(&gathering->folded, buf_span(&document.text)),
	                   file->is_public ? 1 : WINDOW)) {
		leave_out(gathering, file, "has too many words");
		is_read = false;
	}
	document_release(&document);
	return is_read;
}

static void put(
    struct gathering *gathering, const struct library_file *file, const struct outline *outline)
{
	if (file->is_public)
		passages_except(gathering->build, outline);
	else if (outline->words == 0)
		leave_out(gathering, file, "has no text in it");
	else if (!passages_add(gathering->build, file->name, outline))
		leave_out(gathering, file, "is too much for one list: make two of it");
	else
		gathering->making->outcome->read++;
}

/* False if the file of outlines cannot be written. */
static bool take_bytes(
    struct gathering *gathering, const struct library_file *file, struct span bytes)
{
	struct outline_key key = { .window = file->is_public ? 1 : WINDOW };
	struct outline outline = { 0 };

	index_digest(bytes, key.digest);
	if (outlines_find(gathering->outlines, &key, &outline)) {
		put(gathering, file, &outline);
		return true;
	}
	bool is_kept = true;
	if (read_outline(gathering, file, bytes, &outline)) {
		is_kept = outlines_add(
		    gathering->outlines, &key, &outline, &gathering->making->outcome->err);
		put(gathering, file, &outline);
	}
	outline_release(&outline);
	return is_kept;
}

static bool take_file(struct gathering *gathering, const struct library_file *file)
{
	struct err err;
	size_t len;
	bool is_kept = true;

	char *bytes = disk_read(file->path, LIBRARY_FILE_MAX, &len, &err);
	if (bytes == NULL) {
		leave_out(gathering, file, err.text);
	} else {
		is_kept = take_bytes(gathering, file, span_make(bytes, len));
		explicit_bzero(bytes, len);
		free(bytes);
	}
	gathering->done += file->info.size;
	making_progress(gathering->making, gathering->done, gathering->library.bytes);
	return is_kept;
}

static bool write_index(struct gathering *gathering)
{
	struct indexing_outcome *outcome = gathering->making->outcome;
	size_t size;
	struct passages_head *head = passages_build_index(gathering->build, &size, &outcome->err);

	if (head == NULL)
		return false;
	head->index.salt = *outlines_salt(gathering->outlines);
	head->index.plan = LIBRARY_PLAN;
	head->index.stamp = library_stamp(&gathering->library);
	head->left_out = outcome->left_out;
	outcome->index_size = size;
	bool is_written =
	    disk_replace(gathering->making->list->index_path, span_make(head, size), &outcome->err);
	free(head);
	return is_written && outlines_finish(gathering->outlines, &outcome->err);
}

static bool gather(struct gathering *gathering)
{
	struct indexing_outcome *outcome = gathering->making->outcome;
	char *path = mem_print("%s.parts", gathering->making->list->index_path);

	gathering->outlines = outlines_open(path, &outcome->err);
	free(path);
	bool is_good = gathering->outlines != NULL;
	for (size_t i = 0; i < gathering->library.count && is_good; i++)
		is_good = take_file(gathering, &gathering->library.files[i]);
	if (is_good && outcome->read == 0)
		is_good = err_set(&outcome->err, "%s: has no document that can be read",
		    gathering->making->list->path);
	return is_good && write_index(gathering);
}

static bool is_up_to_date(const struct making *making, const struct library *library)
{
	struct passages_head head;

	if (making->indexing->is_forced || !index_is_current_library(making->list, library, &head))
		return false;
	making->outcome->read = head.documents;
	making->outcome->left_out = head.left_out;
	making->outcome->index_size = head.index.size;
	making->outcome->result = INDEXING_UP_TO_DATE;
	return true;
}

bool index_documents(struct making *making)
{
	struct gathering gathering = { .making = making };

	if (!library_list(&gathering.library, making->list, &making->outcome->err))
		return false;
	bool is_done = is_up_to_date(making, &gathering.library);
	if (!is_done) {
		gathering.build = passages_build_new();
		folded_init(&gathering.folded);
		is_done = gather(&gathering);
		folded_release(&gathering.folded);
		passages_build_free(gathering.build);
		outlines_free(gathering.outlines);
	}
	library_release(&gathering.library);
	return is_done;
}
