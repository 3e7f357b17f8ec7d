/*
 * Reads documents that come from anybody: each in a process of its own, without network or files,
 * with little memory and time, that ends when it has read one. PDF is read by pdftotext (poppler),
 * which such a process becomes.
 *
 * The side that asks trusts nothing of what comes back: it is capped, and made valid UTF-8.
 */
#ifndef READER_READER_H
#define READER_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "../base/err.h"
#include "../document/document.h"

struct reader_limits {
	unsigned seconds; /* of processor time; twice that by the clock */
	size_t memory;    /* bytes */
};

/* One document being read: a process, and what it has said so far. */
struct reader_job;

/* exe_fd: the descriptor of our own binary. bytes: borrowed for this call. document: borrowed until
 * the job ends; text is added to it. NULL with err if it cannot be begun. Returns owned. */
struct reader_job *reader_begin(int exe_fd, struct span bytes, const struct reader_limits *limits,
    struct document *document, struct err *err);

int reader_fd(const struct reader_job *job);              /* readable: call reader_go_on() */
int64_t reader_deadline_ms(const struct reader_job *job); /* monotonic */

enum reader_result { READER_BUSY, READER_DONE, READER_FAILED };

/* Takes what there is; ends the process at its deadline. READER_FAILED with err. */
enum reader_result reader_go_on(struct reader_job *job, struct err *err);

void reader_end(struct reader_job *job); /* ends the process if it still runs; frees the job */

/* All of that, waiting. */
bool reader_read(int exe_fd, struct span bytes, const struct reader_limits *limits,
    struct document *document, struct err *err);

/* The process: gatepost --role read HOW SECONDS MEMORY TEXT, with the document on descriptor 0 and
 * what it says on 1. Returns its exit status. */
int reader_child(int argc, char **argv);

#endif
