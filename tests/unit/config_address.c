// layers: proxy-base proxy-config
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/config/config.h"

static const struct {
	const char *text;
	const char *printed; /* NULL: not an address */
} addresses[] = {
	{ "127.0.0.1:3128", "127.0.0.1:3128" },
	{ "127.0.0.1", "127.0.0.1:0" },
	{ "[::1]:80", "[::1]:80" },
	{ "[2001:DB8::1]", "[2001:db8::1]:0" },
	{ "::1", "[::1]:0" },
	{ "0.0.0.0:65535", "0.0.0.0:65535" },
	{ "", NULL },
	{ "localhost:80", NULL },
	{ "127.0.0.1:", NULL },
	{ "127.0.0.1:65536", NULL },
	{ "127.0.0.1:80x", NULL },
	{ "127.0.0.1:-1", NULL },
	{ "127.1:80", NULL },
	{ "[127.0.0.1]:80", NULL },
	{ "[::1", NULL },
	{ "[::1]80", NULL },
	{ "[::1]:", NULL },
	{ "::1:80:", NULL },
	{ "fe80::1%eth0", NULL },
	{ "1111:2222:3333:4444:5555:6666:7777:8888:9999:1111:2222:3333:4444:5555:6666:7777:8888",
	    NULL },
};

static void parses_addresses(void **state)
{
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof addresses / sizeof *addresses; i++) {
		struct address address;
		bool is_parsed = address_parse(addresses[i].text, &address);
		assert_int_equal(is_parsed, addresses[i].printed != NULL);
		if (!is_parsed)
			continue;
		address_print(&address, true, text, sizeof text);
		assert_string_equal(text, addresses[i].printed);
	}
}

static const struct {
	const char *network;
	const char *address;
	bool holds;
} networks[] = {
	{ "10.0.0.0/8", "10.255.0.1", true },
	{ "10.0.0.0/8", "11.0.0.1", false },
	{ "172.16.0.0/12", "172.31.255.255", true },
	{ "172.16.0.0/12", "172.32.0.0", false },
	{ "0.0.0.0/0", "1.2.3.4", true },
	{ "0.0.0.0/0", "::1", false },
	{ "::/0", "1.2.3.4", false },
	{ "127.0.0.1", "127.0.0.1", true },
	{ "127.0.0.1", "127.0.0.2", false },
	{ "fd00::/8", "fdff::1", true },
	{ "fd00::/8", "fe00::1", false },
	{ "2001:db8::/33", "2001:db8:7fff::", true },
	{ "2001:db8::/33", "2001:db8:8000::", false },
};

static void holds_addresses(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
		struct network network;
		struct address address;
		assert_true(network_parse(networks[i].network, &network));
		assert_true(address_parse(networks[i].address, &address));
		assert_int_equal(
		    networks_hold(&network, 1, address.family, address.bytes), networks[i].holds);
	}
}

static void refuses_networks(void **state)
{
	static const char *const wrong[] = { "", "/8", "10.0.0.0/", "10.0.0.0/33", "::/129",
		"10.0.0.1/8", "10.0.0.0/8x", "10.0.0.0/-1", "10/8", "fd00::1/8", "any" };

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct network network;
		assert_false(network_parse(wrong[i], &network));
	}
}

/* A client that reaches an IPv6 socket over IPv4 is looked up as the IPv4 client that it is. */
static void unmaps(void **state)
{
	struct sockaddr_in6 mapped = { .sin6_family = AF_INET6, .sin6_port = htons(7) };
	struct sockaddr_storage back;
	struct address address;
	char text[64];

	(void)state;
	inet_pton(AF_INET6, "::ffff:10.1.2.3", &mapped.sin6_addr);
	assert_true(address_from_sockaddr((struct sockaddr *)&mapped, &address));
	address_print(&address, true, text, sizeof text);
	assert_string_equal(text, "10.1.2.3:7");
	assert_int_equal(address_to_sockaddr(&address, &back), sizeof(struct sockaddr_in));
	assert_true(address_from_sockaddr((struct sockaddr *)&back, &address));
	assert_int_equal(address.port, 7);
	assert_false(address_from_sockaddr(&(struct sockaddr){ .sa_family = AF_UNIX }, &address));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parses_addresses),
		cmocka_unit_test(holds_addresses),
		cmocka_unit_test(refuses_networks),
		cmocka_unit_test(unmaps),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
