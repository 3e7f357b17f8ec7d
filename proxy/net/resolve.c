#include "resolve.h"

#include <ares.h>
#include <assert.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../certs/verify/name.h"
#include "../base/mem.h"
#include "hosts.h"

enum {
	BUCKETS = 1024,
	ANSWERS_MAX = 4096,
	FAMILIES = 2, /* IPv6, IPv4: the order in which they are given out */
	TTL_MIN_MS = 1000,
	TTL_MAX_MS = 5 * 60 * 1000,
	TTL_NO_NAME_MS = 5000,
	OTHER_FAMILY_MS = 50, /* RFC 8305 3, Resolution Delay */
	TRY_MS = 2000,
	TRIES = 3,
};

static const int families[FAMILIES] = { AF_INET6, AF_INET };

enum part_state { PART_IDLE, PART_ASKED, PART_DONE };

/* What is known of a name in one family. */
struct part {
	struct answer *answer;
	enum part_state state;
	enum resolve_result result;
	int64_t expires_ms;
	size_t count;
	struct address list[RESOLVE_ADDRESSES_MAX];
};

struct answer {
	struct resolver *resolver;
	struct answer *next; /* in its bucket */
	struct lookup *lookups;
	struct part parts[FAMILIES];
	char name[NAME_MAX_LEN + 1];
};

struct lookup {
	struct answer *answer;       /* NULL: not by DNS */
	struct lookup *next, **link; /* among those of the answer */
	struct event *timer;
	on_resolved *callback;
	void *owner;
	size_t count; /* not by DNS: found at once */
	struct address list[RESOLVE_ADDRESSES_MAX];
};

/* A socket of c-ares. */
struct watch {
	struct resolver *resolver;
	struct watch *next;
	struct event *event;
	ares_socket_t fd;
};

