// layers: proxy-base proxy-http
/* Content codings undone, and what is refused of them. Brotli's bytes are given, since only its
 * decoder is linked; the others are made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "../../proxy/http/coding.h"

enum { CAP = 64 * 1024, BOMB = 4 * 1024 * 1024 };

#define TEXT "hello, hello, hello"
#define BR                                                                                         \
	"\x1b\x12\x00\xf8\x8d\x94\x6e\xde\x44\x09\x52\x86\x96\x6c\x2c\x6f\x11\x4f\x24\xd0\x71\x00"
#define BR_MIB_OF_ZEROS "\x5b\xff\xff\x8f\x7f\x02\x20\x1e\x0b\x04\x72\xef\x1f\x00"
#define SKIPPABLE       "\x52\x2a\x4d\x18\x03\x00\x00\x00xyz"

enum { GZIP_BITS = 31, ZLIB_BITS = 15, RAW_BITS = -15 };

/* Appends text, coded by zlib with the wrapper that bits choose. */
static void add_deflated(struct buf *to, struct span text, int bits)
{
	z_stream stream = { 0 };

	assert_int_equal(deflateInit2(&stream, 9, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
	size_t room = deflateBound(&stream, (uLong)text.len);
	stream.next_in = (Bytef *)(uintptr_t)text.data;
	stream.avail_in = (uInt)text.len;
	stream.next_out = (Bytef *)buf_reserve(to, room);
	stream.avail_out = (uInt)room;
	assert_int_equal(deflate(&stream, Z_FINISH), Z_STREAM_END);
	buf_commit(to, room - stream.avail_out);
	deflateEnd(&stream);
}

static void add_zstd(struct buf *to, struct span text, int window_log)
{
	ZSTD_CCtx *context = ZSTD_createCCtx();
	ZSTD_inBuffer in = { text.data, text.len, 0 };
	ZSTD_outBuffer out = { NULL, ZSTD_compressBound(text.len) + 64, 0 };

	out.dst = buf_reserve(to, out.size);
	ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window_log);
	ZSTD_CCtx_setParameter(context, ZSTD_c_contentSizeFlag, 0);
	assert_int_equal(ZSTD_compressStream2(context, &out, &in, ZSTD_e_continue), 0);
	assert_int_equal(ZSTD_compressStream2(context, &out, &in, ZSTD_e_end), 0);
	buf_commit(to, out.pos);
	ZSTD_freeCCtx(context);
}

static void add_bytes(struct buf *to, struct span text, int unused)
{
	(void)unused;
	assert_true(buf_append_span(to, text));
}

struct part {
	void (*add)(struct buf *to, struct span text, int argument);
	int argument;
	struct span text;
};

#define RAWBYTES(text)                                                                             \
	{                                                                                          \
		add_bytes, 0,                                                                      \
		{                                                                                  \
			(text), sizeof(text) - 1                                                   \
		}                                                                                  \
	}
#define GZIPPED(text)                                                                              \
	{                                                                                          \
		add_deflated, GZIP_BITS,                                                           \
		{                                                                                  \
			(text), sizeof(text) - 1                                                   \
		}                                                                                  \
	}
#define ZLIBBED(text)                                                                              \
	{                                                                                          \
		add_deflated, ZLIB_BITS,                                                           \
		{                                                                                  \
			(text), sizeof(text) - 1                                                   \
		}                                                                                  \
	}
#define DEFLATED(text)                                                                             \
	{                                                                                          \
		add_deflated, RAW_BITS,                                                            \
		{                                                                                  \
			(text), sizeof(text) - 1                                                   \
		}                                                                                  \
	}
#define ZSTD(text)                                                                                 \
	{                                                                                          \
		add_zstd, 0,                                                                       \
		{                                                                                  \
			(text), sizeof(text) - 1                                                   \
		}                                                                                  \
	}

struct row {
	const char *name;
	const char *declared; /* NULL: no field */
	struct part parts[3];
	size_t cut; /* bytes left out at the end */
	enum coding_result result;
	const char *text;
};

static const struct row rows[] = {
	{ "nothing declared", NULL, { RAWBYTES(TEXT) }, 0, CODING_OK, TEXT },
	{ "identity", "identity", { RAWBYTES(TEXT) }, 0, CODING_OK, TEXT },
	{ "empty field", "", { RAWBYTES(TEXT) }, 0, CODING_OK, TEXT },
	{ "gzip", "gzip", { GZIPPED(TEXT) }, 0, CODING_OK, TEXT },
	{ "gzip in upper case", "GZIP", { GZIPPED(TEXT) }, 0, CODING_OK, TEXT },
	{ "x-gzip", "x-gzip", { GZIPPED(TEXT) }, 0, CODING_OK, TEXT },
	{ "gzip and identity", "identity, gzip,", { GZIPPED(TEXT) }, 0, CODING_OK, TEXT },
	{ "members", "gzip", { GZIPPED("hello, "), GZIPPED(""), GZIPPED("hello") }, 0, CODING_OK,
	    "hello, hello" },
	{ "gzip of nothing", "gzip", { GZIPPED("") }, 0, CODING_OK, "" },
	{ "nothing at all", "gzip", { RAWBYTES("") }, 0, CODING_OK, "" },
	{ "deflate with wrapper", "deflate", { ZLIBBED(TEXT) }, 0, CODING_OK, TEXT },
	{ "deflate without", "deflate", { DEFLATED(TEXT) }, 0, CODING_OK, TEXT },
	{ "br", "br", { RAWBYTES(BR) }, 0, CODING_OK, TEXT },
	{ "zstd", "zstd", { ZSTD(TEXT) }, 0, CODING_OK, TEXT },
	{ "zstd frames", "zstd", { ZSTD("hello, "), RAWBYTES(SKIPPABLE), ZSTD("hello") }, 0,
	    CODING_OK, "hello, hello" },

	{ "unknown", "compress", { RAWBYTES(TEXT) }, 0, CODING_UNKNOWN, NULL },
	{ "known and unknown", "gzip, x", { GZIPPED(TEXT) }, 0, CODING_UNKNOWN, NULL },
	{ "four", "gzip, gzip, gzip, gzip", { GZIPPED(TEXT) }, 0, CODING_UNKNOWN, NULL },
	{ "with parameter", "gzip;q=1", { GZIPPED(TEXT) }, 0, CODING_UNKNOWN, NULL },
	{ "in quotes", "\"gzip\"", { GZIPPED(TEXT) }, 0, CODING_UNKNOWN, NULL },

	{ "gzip, but plain", "gzip", { RAWBYTES(TEXT) }, 0, CODING_AMBIGUOUS, NULL },
	{ "gzip, but one byte", "gzip", { RAWBYTES("\x1f") }, 0, CODING_AMBIGUOUS, NULL },
	{ "gzip, but zlib", "gzip", { ZLIBBED(TEXT) }, 0, CODING_AMBIGUOUS, NULL },
	{ "zstd, but plain", "zstd", { RAWBYTES(TEXT) }, 0, CODING_AMBIGUOUS, NULL },
	{ "zstd, but gzip", "zstd", { GZIPPED(TEXT) }, 0, CODING_AMBIGUOUS, NULL },
	{ "deflate, but plain", "deflate", { RAWBYTES("{\"text\":\"hello\"}") }, 0,
	    CODING_AMBIGUOUS, NULL },
	{ "deflate, but gzip", "deflate", { GZIPPED(TEXT) }, 0, CODING_AMBIGUOUS, NULL },
	{ "br, but plain", "br", { RAWBYTES("{\"text\":\"hello\"}") }, 0, CODING_AMBIGUOUS, NULL },
	{ "gzip undeclared", NULL, { GZIPPED(TEXT) }, 0, CODING_AMBIGUOUS, NULL },
	{ "zstd undeclared", "identity", { ZSTD(TEXT) }, 0, CODING_AMBIGUOUS, NULL },
	{ "gzip in gzip, one declared", "gzip",
	    { { add_deflated, GZIP_BITS, { "\x1f\x8b\x08\x00", 4 } } }, 0, CODING_AMBIGUOUS, NULL },

	{ "gzip, cut", "gzip", { GZIPPED(TEXT) }, 1, CODING_MALFORMED, NULL },
	{ "gzip, no trailer", "gzip", { GZIPPED(TEXT) }, 8, CODING_MALFORMED, NULL },
	{ "gzip, magic only", "gzip", { RAWBYTES("\x1f\x8b") }, 0, CODING_MALFORMED, NULL },
	{ "gzip, second cut", "gzip", { GZIPPED(TEXT), GZIPPED(TEXT) }, 3, CODING_MALFORMED, NULL },
	{ "gzip, garbage", "gzip", { GZIPPED(TEXT), RAWBYTES("x") }, 0, CODING_MALFORMED, NULL },
	{ "gzip, zeros", "gzip", { GZIPPED(TEXT), RAWBYTES("\0\0\0") }, 0, CODING_MALFORMED, NULL },
	{ "gzip, other method", "gzip", { RAWBYTES("\x1f\x8b\x07\0\0\0\0\0\0\0\0\0") }, 0,
	    CODING_MALFORMED, NULL },
	{ "deflate, cut", "deflate", { ZLIBBED(TEXT) }, 1, CODING_MALFORMED, NULL },
	{ "deflate, garbage", "deflate", { ZLIBBED(TEXT), RAWBYTES("x") }, 0, CODING_MALFORMED,
	    NULL },
	{ "deflate, two streams", "deflate", { ZLIBBED(TEXT), ZLIBBED(TEXT) }, 0, CODING_MALFORMED,
	    NULL },
	{ "raw deflate, garbage", "deflate", { DEFLATED(TEXT), RAWBYTES("x") }, 0, CODING_MALFORMED,
	    NULL },
	{ "br, cut", "br", { RAWBYTES(BR) }, 1, CODING_MALFORMED, NULL },
	{ "br, garbage", "br", { RAWBYTES(BR "x") }, 0, CODING_MALFORMED, NULL },
	{ "br, twice", "br", { RAWBYTES(BR BR) }, 0, CODING_MALFORMED, NULL },
	{ "zstd, cut", "zstd", { ZSTD(TEXT) }, 1, CODING_MALFORMED, NULL },
	{ "zstd, garbage", "zstd", { ZSTD(TEXT), RAWBYTES("garbage") }, 0, CODING_MALFORMED, NULL },
	{ "zstd, one byte more", "zstd", { ZSTD(TEXT), RAWBYTES("x") }, 0, CODING_MALFORMED, NULL },
	{ "zstd, magic of a second", "zstd", { ZSTD(TEXT), RAWBYTES("\x28\xb5\x2f\xfd") }, 0,
	    CODING_MALFORMED, NULL },
	/* a form of before the standard, which the library can read and servers need not */
	{ "zstd, legacy", "zstd",
	    { ZSTD(TEXT), RAWBYTES("\x26\xb5\x2f\xfd\x00\x1f\x8b\x00\x85\xaf") }, 0,
	    CODING_MALFORMED, NULL },

	{ "br bomb", "br", { RAWBYTES(BR_MIB_OF_ZEROS) }, 0, CODING_LARGE, NULL },
};

static void message_make(struct message *message, const char *declared)
{
	message->header_count = declared != NULL;
	message->headers[0].name = SPAN("content-ENCODING");
	message->headers[0].value = span_of(declared);
}

static enum coding_result decode(const char *declared, struct span in, struct buf *out)
{
	static struct message message;

	message_make(&message, declared);
	return coding_decode(&message, in, out);
}

static void build(const struct row *row, struct buf *coded)
{
	for (size_t i = 0; i < sizeof row->parts / sizeof *row->parts; i++)
		if (row->parts[i].add != NULL)
			row->parts[i].add(coded, row->parts[i].text, row->parts[i].argument);
	coded->len -= row->cut;
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct buf coded;
		struct buf out;
		buf_init(&coded, BOMB);
		buf_init(&out, CAP);
		build(&rows[i], &coded);
		enum coding_result result = decode(rows[i].declared, buf_span(&coded), &out);
		bool is_right = result == rows[i].result &&
		                (rows[i].text == NULL || span_is(buf_span(&out), rows[i].text));
		if (!is_right)
			fail_msg(
			    "%s: %d, %.*s", rows[i].name, (int)result, SPAN_PRINT(buf_span(&out)));
		buf_release(&coded);
		buf_release(&out);
	}
}

