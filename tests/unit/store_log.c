// layers: proxy-base proxy-store proxy-command
/* How `gatepost log` writes records, and reads its command line. */
#include "store_help.h"

#include <time.h>

#include "../../proxy/command/log_options.h"
#include "../../proxy/command/log_print.h"

static struct stored a_post(void)
{
	struct stored stored = {
		.record = a_record(5, "block", "7F3K9QZX"),
		.committed_ms = NOW + 7,
		.text_form = TEXT_SEALED,
	};

	stored.record.number = 412;
	stored.record.outcome = OUTCOME_NOT_SENT;
	stored.record.account = SPAN("@examplecorp");
	stored.record.rules[0].assumed = SPAN("audience");
	return stored;
}

static struct stored an_erased_post(void)
{
	struct stored stored = a_post();

	stored.record.user = stored.record.address = (struct span){ 0 };
	stored.record.how = stored.record.groups = (struct span){ 0 };
	stored.record.field_count = 0;
	stored.text_form = TEXT_NONE;
	stored.is_identity_erased = stored.is_text_erased = true;
	return stored;
}

static struct stored a_published_one(void)
{
	struct stored stored = a_post();

	stored.record.user = (struct span){ 0 };
	stored.record.groups = (struct span){ 0 };
	stored.record.action = SPAN("block");
	stored.record.acted = SPAN("log");
	stored.record.stage = SPAN("observe");
	stored.record.outcome = OUTCOME_PUBLISHED;
	stored.record.published_id = SPAN("109");
	stored.record.published_url = SPAN("https://social.example/109");
	stored.text_form = TEXT_MASKED;
	return stored;
}

static struct stored a_crash(void)
{
	return (struct stored){
		.record = { .number = 9,
		    .time_ms = NOW,
		    .node = SPAN("gp1"),
		    .kind = SPAN("crash"),
		    .why = SPAN("worker 3 was ended by signal 9") },
		.committed_ms = NOW + 1,
	};
}

static struct stored a_nasty_one(void)
{
	static struct record_field fields[] = {
		{ SPAN("te\"xt"),
		    SPAN("a\x1b[2J\n\x9b\xc2\x9b\"\\\xff\xed\xa0\x80\xf0\x9f\x98\x80") },
	};
	struct stored stored = {
		.record = { .number = 1,
		    .kind = SPAN("post"),
		    .user = SPAN("\r\x7fx"),
		    .fields = fields,
		    .field_count = 1 },
		.text_form = TEXT_MASKED,
	};

	return stored;
}

static const struct {
	struct stored (*make)(void);
	bool with_text;
	const char *block;
	const char *json;
} cases[] = {
	{ a_post, false,
	    "2027-01-15 08:00:00 +0000  gp1-000412  post\n"
	    "  who        ann at 10.0.0.7, known by basic, groups sales,it\n"
	    "  site       mastodon, social.example, post, public, as @examplecorp\n"
	    "  action     block → not-sent (stage enforce)\n"
	    "  rules      projects, high, block at text:0-6 text:13-14, assumed: audience\n"
	    "  reference  7F3K9QZX\n",
	    "{\"number\":412,\"node\":\"gp1\",\"time\":\"2027-01-15T08:00:00.005Z\","
	    "\"committed\":\"2027-01-15T08:00:00.007Z\",\"generation\":1,\"kind\":\"post\","
	    "\"reference\":\"7F3K9QZX\",\"user\":\"ann\",\"address\":\"10.0.0.7\",\"how\":"
	    "\"basic\","
	    "\"groups\":[\"sales\",\"it\"],\"site\":\"mastodon\",\"class\":\"public-social\","
	    "\"host\":\"social.example\",\"endpoint\":\"statuses\",\"activity\":\"post\","
	    "\"audience\":\"public\",\"account\":\"@examplecorp\",\"action\":\"block\","
	    "\"acted\":\"block\",\"stage\":\"enforce\",\"outcome\":\"not-sent\","
	    "\"rules\":[{\"id\":\"projects\",\"severity\":\"high\",\"action\":\"block\","
	    "\"assumed\":\"audience\",\"spans\":[{\"field\":\"text\",\"start\":0,\"end\":6},"
	    "{\"field\":\"text\",\"start\":13,\"end\":14}]}],\"text_form\":\"sealed\"}\n" },
	{ an_erased_post, true,
	    "2027-01-15 08:00:00 +0000  gp1-000412  post\n"
	    "  who        (erased)\n"
	    "  site       mastodon, social.example, post, public, as @examplecorp\n"
	    "  action     block → not-sent (stage enforce)\n"
	    "  rules      projects, high, block at text:0-6 text:13-14, assumed: audience\n"
	    "  text       erased\n"
	    "  reference  7F3K9QZX\n",
	    "{\"number\":412,\"node\":\"gp1\",\"time\":\"2027-01-15T08:00:00.005Z\","
	    "\"committed\":\"2027-01-15T08:00:00.007Z\",\"generation\":1,\"kind\":\"post\","
	    "\"reference\":\"7F3K9QZX\",\"identity\":\"erased\",\"site\":\"mastodon\","
	    "\"class\":\"public-social\",\"host\":\"social.example\",\"endpoint\":\"statuses\","
	    "\"activity\":\"post\",\"audience\":\"public\",\"account\":\"@examplecorp\","
	    "\"action\":\"block\",\"acted\":\"block\",\"stage\":\"enforce\","
	    "\"outcome\":\"not-sent\",\"rules\":[{\"id\":\"projects\",\"severity\":\"high\","
	    "\"action\":\"block\",\"assumed\":\"audience\",\"spans\":[{\"field\":\"text\","
	    "\"start\":0,\"end\":6},{\"field\":\"text\",\"start\":13,\"end\":14}]}],"
	    "\"text_form\":\"erased\",\"fields\":[]}\n" },
	{ a_published_one, true,
	    "2027-01-15 08:00:00 +0000  gp1-000412  post\n"
	    "  who        unknown at 10.0.0.7, known by basic\n"
	    "  site       mastodon, social.example, post, public, as @examplecorp\n"
	    "  action     block, done: log → published 109 https://social.example/109 (stage "
	    "observe)\n"
	    "  rules      projects, high, block at text:0-6 text:13-14, assumed: audience\n"
	    "  text       text: Falcon ships a\n"
	    "  reference  7F3K9QZX\n",
	    NULL },
	{ a_crash, false,
	    "2027-01-15 08:00:00 +0000  gp1-000009  crash\n"
	    "  why        worker 3 was ended by signal 9\n",
	    "{\"number\":9,\"node\":\"gp1\",\"time\":\"2027-01-15T08:00:00.000Z\","
	    "\"committed\":\"2027-01-15T08:00:00.001Z\",\"generation\":0,\"kind\":\"crash\","
	    "\"why\":\"worker 3 was ended by signal 9\",\"outcome\":\"unknown\",\"rules\":[],"
	    "\"text_form\":\"none\"}\n" },
	{ a_nasty_one, true,
	    "1970-01-01 00:00:00 +0000  000001  post\n"
	    "  who        \\u000d\\u007fx\n"
	    "  text       te\"xt: a\\u001b[2J\\u000a\xef\xbf\xbd\\u009b\"\\\xef\xbf\xbd\xef\xbf\xbd"
	    "\xef\xbf\xbd\xef\xbf\xbd\xf0\x9f\x98\x80\n",
	    "{\"number\":1,\"time\":\"1970-01-01T00:00:00.000Z\","
	    "\"committed\":\"1970-01-01T00:00:00.000Z\",\"generation\":0,\"kind\":\"post\","
	    "\"user\":\"\\u000d\\u007fx\",\"outcome\":\"unknown\",\"rules\":[],"
	    "\"text_form\":\"masked\",\"fields\":[{\"name\":\"te\\\"xt\",\"text\":\"a\\u001b[2J"
	    "\\u000a\xef\xbf\xbd\\u009b\\\"\\\\\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
	    "\xf0\x9f\x98\x80\"}]}\n" },
};

