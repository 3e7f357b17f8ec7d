#include "tunnel.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/mem.h"

enum {
	BULK_FROM = 16 * 1024, /* a read of this size: from now on splice */
	PIPE_SIZE = 256 * 1024,
	TURNS_A_WAKE = 4,
};

enum { TO_ORIGIN, TO_CLIENT };

struct direction {
	int from, to;
	int pipe[2]; /* -1 without one */
	size_t in_pipe;
	struct buf pending; /* read, and not taken by `to` yet */
	bool is_bulk;
	bool is_ended; /* `from` sends no more */
	bool is_over;  /* and all of it has been passed on */
};

struct tunnel {
	struct net *net;
	struct direction directions[2];
	struct event read_events[2];  /* of directions[i].from */
	struct event write_events[2]; /* of directions[i].to */
	int64_t moved_ms;
	size_t held; /* of net->held */
	on_tunnel_end *callback;
	void *owner;
};

static bool pipe_take(struct net *net, struct direction *direction)
{
	if (direction->pipe[0] >= 0)
		return true;
	if (net->pipe_count > 0) {
		net->pipe_count--;
		direction->pipe[0] = net->pipes[net->pipe_count][0];
		direction->pipe[1] = net->pipes[net->pipe_count][1];
		return true;
	}
	if (pipe2(direction->pipe, O_NONBLOCK | O_CLOEXEC) != 0) {
		direction->pipe[0] = direction->pipe[1] = -1;
		return false;
	}
	fcntl(direction->pipe[1], F_SETPIPE_SZ,
	    PIPE_SIZE); /* smaller where the user's limit says so */
	return true;
}

static void pipe_give(struct net *net, struct direction *direction)
{
	if (direction->pipe[0] < 0)
		return;
	if (direction->in_pipe == 0 && net->pipe_count < NET_PIPES_KEPT) {
		net->pipes[net->pipe_count][0] = direction->pipe[0];
		net->pipes[net->pipe_count][1] = direction->pipe[1];
		net->pipe_count++;
	} else {
		close(direction->pipe[0]);
		close(direction->pipe[1]);
	}
	direction->pipe[0] = direction->pipe[1] = -1;
}

enum step { STEP_ON, STEP_WAIT_READ, STEP_WAIT_WRITE, STEP_OVER, STEP_BROKEN };

static enum step send_pending(struct direction *direction)
{
	while (direction->pending.len > 0) {
		ssize_t n = send(
		    direction->to, direction->pending.data, direction->pending.len, MSG_NOSIGNAL);
		if (n > 0)
			buf_drain(&direction->pending, (size_t)n);
		else if (errno == EAGAIN)
			return STEP_WAIT_WRITE;
		else if (errno != EINTR)
			return STEP_BROKEN;
	}
	buf_release(&direction->pending);
	return STEP_ON;
}

static enum step empty_pipe(struct direction *direction)
{
	while (direction->in_pipe > 0) {
		ssize_t n = splice(direction->pipe[0], NULL, direction->to, NULL,
		    direction->in_pipe, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
		if (n > 0)
			direction->in_pipe -= (size_t)n;
		else if (n < 0 && errno == EAGAIN)
			return STEP_WAIT_WRITE;
		else if (n == 0 || errno != EINTR)
			return STEP_BROKEN;
	}
	return STEP_ON;
}

static enum step fill_pipe(struct direction *direction)
{
	ssize_t n = splice(direction->from, NULL, direction->pipe[1], NULL, PIPE_SIZE,
	    SPLICE_F_MOVE | SPLICE_F_NONBLOCK);

	if (n > 0) {
		direction->in_pipe += (size_t)n;
		return STEP_ON;
	}
	if (n == 0) {
		direction->is_ended = true;
		return STEP_ON;
	}
	if (errno == EINTR)
		return STEP_ON;
	return errno == EAGAIN ? STEP_WAIT_READ : STEP_BROKEN;
}

static enum step copy_some(struct net *net, struct direction *direction)
{
	ssize_t n = recv(direction->from, net->plain, NET_PLAIN_SIZE, 0);

	if (n == 0)
		direction->is_ended = true;
	if (n < 0 && errno == EINTR)
		return STEP_ON;
	if (n < 0)
		return errno == EAGAIN ? STEP_WAIT_READ : STEP_BROKEN;
	direction->is_bulk = n >= BULK_FROM;
	ssize_t sent = n > 0 ? send(direction->to, net->plain, (size_t)n, MSG_NOSIGNAL) : 0;
	if (sent < 0 && errno != EAGAIN && errno != EINTR)
		return STEP_BROKEN;
	size_t done = sent > 0 ? (size_t)sent : 0;
	if (!buf_append(&direction->pending, net->plain + done, (size_t)n - done))
		return STEP_BROKEN;
	if (direction->pending.len > 0)
		return STEP_WAIT_WRITE;
	/* A short read emptied the socket: no need to ask it again. */
	return direction->is_ended || direction->is_bulk ? STEP_ON : STEP_WAIT_READ;
}

static enum step move_once(struct net *net, struct direction *direction)
{
	enum step step = send_pending(direction);

