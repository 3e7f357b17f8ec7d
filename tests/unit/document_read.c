// layers: proxy-base proxy-http proxy-document
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

#include "../../proxy/base/mem.h"
#include "../../proxy/document/document.h"
#include "../../proxy/http/utf8.h"

enum { ZIP_MAX = 4 * 1024 * 1024, TEXT_MAX = 1024 * 1024 };

static char zip_bytes[ZIP_MAX];

struct member {
	const char *name;
	const char *text;
	size_t len; /* 0: that of text */
};

static struct span make_zip(const struct member *members, size_t count)
{
	struct archive *archive = archive_write_new();
	size_t used = 0;

	archive_write_set_format_zip(archive);
	assert_int_equal(archive_write_open_memory(archive, zip_bytes, ZIP_MAX, &used), ARCHIVE_OK);
	for (size_t i = 0; i < count; i++) {
		struct archive_entry *entry = archive_entry_new();
		size_t len = members[i].len > 0 ? members[i].len : strlen(members[i].text);
		archive_entry_set_pathname(entry, members[i].name);
		archive_entry_set_size(entry, (la_int64_t)len);
		archive_entry_set_filetype(entry, AE_IFREG);
		assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
		assert_int_equal(
		    archive_write_data(archive, members[i].text, len), (la_ssize_t)len);
		archive_entry_free(entry);
	}
	archive_write_close(archive);
	archive_write_free(archive);
	return span_make(zip_bytes, used);
}

/* The text with every run of white space as one space; "!" and the sentence where it fails. */
static const char *text_of(struct span bytes)
{
	static char out[TEXT_MAX];
	struct document document;
	struct err err;
	size_t len = 0;

	document_init(&document, TEXT_MAX / 2);
	bool is_read = document_read(&document, bytes, &err);
	assert_true(utf8_is_valid(buf_span(&document.text)));
	for (size_t i = 0; i < document.text.len; i++) {
		char c = document.text.data[i];
		bool is_white = c == ' ' || c == '\n' || c == '\t' || c == '\r';
		if (!is_white)
			out[len++] = c;
		else if (len > 0 && out[len - 1] != ' ')
			out[len++] = ' ';
	}
	while (len > 0 && out[len - 1] == ' ')
		len--;
	out[len] = '\0';
	for (int i = 0; i < DOCUMENT_KIND_COUNT; i++)
		if (document.unread[i] > 0)
			len += (size_t)sprintf(out + len, "%s[%zu %s]", len > 0 ? " " : "",
			    document.unread[i], document_kind_names[i]);
	if (!is_read)
		sprintf(out + len, "!%s", err.text);
	if (document.is_cut)
		strcat(out, "…");
	document_release(&document);
	return out;
}

#define LATIN                                                                                      \
	"Gr\xfc\xdf"                                                                               \
	"e"
#define GREETING                                                                                   \
	"Gr\xc3\xbc\xc3\x9f"                                                                       \
	"e"

