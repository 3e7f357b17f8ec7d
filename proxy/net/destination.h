/*
 * The rules of `connect`: which addresses the proxy may reach. Asked for every resolved address,
 * each time, so that DNS cannot change its mind between the check and the connection. An IPv6
 * address that carries an IPv4 one (mapped, NAT64, 6to4, Teredo, ISATAP) must be permitted as both.
 */
#ifndef NET_DESTINATION_H
#define NET_DESTINATION_H

#include <stdbool.h>
#include <stddef.h>

#include "../config/config.h"

bool destination_port_allowed(const struct config *config, uint16_t port);

/* own: our listening addresses. is_override: the address stands under origin.hosts, so that only
 * `self` is looked at. */
bool destination_allowed(const struct config *config, const struct address *own, size_t own_count,
    const struct address *address, bool is_override);

/* ::ffff:a.b.c.d becomes a.b.c.d, which is what the kernel connects to (RFC 4291 2.5.5.2). */
void destination_unmap(struct address *address);

#endif
