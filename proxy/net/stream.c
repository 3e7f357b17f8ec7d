#include "stream.h"

#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/mem.h"
#include "stream_private.h"

enum { BACKLOG_MAX = 64 * 1024 * 1024 }; /* never reached by who heeds stream_is_crowded() */

void stream_count_held(struct stream *stream)
{
	size_t held = stream->kept.cap + stream->incoming_kept.cap + stream->backlog.cap;

	if (stream->state == STREAM_DEAD)
		held = 0; /* as good as freed */
	stream->net->held += held - stream->held;
	stream->held = held;
}

bool stream_has_owner(const struct stream *stream)
{
	return stream->state == STREAM_OPEN || stream->state == STREAM_HANDSHAKE;
}

void stream_tell(struct stream *stream)
{
	if (stream_has_owner(stream))
		stream->callback(stream->owner, stream);
}

void stream_break_off(struct stream *stream)
{
	if (stream->ssl != NULL && stream->tls_error == 0)
		stream->tls_error = ERR_peek_last_error();
	stream->is_broken = true;
	stream->is_ended = true;
	stream->is_fin_here = true;
	stream->is_clean = false;
	event_del(&stream->read_event);
	event_del(&stream->write_event);
	stream->is_write_awaited = false;
}

static void unlink_lingering(struct stream *stream)
{
	*stream->at = stream->next;
	if (stream->next != NULL)
		stream->next->at = stream->at;
}

void stream_die(struct stream *stream)
{
	if (stream->state == STREAM_DEAD)
		return;
	if (stream->state == STREAM_LINGER)
		unlink_lingering(stream);
	event_del(&stream->read_event);
	event_del(&stream->write_event);
	stream_unstuff(stream);
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
	stream->state = STREAM_DEAD;
	stream_count_held(stream);
	stream->next = stream->net->dead;
	stream->net->dead = stream;
}

struct stream *stream_new(struct net *net, int fd, on_stream *callback, void *owner)
{
	struct stream *stream = mem_alloc(sizeof *stream);

	stream->net = net;
	stream->fd = fd;
	stream->callback = callback;
	stream->owner = owner;
	stream->is_read_wanted = true;
	/* One read more than what stops reading. */
	buf_init(&stream->kept, net->kept_max + 2 * NET_PLAIN_SIZE);
	buf_init(&stream->incoming_kept, net->kept_max + 2 * NET_CIPHER_SIZE);
	buf_init(&stream->backlog, BACKLOG_MAX);
	event_assign(
	    &stream->read_event, net->base, fd, EV_READ | EV_PERSIST, stream_on_readable, stream);
	event_assign(
	    &stream->write_event, net->base, fd, EV_WRITE | EV_PERSIST, stream_on_writable, stream);
	event_add(&stream->read_event, NULL);
	return stream;
}

void stream_free(struct stream *stream)
{
	assert(stream->state == STREAM_DEAD);
	SSL_free(stream->ssl);
	buf_release(&stream->kept);
	buf_release(&stream->incoming_kept);
	buf_release(&stream->backlog);
	free(stream);
}

void stream_start_tls(struct stream *stream, SSL *ssl)
{
	BIO *bio = BIO_new(stream_bio_method());

	assert(stream->ssl == NULL && bio != NULL);
	BIO_set_data(bio, stream);
	BIO_set_init(bio, 1);
	SSL_set_bio(ssl, bio, bio);
	stream->ssl = ssl;
	stream->state = STREAM_HANDSHAKE;
	struct span early = stream_received(stream);
	if (!buf_append_span(&stream->incoming_kept, early))
		stream_break_off(stream);
	stream_consume(stream, early.len);
	stream_count_held(stream);
	stream->is_read_wanted = false;
	stream_want_read(stream, true);
	event_active(&stream->read_event, EV_TIMEOUT, 0);
}

bool stream_is_open(const struct stream *stream)
{
	return stream->state == STREAM_OPEN;
}

bool stream_is_ended(const struct stream *stream)
{
	return stream->is_ended;
}

bool stream_is_clean(const struct stream *stream)
{
	return stream->is_clean;
}

bool stream_is_broken(const struct stream *stream)
{
	return stream->is_broken;
}

SSL *stream_ssl(const struct stream *stream)
{
	return stream->ssl;
}

unsigned long stream_tls_error(const struct stream *stream)
{
	return stream->tls_error;
}

int stream_fd(const struct stream *stream)
{
	return stream->fd;
}

void stream_rest(struct stream *stream)
{
	if (stream->ssl != NULL)
		SSL_free_buffers(stream->ssl);
}

void stream_abort(struct stream *stream)
{
	struct linger reset = { .l_onoff = 1, .l_linger = 0 };

	if (stream->fd >= 0)
		setsockopt(stream->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
	stream_die(stream);
}

int stream_detach(struct stream *stream, struct buf *received)
{
	int fd = stream->fd;

	assert(stream->ssl == NULL);
	buf_append_span(received, stream_received(stream));
	stream->received = (struct span){ NULL, 0 };
	event_del(&stream->read_event);
	event_del(&stream->write_event);
	stream->fd = -1;
	stream_die(stream);
	return fd;
}
