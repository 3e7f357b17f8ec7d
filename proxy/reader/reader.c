#include "reader.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../base/mem.h"
#include "../http/utf8.h"
#include "frame.h"

enum {
	PIECE = 64 * 1024,
	FRAME_MAX = 64 * 1024 * 1024,
	PDFS_MAX = 32,
	SENTENCE_MAX = 200,
	ALL_MAX = 256 * 1024 * 1024, /* of what one process may say */
	SLACK_MS = 1000,
};

extern char **environ;

struct reader_job {
	int exe_fd;
	struct reader_limits limits;
	struct document *document;
	pid_t pid; /* 0: it has been waited for */
	int fd;    /* where it speaks */
	bool is_pdf;
	bool is_done; /* it has said all */
	int64_t deadline_ms;
	struct buf said;            /* not taken yet */
	size_t all;                 /* bytes that it has said */
	char why[SENTENCE_MAX + 1]; /* it says that it failed */
	char *pdfs[PDFS_MAX];       /* inside, to be read next */
	size_t pdf_lengths[PDFS_MAX];
	size_t pdf_count;
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The process */

static int make_file(struct span bytes)
{
	int fd = memfd_create("gatepost-document", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	for (size_t at = 0; fd >= 0 && at < bytes.len;) {
		ssize_t len = write(fd, bytes.data + at, bytes.len - at);
		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0) {
			close(fd);
			return -1;
		}
		at += (size_t)len;
	}
	if (fd >= 0) {
		fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL);
		lseek(fd, 0, SEEK_SET);
	}
	return fd;
}

/* Between fork and exec: only what is safe there. */
static void become(const struct reader_job *job, int document, int out, char *const *words)
{
	int nothing = open("/dev/null", O_WRONLY);
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (dup2(document, 0) < 0 || dup2(out, 1) < 0 || dup2(nothing, 2) < 0)
		_exit(127);
	fexecve(job->exe_fd, words, environ);
	_exit(127);
}

static bool start(struct reader_job *job, int document, int out, struct err *err)
{
	char seconds[16];
	char memory[24];
	char text[24];
	char *const words[] = { "gatepost: read", "--role", "read",
		job->is_pdf ? READ_PDF : READ_HERE, seconds, memory, text, NULL };

	snprintf(seconds, sizeof seconds, "%u", job->limits.seconds);
	snprintf(memory, sizeof memory, "%zu", job->limits.memory);
	snprintf(text, sizeof text, "%zu", job->document->text.max);
	job->pid = fork();
	if (job->pid == 0)
		become(job, document, out, words);
	return job->pid > 0 || err_set_errno(err, "no process can be started");
}

/* Begins with bytes; the job has no process yet. */
static bool begin(struct reader_job *job, struct span bytes, struct err *err)
{
	int pipe_fds[2] = { -1, -1 };
	int document = make_file(bytes);

	job->is_pdf = document_kind(bytes) == DOCUMENT_PDF;
	job->deadline_ms = now_ms() + (int64_t)job->limits.seconds * 2000 + SLACK_MS;
	bool is_begun = document >= 0 && pipe2(pipe_fds, O_CLOEXEC) == 0;
	if (!is_begun)
		err_set_errno(err, "no process can be given the document");
	is_begun = is_begun && start(job, document, pipe_fds[1], err);
	if (document >= 0)
		close(document);
	if (pipe_fds[1] >= 0)
		close(pipe_fds[1]);
	job->fd = pipe_fds[0];
	if (is_begun)
		fcntl(job->fd, F_SETFL, O_NONBLOCK);
	return is_begun;
}

struct reader_job *reader_begin(int exe_fd, struct span bytes, const struct reader_limits *limits,
    struct document *document, struct err *err)
{
	enum document_kind kind = document_kind(bytes);
	struct reader_job *job = mem_alloc(sizeof *job);

	job->exe_fd = exe_fd;
	job->limits = *limits;
	job->document = document;
	job->fd = -1;
	buf_init(&job->said, FRAME_MAX + FRAME_HEAD + PIECE);
	bool is_begun =
	    document_is_read(kind) || kind == DOCUMENT_PDF
	        ? begin(job, bytes, err)
	        : err_set(err, "is of a kind that is not read (%s)", document_kind_names[kind]);
	if (is_begun)
		return job;
	reader_end(job);
	return NULL;
}

int reader_fd(const struct reader_job *job)
{
	return job->fd;
}

int64_t reader_deadline_ms(const struct reader_job *job)
{
	return job->deadline_ms;
}

/* What it says */

static void add_text(struct reader_job *job, struct span text)
{
	struct document *document = job->document;
	struct arena *arena = utf8_is_valid(text) ? NULL : arena_new(0);

	if (arena != NULL)
		utf8_clean(text, arena, &text);
	if (!buf_append_span(&document->text, text))
		document->is_cut = true;
	arena_free(arena);
}

static void keep_pdf(struct reader_job *job, struct span bytes)
{
	if (job->pdf_count == PDFS_MAX || document_kind(bytes) != DOCUMENT_PDF) {
		job->document->unread[DOCUMENT_PDF]++;
		return;
	}
	job->pdfs[job->pdf_count] = mem_copy_n(bytes.data, bytes.len);
	job->pdf_lengths[job->pdf_count++] = bytes.len;
}

