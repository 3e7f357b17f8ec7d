/* The reading side of a stream: from the socket to its owner, who need not take it at once. */
#include <assert.h>
#include <errno.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>

#include "stream_private.h"

enum {
	READS_A_WAKE = 4, /* recv() calls before others get their turn */
	DISCARDED_MAX = 1024 * 1024,
};

static bool keeps_too_much(const struct stream *stream)
{
	size_t most = net_is_tight(stream->net) ? STREAM_TIGHT : stream->net->kept_max;

	return stream->kept.len > 0 && stream->kept.len + stream->incoming_kept.len >= most;
}

static void stuff(struct stream *stream)
{
	struct net *net = stream->net;

	stream->is_stuffed = true;
	stream->next_stuffed = net->stuffed;
	stream->at_stuffed = &net->stuffed;
	if (net->stuffed != NULL)
		net->stuffed->at_stuffed = &stream->next_stuffed;
	net->stuffed = stream;
	event_del(&stream->read_event);
}

void stream_unstuff(struct stream *stream)
{
	if (!stream->is_stuffed)
		return;
	stream->is_stuffed = false;
	*stream->at_stuffed = stream->next_stuffed;
	if (stream->next_stuffed != NULL)
		stream->next_stuffed->at_stuffed = stream->at_stuffed;
}

/* What lies here already is offered at the loop's next turn. */
static void resume_reading(struct stream *stream)
{
	if (!stream->is_read_wanted || stream->is_stuffed)
		return;
	if (!stream->is_fin_here)
		event_add(&stream->read_event, NULL);
	if (stream->kept.len > 0 || stream->incoming_kept.len > 0 ||
	    (stream->ssl != NULL && SSL_has_pending(stream->ssl)))
		event_active(&stream->read_event, EV_TIMEOUT, 0);
}

static void relieve(struct stream *stream)
{
	if (!stream->is_stuffed || keeps_too_much(stream))
		return;
	stream_unstuff(stream);
	resume_reading(stream);
}

void stream_relieve(struct net *net)
{
	for (struct stream *stream = net->stuffed; stream != NULL;) {
		struct stream *next = stream->next_stuffed;
		relieve(stream);
		stream = next;
	}
}

struct span stream_received(const struct stream *stream)
{
	return stream->kept.len > 0 ? buf_span(&stream->kept) : stream->received;
}

