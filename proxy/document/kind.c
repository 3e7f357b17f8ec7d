#include <string.h>

#include "../http/utf8.h"
#include "document.h"

const char *const document_kind_names[] = {
	[DOCUMENT_OTHER] = "other",
	[DOCUMENT_TEXT] = "text",
	[DOCUMENT_HTML] = "html",
	[DOCUMENT_EMAIL] = "email",
	[DOCUMENT_DOCX] = "docx",
	[DOCUMENT_PPTX] = "pptx",
	[DOCUMENT_XLSX] = "xlsx",
	[DOCUMENT_ODF] = "odf",
	[DOCUMENT_ZIP] = "zip",
	[DOCUMENT_PDF] = "pdf",
	[DOCUMENT_OFFICE] = "office",
	[DOCUMENT_RTF] = "rtf",
	[DOCUMENT_IMAGE] = "image",
	[DOCUMENT_AUDIO] = "audio",
	[DOCUMENT_VIDEO] = "video",
	[DOCUMENT_ARCHIVE] = "archive",
	[DOCUMENT_PROGRAM] = "program",
	[DOCUMENT_KIND_COUNT] = NULL,
};

enum { PDF_LOOK = 1024, HTML_LOOK = 2048, MAIL_LOOK = 4096, TEXT_LOOK = 64 * 1024 };

/* Bytes that a file has at a place. */
static const struct {
	size_t at;
	const char *bytes;
	size_t len;
	enum document_kind kind;
} signs[] = {
	{ 0, "\x89PNG\r\n\x1a\n", 8, DOCUMENT_IMAGE },
	{ 0, "\xff\xd8\xff", 3, DOCUMENT_IMAGE },
	{ 0, "GIF87a", 6, DOCUMENT_IMAGE },
	{ 0, "GIF89a", 6, DOCUMENT_IMAGE },
	{ 0, "II*\0", 4, DOCUMENT_IMAGE },
	{ 0, "MM\0*", 4, DOCUMENT_IMAGE },
	{ 0, "BM", 2, DOCUMENT_IMAGE },
	{ 8, "WEBP", 4, DOCUMENT_IMAGE },
	{ 4, "ftypheic", 8, DOCUMENT_IMAGE },
	{ 4, "ftypmif1", 8, DOCUMENT_IMAGE },
	{ 4, "ftypavif", 8, DOCUMENT_IMAGE },
	{ 4, "ftypM4A", 7, DOCUMENT_AUDIO },
	{ 8, "WAVE", 4, DOCUMENT_AUDIO },
	{ 0, "ID3", 3, DOCUMENT_AUDIO },
	{ 0, "\xff\xfb", 2, DOCUMENT_AUDIO },
	{ 0, "OggS", 4, DOCUMENT_AUDIO },
	{ 0, "fLaC", 4, DOCUMENT_AUDIO },
	{ 4, "ftyp", 4, DOCUMENT_VIDEO },
	{ 8, "AVI ", 4, DOCUMENT_VIDEO },
	{ 0, "\x1a\x45\xdf\xa3", 4, DOCUMENT_VIDEO },
	{ 0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8, DOCUMENT_OFFICE },
	{ 0, "{\\rtf", 5, DOCUMENT_RTF },
	{ 0, "\x1f\x8b", 2, DOCUMENT_ARCHIVE },
	{ 0, "7z\xbc\xaf\x27\x1c", 6, DOCUMENT_ARCHIVE },
	{ 0, "Rar!\x1a\x07", 6, DOCUMENT_ARCHIVE },
	{ 0, "BZh", 3, DOCUMENT_ARCHIVE },
	{ 0,
	    "\xfd"
	    "7zXZ\0",
	    6, DOCUMENT_ARCHIVE },
	{ 0, "\x28\xb5\x2f\xfd", 4, DOCUMENT_ARCHIVE },
	{ 257, "ustar", 5, DOCUMENT_ARCHIVE },
	{ 0,
	    "\x7f"
	    "ELF",
	    4, DOCUMENT_PROGRAM },
	{ 0, "MZ", 2, DOCUMENT_PROGRAM },
};

