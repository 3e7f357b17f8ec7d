// layers: proxy-base proxy-http rules
/* The catalogue on a site of the test's own: what is claimed, what is read, what is refused. */
#include "sites_help.h"

#include "../../proxy/base/buf.h"
#include "../../proxy/base/mem.h"

#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"
#define PART "multipart/form-data; boundary=b"

static const char yaml[] =
    "site: t\n"
    "title: Test\n"
    "class: public-social\n"
    "hosts: [ t.example, \"*.t.example\" ]\n"
    "ech-names: [ outer.example ]\n"
    "sign-in:\n"
    "  - { path: /login/** }\n"
    "  - { method: POST, path: /account, when: { /step: password } }\n"
    "default-refusal: data\n"
    "dialects:\n"
    "  data: { status: 422, type: application/json, cors: echo, body: '{\"error\":\"{sentence}\"}' "
    "}\n"
    "  page: { page: true }\n"
    "overrides: { headers: [ X-HTTP-Method-Override ], query: [ _m ], body: [ /_method ] }\n"
    "route-query: [ rest_route ]\n"
    "path-strip: [ /index.php ]\n"
    "endpoints:\n"
    "  - name: Post\n"
    "    activity: post\n"
    "    method: POST\n"
    "    path: /api/posts\n"
    "    text: { text: [ /text, \"/t[text]\" ], poll: /poll/* }\n"
    "    links: [ /link ]\n"
    "    account: /as\n"
    "    audience: { at: /to, public: [ all ], limited: [ friends ], private: [ one ], default: "
    "public }\n"
    "    attachments: [ /media/* ]\n"
    "    becomes:\n"
    "      - { has: [ /reply_to ], activity: reply }\n"
    "      - { when: { /to: one }, activity: message }\n"
    "    returns: { id: /id, url: \"https://t.example/p/{id}\" }\n"
    "    refusal: page\n"
    "    examples: [ { request: { path: /api/posts, type: application/json, body: "
    "'{\"text\":\"hi\"}' }, reads: { activity: post, text: hi, audience: public } } ]\n"
    "  - name: Telemetry\n"
    "    activity: not-a-post\n"
    "    method: POST\n"
    "    path: /log\n"
    "    examples: [ { request: { path: /log, body: x }, reads: { kind: not-a-post } } ]\n"
    "  - name: Query\n"
    "    activity: not-a-post\n"
    "    method: POST\n"
    "    path: /graphql\n"
    "    only: [ name, id ]\n"
    "    when: { /name: \"Get*\" }\n"
    "    ids: { at: /id, known: [ \"11\", \"12\" ] }\n"
    "    examples: [ { request: { path: /graphql, type: application/json, body: "
    "'{\"name\":\"GetFeed\",\"id\":\"11\"}' }, reads: { kind: not-a-post } } ]\n"
    "  - name: Mutation\n"
    "    activity: post\n"
    "    method: POST\n"
    "    path: /graphql\n"
    "    when: { /name: \"Create*\" }\n"
    "    text: { text: \"/variables -> /input/text\" }\n"
    "    examples: [ { request: { path: /graphql, type: application/json, body: "
    "'{\"name\":\"CreatePost\",\"variables\":\"{\\\"input\\\":{\\\"text\\\":\\\"hi\\\"}}\"}' }, "
    "reads: { text: hi } } ]\n"
    "  - name: Other\n"
    "    activity: unknown\n"
    "    method: POST\n"
    "    path: /graphql\n"
    "    examples: [ { request: { path: /graphql, type: application/json, body: '{\"q\":\"text\"}' "
    "}, reads: { activity: unknown } } ]\n"
    "  - name: TakeBack\n"
    "    activity: delete\n"
    "    path: \"/api/posts/*/undo\"\n"
    "    method: POST\n"
    "    examples: [ { request: { path: /api/posts/1/undo }, reads: { kind: delete } } ]\n"
    "  - name: Edit\n"
    "    activity: edit\n"
    "    method: [ PUT, PATCH ]\n"
    "    path: \"/api/posts/*\"\n"
    "    also-query: true\n"
    "    text: { text: { at: /html, as: html } }\n"
    "    examples: [ { request: { method: PUT, path: /api/posts/1, type: application/json, body: "
    "'{\"html\":\"<b>hi</b>\"}' }, reads: { activity: edit, text: hi } } ]\n"
    "  - name: Rest\n"
    "    activity: post\n"
    "    method: POST\n"
    "    path: \"/**/wp-json/posts\"\n"
    "    text: { text: /content }\n"
    "    examples: [ { request: { path: /wp-json/posts, type: application/json, body: "
    "'{\"content\":\"hi\"}' }, reads: { text: hi } } ]\n"
    "  - name: Batch\n"
    "    activity: unknown\n"
    "    method: POST\n"
    "    path: /batch\n"
    "    batch: { at: /requests/*, method: /method, path: /path, prefix: /api, body: /body }\n"
    "    examples: [ { request: { path: /batch, type: application/json, body: "
    "'{\"requests\":[{\"method\":\"POST\",\"path\":\"/posts\",\"body\":{\"text\":\"hi\"}}]}' }, "
    "reads: { text: hi, posts: 1 } } ]\n"
    "  - name: Upload\n"
    "    activity: upload\n"
    "    method: [ POST, PUT ]\n"
    "    path: /upload\n"
    "    text: { alt: /alt }\n"
    "    examples: [ { request: { path: /upload, body: x }, reads: { activity: upload } } ]\n"
    "  - name: ByGet\n"
    "    activity: post\n"
    "    method: GET\n"
    "    path: /share\n"
    "    query: { do: post }\n"
    "    text: { text: \"query:text\" }\n"
    "    examples: [ { request: { method: GET, path: \"/share?do=post&text=hi\" }, reads: { text: "
    "hi } } ]\n";

