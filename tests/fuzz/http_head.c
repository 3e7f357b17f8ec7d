// layers: proxy-base proxy-http
/*
 * Heads: however they are cut, the answer is the same; what is accepted and written anew is
 * accepted again, with the same framing, and writing that again changes nothing.
 */
#include <stdlib.h>
#include <string.h>

#include "../../proxy/http/http1.h"

enum { HEAD_MAX = 8192 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char *const methods[] = { NULL, "GET", "HEAD", "CONNECT" };

static void must(bool is_true)
{
	if (!is_true)
		abort();
}

static enum http1_result read_head(
    const char *method, struct span head, size_t first, struct message *message, const char **why)
{
	struct http1_scan scan = { 0 };
	enum http1_result result = HTTP1_MORE;

	for (size_t len = first; result == HTTP1_MORE; len++) {
		if (method == NULL)
			result = http1_read_request(head.data, len, HEAD_MAX, &scan, message, why);
		else
			result = http1_read_response(
			    head.data, len, HEAD_MAX, &scan, span_of(method), message, why);
		if (len == head.len)
			break;
	}
	return result;
}

/* The framing that a session would declare. */
static struct http1_rewrite rewrite_of(const struct message *message)
{
	bool is_absolute_only = span_is(message->method, "CONNECT");

	return (struct http1_rewrite){
		.drop_hop_by_hop = true,
		.keep_upgrade = message->has_upgrade,
		.as_origin_form = !is_absolute_only,
		.keep_length = message->is_response && message->framing == FRAMING_NONE,
		.framing = message->framing,
		.content_length = message->content_length,
	};
}

static void write_head(struct buf *out, const struct message *message)
{
	struct http1_rewrite how = rewrite_of(message);

	buf_init(out, 65536);
	must(message->is_response ? http1_write_response(out, message, &how)
	                          : http1_write_request(out, message, &how));
}

/* Writing adds one field at most (Host, or Connection: close): where as many as are read were
 * there, the peer gets one more than we would read ourselves. */
static bool has_outgrown(const struct message *message, enum http1_result result, const char *why)
{
	return result == HTTP1_LARGE && message->header_count == MESSAGE_HEADERS_MAX &&
	       strcmp(why, "too-many-fields") == 0;
}

static void check_lines(struct span head)
{
	for (size_t i = 0; i < head.len; i++) {
		must(head.data[i] != '\0');
		must(head.data[i] != '\n' || (i > 0 && head.data[i - 1] == '\r'));
		must(head.data[i] != '\r' || (i + 1 < head.len && head.data[i + 1] == '\n'));
	}
}

static void check_written(const char *method, const struct message *message)
{
	static struct message again;
	struct buf first;
	struct buf second;
	const char *why;

	write_head(&first, message);
	check_lines(buf_span(&first));
	bool is_whole = message->is_response || message->authority.len > 0;
	enum http1_result result = HTTP1_MORE;
	if (is_whole)
		result = read_head(method, buf_span(&first), first.len, &again, &why);
	if (is_whole && !has_outgrown(message, result, why)) {
		must(result == HTTP1_DONE);
		must(again.head_len == first.len && again.framing == message->framing);
		must(again.content_length == message->content_length);
		must(message_count(&again, "Content-Length") +
		         message_count(&again, "Transfer-Encoding") <=
		     1);
		must(again.is_response || message_count(&again, "Host") == 1);
		write_head(&second, &again);
		must(span_equal(buf_span(&first), buf_span(&second)));
		buf_release(&second);
	}
	buf_release(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct message message;
	static struct message pieces;
	const char *why = NULL;
	const char *other_why = NULL;

	if (len < 2)
		return 0;
	const char *method = methods[data[0] % (sizeof methods / sizeof *methods)];
	char *copy = malloc(len - 1); /* so that reading past the end is seen */
	memcpy(copy, data + 1, len - 1);
	struct span head = { copy, len - 1 };
	enum http1_result result = read_head(method, head, head.len, &message, &why);
	enum http1_result other = read_head(method, head, 0, &pieces, &other_why);
	must(result == other || (other == HTTP1_MORE && result != HTTP1_DONE));
	must((why != NULL) == (result >= HTTP1_BAD));
	must(result != other || why == other_why);
	if (result == HTTP1_DONE) {
		must(message.head_len <= head.len && message.head_len == pieces.head_len);
		check_written(method, &message);
	}
	free(copy);
	return 0;
}
