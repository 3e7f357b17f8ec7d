/*
 * The parent: reads nothing from the network and parses nothing. It makes the listening sockets,
 * starts and restarts the roles, links those that talk, keeps the snapshot, and answers
 * STATE/control.sock.
 */
#ifndef PARENT_PARENT_H
#define PARENT_PARENT_H

/* Runs the proxy in the foreground until it is told to end; returns the exit status of the command:
 * 0 ended as told, 1 the configuration does not load, 2 cannot run. */
int parent_main(const char *config_file);

#endif
