// layers: proxy-base proxy-http proxy-notice
#include "notice_fakes.h"

#include "../../proxy/notice/escape.h"

#define RULE_WORDS "Unannounced projects"

static struct policy policy = {
	.title = RULE_WORDS,
	.contact = WORDING(RULE_WORDS),
	.rules = { { .id = RULE_WORDS,
	    .title = WORDING(RULE_WORDS),
	    .clause = WORDING(RULE_WORDS),
	    .notice = WORDING(RULE_WORDS) } },
	.count = 1,
};
static struct match match = { .rule = &policy.rules[0] };
static struct verdict verdict = { .action = ACTION_BLOCK, .matches = &match, .match_count = 1 };
static struct field field = { { "text", 4 }, { RULE_WORDS, sizeof(RULE_WORDS) - 1 } };
static struct post post = { .fields = &field, .field_count = 1 };

#define SENTENCE                                                                                   \
	"Not posted. Your company's social media guideline applies. Why, and what you can do: "    \
	"gatepost.internal/n/7F3K"

static const struct {
	const char *name;
	struct dialect dialect;
	const char *status_line;
	const char *content;
} dialects[] = {
	{ "json",
	    { .status = 422, .type = "application/json", .body = "{\"error\":\"{sentence}\"}" },
	    "HTTP/1.1 422 Unprocessable Content\r\n", "{\"error\":\"" SENTENCE "\"}" },
	{ "json with a prefix against hijacking",
	    { .status = 200,
	        .type = "application/json",
	        .body = "for (;;);{\"e\":\"{sentence}\",\"u\":{}}" },
	    "HTTP/1.1 200 OK\r\n", "for (;;);{\"e\":\"" SENTENCE "\",\"u\":{}}" },
	{ "url and reference",
	    { .status = 403,
	        .type = "application/problem+json",
	        .body = "{\"u\":\"{url}\",\"r\":\"{reference}\"}" },
	    "HTTP/1.1 403 Forbidden\r\n",
	    "{\"u\":\"https://gatepost.internal/n/7F3K\",\"r\":\"7F3K\"}" },
	{ "xml", { .status = 200, .type = "text/xml; charset=UTF-8", .body = "<s>{sentence}</s>" },
	    "HTTP/1.1 200 OK\r\n",
	    "<s>Not posted. Your company&#39;s social media guideline applies. Why, and what you "
	    "can do: "
	    "gatepost.internal/n/7F3K</s>" },
	{ "plain", { .status = 403, .type = "text/plain", .body = "{sentence}{other}{" },
	    "HTTP/1.1 403 Forbidden\r\n", SENTENCE "{other}{" },
	{ "no body of its own", { .status = 403 }, "HTTP/1.1 403 Forbidden\r\n", SENTENCE "\n" },
};

static void refuse(const struct dialect *dialect, const char *fields, enum refusal_kind kind,
    const char *reference, struct buf *out)
{
	struct endpoint endpoint = { .dialect = *dialect };
	struct site site = { .title = "X" };
	struct refusal refusal = { .kind = kind,
		.action = ACTION_BLOCK,
		.reference = reference,
		.own_name = "gatepost.internal",
		.site = &site,
		.endpoint = &endpoint,
		.post = &post,
		.verdict = &verdict,
		.policy = &policy };
	struct message request = request_of("POST", "x.com", "/a", fields);

	buf_init(out, 1 << 20);
	notice_refuse(&request, &refusal, false, out);
	assert_framed(out, false);
}

static void each_dialect_says_one_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++) {
		struct buf out;

		refuse(&dialects[i].dialect, "Sec-Fetch-Mode: cors\n", REFUSAL_RULE, "7F3K", &out);
		struct span content = content_of(&out);
		if (!span_is(content, dialects[i].content))
			fail_msg("%s: %.*s", dialects[i].name, SPAN_PRINT(content));
		assert_memory_equal(
		    out.data, dialects[i].status_line, strlen(dialects[i].status_line));
		assert_true(holds(&out, "Cache-Control: no-store\r\n"));
		buf_release(&out);
	}
}

