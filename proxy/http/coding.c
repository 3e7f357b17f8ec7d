#include "coding.h"

#include <brotli/decode.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#include "bytes.h"
#include "fields.h"

enum {
	STACK_MAX = 3,
	STEP = 64 * 1024, /* output room asked for at a time */
	ZSTD_WINDOW_LOG = 23,
	ZSTD_KEPT_MAX = 1024 * 1024, /* a context that grew larger is not kept */
};

/* One decoding in progress: input that is left, output with its cap, and one byte of room behind
 * the cap, so that a stream that ends exactly there is told from one that goes on. */
struct flow {
	struct span in;
	struct buf *out;
	char beyond;
	bool is_beyond;
};

/* Where to write next. */
static char *flow_room(struct flow *flow, size_t *len)
{
	size_t left = flow->out->max - flow->out->len;

	flow->is_beyond = left == 0;
	*len = flow->is_beyond ? 1 : left < STEP ? left : STEP;
	return flow->is_beyond ? &flow->beyond : buf_reserve(flow->out, *len);
}

/* So much of it was written; false: more than the cap. */
static bool flow_wrote(struct flow *flow, size_t len)
{
	if (flow->is_beyond)
		return len == 0;
	buf_commit(flow->out, len);
	return true;
}

static bool starts_with(struct span in, const char *magic, size_t len)
{
	return in.len >= len && memcmp(in.data, magic, len) == 0;
}

static bool is_gzip(struct span in)
{
	return starts_with(in, "\x1f\x8b", 2);
}

static bool is_zstd(struct span in)
{
	return starts_with(in, "\x28\xb5\x2f\xfd", 4) ||
	       (in.len >= 4 && ((unsigned char)in.data[0] & 0xf0u) == 0x50 &&
	           memcmp(in.data + 1, "\x2a\x4d\x18", 3) == 0);
}

/* RFC 1950 2.2: method 8, window of at most 32 KiB, check bits, no preset dictionary. */
static bool is_zlib(struct span in)
{
	if (in.len < 2)
		return false;
	unsigned cmf = (unsigned char)in.data[0];
	unsigned flg = (unsigned char)in.data[1];
	return (cmf & 0x0fu) == 8 && cmf >> 4 <= 7 && (cmf * 256 + flg) % 31 == 0 &&
	       (flg & 0x20u) == 0;
}

static bool is_plain(struct span in)
{
	const char *end = in.data + in.len;
	const char *at = bytes_control(in.data, end);

	while (at < end && (*at == '\t' || *at == '\n' || *at == '\r'))
		at = bytes_control(at + 1, end);
	return at == end;
}

bool coding_looks_coded(struct span content)
{
	return starts_with(content, "\x1f\x8b\x08", 3) ||
	       starts_with(content, "\x28\xb5\x2f\xfd", 4);
}

/* Raw deflate and br have no magic. What is declared as one of them, is not, and can be read as
 * text or as another coding will be read so by a server that does not trust the declaration. */
static enum coding_result judge_failure(enum coding_result result, struct span in)
{
	bool may_be_other = is_plain(in) || coding_looks_coded(in);

	return result == CODING_MALFORMED && may_be_other ? CODING_AMBIGUOUS : result;
}

/* One state for the process, made when first needed. bits choose the wrapper as inflateInit2()
 * does. */
static z_stream *inflater(int bits)
{
	static z_stream stream;
	static bool is_made;
	int result = is_made ? inflateReset2(&stream, bits) : inflateInit2(&stream, bits);

	is_made = is_made || result == Z_OK;
	return result == Z_OK ? &stream : NULL;
}

/* One zlib, gzip or raw stream; flow->in becomes what stands behind it. zlib counts in unsigned
 * int, and content never comes near that: it is collected under a cap. */
static enum coding_result inflate_one(struct flow *flow, int bits)
{
	z_stream *stream = inflater(bits);
	int result = Z_OK;

	if (stream == NULL || flow->in.len > INT32_MAX)
		return CODING_LARGE;
	stream->next_in = (Bytef *)(uintptr_t)flow->in.data;
	stream->avail_in = (uInt)flow->in.len;
	while (result == Z_OK) {
		size_t room;
		stream->next_out = (Bytef *)flow_room(flow, &room);
		stream->avail_out = (uInt)room;
		result = inflate(stream, Z_NO_FLUSH);
		if (!flow_wrote(flow, room - stream->avail_out))
			return CODING_LARGE;
	}
	flow->in = span_from(flow->in, flow->in.len - stream->avail_in);
	return result == Z_STREAM_END ? CODING_OK : CODING_MALFORMED;
}

