/*
 * One running role, as the parent sees it: a process started from the descriptor of our own binary,
 * with a control pair to it. Owned by the parent's list.
 */
#ifndef PARENT_CHILD_H
#define PARENT_CHILD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "../base/channel.h"
#include "../base/err.h"

enum child_state {
	CHILD_STARTING,
	CHILD_READY,
	CHILD_RETIRING, /* told to drain */
	CHILD_DRAINING, /* accepts no more */
	CHILD_STOPPING,
};
extern const char *const child_state_names[];

struct child {
	struct child *next;
	enum role role;
	enum child_state state;
	unsigned slot; /* workers: whose listening sockets */
	unsigned counter_slot;
	unsigned generation;
	unsigned instance;
	pid_t pid;
	struct channel *control;
	bool has_pauses;    /* a worker: it said so of those that it was sent last */
	int64_t started_ms; /* monotonic */
	int64_t stop_by_ms; /* CHILD_STOPPING: when it is killed */
};

/* What a process of a role is given. Descriptors are borrowed. */
struct child_outfit {
	int exe_fd;
	int snapshot_fd;
	int counters_fd;
	int log_fd;              /* becomes its standard error */
	const char *config_file; /* NULL: defaults */
	const int *listen_fds;
	size_t listen_count;
};

/* Forks and runs the role; fills pid and control. */
bool child_start(struct child *child, const struct child_outfit *outfit, struct err *err);

/* The role `load`, which has no letters: the parent's end of its pair and its pid; problems_fd:
 * where it writes what is wrong. */
pid_t child_start_load(
    int exe_fd, int problems_fd, const char *config_file, int *control_fd, struct err *err);

void child_free(struct child *child); /* closes the control pair; the process ends at that */

#endif
