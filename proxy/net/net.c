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
	event_base_loop(net->base, EVLOOP_ONCE);
	net->now_ms = monotonic_ms();
	free_dead(net);
}

void net_sweep(struct net *net)
{
	for (struct stream *stream = net->lingering; stream != NULL;) {
		struct stream *next = stream->next;
		if (!stream_delivers(stream) && net->now_ms >= stream->linger_until)
			stream_abort(stream);
		stream = next;
	}
}

void net_release(struct net *net)
{
	while (net->lingering != NULL)
		stream_abort(net->lingering);
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
