// layers: proxy-base proxy-http rules
/* Requests that claim to be less than they are: a name that the server does not look at, an account
 * endpoint's neighbour, text in the place where nobody looks. None may pass as reading or as taking
 * back (design: invariants 5 to 7). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "../../rules/sites/catalogue.h"

#define JSON   "application/json"
#define FORM   "application/x-www-form-urlencoded"
#define SECRET "Falconberg"

static const struct {
	const char *site, *host, *method, *path, *type, *body;
	enum reading_kind kind;
	enum activity activity; /* of READING_POSTS */
	bool reads_secret;
} cases[] = {
	{ "x", "x.com", "POST", "/i/api/graphql/a/DeleteTweet", JSON,
	    "{\"variables\":{\"tweet_text\":\"Falconberg\"},\"queryId\":\"a\"}", READING_POSTS,
	    ACTIVITY_UNKNOWN, true },
	{ "x", "x.com", "POST", "/i/api/graphql/a/FavoriteTweet", JSON,
	    "{\"variables\":{\"tweet_id\":\"1\",\"post_tweet_request\":{\"status\":\"Falconberg\"}}"
	    "}",
	    READING_POSTS, ACTIVITY_UNKNOWN, true },
	{ "x", "x.com", "POST", "/i/api/graphql/a/HomeTimeline", JSON,
	    "{\"variables\":{\"tweet_text\":\"Falconberg\"}}", READING_POSTS, ACTIVITY_UNKNOWN,
	    true },
	{ "x", "x.com", "POST", "/i/api/graphql/a/CreateDraftTweet", JSON,
	    "{\"variables\":{\"tweet_text\":\"Falconberg\"}}", READING_POSTS, ACTIVITY_UNKNOWN,
	    true },
	{ "x", "x.com", "POST", "/i/api/graphql/a/CreateTweet", JSON,
	    "{\"variables\":{\"post_tweet_request\":{\"status\":\"Falconberg\"}}}", READING_POSTS,
	    ACTIVITY_POST, true },
	{ "x", "api.x.com", "POST", "//graphql/a/CreateTweet/", JSON,
	    "{\"variables\":{\"tweet_text\":\"Falconberg\"}}", READING_POSTS, ACTIVITY_POST, true },
	{ "x", "x.com", "POST", "/i/api/1.1/jot/client_event.json", FORM, "log=1&status=Falconberg",
	    READING_UNRECOGNISED, ACTIVITY_UNKNOWN, true },
	{ "facebook", "www.facebook.com", "POST", "/api/graphql", FORM,
	    "fb_api_req_friendly_name=useCometFeedStoryDeleteMutation&doc_id=1&variables="
	    "%7B%22input%22%3A%7B%22message%22%3A%7B%22text%22%3A%22Falconberg%22%7D%7D%7D",
	    READING_POSTS, ACTIVITY_UNKNOWN, true },
	/* whatever the member is called in which a text stands */
	{ "facebook", "www.facebook.com", "POST", "/api/graphql", FORM,
	    "fb_api_req_friendly_name=useCometFeedStoryDeleteMutation&doc_id=1&variables="
	    "%7B%22input%22%3A%7B%22brand_new%22%3A%22Falconberg+ships%22%7D%7D",
	    READING_POSTS, ACTIVITY_UNKNOWN, true },
	{ "facebook", "www.facebook.com", "POST",
	    "/api/graphql?variables=%7B%22brand_new%22%3A%22Falconberg+ships%22%7D", FORM,
	    "fb_api_req_friendly_name=useCometFeedStoryDeleteMutation&doc_id=1", READING_POSTS,
	    ACTIVITY_UNKNOWN, true },
	{ "x", "x.com", "POST", "/i/api/graphql/a/DeleteTweet", JSON,
	    "{\"variables\":{\"brand_new\":\"Falconberg ships\"},\"queryId\":\"a\"}", READING_POSTS,
	    ACTIVITY_UNKNOWN, true },
	{ "linkedin", "www.linkedin.com", "POST",
	    "/voyager/api/"
	    "graphql?action=execute&queryId=voyagerContentcreationDashShares.a",
	    JSON, "{\"variables\":{\"updateUrn\":\"u\",\"new\":\"Falconberg ships\"}}",
	    READING_POSTS, ACTIVITY_EDIT, true },
	{ "x", "x.com", "POST", "/i/api/graphql/a/DeleteTweet", JSON,
	    "{\"variables\":{\"tweet_id\":\"1\",\"dark_request\":false},\"queryId\":\"a\"}",
	    READING_DELETE, ACTIVITY_DELETE, false },
	{ "facebook", "www.facebook.com", "POST", "/api/graphql/", FORM,
	    "doc_id=1&variables=%7B%22a%22%3A%22Falconberg%22%7D", READING_POSTS, ACTIVITY_UNKNOWN,
	    true },
	{ "facebook", "www.facebook.com", "POST",
	    "/api/graphql/?doc_id=1&variables=%7B%22a%22%3A%22Falconberg%22%7D", FORM, "lsd=1",
	    READING_POSTS, ACTIVITY_UNKNOWN, true },
	{ "facebook", "graph.facebook.com", "GET", "/me/feed?method=post&message=Falconberg", NULL,
	    "", READING_POSTS, ACTIVITY_POST, true },
	{ "facebook", "graph.facebook.com", "POST", "/", FORM,
	    "batch=%5B%7B%22method%22%3A%22POST%22%2C%22relative_url%22%3A%22%2Fme%2Ffeed%"
	    "3Fmessage%3DFalconberg"
	    "%22%7D%5D",
	    READING_POSTS, ACTIVITY_POST, true },
	{ "facebook", "graph.facebook.com", "POST",
	    "/?batch=%5B%7B%22method%22%3A%22POST%22%2C%22relative_url"
	    "%22%3A%22me%2Ffeed%22%2C%22body%22%3A%22message%3DFalconberg%22%7D%5D",
	    FORM, "access_token=t", READING_POSTS, ACTIVITY_POST, true },
	{ "linkedin", "www.linkedin.com", "POST",
	    "/voyager/api/graphql?action=execute&queryId=voyagerContentcreationDashShares.a", JSON,
	    "{\"variables\":{\"updateUrn\":\"u\",\"post\":{\"commentary\":{\"text\":\"Falconberg\"}"
	    "}}}",
	    READING_POSTS, ACTIVITY_EDIT, true },
	{ "mastodon", "social.example", "POST",
	    "/api/v1/statuses?status=Falconberg&visibility=direct", JSON,
	    "{\"visibility\":\"public\"}", READING_POSTS, ACTIVITY_POST, true },
	{ "mastodon", "social.example", "POST", "/api/v1/statuses/", FORM, "status=Falconberg",
	    READING_POSTS, ACTIVITY_POST, true },
	{ "mastodon", "social.example", "POST", "/api/v1/markers", JSON,
	    "{\"home\":{},\"status\":\"Falconberg\"}", READING_UNRECOGNISED, ACTIVITY_UNKNOWN,
	    true },
	{ "mastodon", "social.example", "POST", "/oauth/token", JSON,
	    "{\"password\":\"Falconberg\"}", READING_ACCOUNT, ACTIVITY_ACCOUNT, false },
	{ "mastodon", "social.example", "POST", "/oauth/../api/v1/statuses", FORM,
	    "status=Falconberg", READING_POSTS, ACTIVITY_POST, true },
	{ "bluesky", "bsky.social", "POST", "/xrpc/com.atproto.repo.createRecord", JSON,
	    "{\"collection\":\"app.bsky.feed.like\",\"record\":{\"text\":\"Falconberg\"}}",
	    READING_POSTS, ACTIVITY_POST, true },
	{ "bluesky", "bsky.social", "POST", "/xrpc/com.atproto.repo.createRecord", JSON,
	    "{\"collection\":\"app.bsky.feed.post\",\"record\":{\"text\":\"a\",\"extra\":[{\"x\":"
	    "\"Falconberg\"}]}}",
	    READING_POSTS, ACTIVITY_POST, true },
	{ "bluesky", "bsky.social", "POST", "/xrpc/com.atproto.repo.applyWrites", JSON,
	    "{\"writes\":[{\"$type\":\"odd\",\"value\":{\"text\":\"Falconberg\"}}]}", READING_POSTS,
	    ACTIVITY_UNKNOWN, true },
	{ "bluesky", "bsky.social", "POST", "/xrpc/com.atproto.server.createSession", JSON,
	    "{\"password\":\"Falconberg\"}", READING_ACCOUNT, ACTIVITY_ACCOUNT, false },
	{ "wordpress", "blog.example", "POST", "/xmlrpc.php", "text/xml",
	    "<?xml "
	    "version=\"1.0\"?><methodCall><methodName>wp.getPost</methodName><params><param><value>"
	    "Falconberg</value></param></params></methodCall>",
	    READING_NOT_A_POST, ACTIVITY_NOT_A_POST, false },
	{ "wordpress", "blog.example", "POST",
	    "/wp-json/wp/v2/posts/1?_method=PUT&content=Falconberg", NULL, "", READING_POSTS,
	    ACTIVITY_EDIT, true },
	{ "wordpress", "blog.example", "POST", "/sub/index.php?rest_route=/wp/v2/comments/", FORM,
	    "content=Falconberg&post=1", READING_POSTS, ACTIVITY_COMMENT, true },
	{ "wordpress", "blog.example", "POST", "/wp-login.php", FORM, "log=a&pwd=Falconberg",
	    READING_ACCOUNT, ACTIVITY_ACCOUNT, false },
	{ "youtube", "www.youtube.com", "POST", "/youtubei/v1/browse", JSON,
	    "{\"context\":{},\"commentText\":\"Falconberg\"}", READING_UNRECOGNISED,
	    ACTIVITY_UNKNOWN, true },
	{ "reddit", "oauth.reddit.com", "POST", "/r/bridges/api/submit.json", FORM,
	    "title=Falconberg&sr=bridges", READING_POSTS, ACTIVITY_POST, true },
};

