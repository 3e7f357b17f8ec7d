/*
 * The role that knows people: users, groups, directory. It answers "who is this" for an address and
 * what credentials came with it, and never sees traffic.
 */
#ifndef WHO_WHO_H
#define WHO_WHO_H

int who_main(int control_fd, int snapshot_fd, const char *config_file);

#endif
