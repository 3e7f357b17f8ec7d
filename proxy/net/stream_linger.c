/* The end of a stream: what is written still arrives, and no reset eats it (RFC 9112 9.6). */
#include <linux/sockios.h>
#include <sys/ioctl.h>

#include "stream_private.h"

enum {
	LINGER_MS = 2000,         /* once all is delivered */
	DELIVERY_MS = 60000,      /* without the peer taking anything */
	LINGER_TOTAL_MS = 300000, /* whatever the peer does */
};

/* Without an owner: over once both sides are, or nothing can be sent any more. */
void stream_end_linger(struct stream *stream)
{
	if (stream->is_broken || stream->is_send_failed ||
	    (stream->is_fin_here && stream->is_fin_sent))
		stream_die(stream);
}

void stream_end(struct stream *stream)
{
	if (stream->is_broken || stream->state == STREAM_HANDSHAKE) {
		stream_die(stream);
		return;
	}
	stream_shut_write(stream);
	stream->state = STREAM_LINGER;
	stream->linger_until = stream->net->now_ms + LINGER_MS;
	stream->linger_end = stream->net->now_ms + LINGER_TOTAL_MS;
	stream->linger_moved_ms = stream->net->now_ms;
	stream->next = stream->net->lingering;
	stream->at = &stream->net->lingering;
	if (stream->next != NULL)
		stream->next->at = &stream->next;
	stream->net->lingering = stream;
	buf_release(&stream->kept);
	buf_release(&stream->incoming_kept);
	stream->received = (struct span){ NULL, 0 };
	stream->incoming = (struct span){ NULL, 0 };
	stream_count_held(stream);
	stream_unstuff(stream);
	stream->is_read_wanted = true;
	if (!stream->is_fin_here)
		event_add(&stream->read_event, NULL);
	stream_end_linger(stream);
}

/* What was written and has not arrived. */
static size_t undelivered(const struct stream *stream)
{
	int queued = 0;

	if (ioctl(stream->fd, SIOCOUTQ, &queued) != 0)
		queued = 0;
	return stream->backlog.len + (size_t)queued;
}

bool stream_may_linger(struct stream *stream)
{
	int64_t now_ms = stream->net->now_ms;
	size_t left = undelivered(stream);

	if (left > 0 && left != stream->linger_left) {
		stream->linger_left = left;
		stream->linger_moved_ms = now_ms;
		stream->linger_until = now_ms + LINGER_MS;
	}
	if (now_ms >= stream->linger_end)
		return false;
	return now_ms < stream->linger_until ||
	       (left > 0 && now_ms - stream->linger_moved_ms < DELIVERY_MS);
}
