// layers: proxy-base proxy-http rules
/* What a site's answers issue, and what a write that no endpoint claims is read without. */
#include "sites_help.h"

#include "../../rules/sites/shape.h"

static const uint8_t key[SIPHASH_KEY] = { 7 };

static void learn(struct issued **set, const char *name, const char *value)
{
	struct message answer = { .is_response = true, .status = 200, .header_count = 1 };

	answer.headers[0] = (struct header){ span_of(name), span_of(value) };
	issued_learn(set, key, &answer);
}

static void test_learned(void **state)
{
	static const struct {
		const char *name, *value, *back;
		bool is_held;
	} rows[] = {
		{ "Set-Cookie", "sid=abcd1234; Path=/; Secure", "abcd1234", true },
		{ "set-cookie", "sid=abcd1234", "abcd1234", true },
		{ "Set-Cookie", "sid=\"abcd1234\"; Path=/", "abcd1234", true },
		{ "Set-Cookie", "sid=abcd1234%3D%3d", "abcd1234%3D%3d", true },
		{ "Set-Cookie", "sid=abcd1234%3D%3d", "abcd1234==", true },
		{ "X-CSRF-Token", "abcd1234", "abcd1234", true },
		{ "x-xsrf", "abcd1234", "abcd1234", true },
		{ "X-WP-Nonce", "0a1b2c3d4e", "0a1b2c3d4e", true },
		/* not the whole of it, nor more than it */
		{ "Set-Cookie", "sid=abcd12345", "abcd1234", false },
		{ "Set-Cookie", "sid=abcd1234", "abcd12345", false },
		{ "Set-Cookie", "sid=abcd1234", "sid=abcd1234", false },
		/* no token: short, white space, a word */
		{ "Set-Cookie", "a=abc1234", "abc1234", false },
		{ "Set-Cookie", "a=abcd 1234", "abcd 1234", false },
		{ "Set-Cookie", "a=abcd%201234", "abcd 1234", false },
		{ "Set-Cookie", "name=Falconberg", "Falconberg", false },
		{ "Set-Cookie", "name", "name", false },
		{ "Set-Cookie", "", "", false },
		/* other fields issue nothing, and what a client sends is not learned from */
		{ "ETag", "abcd1234", "abcd1234", false },
		{ "Location", "abcd1234", "abcd1234", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct issued *set = NULL;
		learn(&set, rows[i].name, rows[i].value);
		if (issued_holds(set, span_of(rows[i].back)) != rows[i].is_held)
			fail_msg("%s: %s, %s", rows[i].name, rows[i].value, rows[i].back);
		issued_free(set);
	}
}

static void test_bounded(void **state)
{
	struct issued *set = NULL;
	char value[32];

	(void)state;
	learn(&set, "Date", "Tue, 24 Nov 2026 12:00:00 GMT");
	assert_null(set);
	for (int i = 0; i <= ISSUED_MAX; i++) {
		snprintf(value, sizeof value, "sid=value-%06d", i);
		learn(&set, "Set-Cookie", value);
		learn(&set, "Set-Cookie", value); /* twice is once */
	}
	assert_false(issued_holds(set, SPAN("value-000000")));
	assert_true(issued_holds(set, SPAN("value-000001")));
	snprintf(value, sizeof value, "value-%06d", ISSUED_MAX);
	assert_true(issued_holds(set, span_of(value)));
	issued_free(set);
}

static const char yaml[] =
    "site: t\ntitle: Test\nclass: public-social\nhosts: [ t.example ]\n"
    "sign-in: [ { path: /login } ]\n"
    "endpoints:\n"
    "  - name: Post\n    activity: post\n    path: /post\n    text: { text: /text }\n"
    "    examples: [ { request: { path: /post, type: application/json, body: "
    "'{\"text\":\"hi\"}' }, reads: { text: hi } } ]\n";

/* How many fields a write of text and token has. */
static size_t fields_of(const struct site *site, const char *target, const struct issued *set)
{
	struct arena *arena = arena_new(0);
	struct site_request request = { "POST", target, "application/json", NULL,
		SPAN("{\"text\":\"hi\",\"seen\":\"abcd1234\",\"more\":\"abcd1234 and text\"}") };
	struct message head;
	struct reading reading;

	make_head(&request, &head);
	site_read(site, &head, SPAN("t.example"), request.body,
	    &(struct site_context){ .text_max = 1 << 20, .issued = set }, arena, &reading);
	assert_int_equal(reading.post_count, 1);
	size_t count = reading.posts[0].field_count;
	arena_free(arena);
	return count;
}

static void test_generic_leaves_out(void **state)
{
	static const char *const none[] = { NULL };
	static const struct catalogue_choice usual = { NULL, none, none, none };
	struct catalogue_try try;
	struct issued *set = NULL;

	(void)state;
	try_load(&try, yaml, &usual, false);
	assert_non_null(try.catalogue);
	const struct site *site = catalogue_find(try.catalogue, "t");
	assert_int_equal(fields_of(site, "/unknown", NULL), 3);
	learn(&set, "Set-Cookie", "sid=abcd1234; Path=/");
	assert_int_equal(fields_of(site, "/unknown", set), 2);
	issued_free(set);
	try_release(&try);
}

static void test_shapes(void **state)
{
	static const struct {
		enum shape shape;
		const char *text;
		bool fits;
	} rows[] = {
		{ SHAPE_NUMBER, "1890000000000000001", true },
		{ SHAPE_NUMBER, "-1", true },
		{ SHAPE_NUMBER, "", false },
		{ SHAPE_NUMBER, "123456789012345678901", false },
		{ SHAPE_NUMBER, "12a", false },
		{ SHAPE_TIME, "2026-11-23", true },
		{ SHAPE_TIME, "2026-11-23T12:00", true },
		{ SHAPE_TIME, "2026-11-23T12:00:00.000Z", true },
		{ SHAPE_TIME, "2026-11-23 12:00:00+01:00", true },
		{ SHAPE_TIME, "2026-11-23T12:00:00.0000000001", false },
		{ SHAPE_TIME, "2026-11-23 and more", false },
		{ SHAPE_TIME, "4111-1111-1111-1111", false },
		{ SHAPE_ID, "urn:li:activity:1", true },
		{ SHAPE_ID, "two words", false },
		{ SHAPE_ID, "{\"a\":1}", false },
		{ SHAPE_ID, "gr\xC3\xBC\xC3\x9F", false },
		{ SHAPE_ID, "", false },
		{ SHAPE_PASSWORD, "correct horse battery", true },
		{ SHAPE_PASSWORD, "", true },
		{ SHAPE_PASSWORD, "two\nlines", false },
	};
	char long_text[4097];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (shape_fits(rows[i].shape, span_of(rows[i].text)) != rows[i].fits)
			fail_msg("%s: %s", shape_names[rows[i].shape], rows[i].text);
	memset(long_text, 'a', sizeof long_text);
	assert_true(shape_fits(SHAPE_ID, span_make(long_text, 128)));
	assert_false(shape_fits(SHAPE_ID, span_make(long_text, 129)));
	assert_true(shape_fits(SHAPE_TOKEN, span_make(long_text, 4096)));
	assert_false(shape_fits(SHAPE_TOKEN, span_make(long_text, 4097)));
	assert_false(shape_fits(SHAPE_PASSWORD, span_make(long_text, 257)));
}

static void test_digests(void **state)
{
	static const struct {
		const char *text;
		bool is_digest;
	} rows[] = {
		{ "d41d8cd98f00b204e9800998ecf8427e", true },
		{ "550e8400-e29b-41d4-a716-446655440000", true },
		{ "550e8400-e29b-41d4-a716-44665544000x", false },
		{ "550e8400e29b41d4a716446655440", false },
		{ "41111111111111114111111111111111", false },         /* no letters */
		{ "a4111111111111111", false },                        /* no hash is that short */
		{ "50726f6a6563742046616c636f6e207368697073", false }, /* Project Falcon ships */
		{ "a sentence that is as long as a hash", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (shape_is_digest(span_of(rows[i].text)) != rows[i].is_digest)
			fail_msg("%s", rows[i].text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_learned),
		cmocka_unit_test(test_bounded),
		cmocka_unit_test(test_generic_leaves_out),
		cmocka_unit_test(test_shapes),
		cmocka_unit_test(test_digests),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