/* Content that grows far over the cap: refused, and no more than the cap was ever held. */
static void test_bombs(void **state)
{
	static const struct {
		const char *declared;
		struct part part;
	} bombs[] = {
		{ "gzip", { add_deflated, GZIP_BITS, { NULL, 0 } } },
		{ "deflate", { add_deflated, ZLIB_BITS, { NULL, 0 } } },
		{ "deflate", { add_deflated, RAW_BITS, { NULL, 0 } } },
		{ "zstd", { add_zstd, 0, { NULL, 0 } } },
	};
	char *zeros = calloc(BOMB, 1);

	(void)state;
	for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
		struct buf coded;
		struct buf out;
		buf_init(&coded, BOMB);
		buf_init(&out, CAP);
		for (int pass = 0; pass < 2; pass++) {
			buf_clear(&coded);
			bombs[i].part.add(
			    &coded, span_make(zeros, BOMB / 2), bombs[i].part.argument);
			assert_int_equal(
			    decode(bombs[i].declared, buf_span(&coded), &out), CODING_LARGE);
			assert_true(out.len <= CAP && out.cap <= 2 * CAP);
		}
		buf_release(&coded);
		buf_release(&out);
	}
	free(zeros);
}

/* Exactly the cap is not over it. */
static void test_cap(void **state)
{
	static const char *const names[] = { "gzip", "deflate", "zstd" };
	static const struct part parts[] = { { add_deflated, GZIP_BITS, { NULL, 0 } },
		{ add_deflated, ZLIB_BITS, { NULL, 0 } }, { add_zstd, 0, { NULL, 0 } } };
	static char text[CAP + 1];

	(void)state;
	for (size_t i = 0; i < sizeof text; i++)
		text[i] = (char)('a' + i * i % 23);
	for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
		for (size_t over = 0; over <= 1; over++) {
			struct buf coded;
			struct buf out;
			buf_init(&coded, BOMB);
			buf_init(&out, CAP);
			parts[i].add(&coded, span_make(text, CAP + over), parts[i].argument);
			enum coding_result result = decode(names[i], buf_span(&coded), &out);
			assert_int_equal(result, over > 0 ? CODING_LARGE : CODING_OK);
			assert_true(over > 0 || span_equal(buf_span(&out), span_make(text, CAP)));
			buf_release(&coded);
			buf_release(&out);
		}
	}
}

