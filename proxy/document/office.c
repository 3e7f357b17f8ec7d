#include <string.h>

#include "parts.h"
#include "xml.h"
#include "zip.h"

/* Word, PowerPoint and OpenDocument: text stands in certain elements of certain members. */

struct form {
	enum document_kind kind;
	const char *const *members; /* prefixes of those with text */
	const char *const *texts;   /* elements whose text counts; NULL: all of it does */
	const char *const *lines;   /* elements that end a line */
};

static const char *const docx_members[] = { "word/document", "word/header", "word/footer",
	"word/footnotes", "word/endnotes", "word/comments", "word/glossary/document",
	"docProps/core.xml", NULL };
static const char *const docx_texts[] = { "t", "delText", "instrText", "title", "subject",
	"description", "keywords", NULL };
static const char *const pptx_members[] = { "ppt/slides/slide", "ppt/notesSlides/", "ppt/comments/",
	"ppt/diagrams/data", "ppt/slideLayouts/", "docProps/core.xml", NULL };
static const char *const pptx_texts[] = { "t", "text", "title", "subject", "description",
	"keywords", NULL };
static const char *const office_lines[] = { "p", "br", "cr", "tab", "tc", "title", "subject",
	"description", "keywords", NULL };
static const char *const odf_members[] = { "content.xml", "meta.xml", NULL };
static const char *const odf_lines[] = { "p", "h", "line-break", "tab", "table-cell", "title",
	"subject", "description", "keyword", NULL };

static const struct form forms[] = {
	{ DOCUMENT_DOCX, docx_members, docx_texts, office_lines },
	{ DOCUMENT_PPTX, pptx_members, pptx_texts, office_lines },
	{ DOCUMENT_ODF, odf_members, NULL, odf_lines },
};

struct reading {
	struct document *document;
	const struct form *form;
	unsigned inside; /* elements whose text counts */
};

static bool is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcmp(name, *names) == 0)
			return true;
	return false;
}

static void on_start(void *context, const char *name, const char *const *attributes)
{
	struct reading *reading = context;

	(void)attributes;
	if (reading->form->texts != NULL && is_one_of(name, reading->form->texts))
		reading->inside++;
	if (strcmp(name, "s") == 0 && reading->form->kind == DOCUMENT_ODF)
		document_add_char(reading->document, ' ');
}

static void on_end(void *context, const char *name)
{
	struct reading *reading = context;

	if (reading->form->texts != NULL && is_one_of(name, reading->form->texts))
		reading->inside--;
	if (is_one_of(name, reading->form->lines))
		document_add_char(reading->document, '\n');
}

static void on_text(void *context, struct span text)
{
	struct reading *reading = context;

	if (reading->inside > 0 || reading->form->texts == NULL)
		document_add(reading->document, text);
}

static bool is_wanted(const struct form *form, struct span name)
{
	if (!span_ends_nocase(name, ".xml"))
		return false;
	for (const char *const *member = form->members; *member != NULL; member++)
		if (span_starts(name, *member))
			return true;
	return false;
}

static bool read_member(struct reading *reading, struct zip *zip, struct err *err)
{
	const struct xml_reader reader = { reading, on_start, on_end, on_text };
	struct xml *xml = xml_new(&reader);
	struct span piece;
	bool is_good = true;

	reading->inside = 0;
	do {
		is_good = zip_piece(zip, &piece, err) && xml_feed(xml, piece, piece.len == 0, err);
	} while (is_good && piece.len > 0 && !reading->document->is_cut);
	xml_free(xml);
	return is_good;
}

static const struct form *form_of(enum document_kind kind)
{
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
		if (forms[i].kind == kind)
			return &forms[i];
	return NULL;
}

bool office_read(
    struct document *document, enum document_kind kind, struct span bytes, struct err *err)
{
	struct reading reading = { .document = document, .form = form_of(kind) };
	struct zip zip;
	bool is_good = true;

	if (!zip_open(&zip, bytes, err))
		return false;
	while (is_good && !document->is_cut && zip_next(&zip, err)) {
		if (!is_wanted(reading.form, span_of(zip.name)))
			continue;
		is_good = read_member(&reading, &zip, err);
		document_add_char(document, '\n');
	}
	zip_close(&zip);
	return is_good && !zip.is_broken;
}
