/*
 * What a role gives up, last line of its start-up. It cannot be taken back.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdbool.h>

#include "err.h"

struct sandbox {
	const char
	    *write_folder; /* may read and write below it (audit: the store); NULL: no files */
	bool may_connect;  /* may make sockets to the network (worker) */
	bool keep_user;    /* stay who we are, even as root (load) */
	bool is_mute;      /* may make no socket at all, not even a local one */
	/* May become this program, which reads these files and folders (NULL-terminated); NULL: may
	 * execute nothing. */
	const char *program;
	const char *const *libraries;
};

/* No new privileges, no core dumps, not dumpable; as root: become nobody, or the owner of
 * write_folder, and if that is root, without root's capabilities; Landlock against files (where the
 * kernel has it); seccomp against exec, ptrace, mount and, unless may_connect, against new sockets.
 * GATEPOST_SANDBOX=off in the environment leaves all of it out, for test builds whose leak checker
 * must trace its own process. */
bool sandbox_enter(const struct sandbox *sandbox, struct err *err);

#endif
