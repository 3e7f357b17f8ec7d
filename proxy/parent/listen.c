#include "listen.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/mem.h"

enum { BACKLOG = 4096 };

struct listener {
	struct address address;
	unsigned slot;
	int fd;
};

struct listening {
	struct listener *list;
	size_t count;
	size_t capacity;
};

struct listening *listening_new(void)
{
	return mem_alloc(sizeof(struct listening));
}

void listening_close(struct listening *listening)
{
	for (size_t i = 0; i < listening->count; i++)
		close(listening->list[i].fd);
	listening->count = 0;
}

void listening_free(struct listening *listening)
{
	listening_close(listening);
	free(listening->list);
	free(listening);
}

static bool is_same(const struct address *a, const struct address *b)
{
	return a->family == b->family && a->port == b->port &&
	       memcmp(a->bytes, b->bytes, a->family == AF_INET6 ? 16 : 4) == 0;
}

static const struct listener *find(
    const struct listening *listening, const struct address *address, unsigned slot)
{
	for (size_t i = 0; i < listening->count; i++)
		if (listening->list[i].slot == slot &&
		    is_same(&listening->list[i].address, address))
			return &listening->list[i];
	return NULL;
}

static int open_one(const struct address *address, struct err *err)
{
	struct sockaddr_storage storage;
	socklen_t len = address_to_sockaddr(address, &storage);
	char text[128];
	int on = 1;
	int fd = socket(address->family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	address_print(address, true, text, sizeof text);
	if (fd < 0) {
		err_set_errno(err, "cannot listen on %s", text);
		return -1;
	}
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	if (address->family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&storage, len) != 0 || listen(fd, BACKLOG) != 0) {
		err_set_errno(err, "cannot listen on %s", text);
		close(fd);
		return -1;
	}
	return fd;
}

/* With SO_REUSEPORT a bind succeeds beside a stranger of the same user: ask without it first. */
static bool is_free(const struct address *address, struct err *err)
{
	struct sockaddr_storage storage;
	socklen_t len = address_to_sockaddr(address, &storage);
	char text[128];
	int on = 1;
	int fd = socket(address->family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0)
		return err_set_errno(err, "no socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (address->family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	bool ok = bind(fd, (struct sockaddr *)&storage, len) == 0;
	if (!ok) {
		address_print(address, true, text, sizeof text);
		err_set_errno(err, "cannot listen on %s", text);
	}
	close(fd);
	return ok;
}

static void add(struct listening *listening, const struct address *address, unsigned slot, int fd)
{
	listening->list = mem_grow(
	    listening->list, &listening->capacity, listening->count + 1, sizeof *listening->list);
	listening->list[listening->count++] = (struct listener){ *address, slot, fd };
}

bool listening_open(struct listening *listening, const struct plan *plan, struct err *err)
{
	for (uint32_t i = 0; i < plan->listen_count; i++) {
		const struct address *address = &plan->listen[i];
		if (find(listening, address, 0) == NULL && !is_free(address, err))
			return false;
		for (unsigned slot = 0; slot < plan->workers; slot++) {
			if (find(listening, address, slot) != NULL)
				continue;
			int fd = open_one(address, err);
			if (fd < 0)
				return false;
			add(listening, address, slot, fd);
		}
	}
	return true;
}

static bool is_named(const struct plan *plan, const struct listener *listener)
{
	for (uint32_t i = 0; i < plan->listen_count; i++)
		if (listener->slot < plan->workers && is_same(&plan->listen[i], &listener->address))
			return true;
	return false;
}

void listening_prune(struct listening *listening, const struct plan *plan)
{
	size_t kept = 0;

	for (size_t i = 0; i < listening->count; i++)
		if (is_named(plan, &listening->list[i]))
			listening->list[kept++] = listening->list[i];
		else
			close(listening->list[i].fd);
	listening->count = kept;
}

size_t listening_of_slot(
    const struct listening *listening, const struct plan *plan, unsigned slot, int *fds)
{
	size_t count = 0;

	for (uint32_t i = 0; i < plan->listen_count; i++) {
		const struct listener *listener = find(listening, &plan->listen[i], slot);
		if (listener != NULL)
			fds[count++] = listener->fd;
	}
	return count;
}
