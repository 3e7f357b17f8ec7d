#include "destination.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EMBEDDED_MAX = 2 };

#define NETWORK4(bits, a, b, c, d)                                                                 \
	{                                                                                          \
		AF_INET, { a, b, c, d }, bits                                                      \
	}
#define NETWORK6(bits, ...)                                                                        \
	{                                                                                          \
		AF_INET6, { __VA_ARGS__ }, bits                                                    \
	}
#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static const struct network loopback[] = {
	NETWORK4(8, 127, 0, 0, 0),
	NETWORK4(8, 0, 0, 0, 0), /* "this host" (RFC 1122 3.2.1.3); Linux connects to loopback */
	NETWORK6(128, 0),
	NETWORK6(128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
};

/* With them the addresses where clouds answer questions about the machine, keys among the answers.
 */
static const struct network link_local[] = {
	NETWORK4(16, 169, 254, 0, 0), NETWORK4(32, 100, 100, 100, 200), /* Alibaba */
	NETWORK4(32, 168, 63, 129, 16),                                 /* Azure */
	NETWORK4(32, 192, 0, 0, 192),                                   /* Oracle */
	NETWORK6(10, 0xfe, 0x80),
	NETWORK6(128, 0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54), /* AWS */
	NETWORK6(128, 0xfd, 0x20, 0, 0xce, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x02, 0x54), /* Google */
	NETWORK6(
	    128, 0xfd, 0, 0, 0xc1, 0, 0, 0, 0, 0, 0, 0, 0, 0xa9, 0xfe, 0xa9, 0xfe), /* Oracle */
};

static const struct network multicast[] = {
	NETWORK4(4, 224, 0, 0, 0),
	NETWORK4(4, 240, 0, 0, 0), /* reserved, and broadcast (RFC 1112 4) */
	NETWORK6(8, 0xff),
};

/* Where an IPv4 address lies in an IPv6 one, and what it is mixed with. */
static const struct embedding {
	struct network where;
	size_t offset;
	uint8_t mask;
} embeddings[] = {
	{ NETWORK6(96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff), 12, 0 }, /* RFC 4291 2.5.5.2 */
	{ NETWORK6(96, 0), 12, 0 },                                        /* RFC 4291 2.5.5.1 */
	{ NETWORK6(96, 0, 0x64, 0xff, 0x9b), 12, 0 },                      /* RFC 6052 2.1 */
	{ NETWORK6(48, 0, 0x64, 0xff, 0x9b, 0, 1), 12, 0 },                /* RFC 8215 */
	{ NETWORK6(96, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0), 12, 0 }, /* RFC 7915 (SIIT) */
	{ NETWORK6(16, 0x20, 0x02), 2, 0 },                                /* RFC 3056, 6to4 */
	{ NETWORK6(32, 0x20, 0x01, 0, 0), 12, 0xff },                      /* RFC 4380, Teredo */
};

static bool lists_hold(const struct network *list, size_t count, const struct address *address)
{
	return networks_hold(list, count, address->family, address->bytes);
}

static void take_embedded(
    struct address *embedded, const struct address *from, size_t offset, uint8_t mask)
{
	memset(embedded, 0, sizeof *embedded);
	embedded->family = AF_INET;
	embedded->port = from->port;
	for (size_t i = 0; i < 4; i++)
		embedded->bytes[i] = from->bytes[offset + i] ^ mask;
}

/* ISATAP has no prefix but a mark in the middle: [02]00:5efe (RFC 5214 6.1). */
static bool is_isatap(const struct address *address)
{
	return (address->bytes[8] & 0xfd) == 0 && address->bytes[9] == 0 &&
	       address->bytes[10] == 0x5e && address->bytes[11] == 0xfe;
}

static size_t find_embedded(const struct address *address, struct address found[EMBEDDED_MAX])
{
	size_t count = 0;

	if (address->family != AF_INET6)
		return 0;
	for (size_t i = 0; i < COUNT(embeddings) && count == 0; i++)
		if (lists_hold(&embeddings[i].where, 1, address))
			take_embedded(
			    &found[count++], address, embeddings[i].offset, embeddings[i].mask);
	if (is_isatap(address))
		take_embedded(&found[count++], address, 12, 0);
	return count;
}

static bool is_denied(const struct config *config, const struct address *address)
{
	if (config->connect.deny_loopback && lists_hold(loopback, COUNT(loopback), address))
		return true;
	if (config->connect.deny_link_local && lists_hold(link_local, COUNT(link_local), address))
		return true;
	if (config->connect.deny_multicast && lists_hold(multicast, COUNT(multicast), address))
		return true;
	return lists_hold(config->connect.deny, config->connect.deny_count, address);
}

static bool is_denied_in_any_form(const struct config *config, const struct address *address)
{
	struct address embedded[EMBEDDED_MAX];
	size_t count = find_embedded(address, embedded);

	if (is_denied(config, address))
		return true;
	for (size_t i = 0; i < count; i++)
		if (is_denied(config, &embedded[i]))
			return true;
	return false;
}

static bool is_unspecified(const struct address *address)
{
	static const uint8_t zeros[16];

	return memcmp(address->bytes, zeros, address->family == AF_INET ? 4 : 16) == 0;
}

static bool same_address(const struct address *a, const struct address *b)
{
	return a->family == b->family &&
	       memcmp(a->bytes, b->bytes, a->family == AF_INET ? 4 : 16) == 0;
}

/* Asks the kernel: towards an address of this machine it would use that same address as source. A
 * datagram socket that is connected sends nothing. */
static bool is_routed_to_itself(const struct address *address)
{
	struct sockaddr_storage to, from;
	socklen_t from_len = sizeof from;
	struct address source;
	int fd = socket(address->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return false;
	socklen_t len = address_to_sockaddr(address, &to);
	bool is_known = connect(fd, (struct sockaddr *)&to, len) == 0 &&
	                getsockname(fd, (struct sockaddr *)&from, &from_len) == 0 &&
	                address_from_sockaddr((struct sockaddr *)&from, &source);
	close(fd);
	return is_known && same_address(&source, address);
}

static bool is_this_machine(const struct address *address)
{
	return lists_hold(loopback, COUNT(loopback), address) || is_routed_to_itself(address);
}

/* Our own listeners, whichever of this machine's addresses leads there. */
static bool is_self(const struct address *own, size_t own_count, const struct address *address)
{
	for (size_t i = 0; i < own_count; i++) {
		if (own[i].port != address->port)
			continue;
		if (same_address(&own[i], address))
			return true;
		bool is_any = is_unspecified(&own[i]) || is_unspecified(address);
		if (is_any && is_this_machine(address))
			return true;
	}
	return false;
}

void destination_unmap(struct address *address)
{
	struct address unmapped;

	if (address->family != AF_INET6 || !lists_hold(&embeddings[0].where, 1, address))
		return;
	take_embedded(&unmapped, address, embeddings[0].offset, 0);
	*address = unmapped;
}

bool destination_port_allowed(const struct config *config, uint16_t port)
{
	for (size_t i = 0; i < config->connect.port_count; i++)
		if (config->connect.ports[i] == port)
			return true;
	return false;
}

bool destination_allowed(const struct config *config, const struct address *own, size_t own_count,
    const struct address *address, bool is_override)
{
	if (config->connect.deny_self && is_self(own, own_count, address))
		return false;
	if (is_override || lists_hold(config->connect.allow, config->connect.allow_count, address))
		return true;
	return !is_denied_in_any_form(config, address);
}
