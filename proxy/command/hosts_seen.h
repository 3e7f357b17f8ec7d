/*
 * What was counted by host in the last 24 hours, from the store: for `status`, so that a stale
 * catalogue or a name to add shows.
 */
#ifndef COMMAND_HOSTS_SEEN_H
#define COMMAND_HOSTS_SEEN_H

#include <jansson.h>

/* A list of { counter, host, count }, most first within a counter; empty if there is no store yet.
 */
json_t *hosts_seen(const char *store); /* its folder */

#endif
