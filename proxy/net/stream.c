#include "stream.h"

#include <assert.h>
#include <errno.h>
#include <linux/sockios.h>
#include <openssl/err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "../base/mem.h"
#include "stream_private.h"

enum {
	READS_A_WAKE = 4,               /* recv() calls before others get their turn */
	BACKLOG_MAX = 64 * 1024 * 1024, /* never reached by who heeds stream_is_crowded() */
	BACKLOG_CROWDED = 128 * 1024,
	KEPT_MAX = 16 * 1024 * 1024,
	KEPT_CROWDED =
	    2 * 1024 * 1024, /* unconsumed: nothing more is read, whatever the owner wants */
	LINGER_MS = 2000,    /* once all is delivered */
	DELIVERY_MS = 60000, /* without the peer taking anything */
	LINGER_BYTES = 1024 * 1024,
	WRITE_PIECE = 256 * 1024, /* text encrypted before it is sent */
};

static void on_readable(int fd, short what, void *argument);
static void on_writable(int fd, short what, void *argument);

struct stream *stream_new(struct net *net, int fd, on_stream *callback, void *owner)
{
	struct stream *stream = mem_alloc(sizeof *stream);

	stream->net = net;
	stream->fd = fd;
	stream->callback = callback;
	stream->owner = owner;
	stream->is_read_wanted = true;
	buf_init(&stream->kept, KEPT_MAX);
	buf_init(&stream->incoming_kept, KEPT_MAX);
	buf_init(&stream->backlog, BACKLOG_MAX);
	event_assign(&stream->read_event, net->base, fd, EV_READ | EV_PERSIST, on_readable, stream);
	event_assign(
	    &stream->write_event, net->base, fd, EV_WRITE | EV_PERSIST, on_writable, stream);
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

static void unlink_lingering(struct stream *stream)
{
	for (struct stream **at = &stream->net->lingering; *at != NULL; at = &(*at)->next)
		if (*at == stream) {
			*at = stream->next;
			return;
		}
}

static void die(struct stream *stream)
{
	if (stream->state == STREAM_DEAD)
		return;
	if (stream->state == STREAM_LINGER)
		unlink_lingering(stream);
	event_del(&stream->read_event);
	event_del(&stream->write_event);
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
	stream->state = STREAM_DEAD;
	stream->next = stream->net->dead;
	stream->net->dead = stream;
}

static void tell(struct stream *stream)
{
	if (stream->state == STREAM_OPEN || stream->state == STREAM_HANDSHAKE)
		stream->callback(stream->owner, stream);
}

static void break_off(struct stream *stream)
{
	if (stream->ssl != NULL && stream->tls_error == 0)
		stream->tls_error = ERR_peek_last_error();
	stream->is_broken = true;
	stream->is_ended = true;
	stream->is_clean = false;
	event_del(&stream->read_event);
	event_del(&stream->write_event);
	stream->is_write_awaited = false;
}

/* Writing: bytes for the wire. */

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
		break_off(stream);
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

static void flush_gathered(struct stream *stream)
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
			break_off(stream);
			event_active(&stream->write_event, EV_TIMEOUT, 0);
			break;
		}
		bytes = span_from(bytes, written);
		flush_gathered(stream);
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
		flush_gathered(stream);
	}
	finish_shut(stream);
}

/* Without an owner: over once both sides are, or nothing can be sent any more. */
static void end_linger(struct stream *stream)
{
	if (stream->is_broken || stream->is_send_failed ||
	    (stream->is_ended && stream->is_fin_sent))
		die(stream);
}

static void on_writable(int fd, short what, void *argument)
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
	finish_shut(stream);
	if (stream->state == STREAM_LINGER)
		end_linger(stream);
	tell(stream);
}

/* Reading. */

static void keep_rest(struct stream *stream)
{
	if (stream->received.len > 0 && !buf_append_span(&stream->kept, stream->received))
		break_off(stream);
	stream->received = (struct span){ NULL, 0 };
	if (stream->incoming.len > 0 && !buf_append_span(&stream->incoming_kept, stream->incoming))
		break_off(stream);
	stream->incoming = (struct span){ NULL, 0 };
	if (stream->kept.len == 0)
		buf_release(&stream->kept);
	if (stream->incoming_kept.len == 0)
		buf_release(&stream->incoming_kept);
}

