/*
 * STATE/gatepost.pid: one proxy at a time on a state folder, and its process id for people. The
 * lock ends with the process that holds it, however it ends.
 */
#ifndef PARENT_LOCK_H
#define PARENT_LOCK_H

#include "../base/err.h"

/* The descriptor that holds the lock, -1 on failure. A link in the place of the file is not
 * followed: the folder may belong to a less trusted user than we are. */
int lock_take(const char *state, struct err *err);
void lock_release(int fd, const char *state); /* also removes the file */

#endif