static void test_golden(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct stored stored = cases[i].make();
		buf_clear(&out);
		log_print_block(&stored, cases[i].with_text, &out);
		buf_append(&out, "", 1);
		assert_string_equal(out.data, cases[i].block);
		if (cases[i].json == NULL)
			continue;
		buf_clear(&out);
		log_print_json(&stored, cases[i].with_text, &out);
		buf_append(&out, "", 1);
		assert_string_equal(out.data, cases[i].json);
	}
	buf_release(&out);
}

enum { WORDS_MAX = 8 };

static bool parse(const char *const *words, struct log_options *options)
{
	char *argv[WORDS_MAX + 1] = { "log" };
	int argc = 1;

	for (; *words != NULL; words++)
		argv[argc++] = (char *)(uintptr_t)*words;
	return log_options_parse(argc, argv, NOW, options);
}

static void test_words_that_are_right(void **state)
{
	static const char *const list[] = { "-c", "f.yaml", "--since", "2h", "--user", "ann",
		"--json", NULL };
	static const char *const verify_words[] = { "verify", "--checkpoint", "a.jsonl",
		"00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF", "b.jsonl", "-c",
		"f", NULL };
	static const char *const erase_words[] = { "erase", "--record", "412", "--reason",
		"asked for it", NULL };
	struct log_options options;

	(void)state;
	assert_true(parse(list, &options));
	assert_string_equal(options.config, "f.yaml");
	assert_int_equal(options.since_ms, NOW - 2 * 3600000);
	assert_string_equal(options.user, "ann");
	assert_true(options.json && options.has_since && options.verb == LOG_LIST);
	log_options_release(&options);
	assert_true(parse(verify_words, &options));
	assert_int_equal(options.verb, LOG_VERIFY);
	assert_int_equal(options.file_count, 2);
	assert_string_equal(options.files[1], "b.jsonl");
	assert_int_equal(options.hash_count, 1);
	assert_string_equal(options.config, "f");
	log_options_release(&options);
	assert_true(parse(erase_words, &options));
	assert_int_equal(options.verb, LOG_ERASE);
	assert_string_equal(options.record, "412");
	assert_string_equal(options.reason, "asked for it");
	log_options_release(&options);
}

static void test_words_that_are_wrong(void **state)
{
	static const char *const wrong[][WORDS_MAX] = {
		{ "--since", "yesterday-ish" },
		{ "--since" },
		{ "--last", "x" },
		{ "--frobnicate" },
		{ "erase" },
		{ "erase", "--user", "ann" },
		{ "erase", "--user", "ann", "--reason", "" },
		{ "erase", "--user", "ann", "--address", "::1", "--reason", "x" },
		{ "erase", "--reason", "x" },
		{ "--reason", "x" },
		{ "export" },
		{ "verfiy" },
		{ "verify", "--user", "ann" },
		{ "--checkpoint", "x" },
	};
	struct log_options options;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
		assert_false(parse(wrong[i], &options));
		log_options_release(&options);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_golden),
		cmocka_unit_test(test_words_that_are_right),
		cmocka_unit_test(test_words_that_are_wrong),
	};

	setenv("TZ", "UTC", 1);
	tzset();
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