static const char *const none[] = { NULL };
static const struct site_context context = { .text_max = 1 << 20 };
static const struct catalogue_choice usual = { NULL, none, none, none };

static int set_up(void **state)
{
	struct catalogue_try *try = mem_alloc(sizeof *try);

	try_load(try, yaml, &usual, true);
	problems_write(&try->problems, STDERR_FILENO);
	assert_non_null(try->catalogue);
	*state = try;
	return 0;
}

static int tear_down(void **state)
{
	try_release(*state);
	free(*state);
	return 0;
}

static const struct site *the_site(void **state)
{
	const struct catalogue_try *try = *state;

	return catalogue_find(try->catalogue, "t");
}

struct reading_case {
	struct site_request request;
	enum reading_kind kind;
	const char *why;      /* NULL: does not matter */
	const char *endpoint; /* NULL: none, or it does not matter */
	const char *fields;   /* "name=text|…" of all posts; NULL: does not matter */
};

static void show_fields(const struct reading *reading, struct buf *shown)
{
	for (size_t p = 0; p < reading->post_count; p++)
		for (size_t i = 0; i < reading->posts[p].field_count; i++)
			buf_print(shown, "%s%.*s=%.*s", shown->len > 0 ? "|" : "",
			    SPAN_PRINT(reading->posts[p].fields[i].name),
			    SPAN_PRINT(reading->posts[p].fields[i].text));
	buf_append(shown, "", 1);
}

static void check_reading(const struct site *site, const struct reading_case *row)
{
	struct arena *arena = arena_new(16 * 1024 * 1024);
	struct message head;
	struct reading reading;
	struct buf shown;

	make_head(&row->request, &head);
	site_read(site, &head, SPAN("t.example"), row->request.body, &context, arena, &reading);
	buf_init(&shown, 1 << 16);
	show_fields(&reading, &shown);
	const char *by = reading.endpoint != NULL ? endpoint_name(reading.endpoint) : "-";
	bool is_right =
	    reading.kind == row->kind &&
	    (row->why == NULL || (reading.why != NULL && strcmp(row->why, reading.why) == 0)) &&
	    (row->endpoint == NULL || strcmp(row->endpoint, by) == 0) &&
	    (row->fields == NULL || strcmp(row->fields, shown.data) == 0);
	if (!is_right)
		fail_msg("%s %s %.*s: kind %d, why %s, by %s, fields %s", row->request.method,
		    row->request.target, SPAN_PRINT(row->request.body), (int)reading.kind,
		    reading.why != NULL ? reading.why : "-", by, shown.data);
	buf_release(&shown);
	arena_free(arena);
}

#define CHECK_READINGS(rows)                                                                       \
	for (size_t i = 0; i < sizeof(rows) / sizeof((rows)[0]); i++)                              \
	check_reading(the_site(state), &(rows)[i])

#define POST(target, type, body)                                                                   \
	{                                                                                          \
		"POST", target, type, NULL, BYTES(body)                                            \
	}

