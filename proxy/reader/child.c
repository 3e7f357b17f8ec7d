/*
 * The process that reads one document. It holds nothing but the document, may write what it read to
 * one descriptor, and never opens a file or a socket, or runs a program; for a PDF it becomes
 * pdftotext, which may read the system's libraries besides.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../base/mem.h"
#include "../base/sandbox.h"
#include "../document/document.h"
#include "frame.h"
#include "reader.h"

enum { ARG_HOW = 3, ARG_SECONDS, ARG_MEMORY, ARG_TEXT, ARG_COUNT, OUT = 1, PAGES_MAX = 5000 };

static const char *const programs[] = { "/usr/bin/pdftotext", "/usr/local/bin/pdftotext" };

/* What programs need to start, and poppler to know characters by. */
static const char *const libraries[] = { "/usr/lib", "/lib", "/lib64", "/usr/lib64",
	"/usr/local/lib", "/etc/ld.so.cache", "/usr/share/poppler", "/etc/fonts",
	"/usr/share/fonts", NULL };

static bool write_all(const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t written = write(OUT, bytes, len);
		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		len -= (size_t)written;
	}
	return true;
}

static bool say(enum frame_type type, struct span bytes)
{
	unsigned char head[FRAME_HEAD] = { (unsigned char)type };

	for (size_t i = 1; i < FRAME_HEAD; i++)
		head[i] = (unsigned char)(bytes.len >> (8 * (i - 1)) & 0xff);
	return write_all((const char *)head, sizeof head) && write_all(bytes.data, bytes.len);
}

static int fail(const char *sentence)
{
	say(FRAME_FAILED, span_of(sentence));
	return 1;
}

static bool limit(int what, rlim_t most)
{
	const struct rlimit limit = { most, most };

	return setrlimit((__rlimit_resource_t)what, &limit) == 0;
}

/* Not where the sandbox is off: a leak checker's memory is beyond any limit. */
static bool set_limits(uint64_t seconds, uint64_t memory)
{
	const char *sandbox = getenv("GATEPOST_SANDBOX");
	bool is_off = sandbox != NULL && strcmp(sandbox, "off") == 0;

	return limit(RLIMIT_CPU, seconds) && limit(RLIMIT_FSIZE, 0) &&
	       (is_off || limit(RLIMIT_AS, memory));
}

static void on_pdf(void *context, struct span bytes)
{
	(void)context;
	say(FRAME_PDF, bytes);
}

static int say_all(const struct document *document)
{
	bool is_said = say(FRAME_TEXT, buf_span(&document->text));

	for (int kind = 0; kind < DOCUMENT_KIND_COUNT; kind++) {
		char byte = (char)kind;
		for (size_t i = 0; i < document->unread[kind] && is_said; i++)
			is_said = say(FRAME_UNREAD, span_make(&byte, 1));
	}
	if (document->is_cut)
		is_said &= say(FRAME_CUT, span_make(NULL, 0));
	return is_said && say(FRAME_DONE, span_make(NULL, 0)) ? 0 : 1;
}

static int read_here(struct span bytes, uint64_t text_max)
{
	static const struct sandbox sandbox = { .is_mute = true };
	struct document document;
	struct err err;

	if (!sandbox_enter(&sandbox, &err))
		return fail(err.text);
	document_init(&document, (size_t)text_max);
	document.on_pdf = on_pdf;
	if (!document_read(&document, bytes, &err))
		return fail(err.text);
	int status = say_all(&document);
	document_release(&document);
	return status;
}

/* Becomes pdftotext; returns only if that cannot be. */
static int read_pdf(void)
{
	char pages[16];
	char *const environment[] = { "LC_ALL=C.UTF-8", "HOME=/nowhere", NULL };
	struct err err;
	const char *program = NULL;

	for (size_t i = 0; i < sizeof programs / sizeof *programs && program == NULL; i++)
		program = access(programs[i], X_OK) == 0 ? programs[i] : NULL;
	if (program == NULL)
		return 2;
	const struct sandbox sandbox = {
		.is_mute = true, .program = program, .libraries = libraries
	};
	if (!sandbox_enter(&sandbox, &err) || !limit(RLIMIT_NPROC, 0))
		return 1;
	snprintf(pages, sizeof pages, "%d", PAGES_MAX);
	char *const words[] = { "pdftotext", "-q", "-enc", "UTF-8", "-nopgbrk", "-l", pages, "-",
		"-", NULL };
	execve(program, words, environment);
	return 1;
}

int reader_child(int argc, char **argv)
{
	uint64_t seconds;
	uint64_t memory;
	uint64_t text_max;
	struct stat info;

	if (argc != ARG_COUNT || !span_to_u64(span_of(argv[ARG_SECONDS]), &seconds) ||
	    !span_to_u64(span_of(argv[ARG_MEMORY]), &memory) ||
	    !span_to_u64(span_of(argv[ARG_TEXT]), &text_max) || fstat(0, &info) != 0 ||
	    !set_limits(seconds, memory))
		return 1;
	if (strcmp(argv[ARG_HOW], READ_PDF) == 0)
		return read_pdf();
	size_t len = (size_t)info.st_size;
	void *bytes = len > 0 ? mmap(NULL, len, PROT_READ, MAP_PRIVATE, 0, 0) : NULL;
	return bytes == MAP_FAILED ? 1 : read_here(span_make(bytes, len), text_max);
}
