#include "loop.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include "log.h"
#include "mem.h"
#include "pack.h"

enum {
	LETTERS_A_WAKE = 64,
	PEER_OUTBOX_MAX = 4096,
	PARENT_OUTBOX_MAX = 64,
	PEERS_MAX = 256,
};

struct peer {
	enum role role;
	unsigned instance;
	struct channel *channel;
	bool is_gone; /* freed when settle() has seen the end of this turn */
};

struct loop {
	const struct loop_role *role;
	struct channel *parent;
	struct peer *peers;
	size_t count, capacity;
	struct pollfd *watched;
	size_t watched_capacity;
	bool is_over;
};

static void add_peer(struct loop *loop, const struct letter *letter)
{
	struct unpack from = unpack_open(letter->data);
	unsigned role = unpack_u8(&from);
	unsigned instance = unpack_u32(&from);

	if (!unpack_done(&from) || role >= ROLE_COUNT || letter->fd < 0 ||
	    loop->count >= PEERS_MAX) {
		if (letter->fd >= 0)
			close(letter->fd);
		return;
	}
	loop->peers = mem_grow(loop->peers, &loop->capacity, loop->count + 1, sizeof *loop->peers);
	loop->peers[loop->count++] = (struct peer){
		.role = (enum role)role,
		.instance = instance,
		.channel =
		    channel_new(letter->fd, loop->role->role, (enum role)role, PEER_OUTBOX_MAX),
	};
}

static void dispatch(
    struct loop *loop, struct channel *from, unsigned instance, const struct letter *letter)
{
	for (const struct loop_handler *each = loop->role->handlers; each->handle != NULL; each++) {
		if (each->type == letter->type) {
			each->handle(loop->role->state, from, instance, letter);
			return;
		}
	}
	if (letter->fd >= 0)
		close(letter->fd);
}

static void read_parent(struct loop *loop)
{
	struct letter letter;

	for (int i = 0; i < LETTERS_A_WAKE; i++) {
		enum channel_result result = channel_receive(loop->parent, &letter);
		if (result == CHANNEL_EMPTY)
			return;
		if (result != CHANNEL_LETTER || letter.type == LETTER_STOP) {
			loop->is_over = true;
			return;
		}
		if (letter.type == LETTER_PEER)
			add_peer(loop, &letter);
		else
			dispatch(loop, loop->parent, 0, &letter);
	}
}

static void read_peer(struct loop *loop, struct peer *peer)
{
	struct letter letter;

	/* A peer that does not take its answers is not read: its own outbox fills, not ours. */
	for (int i = 0; i < LETTERS_A_WAKE && !channel_is_full(peer->channel); i++) {
		enum channel_result result = channel_receive(peer->channel, &letter);
		if (result == CHANNEL_EMPTY)
			return;
		if (result != CHANNEL_LETTER) {
			peer->is_gone = true;
			if (result == CHANNEL_BREACH)
				log_line(LOG_ERROR, "-", "breach by=%s instance=%u",
				    role_names[peer->role], peer->instance);
			return;
		}
		dispatch(loop, peer->channel, peer->instance, &letter);
	}
}

static void watch(struct loop *loop, size_t at, const struct channel *channel)
{
	short events = 0;

	if (!channel_is_full(channel))
		events |= POLLIN;
	if (channel_wants_write(channel))
		events |= POLLOUT;
	loop->watched[at] = (struct pollfd){ .fd = channel_fd(channel), .events = events };
}

static void watch_all(struct loop *loop)
{
	loop->watched = mem_grow(
	    loop->watched, &loop->watched_capacity, loop->count + 1, sizeof *loop->watched);
	watch(loop, 0, loop->parent);
	for (size_t i = 0; i < loop->count; i++)
		watch(loop, i + 1, loop->peers[i].channel);
}

/* Looks at as many peers as were watched; those that came in this turn wait for the next. */
static void serve(struct loop *loop, size_t watched)
{
	if (loop->watched[0].revents & POLLOUT)
		channel_flush(loop->parent);
	for (size_t i = 1; i < watched; i++) {
		struct peer *peer = &loop->peers[i - 1];
		if (loop->watched[i].revents & POLLOUT)
			channel_flush(peer->channel);
		if (loop->watched[i].revents & (POLLIN | POLLHUP | POLLERR))
			read_peer(loop, peer);
	}
	if (loop->watched[0].revents & (POLLIN | POLLHUP | POLLERR))
		read_parent(loop);
}

static void bury(struct loop *loop)
{
	size_t kept = 0;

	for (size_t i = 0; i < loop->count; i++) {
		if (loop->peers[i].is_gone)
			channel_free(loop->peers[i].channel);
		else
			loop->peers[kept++] = loop->peers[i];
	}
	loop->count = kept;
}

static void release(struct loop *loop)
{
	for (size_t i = 0; i < loop->count; i++)
		channel_free(loop->peers[i].channel);
	channel_free(loop->parent);
	free(loop->peers);
	free(loop->watched);
}

int loop_run(const struct loop_role *role, int control_fd)
{
	struct loop loop = { .role = role };
	int wait = -1;

	loop.parent = channel_new(control_fd, role->role, ROLE_PARENT, PARENT_OUTBOX_MAX);
	channel_send(loop.parent, LETTER_READY, 0, (struct span){ NULL, 0 }, -1);
	while (!loop.is_over) {
		watch_all(&loop);
		size_t watched = loop.count + 1;
		if (poll(loop.watched, watched, wait) < 0 && errno != EINTR && errno != ENOMEM)
			break;
		serve(&loop, watched);
		wait = role->settle != NULL ? role->settle(role->state) : -1;
		bury(&loop);
	}
	release(&loop);
	return 0;
}
