// layers: proxy-base proxy-http
/*
 * Content framing: byte by byte and all at once must give the same content, the same trailers and
 * the same end; what was read and is written again must read as the same.
 */
#include <stdlib.h>
#include <string.h>

#include "../../proxy/http/http1.h"

enum { CONTENT_MAX = 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

struct reading {
	struct http1_body body;
	struct buf content;
	enum http1_result result;
	const char *why;
	size_t used;
};

static void must(bool is_true)
{
	if (!is_true)
		abort();
}

static void reading_open(struct reading *reading, enum message_framing framing, uint64_t length)
{
	static struct message message;

	message.framing = framing;
	message.content_length = length;
	http1_body_init(&reading->body, &message);
	buf_init(&reading->content, CONTENT_MAX);
	reading->result = HTTP1_MORE;
	reading->why = NULL;
	reading->used = 0;
}

static void reading_close(struct reading *reading)
{
	http1_body_release(&reading->body);
	buf_release(&reading->content);
}

/* Everything up to end that can be used. */
static void reading_feed(struct reading *reading, struct span in, size_t end)
{
	size_t used = 1;

	while (reading->result == HTTP1_MORE && used > 0) {
		struct span run;
		reading->result = http1_body_read(&reading->body, in.data + reading->used,
		    end - reading->used, &used, &run, &reading->why);
		must(used <= end - reading->used && run.len <= used);
		must(buf_append_span(&reading->content, run));
		reading->used += used;
	}
	must(reading->result != HTTP1_MORE || reading->used == end);
}

static void check_written(const struct reading *reading)
{
	struct reading again;
	struct buf out;

	buf_init(&out, 2 * CONTENT_MAX);
	must(http1_write_chunk(&out, buf_span(&reading->content)));
	must(http1_write_last_chunk(&out, buf_span(&reading->body.trailers)));
	reading_open(&again, FRAMING_CHUNKED, 0);
	reading_feed(&again, buf_span(&out), out.len);
	must(again.result == HTTP1_DONE && again.used == out.len);
	must(span_equal(buf_span(&again.content), buf_span(&reading->content)));
	reading_close(&again);
	buf_release(&out);
}

static void check(struct span in, enum message_framing framing, uint64_t length)
{
	struct reading whole;
	struct reading pieces;

	reading_open(&whole, framing, length);
	reading_open(&pieces, framing, length);
	reading_feed(&whole, in, in.len);
	for (size_t end = 1; end <= in.len && pieces.result == HTTP1_MORE; end++)
		reading_feed(&pieces, in, end);
	must(whole.result == pieces.result || in.len == 0);
	must(whole.why == pieces.why && (whole.why != NULL) == (whole.result >= HTTP1_BAD));
	if (whole.result < HTTP1_BAD && in.len > 0) {
		must(whole.used == pieces.used && whole.body.total == whole.content.len);
		must(span_equal(buf_span(&whole.content), buf_span(&pieces.content)));
		must(span_equal(buf_span(&whole.body.trailers), buf_span(&pieces.body.trailers)));
	}
	if (whole.result == HTTP1_DONE && framing == FRAMING_CHUNKED)
		check_written(&whole);
	reading_close(&whole);
	reading_close(&pieces);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len < 1 || len > 65536)
		return 0;
	char *copy = malloc(len);
	memcpy(copy, data + 1, len - 1);
	struct span in = { copy, len - 1 };
	if (data[0] % 8 == 0)
		check(in, FRAMING_LENGTH, data[0]);
	else
		check(in, FRAMING_CHUNKED, 0);
	free(copy);
	return 0;
}
