#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>

#include "code.h"
#include "kinds.h"
#include "near.h"
#include "number.h"

/* Addresses of machines. */

/* What has four numbers too. */
static const char other_names[] =
    "v|ver*|version*|release*|firmware|build|section*|chapter|clause|paragraph|"
    "abschnitt|kapitel|article|revision|rev|oid|driver|update|patch|sdk|kernel|"
    "edition|ausgabe|§";

/* Loopback, "this network" and masks are no address of anybody. */
static bool check_ipv4(struct span text, size_t *start, size_t *end)
{
	char address[INET_ADDRSTRLEN];
	unsigned char octets[4];
	size_t len = *end - *start;

	if (len >= sizeof address || near_is_named(other_names, text, *start))
		return false;
	memcpy(address, text.data + *start, len);
	address[len] = '\0';
	return inet_pton(AF_INET, address, octets) == 1 && octets[0] != 0 && octets[0] != 127 &&
	       octets[0] != 255;
}

/* "a::b" and "std::max" are names of programs: the first group is whole, or there are many. */
static bool check_ipv6(struct span text, size_t *start, size_t *end)
{
	char address[INET6_ADDRSTRLEN];
	unsigned char bytes[16];
	size_t len = *end - *start;
	size_t colons = 0;

	if (len >= sizeof address)
		return false;
	memcpy(address, text.data + *start, len);
	address[len] = '\0';
	for (size_t i = 0; i < len; i++)
		colons += address[i] == ':';
	return inet_pton(AF_INET6, address, bytes) == 1 && strpbrk(address, "0123456789") != NULL &&
	       (colons > 4 || strcspn(address, ":") == 4);
}

static const struct kind_form ip_forms[] = {
	{
	    .pattern = "(?<![0-9A-Za-z_.-])[0-9]{1,3}(?:\\.[0-9]{1,3}){3}(?![0-9A-Za-z_-])(?!\\.[0"
	               "-9])",
	    .check = check_ipv4,
	},
	{
	    .pattern = "(?<![0-9A-Za-z_:.])(?:[0-9A-Fa-f]{1,4}:){1,7}(?::?[0-9A-Fa-f]{1,4}){0,7}:{"
	               "0,2}(?![0-9A-Za-z_:])",
	    .hint = "[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]",
	    .check = check_ipv6,
	},
};

const struct kind kind_ip = { "ip", "an IP address", KIND_FORMS(ip_forms) };

static bool check_mac(struct span text, size_t *start, size_t *end)
{
	struct code code;

	return code_read(&code, text, *start, *end) && !code_is_uniform(code.at, code.len) &&
	       strpbrk(code.at, "0123456789") != NULL;
}

#define HEX "[0-9A-Fa-f]{2}"
static const struct kind_form mac_forms[] = {
	{ .pattern = "(?<![0-9A-Za-z_:-])" HEX "(?::" HEX "){5}(?![0-9A-Za-z_:-])",
	    .check = check_mac },
	{ .pattern = "(?<![0-9A-Za-z_:-])" HEX "(?:-" HEX "){5}(?![0-9A-Za-z_:-])",
	    .check = check_mac },
	{
	    .pattern = "(?<![0-9A-Za-z_.])[0-9A-Fa-f]{4}\\.[0-9A-Fa-f]{4}\\.[0-9A-Fa-f]{4}(?![0-9A"
	               "-Za-z_.])",
	    .check = check_mac,
	    .near = "mac*|ethernet|interface|arp|bssid|vlan|switch|port|hardware address",
	    .may_be_alone = true,
	},
};

const struct kind kind_mac = { "mac", "a MAC address", KIND_FORMS(mac_forms) };