static void nothing_of_the_rule_is_said(void **state)
{
	static const enum refusal_kind kinds[] = { REFUSAL_RULE, REFUSAL_FAULT, REFUSAL_UNJUDGED };

	(void)state;
	for (size_t i = 0; i < sizeof(dialects) / sizeof(dialects[0]); i++)
		for (size_t k = 0; k < 3; k++) {
			struct buf out;
			refuse(&dialects[i].dialect, "Accept: */*\n", kinds[k], "7F3K", &out);
			assert_false(holds(&out, RULE_WORDS));
			buf_release(&out);
		}
}

static const struct {
	enum refusal_kind kind;
	const char *language;
	const char *reference;
	const char *content;
} sentences[] = {
	{ REFUSAL_FAULT, "", "7F3K",
	    "Not posted: the check is out of order. It is not about your text. Keep it and try "
	    "again in a few "
	    "minutes (reference 7F3K)." },
	{ REFUSAL_FAULT, "", NULL,
	    "Not posted: the check is out of order. It is not about your text. Keep it and try "
	    "again in a few "
	    "minutes (reference -)." },
	{ REFUSAL_UNJUDGED, "", "7F3K",
	    "Not posted: this could not be checked (too long, or in a form that cannot be read "
	    "safely). Shorten it "
	    "or send it as plain text." },
	{ REFUSAL_UNJUDGED, "Accept-Language: es\n", "7F3K",
	    "No publicado: no se pudo comprobar (demasiado largo o en una forma que no se puede "
	    "leer con seguridad). "
	    "Acórtelo o envíelo como texto sencillo." },
};

static void outages_have_their_own_words(void **state)
{
	static const struct dialect plain = {
		.status = 403, .type = "text/plain", .body = "{sentence}"
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]); i++) {
		struct buf out;

		refuse(
		    &plain, sentences[i].language, sentences[i].kind, sentences[i].reference, &out);
		struct span content = content_of(&out);
		if (!span_is(content, sentences[i].content))
			fail_msg("case %zu: %.*s", i, SPAN_PRINT(content));
		buf_release(&out);
	}
}