/* Names that only one kind of ZIP has. */
static const struct {
	const char *name;
	enum document_kind kind;
} members[] = {
	{ "word/document.xml", DOCUMENT_DOCX },
	{ "ppt/presentation.xml", DOCUMENT_PPTX },
	{ "xl/workbook.xml", DOCUMENT_XLSX },
	{ "mimetypeapplication/vnd.oasis.opendocument", DOCUMENT_ODF },
};

static bool has(struct span bytes, const char *what, size_t len)
{
	return bytes.len >= len && memmem(bytes.data, bytes.len, what, len) != NULL;
}

static enum document_kind zip_kind(struct span bytes)
{
	for (size_t i = 0; i < sizeof members / sizeof *members; i++)
		if (has(bytes, members[i].name, strlen(members[i].name)))
			return members[i].kind;
	return DOCUMENT_ZIP;
}

static struct span first(struct span bytes, size_t len)
{
	return span_make(bytes.data, bytes.len < len ? bytes.len : len);
}

static struct span without_space(struct span text)
{
	if (span_starts(text, "\xef\xbb\xbf"))
		text = span_from(text, 3);
	while (text.len > 0 && memchr(" \t\r\n", text.data[0], 4) != NULL)
		text = span_from(text, 1);
	return text;
}

static bool is_html(struct span bytes)
{
	static const char *const beginnings[] = { "<!doctype html", "<html", "<head", "<body",
		"<meta ", "<title" };
	struct span text = without_space(first(bytes, HTML_LOOK));

	for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++)
		if (span_starts_nocase(text, beginnings[i]))
			return true;
	return span_starts(text, "<") && (has(text, "<html", 5) || has(text, "<HTML", 5));
}

/* Fields of a head (RFC 5322), two of them at least of those that mails have, before any other
 * line. */
static bool is_mail(struct span bytes)
{
	static const char *const fields[] = { "From:", "To:", "Cc:", "Subject:", "Date:",
		"MIME-Version:", "Received:", "Message-ID:", "Return-Path:", "Reply-To:",
		"Content-Type:", "Delivered-To:" };
	struct span rest = first(bytes, MAIL_LOOK);
	size_t found = 0;

	while (rest.data != NULL) {
		struct span line = span_cut(rest, '\n', &rest);
		const char *colon = memchr(line.data, ':', line.len);
		bool is_folded = line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
		if (!is_folded &&
		    (colon == NULL || memchr(line.data, ' ', (size_t)(colon - line.data)) != NULL))
			break;
		for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
			found += span_starts_nocase(line, fields[i]);
	}
	return found >= 2;
}

/* Hardly any control characters, in UTF-8, UTF-16 or a charset of one byte a character. */
static bool is_text(struct span bytes)
{
	struct span look = first(bytes, TEXT_LOOK);
	size_t controls = 0;

	if (span_starts(bytes, "\xff\xfe") || span_starts(bytes, "\xfe\xff"))
		return true;
	for (size_t i = 0; i < look.len; i++) {
		unsigned char c = (unsigned char)look.data[i];
		if (c == 0)
			return false;
		controls += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
	}
	return controls <= look.len / 256;
}

enum document_kind document_kind(struct span bytes)
{
	if (span_starts(bytes, "PK\x03\x04") || span_starts(bytes, "PK\x05\x06"))
		return zip_kind(bytes);
	if (has(first(bytes, PDF_LOOK), "%PDF-", 5))
		return DOCUMENT_PDF;
	for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
		if (bytes.len >= signs[i].at + signs[i].len &&
		    memcmp(bytes.data + signs[i].at, signs[i].bytes, signs[i].len) == 0 &&
		    !(signs[i].len == 2 && signs[i].bytes[0] >= 'A' && is_text(bytes)))
			return signs[i].kind;
	if (bytes.len == 0 || !is_text(bytes))
		return DOCUMENT_OTHER;
	if (is_html(bytes))
		return DOCUMENT_HTML;
	return is_mail(bytes) ? DOCUMENT_EMAIL : DOCUMENT_TEXT;
}

bool document_is_read(enum document_kind kind)
{
	return kind >= DOCUMENT_TEXT && kind <= DOCUMENT_ZIP;
}