struct span stream_received(const struct stream *stream)
{
	return stream->kept.len > 0 ? buf_span(&stream->kept) : stream->received;
}

/* What lies here already is offered at the loop's next turn. */
static void resume_reading(struct stream *stream)
{
	if (!stream->is_read_wanted || stream->is_stuffed)
		return;
	if (!stream->is_ended)
		event_add(&stream->read_event, NULL);
	if (stream->kept.len > 0 || stream->incoming_kept.len > 0 ||
	    (stream->ssl != NULL && SSL_has_pending(stream->ssl)))
		event_active(&stream->read_event, EV_TIMEOUT, 0);
}

void stream_consume(struct stream *stream, size_t len)
{
	if (stream->kept.len > 0) {
		buf_drain(&stream->kept, len);
		if (stream->is_stuffed && stream->kept.len < KEPT_CROWDED) {
			stream->is_stuffed = false;
			resume_reading(stream);
		}
		return;
	}
	assert(len <= stream->received.len);
	stream->received = span_from(stream->received, len);
}

/* Offers text to the owner. Where something was kept before, the new text goes behind it. */
static void offer(struct stream *stream, struct span text)
{
	if (stream->kept.len > 0) {
		if (!buf_append_span(&stream->kept, text))
			break_off(stream);
	} else {
		stream->received = text;
	}
	tell(stream);
	if (stream->received.len > 0 && !buf_append_span(&stream->kept, stream->received))
		break_off(stream);
	stream->received = (struct span){ NULL, 0 };
	if (stream->kept.len >= KEPT_CROWDED && !stream->is_stuffed && !stream->is_broken) {
		stream->is_stuffed = true;
		event_del(&stream->read_event);
	}
}

static bool is_read_over(const struct stream *stream)
{
	return stream->is_broken || !stream->is_read_wanted || stream->is_stuffed ||
	       (stream->state != STREAM_OPEN && stream->state != STREAM_HANDSHAKE);
}

static bool may_discard(struct stream *stream, size_t len)
{
	stream->linger_bytes += len;
	return stream->linger_bytes <= LINGER_BYTES;
}

static void on_tls_end(struct stream *stream, int error)
{
	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return;
	if (error == SSL_ERROR_ZERO_RETURN) {
		stream->is_ended = true;
		stream->is_clean = true;
	} else if (stream->is_ended) {
		stream->is_clean = false;
	} else {
		break_off(stream);
	}
}

/* Decrypts all that has come, in pieces of the shared buffer. */
static void read_tls(struct stream *stream)
{
	bool is_more = true;

	while (is_more && !is_read_over(stream)) {
		size_t len = 0;
		while (len < NET_PLAIN_SIZE) {
			size_t got = 0;
			ERR_clear_error();
			int result = SSL_read_ex(
			    stream->ssl, stream->net->plain + len, NET_PLAIN_SIZE - len, &got);
			if (result != 1) {
				on_tls_end(stream, SSL_get_error(stream->ssl, result));
				is_more = false;
				break;
			}
			len += got;
		}
		flush_gathered(stream);
		if (len > 0)
			offer(stream, span_make(stream->net->plain, len));
	}
}

static void shake_hands(struct stream *stream)
{
	ERR_clear_error();
	int result = SSL_do_handshake(stream->ssl);
	flush_gathered(stream);
	if (result == 1) {
		stream->state = STREAM_OPEN;
		tell(stream);
		return;
	}
	int error = SSL_get_error(stream->ssl, result);
	if (error == SSL_ERROR_WANT_READ && !stream->is_ended)
		return;
	break_off(stream);
	tell(stream);
}

static void process_tls(struct stream *stream)
{
	if (stream->state == STREAM_HANDSHAKE)
		shake_hands(stream);
	if (stream->state == STREAM_OPEN)
		read_tls(stream);
}

static ssize_t fetch(struct stream *stream)
{
	bool is_tls = stream->ssl != NULL;
	char *to = is_tls ? stream->net->cipher : stream->net->plain;
	ssize_t n;

	do
		n = recv(stream->fd, to, is_tls ? NET_CIPHER_SIZE : NET_PLAIN_SIZE, 0);
	while (n < 0 && errno == EINTR);
	return n;
}

