/*
 * /etc/hosts, read once when a worker starts (afterwards it has no files), and the names that never
 * leave the machine (RFC 6761 6.3).
 */
#ifndef NET_HOSTS_H
#define NET_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#include "../base/span.h"
#include "../config/config.h"

struct hosts;

struct hosts *hosts_new(struct span text);  /* the file's content; returns owned */
struct hosts *hosts_read(const char *path); /* a file that is not there is empty */
void hosts_free(struct hosts *hosts);

/* Up to max addresses of name (lower case); how many there were. Ports are 0. */
size_t hosts_find(const struct hosts *hosts, const char *name, struct address *list, size_t max);

#endif
