// layers: certs-verify proxy-net proxy-config rules proxy-http proxy-base
/* From a name to a socket: look-up, rules and racing, on loopback and with a DNS server of our own.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../../proxy/net/destination.h"
#include "../../proxy/net/dial.h"
#include "../../proxy/net/hosts.h"

/* One name of the DNS server. */
struct zone {
	const char *name;
	int rcode;
	const char *six[4]; /* texts of addresses; NULL-terminated */
	const char *four[4];
	unsigned ttl;
	bool is_six_silent; /* AAAA is not answered */
	bool is_four_silent;
	unsigned asked; /* how often, both families */
};

struct fixture {
	struct event_base *base;
	struct config config;
	struct dialer *dialer;
	struct zone *zones;
	struct event *dns;
	int dns_fd;
	/* what the callback said */
	unsigned calls;
	enum dial_result result;
	int fd;
	struct address address;
};

static struct address address_of(const char *text, uint16_t port)
{
	struct address address = { .port = port };

	address.family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;
	assert_int_equal(inet_pton(address.family, text, address.bytes), 1);
	return address;
}

static int listen_on(const char *text, uint16_t *port)
{
	struct address address = address_of(text, *port);
	struct sockaddr_storage storage;
	socklen_t len = address_to_sockaddr(&address, &storage);
	int fd = socket(address.family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	assert_true(fd >= 0);
	if (bind(fd, (struct sockaddr *)&storage, len) != 0 || listen(fd, 16) != 0) {
		close(fd);
		return -1;
	}
	len = sizeof storage;
	assert_int_equal(getsockname(fd, (struct sockaddr *)&storage, &len), 0);
	assert_true(address_from_sockaddr((struct sockaddr *)&storage, &address));
	*port = address.port;
	return fd;
}

static void put16(unsigned char **to, unsigned value)
{
	*(*to)++ = (unsigned char)(value >> 8);
	*(*to)++ = (unsigned char)value;
}

static void put_record(unsigned char **to, unsigned type, const struct zone *zone, const char *text)
{
	uint8_t bytes[16];
	size_t len = type == 28 ? 16 : 4;

	assert_int_equal(inet_pton(type == 28 ? AF_INET6 : AF_INET, text, bytes), 1);
	put16(to, 0xc00c); /* the name of the question */
	put16(to, type);
	put16(to, 1);
	put16(to, zone->ttl >> 16);
	put16(to, zone->ttl & 0xffff);
	put16(to, (unsigned)len);
	memcpy(*to, bytes, len);
	*to += len;
}

/* The question's name as text; the end of the question. */
static const unsigned char *read_question(const unsigned char *at, char *name, unsigned *type)
{
	while (*at != 0) {
		memcpy(name, at + 1, *at);
		name += *at;
		at += *at + 1;
		*name++ = *at != 0 ? '.' : '\0';
	}
	*type = (unsigned)at[1] << 8 | at[2];
	return at + 5;
}

static size_t answer_query(struct zone *zones, unsigned char *query, unsigned char *answer)
{
	char name[256] = "";
	unsigned type = 0;
	const unsigned char *end = read_question(query + 12, name, &type);
	struct zone *zone = zones;

	while (zone->name != NULL && strcmp(zone->name, name) != 0)
		zone++;
	bool is_six = type == 28;
	if (zone->name != NULL)
		zone->asked++;
	if (zone->name != NULL && (is_six ? zone->is_six_silent : zone->is_four_silent))
		return 0;
	size_t len = (size_t)(end - query);
	memcpy(answer, query, len);
	unsigned char *to = answer + len;
	unsigned count = 0;
	const char *const *list = is_six ? zone->six : zone->four;
	for (; zone->name != NULL && list[count] != NULL; count++)
		put_record(&to, type, zone, list[count]);
	unsigned char *header = answer + 2;
	put16(&header, 0x8180U | (unsigned)(zone->name != NULL ? zone->rcode : 3));
	put16(&header, 1);
	put16(&header, count);
	put16(&header, 0);
	put16(&header, 0);
	return (size_t)(to - answer);
}

static void on_query(evutil_socket_t fd, short what, void *argument)
{
	struct fixture *fixture = argument;
	unsigned char query[1024], answer[2048];
	struct sockaddr_storage from;
	socklen_t from_len = sizeof from;

	(void)what;
	ssize_t len = recvfrom(fd, query, sizeof query, 0, (struct sockaddr *)&from, &from_len);
	if (len < 17)
		return;
	size_t answer_len = answer_query(fixture->zones, query, answer);
	if (answer_len > 0)
		sendto(fd, answer, answer_len, 0, (struct sockaddr *)&from, from_len);
}

static void start_dns(struct fixture *fixture)
{
	struct sockaddr_in name = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof name;
	char servers[64];
	struct err err = { "" };

	fixture->dns_fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fixture->dns_fd, (struct sockaddr *)&name, len), 0);
	assert_int_equal(getsockname(fixture->dns_fd, (struct sockaddr *)&name, &len), 0);
	fixture->dns =
	    event_new(fixture->base, fixture->dns_fd, EV_READ | EV_PERSIST, on_query, fixture);
	event_add(fixture->dns, NULL);
	snprintf(servers, sizeof servers, "127.0.0.1:%u", (unsigned)ntohs(name.sin_port));
	assert_true(dialer_use_servers(fixture->dialer, servers, &err));
}

