/*
 * One configuration that roles run on: the sealed snapshot, what the parent needs to know of it,
 * and where its roles write their log. Owned by the house.
 */
#ifndef PARENT_EDITION_H
#define PARENT_EDITION_H

#include "../base/err.h"
#include "../load/plan.h"

struct edition {
	unsigned generation; /* 0: there is none */
	int snapshot_fd;
	int log_fd; /* standard error of its roles */
	struct plan plan;
};

/* Opens the log that the plan names; stderr_fd stands for "stderr". must_log: a log that cannot be
 * written is an error; without it standard error takes its place, and says so. Takes snapshot_fd
 * only when it returns true. */
bool edition_open(struct edition *edition, const struct plan *plan, int snapshot_fd, int stderr_fd,
    bool must_log, struct err *err);
void edition_close(struct edition *edition); /* generation 0 again; closing twice is fine */

/* The parent itself writes to the edition's log from now on. */
void edition_use_log(const struct edition *edition);

#endif