static void test_claimed(void **state)
{
	static const struct reading_case rows[] = {
		{ POST("/api/posts", JSON, "{\"text\":\"hi\",\"poll\":[\"a\",\"b\"]}"),
		    READING_POSTS, NULL, "Post", "text=hi|poll=a|poll=b" },
		{ POST("/api/posts", FORM, "text=hi+there&t[text]=b"), READING_POSTS, NULL, "Post",
		    "text=hi there|text=b" },
		{ POST("/api/posts", PART,
		      "--b\r\nContent-Disposition: form-data; "
		      "name=\"text\"\r\n\r\nhi\r\n--b--\r\n"),
		    READING_POSTS, NULL, "Post", "text=hi" },
		{ POST("/api/posts", PART,
		      "--b\r\nContent-Disposition: form-data; name=\"text\"; "
		      "filename=\"t.txt\"\r\n\r\n"
		      "hi\r\n--b--\r\n"),
		    READING_POSTS, NULL, "Post", "text=hi|other=t.txt" },
		{ POST("/api/posts", JSON, "{\"text\":{\"ops\":[\"s\",\"e\",\"c\",\"r\"]}}"),
		    READING_POSTS, NULL, "Post", "text=s|text=e|text=c|text=r|text=secr" },
		{ POST("/api/posts", JSON, "{\"text\":[4,1,1,1]}"), READING_POSTS, NULL, "Post",
		    "text=4|text=1|text=1|text=1|text=4111" },
		{ POST("/api/posts", JSON, "{\"words\":\"new shape\",\"token\":\"s3\"}"),
		    READING_POSTS, NULL, "Post", "other=new shape|other=s3" },
		{ POST("/api/posts", "text/plain", "plain words"), READING_POSTS, NULL, "Post",
		    "body=plain words" },
		{ POST("/graphql", JSON,
		      "{\"name\":\"CreatePost\",\"variables\":\"{\\\"input\\\":{\\\"text\\\":"
		      "\\\"hi\\\"}}\"}"),
		    READING_POSTS, NULL, "Mutation", "text=hi|other=CreatePost" },
		{ { "PUT", "/api/posts/1", JSON, NULL,
		      BYTES("{\"html\":\"<p>a<b>b</b>c<p>d &amp; <a "
		            "href=https://u>x</a><!--e-->\"}") },
		    READING_POSTS, NULL, "Edit", "text=abc\nd & x|text-markup=https://u\ne\n" },
		{ { "PUT", "/api/posts/1?html=q", JSON, NULL, BYTES("{\"html\":\"b\"}") },
		    READING_POSTS, NULL, "Edit", "text=b|text=q" },
		{ { "GET", "/share?do=post&text=hi", NULL, NULL, BYTES("") }, READING_POSTS, NULL,
		    "ByGet", "text=hi|other=post" },
	};

	CHECK_READINGS(rows);
}

static void test_unjudged(void **state)
{
	static const struct reading_case rows[] = {
		{ POST("/api/posts", JSON, "{\"text\":\"a\",\"text\":\"b\"}"), READING_UNJUDGED,
		    "duplicate-key", "Post", NULL },
		{ POST("/api/posts", JSON, "{\"text\":\"a\",}"), READING_UNJUDGED, "name", "Post",
		    NULL },
		{ POST("/api/posts", JSON, "\xFF\xFE{\0}\0"), READING_UNJUDGED, "charset", "Post",
		    NULL },
		{ POST("/api/posts", PART, "--b\r\nx"), READING_UNJUDGED, NULL, "Post", NULL },
		{ POST("/api/posts", "application/octet-stream", "\x08\x96\xFF"), READING_UNJUDGED,
		    "format", "Post", NULL },
		{ POST("/graphql", JSON, "{\"name\":\"CreatePost\",\"variables\":\"{'a':1}\"}"),
		    READING_UNJUDGED, "name", "Mutation", NULL },
		{ POST("/graphql", JSON, "{\"name\":\"GetFeed\",\"name\":\"CreatePost\"}"),
		    READING_UNJUDGED, "duplicate-key", "Query", NULL },
		{ POST("/graphql", "text/plain", "anything"), READING_UNJUDGED, "format", "Query",
		    NULL },
		{ { "POST", "/api/posts", JSON, "Content-Encoding: gzip", BYTES("{}") },
		    READING_UNJUDGED, NULL, "Post", NULL },
		{ { "POST", "/api/posts", JSON, "Content-Encoding: weird", BYTES("{}") },
		    READING_UNJUDGED, "coding-unknown", "Post", NULL },
	};

	CHECK_READINGS(rows);
}

