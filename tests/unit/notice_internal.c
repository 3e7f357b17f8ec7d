// layers: proxy-base proxy-http proxy-notice
#include "notice_fakes.h"

#include "../../proxy/notice/escape.h"
#include "../../proxy/notice/texts.h"

#define NAVIGATE "Sec-Fetch-Mode: navigate\n"

static struct policy policy = {
	.title = "Example Corp social media policy",
	.contact = WORDING("desk <b> & co"),
	.guideline = WORDING("javascript:alert(1)"),
	.rules = { { .id = "falcon", .title = WORDING("Unannounced projects") } },
	.count = 1,
};

static struct catalogue catalogue = {
	.sites = { { .name = "x",
	               .title = "X (Twitter)",
	               .class = "public-social",
	               .hosts = { "x.com", "*.x.com" },
	               .is_governed = true },
	    { .name = "banks", .title = "Banks", .class = "private", .hosts = { "bank.example" } },
	    { .name = "slack", .title = "Slack", .class = "work-chat", .hosts = { "slack.com" } } },
	.count = 3,
};

static struct config config = {
	.name = "gatepost.internal", .policy = &policy, .catalogue = &catalogue
};
static const struct internal internal = { .config = &config,
	.ca_pem = { "-----PEM-----\n", 14 },
	.ca_der = { "\x30\x82\0\x01", 4 },
	.ca_fingerprint = "AB:CD" };

static struct field field = { { "text", 4 }, { "Good <morning> \"you\"", 20 } };
static struct post post = { .fields = &field, .field_count = 1 };
static const struct reading reading = { .posts = &post, .post_count = 1 };

static const struct {
	const char *method;
	const char *path;
	bool is_secure;
	const char *status;
	const char *says;
} visits[] = {
	{ "GET", "/", true, "200", "Certificate trusted ✓" },
	{ "GET", "/", false, "200", "href=\"https://gatepost.internal/\"" },
	{ "HEAD", "/", true, "200", "text/html" },
	{ "GET", "", true, "200", "You are behind Gatepost" },
	{ "GET", "/help", true, "200", "desk &lt;b&gt; &amp; co" },
	{ "GET", "/ca", true, "200", "certutil -addstore -f ROOT" },
	{ "GET", "/ca/", false, "200", "http://gatepost.internal/ca.pem" },
	{ "GET", "/ca.pem", false, "200", "Content-Type: application/x-pem-file\r\n" },
	{ "GET", "/ca.pem", true, "200", "\r\n\r\n-----PEM-----\n" },
	{ "GET", "/ca.crt", false, "200", "Content-Type: application/x-x509-ca-cert\r\n" },
	{ "GET", "/proxy.pac", true, "200", "Content-Type: application/x-ns-proxy-autoconfig\r\n" },
	{ "GET", "/proxy.pac", false, "200", "var proxy = \"PROXY 10.0.0.5:3128\";\n" },
	{ "GET", "/proxy.pac", false, "200", "var own = \"gatepost.internal\";\n" },
	{ "GET", "/proxy.pac", false, "200", "var never = [\n\t\"bank.example\",\n\t\"\"\n];\n" },
	{ "HEAD", "/wpad.dat", false, "200",
	    "Content-Type: application/x-ns-proxy-autoconfig\r\n" },
	{ "POST", "/proxy.pac", false, "405", "Allow: GET, HEAD\r\n" },
	{ "GET", "/", false, "200", "<pre>http://10.0.0.5:3128/proxy.pac</pre>" },
	{ "GET", "/governed", true, "200", "<td dir=\"ltr\">x.com</td>" },
	{ "GET", "/governed", true, "200", "bank.example" },
	{ "GET", "/practice", true, "200", "script-src 'self'" },
	{ "GET", "/practice", true, "200", "<form method=\"post\" action=\"/practice/post\">" },
	{ "GET", "/practice/app.js", true, "200", "Content-Type: text/javascript" },
	{ "POST", "/practice/post", true, "200", "Good &lt;morning&gt; &quot;you&quot;" },
	{ "POST", "/practice/api/post", true, "200",
	    "\"text\":\"Good \\u003cmorning\\u003e \\\"you\\\"\"" },
	{ "POST", "/practice/sign-in", true, "200", "Signed in" },
	{ "GET", "/practice/post", true, "405", "Allow: POST\r\n" },
	{ "POST", "/", true, "405", "Allow: GET, HEAD\r\n" },
	{ "DELETE", "/n/7F3K", true, "405", "Allow: GET, HEAD\r\n" },
	{ "GET", "/nothing", true, "404", "There is no such page" },
	{ "GET", "/n/", true, "404", "There is no such page" },
	{ "GET", "/n/%0d%0aX", true, "404", "There is no such page" },
	{ "GET", "/n/7F3K", false, "302", "Location: https://gatepost.internal/n/7F3K\r\n" },
	{ "GET", "/.well-known/gatepost/", true, "200", "You are behind Gatepost" },
	{ "GET", "/.well-known/gatepost/ca", true, "200", "certutil" },
	{ "GET", "/.well-known/gatepost/n/7F3K", true, "404", "There is no such page" },
	{ "POST", "/.well-known/gatepost/practice/post", true, "404", "There is no such page" },
	{ "GET", "/.well-known/gatepostal", true, "404", "There is no such page" },
};