static void init(struct fixture *fixture, const struct address *own, size_t own_count)
{
	struct err err = { "" };

	fixture->base = event_base_new();
	fixture->dialer = dialer_new(fixture->base, &fixture->config, own, own_count, &err);
	assert_non_null(fixture->dialer);
	fixture->fd = -1;
}

static void release(struct fixture *fixture)
{
	dialer_free(fixture->dialer);
	if (fixture->dns != NULL) {
		event_free(fixture->dns);
		close(fixture->dns_fd);
	}
	event_base_free(fixture->base);
	if (fixture->fd >= 0)
		close(fixture->fd);
}

static void on_result(void *owner, enum dial_result result, int fd, const struct address *address)
{
	struct fixture *fixture = owner;

	fixture->calls++;
	fixture->result = result;
	if (fixture->fd >= 0)
		close(fixture->fd);
	fixture->fd = fd;
	memset(&fixture->address, 0, sizeof fixture->address);
	if (address != NULL)
		fixture->address = *address;
	event_base_loopbreak(fixture->base);
}

static long elapsed_ms(const struct timespec *since)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (now.tv_sec - since->tv_sec) * 1000 + (now.tv_nsec - since->tv_nsec) / 1000000;
}

/* Dials and waits; returns how long it took, in milliseconds. */
static long dial(struct fixture *fixture, const char *host, uint16_t port)
{
	struct timespec start;

	clock_gettime(CLOCK_MONOTONIC, &start);
	fixture->calls = 0;
	dial_start(fixture->dialer, host, port, on_result, fixture);
	assert_int_equal(fixture->calls, 0); /* never from inside */
	event_base_dispatch(fixture->base);
	assert_int_equal(fixture->calls, 1);
	return elapsed_ms(&start);
}

static void assert_reached(const struct fixture *fixture, const char *text, uint16_t port)
{
	struct address wanted = address_of(text, port);

	assert_int_equal(fixture->result, DIAL_OK);
	assert_true(fixture->fd >= 0);
	assert_int_equal(fixture->address.family, wanted.family);
	assert_memory_equal(fixture->address.bytes, wanted.bytes, sizeof wanted.bytes);
	assert_int_equal(fixture->address.port, port);
}

static void test_literal(void **state)
{
	struct fixture fixture = { 0 };
	uint16_t port = 0;
	int on = 0;
	socklen_t len = sizeof on;
	int listener = listen_on("127.0.0.2", &port);
	(void)state;

	fixture.config.connect.ports = &port;
	fixture.config.connect.port_count = 1;
	init(&fixture, NULL, 0);
	dial(&fixture, "127.0.0.2", port);
	assert_reached(&fixture, "127.0.0.2", port);
	assert_int_equal(getsockopt(fixture.fd, IPPROTO_TCP, TCP_NODELAY, &on, &len), 0);
	assert_int_not_equal(on, 0);
	assert_int_equal(getsockopt(fixture.fd, SOL_SOCKET, SO_KEEPALIVE, &on, &len), 0);
	assert_int_not_equal(on, 0);
	dial(&fixture, "[::ffff:127.0.0.2]", port);
	assert_reached(&fixture, "127.0.0.2", port);
	close(listener);
	dial(&fixture, "127.0.0.2", port);
	assert_int_equal(fixture.result, DIAL_REFUSED);
	assert_int_equal(fixture.fd, -1);
	release(&fixture);
}