static void test_exempt(void **state)
{
	static const struct reading_case rows[] = {
		{ POST("/log", JSON, "{broken"), READING_NOT_A_POST, NULL, "Telemetry", NULL },
		{ POST("/graphql", JSON, "{\"name\":\"GetFeed\",\"id\":\"12\"}"),
		    READING_NOT_A_POST, NULL, "Query", NULL },
		{ POST("/graphql", JSON, "{\"name\":\"GetFeed\",\"id\":\"13\",\"v\":\"text\"}"),
		    READING_POSTS, NULL, "Other", NULL },
		{ POST("/graphql", JSON, "{\"name\":\"GetFeed\",\"id\":\"99\"}"), READING_POSTS,
		    NULL, "Other", NULL },
		{ POST("/graphql", FORM, "name=GetFeed&name=CreatePost&id=11"), READING_POSTS, NULL,
		    "Mutation", NULL },
		{ POST("/api/posts/7/undo", NULL, ""), READING_DELETE, NULL, "TakeBack", NULL },
		{ { "DELETE", "/api/posts/7", NULL, NULL, BYTES("") }, READING_DELETE, NULL, NULL,
		    NULL },
		{ { "DELETE", "/anything", JSON, NULL, BYTES("{broken") }, READING_DELETE, NULL,
		    NULL, NULL },
		{ POST("/login/flow", JSON, "{\"password\":\"AKIA\"}"), READING_ACCOUNT, NULL, NULL,
		    "" },
		{ POST("/account", JSON, "{\"step\":\"password\",\"x\":\"AKIA\"}"), READING_ACCOUNT,
		    NULL, "sign-in", "" },
		{ POST("/account", JSON, "{\"step\":\"bio\",\"x\":\"words\"}"),
		    READING_UNRECOGNISED, NULL, NULL, NULL },
	};

	CHECK_READINGS(rows);
}

/* No spelling of a path or a method leads around an endpoint, nor into an exempt one. */
static void test_spellings(void **state)
{
	static const struct reading_case rows[] = {
		{ POST("/api/./posts", JSON, "{\"text\":\"hi\"}"), READING_POSTS, NULL, "Post",
		    NULL },
		{ POST("//api//posts/", JSON, "{\"text\":\"hi\"}"), READING_POSTS, NULL, "Post",
		    NULL },
		{ POST("/x/../api/posts", JSON, "{\"text\":\"hi\"}"), READING_POSTS, NULL, "Post",
		    NULL },
		{ POST("/api/%70osts", JSON, "{\"text\":\"hi\"}"), READING_POSTS, NULL, "Post",
		    NULL },
		{ POST("/api%2Fposts", JSON, "{\"text\":\"hi\"}"), READING_POSTS, NULL, "Post",
		    NULL },
		{ POST("/api/%2e/posts", JSON, "{\"text\":\"hi\"}"), READING_POSTS, NULL, "Post",
		    NULL },
		{ POST("/api/posts;a=b", JSON, "{\"text\":\"hi\"}"), READING_POSTS, NULL, "Post",
		    NULL },
		{ POST("/login/../api/posts", JSON, "{\"text\":\"hi\"}"), READING_POSTS, NULL,
		    "Post", "text=hi" },
		{ POST("/login/%2e%2e/api/posts", JSON, "{\"text\":\"hi\"}"), READING_POSTS, NULL,
		    "Post", "text=hi" },
		{ POST("/index.php/wp-json/posts", JSON, "{\"content\":\"hi\"}"), READING_POSTS,
		    NULL, "Rest", "text=hi" },
		{ POST("/?rest_route=/posts", JSON, "{\"content\":\"hi\"}"), READING_POSTS, NULL,
		    "Rest", "text=hi|other=/posts" },
		{ POST("/blog/?rest_route=%2Fposts", JSON, "{\"content\":\"hi\"}"), READING_POSTS,
		    NULL, "Rest", "text=hi|other=/posts" },
		{ POST("/", FORM, "rest_route=/posts&content=hi"), READING_POSTS, NULL, "Rest",
		    "text=hi|other=/posts" },
		{ { "POST", "/api/posts/1", FORM, NULL, BYTES("_method=put&html=hi") },
		    READING_POSTS, NULL, "Edit", "text=hi|other=put" },
		{ { "POST", "/api/posts/1", JSON, "X-HTTP-Method-Override: PATCH",
		      BYTES("{\"html\":\"hi\"}") },
		    READING_POSTS, NULL, "Edit", "text=hi" },
		/* a method in JSON is no override to servers that look into forms only */
		{ POST("/api/posts", JSON, "{\"text\":\"hi\",\"_method\":\"delete\"}"),
		    READING_POSTS, NULL, "Post", "text=hi|other=delete" },
		/* two overrides: whichever the server takes, it is seen */
		{ POST("/api/posts?_m=POST", FORM, "text=hi&_method=delete"), READING_POSTS, NULL,
		    "Post", "text=hi|other=delete|other=POST" },
		{ { "PUT", "/api/posts/1", JSON, "X-HTTP-Method-Override: DELETE",
		      BYTES("{\"html\":\"hi\"}") },
		    READING_POSTS, NULL, "Edit", "text=hi" },
		{ { "POST", "/api/posts/1", JSON, "X-HTTP-Method-Override: DELETE", BYTES("{}") },
		    READING_DELETE, NULL, NULL, NULL },
	};

	CHECK_READINGS(rows);
}