static void pages_answer(void **state)
{
	struct arena *arena = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(visits) / sizeof(visits[0]); i++) {
		struct message request =
		    request_of(visits[i].method, "gatepost.internal", visits[i].path, NAVIGATE);
		const char *reference;
		struct buf out;

		buf_init(&out, 1 << 20);
		assert_int_equal(internal_answer(&internal, &request, &reading, visits[i].is_secure,
		                     "10.0.0.5:3128", arena, &reference, &out),
		    INTERNAL_ANSWERED);
		assert_framed(&out, strcmp(visits[i].method, "HEAD") == 0);
		if (memcmp(out.data + strlen("HTTP/1.1 "), visits[i].status, 3) != 0)
			fail_msg("%s: %.12s", visits[i].path, out.data);
		if (!holds(&out, visits[i].says))
			fail_msg("%s does not say %s", visits[i].path, visits[i].says);
		assert_true(holds(&out, "nosniff\r\n"));
		buf_release(&out);
	}
	arena_free(arena);
}

static const char *const pages[] = { "/", "/help", "/ca", "/governed", "/practice",
	"/practice/post", "/practice/sign-in", "/nothing", "/n/7F3K" };

/* With the answer of one page in one language. */
static void visit_in(const char *path, const char *accept, bool is_secure, struct buf *out)
{
	bool is_post =
	    strcmp(path, "/practice/post") == 0 || strcmp(path, "/practice/sign-in") == 0;
	struct arena *arena = arena_new(1 << 20);
	char fields[256];
	const char *reference;

	snprintf(fields, sizeof fields, NAVIGATE "Accept-Language: %s\n", accept);
	struct message request =
	    request_of(is_post ? "POST" : "GET", "gatepost.internal", path, fields);
	buf_init(out, 1 << 20);
	if (internal_answer(&internal, &request, &reading, is_secure, "10.0.0.5:3128", arena,
	        &reference, out) == INTERNAL_NOTICE)
		internal_notice(&internal, &request, reference, NULL, out);
	arena_free(arena);
}

static bool holds_escaped(const struct buf *out, const char *text)
{
	struct buf escaped;

	buf_init(&escaped, 8192);
	escape_text(&escaped, ESCAPE_HTML, text);
	bool is_held = memmem(out->data, out->len, escaped.data, escaped.len) != NULL;
	buf_release(&escaped);
	return is_held;
}

/* No sentence of another language stands on a page. */
static void assert_speaks(const struct buf *out, const char *path, enum language language)
{
	for (unsigned other = 0; other < LANGUAGE_COUNT; other++)
		for (unsigned i = 0; i < TEXT_COUNT; i++) {
			const char *text = text_in((enum text)i, (enum language)other);
			bool is_sentence = strlen(text) > 14 && strstr(text, "{}") == NULL;
			if (other != language && is_sentence && holds_escaped(out, text))
				fail_msg("%s in %s says: %s", path, language_codes[language], text);
		}
}

static void every_page_in_every_language(void **state)
{
	char html[64];
	struct buf out;

	(void)state;
	for (unsigned i = 0; i < LANGUAGE_COUNT; i++)
		for (size_t p = 0; p < sizeof(pages) / sizeof(pages[0]); p++)
			for (int is_secure = 0; is_secure < 2; is_secure++) {
				visit_in(pages[p], language_codes[i], is_secure, &out);
				if (holds(&out, "HTTP/1.1 302")) { /* a notice in clear */
					buf_release(&out);
					continue;
				}
				snprintf(html, sizeof html, "<html lang=\"%s\" dir=\"ltr\">",
				    language_codes[i]);
				if (!holds(&out, html))
					fail_msg("%s has no %s", pages[p], html);
				assert_true(
				    holds_escaped(&out, text_in(TEXT_RIGHTS, (enum language)i)));
				assert_speaks(&out, pages[p], (enum language)i);
				buf_release(&out);
			}
}

static void the_language_that_is_liked_best(void **state)
{
	static const struct {
		const char *accept;
		const char *language;
	} cases[] = {
		{ "", "en" },
		{ "*", "en" },
		{ "pt-BR", "en" },
		{ "de-AT, en;q=0.9", "de" },
		{ "en;q=0.3, fr;q=0.31", "fr" },
		{ "pt, ja;q=0.001", "ja" },
		{ "de;q=0, es;q=0.1", "es" },
		{ "de;q=0", "en" },
		{ "FR", "fr" },
		{ "de;q=2x, es;q=0.5", "es" },
		{ ",,;q=1,es", "es" },
	};
	char html[64];
	struct buf out;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		visit_in("/help", cases[i].accept, true, &out);
		snprintf(html, sizeof html, "<html lang=\"%s\" ", cases[i].language);
		if (!holds(&out, html))
			fail_msg("%s: not %s", cases[i].accept, cases[i].language);
		buf_release(&out);
	}
}