/* Members one behind the other are one content (RFC 1952 2.2). */
static enum coding_result undo_gzip(struct flow *flow)
{
	enum coding_result result = CODING_OK;

	if (!is_gzip(flow->in))
		return CODING_AMBIGUOUS;
	while (result == CODING_OK && flow->in.len > 0)
		result = is_gzip(flow->in) ? inflate_one(flow, 15 + 16) : CODING_MALFORMED;
	return result;
}

static enum coding_result inflate_all(struct flow *flow, int bits)
{
	enum coding_result result = inflate_one(flow, bits);

	return result == CODING_OK && flow->in.len > 0 ? CODING_MALFORMED : result;
}

/* Does it also read as a raw stream to its end? Nearly always the fifth byte says no. */
static bool is_raw_too(struct flow *flow)
{
	struct buf scratch;
	struct flow raw = { .in = flow->in, .out = &scratch };

	buf_init(&scratch, flow->out->max);
	enum coding_result result = inflate_one(&raw, -15);
	buf_release(&scratch);
	return result != CODING_MALFORMED;
}

/* "deflate" means zlib (RFC 9110 8.4.1.2), but some senders leave the wrapper out and recipients
 * try both: bytes that are both are refused. */
static enum coding_result undo_deflate(struct flow *flow)
{
	if (is_zlib(flow->in))
		return is_raw_too(flow) ? CODING_AMBIGUOUS : inflate_all(flow, 15);
	struct span in = flow->in;
	return judge_failure(inflate_all(flow, -15), in);
}

static enum coding_result brotli_all(BrotliDecoderState *state, struct flow *flow)
{
	const uint8_t *in = (const uint8_t *)flow->in.data;
	size_t in_len = flow->in.len;
	BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;

	while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		size_t room;
		uint8_t *out = (uint8_t *)flow_room(flow, &room);
		size_t left = room;
		result = BrotliDecoderDecompressStream(state, &in_len, &in, &left, &out, NULL);
		if (!flow_wrote(flow, room - left))
			return CODING_LARGE;
	}
	return result == BROTLI_DECODER_RESULT_SUCCESS && in_len == 0 ? CODING_OK
	                                                              : CODING_MALFORMED;
}

static enum coding_result undo_brotli(struct flow *flow)
{
	BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL, NULL);

	if (state == NULL)
		return CODING_LARGE;
	enum coding_result result = brotli_all(state, flow);
	BrotliDecoderDestroyInstance(state);
	return judge_failure(result, flow->in);
}

static ZSTD_DCtx *zstd_kept;

static ZSTD_DCtx *zstd_open(void)
{
	if (zstd_kept == NULL) {
		zstd_kept = ZSTD_createDCtx();
		if (zstd_kept != NULL)
			ZSTD_DCtx_setParameter(zstd_kept, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG);
	} else {
		ZSTD_DCtx_reset(zstd_kept, ZSTD_reset_session_only);
	}
	return zstd_kept;
}

static void zstd_close(void)
{
	if (ZSTD_sizeof_DCtx(zstd_kept) <= ZSTD_KEPT_MAX)
		return;
	ZSTD_freeDCtx(zstd_kept);
	zstd_kept = NULL;
}

static enum coding_result zstd_failed(size_t code)
{
	return ZSTD_getErrorCode(code) == ZSTD_error_frameParameter_windowTooLarge
	           ? CODING_LARGE
	           : CODING_MALFORMED;
}

/* One frame; flow->in becomes what stands behind it. */
static enum coding_result zstd_one(ZSTD_DCtx *context, struct flow *flow)
{
	ZSTD_inBuffer in = { flow->in.data, flow->in.len, 0 };
	size_t wants = 1;

	while (wants != 0) {
		ZSTD_outBuffer out = { NULL, 0, 0 };
		out.dst = flow_room(flow, &out.size);
		wants = ZSTD_decompressStream(context, &out, &in);
		if (!flow_wrote(flow, out.pos))
			return CODING_LARGE;
		if (ZSTD_isError(wants))
			return zstd_failed(wants);
		if (wants != 0 && in.pos == in.size && out.pos < out.size)
			return CODING_MALFORMED;
	}
	flow->in = span_from(flow->in, in.pos);
	return CODING_OK;
}

