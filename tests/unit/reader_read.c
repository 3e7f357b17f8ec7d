// layers: proxy-base proxy-http proxy-document proxy-reader
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>
#include <cmocka.h>

#include "../../proxy/base/mem.h"
#include "../../proxy/reader/reader.h"

/* Documents read in processes of their own; this program is also what they run. */

enum { TEXT_MAX = 1024 * 1024, ZIP_MAX = 4 * 1024 * 1024 };

static const struct reader_limits limits = { .seconds = 10, .memory = 1024 * 1024 * 1024 };
static int exe_fd;
static char zip_bytes[ZIP_MAX];

static struct span zip_of(const char *name, struct span content)
{
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	size_t used = 0;

	archive_write_set_format_zip(archive);
	archive_write_open_memory(archive, zip_bytes, ZIP_MAX, &used);
	archive_entry_set_pathname(entry, name);
	archive_entry_set_size(entry, (la_int64_t)content.len);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_write_header(archive, entry);
	assert_int_equal(
	    archive_write_data(archive, content.data, content.len), (la_ssize_t)content.len);
	archive_entry_free(entry);
	archive_write_close(archive);
	archive_write_free(archive);
	return span_make(zip_bytes, used);
}

/* A PDF of one page with one line. */
static struct span pdf_of(const char *line)
{
	static char pdf[4096];
	static const char *const objects[] = { "<< /Type /Catalog /Pages 2 0 R >>",
		"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources "
		"<< "
		"/Font << /F1 5 0 R >> >> >>",
		NULL, "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>" };
	size_t places[5];
	size_t len = (size_t)sprintf(pdf, "%%PDF-1.4\n");

	for (size_t i = 0; i < 5; i++) {
		char stream[512];
		char content[256];
		int size = sprintf(content, "BT /F1 12 Tf 50 700 Td (%s) Tj ET", line);
		sprintf(stream, "<< /Length %d >>\nstream\n%s\nendstream", size, content);
		places[i] = len;
		len += (size_t)sprintf(pdf + len, "%zu 0 obj\n%s\nendobj\n", i + 1,
		    objects[i] != NULL ? objects[i] : stream);
	}
	size_t table = len;
	len += (size_t)sprintf(pdf + len, "xref\n0 6\n0000000000 65535 f \n");
	for (size_t i = 0; i < 5; i++)
		len += (size_t)sprintf(pdf + len, "%010zu 00000 n \n", places[i]);
	len += (size_t)sprintf(
	    pdf + len, "trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%zu\n%%%%EOF\n", table);
	return span_make(pdf, len);
}

/* The text without its line ends, or "!" and the sentence. */
static const char *text_with(struct span bytes, const struct reader_limits *limits_then)
{
	static char out[TEXT_MAX + 1024];
	struct document document;
	struct err err;
	size_t len = 0;

	document_init(&document, TEXT_MAX);
	bool is_read = reader_read(exe_fd, bytes, limits_then, &document, &err);
	for (size_t i = 0; i < document.text.len; i++)
		if (strchr("\n\f\t", document.text.data[i]) == NULL)
			out[len++] = document.text.data[i];
	out[len] = '\0';
	for (int i = 0; i < DOCUMENT_KIND_COUNT; i++)
		if (document.unread[i] > 0)
			len += (size_t)sprintf(
			    out + len, "[%zu %s]", document.unread[i], document_kind_names[i]);
	if (!is_read)
		sprintf(out + len, "!%s", err.text);
	document_release(&document);
	return out;
}

static const char *text_of(struct span bytes)
{
	return text_with(bytes, &limits);
}

static void test_kinds(void **state)
{
	(void)state;
	assert_string_equal(text_of(SPAN("plain")), "plain");
	assert_string_equal(text_of(SPAN("<html><p>hyper")), "hyper");
	assert_string_equal(
	    text_of(zip_of("word/document.xml", SPAN("<d><t>Word</t></d>"))), "Word");
	assert_string_equal(text_of(pdf_of("A portable line")), "A portable line");
	assert_string_equal(
	    text_of(SPAN("\x89PNG\r\n\x1a\n")), "!is of a kind that is not read (image)");
	assert_string_equal(text_of(SPAN("")), "!is of a kind that is not read (other)");
}

static void test_pdf_inside(void **state)
{
	(void)state;
	assert_string_equal(text_of(zip_of("a.pdf", pdf_of("Zipped line"))), "Zipped line");
	assert_string_equal(text_of(zip_of("a.pdf", SPAN("%PDF-1.4 broken"))), "[1 pdf]");
}

static void test_broken(void **state)
{
	static const char laughs[] = "<!DOCTYPE l [<!ENTITY a 'ha'>]><d><t>&a;</t></d>";

	(void)state;
	assert_string_equal(text_of(SPAN("%PDF-1.4\nbroken")), "!cannot be read as a PDF");
	assert_string_equal(text_of(zip_of("word/document.xml", SPAN(laughs))),
	    "!declares a document type, which no such file has");
	assert_string_equal(text_of(SPAN("PK\3\4....")), "!is broken as a ZIP");
}

/* More than it may take of the processor, or of memory, is the end of it. */
static void test_limits(void **state)
{
	static const struct reader_limits little = { .seconds = 10, .memory = 24 * 1024 * 1024 };
	char *spaces = mem_alloc(32 * 1024 * 1024);
	const char *sandbox = getenv("GATEPOST_SANDBOX");

	(void)state;
	memset(spaces, ' ', 32 * 1024 * 1024);
	struct span zip = zip_of("big.txt", span_make(spaces, 32 * 1024 * 1024));
	assert_string_equal(text_of(zip), "!becomes too large when it is unpacked");
	free(spaces);
	if (sandbox == NULL || strcmp(sandbox, "off") != 0)
		assert_string_equal(
		    text_with(SPAN("plain"), &little), "!takes too much time or memory to be read");
}

/* Many at once: nobody waits for anybody. */
static void test_jobs(void **state)
{
	enum { JOBS = 4 };
	struct reader_job *jobs[JOBS];
	struct document documents[JOBS];
	struct err err;

	(void)state;
	for (size_t i = 0; i < JOBS; i++) {
		char text[16];
		snprintf(text, sizeof text, "job %zu", i);
		document_init(&documents[i], TEXT_MAX);
		jobs[i] = reader_begin(exe_fd, span_of(text), &limits, &documents[i], &err);
		assert_non_null(jobs[i]);
	}
	for (size_t i = JOBS; i > 0; i--) {
		char text[16];
		enum reader_result result;
		snprintf(text, sizeof text, "job %zu", i - 1);
		while ((result = reader_go_on(jobs[i - 1], &err)) == READER_BUSY)
			usleep(1000);
		assert_int_equal(result, READER_DONE);
		reader_end(jobs[i - 1]);
		assert_true(span_is(buf_span(&documents[i - 1].text), text));
		document_release(&documents[i - 1]);
	}
	document_init(&documents[0], TEXT_MAX);
	jobs[0] = reader_begin(exe_fd, SPAN("given up"), &limits, &documents[0], &err);
	reader_end(jobs[0]);
	document_release(&documents[0]);
}

int main(int argc, char **argv)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_pdf_inside),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_jobs),
	};

	if (argc > 2 && strcmp(argv[1], "--role") == 0)
		return reader_child(argc, argv);
	exe_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
