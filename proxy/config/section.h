/* Readers of the keys that have a shape of their own. Used inside this folder only. */
#ifndef CONFIG_SECTION_H
#define CONFIG_SECTION_H

#include "value.h"

read_value section_listen;
read_value section_pilot_groups;
read_value section_pilot_addresses;
read_value section_connect_deny;
read_value section_trust;
read_value section_origin_hosts;
read_value section_govern;
read_value section_never;
read_value section_more;
read_value section_site_hosts;
read_value section_ca_key;
read_value section_log_to;
read_value section_profile;
read_value section_who_unknown;

/* Adds that site is served on host. */
void section_add_host(struct config_reader *reader, const char *site, const char *host);

#endif