static void test_ports_and_names(void **state)
{
	static const struct {
		const char *host;
		uint16_t port;
		enum dial_result result;
	} cases[] = {
		{ "127.0.0.1", 25, DIAL_DENIED },
		{ "social.example", 25, DIAL_DENIED },
		{ "127.0.0.1", 443, DIAL_DENIED },
		{ "localhost", 443, DIAL_DENIED },
		{ "a.localhost", 443, DIAL_DENIED },
		{ "127.1", 443, DIAL_NO_NAME },
		{ "2130706433", 443, DIAL_NO_NAME },
		{ "0x7f000001", 443, DIAL_NO_NAME },
		{ "0177.0.0.1", 443, DIAL_NO_NAME },
		{ "a..b", 443, DIAL_NO_NAME },
		{ "", 443, DIAL_NO_NAME },
		{ "::1%lo", 443, DIAL_NO_NAME },
	};
	static uint16_t ports[] = { 80, 443 };
	struct fixture fixture = { 0 };
	(void)state;

	fixture.config.connect.ports = ports;
	fixture.config.connect.port_count = 2;
	fixture.config.connect.deny_loopback = true;
	init(&fixture, NULL, 0);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		dial(&fixture, cases[i].host, cases[i].port);
		assert_int_equal(fixture.result, cases[i].result);
	}
	release(&fixture);
}

static void test_overrides(void **state)
{
	struct fixture fixture = { 0 };
	uint16_t port = 0;
	uint16_t allowed = 443;
	int listener = listen_on("127.0.0.3", &port);
	struct host_address hosts[] = {
		{ "social.example", address_of("127.0.0.3", port) },
		{ "any-port.example", address_of("127.0.0.3", 0) },
	};
	(void)state;

	fixture.config.connect.ports = &allowed;
	fixture.config.connect.port_count = 1;
	fixture.config.connect.deny_loopback = true;
	fixture.config.origin.hosts = hosts;
	fixture.config.origin.host_count = 2;
	init(&fixture, NULL, 0);
	dial(&fixture, "social.example", 443);
	assert_reached(&fixture, "127.0.0.3", port);
	dial(&fixture, "social.example", 8080);
	assert_reached(&fixture, "127.0.0.3", port);
	dial(&fixture, "any-port.example", port);
	assert_int_equal(fixture.result, DIAL_DENIED);
	allowed = port;
	dial(&fixture, "any-port.example", port);
	assert_reached(&fixture, "127.0.0.3", port);
	dial(&fixture, "127.0.0.3", port); /* the same address by itself */
	assert_int_equal(fixture.result, DIAL_DENIED);
	close(listener);
	release(&fixture);
}

static void test_dns(void **state)
{
	struct zone zones[] = {
		{ .name = "one.example", .four = { "127.0.0.2" }, .ttl = 60 },
		{ .name = "short.example", .four = { "127.0.0.2" }, .ttl = 0 },
		{ .name = "fails.example", .rcode = 2 },
		{ .name = "empty.example" },
		{ .name = "inside.example", .four = { "127.0.0.9" }, .ttl = 60 },
		{ .name = "mixed.example", .four = { "127.0.0.9", "127.0.0.2" }, .ttl = 60 },
		{ .name = NULL },
	};
	static struct network denied = { AF_INET, { 127, 0, 0, 9 }, 32 };
	struct fixture fixture = { .zones = zones };
	uint16_t port = 0;
	int listener = listen_on("127.0.0.2", &port);
	(void)state;

	fixture.config.connect.ports = &port;
	fixture.config.connect.port_count = 1;
	fixture.config.connect.deny = &denied;
	fixture.config.connect.deny_count = 1;
	init(&fixture, NULL, 0);
	start_dns(&fixture);
	for (int i = 0; i < 3; i++) {
		dial(&fixture, "one.example", port);
		assert_reached(&fixture, "127.0.0.2", port);
	}
	assert_int_equal(zones[0].asked, 2); /* A and AAAA, once */
	dial(&fixture, "short.example", port);
	usleep(1100 * 1000);
	dial(&fixture, "short.example", port);
	assert_reached(&fixture, "127.0.0.2", port);
	assert_in_range(zones[1].asked, 3, 4); /* AAAA may be kept a little longer */
	dial(&fixture, "none.example", port);
	assert_int_equal(fixture.result, DIAL_NO_NAME);
	dial(&fixture, "empty.example", port);
	assert_int_equal(fixture.result, DIAL_NO_NAME);
	dial(&fixture, "fails.example", port);
	assert_int_equal(fixture.result, DIAL_NO_ANSWER);
	dial(&fixture, "inside.example", port);
	assert_int_equal(fixture.result, DIAL_DENIED);
	dial(&fixture, "mixed.example", port);
	assert_reached(&fixture, "127.0.0.2", port);
	close(listener);
	release(&fixture);
}

