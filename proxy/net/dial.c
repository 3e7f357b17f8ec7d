#include "dial.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../../certs/verify/name.h"
#include "../base/mem.h"
#include "destination.h"
#include "resolve.h"

enum {
	ADDRESSES_MAX = 2 * RESOLVE_ADDRESSES_MAX,
	ATTEMPT_MS = 250, /* RFC 8305 5, Connection Attempt Delay */
	DEADLINE_MS = 10 * 1000,
};

struct dialer {
	struct event_base *base;
	const struct config *config;
	struct resolver *resolver;
	struct address *own;
	size_t own_count;
};

struct attempt {
	struct dial *dial;
	struct event *event; /* NULL: ended */
	int fd;
	struct address address;
};

struct dial {
	struct dialer *dialer;
	on_dial *callback;
	void *owner;
	struct lookup *lookup; /* NULL: none under way */
	struct event *timer;   /* the next step */
	struct event *deadline;
	bool is_override;
	bool is_partial; /* the resolver may know more later */
	bool was_denied; /* an address was there and denied */
	uint16_t port;
	size_t count; /* of attempts begun or still to begin */
	size_t next;  /* the first still to begin */
	size_t live;  /* begun and not ended */
	struct attempt attempts[ADDRESSES_MAX];
	char host[NAME_MAX_LEN + 1];
};

struct dialer *dialer_new(struct event_base *base, const struct config *config,
    const struct address *own, size_t own_count, struct err *err)
{
	struct resolver *resolver = resolver_new(base, err);

	if (resolver == NULL)
		return NULL;
	struct dialer *dialer = mem_alloc(sizeof *dialer);
	*dialer = (struct dialer){ .base = base, .config = config, .resolver = resolver };
	dialer->own = mem_array(own_count, sizeof *own);
	dialer->own_count = own_count;
	for (size_t i = 0; i < own_count; i++) {
		dialer->own[i] = own[i];
		destination_unmap(&dialer->own[i]);
	}
	return dialer;
}

void dialer_free(struct dialer *dialer)
{
	if (dialer == NULL)
		return;
	resolver_free(dialer->resolver);
	free(dialer->own);
	free(dialer);
}

bool dialer_use_servers(struct dialer *dialer, const char *servers, struct err *err)
{
	return resolver_use_servers(dialer->resolver, servers, err);
}

static void arm(struct event *timer, long ms)
{
	struct timeval tv = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	event_add(timer, &tv);
}

/* Leaves the descriptor open. */
static int attempt_end(struct attempt *attempt)
{
	int fd = attempt->fd;

	if (attempt->event != NULL)
		event_free(attempt->event);
	attempt->event = NULL;
	attempt->fd = -1;
	attempt->dial->live--;
	return fd;
}

static void dial_free(struct dial *dial)
{
	for (size_t i = 0; i < dial->next; i++)
		if (dial->attempts[i].fd >= 0)
			close(attempt_end(&dial->attempts[i]));
	lookup_cancel(dial->lookup);
	event_free(dial->timer);
	event_free(dial->deadline);
	free(dial);
}

static void finish(
    struct dial *dial, enum dial_result result, int fd, const struct address *address)
{
	on_dial *callback = dial->callback;
	void *owner = dial->owner;
	struct address to = { 0 };

	if (address != NULL)
		to = *address;
	dial_free(dial);
	callback(owner, result, fd, address != NULL ? &to : NULL);
}

static void look_up(struct dial *dial);

/* Nothing is under way and nothing is left to begin. */
static void give_up(struct dial *dial)
{
	if (dial->is_partial) {
		look_up(dial);
		return;
	}
	finish(dial, dial->count > 0 || !dial->was_denied ? DIAL_REFUSED : DIAL_DENIED, -1, NULL);
}

/* A connection to a port of ours that nobody listens on can meet itself (RFC 9293 3.5, simultaneous
 * open): its two ends are then the same. */
