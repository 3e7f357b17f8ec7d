// layers: proxy-base proxy-http proxy-notice
#include "notice_fakes.h"

#include "../../proxy/notice/texts.h"

#define NAVIGATE "Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: document\nAccept: text/html,*/*;q=0.8\n"

static const char *falcon_titles[] = { "Unannounced projects", "Noch nicht angekündigte Projekte" };
static const char *falcon_languages[] = { "en", "de" };

static struct policy policy = {
	.title = "Example Corp social media policy",
	.guideline = WORDING("https://intranet.example/social"),
	.contact = WORDING("social-desk@example.com"),
	.officer = WORDING("dpo@example.com"),
	.rules = { { .id = "falcon",
	               .title = { 2, falcon_languages, falcon_titles },
	               .clause = WORDING("AUP 4.2: do not discuss products <before> launch."),
	               .notice = WORDING("Leave it out, or ask the press office."),
	               .action = ACTION_BLOCK },
	    { .id = "cards", .title = WORDING("Payment cards"), .action = ACTION_COACH } },
	.count = 2,
};

static struct site site = {
	.name = "x",
	.title = "X & <b>friends</b>",
	.dialect = { .name = "rest",
	    .status = 403,
	    .type = "application/json",
	    .body = "{\"error\":\"{sentence}\"}" },
};

static const char hostile[] = "\n</textarea><script>alert('1')</script>&amp;\"";

static struct field fields[] = {
	{ { "text", 4 }, { hostile, sizeof(hostile) - 1 } },
	{ { "<i>", 3 }, { "a title", 7 } },
	{ { "again", 5 }, { "a title", 7 } },
};

static struct post post = { .fields = fields, .field_count = 3 };

static struct match matches[] = { { .rule = &policy.rules[0] }, { .rule = &policy.rules[1] },
	{ .rule = &policy.rules[0] } };
static struct verdict verdict = { .action = ACTION_BLOCK, .matches = matches, .match_count = 3 };

static struct refusal refusal_of(enum refusal_kind kind, enum action action)
{
	return (struct refusal){ .kind = kind,
		.action = action,
		.reference = "gp1-7F3K",
		.own_name = "gatepost.internal",
		.site = &site,
		.post = &post,
		.verdict = &verdict,
		.policy = &policy };
}

static void refuse(const char *fields_of_request, const struct refusal *refusal, struct buf *out)
{
	struct message request = request_of("POST", "x.com", "/a", fields_of_request);

	buf_init(out, 1 << 20);
	notice_refuse(&request, refusal, false, out);
	assert_framed(out, false);
}

static void page_says_everything(void **state)
{
	struct refusal refusal = refusal_of(REFUSAL_RULE, ACTION_BLOCK);
	static const char *const expected[] = { "HTTP/1.1 403 Forbidden\r\n",
		"Cache-Control: no-store\r\n",
		"Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'", "sandbox",
		"<h1>Not posted</h1>", "Unannounced projects",
		"Leave it out, or ask the press office.",
		"AUP 4.2: do not discuss products &lt;before&gt; launch.", "Payment cards",
		"<textarea readonly", "mailto:social-desk@example.com",
		"href=\"https://intranet.example/social\"", "gp1-7F3K",
		"X &amp; &lt;b&gt;friends&lt;/b&gt;",
		"The guideline does not limit your right to discuss pay and working conditions",
		"dpo@example.com" };
	struct buf out;

	(void)state;
	refuse(NAVIGATE, &refusal, &out);
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++)
		if (!holds(&out, expected[i]))
			fail_msg("missing: %s", expected[i]);
	assert_true(content_of(&out).len > 512);
	buf_release(&out);
}

static void page_escapes_the_text(void **state)
{
	struct refusal refusal = refusal_of(REFUSAL_RULE, ACTION_BLOCK);
	struct buf out;

	(void)state;
	refuse(NAVIGATE, &refusal, &out);
	assert_false(holds(&out, "<script"));
	assert_false(holds(&out, "<i>"));
	assert_true(
	    holds(&out, "\">\n\n&lt;/textarea&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;"
	                "&amp;amp;&quot;</textarea>"));
	buf_release(&out);
}