void stream_consume(struct stream *stream, size_t len)
{
	if (stream->kept.len == 0) {
		assert(len <= stream->received.len);
		stream->received = span_from(stream->received, len);
		return;
	}
	buf_drain(&stream->kept, len);
	if (stream->kept.len == 0)
		buf_release(&stream->kept);
	stream_count_held(stream);
	relieve(stream);
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

static bool is_read_over(const struct stream *stream)
{
	return stream->is_broken || stream->is_closed || !stream->is_read_wanted ||
	       stream->is_stuffed || !stream_has_owner(stream);
}

void stream_check(struct stream *stream)
{
	struct pollfd ask = { .fd = stream->fd };

	if (!is_read_over(stream) || !stream_has_owner(stream) || stream->is_broken)
		return;
	if (poll(&ask, 1, 0) != 1 || (ask.revents & (POLLERR | POLLHUP)) == 0)
		return;
	stream_break_off(stream);
	stream_tell(stream);
}

static void keep_rest(struct stream *stream)
{
	if (stream->is_broken)
		stream->incoming = (struct span){ NULL, 0 };
	if (stream->received.len > 0 && !buf_append_span(&stream->kept, stream->received))
		stream_break_off(stream);
	stream->received = (struct span){ NULL, 0 };
	if (stream->incoming.len > 0 && !buf_append_span(&stream->incoming_kept, stream->incoming))
		stream_break_off(stream);
	stream->incoming = (struct span){ NULL, 0 };
	if (stream->kept.len == 0)
		buf_release(&stream->kept);
	if (stream->incoming_kept.len == 0)
		buf_release(&stream->incoming_kept);
	stream_count_held(stream);
}

/* Offers text to the owner. Where something was kept before, the new text goes behind it. */
static void offer(struct stream *stream, struct span text)
{
	if (stream->kept.len > 0) {
		if (!buf_append_span(&stream->kept, text))
			stream_break_off(stream);
	} else {
		stream->received = text;
	}
	stream_tell(stream);
	if (stream->received.len > 0 && !buf_append_span(&stream->kept, stream->received))
		stream_break_off(stream);
	stream->received = (struct span){ NULL, 0 };
	if (!stream->is_stuffed && stream_has_owner(stream) && keeps_too_much(stream))
		stuff(stream);
}

/* Bytes that nobody wants. */
static void discard(struct stream *stream, size_t len)
{
	stream->discarded += len;
	if (stream->discarded <= DISCARDED_MAX)
		return;
	if (!stream_has_owner(stream)) {
		stream_die(stream);
		return;
	}
	stream_break_off(stream);
	stream_tell(stream);
}

static void on_tls_end(struct stream *stream, int error)
{
	if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
		return;
	if (error == SSL_ERROR_ZERO_RETURN) {
		stream->is_ended = true;
		stream->is_clean = true;
		stream->is_closed = true;
		stream->incoming = (struct span){ NULL, 0 };
		buf_release(&stream->incoming_kept);
	} else if (stream->is_ended) {
		stream->is_clean = false;
	} else {
		stream_break_off(stream);
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
		stream_flush_gathered(stream);
		if (len > 0)
			offer(stream, span_make(stream->net->plain, len));
		else if (stream->is_closed || stream->is_broken)
			stream_tell(stream);
	}
}

static void shake_hands(struct stream *stream)
{
	ERR_clear_error();
	int result = SSL_do_handshake(stream->ssl);
	stream_flush_gathered(stream);
	if (result == 1) {
		stream->state = STREAM_OPEN;
		stream_tell(stream);
		return;
	}
	int error = SSL_get_error(stream->ssl, result);
	if (error == SSL_ERROR_WANT_READ && !stream->is_ended)
		return;
	stream_break_off(stream);
	stream_tell(stream);
}

static void process_tls(struct stream *stream)
{
	if (stream->state == STREAM_HANDSHAKE)
		shake_hands(stream);
	if (stream->state == STREAM_OPEN)
		read_tls(stream);
}

static size_t fetch_size(const struct stream *stream)
{
	if (net_is_tight(stream->net))
		return STREAM_TIGHT;
	return stream->ssl != NULL ? NET_CIPHER_SIZE : NET_PLAIN_SIZE;
}

static ssize_t fetch(struct stream *stream, size_t size)
{
	char *to = stream->ssl != NULL ? stream->net->cipher : stream->net->plain;
	ssize_t n;

	do
		n = recv(stream->fd, to, size, 0);
	while (n < 0 && errno == EINTR);
	return n;
}

static void take(struct stream *stream, size_t len)
{
	if (!stream_has_owner(stream) || stream->is_closed) {
		discard(stream, len);
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
	stream->is_fin_here = true;
	stream->is_clean = stream->ssl == NULL || stream->is_clean;
	event_del(&stream->read_event);
	if (stream->state == STREAM_LINGER) {
		stream_end_linger(stream);
		return;
	}
	if (stream->ssl != NULL)
		process_tls(stream);
	if (stream->is_send_failed)
		stream_break_off(stream);
	stream_tell(stream);
}

/* What lay here already, or a handshake that is ours to begin. */
static void offer_kept(struct stream *stream)
{
	if (stream->kept.len > 0)
		stream_tell(stream);
	if (stream->ssl != NULL && !is_read_over(stream))
		process_tls(stream);
}

void stream_on_readable(int fd, short what, void *argument)
{
	struct stream *stream = argument;

	(void)fd;
	if ((what & EV_READ) == 0)
		offer_kept(stream);
	for (int i = 0; (what & EV_READ) != 0 && i < READS_A_WAKE; i++) {
		size_t size = fetch_size(stream);
		ssize_t n = fetch(stream, size);
		if (n < 0 && errno != EAGAIN) {
			stream_break_off(stream);
			stream_tell(stream);
		} else if (n == 0) {
			on_end_of_input(stream);
		} else if (n > 0) {
			take(stream, (size_t)n);
		}
		keep_rest(stream);
		bool is_full = n == (ssize_t)size;
		if (!is_full || stream->state == STREAM_DEAD || is_read_over(stream))
			break;
	}
	if (stream->state == STREAM_LINGER)
		stream_end_linger(stream);
}