/* The name means another address the second time: it is looked at again. */
static void test_rebinding(void **state)
{
	struct zone zones[] = {
		{ .name = "turns.example", .four = { "127.0.0.2" }, .ttl = 0 },
		{ .name = NULL },
	};
	static struct network denied = { AF_INET, { 127, 0, 0, 9 }, 32 };
	struct fixture fixture = { .zones = zones };
	uint16_t port = 0;
	int listener = listen_on("127.0.0.2", &port);
	(void)state;

	fixture.config.connect.ports = &port;
	fixture.config.connect.port_count = 1;
	fixture.config.connect.deny = &denied;
	fixture.config.connect.deny_count = 1;
	init(&fixture, NULL, 0);
	start_dns(&fixture);
	dial(&fixture, "turns.example", port);
	assert_reached(&fixture, "127.0.0.2", port);
	zones[0].four[0] = "127.0.0.9";
	usleep(1100 * 1000);
	dial(&fixture, "turns.example", port);
	assert_int_equal(fixture.result, DIAL_DENIED);
	close(listener);
	release(&fixture);
}

/* Addresses that refuse are passed over at once; those that are silent cost 250 ms each.
 * 192.0.2.0/24 goes nowhere, so a listener with a full queue stands for the silent one. */
static int fill_queue(int listener, int fds[], int count, uint16_t port)
{
	struct address address = address_of("127.0.0.4", port);
	struct sockaddr_storage storage;
	socklen_t len = address_to_sockaddr(&address, &storage);

	(void)listener;
	for (int i = 0; i < count; i++) {
		fds[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		connect(fds[i], (struct sockaddr *)&storage, len);
	}
	return count;
}

static void test_racing(void **state)
{
	struct zone zones[] = {
		{ .name = "refused.example",
		    .four = { "127.0.0.8", "127.0.0.7", "127.0.0.2" },
		    .ttl = 9 },
		{ .name = "silent.example", .four = { "127.0.0.4", "127.0.0.2" }, .ttl = 9 },
		{ .name = NULL },
	};
	struct fixture fixture = { .zones = zones };
	uint16_t port = 0;
	int fds[8];
	int listener = listen_on("127.0.0.2", &port);
	int silent = listen_on("127.0.0.4", &port);
	(void)state;

	assert_true(silent >= 0);
	assert_int_equal(listen(silent, 0), 0);
	fill_queue(silent, fds, 8, port);
	usleep(50 * 1000);
	fixture.config.connect.ports = &port;
	fixture.config.connect.port_count = 1;
	init(&fixture, NULL, 0);
	start_dns(&fixture);
	assert_true(dial(&fixture, "refused.example", port) < 200);
	assert_reached(&fixture, "127.0.0.2", port);
	long took = dial(&fixture, "silent.example", port);
	assert_reached(&fixture, "127.0.0.2", port);
	assert_in_range(took, 200, 2000);
	for (int i = 0; i < 8; i++)
		close(fds[i]);
	close(listener);
	close(silent);
	release(&fixture);
}

static void test_families(void **state)
{
	struct zone zones[] = {
		{ .name = "both.example", .six = { "::1" }, .four = { "127.0.0.1" }, .ttl = 9 },
		{ .name = "four-first.example",
		    .six = { "::1" },
		    .four = { "127.0.0.2" },
		    .ttl = 9,
		    .is_six_silent = true },
		{ .name = "six-first.example",
		    .six = { "::1" },
		    .four = { "127.0.0.2" },
		    .ttl = 9,
		    .is_four_silent = true },
		{ .name = "dead-six.example", .six = { "::1" }, .four = { "127.0.0.2" }, .ttl = 9 },
		{ .name = NULL },
	};
	struct fixture fixture = { .zones = zones };
	uint16_t port = 0;
	int six = listen_on("::1", &port);
	(void)state;

	if (six < 0)
		skip(); /* no IPv6 here */
	int four = listen_on("127.0.0.2", &port);
	assert_true(four >= 0);
	fixture.config.connect.ports = &port;
	fixture.config.connect.port_count = 1;
	init(&fixture, NULL, 0);
	start_dns(&fixture);
	dial(&fixture, "both.example", port);
	assert_reached(&fixture, "::1", port);
	assert_true(dial(&fixture, "four-first.example", port) < 1000);
	assert_reached(&fixture, "127.0.0.2", port);
	assert_true(dial(&fixture, "six-first.example", port) < 1000);
	assert_reached(&fixture, "::1", port);
	close(six);
	dial(&fixture, "dead-six.example", port);
	assert_reached(&fixture, "127.0.0.2", port);
	close(four);
	release(&fixture);
}

/* IPv6 is known first and nobody is there; IPv4 comes later and is still used. */
static void test_late_family(void **state)
{
	struct zone zones[] = {
		{ .name = "late.example",
		    .six = { "::1" },
		    .four = { "127.0.0.2" },
		    .ttl = 9,
		    .is_four_silent = true },
		{ .name = NULL },
	};
	struct fixture fixture = { .zones = zones };
	uint16_t port = 0;
	int four = listen_on("127.0.0.2", &port);
	(void)state;

	fixture.config.connect.ports = &port;
	fixture.config.connect.port_count = 1;
	init(&fixture, NULL, 0);
	start_dns(&fixture);
	fixture.calls = 0;
	dial_start(fixture.dialer, "late.example", port, on_result, &fixture);
	struct timeval tv = { .tv_usec = 300 * 1000 };
	event_base_loopexit(fixture.base, &tv);
	event_base_dispatch(fixture.base);
	assert_int_equal(fixture.calls, 0);
	zones[0].is_four_silent = false; /* c-ares asks again after two seconds */
	event_base_dispatch(fixture.base);
	assert_int_equal(fixture.calls, 1);
	assert_reached(&fixture, "127.0.0.2", port);
	close(four);
	release(&fixture);
}

static void test_cancel(void **state)
{
	struct zone zones[] = {
		{ .name = "one.example", .four = { "127.0.0.2" }, .ttl = 60 },
		{ .name = "mute.example", .is_six_silent = true, .is_four_silent = true },
		{ .name = NULL },
	};
	struct fixture fixture = { .zones = zones };
	uint16_t port = 0;
	int listener = listen_on("127.0.0.2", &port);
	static const char *const hosts[] = { "127.0.0.2", "one.example", "mute.example" };
	(void)state;

	fixture.config.connect.ports = &port;
	fixture.config.connect.port_count = 1;
	init(&fixture, NULL, 0);
	start_dns(&fixture);
	for (size_t i = 0; i < 3; i++) {
		for (int turns = 0; turns < 3; turns++) {
			struct dial *begun =
			    dial_start(fixture.dialer, hosts[i], port, on_result, &fixture);
			for (int turn = 0; turn < turns && fixture.calls == 0; turn++)
				event_base_loop(fixture.base, EVLOOP_NONBLOCK);
			if (fixture.calls == 0)
				dial_cancel(begun);
			fixture.calls = 0;
		}
	}
	struct timeval tv = { .tv_usec = 100 * 1000 };
	event_base_loopexit(fixture.base, &tv);
	event_base_dispatch(fixture.base);
	assert_int_equal(fixture.calls, 0);
	close(listener);
	release(&fixture);
}

static void test_self(void **state)
{
	struct fixture fixture = { 0 };
	uint16_t port = 0;
	uint16_t second = 0;
	int any = listen_on("0.0.0.0", &port);
	int other = listen_on("127.0.0.5", &second);
	struct address own[] = { address_of("0.0.0.0", port), address_of("127.0.0.6", second) };
	uint16_t ports[] = { port, second };
	static struct network everything[] = { { AF_INET, { 0 }, 0 }, { AF_INET6, { 0 }, 0 } };
	(void)state;

	fixture.config.connect.ports = ports;
	fixture.config.connect.port_count = 2;
	fixture.config.connect.deny_self = true;
	fixture.config.connect.allow = everything; /* wins over all but this */
	fixture.config.connect.allow_count = 2;
	init(&fixture, own, 2);
	static const char *const forms[] = { "127.0.0.1", "127.0.0.77", "0.0.0.0",
		"::ffff:127.0.0.1", "::" };
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
		dial(&fixture, forms[i], port);
		assert_int_equal(fixture.result, DIAL_DENIED);
	}
	dial(&fixture, "127.0.0.5", second); /* our port, but not our address */
	assert_reached(&fixture, "127.0.0.5", second);
	dial(&fixture, "127.0.0.6", second);
	assert_int_equal(fixture.result, DIAL_DENIED);
	close(any);
	close(other);
	release(&fixture);
}

