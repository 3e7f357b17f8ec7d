// layers: certs-verify proxy-net proxy-base
/* The client hello: what is read, what is refused, and that it may come in any pieces. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/base/buf.h"
#include "../../proxy/net/hello.h"

static void put(struct buf *buf, unsigned value, size_t size)
{
	while (size-- > 0) {
		unsigned char byte = (unsigned char)(value >> 8 * size);
		assert_true(buf_append(buf, &byte, 1));
	}
}

static void put_bytes(struct buf *buf, const void *data, size_t len)
{
	assert_true(buf_append(buf, data, len));
}

static void put_extension(struct buf *list, unsigned type, const void *data, size_t len)
{
	put(list, type, 2);
	put(list, (unsigned)len, 2);
	put_bytes(list, data, len);
}

static void put_name(struct buf *list, const char *name, size_t len)
{
	struct buf data;

	buf_init(&data, 70000);
	put(&data, (unsigned)len + 3, 2);
	put(&data, 0, 1);
	put(&data, (unsigned)len, 2);
	put_bytes(&data, name, len);
	put_extension(list, 0, data.data, data.len);
	buf_release(&data);
}

/* A hello with these extensions, as handshake bytes without records. */
static void put_handshake(struct buf *to, unsigned version, const struct buf *list)
{
	static const char random[32] = "0123456789abcdef0123456789abcdef";
	size_t len = 2 + 32 + 1 + 2 + 4 + 1 + 1 + (list != NULL ? 2 + list->len : 0);

	put(to, 1, 1);
	put(to, (unsigned)len, 3);
	put(to, version, 2);
	put_bytes(to, random, sizeof random);
	put(to, 0, 1);
	put(to, 4, 2);
	put(to, 0x3a3a1301, 4); /* a GREASE suite and a real one */
	put(to, 0x0100, 2);
	if (list == NULL)
		return;
	put(to, (unsigned)list->len, 2);
	put_bytes(to, list->data, list->len);
}

static void put_records(struct buf *to, const struct buf *handshake, size_t size)
{
	for (size_t at = 0; at < handshake->len; at += size) {
		size_t len = handshake->len - at < size ? handshake->len - at : size;
		put(to, 22, 1);
		put(to, 0x0301, 2);
		put(to, (unsigned)len, 2);
		put_bytes(to, handshake->data + at, len);
	}
}

/* Reads from an allocation of its exact size, so that a sanitizer sees any byte read too many. */
static enum hello_kind read_exactly(const void *data, size_t len, struct hello *hello)
{
	unsigned char *copy = malloc(len > 0 ? len : 1);

	assert_non_null(copy);
	memcpy(copy, data, len);
	enum hello_kind kind = hello_read(copy, len, hello);
	free(copy);
	return kind;
}

static void full_extensions(struct buf *list, size_t padding)
{
	char *zeros = calloc(1, padding + 1);

	put_extension(list, 0x2a2a, "", 0);
	put_name(list, "Example.COM", 11);
	put_extension(list, 16, "\x00\x0c\x02h2\x08http/1.1", 14);
	put_extension(list, 43, "\x06\x1a\x1a\x03\x04\x03\x03", 7);
	put_extension(list, 0xfe0d, "\x00\x01\x02", 3);
	put_extension(list, 51, zeros, padding);
	free(zeros);
}

static void assert_full(const struct hello *hello)
{
	assert_true(hello->has_name);
	assert_string_equal(hello->name, "example.com");
	assert_true(hello->has_ech);
	assert_true(hello->offers_http1);
	assert_true(hello->offers_h2);
	assert_true(hello->offers_tls13);
}

static void make_full(struct buf *wire, size_t padding, size_t record)
{
	struct buf list, handshake;

	buf_init(&list, 100000);
	buf_init(&handshake, 100000);
	buf_init(wire, 1000000);
	full_extensions(&list, padding);
	put_handshake(&handshake, 0x0303, &list);
	put_records(wire, &handshake, record);
	buf_release(&list);
	buf_release(&handshake);
}

static void test_every_split(void **state)
{
	static const size_t records[] = { 1, 2, 3, 4, 5, 7, 64, 16384 };
	(void)state;

	for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
		struct buf wire;
		struct hello hello;
		make_full(&wire, 40, records[i]);
		for (size_t len = 0; len < wire.len; len++)
			assert_int_equal(read_exactly(wire.data, len, &hello), HELLO_MORE);
		assert_int_equal(read_exactly(wire.data, wire.len, &hello), HELLO_TLS);
		assert_full(&hello);
		buf_release(&wire);
	}
}