static unsigned places_in(const char *text)
{
	unsigned count = 0;

	for (; (text = strstr(text, "{}")) != NULL; text += 2)
		count++;
	return count;
}

static void the_table_is_whole(void **state)
{
	(void)state;
	for (unsigned i = 0; i < TEXT_COUNT; i++)
		for (unsigned language = 0; language < LANGUAGE_COUNT; language++) {
			const char *text = text_in((enum text)i, (enum language)language);
			if (text == NULL || text[0] == '\0')
				fail_msg("text %u is missing in %s", i, language_codes[language]);
			unsigned places = places_in(text_in((enum text)i, LANGUAGE_EN));
			if (places_in(text) != places)
				fail_msg("text %u in %s: %s", i, language_codes[language], text);
		}
}

static void governed_tells_the_three_apart(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct message request = request_of("GET", "gatepost.internal", "/governed", NAVIGATE);
	const char *reference;
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	internal_answer(&internal, &request, NULL, true, NULL, arena, &reference, &out);
	const char *governed = memmem(out.data, out.len, "<h2>Governed</h2>", 17);
	const char *never = memmem(out.data, out.len, "<h2>Never decrypted", 19);
	const char *other = memmem(out.data, out.len, "<h2>Known, and not", 18);
	const char *x = memmem(out.data, out.len, "X (Twitter)", 11);
	const char *bank = memmem(out.data, out.len, "<td>Banks", 9);
	const char *slack = memmem(out.data, out.len, "<td>Slack", 9);

	assert_true(governed < x && x < never && never < bank && bank < other && other < slack);
	buf_release(&out);
	arena_free(arena);
}

static void notice_is_asked_for(void **state)
{
	struct arena *arena = arena_new(1 << 20);
	struct message request = request_of("GET", "gatepost.internal", "/n/gp1-7F3K", NAVIGATE);
	const char *reference = NULL;
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	assert_int_equal(
	    internal_answer(&internal, &request, NULL, true, NULL, arena, &reference, &out),
	    INTERNAL_NOTICE);
	assert_string_equal(reference, "gp1-7F3K");
	assert_int_equal(out.len, 0);
	buf_release(&out);
	arena_free(arena);
}

static struct record_rule rules[] = { { .id = { "gone", 4 } }, { .id = { "falcon", 6 } } };
static struct record_field fields[] = { { { "text", 4 }, { "<Falcon>", 8 } } };

static const struct {
	const char *kind;
	const char *acted;
	const char *says;
	bool has_rule;
} notices[] = {
	{ "post", "block", "<h1>Not posted</h1>", true },
	{ "post", "coach", "some advice first", true },
	{ "post", "hold", "this needs approval", true },
	{ "post", "log", "<h1>Sent on, and noted</h1>", true },
	{ "fault", "block", "out of order", false },
	{ "unjudged", "block", "could not be checked", false },
};

static void notice_shows_the_record(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(notices) / sizeof(notices[0]); i++) {
		struct record record = { .kind = span_of(notices[i].kind),
			.acted = span_of(notices[i].acted),
			.site = { "x", 1 },
			.rules = rules,
			.rule_count = 2,
			.fields = fields,
			.field_count = 1 };
		struct message request =
		    request_of("GET", "gatepost.internal", "/n/7F3K", NAVIGATE);
		struct buf out;

		buf_init(&out, 1 << 20);
		internal_notice(&internal, &request, "7F3K", &record, &out);
		assert_framed(&out, false);
		if (!holds(&out, notices[i].says))
			fail_msg("case %zu does not say %s", i, notices[i].says);
		assert_int_equal(holds(&out, "Unannounced projects"), notices[i].has_rule);
		assert_true(holds(&out, "&lt;Falcon&gt;"));
		assert_true(holds(&out, "7F3K"));
		assert_false(holds(&out, "href=\"javascript:"));
		buf_release(&out);
	}
}

static void notice_of_nobody(void **state)
{
	struct message request =
	    request_of("GET", "gatepost.internal", "/n/7F3K", NAVIGATE "Accept-Language: de\n");
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 20);
	internal_notice(&internal, &request, "7F3K", NULL, &out);
	assert_framed(&out, false);
	assert_true(holds(&out, "HTTP/1.1 404 Not Found\r\n"));
	assert_true(holds(&out, "Diesen Hinweis gibt es nicht"));
	buf_release(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages_answer),
		cmocka_unit_test(every_page_in_every_language),
		cmocka_unit_test(the_language_that_is_liked_best),
		cmocka_unit_test(the_table_is_whole),
		cmocka_unit_test(governed_tells_the_three_apart),
		cmocka_unit_test(notice_is_asked_for),
		cmocka_unit_test(notice_shows_the_record),
		cmocka_unit_test(notice_of_nobody),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("notice_internal", tests, NULL, NULL);
}