static void test_batches(void **state)
{
	static const struct reading_case rows[] = {
		{ POST("/batch", JSON,
		      "{\"requests\":[{\"path\":\"/posts\",\"body\":{\"text\":\"a\"}},"
		      "{\"method\":\"PUT\",\"path\":\"/posts/1?html=c\",\"body\":\"html=b\"}]}"),
		    READING_POSTS, NULL, "Batch", "text=a|text=b|text=c" },
		{ POST("/batch", JSON,
		      "{\"requests\":[{\"path\":\"/posts\",\"body\":{\"text\":\"a\"}},"
		      "{\"path\":\"/new\",\"body\":{\"x\":\"unknown\"}}]}"),
		    READING_POSTS, NULL, "Batch", "text=a|x=unknown" },
		{ POST("/batch", JSON,
		      "{\"requests\":[{\"path\":\"/posts\",\"body\":{\"text\":\"a\"}},"
		      "{\"path\":\"/posts\",\"body\":\"{'text':1}\"}]}"),
		    READING_UNJUDGED, "name", "Batch", NULL },
		{ POST("/batch", JSON,
		      "{\"requests\":[{\"method\":\"DELETE\",\"path\":\"/posts/1\"}]}"),
		    READING_DELETE, NULL, "Batch", NULL },
		{ POST("/batch", JSON, "{\"requests\":[{\"body\":{\"text\":\"a\"}}]}"),
		    READING_UNJUDGED, NULL, "Batch", NULL },
		{ POST("/batch", JSON, "{\"requests\":[{\"path\":\"/../batch\",\"body\":{}}]}"),
		    READING_UNJUDGED, "nested-batch", "Batch", NULL },
		{ POST("/batch", JSON, "{\"other\":\"some words\"}"), READING_POSTS, NULL, "Batch",
		    "other=some words" },
	};

	CHECK_READINGS(rows);
}

static void test_unrecognised(void **state)
{
	static const struct reading_case rows[] = {
		{ POST("/new?q=from+query", JSON,
		      "{\"a\":\"words\",\"n\":4111111111111111,\"s\":1,\"password\":\"AKIA\","
		      "\"auth\":{\"x\":\"AKIA\"},\"csrf_token\":\"AKIA\",\"author\":\"anna\"}"),
		    READING_UNRECOGNISED, NULL, NULL,
		    "a=words|n=4111111111111111|author=anna|q=from query" },
		{ POST("/new", JSON,
		      "{\"a\":\"{\\\"b\\\":\\\"inside\\\",\\\"token\\\":\\\"AKIA\\\"}\"}"),
		    READING_UNRECOGNISED, NULL, NULL, "b=inside" },
		/* a name hides what has the form of a token or a password, no more */
		{ POST("/new", JSON,
		      "{\"token\":\"two words\",\"session\":{\"note\":\"some words\","
		      "\"password\":\"correct horse\"},\"password\":\"line\\nline\"}"),
		    READING_UNRECOGNISED, NULL, NULL,
		    "token=two words|note=some words|password=line\nline" },
		{ POST("/new", JSON, "{\"a token that is said\":1}"), READING_UNRECOGNISED, NULL,
		    NULL, "name=a token that is said" },
		{ { "POST", "/new/Falcon%20ships", JSON, "Slug: Blue%20Heron",
		      BYTES("{\"long_name_of_a_member\":\"words\"}") },
		    READING_UNRECOGNISED, NULL, NULL,
		    "other=words|path=Falcon ships|header=Blue%20Heron\nBlue Heron|"
		    "name=long_name_of_a_member" },
		{ { "POST", "/new", JSON, "X-CSRF-Token: some words", BYTES("{}") },
		    READING_UNRECOGNISED, NULL, NULL, "header=some words" },
		{ { "POST", "/new", JSON, "X-CSRF-Token: someword", BYTES("{}") },
		    READING_UNRECOGNISED, NULL, NULL, "" },
		{ POST("/new", JSON, "{\"a\":\"x\\u0041y\","), READING_UNRECOGNISED, NULL, NULL,
		    "body={\"a\":\"xAy\"," },
		{ POST("/new", JSON, "{\"a\":\"one\",\"a\":\"two\"}"), READING_UNRECOGNISED, NULL,
		    NULL, "a=one|a=two" },
		{ POST("/new", "text/plain", "just words"), READING_UNRECOGNISED, NULL, NULL,
		    "body=just words" },
		{ POST("/new", FORM, "Project+Falcon+ships+in+June"), READING_UNRECOGNISED, NULL,
		    NULL, "name=Project Falcon ships in June" },
		{ POST("/new", "application/x-protobuf", "\x08\x96\xFF\x01"), READING_OPAQUE,
		    "format", NULL, NULL },
		{ { "POST", "/new", JSON, "Content-Encoding: weird", BYTES("{}") }, READING_OPAQUE,
		    "coding-unknown", NULL, NULL },
		{ POST("/new", NULL, ""), READING_UNRECOGNISED, NULL, NULL, "" },
	};

	CHECK_READINGS(rows);
}