static void take_frame(struct reader_job *job, char type, struct span bytes)
{
	unsigned char kind = bytes.len > 0 ? (unsigned char)bytes.data[0] : 0;

	switch (type) {
	case FRAME_TEXT:
		add_text(job, bytes);
		break;
	case FRAME_UNREAD:
		if (kind < DOCUMENT_KIND_COUNT)
			job->document->unread[kind]++;
		break;
	case FRAME_PDF:
		keep_pdf(job, bytes);
		break;
	case FRAME_CUT:
		job->document->is_cut = true;
		break;
	case FRAME_FAILED:
		snprintf(job->why, sizeof job->why, "%.*s",
		    (int)(bytes.len < SENTENCE_MAX ? bytes.len : SENTENCE_MAX), bytes.data);
		break;
	case FRAME_DONE:
		job->is_done = true;
		break;
	default:
		break;
	}
}

static void take_frames(struct reader_job *job)
{
	while (job->said.len >= FRAME_HEAD) {
		const unsigned char *head = (const unsigned char *)job->said.data;
		size_t len = (size_t)head[1] | (size_t)head[2] << 8 | (size_t)head[3] << 16 |
		             (size_t)head[4] << 24;
		if (len > job->said.len - FRAME_HEAD)
			return;
		take_frame(job, job->said.data[0], span_make(job->said.data + FRAME_HEAD, len));
		buf_drain(&job->said, FRAME_HEAD + len);
	}
}

/* More than it may say ends it. */
static ssize_t take_piece(struct reader_job *job)
{
	char *room = buf_reserve(&job->said, PIECE);
	ssize_t len = room != NULL && job->all < ALL_MAX ? read(job->fd, room, PIECE) : 0;

	if (len > 0) {
		buf_commit(&job->said, (size_t)len);
		job->all += (size_t)len;
		if (!job->is_pdf)
			take_frames(job);
	}
	return len;
}

/* Its end */

/* The exit status; -1 if it was ended. */
static int wait_for(struct reader_job *job, bool is_ended)
{
	int status = 0;

	if (is_ended)
		kill(job->pid, SIGKILL);
	while (waitpid(job->pid, &status, 0) < 0 && errno == EINTR)
		;
	job->pid = 0;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool conclude_pdf(struct reader_job *job, int status, struct err *err)
{
	static const char *const sentences[] = { [1] = "cannot be read as a PDF",
		[2] = "is a PDF, and pdftotext (package poppler-utils) is not installed",
		[3] = "is a PDF that may not be read without its password" };
	int known = (int)(sizeof sentences / sizeof *sentences);

	add_text(job, buf_span(&job->said));
	buf_clear(&job->said);
	if (status == 0)
		return true;
	return err_set(err, "%s",
	    status > 0 && status < known ? sentences[status] : "cannot be read as a PDF");
}

static bool conclude(struct reader_job *job, int status, struct err *err)
{
	if (job->is_pdf)
		return status >= 0 ? conclude_pdf(job, status, err)
		                   : err_set(err, "takes too much time or memory to be read");
	if (job->why[0] != '\0')
		return err_set(err, "%s", job->why);
	return (status == 0 && job->is_done) ||
	       err_set(err, "takes too much time or memory to be read");
}

/* The next PDF that stood inside; one that cannot be read is counted. False if there is none. */
static bool begin_inner(struct reader_job *job)
{
	struct err err;

	while (job->pdf_count > 0) {
		char *bytes = job->pdfs[--job->pdf_count];
		bool is_begun =
		    begin(job, span_make(bytes, job->pdf_lengths[job->pdf_count]), &err);
		free(bytes);
		if (is_begun)
			return true;
		job->document->unread[DOCUMENT_PDF]++;
	}
	return false;
}

/* One process has ended. */
static enum reader_result step_end(struct reader_job *job, bool is_ended, struct err *err)
{
	bool is_inner = job->is_pdf && job->is_done;
	int status = wait_for(job, is_ended);

	close(job->fd);
	job->fd = -1;
	bool is_good = conclude(job, is_ended ? -1 : status, err);
	if (!is_good && !is_inner)
		return READER_FAILED;
	if (!is_good)
		job->document->unread[DOCUMENT_PDF]++;
	job->is_done = true;
	return begin_inner(job) ? READER_BUSY : READER_DONE;
}

enum reader_result reader_go_on(struct reader_job *job, struct err *err)
{
	ssize_t len;

	if (now_ms() >= job->deadline_ms)
		return step_end(job, true, err);
	do {
		len = take_piece(job);
	} while (len > 0 || (len < 0 && errno == EINTR));
	if (len < 0 && errno == EAGAIN)
		return READER_BUSY;
	return step_end(job, job->all >= ALL_MAX, err);
}

void reader_end(struct reader_job *job)
{
	if (job->pid > 0)
		wait_for(job, true);
	if (job->fd >= 0)
		close(job->fd);
	while (job->pdf_count > 0)
		free(job->pdfs[--job->pdf_count]);
	buf_release(&job->said);
	free(job);
}

bool reader_read(int exe_fd, struct span bytes, const struct reader_limits *limits,
    struct document *document, struct err *err)
{
	struct reader_job *job = reader_begin(exe_fd, bytes, limits, document, err);
	enum reader_result result = READER_BUSY;

	if (job == NULL)
		return false;
	while (result == READER_BUSY) {
		struct pollfd waiting = { .fd = reader_fd(job), .events = POLLIN };
		int64_t left = reader_deadline_ms(job) - now_ms();
		poll(&waiting, 1, left > 0 ? (int)left : 0);
		result = reader_go_on(job, err);
	}
	reader_end(job);
	return result == READER_DONE;
}
