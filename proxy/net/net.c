#include "net.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "../base/mem.h"
#include "stream_private.h"

enum { GATHER_MAX = 1024 * 1024 };

static int64_t monotonic_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void net_init(struct net *net)
{
	*net = (struct net){ 0 };
	struct event_config *config = event_config_new();
	if (config == NULL)
		abort();
	event_config_set_flag(
	    config, EVENT_BASE_FLAG_NOLOCK | EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
	net->base = event_base_new_with_config(config);
	event_config_free(config);
	if (net->base == NULL)
		abort();
	net->cipher = mem_alloc(NET_CIPHER_SIZE);
	net->plain = mem_alloc(NET_PLAIN_SIZE);
	buf_init(&net->gather, GATHER_MAX);
	net->now_ms = monotonic_ms();
	net->later_end = &net->later;
	net->kept_max = NET_KEPT_MAX;
	net->held_max = SIZE_MAX;
}

void net_later(struct net *net, struct net_task *task)
{
	if (task->at != NULL)
		return;
	task->next = NULL;
	task->at = net->later_end;
	*net->later_end = task;
	net->later_end = &task->next;
}

static void unlink_task(struct net_task *task)
{
	*task->at = task->next;
	if (task->next != NULL)
		task->next->at = task->at;
	task->at = NULL;
}

void net_not_later(struct net *net, struct net_task *task)
{
	if (task->at == NULL)
		return;
	if (net->later_end == &task->next)
		net->later_end = task->at;
	unlink_task(task);
}

/* Takes what waits out of the net, so that what is put off meanwhile waits for the turn after. */
static void take_later(struct net *net, struct net_task **due)
{
	*due = net->later;
	if (*due != NULL)
		(*due)->at = due;
	net->later = NULL;
	net->later_end = &net->later;
}

static void run_all(struct net_task **due)
{
	while (*due != NULL) {
		struct net_task *task = *due;
		unlink_task(task);
		task->run(task->owner);
	}
}

static void free_dead(struct net *net)
{
	while (net->dead != NULL) {
		struct stream *stream = net->dead;
		net->dead = stream->next;
		stream_free(stream);
	}
}

void net_turn(struct net *net)
{
	struct net_task *due;

	take_later(net, &due);
	net->turn++;
	event_base_loop(net->base, due != NULL ? EVLOOP_NONBLOCK : EVLOOP_ONCE);
	net->now_ms = monotonic_ms();
	run_all(&due);
	if (net->stuffed != NULL && !net_is_tight(net))
		stream_relieve(net);
	free_dead(net);
}

void net_sweep(struct net *net)
{
	for (struct stream *stream = net->lingering; stream != NULL;) {
		struct stream *next = stream->next;
		if (!stream_may_linger(stream))
			stream_abort(stream);
		stream = next;
	}
}

void net_end_lingering(struct net *net)
{
	while (net->lingering != NULL)
		stream_abort(net->lingering);
}

void net_release(struct net *net)
{
	net_end_lingering(net);
	free_dead(net);
	for (unsigned i = 0; i < net->pipe_count; i++) {
		close(net->pipes[i][0]);
		close(net->pipes[i][1]);
	}
	buf_release(&net->gather);
	free(net->cipher);
	free(net->plain);
	event_base_free(net->base);
}