static void test_large(void **state)
{
	static const size_t paddings[] = { 1200, 16300, 20000, 60000 };
	(void)state;

	for (size_t i = 0; i < sizeof paddings / sizeof paddings[0]; i++) {
		struct buf wire;
		struct hello hello;
		make_full(&wire, paddings[i], 16384);
		assert_int_equal(read_exactly(wire.data, wire.len - 1, &hello), HELLO_MORE);
		assert_int_equal(read_exactly(wire.data, wire.len, &hello), HELLO_TLS);
		assert_full(&hello);
		buf_release(&wire);
	}
}

static void test_bytes_behind(void **state)
{
	struct buf wire;
	struct hello hello;
	(void)state;

	make_full(&wire, 10, 16384);
	put_bytes(&wire, "\x14\x03\x03\x00\x01\x01", 6);
	assert_int_equal(read_exactly(wire.data, wire.len, &hello), HELLO_TLS);
	assert_full(&hello);
	buf_release(&wire);
}

static void test_many_small_records_are_capped(void **state)
{
	struct buf wire;
	struct hello hello;
	(void)state;

	make_full(&wire, 60000, 1);
	assert_int_equal(read_exactly(wire.data, wire.len, &hello), HELLO_BAD);
	buf_release(&wire);
}

static enum hello_kind read_list(const struct buf *list, unsigned version, struct hello *hello)
{
	struct buf handshake, wire;

	buf_init(&handshake, 100000);
	buf_init(&wire, 200000);
	put_handshake(&handshake, version, list);
	put_records(&wire, &handshake, 16384);
	enum hello_kind kind = read_exactly(wire.data, wire.len, hello);
	buf_release(&handshake);
	buf_release(&wire);
	return kind;
}

static void test_versions(void **state)
{
	static const struct {
		unsigned version;
		enum hello_kind kind;
	} cases[] = {
		{ 0x0300, HELLO_TLS },
		{ 0x0301, HELLO_TLS },
		{ 0x0303, HELLO_TLS },
		{ 0x0304, HELLO_TLS },
		{ 0x0202, HELLO_BAD },
		{ 0xfeff, HELLO_BAD },
	};
	struct hello hello;
	(void)state;

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		assert_int_equal(read_list(NULL, cases[i].version, &hello), cases[i].kind);
		if (cases[i].kind != HELLO_TLS)
			continue;
		assert_false(
		    hello.has_name || hello.offers_tls13 || hello.offers_h2 || hello.has_ech);
		assert_true(hello.offers_http1);
	}
}

#define LABEL63 "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijk"
static const struct name_case {
	const char *name;
	size_t len;
	enum hello_kind kind;
	const char *read; /* NULL: no name */
} name_cases[] = {
#define NAME(text, kind, read)                                                                     \
	{                                                                                          \
		text, sizeof(text) - 1, kind, read                                                 \
	}
	NAME("example.com", HELLO_TLS, "example.com"),
	NAME("EXAMPLE.com", HELLO_TLS, "example.com"),
	NAME("example.com.", HELLO_TLS, "example.com"),
	NAME("localhost", HELLO_TLS, "localhost"),
	NAME("_dmarc.a-b.example", HELLO_TLS, "_dmarc.a-b.example"),
	NAME("xn--bcher-kva.example", HELLO_TLS, "xn--bcher-kva.example"),
	NAME(LABEL63 ".example", HELLO_TLS, LABEL63 ".example"),
	NAME(LABEL63 "x.example", HELLO_TLS, NULL),
	NAME(LABEL63 "." LABEL63 "." LABEL63 "." LABEL63, HELLO_TLS, NULL),
	NAME("example.com..", HELLO_TLS, NULL),
	NAME(".example.com", HELLO_TLS, NULL),
	NAME("a..b", HELLO_TLS, NULL),
	NAME(".", HELLO_TLS, NULL),
	NAME("127.0.0.1", HELLO_TLS, NULL),
	NAME("127.1", HELLO_TLS, NULL),
	NAME("2130706433", HELLO_TLS, NULL),
	NAME("0x7f000001", HELLO_TLS, NULL),
	NAME("::1", HELLO_TLS, NULL),
	NAME("[::1]", HELLO_TLS, NULL),
	NAME("example.com:443", HELLO_TLS, NULL),
	NAME("a b.example", HELLO_TLS, NULL),
	NAME("b\xc3\xbc"
	     "cher.example",
	    HELLO_TLS, NULL),
	NAME("*.example.com", HELLO_TLS, NULL),
	NAME("example.com\0.evil", HELLO_BAD, NULL),
	NAME("example.com\0", HELLO_BAD, NULL),
	NAME("", HELLO_BAD, NULL),
#undef NAME
};