static void each_is_said_once(void **state)
{
	struct refusal refusal = refusal_of(REFUSAL_RULE, ACTION_BLOCK);
	struct buf out;

	(void)state;
	refuse(NAVIGATE, &refusal, &out);
	char *first = memmem(out.data, out.len, "<h3>Unannounced", 15);
	assert_non_null(first);
	assert_null(
	    memmem(first + 1, out.len - (size_t)(first + 1 - out.data), "<h3>Unannounced", 15));
	assert_false(holds(&out, ">again<"));
	buf_release(&out);
}

static const struct {
	const char *name;
	enum refusal_kind kind;
	enum action action;
	const char *request;
	const char *status;
	const char *says;
	bool has_rule;
} kinds[] = {
	{ "block", REFUSAL_RULE, ACTION_BLOCK, NAVIGATE, "403", "<h1>Not posted</h1>", true },
	{ "coach", REFUSAL_RULE, ACTION_COACH, NAVIGATE, "403", "Not posted yet: some advice first",
	    true },
	{ "hold", REFUSAL_RULE, ACTION_HOLD, NAVIGATE, "403", "nothing is waiting anywhere", true },
	{ "a verdict of log that was refused", REFUSAL_RULE, ACTION_LOG, NAVIGATE, "403",
	    "<h1>Not posted</h1>", true },
	{ "fault", REFUSAL_FAULT, ACTION_BLOCK, NAVIGATE, "503", "It is not about your text.",
	    false },
	{ "unjudged", REFUSAL_UNJUDGED, ACTION_BLOCK, NAVIGATE, "403", "Shorten it", false },
	{ "no fetch metadata", REFUSAL_RULE, ACTION_BLOCK, "Accept: text/html\n", "403",
	    "https://gatepost.internal/n/gp1-7F3K", false },
	{ "German", REFUSAL_RULE, ACTION_BLOCK, NAVIGATE "Accept-Language: de-CH,en;q=0.5\n", "403",
	    "Noch nicht angekündigte Projekte", false },
	{ "French", REFUSAL_FAULT, ACTION_BLOCK, NAVIGATE "Accept-Language: fr\n", "503",
	    "<html lang=\"fr\" dir=\"ltr\">", false },
	{ "Spanish", REFUSAL_UNJUDGED, ACTION_BLOCK, NAVIGATE "Accept-Language: es-MX\n", "403",
	    "No publicado", false },
	{ "Japanese", REFUSAL_RULE, ACTION_COACH, NAVIGATE "Accept-Language: ja\n", "403",
	    "アドバイス", true },
};

static void kinds_have_their_own_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct refusal refusal = refusal_of(kinds[i].kind, kinds[i].action);
		struct buf out;

		refuse(kinds[i].request, &refusal, &out);
		if (!holds(&out, kinds[i].says))
			fail_msg("%s does not say: %s", kinds[i].name, kinds[i].says);
		assert_memory_equal(out.data + strlen("HTTP/1.1 "), kinds[i].status, 3);
		if (kinds[i].has_rule != holds(&out, "Unannounced projects"))
			fail_msg("%s: reasons", kinds[i].name);
		assert_true(holds(&out, "text/html"));
		buf_release(&out);
	}
}

static const struct {
	const char *fields;
	bool is_page_endpoint;
	bool wants_page;
} wants[] = {
	{ "Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: document\n", false, true },
	{ "Sec-Fetch-Mode: navigate\nSec-Fetch-Dest: iframe\nAccept: */*\n", false, true },
	{ "Sec-Fetch-Mode: cors\nAccept: text/html\n", false, false },
	{ "Sec-Fetch-Mode: same-origin\nAccept: text/html\n", false, false },
	{ "Sec-Fetch-Mode: no-cors\n", false, false },
	{ "Sec-Fetch-Mode: cors\n", true, true },
	{ "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\n", false,
	    true },
	{ "Accept: application/xhtml+xml\n", false, true },
	{ "Accept: text/html\nX-Requested-With: XMLHttpRequest\n", false, false },
	{ "Accept: application/json, text/html\n", false, false },
	{ "Accept: */*\n", false, false },
	{ "", false, false },
	{ "Accept: text/html;level=1\n", false, true },
};