/* Codings are undone from the last to the first, also when they stand in several fields. */
static void test_stack(void **state)
{
	static struct message message;
	struct buf first;
	struct buf second;
	struct buf third;
	struct buf out;

	(void)state;
	buf_init(&first, CAP);
	buf_init(&second, CAP);
	buf_init(&third, CAP);
	buf_init(&out, CAP);
	add_deflated(&first, SPAN(TEXT), ZLIB_BITS);
	add_zstd(&second, buf_span(&first), 0);
	add_deflated(&third, buf_span(&second), GZIP_BITS);
	assert_int_equal(decode("deflate, zstd, gzip", buf_span(&third), &out), CODING_OK);
	assert_true(span_is(buf_span(&out), TEXT));
	assert_int_equal(decode("gzip, zstd, deflate", buf_span(&third), &out), CODING_AMBIGUOUS);
	message_make(&message, "deflate");
	message.headers[1] = (struct header){ SPAN("Content-Encoding"), SPAN("zstd, gzip") };
	message.header_count = 2;
	assert_true(coding_is_coded(&message));
	assert_int_equal(coding_decode(&message, buf_span(&third), &out), CODING_OK);
	assert_true(span_is(buf_span(&out), TEXT));
	buf_release(&first);
	buf_release(&second);
	buf_release(&third);
	buf_release(&out);
}

