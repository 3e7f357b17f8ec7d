/*
 * The role `audit`: owns the store. It chains, commits and seals what workers send, and answers
 * only what is on the disk. It reads no configuration but the snapshot, holds no CA key and no
 * password, and may touch nothing but the store's folder. One runs at any moment: a new one waits
 * for the lock.
 */
#ifndef AUDIT_AUDIT_H
#define AUDIT_AUDIT_H

/* Takes both descriptors. Returns the exit status. */
int audit_main(int control_fd, int snapshot_fd, const char *config_file);

#endif