static void page_or_data(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
		struct message request = request_of("POST", "x.com", "/a", wants[i].fields);
		struct dialect dialect = { .is_page = wants[i].is_page_endpoint };

		if (notice_wants_page(&request, &dialect) != wants[i].wants_page)
			fail_msg("case %zu", i);
	}
}

/* The texts of a post are as long as their senders like; a page is not. */
static void page_is_bounded(void **state)
{
	struct refusal refusal = refusal_of(REFUSAL_RULE, ACTION_BLOCK);
	size_t len = 3 * 1024 * 1024;
	char *long_text = malloc(len);
	struct field field = { { "text", 4 }, { long_text, len } };
	struct post long_post = { .fields = &field, .field_count = 1 };
	struct buf out;

	(void)state;
	assert_non_null(long_text);
	for (size_t i = 0; i + 3 <= len; i += 3)
		memcpy(long_text + i, "\xE2\x82\xAC", 3);
	refusal.post = &long_post;
	refuse(NAVIGATE, &refusal, &out);
	assert_true(content_of(&out).len < 200 * 1024);
	assert_true(holds(&out, "Only the beginning is shown here."));
	assert_true(holds(&out, "\xE2\x82\xAC</textarea>"));
	buf_release(&out);
	free(long_text);
}

/* What the site's file does not name is given back only where it is all there is. */
static void other_fields_are_not_the_text(void **state)
{
	struct refusal refusal = refusal_of(REFUSAL_RULE, ACTION_BLOCK);
	struct field two[] = { { { POST_OTHER, 5 }, { "an id", 5 } },
		{ { "title", 5 }, { "mine", 4 } } };
	struct post own = { .fields = two, .field_count = 2 };
	struct post other = { .fields = two, .field_count = 1 };
	struct buf out;

	(void)state;
	refusal.post = &own;
	refuse(NAVIGATE, &refusal, &out);
	assert_true(holds(&out, "mine</textarea>") && !holds(&out, "an id"));
	buf_release(&out);
	refusal.post = &other;
	refuse(NAVIGATE, &refusal, &out);
	assert_true(holds(&out, "an id</textarea>"));
	buf_release(&out);
}

static void small_cap_writes_nothing(void **state)
{
	struct refusal refusal = refusal_of(REFUSAL_RULE, ACTION_BLOCK);
	struct message request = request_of("POST", "x.com", "/a", NAVIGATE);
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	notice_refuse(&request, &refusal, false, &out);
	assert_int_equal(out.len, 0);
	buf_release(&out);
}

static void head_has_no_content(void **state)
{
	struct refusal refusal = refusal_of(REFUSAL_RULE, ACTION_BLOCK);
	struct message request = request_of("HEAD", "x.com", "/a", NAVIGATE);
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	notice_refuse(&request, &refusal, true, &out);
	assert_framed(&out, true);
	assert_true(holds(&out, "Connection: close\r\n"));
	buf_release(&out);
}

static const struct {
	unsigned status;
	const char *word;
	const char *host;
	const char *fields;
	const char *says;
} troubles[] = {
	{ 400, "bare-lf", "", NAVIGATE, "This request could not be read" },
	{ 403, "denied", "10.0.0.1", NAVIGATE, "not reachable from here" },
	{ 407, "sign-in", "", NAVIGATE, "Please sign in" },
	{ 421, "misdirected", "a.example", NAVIGATE, "wrong connection" },
	{ 431, "large", "a.example", NAVIGATE, "cookies" },
	{ 502, "refused", "a.example", NAVIGATE, "does not answer" },
	{ 502, "no-name", "a.example", NAVIGATE, "was not found" },
	{ 502, "expired", "a.example", NAVIGATE, "Its certificate has expired." },
	{ 502, "self-signed", "a.example", NAVIGATE, "signed its certificate itself" },
	{ 502, "wrong-name", "a.example", NAVIGATE, "for another name" },
	{ 502, "unknown-issuer", "a.example", NAVIGATE, "vouches for" },
	{ 502, "weak-key", "a.example", NAVIGATE, "too weak" },
	{ 502, "expired", "a.example", "Accept: */*\n", "Its certificate has expired.\n" },
	{ 503, "busy", "a.example", NAVIGATE, "Retry-After: " },
	{ 504, "slow", "<script>", NAVIGATE, "&lt;script&gt;" },
	{ 502, "refused", "a\r\nb: c", "Accept: */*\n", "a  b: c" },
	{ 502, "expired", "a.example", NAVIGATE "Accept-Language: de\n", "abgelaufen" },
};