static bool is_connected(int fd, const struct address *to)
{
	struct sockaddr_storage name;
	socklen_t len = sizeof name;
	struct address from;
	int error = 0;
	socklen_t error_len = sizeof error;

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &error_len) < 0 || error != 0)
		return false;
	if (getsockname(fd, (struct sockaddr *)&name, &len) < 0 ||
	    !address_from_sockaddr((struct sockaddr *)&name, &from))
		return false;
	return from.port != to->port || memcmp(from.bytes, to->bytes, sizeof from.bytes) != 0;
}

static void begin_next(struct dial *dial);

static void on_attempt(evutil_socket_t fd, short what, void *argument)
{
	struct attempt *attempt = argument;
	struct dial *dial = attempt->dial;

	(void)fd, (void)what;
	if (is_connected(attempt->fd, &attempt->address)) {
		int connected = attempt_end(attempt);
		finish(dial, DIAL_OK, connected, &attempt->address);
		return;
	}
	close(attempt_end(attempt));
	begin_next(dial); /* a failure does not wait for the delay (RFC 8305 5) */
}

static int open_socket(const struct address *to)
{
	struct sockaddr_storage storage;
	socklen_t len = address_to_sockaddr(to, &storage);
	int on = 1;
	int fd = socket(to->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);

	if (fd < 0)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	if (connect(fd, (struct sockaddr *)&storage, len) == 0 || errno == EINPROGRESS)
		return fd;
	close(fd);
	return -1;
}

static bool attempt_begin(struct dial *dial, struct attempt *attempt)
{
	attempt->dial = dial;
	attempt->fd = open_socket(&attempt->address);
	if (attempt->fd < 0)
		return false;
	dial->live++;
	attempt->event = event_new(dial->dialer->base, attempt->fd, EV_WRITE, on_attempt, attempt);
	if (attempt->event == NULL || event_add(attempt->event, NULL) != 0)
		abort();
	return true;
}

/* Begins with the next address that a socket can be made for, and sets the time of the one after.
 */
static void begin_next(struct dial *dial)
{
	bool has_begun = false;

	event_del(dial->timer);
	while (!has_begun && dial->next < dial->count)
		has_begun = attempt_begin(dial, &dial->attempts[dial->next++]);
	if (dial->next < dial->count || (dial->live > 0 && dial->is_partial))
		arm(dial->timer, ATTEMPT_MS);
	else if (dial->live == 0)
		give_up(dial);
}

static bool is_known(const struct dial *dial, const struct address *address)
{
	for (size_t i = 0; i < dial->count; i++) {
		const struct address *known = &dial->attempts[i].address;
		if (known->family == address->family &&
		    memcmp(known->bytes, address->bytes, sizeof known->bytes) == 0)
			return true;
	}
	return false;
}

/* Adds an address to those to be tried, if the rules permit it. */
static void add_address(struct dial *dial, const struct address *from)
{
	const struct dialer *dialer = dial->dialer;
	struct address address = *from;

	if (address.port == 0)
		address.port = dial->port;
	destination_unmap(&address);
	if (dial->count == ADDRESSES_MAX || is_known(dial, &address))
		return;
	if (!destination_allowed(
	        dialer->config, dialer->own, dialer->own_count, &address, dial->is_override)) {
		dial->was_denied = true;
		return;
	}
	dial->attempts[dial->count++] = (struct attempt){ .fd = -1, .address = address };
}

static const struct address *next_of(
    const struct address *list, size_t count, size_t *at, int family)
{
	while (*at < count && list[*at].family != family)
		(*at)++;
	return *at < count ? &list[(*at)++] : NULL;
}

/* One of each family in turn, IPv6 first (RFC 8305 4). */
static void add_interleaved(struct dial *dial, const struct address *list, size_t count)
{
	size_t six = 0;
	size_t four = 0;

	for (size_t i = 0; i < count; i++) {
		const struct address *of_six = next_of(list, count, &six, AF_INET6);
		const struct address *of_four = next_of(list, count, &four, AF_INET);
		if (of_six != NULL)
			add_address(dial, of_six);
		if (of_four != NULL)
			add_address(dial, of_four);
	}
}