/* Frames one behind the other are one content, skippable ones nothing (RFC 8878 3.1). Each is
 * looked at before the library is asked, which also knows the forms of before the standard. */
static enum coding_result zstd_all(ZSTD_DCtx *context, struct flow *flow)
{
	enum coding_result result = CODING_OK;

	while (result == CODING_OK && flow->in.len > 0)
		result = is_zstd(flow->in) ? zstd_one(context, flow) : CODING_MALFORMED;
	return result;
}

static enum coding_result undo_zstd(struct flow *flow)
{
	if (!is_zstd(flow->in))
		return CODING_AMBIGUOUS;
	ZSTD_DCtx *context = zstd_open();
	if (context == NULL)
		return CODING_LARGE;
	enum coding_result result = zstd_all(context, flow);
	zstd_close();
	return result;
}

struct coding {
	const char *name;
	enum coding_result (*undo)(struct flow *flow); /* NULL: nothing to undo */
};

static const struct coding codings[] = {
	{ "identity", NULL },
	{ "gzip", undo_gzip },
	{ "x-gzip", undo_gzip },
	{ "deflate", undo_deflate },
	{ "br", undo_brotli },
	{ "zstd", undo_zstd },
};

static const struct coding *coding_find(struct span name)
{
	for (size_t i = 0; i < sizeof codings / sizeof *codings; i++)
		if (span_is_nocase(name, codings[i].name))
			return &codings[i];
	return NULL;
}

struct stack {
	const struct coding *codings[STACK_MAX];
	size_t count;
};

static enum coding_result stack_list(struct stack *stack, struct span list)
{
	struct span name;

	while (list_next(&list, &name)) {
		const struct coding *coding = coding_find(name);
		if (coding == NULL)
			return CODING_UNKNOWN;
		if (coding->undo == NULL)
			continue;
		if (stack->count == STACK_MAX)
			return CODING_UNKNOWN;
		stack->codings[stack->count++] = coding;
	}
	return CODING_OK;
}

/* All codings in the order in which they were applied. */
static enum coding_result stack_open(struct stack *stack, const struct message *message)
{
	enum coding_result result = CODING_OK;

	stack->count = 0;
	for (size_t i = 0; i < message->header_count && result == CODING_OK; i++)
		if (field_find(message->headers[i].name) == FIELD_CONTENT_ENCODING)
			result = stack_list(stack, message->headers[i].value);
	return result;
}

bool coding_is_coded(const struct message *message)
{
	struct stack stack;

	return stack_open(&stack, message) != CODING_OK || stack.count > 0;
}

static enum coding_result undo(const struct coding *coding, struct span in, struct buf *out)
{
	struct flow flow = { .in = in, .out = out };

	return coding->undo(&flow);
}

/* Undoes one coding after the other, the last one applied first; what stands between two of them is
 * kept in buffers with the same cap. */
static enum coding_result undo_stack(const struct stack *stack, struct span in, struct buf *out)
{
	struct buf between[STACK_MAX - 1];
	enum coding_result result = CODING_OK;

	for (size_t i = 0; i < STACK_MAX - 1; i++)
		buf_init(&between[i], out->max);
	for (size_t left = stack->count; left > 0 && result == CODING_OK; left--) {
		struct buf *to = left > 1 ? &between[left - 2] : out;
		result = undo(stack->codings[left - 1], in, to);
		in = buf_span(to);
	}
	for (size_t i = 0; i < STACK_MAX - 1; i++)
		buf_release(&between[i]);
	return result;
}

enum coding_result coding_decode(const struct message *message, struct span in, struct buf *out)
{
	struct stack stack;
	enum coding_result result = stack_open(&stack, message);

	if (result != CODING_OK || in.len == 0)
		return result;
	buf_clear(out);
	if (stack.count > 0)
		result = undo_stack(&stack, in, out);
	else if (!buf_append_span(out, in))
		result = CODING_LARGE;
	if (result == CODING_OK && coding_looks_coded(buf_span(out)))
		result = CODING_AMBIGUOUS;
	return result;
}