static const struct rule_case {
	const char *address;
	bool is_allowed;
} rule_cases[] = {
	{ "127.0.0.1", false },
	{ "127.255.255.254", false },
	{ "0.0.0.0", false },
	{ "0.1.2.3", false },
	{ "::1", false },
	{ "::", false },
	{ "::ffff:127.0.0.1", false },
	{ "::127.0.0.1", false },
	{ "64:ff9b::7f00:1", false },
	{ "64:ff9b:1::a9fe:a9fe", false },
	{ "2002:7f00:1::", false },
	{ "2002:a9fe:a9fe::1", false },
	{ "2001:0:4136:e378:8000:63bf:80ff:fffe", false }, /* Teredo of 127.0.0.1 */
	{ "fe80::1", false },
	{ "febf::1", false },
	{ "2001:db8::5efe:127.0.0.1", false },
	{ "2001:db8::200:5efe:a9fe:a9fe", false },
	{ "169.254.169.254", false },
	{ "169.254.0.1", false },
	{ "::ffff:169.254.169.254", false },
	{ "100.100.100.200", false },
	{ "168.63.129.16", false },
	{ "192.0.0.192", false },
	{ "fd00:ec2::254", false },
	{ "fd20:ce::254", false },
	{ "224.0.0.1", false },
	{ "239.255.255.255", false },
	{ "240.0.0.1", false },
	{ "255.255.255.255", false },
	{ "ff02::1", false },
	{ "10.9.9.9", false }, /* by the list */
	{ "::ffff:10.9.9.9", false },
	{ "64:ff9b::10.9.9.9", false },
	{ "10.9.9.1", true }, /* by allow */
	{ "192.0.2.1", true },
	{ "10.0.0.1", true },
	{ "2001:db8::1", true },
	{ "64:ff9b::192.0.2.1", true },
	{ "2002:c000:201::1", true },
	{ "fd00::1", true },
	{ "::ffff:192.0.2.1", true },
};

