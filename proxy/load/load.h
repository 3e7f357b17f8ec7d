/*
 * The role that reads every configuration file once: short-lived, without network. It checks,
 * compiles, and leaves one sealed snapshot and a plan, or says everything that is wrong.
 */
#ifndef LOAD_LOAD_H
#define LOAD_LOAD_H

/* control_fd: one end of a stream pair; on success the packed plan and the snapshot's descriptor go
 * through it. problems_fd: where warnings and errors are written as lines. Returns the exit status.
 */
int load_main(int control_fd, int problems_fd, const char *config_file);

#endif