static struct post read_post(void **state, const struct site_request *request, struct arena *arena)
{
	struct message head;
	struct reading reading;

	make_head(request, &head);
	site_read(
	    the_site(state), &head, SPAN("t.example"), request->body, &context, arena, &reading);
	assert_int_equal(reading.kind, READING_POSTS);
	assert_int_equal(reading.post_count, 1);
	return reading.posts[0];
}

static void test_words_of_posts(void **state)
{
	static const struct {
		const char *body;
		enum activity activity;
		enum audience audience;
	} rows[] = {
		{ "text=a", ACTIVITY_POST, AUDIENCE_PUBLIC },
		{ "text=a&to=friends", ACTIVITY_POST, AUDIENCE_LIMITED },
		{ "text=a&to=one", ACTIVITY_MESSAGE, AUDIENCE_PRIVATE },
		{ "text=a&to=one&to=all", ACTIVITY_MESSAGE, AUDIENCE_PUBLIC },
		{ "text=a&reply_to=7", ACTIVITY_REPLY, AUDIENCE_PUBLIC },
	};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new(0);
		struct site_request request = { "POST", "/api/posts", FORM, NULL,
			span_of(rows[i].body) };
		struct post post = read_post(state, &request, arena);
		assert_int_equal(post.activity, rows[i].activity);
		assert_int_equal(post.audience, rows[i].audience);
		arena_free(arena);
	}
}

static void test_the_rest_of_posts(void **state)
{
	struct arena *arena = arena_new(0);
	struct site_request request = { "POST", "/api/posts", JSON, NULL,
		SPAN("{\"text\":\"a\",\"as\":\"@corp\",\"link\":\"https://u\",\"media\":[7,8]}") };
	struct post post = read_post(state, &request, arena);

	assert_true(span_is(post.account, "@corp"));
	assert_true(span_is(post.site, "t") && span_is(post.class, "public-social"));
	assert_true(span_is(post.host, "t.example") && span_is(post.endpoint, "Post"));
	assert_int_equal(post.link_count, 1);
	assert_true(span_is(post.links[0], "https://u"));
	assert_int_equal(post.attachment_count, 2);
	assert_false(post.is_unrecognised);
	struct site_request file = { "PUT", "/upload", "image/png", NULL,
		SPAN("\x89PNG\r\n\x1a\n\0\0\xFF") };
	post = read_post(state, &file, arena);
	assert_int_equal(post.activity, ACTIVITY_UPLOAD);
	assert_int_equal(post.attachment_count, 1);
	assert_int_equal(post.attachments[0].size, file.body.len);
	arena_free(arena);
}

static void test_approach(void **state)
{
	static const struct {
		struct site_request request;
		enum approach approach;
	} rows[] = {
		{ { "GET", "/api/posts", NULL, NULL, BYTES("") }, APPROACH_READ },
		{ { "HEAD", "/", NULL, NULL, BYTES("") }, APPROACH_READ },
		{ { "OPTIONS", "/api/posts", NULL, NULL, BYTES("") }, APPROACH_READ },
		{ { "GET", "/share?do=post", NULL, NULL, BYTES("") }, APPROACH_COLLECT },
		{ { "GET", "/share?do=look", NULL, NULL, BYTES("") }, APPROACH_READ },
		{ { "get", "/", NULL, NULL, BYTES("") }, APPROACH_COLLECT },
		{ { "GET", "/api/posts?_m=post", NULL, NULL, BYTES("") }, APPROACH_COLLECT },
		{ { "POST", "/api/posts", NULL, NULL, BYTES("") }, APPROACH_COLLECT },
		{ { "POST", "/new", NULL, NULL, BYTES("") }, APPROACH_COLLECT },
		{ { "PROPPATCH", "/new", NULL, NULL, BYTES("") }, APPROACH_COLLECT },
		{ { "POST", "/api/posts", NULL, "X-HTTP-Method-Override: GET", BYTES("") },
		    APPROACH_COLLECT },
		{ { "POST", "/login/x", NULL, NULL, BYTES("") }, APPROACH_ACCOUNT },
		{ { "POST", "/login/../api/posts", NULL, NULL, BYTES("") }, APPROACH_COLLECT },
		{ { "POST", "/account", NULL, NULL, BYTES("") }, APPROACH_COLLECT },
	};
	struct message head;

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		make_head(&rows[i].request, &head);
		if (site_approach(the_site(state), &head) != rows[i].approach)
			fail_msg("%s %s", rows[i].request.method, rows[i].request.target);
	}
}