static void test_names(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof name_cases / sizeof name_cases[0]; i++) {
		const struct name_case *c = &name_cases[i];
		struct hello hello;
		struct buf list;
		buf_init(&list, 1000);
		put_name(&list, c->name, c->len);
		assert_int_equal(read_list(&list, 0x0303, &hello), c->kind);
		if (c->kind == HELLO_TLS) {
			assert_int_equal(hello.has_name, c->read != NULL);
			assert_string_equal(hello.name, c->read != NULL ? c->read : "");
		}
		buf_release(&list);
	}
}

static const struct extension_case {
	unsigned type;
	const char *data;
	size_t len;
	enum hello_kind kind;
} extension_cases[] = {
#define CASE(type, text, kind)                                                                     \
	{                                                                                          \
		type, text, sizeof(text) - 1, kind                                                 \
	}
	CASE(0, "", HELLO_BAD),
	CASE(0, "\0\0", HELLO_BAD),
	CASE(0, "\0\4\0\0\1a", HELLO_TLS),
	CASE(0, "\0\5\0\0\1a", HELLO_BAD),
	CASE(0, "\0\4\0\0\1ab", HELLO_BAD),
	CASE(0, "\0\4\0\0\2a", HELLO_BAD),
	CASE(0, "\0\4\1\0\1a", HELLO_BAD),
	CASE(0, "\0\10\0\0\1a\0\0\1b", HELLO_BAD),
	CASE(16, "", HELLO_BAD),
	CASE(16, "\0\0", HELLO_BAD),
	CASE(16, "\0\1\0", HELLO_BAD),
	CASE(16, "\0\3\2h2", HELLO_TLS),
	CASE(16, "\0\3\2h2x", HELLO_BAD),
	CASE(16, "\0\3\3h2", HELLO_BAD),
	CASE(43, "", HELLO_BAD),
	CASE(43, "\0", HELLO_BAD),
	CASE(43, "\2\3\4", HELLO_TLS),
	CASE(43, "\3\3\4\3", HELLO_BAD),
	CASE(43, "\2\3\4\0", HELLO_BAD),
	CASE(43, "\4\3\4", HELLO_BAD),
	CASE(0xfe0d, "", HELLO_TLS),
	CASE(0x0a0a, "\0", HELLO_TLS),
#undef CASE
};

static void test_extensions(void **state)
{
	(void)state;

	for (size_t i = 0; i < sizeof extension_cases / sizeof extension_cases[0]; i++) {
		const struct extension_case *c = &extension_cases[i];
		struct hello hello;
		struct buf list;
		buf_init(&list, 1000);
		put_extension(&list, c->type, c->data, c->len);
		assert_int_equal(read_list(&list, 0x0303, &hello), c->kind);
		put_extension(&list, c->type, c->data, c->len); /* and twice is never good */
		assert_int_equal(read_list(&list, 0x0303, &hello), HELLO_BAD);
		buf_release(&list);
	}
}

static void test_alpn_without_http1(void **state)
{
	struct hello hello;
	struct buf list;
	(void)state;

	buf_init(&list, 1000);
	put_extension(&list, 16, "\0\3\2h2", 5);
	assert_int_equal(read_list(&list, 0x0303, &hello), HELLO_TLS);
	assert_true(hello.offers_h2);
	assert_false(hello.offers_http1);
	buf_release(&list);
}

/* Each length field of a good hello, one more and one less: never read beyond, never taken. */
static void test_wrong_lengths(void **state)
{
	struct buf wire;
	struct hello hello;
	(void)state;

	make_full(&wire, 8, 16384);
	static const size_t fields[] = { 4, 8, 43, 45, 50, 53 };
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
		for (int by = -1; by <= 1; by += 2) {
			wire.data[fields[i]] = (char)(wire.data[fields[i]] + by);
			assert_int_not_equal(read_exactly(wire.data, wire.len, &hello), HELLO_TLS);
			wire.data[fields[i]] = (char)(wire.data[fields[i]] - by);
		}
	}
	assert_int_equal(read_exactly(wire.data, wire.len, &hello), HELLO_TLS);
	buf_release(&wire);
}