struct resolver {
	struct event_base *base;
	ares_channel channel;
	struct event *timer;
	struct watch *watches;
	struct hosts *hosts;
	struct answer *buckets[BUCKETS];
	size_t count;
	size_t sweep; /* the bucket where the next eviction begins */
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void arm(struct event *timer, long ms)
{
	struct timeval tv = { .tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000 };

	event_add(timer, &tv);
}

static void arm_resolver(struct resolver *resolver)
{
	struct timeval tv;

	if (ares_timeout(resolver->channel, NULL, &tv) != NULL)
		event_add(resolver->timer, &tv);
	else
		event_del(resolver->timer);
}

static void on_resolver_timer(evutil_socket_t fd, short what, void *argument)
{
	struct resolver *resolver = argument;

	(void)fd, (void)what;
	ares_process_fd(resolver->channel, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	arm_resolver(resolver);
}

static void on_watch(evutil_socket_t fd, short what, void *argument)
{
	struct resolver *resolver = ((struct watch *)argument)->resolver;

	ares_process_fd(resolver->channel, (what & EV_READ) != 0 ? fd : ARES_SOCKET_BAD,
	    (what & EV_WRITE) != 0 ? fd : ARES_SOCKET_BAD);
	arm_resolver(resolver);
}

static struct watch **find_watch(struct resolver *resolver, ares_socket_t fd)
{
	struct watch **at = &resolver->watches;

	while (*at != NULL && (*at)->fd != fd)
		at = &(*at)->next;
	return at;
}

static void drop_watch(struct watch **at)
{
	struct watch *watch = *at;

	*at = watch->next;
	event_free(watch->event);
	free(watch);
}

/* c-ares says what it wants of a socket; neither means that it is about to close it. */
static void on_socket(void *argument, ares_socket_t fd, int readable, int writable)
{
	struct resolver *resolver = argument;
	struct watch **at = find_watch(resolver, fd);

	if (*at != NULL)
		drop_watch(at);
	if (!readable && !writable)
		return;
	struct watch *watch = mem_alloc(sizeof *watch);
	*watch = (struct watch){ .resolver = resolver, .next = resolver->watches, .fd = fd };
	watch->event = event_new(resolver->base, fd,
	    (short)(EV_PERSIST | (readable ? EV_READ : 0) | (writable ? EV_WRITE : 0)), on_watch,
	    watch);
	if (watch->event == NULL || event_add(watch->event, NULL) != 0)
		abort();
	resolver->watches = watch;
}

struct resolver *resolver_new(struct event_base *base, struct err *err)
{
	struct resolver *resolver = mem_alloc(sizeof *resolver);
	struct ares_options options = { .timeout = TRY_MS,
		.tries = TRIES,
		.lookups = (char[]){ "b" }, /* /etc/hosts is ours */
		.sock_state_cb = on_socket,
		.sock_state_cb_data = resolver };
	int mask = ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_LOOKUPS | ARES_OPT_SOCK_STATE_CB;

	resolver->base = base;
	int result = ares_library_init(ARES_LIB_INIT_ALL);
	if (result == ARES_SUCCESS)
		result = ares_init_options(&resolver->channel, &options, mask);
	if (result != ARES_SUCCESS) {
		err_set(err, "name look-up cannot start: %s", ares_strerror(result));
		free(resolver);
		return NULL;
	}
	resolver->hosts = hosts_read("/etc/hosts");
	resolver->timer = evtimer_new(base, on_resolver_timer, resolver);
	if (resolver->timer == NULL)
		abort();
	return resolver;
}

void resolver_free(struct resolver *resolver)
{
	if (resolver == NULL)
		return;
	ares_destroy(resolver->channel);
	ares_library_cleanup();
	while (resolver->watches != NULL)
		drop_watch(&resolver->watches);
	for (size_t i = 0; i < BUCKETS; i++) {
		while (resolver->buckets[i] != NULL) {
			struct answer *answer = resolver->buckets[i];
			assert(answer->lookups == NULL);
			resolver->buckets[i] = answer->next;
			free(answer);
		}
	}
	event_free(resolver->timer);
	hosts_free(resolver->hosts);
	free(resolver);
}

bool resolver_use_servers(struct resolver *resolver, const char *servers, struct err *err)
{
	int result = ares_set_servers_ports_csv(resolver->channel, servers);

	return result == ARES_SUCCESS || err_set(err, "%s: %s", servers, ares_strerror(result));
}

/* FNV-1a */
static size_t bucket_of(const char *name)
{
	uint32_t hash = 2166136261U;

	for (const char *at = name; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619U;
	return hash % BUCKETS;
}

static bool answer_is_idle(const struct answer *answer)
{
	for (size_t i = 0; i < FAMILIES; i++)
		if (answer->parts[i].state == PART_ASKED)
			return false;
	return answer->lookups == NULL;
}

static bool evict_from(struct resolver *resolver, struct answer **at)
{
	while (*at != NULL && !answer_is_idle(*at))
		at = &(*at)->next;
	if (*at == NULL)
		return false;
	struct answer *answer = *at;
	*at = answer->next;
	free(answer);
	resolver->count--;
	return true;
}

/* Makes room for one answer; false when every one is in use. */
static bool evict(struct resolver *resolver)
{
	for (size_t i = 0; i < BUCKETS; i++) {
		resolver->sweep = (resolver->sweep + 1) % BUCKETS;
		if (evict_from(resolver, &resolver->buckets[resolver->sweep]))
			return true;
	}
	return false;
}

static struct answer *find_answer(struct resolver *resolver, const char *name)
{
	struct answer **bucket = &resolver->buckets[bucket_of(name)];

	for (struct answer *answer = *bucket; answer != NULL; answer = answer->next)
		if (strcmp(answer->name, name) == 0)
			return answer;
	if (resolver->count >= ANSWERS_MAX && !evict(resolver))
		return NULL;
	struct answer *answer = mem_alloc(sizeof *answer);
	answer->resolver = resolver;
	memcpy(answer->name, name, strlen(name) + 1);
	for (size_t i = 0; i < FAMILIES; i++)
		answer->parts[i].answer = answer;
	answer->next = *bucket;
	*bucket = answer;
	resolver->count++;
	return answer;
}

static size_t count_addresses(const struct answer *answer)
{
	return answer->parts[0].count + answer->parts[1].count;
}

static bool answer_is_complete(const struct answer *answer)
{
	return answer->parts[0].state == PART_DONE && answer->parts[1].state == PART_DONE;
}

/* Sets when a lookup is told: at the loop's next turn, soon, or not before something comes. */
static void settle(struct lookup *lookup)
{
	if (lookup->answer == NULL || answer_is_complete(lookup->answer))
		arm(lookup->timer, 0);
	else if (count_addresses(lookup->answer) > 0 && !evtimer_pending(lookup->timer, NULL))
		arm(lookup->timer, OTHER_FAMILY_MS);
}

static enum resolve_result result_of(int status)
{
	switch (status) {
	case ARES_SUCCESS:
		return RESOLVE_OK;
	case ARES_ENOTFOUND:
	case ARES_ENODATA:
	case ARES_EBADNAME:
		return RESOLVE_NO_NAME;
	default:
		return RESOLVE_NO_ANSWER;
	}
}

static int64_t keep_address(struct part *part, const struct ares_addrinfo_node *node)
{
	struct address address;

	if (part->count < RESOLVE_ADDRESSES_MAX && address_from_sockaddr(node->ai_addr, &address)) {
		address.port = 0;
		part->list[part->count++] = address;
	}
	return (int64_t)node->ai_ttl * 1000;
}

/* Returns how long the addresses may be kept, in milliseconds. */
static int64_t keep_addresses(struct part *part, const struct ares_addrinfo *info)
{
	int64_t ttl = TTL_MAX_MS;

	for (const struct ares_addrinfo_node *node = info->nodes; node != NULL;
	     node = node->ai_next) {
		int64_t own = keep_address(part, node);
		ttl = own < ttl ? own : ttl;
	}
	for (const struct ares_addrinfo_cname *at = info->cnames; at != NULL; at = at->next)
		ttl = (int64_t)at->ttl * 1000 < ttl ? (int64_t)at->ttl * 1000 : ttl;
	return ttl > TTL_MIN_MS ? ttl : TTL_MIN_MS;
}

static void on_answer(void *argument, int status, int timeouts, struct ares_addrinfo *info)
{
	struct part *part = argument;
	int64_t ttl = 0;

	(void)timeouts;
	part->state = PART_DONE;
	part->result = result_of(status);
	if (part->result == RESOLVE_OK && info != NULL)
		ttl = keep_addresses(part, info);
	else if (part->result == RESOLVE_NO_NAME)
		ttl = TTL_NO_NAME_MS;
	part->expires_ms = now_ms() + ttl;
	ares_freeaddrinfo(info);
	for (struct lookup *lookup = part->answer->lookups; lookup != NULL; lookup = lookup->next)
		settle(lookup);
}

/* Asks for what is not known, or not any more. */
static void ask(struct answer *answer)
{
	struct resolver *resolver = answer->resolver;

	for (size_t i = 0; i < FAMILIES; i++) {
		struct part *part = &answer->parts[i];
		struct ares_addrinfo_hints hints = { .ai_family = families[i],
			.ai_flags = ARES_AI_NOSORT,
			.ai_socktype = SOCK_STREAM };
		if (part->state == PART_ASKED ||
		    (part->state == PART_DONE && now_ms() < part->expires_ms))
			continue;
		part->state = PART_ASKED;
		part->count = 0;
		ares_getaddrinfo(resolver->channel, answer->name, NULL, &hints, on_answer, part);
	}
	arm_resolver(resolver);
}

static void lookup_free(struct lookup *lookup)
{
	if (lookup->link != NULL) {
		*lookup->link = lookup->next;
		if (lookup->next != NULL)
			lookup->next->link = lookup->link;
	}
	event_free(lookup->timer);
	free(lookup);
}

static void tell(struct lookup *lookup, enum resolve_result result, const struct address *list,
    size_t count, bool is_partial)
{
	on_resolved *callback = lookup->callback;
	void *owner = lookup->owner;

	lookup_free(lookup);
	callback(owner, result, list, count, is_partial);
}

static enum resolve_result overall(const struct answer *answer)
{
	if (count_addresses(answer) > 0)
		return RESOLVE_OK;
	for (size_t i = 0; i < FAMILIES; i++)
		if (answer->parts[i].result == RESOLVE_NO_ANSWER)
			return RESOLVE_NO_ANSWER;
	return RESOLVE_NO_NAME;
}

static void tell_answer(struct lookup *lookup)
{
	const struct answer *answer = lookup->answer;
	struct address list[FAMILIES * RESOLVE_ADDRESSES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < FAMILIES; i++) {
		const struct part *part = &answer->parts[i];
		memcpy(list + count, part->list, part->count * sizeof list[0]);
		count += part->count;
	}
	tell(lookup, overall(answer), list, count, !answer_is_complete(answer));
}

static void on_lookup_timer(evutil_socket_t fd, short what, void *argument)
{
	struct lookup *lookup = argument;

	(void)fd, (void)what;
	if (lookup->answer == NULL) {
		struct address list[RESOLVE_ADDRESSES_MAX];
		size_t count = lookup->count;
		memcpy(list, lookup->list, sizeof list);
		tell(lookup, count > 0 ? RESOLVE_OK : RESOLVE_NO_NAME, list, count, false);
	} else if (answer_is_complete(lookup->answer) || count_addresses(lookup->answer) > 0) {
		tell_answer(lookup);
	} /* else what was there has expired and is asked for again: more will come */
}

static void join(struct lookup *lookup, struct answer *answer)
{
	lookup->answer = answer;
	lookup->next = answer->lookups;
	lookup->link = &answer->lookups;
	if (lookup->next != NULL)
		lookup->next->link = &lookup->next;
	answer->lookups = lookup;
	ask(answer);
}

struct lookup *resolver_start(
    struct resolver *resolver, const char *name, on_resolved *callback, void *owner)
{
	struct lookup *lookup = mem_alloc(sizeof *lookup);
	struct answer *answer = NULL;

	lookup->callback = callback;
	lookup->owner = owner;
	lookup->timer = evtimer_new(resolver->base, on_lookup_timer, lookup);
	if (lookup->timer == NULL)
		abort();
	lookup->count = hosts_find(resolver->hosts, name, lookup->list, RESOLVE_ADDRESSES_MAX);
	if (lookup->count == 0 && name_is_dns(span_of(name)))
		answer = find_answer(resolver, name);
	if (answer != NULL)
		join(lookup, answer);
	settle(lookup);
	return lookup;
}

void lookup_cancel(struct lookup *lookup)
{
	if (lookup != NULL)
		lookup_free(lookup);
}