static void test_answers(void **state)
{
	struct arena *arena = arena_new(0);
	struct site_request request = { "POST", "/api/posts", JSON, NULL,
		SPAN("{\"text\":\"a\"}") };
	struct message head;
	struct reading reading;
	struct span id;
	struct span url;

	make_head(&request, &head);
	site_read(
	    the_site(state), &head, SPAN("t.example"), request.body, &context, arena, &reading);
	assert_true(endpoint_returns(reading.endpoint));
	assert_true(site_dialect(the_site(state), reading.endpoint)->is_page);
	assert_int_equal(site_dialect(the_site(state), NULL)->status, 422);
	assert_int_equal(site_dialect(the_site(state), NULL)->cors, CORS_ECHO);
	memset(&head, 0, sizeof head);
	assert_true(endpoint_read_answer(
	    reading.endpoint, &head, SPAN("{\"id\":\"77\"}"), arena, &id, &url));
	assert_true(span_is(id, "77") && span_is(url, "https://t.example/p/77"));
	assert_true(endpoint_read_answer(
	    reading.endpoint, &head, SPAN("{\"id\":\"7/../x\"}"), arena, &id, &url));
	assert_int_equal(url.len, 0);
	assert_false(endpoint_read_answer(reading.endpoint, &head, SPAN("<p>"), arena, &id, &url));
	arena_free(arena);
}

static void test_governance(void **state)
{
	static const char *const govern[] = { "t", "-reddit", "class:public-social", NULL };
	static const char *const never[] = { "x", NULL };
	static const char *const sites[] = { "mastodon", "mastodon", NULL };
	static const char *const names[] = { "social.example", "*.toots.example", NULL };
	const struct catalogue_choice choice = { govern, never, sites, names };
	static const struct {
		const char *host;
		enum governance governance;
		const char *site;
	} rows[] = {
		{ "t.example", GOVERNANCE_SITE, "t" },
		{ "a.b.t.example", GOVERNANCE_SITE, "t" },
		{ "at.example", GOVERNANCE_NONE, NULL },
		{ "social.example", GOVERNANCE_SITE, "mastodon" },
		{ "www.social.example", GOVERNANCE_NONE, NULL },
		{ "a.toots.example", GOVERNANCE_SITE, "mastodon" },
		{ "toots.example", GOVERNANCE_NONE, NULL },
		{ "www.reddit.com", GOVERNANCE_NONE, "reddit" },
		{ "x.com", GOVERNANCE_NEVER, "x" },
		{ "example", GOVERNANCE_NONE, NULL },
		{ "", GOVERNANCE_NONE, NULL },
	};
	struct catalogue_try try;

	(void)state;
	try_load(&try, yaml, &choice, false);
	problems_write(&try.problems, STDERR_FILENO);
	assert_non_null(try.catalogue);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct site *site;
		enum governance governance =
		    catalogue_governs(try.catalogue, span_of(rows[i].host), &site);
		const char *name = site != NULL ? site_name(site) : "-";
		if (governance != rows[i].governance ||
		    strcmp(name, rows[i].site != NULL ? rows[i].site : "-") != 0)
			fail_msg("%s: %d, %s", rows[i].host, (int)governance, name);
	}
	assert_true(catalogue_is_ech_name(try.catalogue, SPAN("outer.example")));
	const struct site *mastodon = catalogue_find(try.catalogue, "mastodon");
	assert_string_equal(catalogue_site_hosts(try.catalogue, mastodon)[1], "*.toots.example");
	assert_false(catalogue_site_is_governed(try.catalogue, catalogue_find(try.catalogue, "x")));
	try_release(&try);
}