/* Programs are told to come back; where the site refuses with 200 that is all they would read. */
static void an_outage_is_one_to_programs(void **state)
{
	static const struct {
		unsigned status;
		enum refusal_kind kind;
		const char *line;
		bool says_when;
	} cases[] = {
		{ 422, REFUSAL_FAULT, "HTTP/1.1 503 ", true },
		{ 200, REFUSAL_FAULT, "HTTP/1.1 200 ", true },
		{ 422, REFUSAL_RULE, "HTTP/1.1 422 ", false },
		{ 422, REFUSAL_UNJUDGED, "HTTP/1.1 422 ", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct dialect dialect = {
			.status = cases[i].status, .type = "text/plain", .body = "{sentence}"
		};
		struct buf out;

		refuse(&dialect, "", cases[i].kind, "7F3K", &out);
		assert_memory_equal(out.data, cases[i].line, strlen(cases[i].line));
		assert_int_equal(holds(&out, "Retry-After: 120\r\n"), cases[i].says_when);
		buf_release(&out);
	}
}

static void hostile_reference_stays_a_string(void **state)
{
	static const struct dialect json = {
		.status = 403, .type = "application/json", .body = "{\"r\":\"{reference}\"}"
	};
	struct buf out;

	(void)state;
	refuse(&json, "", REFUSAL_RULE, "\"},<\r\n\\", &out);
	assert_true(span_is(content_of(&out), "{\"r\":\"\\\"},\\u003c\\u000d\\u000a\\\\\"}"));
	buf_release(&out);
}

static const struct {
	int cors;
	const char *origin;
	const char *has;
	const char *lacks;
} cors[] = {
	{ CORS_NONE, "Origin: https://x.com\n", NULL, "Access-Control" },
	{ CORS_ANY, "Origin: https://x.com\n", "Access-Control-Allow-Origin: *\r\n",
	    "Credentials" },
	{ CORS_ANY, "", "Access-Control-Allow-Origin: *\r\n", "Vary" },
	{ CORS_ECHO, "Origin: https://x.com\n",
	    "Access-Control-Allow-Origin: https://x.com\r\nAccess-Control-Allow-Credentials: "
	    "true\r\nVary: "
	    "Origin\r\n",
	    NULL },
	{ CORS_ECHO, "Origin: null\n", "Access-Control-Allow-Origin: null\r\n", NULL },
	{ CORS_ECHO, "", "Vary: Origin\r\n", "Access-Control-Allow" },
	{ CORS_ECHO, "Origin: https://x.com\r\rSet-Cookie: a=b\n", NULL, "Set-Cookie" },
	{ CORS_ECHO, "Origin: https://x.com Set-Cookie\n", NULL, "Access-Control-Allow" },
	{ CORS_ECHO, "Origin: <script>\n", NULL, "Access-Control-Allow" },
	{ CORS_ECHO, "Origin: https://a.com, https://b.com\n", NULL, "Access-Control-Allow" },
};

static void cors_fields_fit_the_site(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cors) / sizeof(cors[0]); i++) {
		struct dialect dialect = {
			.status = 403, .type = "application/json", .body = "{}"
		};
		struct buf out;

		dialect.cors = cors[i].cors == CORS_NONE  ? CORS_NONE
		               : cors[i].cors == CORS_ANY ? CORS_ANY
		                                          : CORS_ECHO;
		refuse(&dialect, cors[i].origin, REFUSAL_RULE, "7F3K", &out);
		if (cors[i].has != NULL && !holds(&out, cors[i].has))
			fail_msg("case %zu lacks %s", i, cors[i].has);
		if (cors[i].lacks != NULL && holds(&out, cors[i].lacks))
			fail_msg("case %zu has %s", i, cors[i].lacks);
		buf_release(&out);
	}
}

static const struct {
	enum escape how;
	const char *text;
	size_t len;
	const char *escaped;
} escapes[] = {
#define TEXT(literal) literal, sizeof(literal) - 1
	{ ESCAPE_HTML, TEXT("<a href=\"x\" b='y'>&"),
	    "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;" },
	{ ESCAPE_HTML, TEXT("a\0b\x01\x7F\r\n\t"),
	    "a\xEF\xBF\xBD"
	    "b\xEF\xBF\xBD\xEF\xBF\xBD&#13;\n\t" },
	{ ESCAPE_HTML, TEXT("grüß 日本"), "grüß 日本" },
	{ ESCAPE_XML, TEXT("]]>'\x0B"), "]]&gt;&#39;\xEF\xBF\xBD" },
	{ ESCAPE_JSON, TEXT("\"\\/\n\0</script>"), "\\\"\\\\/\\u000a\\u0000\\u003c/script\\u003e" },
	{ ESCAPE_JSON, TEXT("ü"), "ü" },
	{ ESCAPE_PLAIN, TEXT("a\r\nb<"), "a  b<" },
#undef TEXT
};

static void each_escape(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(escapes) / sizeof(escapes[0]); i++) {
		struct buf out;

		buf_init(&out, 4096);
		escape_span(&out, escapes[i].how, span_make(escapes[i].text, escapes[i].len));
		if (!span_is(buf_span(&out), escapes[i].escaped))
			fail_msg("case %zu: %.*s", i, (int)out.len, out.data);
		buf_release(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_dialect_says_one_sentence),
		cmocka_unit_test(nothing_of_the_rule_is_said),
		cmocka_unit_test(outages_have_their_own_words),
		cmocka_unit_test(an_outage_is_one_to_programs),
		cmocka_unit_test(hostile_reference_stays_a_string),
		cmocka_unit_test(cors_fields_fit_the_site),
		cmocka_unit_test(each_escape),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("notice_dialect", tests, NULL, NULL);
}
