/*
 * The worker role: one event loop that accepts clients, talks to origins, inspects posts and
 * answers gatepost.internal. It has no CA key, no password and no files; what it needs comes by
 * descriptor, and from the snapshot. Many workers run side by side and share nothing but counters.
 */
#ifndef WORKER_WORKER_H
#define WORKER_WORKER_H

#include <stddef.h>

struct worker_start {
	int control_fd;          /* our end of the pair with the parent */
	int snapshot_fd;         /* sealed */
	const char *config_file; /* its name in the snapshot; NULL: defaults */
	int counters_fd;
	unsigned counter_slot;
	unsigned slot; /* whose listening sockets these are */
	unsigned generation;
	unsigned instance;     /* how often this slot was started */
	const int *listen_fds; /* made by the parent; inherited by the next worker of the slot */
	size_t listen_count;
};

/* Runs until told to stop or drained; returns the exit status. */
int worker_main(const struct worker_start *start);

#endif
