#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"
#include "parts.h"
#include "xml.h"
#include "zip.h"

/* Excel: cells of rows, a line a row. Most texts stand once in a table of strings, to which the
 * cells point; so it is read first. */

enum { STRINGS_MAX = 2000000, STRING_BYTES_MAX = 64 * 1024 * 1024, NUMBER_MAX = 20 };

enum cell { CELL_NUMBER, CELL_SHARED, CELL_TEXT };

struct sheet {
	struct document *document;
	struct buf strings; /* one behind the other */
	size_t *ends;
	size_t count, capacity;
	bool is_table; /* the table of strings is being read */
	enum cell cell;
	unsigned inside;   /* elements whose text counts */
	unsigned phonetic; /* elements whose text says only how another is read aloud */
	char number[NUMBER_MAX];
	size_t number_len;
};

static bool is_text_element(const char *name)
{
	return strcmp(name, "t") == 0 || strcmp(name, "v") == 0 || strcmp(name, "text") == 0;
}

static void on_start(void *context, const char *name, const char *const *attributes)
{
	struct sheet *sheet = context;

	if (strcmp(name, "rPh") == 0)
		sheet->phonetic++;
	if (strcmp(name, "c") == 0) {
		const char *type = xml_attribute(attributes, "t");
		sheet->cell = CELL_NUMBER;
		if (type != NULL)
			sheet->cell = strcmp(type, "s") == 0 ? CELL_SHARED : CELL_TEXT;
	}
	if (is_text_element(name)) {
		sheet->inside++;
		sheet->number_len = 0;
	}
}

static void end_string(struct sheet *sheet)
{
	if (sheet->count == STRINGS_MAX)
		return;
	sheet->ends =
	    mem_grow(sheet->ends, &sheet->capacity, sheet->count + 1, sizeof *sheet->ends);
	sheet->ends[sheet->count++] = sheet->strings.len;
}

static void add_shared(struct sheet *sheet)
{
	uint64_t number;

	if (!span_to_u64(span_make(sheet->number, sheet->number_len), &number) ||
	    number >= sheet->count)
		return;
	size_t start = number > 0 ? sheet->ends[number - 1] : 0;
	document_add(
	    sheet->document, span_make(sheet->strings.data + start, sheet->ends[number] - start));
}

static void on_end(void *context, const char *name)
{
	struct sheet *sheet = context;

	if (strcmp(name, "rPh") == 0)
		sheet->phonetic--;
	if (is_text_element(name))
		sheet->inside--;
	if (sheet->is_table && strcmp(name, "si") == 0)
		end_string(sheet);
	if (sheet->is_table)
		return;
	if (strcmp(name, "v") == 0 && sheet->cell == CELL_SHARED)
		add_shared(sheet);
	if (strcmp(name, "c") == 0)
		document_add_char(sheet->document, '\t');
	if (strcmp(name, "row") == 0 || strcmp(name, "comment") == 0)
		document_add_char(sheet->document, '\n');
}

static void on_text(void *context, struct span text)
{
	struct sheet *sheet = context;

	if (sheet->inside == 0 || sheet->phonetic > 0)
		return;
	if (sheet->is_table) {
		buf_append_span(&sheet->strings, text);
	} else if (sheet->cell != CELL_SHARED) {
		document_add(sheet->document, text);
	} else if (text.len <= NUMBER_MAX - sheet->number_len) {
		memcpy(sheet->number + sheet->number_len, text.data, text.len);
		sheet->number_len += text.len;
	}
}

static bool read_member(struct sheet *sheet, struct zip *zip, struct err *err)
{
	const struct xml_reader reader = { sheet, on_start, on_end, on_text };
	struct xml *xml = xml_new(&reader);
	struct span piece;
	bool is_good = true;

	sheet->inside = sheet->phonetic = 0;
	sheet->cell = CELL_TEXT;
	do {
		is_good = zip_piece(zip, &piece, err) && xml_feed(xml, piece, piece.len == 0, err);
	} while (is_good && piece.len > 0 && !sheet->document->is_cut);
	xml_free(xml);
	return is_good;
}

static bool is_wanted(const struct sheet *sheet, struct span name)
{
	if (sheet->is_table)
		return span_is(name, "xl/sharedStrings.xml");
	return span_ends_nocase(name, ".xml") &&
	       (span_starts(name, "xl/worksheets/") || span_starts(name, "xl/comments") ||
	           span_starts(name, "xl/threadedComments/"));
}

static bool read_members(struct sheet *sheet, struct span bytes, struct err *err)
{
	struct zip zip;
	bool is_good = true;

	if (!zip_open(&zip, bytes, err))
		return false;
	while (is_good && !sheet->document->is_cut && zip_next(&zip, err)) {
		if (!is_wanted(sheet, span_of(zip.name)))
			continue;
		is_good = read_member(sheet, &zip, err);
		document_add_char(sheet->document, '\n');
	}
	zip_close(&zip);
	return is_good && !zip.is_broken;
}

bool sheet_read(struct document *document, struct span bytes, struct err *err)
{
	struct sheet sheet = { .document = document, .is_table = true };

	buf_init(&sheet.strings, STRING_BYTES_MAX);
	bool is_good = read_members(&sheet, bytes, err);
	sheet.is_table = false;
	is_good = is_good && read_members(&sheet, bytes, err);
	buf_release(&sheet.strings);
	free(sheet.ends);
	return is_good;
}
