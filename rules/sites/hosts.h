/* Host names to sites: exact names and "*.name" in one hash table; the longest match wins. */
#ifndef RULES_SITES_HOSTS_H
#define RULES_SITES_HOSTS_H

#include "site.h"

struct site_hosts;

struct host_entry {
	struct span pattern; /* as written */
	const struct site *site;
	bool is_listed; /* by the configuration: governed because it is there */
};

struct site_hosts *site_hosts_new(struct arena *arena, size_t count); /* room for count patterns */

/* Returns the entry that has that pattern already, NULL if it was added. is_replacing: put it in
 * its place all the same. */
const struct host_entry *site_hosts_add(
    struct site_hosts *hosts, struct host_entry entry, bool is_replacing);

const struct host_entry *site_hosts_find(const struct site_hosts *hosts, struct span host);

#endif