	if (step == STEP_ON)
		step = empty_pipe(direction);
	if (step != STEP_ON)
		return step;
	if (direction->is_ended) {
		shutdown(direction->to, SHUT_WR);
		direction->is_over = true;
		return STEP_OVER;
	}
	if (direction->is_bulk && pipe_take(net, direction))
		return fill_pipe(direction);
	return copy_some(net, direction);
}

static void count_held(struct tunnel *tunnel)
{
	size_t held = tunnel->directions[0].pending.cap + tunnel->directions[1].pending.cap;

	tunnel->net->held += held - tunnel->held;
	tunnel->held = held;
}

static enum step move(struct tunnel *tunnel, int which)
{
	struct direction *direction = &tunnel->directions[which];
	enum step step = STEP_ON;

	if (direction->is_over)
		return STEP_OVER;
	for (int i = 0; i < 2 * TURNS_A_WAKE && step == STEP_ON; i++)
		step = move_once(tunnel->net, direction);
	if (step == STEP_WAIT_READ)
		direction->is_bulk = false;
	/* Its turn is over, but not its bytes: nobody else would send them. */
	if (step == STEP_ON && (direction->in_pipe > 0 || direction->pending.len > 0))
		step = STEP_WAIT_WRITE;
	if (direction->in_pipe == 0)
		pipe_give(tunnel->net, direction);
	tunnel->moved_ms = tunnel->net->now_ms;
	count_held(tunnel);
	return step;
}

static void watch(struct tunnel *tunnel, int which, enum step step)
{
	if (step == STEP_WAIT_WRITE) {
		event_del(&tunnel->read_events[which]);
		event_add(&tunnel->write_events[which], NULL);
		return;
	}
	event_del(&tunnel->write_events[which]);
	if (step == STEP_OVER)
		event_del(&tunnel->read_events[which]);
	else
		event_add(&tunnel->read_events[which], NULL);
}

static void run(struct tunnel *tunnel, int which)
{
	enum step step = move(tunnel, which);

	if (step == STEP_BROKEN) {
		tunnel->callback(tunnel->owner);
		return;
	}
	watch(tunnel, which, step);
	if (tunnel->directions[TO_ORIGIN].is_over && tunnel->directions[TO_CLIENT].is_over)
		tunnel->callback(tunnel->owner);
}

static void on_to_origin(int fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	run(argument, TO_ORIGIN);
}

static void on_to_client(int fd, short what, void *argument)
{
	(void)fd;
	(void)what;
	run(argument, TO_CLIENT);
}

static void direction_init(struct direction *direction, int from, int to, struct span first)
{
	*direction = (struct direction){ .from = from, .to = to, .pipe = { -1, -1 } };
	buf_init(&direction->pending, TUNNEL_EARLY_MAX);
	if (!buf_append_span(&direction->pending, first))
		abort();
}

struct tunnel *tunnel_new(struct net *net, int client_fd, int origin_fd, struct span first,
    struct span last, on_tunnel_end *callback, void *owner)
{
	struct tunnel *tunnel = mem_alloc(sizeof *tunnel);
	event_callback_fn on_move[2] = { on_to_origin, on_to_client };

	tunnel->net = net;
	tunnel->callback = callback;
	tunnel->owner = owner;
	tunnel->moved_ms = net->now_ms;
	direction_init(&tunnel->directions[TO_ORIGIN], client_fd, origin_fd, first);
	direction_init(&tunnel->directions[TO_CLIENT], origin_fd, client_fd, last);
	for (int i = 0; i < 2; i++) {
		struct direction *direction = &tunnel->directions[i];
		event_assign(&tunnel->read_events[i], net->base, direction->from,
		    EV_READ | EV_PERSIST, on_move[i], tunnel);
		event_assign(&tunnel->write_events[i], net->base, direction->to,
		    EV_WRITE | EV_PERSIST, on_move[i], tunnel);
		event_add(&tunnel->read_events[i], NULL);
		if (direction->pending.len > 0)
			event_active(&tunnel->read_events[i], EV_TIMEOUT, 0);
	}
	count_held(tunnel);
	return tunnel;
}

void tunnel_free(struct tunnel *tunnel)
{
	tunnel->net->held -= tunnel->held;
	for (int i = 0; i < 2; i++) {
		event_del(&tunnel->read_events[i]);
		event_del(&tunnel->write_events[i]);
		pipe_give(tunnel->net, &tunnel->directions[i]);
		buf_release(&tunnel->directions[i].pending);
	}
	close(tunnel->directions[TO_ORIGIN].from);
	close(tunnel->directions[TO_ORIGIN].to);
	free(tunnel);
}

int64_t tunnel_idle_ms(const struct tunnel *tunnel)
{
	return tunnel->net->now_ms - tunnel->moved_ms;
}
