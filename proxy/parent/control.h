/*
 * The control socket STATE/control.sock: one word in, or two, one answer out. For the user that
 * runs the proxy, and root. The answer's first line is the exit status for the command; what
 * follows is for people or is JSON, as the word says.
 */
#ifndef PARENT_CONTROL_H
#define PARENT_CONTROL_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/buf.h"
#include "../base/err.h"

enum { CONTROL_WORD_MAX = 5000, CONTROL_CLIENTS_MAX = 16 };

/* The command's side: sends word ("reload", "status", "pauses", "stop", "erase …") and waits for
 * the answer. False: no proxy runs on that state folder, or it gave no answer. */
bool control_ask(
    const char *state, const char *word, struct buf *answer, int *exit_status, struct err *err);

/* Does a proxy run on that state folder? */
bool control_is_there(const char *state);

/* The parent's side. */
struct control_client {
	int fd; /* -1: free */
	char word[CONTROL_WORD_MAX];
	size_t len;
	bool is_waiting;  /* word complete, answer to come */
	unsigned uid;     /* who asks */
	uint64_t request; /* what audit is asked for it; 0: nothing */
};

int control_listen(const char *state, struct err *err); /* the socket, or -1 */
void control_close(int listen_fd, const char *state);   /* also removes it */
void control_accept(int listen_fd, struct control_client *clients);
/* Reads more of the word; true when it is complete. Closes on end, garbage or a stranger. */
bool control_read(struct control_client *client);
void control_answer(struct control_client *client, int exit_status, struct span text);

#endif