static const struct {
	const char *bytes;
	size_t len;
	enum document_kind kind;
	const char *text;
} cases[] = {
	{ "", 0, DOCUMENT_OTHER, "!is of a kind that is not read (other)" },
	{ "hello\nworld", 0, DOCUMENT_TEXT, "hello world" },
	{ "\xef\xbb\xbf" GREETING, 0, DOCUMENT_TEXT, GREETING },
	{ LATIN, 0, DOCUMENT_TEXT, GREETING },
	{ "\xff\xfeG\0r\0\xfc\0\xdf\0e\0", 12, DOCUMENT_TEXT, GREETING },
	{ "\xfe\xff\0G\0r\0\xfc\0\xdf\0e", 12, DOCUMENT_TEXT, GREETING },
	{ "# Title\n\n*some* `code`", 0, DOCUMENT_TEXT, "# Title *some* `code`" },
	{ "\x89PNG\r\n\x1a\n....", 0, DOCUMENT_IMAGE, "!is of a kind that is not read (image)" },
	{ "%PDF-1.7\n", 0, DOCUMENT_PDF, "!is of a kind that is not read (pdf)" },
	{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 ", 0, DOCUMENT_OFFICE,
	    "!is of a kind that is not read (office)" },
	{ "MZ is how this text begins, not a program", 0, DOCUMENT_TEXT,
	    "MZ is how this text begins, not a program" },
	{ "MZ\0\1\0\0\0\4", 8, DOCUMENT_PROGRAM, "!is of a kind that is not read (program)" },
	/* HTML */
	{ "<!DOCTYPE html><title>T &amp; U</title><script>var x = '<p>no';</script><p>a<br>b "
	  "<b>c</b>d<!-- no --></p>",
	    0, DOCUMENT_HTML, "T & U a b cd" },
	{ "<html><body>&Uuml;ber &#252; &#xFC; &nosuch; &copy <a title='x>y'>z</a>", 0,
	    DOCUMENT_HTML,
	    "\xc3\x9c"
	    "ber \xc3\xbc \xc3\xbc &nosuch; &copy z" },
	{ "<html><meta charset=iso-8859-1>" LATIN, 0, DOCUMENT_HTML, GREETING },
	{ "<html><style>p{}</style>a &lt;b&gt; 1 < 2<script>never closed", 0, DOCUMENT_HTML,
	    "a <b> 1 < 2" },
	{ "<html><p", 0, DOCUMENT_HTML, "" },
	/* mails */
	{ "From: a@b.example\nSubject: =?UTF-8?Q?Gr=C3=BC?= =?utf-8?b?w59l?=\n\nbody", 0,
	    DOCUMENT_EMAIL, "a@b.example " GREETING " body" },
	{ "Subject: S\r\nFrom: f\r\nContent-Type: text/plain; charset=\"iso-8859-1\"\r\n"
	  "Content-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe so=\r\nft",
	    0, DOCUMENT_EMAIL, "S f " GREETING " soft" },
	{ "Subject: S\nFrom: f\nMIME-Version: 1.0\nContent-Type: multipart/mixed;\n"
	  " boundary=\"b 1\"\n\npreamble\n--b 1\nContent-Type: multipart/alternative; "
	  "boundary=b2\n\n"
	  "--b2\n\nplain\n--b2\nContent-Type: text/html\n\n<p>ht<i>ml</i></p>\n--b2--\n--b 1\n"
	  "Content-Disposition: attachment; filename=x.txt\nContent-Transfer-Encoding: base64\n\n"
	  "YXR0YWNo\nZWQ=\n--b 1\nContent-Transfer-Encoding: base64\nContent-Type: image/png\n\n"
	  "iVBORw0KGgoAAAAN\n--b 1--\nepilogue",
	    0, DOCUMENT_EMAIL, "S f plain html attached [1 image]" },
	{ "From: f\nTo: t\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nopen end", 0,
	    DOCUMENT_EMAIL, "f t open end" },
};

static void test_cases(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct span bytes = span_make(
		    cases[i].bytes, cases[i].len > 0 ? cases[i].len : strlen(cases[i].bytes));
		enum document_kind kind = document_kind(bytes);
		const char *text = text_of(bytes);
		if (kind == cases[i].kind && strcmp(text, cases[i].text) == 0)
			continue;
		print_error("case %zu: %s, \"%s\"; wanted %s, \"%s\"\n", i,
		    document_kind_names[kind], text, document_kind_names[cases[i].kind],
		    cases[i].text);
		failures++;
	}
	assert_int_equal(failures, 0);
}

#define W "<w:document xmlns:w='u'><w:body>"
#define DOCX(inner)                                                                                \
	{                                                                                          \
		"word/document.xml", W inner "</w:body></w:document>", 0                           \
	}

static void test_docx(void **state)
{
	const struct member plain[] = {
		{ "[Content_Types].xml", "<Types/>", 0 },
		{ "word/styles.xml", "<w:styles xmlns:w='u'><w:t>style</w:t></w:styles>", 0 },
		DOCX("<w:p><w:r><w:t>Pro</w:t></w:r><w:r><w:t>ject</w:t></w:r></w:p><w:p><w:r><w:t "
		     "xml:space='preserve'>Fal&#99;on &amp; co</w:t></w:r></w:p><w:x>not "
		     "text</w:x>"),
		{ "word/footnotes.xml", "<n><p><t>a note</t></p></n>", 0 },
	};

	(void)state;
	struct span zip = make_zip(plain, 4);
	assert_int_equal(document_kind(zip), DOCUMENT_DOCX);
	assert_string_equal(text_of(zip), "Project Falcon & co a note");
}