static const char *const none[] = { NULL };
static const char *const govern[] = { "class:public-social", NULL };

static const struct site *find_site(const struct catalogue *catalogue, const char *name)
{
	for (size_t i = 0; i < catalogue_site_count(catalogue); i++)
		if (strcmp(site_name(catalogue_site(catalogue, i)), name) == 0)
			return catalogue_site(catalogue, i);
	fail_msg("no site %s", name);
	return NULL;
}

static bool holds(const struct reading *reading)
{
	for (size_t p = 0; p < reading->post_count; p++)
		for (size_t i = 0; i < reading->posts[p].field_count; i++) {
			struct span text = reading->posts[p].fields[i].text;
			if (memmem(text.data, text.len, SECRET, strlen(SECRET)) != NULL)
				return true;
		}
	return false;
}

static struct message head_of(size_t i)
{
	struct message head = { .method = span_of(cases[i].method),
		.authority = span_of(cases[i].host) };

	head.target = span_of(cases[i].path);
	head.path = span_cut(head.target, '?', &head.query);
	if (cases[i].type != NULL)
		head.headers[head.header_count++] =
		    (struct header){ SPAN("Content-Type"), span_of(cases[i].type) };
	return head;
}

static size_t check_case(const struct catalogue *catalogue, size_t i)
{
	struct arena *arena = arena_new(1 << 22);
	struct message head = head_of(i);
	struct reading reading;

	site_read(find_site(catalogue, cases[i].site), &head, span_of(cases[i].host),
	    span_of(cases[i].body), &(struct site_context){ .text_max = 1 << 20 }, arena, &reading);
	bool fits = reading.kind == cases[i].kind && holds(&reading) == cases[i].reads_secret &&
	            (reading.kind != READING_POSTS ||
	                (reading.post_count > 0 && reading.posts[0].activity == cases[i].activity));
	if (!fits)
		print_message("# case %zu, %s %s: kind %d, activity %s, endpoint %s, secret %d\n",
		    i, cases[i].site, cases[i].path, reading.kind,
		    reading.post_count > 0 ? activity_names[reading.posts[0].activity] : "-",
		    reading.endpoint != NULL ? endpoint_name(reading.endpoint) : "-",
		    holds(&reading));
	arena_free(arena);
	return !fits;
}

static void nothing_passes_as_less(void **state)
{
	static const struct catalogue_choice choice = { govern, none, none, none };
	struct problems problems;
	struct source *source = source_new_disk();
	size_t wrong = 0;

	(void)state;
	problems_init(&problems);
	struct catalogue *catalogue = catalogue_load(source, NULL, none, &choice, false, &problems);
	assert_non_null(catalogue);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		wrong += check_case(catalogue, i);
	assert_int_equal(wrong, 0);
	catalogue_free(catalogue);
	problems_release(&problems);
	source_free(source);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(nothing_passes_as_less) };

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("sites_evasion", tests, NULL, NULL);
}