static void on_lookup(void *owner, enum resolve_result result, const struct address *list,
    size_t count, bool is_partial)
{
	struct dial *dial = owner;

	dial->lookup = NULL;
	dial->is_partial = is_partial;
	add_interleaved(dial, list, count);
	if (dial->count > 0 || dial->was_denied)
		begin_next(dial);
	else
		finish(dial, result == RESOLVE_NO_ANSWER ? DIAL_NO_ANSWER : DIAL_NO_NAME, -1, NULL);
}

static void look_up(struct dial *dial)
{
	dial->lookup = resolver_start(dial->dialer->resolver, dial->host, on_lookup, dial);
}

/* origin.hosts: like /etc/hosts, with a port. Whether there is an address for the request. */
static bool add_overrides(struct dial *dial)
{
	const struct config *config = dial->dialer->config;

	for (size_t i = 0; i < config->origin.host_count; i++) {
		const struct host_address *host = &config->origin.hosts[i];
		if (strcmp(host->host, dial->host) != 0)
			continue;
		dial->is_override = true;
		if (host->address.port != 0 || destination_port_allowed(config, dial->port))
			add_address(dial, &host->address);
	}
	return dial->is_override;
}

static bool add_literal(struct dial *dial)
{
	struct address address = { 0 };
	size_t len = name_address(dial->host, address.bytes);

	if (len == 0)
		return false;
	address.family = len == 4 ? AF_INET : AF_INET6;
	add_address(dial, &address);
	return true;
}

static void begin(struct dial *dial)
{
	bool is_override = add_overrides(dial);

	if (is_override && dial->count == 0)
		finish(dial, DIAL_DENIED, -1, NULL);
	else if (!is_override && !destination_port_allowed(dial->dialer->config, dial->port))
		finish(dial, DIAL_DENIED, -1, NULL);
	else if (is_override || add_literal(dial))
		begin_next(dial);
	else
		look_up(dial);
}

static void on_timer(evutil_socket_t fd, short what, void *argument)
{
	struct dial *dial = argument;

	(void)fd, (void)what;
	if (dial->count == 0)
		begin(dial);
	else if (dial->next < dial->count)
		begin_next(dial);
	else if (dial->lookup == NULL)
		look_up(dial); /* those of the other family may be there by now */
}

static void on_deadline(evutil_socket_t fd, short what, void *argument)
{
	struct dial *dial = argument;

	(void)fd, (void)what;
	finish(dial, dial->count > 0 ? DIAL_TIMEOUT : DIAL_NO_ANSWER, -1, NULL);
}

/* A host too long to be one is kept as the empty name, which does not exist. */
static void keep_host(struct dial *dial, const char *host)
{
	struct span name = span_of(host);

	if (name.len > 2 && name.data[0] == '[' && name.data[name.len - 1] == ']')
		name = span_make(name.data + 1, name.len - 2);
	if (name.len <= NAME_MAX_LEN)
		memcpy(dial->host, name.data, name.len);
}

struct dial *dial_start(
    struct dialer *dialer, const char *host, uint16_t port, on_dial *callback, void *owner)
{
	struct dial *dial = mem_alloc(sizeof *dial);

	dial->dialer = dialer;
	dial->callback = callback;
	dial->owner = owner;
	dial->port = port;
	keep_host(dial, host);
	dial->timer = evtimer_new(dialer->base, on_timer, dial);
	dial->deadline = evtimer_new(dialer->base, on_deadline, dial);
	if (dial->timer == NULL || dial->deadline == NULL)
		abort();
	arm(dial->timer, 0);
	arm(dial->deadline, DEADLINE_MS);
	return dial;
}

void dial_cancel(struct dial *dial)
{
	if (dial != NULL)
		dial_free(dial);
}

const char *dial_result_text(enum dial_result result)
{
	static const char *const texts[] = {
		[DIAL_OK] = "Connected.",
		[DIAL_DENIED] = "The proxy may not connect to this address or port.",
		[DIAL_NO_NAME] = "There is no server of this name.",
		[DIAL_NO_ANSWER] = "The name of this server could not be looked up in time.",
		[DIAL_REFUSED] = "The server does not accept connections.",
		[DIAL_TIMEOUT] = "The server did not answer in time.",
	};

	return texts[result];
}
