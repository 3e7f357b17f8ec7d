#include <stdlib.h>
#include <string.h>

#include "../proxy/document/document.h"
#include "index_file.h"
#include "library.h"

/* A list of documents, made ready: its index as the source keeps it, or as it stands beside the
 * folder, or made now if that is little work: few bytes, and nothing but text and HTML, which are
 * read here. Anything else is read only by processes that have nothing to lose (proxy/reader). */

enum { TEXT_MAX = 64 * 1024 * 1024 };

static bool is_simple(enum document_kind kind)
{
	return kind == DOCUMENT_TEXT || kind == DOCUMENT_HTML;
}

/* False if the file is of a kind that is not read here. */
static bool read_text(const struct library_file *file, struct buf *text)
{
	struct document document;
	struct err err;
	size_t len;

	char *bytes = disk_read(file->path, INDEX_LOAD_MAX, &len, &err);
	if (bytes == NULL)
		return false;
	struct span all = span_make(bytes, len);
	bool is_read = len == 0 || is_simple(document_kind(all));
	document_init(&document, TEXT_MAX);
	if (is_read && len > 0)
		is_read = document_read(&document, all, &err);
	buf_append_span(text, buf_span(&document.text));
	document_release(&document);
	explicit_bzero(bytes, len);
	free(bytes);
	return is_read;
}

struct building {
	struct passages_build *build;
	struct folded folded;
	struct salt salt;
};

static bool add_file(struct building *building, const struct library_file *file)
{
	struct outline outline = { 0 };
	struct buf text;

	buf_init(&text, TEXT_MAX);
	bool is_read =
	    read_text(file, &text) &&
	    outline_read(&outline, &building->salt, folded_text(&building->folded, buf_span(&text)),
	        file->is_public ? 1 : WINDOW);
	if (is_read && file->is_public)
		passages_except(building->build, &outline);
	else if (is_read)
		is_read = passages_add(building->build, file->name, &outline);
	buf_release(&text);
	outline_release(&outline);
	return is_read;
}

/* NULL if that is more than little work. */
static struct passages_head *build(const struct library *library, size_t *size)
{
	struct building building = { .build = passages_build_new(), .salt = salt_new() };
	struct passages_head *head = NULL;
	bool is_read = library->bytes <= INDEX_LOAD_MAX;
	struct err err;

	folded_init(&building.folded);
	for (size_t i = 0; i < library->count && is_read; i++)
		is_read = add_file(&building, &library->files[i]);
	if (is_read)
		head = passages_build_index(building.build, size, &err);
	if (head != NULL) {
		head->index.salt = building.salt;
		head->index.plan = LIBRARY_PLAN;
		head->index.stamp = library_stamp(library);
	}
	passages_build_free(building.build);
	folded_release(&building.folded);
	return head;
}

static bool is_current(const struct index_file *file, const struct library *library)
{
	struct index_stamp stamp = library_stamp(library);
	struct index_head head;

	memcpy(&head, file->block, sizeof head);
	return memcmp(&head.stamp, &stamp, sizeof stamp) == 0;
}

bool index_is_current_library(
    const struct indexed_list *list, const struct library *library, struct passages_head *head)
{
	struct index_file file;

	index_file_read(&file, list, INDEX_DOCUMENTS, sizeof *head, LIBRARY_PLAN);
	if (file.block == NULL)
		return false;
	memcpy(head, file.block, sizeof *head);
	bool is_same = is_current(&file, library);
	free(file.block);
	return is_same;
}

/* Puts the index to be used into file; none, and reported, if there is none. */
static void find_index(
    const struct indexed_list *list, struct index_file *file, struct problems *problems)
{
	struct library library;
	struct err err;
	size_t size;
	bool is_there = library_list(&library, list, &err);

	index_file_read(file, list, INDEX_DOCUMENTS, sizeof(struct passages_head), LIBRARY_PLAN);
	if (file->block != NULL && (!is_there || is_current(file, &library))) {
		library_release(&library);
		return;
	}
	struct passages_head *made = is_there ? build(&library, &size) : NULL;
	if (made != NULL) {
		free(file->block);
		file->block = (char *)made;
		file->size = size;
	} else {
		index_report_old(file, list, is_there ? NULL : err.text, problems);
	}
	library_release(&library);
}

static void report(const struct indexed_list *list, struct problems *problems)
{
	const struct passages_head *head = list->passages.head;

	if (head->left_out > 0)
		problems_warn(problems, list->at,
		    "%llu documents of %s could not be read when it was indexed, and are left out",
		    (unsigned long long)head->left_out, list->path);
	if (head->words == 0)
		problems_warn(
		    problems, list->at, "%s has no text: nothing can match it", list->path);
}

void index_open_documents(struct indexed_list *list, struct policy *policy, struct source *source,
    struct problems *problems)
{
	const char *name = index_kept_name(policy, list, LIBRARY_PLAN);
	bool is_new = source_is_disk(source);
	struct index_file file;
	struct span bytes;
	struct err err;

	if (is_new && !source_kept(source, name, &bytes)) {
		find_index(list, &file, problems);
		if (file.block == NULL || !index_keep(source, name, &file, list, problems))
			return;
	}
	if (!source_kept(source, name, &bytes) || !passages_open(&list->passages, bytes, &err))
		problems_error(problems, list->at, "%s: its index cannot be used", list->path);
	else if (is_new)
		report(list, problems);
}
