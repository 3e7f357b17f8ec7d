/* The role `load` at work: started, listened to, and what it left. Owned by the house. */
#ifndef PARENT_LOADING_H
#define PARENT_LOADING_H

#include <stdint.h>
#include <sys/types.h>

#include "../base/buf.h"
#include "../base/err.h"
#include "../load/plan.h"

struct loading {
	pid_t pid; /* 0: none */
	int64_t started_ms;
	int control_fd;
	int problems_fd;
	int snapshot_fd; /* -1 until it is there */
	bool is_ended;   /* told to end, as it took too long */
	struct buf packed;
};

bool loading_begin(
    struct loading *loading, int exe_fd, const char *config_file, int64_t now_ms, struct err *err);

/* It wrote to its pair, if anything: what is there is taken. */
void loading_read(struct loading *loading);

/* Ends it: it took too long, or nobody wants its answer any more. */
void loading_stop(struct loading *loading);

/* It has ended. problems gets what it said is wrong. True: it left a plan and a snapshot, which the
 * caller owns now. */
bool loading_end(
    struct loading *loading, int status, struct buf *problems, struct plan *plan, int *snapshot_fd);

#endif