static void test_problems(void **state)
{
	static const struct {
		const char *yaml;
		unsigned line;
		const char *says;
	} rows[] = {
		{ "site: u\ntitle: U\nclass: public-socal\nsign-in: [ { path: /l } ]\n", 3,
		    "did you mean \"public-social\"" },
		{ "site: u\ntitle: U\nclass: forums\n", 1, "needs \"sign-in\"" },
		{ "site: u\ntitle: U\nclass: forums\nsing-in: []\n", 4,
		    "did you mean \"sign-in\"" },
		{ "site: u\ntitle: U\nclass: forums\nhosts: [ \"a.*.example\" ]\nsign-in: [ { "
		  "path: /l } ]\n",
		    4, "is not a host" },
		{ "site: u\ntitle: U\nclass: private\nhosts: [ u.example ]\nsign-in: [ { path: /l "
		  "} ]\n",
		    1, "class private has only" },
		{ "site: u\ntitle: U\nclass: forums\nsign-in: [ { path: l } ]\n", 4,
		    "must begin with \"/\"" },
		{ "site: u\ntitle: U\nclass: forums\nsign-in: [ { path: /l, when: { step: x } } "
		  "]\n",
		    4, "the selector \"step\"" },
		{ "site: u\ntitle: U\nclass: forums\nsign-in: [ { path: /l } ]\ndefault-refusal: "
		  "no\n",
		    5, "no dialect" },
		{ "site: u\ntitle: U\nclass: forums\nsign-in: [ { path: /l } ]\n"
		  "endpoints: [ { name: E, activity: post, path: /e } ]\n",
		    5, "needs an example" },
		{ "site: u\ntitle: U\nclass: forums\nsign-in: [ { path: /l } ]\n"
		  "skip: { nummer: [ id ] }\n",
		    5, "did you mean \"number\"" },
		{ "site: u\ntitle: U\nclass: forums\nsign-in: [ { path: /l } ]\n"
		  "skip: { id: [ \"*\" ] }\n",
		    5, "would leave out everything" },
		{ "site: u\ntitle: U\nclass: forums\nsign-in: [ { path: /l } ]\n"
		  "skip: { id: [ \"/a -> query:b\" ] }\n",
		    5, "wrong \"->\"" },
		{ "site: u\ntitle: U\nclass: forums\nsign-in: [ { path: /l } ]\n"
		  "endpoints:\n  - { name: E, activity: post, path: /e, text: { other: /a } }\n",
		    6, "is what no selector names" },
		{ "site: u\ntitle: U\nclass: forums\nhosts: [ x.com ]\nsign-in: [ { path: /l } ]\n",
		    1, "of the site \"x\" already" },
		{ "site: u\ntitle: U\nclass: forums\nsign-in: [ { path: /l } ]\n"
		  "endpoints:\n"
		  "  - name: E\n    activity: post\n    path: /e\n    text: { text: /a }\n"
		  "    examples:\n"
		  "      - request: { path: /e, type: application/json, body: '{\"a\":\"b\"}' }\n"
		  "        reads: { activity: post, text: other }\n",
		    12, "is read with the field text \"b\"" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct catalogue_try try;
		bool is_found = false;
		try_load(&try, rows[i].yaml, &usual, true);
		assert_null(try.catalogue);
		for (size_t k = 0; k < try.problems.count; k++)
			is_found = is_found ||
			           (try.problems.list[k].line == rows[i].line &&
			               strstr(try.problems.list[k].text, rows[i].says) != NULL);
		if (!is_found) {
			problems_write(&try.problems, STDERR_FILENO);
			fail_msg("not said: line %u, %s", rows[i].line, rows[i].says);
		}
		try_release(&try);
	}
}

static void test_wrong_words(void **state)
{
	static const char *const govern[] = { "redit", NULL };
	const struct catalogue_choice choice = { govern, none, none, none };
	struct catalogue_try try;

	(void)state;
	try_load(&try, yaml, &choice, false);
	assert_null(try.catalogue);
	assert_non_null(strstr(try.problems.list[0].text, "did you mean \"reddit\""));
	try_release(&try);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_claimed),
		cmocka_unit_test(test_unjudged),
		cmocka_unit_test(test_exempt),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_batches),
		cmocka_unit_test(test_unrecognised),
		cmocka_unit_test(test_words_of_posts),
		cmocka_unit_test(test_the_rest_of_posts),
		cmocka_unit_test(test_approach),
		cmocka_unit_test(test_answers),
		cmocka_unit_test(test_governance),
		cmocka_unit_test(test_problems),
		cmocka_unit_test(test_wrong_words),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
