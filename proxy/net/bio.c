/*
 * Where OpenSSL meets the stream: it reads records from what the stream has fetched with one large
 * recv(), and its records are gathered for one send(). It therefore never blocks on writing, and
 * never asks the socket for five bytes at a time.
 */
#include <string.h>

#include "stream_private.h"

static int bio_read(BIO *bio, char *to, size_t len, size_t *got)
{
	struct stream *stream = BIO_get_data(bio);
	struct buf *kept = &stream->incoming_kept;

	BIO_clear_retry_flags(bio);
	*got = 0;
	if (kept->len > 0) {
		*got = len < kept->len ? len : kept->len;
		memcpy(to, kept->data, *got);
		buf_drain(kept, *got);
	} else if (stream->incoming.len > 0) {
		*got = len < stream->incoming.len ? len : stream->incoming.len;
		memcpy(to, stream->incoming.data, *got);
		stream->incoming = span_from(stream->incoming, *got);
	}
	if (*got > 0)
		return 1;
	/* OpenSSL is not told of an end without close_notify: it would refuse to write from then
	 * on, and who has only closed its sending side still waits for the answer. The stream knows
	 * that it was not clean. */
	BIO_set_retry_read(bio);
	return 0;
}

static int bio_write(BIO *bio, const char *from, size_t len, size_t *written)
{
	struct stream *stream = BIO_get_data(bio);

	BIO_clear_retry_flags(bio);
	if (!buf_append(&stream->net->gather, from, len)) {
		*written = 0;
		return 0;
	}
	*written = len;
	return 1;
}

static long bio_ctrl(BIO *bio, int command, long number, void *pointer)
{
	(void)bio;
	(void)number;
	(void)pointer;
	return command == BIO_CTRL_FLUSH;
}

BIO_METHOD *stream_bio_method(void)
{
	static BIO_METHOD *method;

	if (method == NULL) {
		method =
		    BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "gatepost stream");
		BIO_meth_set_read_ex(method, bio_read);
		BIO_meth_set_write_ex(method, bio_write);
		BIO_meth_set_ctrl(method, bio_ctrl);
	}
	return method;
}