static void troubles_speak_plainly(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(troubles) / sizeof(troubles[0]); i++) {
		struct trouble trouble = { troubles[i].status, troubles[i].word, "It <said> so.",
			troubles[i].host, "gp1-7F3K", "gatepost.internal" };
		struct message request = request_of("GET", "a.example", "/", troubles[i].fields);
		struct buf out;

		buf_init(&out, 1 << 20);
		notice_trouble(&request, &trouble, true, &out);
		assert_framed(&out, false);
		if (!holds(&out, troubles[i].says))
			fail_msg("case %zu does not say: %s", i, troubles[i].says);
		if (holds(&out, "text/html")) {
			assert_true(content_of(&out).len > 512);
			assert_false(holds(&out, "<said>"));
		}
		buf_release(&out);
	}
}

static void trouble_without_request(void **state)
{
	struct trouble trouble = { 400, "bare-lf", NULL, NULL, NULL, "gatepost.internal" };
	struct buf out;

	(void)state;
	buf_init(&out, 4096);
	notice_trouble(NULL, &trouble, true, &out);
	assert_framed(&out, false);
	assert_true(holds(&out, "text/plain"));
	buf_release(&out);
}

static const struct {
	const char *accept;
	enum language language;
} languages[] = {
	{ "", LANGUAGE_EN },
	{ "de", LANGUAGE_DE },
	{ "DE-at", LANGUAGE_DE },
	{ "den", LANGUAGE_EN },
	{ "pt, fr;q=0.3, es;q=0.7", LANGUAGE_ES },
	{ "en;q=0.2, ja;q=0.9", LANGUAGE_JA },
	{ "ja;q=0", LANGUAGE_EN },
	{ "fr ; q=0.5 , de;q=x", LANGUAGE_FR },
	{ "*", LANGUAGE_EN },
	{ ",,;;,q=1", LANGUAGE_EN },
	{ "es;q=0.1234567890123456789, de;q=0.12", LANGUAGE_ES },
};

static void languages_are_picked(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(languages) / sizeof(languages[0]); i++)
		if (language_pick(span_of(languages[i].accept)) != languages[i].language)
			fail_msg("%s", languages[i].accept);
	for (unsigned text = 0; text < TEXT_COUNT; text++)
		for (unsigned i = 0; i < LANGUAGE_COUNT; i++) {
			const char *here = text_in((enum text)text, (enum language)i);
			assert_non_null(here);
			assert_int_equal(strstr(here, "{}") != NULL,
			    strstr(text_in((enum text)text, LANGUAGE_EN), "{}") != NULL);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_says_everything),
		cmocka_unit_test(page_escapes_the_text),
		cmocka_unit_test(each_is_said_once),
		cmocka_unit_test(kinds_have_their_own_words),
		cmocka_unit_test(page_or_data),
		cmocka_unit_test(page_is_bounded),
		cmocka_unit_test(other_fields_are_not_the_text),
		cmocka_unit_test(small_cap_writes_nothing),
		cmocka_unit_test(head_has_no_content),
		cmocka_unit_test(troubles_speak_plainly),
		cmocka_unit_test(trouble_without_request),
		cmocka_unit_test(languages_are_picked),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("notice_page", tests, NULL, NULL);
}