/* The largest window we hold is 8 MiB. */
static void test_window(void **state)
{
	struct buf coded;
	struct buf out;

	(void)state;
	buf_init(&coded, BOMB);
	buf_init(&out, CAP);
	add_zstd(&coded, SPAN(TEXT), 23);
	assert_int_equal(decode("zstd", buf_span(&coded), &out), CODING_OK);
	buf_clear(&coded);
	add_zstd(&coded, SPAN(TEXT), 24);
	assert_int_equal(decode("zstd", buf_span(&coded), &out), CODING_LARGE);
	buf_clear(&coded);
	add_zstd(&coded, SPAN(TEXT), 0);
	assert_int_equal(decode("zstd", buf_span(&coded), &out), CODING_OK);
	buf_release(&coded);
	buf_release(&out);
}

/* One stored block that reads as zlib does and as raw deflate does, to different texts. */
static void test_both_ways(void **state)
{
	/* read raw: a stored block of 0x0201 bytes, not the last one */
	static const char both[] = "\x78\x01\x02\xfe\xfd";
	struct buf in;
	struct buf out;

	(void)state;
	buf_init(&in, CAP);
	buf_init(&out, CAP);
	assert_true(buf_append(&in, both, sizeof both - 1));
	while (in.len < 5 + 0x0201)
		assert_true(buf_append(&in, "x", 1));
	add_deflated(&in, SPAN("hidden"), RAW_BITS);
	assert_int_equal(decode("deflate", buf_span(&in), &out), CODING_AMBIGUOUS);
	buf_release(&in);
	buf_release(&out);
}

static void test_looks(void **state)
{
	static struct message message;

	(void)state;
	message_make(&message, "identity");
	assert_false(coding_is_coded(&message));
	message_make(&message, "x");
	assert_true(coding_is_coded(&message));
	message_make(&message, NULL);
	assert_false(coding_is_coded(&message));
	assert_true(coding_looks_coded(SPAN("\x1f\x8b\x08")));
	assert_true(coding_looks_coded(SPAN("\x28\xb5\x2f\xfd")));
	assert_false(coding_looks_coded(SPAN("\x1f\x8b")));
	assert_false(coding_looks_coded(SPAN("")));
	assert_false(coding_looks_coded(SPAN("{\"a\":1}")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_bombs),
		cmocka_unit_test(test_cap),
		cmocka_unit_test(test_stack),
		cmocka_unit_test(test_window),
		cmocka_unit_test(test_both_ways),
		cmocka_unit_test(test_looks),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
