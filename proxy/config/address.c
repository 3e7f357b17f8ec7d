#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "../base/span.h"
#include "config.h"

enum { TEXT_MAX = 64 };

static size_t address_len(int family)
{
	return family == AF_INET ? 4 : 16;
}

bool network_holds(const struct network *network, int family, const uint8_t *bytes)
{
	size_t whole = network->bits / 8;
	unsigned rest = network->bits % 8;

	if (network->family != family || memcmp(network->bytes, bytes, whole) != 0)
		return false;
	return rest == 0 || (network->bytes[whole] ^ bytes[whole]) >> (8 - rest) == 0;
}

bool networks_hold(const struct network *list, size_t count, int family, const uint8_t *bytes)
{
	for (size_t i = 0; i < count; i++) {
		if (network_holds(&list[i], family, bytes))
			return true;
	}
	return false;
}

void address_print(const struct address *address, bool with_port, char *text, size_t size)
{
	char plain[INET6_ADDRSTRLEN] = "?";

	inet_ntop(address->family, address->bytes, plain, sizeof plain);
	if (!with_port)
		snprintf(text, size, "%s", plain);
	else if (address->family == AF_INET6)
		snprintf(text, size, "[%s]:%u", plain, address->port);
	else
		snprintf(text, size, "%s:%u", plain, address->port);
}

/* An IPv4 client on an IPv6 socket (::ffff:a.b.c.d) is the IPv4 client that it is. */
static void unmap(struct address *address)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };

	if (address->family != AF_INET6 || memcmp(address->bytes, mapped, sizeof mapped) != 0)
		return;
	memmove(address->bytes, address->bytes + 12, 4);
	memset(address->bytes + 4, 0, 12);
	address->family = AF_INET;
}

bool address_from_sockaddr(const struct sockaddr *from, struct address *address)
{
	memset(address, 0, sizeof *address);
	address->family = from->sa_family;
	if (from->sa_family == AF_INET) {
		const struct sockaddr_in *in = (const struct sockaddr_in *)(const void *)from;
		memcpy(address->bytes, &in->sin_addr, 4);
		address->port = ntohs(in->sin_port);
		return true;
	}
	if (from->sa_family == AF_INET6) {
		const struct sockaddr_in6 *in = (const struct sockaddr_in6 *)(const void *)from;
		memcpy(address->bytes, &in->sin6_addr, 16);
		address->port = ntohs(in->sin6_port);
		unmap(address);
		return true;
	}
	return false;
}

socklen_t address_to_sockaddr(const struct address *address, struct sockaddr_storage *to)
{
	memset(to, 0, sizeof *to);
	if (address->family == AF_INET) {
		struct sockaddr_in *in = (struct sockaddr_in *)to;
		in->sin_family = AF_INET;
		in->sin_port = htons(address->port);
		memcpy(&in->sin_addr, address->bytes, 4);
		return sizeof *in;
	}
	struct sockaddr_in6 *in = (struct sockaddr_in6 *)to;
	in->sin6_family = AF_INET6;
	in->sin6_port = htons(address->port);
	memcpy(&in->sin6_addr, address->bytes, 16);
	return sizeof *in;
}

static bool parse_plain(struct span text, int family, uint8_t bytes[16])
{
	char plain[TEXT_MAX];

	if (text.len == 0 || text.len >= sizeof plain)
		return false;
	memcpy(plain, text.data, text.len);
	plain[text.len] = '\0';
	memset(bytes, 0, 16);
	return inet_pton(family, plain, bytes) == 1;
}

static bool parse_any(struct span text, int *family, uint8_t bytes[16])
{
	*family = AF_INET;
	if (parse_plain(text, AF_INET, bytes))
		return true;
	*family = AF_INET6;
	return parse_plain(text, AF_INET6, bytes);
}

static bool parse_port(struct span text, uint16_t *port)
{
	uint64_t value;

	if (!span_to_u64(text, &value) || value > UINT16_MAX)
		return false;
	*port = (uint16_t)value;
	return true;
}

bool address_parse(const char *text, struct address *address)
{
	struct span whole = span_of(text), rest;

	memset(address, 0, sizeof *address);
	if (whole.len > 0 && whole.data[0] == '[') {
		struct span plain = span_cut(span_from(whole, 1), ']', &rest);
		address->family = AF_INET6;
		if (rest.data == NULL || !parse_plain(plain, AF_INET6, address->bytes))
			return false;
		return rest.len == 0 ||
		       (rest.data[0] == ':' && parse_port(span_from(rest, 1), &address->port));
	}
	if (parse_any(whole, &address->family, address->bytes))
		return true;
	struct span plain = span_cut(whole, ':', &rest);
	address->family = AF_INET;
	return rest.data != NULL && parse_plain(plain, AF_INET, address->bytes) &&
	       parse_port(rest, &address->port);
}

static bool has_bits_below(const struct network *network)
{
	for (unsigned bit = network->bits; bit < 8 * address_len(network->family); bit++) {
		if ((network->bytes[bit / 8] >> (7 - bit % 8) & 1) != 0)
			return true;
	}
	return false;
}

bool network_parse(const char *text, struct network *network)
{
	struct span rest;
	struct span plain = span_cut(span_of(text), '/', &rest);
	uint64_t bits;

	memset(network, 0, sizeof *network);
	if (!parse_any(plain, &network->family, network->bytes))
		return false;
	network->bits = (unsigned)(8 * address_len(network->family));
	if (rest.data == NULL)
		return true;
	if (!span_to_u64(rest, &bits) || bits > network->bits)
		return false;
	network->bits = (unsigned)bits;
	return !has_bits_below(network);
}
