/*
 * Documents: what kind of file some bytes are, by their content alone, and the text in them.
 *
 * Bytes in, UTF-8 out: no files, no sockets, no programs. What it reads comes from anybody, so it
 * is called only in a process that has nothing else (proxy/reader). PDF is not read here: a program
 * of its own does that.
 */
#ifndef DOCUMENT_DOCUMENT_H
#define DOCUMENT_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "../base/buf.h"
#include "../base/err.h"
#include "../base/span.h"

enum document_kind {
	DOCUMENT_OTHER, /* none of those below */
	DOCUMENT_TEXT,
	DOCUMENT_HTML,
	DOCUMENT_EMAIL,
	DOCUMENT_DOCX,
	DOCUMENT_PPTX,
	DOCUMENT_XLSX,
	DOCUMENT_ODF, /* OpenDocument text, table or slides */
	DOCUMENT_ZIP,
	DOCUMENT_PDF,
	/* Known, and not read: */
	DOCUMENT_OFFICE, /* Word, Excel, PowerPoint before 2007 */
	DOCUMENT_RTF,
	DOCUMENT_IMAGE,
	DOCUMENT_AUDIO,
	DOCUMENT_VIDEO,
	DOCUMENT_ARCHIVE, /* gzip, 7z, rar, tar … */
	DOCUMENT_PROGRAM,
	DOCUMENT_KIND_COUNT,
};

/* "docx", …; NULL-terminated. */
extern const char *const document_kind_names[];

enum document_kind document_kind(struct span bytes);

/* Is that kind one that document_read() reads? */
bool document_is_read(enum document_kind kind);

struct document {
	struct buf text; /* of all of it; its cap bounds what is read */
	bool is_cut;     /* there was more than fits */
	/* What stands inside and was not read, by kind. */
	size_t unread[DOCUMENT_KIND_COUNT];
	/* Takes a PDF that stands inside; NULL: it counts as unread. */
	void (*on_pdf)(void *context, struct span bytes);
	void *context;
};

void document_init(struct document *document, size_t max);
void document_release(struct document *document);

/* Adds the text of bytes. False with err where it is broken, forbidden (a document type, entities)
 * or of no kind that is read; what was read until then stays. */
bool document_read(struct document *document, struct span bytes, struct err *err);

#endif
