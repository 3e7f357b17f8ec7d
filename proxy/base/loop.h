/*
 * The loop of a role that serves letters and nothing else (certs, who, audit; the worker has its
 * own, with libevent). It reads the control channel from the parent, takes new peers, dispatches
 * letters by a table, and ends at LETTER_STOP or when the parent is gone.
 */
#ifndef BASE_LOOP_H
#define BASE_LOOP_H

#include "channel.h"

struct loop;

struct loop_handler {
	enum letter_type type;
	void (*handle)(
	    void *state, struct channel *from, unsigned peer_instance, const struct letter *letter);
};

struct loop_role {
	enum role role;
	const struct loop_handler *handlers; /* ends with .handle == NULL */
	void *state;
	/* Called when all letters there are have been handled, before the loop sleeps. NULL: none.
	 * Returns after how many milliseconds it wants to be called again, -1 for "not before a
	 * letter". */
	int (*settle)(void *state);
};

/* control_fd: our end of the control pair. Says LETTER_READY, runs, returns the exit status. */
int loop_run(const struct loop_role *role, int control_fd);

#endif
