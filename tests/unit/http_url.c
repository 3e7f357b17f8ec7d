// layers: proxy-base proxy-http
/* Authorities and percent-encoding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/http/url.h"

#define L63  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L61  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define N253 L63 "." L63 "." L63 "." L61

struct row {
	const char *text;
	const char *host; /* NULL: refused */
	uint16_t port;
	bool is_address;
};

static const struct row authorities[] = {
	{ "a.example", "a.example", 0, false },
	{ "A.ExAmple:8080", "a.example", 8080, false },
	{ "a.example.", "a.example", 0, false },
	{ "a.example.:1", "a.example", 1, false },
	{ "localhost", "localhost", 0, false },
	{ "a_b.-c-.example", "a_b.-c-.example", 0, false },
	{ "xn--bcher-kva.example", "xn--bcher-kva.example", 0, false },
	{ "1.example", "1.example", 0, false },
	{ "a.1b", "a.1b", 0, false },
	{ "a.0xg", "a.0xg", 0, false },
	{ "a:65535", "a", 65535, false },
	{ L63 ".example", L63 ".example", 0, false },
	{ N253, N253, 0, false },
	{ N253 ".", N253, 0, false },
	{ "127.0.0.1", "127.0.0.1", 0, true },
	{ "255.255.255.255:443", "255.255.255.255", 443, true },
	{ "[::1]", "::1", 0, true },
	{ "[::1]:443", "::1", 443, true },
	{ "[0:0:0:0:0:0:0:1]", "::1", 0, true },
	{ "[2001:DB8::A]:1", "2001:db8::a", 1, true },
	{ "[::ffff:127.0.0.1]", "::ffff:127.0.0.1", 0, true },

	{ "", NULL, 0, false },
	{ ":", NULL, 0, false },
	{ ":80", NULL, 0, false },
	{ ".", NULL, 0, false },
	{ "..", NULL, 0, false },
	{ ".a", NULL, 0, false },
	{ "a..b", NULL, 0, false },
	{ "a..", NULL, 0, false },
	{ "a:", NULL, 0, false },
	{ "a:0", NULL, 0, false },
	{ "a:00080", NULL, 0, false },
	{ "a:080", NULL, 0, false },
	{ "a:65536", NULL, 0, false },
	{ "a:99999", NULL, 0, false },
	{ "a:100000", NULL, 0, false },
	{ "a:4294967376", NULL, 0, false },
	{ "a:+80", NULL, 0, false },
	{ "a:-80", NULL, 0, false },
	{ "a: 80", NULL, 0, false },
	{ "a:80 ", NULL, 0, false },
	{ "a:8o", NULL, 0, false },
	{ "a:80:80", NULL, 0, false },
	{ "a b", NULL, 0, false },
	{ " a", NULL, 0, false },
	{ "a,b", NULL, 0, false },
	{ "a@b", NULL, 0, false },
	{ "u:p@b", NULL, 0, false },
	{ "a/", NULL, 0, false },
	{ "a\\b", NULL, 0, false },
	{ "a?b", NULL, 0, false },
	{ "a#b", NULL, 0, false },
	{ "a%2eb", NULL, 0, false },
	{ "*.example", NULL, 0, false },
	{ "b\xc3\xbc"
	  "cher.example",
	    NULL, 0, false },
	{ "a\xe3\x80\x82"
	  "example",
	    NULL, 0, false },
	{ L63 "a.example", NULL, 0, false },
	{ N253 "a", NULL, 0, false },
	{ "127.1", NULL, 0, false },
	{ "127.0.1", NULL, 0, false },
	{ "127.0.0.1.", NULL, 0, false },
	{ "127.0.0.01", NULL, 0, false },
	{ "0177.0.0.1", NULL, 0, false },
	{ "0x7f.0.0.1", NULL, 0, false },
	{ "127.0.0.0x1", NULL, 0, false },
	{ "0x7f000001", NULL, 0, false },
	{ "0x", NULL, 0, false },
	{ "a.0X1f", NULL, 0, false },
	{ "2130706433", NULL, 0, false },
	{ "017700000001", NULL, 0, false },
	{ "256.0.0.1", NULL, 0, false },
	{ "1.2.3.4.5", NULL, 0, false },
	{ "a.example.1", NULL, 0, false },
	{ "::1", NULL, 0, false },
	{ "::1:443", NULL, 0, false },
	{ "[", NULL, 0, false },
	{ "[]", NULL, 0, false },
	{ "[]:80", NULL, 0, false },
	{ "[::1", NULL, 0, false },
	{ "::1]", NULL, 0, false },
	{ "[::1]x", NULL, 0, false },
	{ "[::1]:", NULL, 0, false },
	{ "[::1]80", NULL, 0, false },
	{ "[::1]:0", NULL, 0, false },
	{ "[::1%25eth0]", NULL, 0, false },
	{ "[fe80::1%eth0]", NULL, 0, false },
	{ "[127.0.0.1]", NULL, 0, false },
	{ "[a.example]", NULL, 0, false },
	{ "[1::2::3]", NULL, 0, false },
	{ "[::12345]", NULL, 0, false },
	{ "[v1.a]", NULL, 0, false },
	{ "[[::1]]", NULL, 0, false },
	{ "[::ffff:0127.0.0.1]", NULL, 0, false },
	{ "[0000:0000:0000:0000:0000:0000:0000:0000:0001]", NULL, 0, false },
};