static const struct first_case {
	const char *bytes;
	size_t len;
	enum hello_kind kind;
} first_cases[] = {
#define FIRST(text, kind)                                                                          \
	{                                                                                          \
		text, sizeof(text) - 1, kind                                                       \
	}
	FIRST("", HELLO_MORE),
	FIRST("G", HELLO_MORE),
	FIRST("GET", HELLO_MORE),
	FIRST("GET ", HELLO_MORE),
	FIRST("GET / HTTP/1.1\r\n", HELLO_HTTP),
	FIRST("GET / HTTP/", HELLO_HTTP),
	FIRST("post /x", HELLO_MORE),
	FIRST("post / HTTP/1.1", HELLO_HTTP), /* whatever the case, for who folds it */
	FIRST("Post / http/1.1", HELLO_HTTP),
	FIRST("M-SEARCH * HTTP/1.1", HELLO_HTTP),
	FIRST("POST\t/", HELLO_MORE),
	FIRST("POST\t/\tHTTP/1.1", HELLO_HTTP),
	FIRST("POST\r/\vHTTP/1.1", HELLO_HTTP),
	FIRST("\r\nPOST / HTTP/1.1", HELLO_HTTP),
	FIRST(" \t\r\n\nPOST / HTTP/1.1", HELLO_HTTP),
	FIRST("\r\n", HELLO_MORE),
	FIRST("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", HELLO_HTTP),
	FIRST("GET /\r\nHost: a HTTP/1.1\r\n", HELLO_OTHER),
	FIRST("OPTIONS rtsp://a.example RTSP/1.0\r\n", HELLO_OTHER),
	FIRST("REGISTER sip:a.example SIP/2.0\r\n", HELLO_OTHER),
	FIRST("NICK anna\r\nUSER HTTP/1.1\r\n", HELLO_OTHER),
	FIRST("*1\r\n$4\r\nPING\r\n", HELLO_OTHER), /* RESP */
	FIRST("AMQP\0\0\x09\x01", HELLO_OTHER),
	FIRST("0\x0c\x02\x01\x01\x60\x07\x02\x01\x03\x04\0\x80\0", HELLO_OTHER), /* LDAP */
	FIRST("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEF / HTTP/1.1", HELLO_HTTP),
	FIRST("ABCDEFGHIJKLMNOPQRSTUVWXYZABCDEFG", HELLO_OTHER),
	FIRST("GET/ ", HELLO_OTHER),
	FIRST("SSH-2.0-OpenSSH_9.2p1 Debian\r\n", HELLO_OTHER),
	FIRST("\0GET", HELLO_OTHER),
	FIRST("\x80\x2e\x01\x00\x02\x00\x15", HELLO_OTHER), /* SSLv2 */
	FIRST("\x80\x2e\x01\x03\x01\x00\x15", HELLO_OTHER), /* TLS in an SSLv2 hello */
	FIRST("\x16", HELLO_MORE),
	FIRST("\x16\x02", HELLO_OTHER),
	FIRST("\x16\x03", HELLO_MORE),
	FIRST("\x16\x03\x01\x00", HELLO_MORE),
	FIRST("\x16\x03\x01\x00\x00", HELLO_BAD),
	FIRST("\x16\x03\x01\x40\x01", HELLO_BAD),
	FIRST("\x16\x03\x01\x40\x00", HELLO_MORE),
	FIRST("\x16\x03\x01\x00\x05\x02", HELLO_BAD), /* not a ClientHello */
	FIRST("\x16\x03\x01\x00\x05\x01\x01\x00\x00", HELLO_MORE),
	FIRST("\x16\x03\x01\x00\x05\x01\x01\x00\x01", HELLO_BAD), /* over the cap */
	FIRST("\x16\x03\x01\x00\x05\xff\xff\xff\xff", HELLO_BAD),
	FIRST("\x16\x03\x01\x00\x04\x01\x00\x00\x00", HELLO_BAD),         /* empty hello */
	FIRST("\x16\x03\x01\x00\x01\x01\x17\x03\x01\x00\x01", HELLO_BAD), /* another type between */
	FIRST("\x15\x03\x01\x00\x02\x01\x00", HELLO_OTHER),
#undef FIRST
};

/* A line too long to be waited for is refused by the strict parser, not passed to a lenient one. */
static void test_a_long_first_line(void **state)
{
	enum { LONG = 20000 };
	char *line = malloc(LONG);
	struct hello hello;

	(void)state;
	memset(line, 'a', LONG);
	memcpy(line, "POST /", 6);
	assert_int_equal(read_exactly(line, 4000, &hello), HELLO_MORE);
	assert_int_equal(read_exactly(line, LONG, &hello), HELLO_HTTP);
	memset(line, '\n', LONG);
	assert_int_equal(read_exactly(line, 4000, &hello), HELLO_MORE);
	assert_int_equal(read_exactly(line, LONG, &hello), HELLO_HTTP);
	free(line);
}

static void test_first_bytes(void **state)
{
	struct hello hello;
	(void)state;

	for (size_t i = 0; i < sizeof first_cases / sizeof first_cases[0]; i++)
		assert_int_equal(read_exactly(first_cases[i].bytes, first_cases[i].len, &hello),
		    first_cases[i].kind);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_split),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_bytes_behind),
		cmocka_unit_test(test_many_small_records_are_capped),
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_extensions),
		cmocka_unit_test(test_alpn_without_http1),
		cmocka_unit_test(test_wrong_lengths),
		cmocka_unit_test(test_first_bytes),
		cmocka_unit_test(test_a_long_first_line),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