static void test_pptx_and_odf(void **state)
{
	const struct member pptx[] = {
		{ "ppt/presentation.xml", "<p/>", 0 },
		{ "ppt/slides/slide1.xml",
		    "<p:sld xmlns:p='u' xmlns:a='v'><a:p><a:r><a:t>On a "
		    "slide</a:t></a:r></a:p></p:sld>",
		    0 },
		{ "ppt/notesSlides/notesSlide1.xml", "<n><p><t>said aloud</t></p></n>", 0 },
	};
	const struct member odf[] = {
		{ "mimetype", "application/vnd.oasis.opendocument.text", 0 },
		{ "content.xml", "<o><p>one<s/>two</p><h>three</h></o>", 0 },
	};

	(void)state;
	struct span zip = make_zip(pptx, 3);
	assert_int_equal(document_kind(zip), DOCUMENT_PPTX);
	assert_string_equal(text_of(zip), "On a slide said aloud");
	zip = make_zip(odf, 2);
	/* A writer that stores nothing uncompressed leaves no mark; then it is a ZIP like others.
	 */
	assert_true(document_kind(zip) == DOCUMENT_ODF || document_kind(zip) == DOCUMENT_ZIP);
}

static void test_xlsx(void **state)
{
	const struct member members[] = {
		{ "xl/workbook.xml", "<w/>", 0 },
		{ "xl/worksheets/sheet1.xml",
		    "<s><sheetData><row><c t='s'><v>1</v></c><c><v>4711</v></c></row><row><c "
		    "t='inlineStr'><is><t>inline</t></is></c><c t='s'><v>0</v></c><c "
		    "t='s'><v>9</v></c><c t='str'><v>made</v></c></row></sheetData></s>",
		    0 },
		{ "xl/sharedStrings.xml",
		    "<sst><si><t>zero</t></si><si><r><t>Anna "
		    "</t></r><r><t>Schmidt</t></r><rPh><t>aloud"
		    "</t></rPh></si></sst>",
		    0 },
	};

	(void)state;
	struct span zip = make_zip(members, 3);
	assert_int_equal(document_kind(zip), DOCUMENT_XLSX);
	assert_string_equal(text_of(zip), "Anna Schmidt 4711 inline zero made");
}

static void test_zip(void **state)
{
	static char inner[4096];
	const struct member in[] = { { "a.txt", "hidden", 0 } };

	(void)state;
	struct span zip = make_zip(in, 1);
	memcpy(inner, zip.data, zip.len);
	const struct member out[] = {
		{ "folder/b.txt", "one", 0 },
		{ "in.zip", inner, zip.len },
		{ "c.html", "<html><p>two", 0 },
		{ "d.png", "\x89PNG\r\n\x1a\n..", 0 },
		{ "e.eml", "From: f\nTo: t\n\nthree", 0 },
	};
	zip = make_zip(out, 5);
	assert_int_equal(document_kind(zip), DOCUMENT_ZIP);
	assert_string_equal(text_of(zip), "one two f t three [1 zip] [1 image]");
	assert_string_equal(text_of(span_make(zip.data, 20)), "!is broken as a ZIP");
}

/* What wants to make much of little, or to reach out of the file. */
static void test_hostile(void **state)
{
	const struct member laughs[] = { { "word/document.xml",
	    "<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]><d><t>&b;</t></d>", 0 } };
	const struct member outside[] = { { "word/document.xml",
	    "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><d><t>&a;</t></d>", 0 } };
	const struct member open[] = { { "word/document.xml", "<d><p><t>Good</t></p><t>", 0 } };
	static char deep[3 * 400 + 1];
	char *zeros = mem_alloc(64 * 1024 * 1024);
	const struct member bomb[] = { DOCX("<w:p><w:t>before</w:t></w:p>"),
		{ "word/footnotes.xml", zeros, 64 * 1024 * 1024 } };

	(void)state;
	assert_string_equal(
	    text_of(make_zip(laughs, 1)), "!declares a document type, which no such file has");
	assert_string_equal(
	    text_of(make_zip(outside, 1)), "!declares a document type, which no such file has");
	assert_string_equal(text_of(make_zip(open, 1)), "Good!no element found");
	for (int i = 0; i < 400; i++)
		memcpy(deep + 3 * i, "<a>", 3);
	const struct member nested[] = { { "word/document.xml", deep, 0 } };
	assert_string_equal(text_of(make_zip(nested, 1)), "!is nested too deeply");
	memset(zeros, ' ', 64 * 1024 * 1024);
	assert_string_equal(
	    text_of(make_zip(bomb, 2)), "before!becomes too large when it is unpacked");
	free(zeros);
}

/* More than the cap is cut, and said so. */
static void test_cut(void **state)
{
	struct document document;
	struct err err;

	(void)state;
	document_init(&document, 10);
	assert_true(document_read(&document, SPAN("<html>12345<p>678<p>9012<p>more"), &err));
	assert_true(document.is_cut);
	assert_true(document.text.len <= 10);
	document_release(&document);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_docx),
		cmocka_unit_test(test_pptx_and_odf),
		cmocka_unit_test(test_xlsx),
		cmocka_unit_test(test_zip),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_cut),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