static void test_rules(void **state)
{
	static struct network denied = { AF_INET, { 10, 9, 9 }, 24 };
	static struct network allowed = { AF_INET, { 10, 9, 9, 1 }, 32 };
	struct config config = { 0 };
	(void)state;

	config.connect.deny_loopback = config.connect.deny_link_local = true;
	config.connect.deny_multicast = config.connect.deny_self = true;
	config.connect.deny = &denied;
	config.connect.deny_count = 1;
	config.connect.allow = &allowed;
	config.connect.allow_count = 1;
	for (size_t i = 0; i < sizeof rule_cases / sizeof rule_cases[0]; i++) {
		struct address address = address_of(rule_cases[i].address, 443);
		if (destination_allowed(&config, NULL, 0, &address, false) !=
		    rule_cases[i].is_allowed)
			fail_msg("%s", rule_cases[i].address);
		assert_true(destination_allowed(&config, NULL, 0, &address, true));
	}
}

static void test_hosts(void **state)
{
	static const char text[] =
	    "# a comment\n127.0.0.1 localhost\n\t10.0.0.1  A.example b.example # c\r\n"
	    "::2 a.example\nnonsense c.example\n10.0.0.2\n10.0.0.3 d.example";
	static const struct {
		const char *name;
		size_t count;
	} cases[] = { { "a.example", 2 }, { "b.example", 1 }, { "c.example", 0 },
		{ "d.example", 1 }, { "localhost", 1 }, { "x.localhost", 2 }, { "c", 0 },
		{ "", 0 } };
	struct hosts *hosts = hosts_new(span_make(text, sizeof text - 1));
	struct address list[4];
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(hosts_find(hosts, cases[i].name, list, 4), cases[i].count);
	assert_int_equal(hosts_find(hosts, "a.example", list, 1), 1);
	hosts_free(hosts);
	hosts = hosts_read("/nonexistent/hosts");
	assert_int_equal(hosts_find(hosts, "a.example", list, 4), 0);
	hosts_free(hosts);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_literal),
		cmocka_unit_test(test_ports_and_names),
		cmocka_unit_test(test_overrides),
		cmocka_unit_test(test_dns),
		cmocka_unit_test(test_rebinding),
		cmocka_unit_test(test_racing),
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_late_family),
		cmocka_unit_test(test_cancel),
		cmocka_unit_test(test_self),
		cmocka_unit_test(test_rules),
		cmocka_unit_test(test_hosts),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