static void test_authority(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof authorities / sizeof *authorities; i++) {
		const struct row *row = &authorities[i];
		struct authority authority;
		bool is_fine = authority_parse(span_of(row->text), &authority);
		bool is_right = is_fine == (row->host != NULL);
		if (is_fine && is_right)
			is_right = strcmp(authority.host, row->host) == 0 &&
			           authority.port == row->port &&
			           authority.is_address == row->is_address;
		if (!is_right)
			fail_msg(
			    "%s: %d, %s, %u", row->text, is_fine, authority.host, authority.port);
	}
}

static void test_authority_with_nul(void **state)
{
	struct authority authority;

	(void)state;
	assert_false(authority_parse(SPAN("a.example\0.b"), &authority));
	assert_false(authority_parse(SPAN("[::1\0]"), &authority));
	assert_false(authority_parse(SPAN("127.0.0.1\0"), &authority));
	assert_false(authority_parse((struct span){ NULL, 0 }, &authority));
}

struct decoding {
	const char *text;
	const char *decoded; /* plus as space */
	const char *strict;  /* plus as it is; NULL: refused */
};

static const struct decoding decodings[] = {
	{ "", "", "" },
	{ "plain", "plain", "plain" },
	{ "a%20b+c", "a b c", "a b+c" },
	{ "%41%4a%4A%c3%A9", "AJJ\xc3\xa9", "AJJ\xc3\xa9" },
	{ "%2B%25", "+%", "+%" },
	{ "%2541", "%41", "%41" },
	{ "%", "%", NULL },
	{ "%4", "%4", NULL },
	{ "a%zz", "a%zz", NULL },
	{ "%4g%41", "%4gA", NULL },
	{ "%%41", "%A", NULL },
	{ "%u0041", "%u0041", NULL },
	{ "% 41", "% 41", NULL },
};

static void test_decode(void **state)
{
	struct arena *arena = arena_new(0);

	(void)state;
	for (size_t i = 0; i < sizeof decodings / sizeof *decodings; i++) {
		const struct decoding *row = &decodings[i];
		struct span decoded;
		assert_true(url_decode(span_of(row->text), true, false, arena, &decoded));
		assert_true(span_is(decoded, row->decoded));
		bool is_fine = url_decode(span_of(row->text), false, true, arena, &decoded);
		assert_int_equal(is_fine, row->strict != NULL);
		assert_true(!is_fine || span_is(decoded, row->strict));
	}
	arena_free(arena);
}

static void test_decode_without_room(void **state)
{
	struct arena *arena = arena_new(4);
	struct span text = SPAN("nothing to decode");
	struct span decoded;

	(void)state;
	assert_true(url_decode(text, true, true, arena, &decoded));
	assert_ptr_equal(decoded.data, text.data);
	assert_false(url_decode(SPAN("%41%41"), true, true, arena, &decoded));
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_authority),
		cmocka_unit_test(test_authority_with_nul),
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_decode_without_room),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
