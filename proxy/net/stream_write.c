/* The writing side of a stream: what the socket does not take is its backlog. */
#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include "stream_private.h"

enum {
	BACKLOG_CROWDED = 128 * 1024,
	WRITE_PIECE = 256 * 1024, /* text encrypted before it is sent */
};

static void await_write(struct stream *stream, bool wanted)
{
	if (wanted == stream->is_write_awaited)
		return;
	stream->is_write_awaited = wanted;
	if (wanted)
		event_add(&stream->write_event, NULL);
	else
		event_del(&stream->write_event);
}

/* How much the socket took; SIZE_MAX: it is broken. */
static size_t send_some(struct stream *stream, struct span bytes)
{
	size_t sent = 0;

	while (sent < bytes.len) {
		ssize_t n = send(stream->fd, bytes.data + sent, bytes.len - sent, MSG_NOSIGNAL);
		if (n >= 0)
			sent += (size_t)n;
		else if (errno == EAGAIN)
			return sent;
		else if (errno != EINTR)
			return SIZE_MAX;
	}
	return sent;
}

/* The peer takes no more, but may have answered before: that is still read, up to its end. */
static void fail_sending(struct stream *stream)
{
	stream->is_send_failed = true;
	buf_release(&stream->backlog);
	if (stream->is_ended) {
		stream_break_off(stream);
		event_active(&stream->write_event, EV_TIMEOUT, 0);
	}
}

static void send_wire(struct stream *stream, struct span bytes)
{
	if (stream->is_send_failed)
		return;
	size_t sent = stream->backlog.len == 0 ? send_some(stream, bytes) : 0;

	if (sent == SIZE_MAX || !buf_append_span(&stream->backlog, span_from(bytes, sent)))
		fail_sending(stream);
	await_write(stream, stream->backlog.len > 0);
}

void stream_flush_gathered(struct stream *stream)
{
	struct buf *gather = &stream->net->gather;

	if (gather->len > 0 && !stream->is_broken)
		send_wire(stream, buf_span(gather));
	buf_clear(gather);
}

static void write_encrypted(struct stream *stream, struct span bytes)
{
	while (bytes.len > 0 && !stream->is_broken) {
		size_t piece = bytes.len < WRITE_PIECE ? bytes.len : WRITE_PIECE;
		size_t written = 0;
		ERR_clear_error();
		if (SSL_write_ex(stream->ssl, bytes.data, piece, &written) != 1) {
			stream_break_off(stream);
			event_active(&stream->write_event, EV_TIMEOUT, 0);
			break;
		}
		bytes = span_from(bytes, written);
		stream_flush_gathered(stream);
	}
	buf_clear(&stream->net->gather);
}

void stream_write(struct stream *stream, struct span bytes)
{
	assert(!stream->is_shut);
	if (stream->is_broken || bytes.len == 0)
		return;
	if (stream->ssl != NULL)
		write_encrypted(stream, bytes);
	else
		send_wire(stream, bytes);
	stream_count_held(stream);
}

static void finish_shut(struct stream *stream)
{
	if (!stream->is_shut || stream->is_fin_sent || stream->backlog.len > 0 || stream->is_broken)
		return;
	stream->is_fin_sent = true;
	shutdown(stream->fd, SHUT_WR);
}

void stream_shut_write(struct stream *stream)
{
	if (stream->is_shut || stream->is_broken)
		return;
	stream->is_shut = true;
	if (stream->ssl != NULL && SSL_is_init_finished(stream->ssl)) {
		ERR_clear_error();
		SSL_shutdown(stream->ssl);
		stream_flush_gathered(stream);
	}
	finish_shut(stream);
}

void stream_on_writable(int fd, short what, void *argument)
{
	struct stream *stream = argument;

	(void)fd;
	if ((what & EV_WRITE) != 0 && stream->backlog.len > 0) {
		size_t sent = send_some(stream, buf_span(&stream->backlog));
		if (sent == SIZE_MAX)
			fail_sending(stream);
		else
			buf_drain(&stream->backlog, sent);
	}
	if (stream->backlog.len == 0) {
		buf_release(&stream->backlog);
		await_write(stream, false);
	}
	stream_count_held(stream);
	finish_shut(stream);
	if (stream->state == STREAM_LINGER)
		stream_end_linger(stream);
	stream_tell(stream);
}

bool stream_is_crowded(const struct stream *stream)
{
	return stream->backlog.len > (net_is_tight(stream->net) ? STREAM_TIGHT : BACKLOG_CROWDED);
}

bool stream_is_drained(const struct stream *stream)
{
	return stream->backlog.len == 0;
}
