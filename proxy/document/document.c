#include "document.h"

#include <string.h>

#include "parts.h"

void document_init(struct document *document, size_t max)
{
	memset(document, 0, sizeof *document);
	buf_init(&document->text, max);
}

void document_release(struct document *document)
{
	buf_release(&document->text);
}

bool document_add(struct document *document, struct span text)
{
	if (!document->is_cut && !buf_append_span(&document->text, text))
		document->is_cut = true;
	return !document->is_cut;
}

bool document_add_char(struct document *document, char c)
{
	return document_add(document, span_make(&c, 1));
}

bool document_read_kind(struct document *document, enum document_kind kind, struct span bytes,
    unsigned depth, struct err *err)
{
	switch (kind) {
	case DOCUMENT_TEXT:
		text_read(document, bytes, SPAN(""));
		return true;
	case DOCUMENT_HTML:
		html_read(document, bytes, SPAN(""));
		return true;
	case DOCUMENT_EMAIL:
		return mail_read(document, bytes, depth, err);
	case DOCUMENT_DOCX:
	case DOCUMENT_PPTX:
	case DOCUMENT_ODF:
		return office_read(document, kind, bytes, err);
	case DOCUMENT_XLSX:
		return sheet_read(document, bytes, err);
	case DOCUMENT_ZIP:
		return zip_read(document, bytes, depth, err);
	default:
		return err_set(
		    err, "is of a kind that is not read (%s)", document_kind_names[kind]);
	}
}

/* What is broken inside counts as unread; the rest is still worth reading. Deep no further than
 * NESTED_MAX. */
void document_read_inner(struct document *document, struct span bytes, unsigned depth)
{
	enum document_kind kind = document_kind(bytes);
	struct err err;

	if (kind == DOCUMENT_PDF && document->on_pdf != NULL)
		document->on_pdf(document->context, bytes);
	else if (depth >= NESTED_MAX || !document_is_read(kind) ||
	         !document_read_kind(document, kind, bytes, depth, &err))
		document->unread[kind]++;
	document_add_char(document, '\n');
}

bool document_read(struct document *document, struct span bytes, struct err *err)
{
	return document_read_kind(document, document_kind(bytes), bytes, 0, err);
}