static void take(struct stream *stream, size_t len)
{
	if (stream->state == STREAM_LINGER) {
		if (!may_discard(stream, len))
			die(stream);
	} else if (stream->ssl != NULL) {
		stream->incoming = span_make(stream->net->cipher, len);
		process_tls(stream);
	} else {
		offer(stream, span_make(stream->net->plain, len));
	}
}

static void on_end_of_input(struct stream *stream)
{
	stream->is_ended = true;
	stream->is_clean = stream->ssl == NULL || stream->is_clean;
	event_del(&stream->read_event);
	if (stream->state == STREAM_LINGER) {
		end_linger(stream);
		return;
	}
	if (stream->ssl != NULL)
		process_tls(stream);
	if (stream->is_send_failed)
		break_off(stream);
	tell(stream);
}

/* What lay here already, or a handshake that is ours to begin. */
static void offer_kept(struct stream *stream)
{
	if (stream->kept.len > 0)
		tell(stream);
	if (stream->ssl != NULL && !is_read_over(stream))
		process_tls(stream);
}

static void on_readable(int fd, short what, void *argument)
{
	struct stream *stream = argument;

	(void)fd;
	if ((what & EV_READ) == 0)
		offer_kept(stream);
	for (int i = 0; (what & EV_READ) != 0 && i < READS_A_WAKE; i++) {
		ssize_t n = fetch(stream);
		if (n < 0 && errno != EAGAIN) {
			break_off(stream);
			tell(stream);
		} else if (n == 0) {
			on_end_of_input(stream);
		} else if (n > 0) {
			take(stream, (size_t)n);
		}
		keep_rest(stream);
		bool is_full = n == (stream->ssl != NULL ? NET_CIPHER_SIZE : NET_PLAIN_SIZE);
		if (!is_full || stream->state == STREAM_DEAD || is_read_over(stream))
			break;
	}
	if (stream->state == STREAM_LINGER)
		end_linger(stream);
}

void stream_want_read(struct stream *stream, bool wanted)
{
	if (stream->is_read_wanted == wanted)
		return;
	stream->is_read_wanted = wanted;
	if (stream->is_broken || stream->fd < 0)
		return;
	if (wanted)
		resume_reading(stream);
	else
		event_del(&stream->read_event);
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
		break_off(stream);
	stream_consume(stream, early.len);
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

bool stream_is_crowded(const struct stream *stream)
{
	return stream->backlog.len > BACKLOG_CROWDED;
}

bool stream_is_drained(const struct stream *stream)
{
	return stream->backlog.len == 0;
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

void stream_end(struct stream *stream)
{
	if (stream->is_broken || stream->state == STREAM_HANDSHAKE) {
		die(stream);
		return;
	}
	stream_shut_write(stream);
	stream->state = STREAM_LINGER;
	stream->linger_until = stream->net->now_ms + LINGER_MS;
	stream->linger_moved_ms = stream->net->now_ms;
	stream->next = stream->net->lingering;
	stream->net->lingering = stream;
	buf_release(&stream->kept);
	buf_release(&stream->incoming_kept);
	stream->received = (struct span){ NULL, 0 };
	stream->incoming = (struct span){ NULL, 0 };
	stream->is_read_wanted = true;
	if (!stream->is_ended)
		event_add(&stream->read_event, NULL);
	end_linger(stream);
}

bool stream_delivers(struct stream *stream)
{
	int queued = 0;

	if (ioctl(stream->fd, SIOCOUTQ, &queued) != 0)
		queued = 0;
	size_t left = stream->backlog.len + (size_t)queued;
	if (left == 0)
		return false;
	if (left != stream->linger_left) {
		stream->linger_left = left;
		stream->linger_moved_ms = stream->net->now_ms;
		stream->linger_until = stream->net->now_ms + LINGER_MS;
	}
	return stream->net->now_ms - stream->linger_moved_ms < DELIVERY_MS;
}

void stream_abort(struct stream *stream)
{
	struct linger reset = { .l_onoff = 1, .l_linger = 0 };

	if (stream->fd >= 0)
		setsockopt(stream->fd, SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
	die(stream);
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
	die(stream);
	return fd;
}
