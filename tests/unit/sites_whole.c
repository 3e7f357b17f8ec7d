// layers: proxy-base proxy-http rules
/*
 * A claimed write is read whole (design: invariant 7): whatever member, name, parameter, file or
 * field of the head holds a key, the starter policy refuses the request. And what sites send beside
 * a text (ids, times, hashes, tokens, pictures) alarms nobody.
 */
#include <glob.h>

#include "policy_help.h"

#include "../../proxy/base/buf.h"
#include "../../rules/sites/catalogue.h"

/* In two pieces, so that no scanner takes this file for a leak. */
#define KEY                                                                                        \
	"AKIA"                                                                                     \
	"QX7ZTRW4LMPNV2KD"
#define CARD "4556737586899855"

#define JSON "application/json"
#define FORM "application/x-www-form-urlencoded"
#define PART "multipart/form-data; boundary=b"
#define XML  "text/xml"

#define CALL(method, params)                                                                       \
	"<?xml version=\"1.0\"?><methodCall><methodName>" method "</methodName><params>" params    \
	"</params></methodCall>"
#define PARAM(value)       "<param><value>" value "</value></param>"
#define TEXT(text)         "<string>" text "</string>"
#define MEMBER(name, text) "<member><name>" name "</name><value>" text "</value></member>"
#define USER               PARAM("<int>1</int>") PARAM(TEXT("anna")) PARAM(TEXT("secret"))
#define PIECE(name, text)                                                                          \
	"--b\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" text "\r\n"
#define FILE_PIECE(name, file, text)                                                               \
	"--b\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" file               \
	"\"\r\nContent-Type: application/octet-stream\r\n\r\n" text "\r\n"

struct row {
	const char *site, *host, *target, *type, *header, *body;
};

/* One smuggled key each, beside a text that is fine. */
static const struct row smuggled[] = {
	/* X, public API and web */
	{ "x", "api.x.com", "/2/tweets", JSON, NULL, "{\"text\":\"hi\",\"zzz\":\"" KEY "\"}" },
	{ "x", "api.x.com", "/2/tweets", JSON, NULL,
	    "{\"text\":\"hi\",\"z\":[{\"y\":[\"" KEY "\"]}]}" },
	{ "x", "api.x.com", "/2/tweets", JSON, NULL, "{\"text\":\"hi\",\"" KEY "\":1}" },
	{ "x", "api.x.com", "/2/tweets", JSON, NULL,
	    "{\"text\":\"hi\",\"z\":{\"a " KEY " b\":null}}" },
	{ "x", "api.x.com", "/2/tweets", JSON, NULL, "{\"text\":\"hi\",\"z\":" CARD "}" },
	{ "x", "api.x.com", "/2/tweets", JSON, NULL,
	    "{\"text\":\"hi\",\"z\":\"{\\\"y\\\":\\\"" KEY "\\\"}\"}" },
	{ "x", "api.x.com", "/2/tweets", JSON, NULL, "{\"text\":\"hi\",\"token\":\"" KEY "\"}" },
	{ "x", "api.x.com", "/2/tweets", JSON, NULL, "{\"text\":\"hi\",\"id\":\"" KEY "\"}" },
	{ "x", "api.x.com", "/2/tweets", JSON, NULL,
	    "{\"text\":\"hi\",\"media\":{\"media_ids\":[\"" KEY "\"]}}" },
	{ "x", "api.x.com", "/2/tweets?zzz=" KEY, JSON, NULL, "{\"text\":\"hi\"}" },
	{ "x", "api.x.com", "/2/tweets", JSON, "Slug: " KEY, "{\"text\":\"hi\"}" },
	{ "x", "api.x.com", "/2/tweets", JSON,
	    "X-Note: %41KIA"
	    "QX7ZTRW4LMPNV2KD",
	    "{\"text\":\"hi\"}" },
	{ "x", "x.com", "/i/api/graphql/a/CreateTweet", JSON, NULL,
	    "{\"variables\":{\"tweet_text\":\"hi\",\"zzz\":\"" KEY "\"},\"queryId\":\"a\"}" },
	{ "x", "x.com", "/i/api/graphql/a/CreateTweet", JSON, NULL,
	    "{\"variables\":{\"tweet_text\":\"hi\"},\"features\":{\"a\":\"" KEY
	    "\"},\"queryId\":\"a\"}" },
	{ "x", "x.com", "/i/api/graphql/a/CreateTweet", JSON, NULL,
	    "{\"variables\":{\"tweet_text\":\"hi\"},\"query\":\"mutation { post(text: \\\"" KEY
	    "\\\") }\"}" },
	{ "x", "x.com", "/i/api/graphql/a/CreateTweet", JSON, NULL,
	    "{\"variables\":{\"tweet_text\":\"hi\"},\"query\":\"mutation { post(text: "
	    "\\\"\\\\u0041KIA"
	    "QX7ZTRW4LMPNV2KD\\\") }\"}" },
	{ "x", "x.com", "/i/api/graphql/a/FavoriteTweet", JSON, NULL,
	    "{\"variables\":{\"tweet_id\":\"1\",\"zzz\":\"" KEY "\"}}" },
	{ "x", "api.x.com", "/1.1/statuses/update.json", FORM, NULL, "status=hi&zzz=" KEY },
	{ "x", "api.x.com", "/1.1/statuses/update.json", FORM, NULL,
	    "status=hi&zzz=%7B%22a%22%3A%22" KEY "%22%7D" },
	/* LinkedIn, web and REST */
	{ "linkedin", "www.linkedin.com",
	    "/voyager/api/graphql?action=execute&queryId=voyagerContentcreationDashShares.a", JSON,
	    NULL,
	    "{\"variables\":{\"post\":{\"commentary\":{\"text\":\"hi\"},\"zzz\":\"" KEY "\"}}}" },
	{ "linkedin", "www.linkedin.com",
	    "/voyager/api/graphql?action=execute&queryId=voyagerContentcreationDashShares.a", JSON,
	    NULL,
	    "{\"variables\":\"{\\\"post\\\":{\\\"commentary\\\":{\\\"text\\\":\\\"hi\\\"},"
	    "\\\"z\\\":\\\"" KEY "\\\"}}\"}" },
	{ "linkedin", "www.linkedin.com", "/voyager/api/contentcreation/normShares", JSON, NULL,
	    "{\"commentaryV2\":{\"text\":\"hi\",\"attributes\":[{\"z\":\"" KEY "\"}]}}" },
	{ "linkedin", "api.linkedin.com", "/rest/posts", JSON, NULL,
	    "{\"author\":\"urn:li:person:a\",\"commentary\":\"hi\",\"zzz\":\"" KEY "\"}" },
	{ "linkedin", "api.linkedin.com", "/rest/posts", JSON, NULL,
	    "{\"author\":\"two words " KEY "\",\"commentary\":\"hi\"}" },
	/* Facebook, web and Graph API */
	{ "facebook", "www.facebook.com", "/api/graphql/", FORM, NULL,
	    "fb_api_req_friendly_name=ComposerStoryCreateMutation&doc_id=1&variables=%7B%22input%"
	    "22%3A%7B%22message"
	    "%22%3A%7B%22text%22%3A%22hi%22%7D%2C%22zzz%22%3A%22" KEY "%22%7D%7D" },
	{ "facebook", "www.facebook.com", "/api/graphql/", FORM, NULL,
	    "fb_api_req_friendly_name=ComposerStoryCreateMutation&doc_id=1&zzz=" KEY
	    "&variables=%7B%22input%22%3A%7B%22message%22%3A%7B%22text%22%3A%22hi%22%7D%7D%7D" },
	{ "facebook", "www.facebook.com", "/api/graphql/", FORM, NULL,
	    "doc_id=1&variables=%7B%22input%22%3A%7B%22feedback_id%22%3A%22two+words+" KEY
	    "%22%7D%7D" },
	{ "facebook", "graph.facebook.com", "/v19.0/me/feed", FORM, NULL, "message=hi&zzz=" KEY },
	{ "facebook", "graph.facebook.com", "/v19.0/me/feed?zzz=" KEY, JSON, NULL,
	    "{\"message\":\"hi\"}" },
	{ "facebook", "graph.facebook.com", "/v19.0/me/feed", FORM, NULL,
	    "message=hi&link=https://a.example/?k=" KEY },
	{ "facebook", "graph.facebook.com", "/", JSON, NULL,
	    "{\"batch\":[{\"method\":\"POST\",\"relative_url\":\"me/"
	    "feed\",\"body\":\"message=hi&zzz=" KEY "\"}]}" },
	{ "facebook", "graph.facebook.com", "/", JSON, NULL,
	    "{\"batch\":[{\"method\":\"POST\",\"relative_url\":\"me/"
	    "feed\",\"body\":\"message=hi\",\"name\":\"" KEY "\"}]}" },
	{ "facebook", "graph.facebook.com", "/", JSON, NULL,
	    "{\"zzz\":\"" KEY "\",\"batch\":[{\"method\":\"POST\",\"relative_url\":\"me/"
	    "feed\",\"body\":\"message=hi\"}]}" },
	{ "facebook", "graph.facebook.com", "/", FORM, NULL,
	    "zzz=" KEY "&batch=%5B%7B%22method%22%3A%22POST%22%2C%22relative_url%22%3A%22me%2Ffeed%"
	    "22%2C%22body%22%3A%22"
	    "message%3Dhi%22%7D%5D" },
	{ "facebook", "graph.facebook.com", "/v19.0/1_2/likes", FORM, NULL, "zzz=" KEY },
	{ "instagram", "i.instagram.com", "/api/v1/media/configure/", FORM, NULL,
	    "signed_body=SIGNATURE.%7B%22caption%22%3A%22%5Cu0041KIA"
	    "QX7ZTRW4LMPNV2KD"
	    "%22%7D" },
	/* Mastodon */
	{ "mastodon", "social.example", "/api/v1/statuses", JSON, NULL,
	    "{\"status\":\"hi\",\"zzz\":\"" KEY "\"}" },
	{ "mastodon", "social.example", "/api/v1/statuses", FORM, NULL, "status=hi&zzz=" KEY },
	{ "mastodon", "social.example", "/api/v1/statuses", FORM, NULL, "status=hi&status=" KEY },
	{ "mastodon", "social.example", "/api/v1/statuses?zzz=" KEY, FORM, NULL, "status=hi" },
	{ "mastodon", "social.example", "/api/v1/statuses", PART, NULL,
	    PIECE("status", "hi") PIECE("zzz", KEY) "--b--\r\n" },
	{ "mastodon", "social.example", "/api/v1/statuses", PART, NULL,
	    PIECE("status", "hi") FILE_PIECE("zzz", "a.txt", "look: " KEY) "--b--\r\n" },
	{ "mastodon", "social.example", "/api/v1/statuses", PART, NULL,
	    PIECE("status", "hi") FILE_PIECE("zzz", KEY, "hello") "--b--\r\n" },
	{ "mastodon", "social.example", "/api/v1/statuses", PART, NULL,
	    PIECE("status", "hi") PIECE(KEY, "hello") "--b--\r\n" },
	{ "mastodon", "social.example", "/api/v1/statuses", "text/plain", NULL,
	    "a note: status=%41KIA"
	    "QX7ZTRW4LMPNV2KD" },
	{ "mastodon", "social.example", "/api/v1/statuses/1/favourite", JSON, NULL,
	    "{\"zzz\":\"" KEY "\"}" },
	/* Bluesky: members that no lexicon names are published */
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.createRecord", JSON, NULL,
	    "{\"repo\":\"did:plc:a\",\"collection\":\"app.bsky.feed.post\",\"record\":{\"text\":"
	    "\"hi\",\"zzz\":\"" KEY "\"}}" },
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.createRecord", JSON, NULL,
	    "{\"repo\":\"did:plc:a\",\"collection\":\"app.bsky.feed.post\",\"record\":{\"text\":"
	    "\"hi\",\"token\":\"" KEY "\"}}" },
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.createRecord", JSON, NULL,
	    "{\"repo\":\"did:plc:a\",\"collection\":\"app.bsky.feed.post\",\"record\":{\"text\":"
	    "\"hi\",\"createdAt\":\"" KEY "\"}}" },
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.createRecord", JSON, NULL,
	    "{\"repo\":\"did:plc:a\",\"collection\":\"app.bsky.feed.post\",\"rkey\":\"" KEY
	    "\",\"record\":{\"text\":\"hi\"}}" },
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.createRecord", JSON, NULL,
	    "{\"repo\":\"did:plc:a\",\"collection\":\"app.bsky.feed.like\",\"record\":{\"subject\":"
	    "{\"uri\":\"at://a\"},\"zzz\":\"" KEY "\"}}" },
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.createRecord", JSON, NULL,
	    "{\"repo\":\"did:plc:a\",\"collection\":\"app.bsky.feed.post\",\"record\":{\"text\":"
	    "\"hi\",\"" KEY "\":true}}" },
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.putRecord", JSON, NULL,
	    "{\"repo\":\"did:plc:a\",\"collection\":\"app.bsky.actor.profile\",\"rkey\":\"self\","
	    "\"record\":{\"displayName\":\"A\",\"zzz\":\"" KEY "\"}}" },
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.applyWrites", JSON, NULL,
	    "{\"repo\":\"did:plc:a\",\"writes\":[{\"$type\":\"com.atproto.repo.applyWrites#"
	    "create\",\"collection\":\"app.bsky.feed.post\",\"value\":{"
	    "\"text\":\"one\"}},{\"$type\":\"com.atproto.repo.applyWrites#create\",\"collection\":"
	    "\"app.bsky.feed.post\",\"value\":{\"text\":"
	    "\"two\",\"zzz\":\"" KEY "\"}}]}" },
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.applyWrites", JSON, NULL,
	    "{\"repo\":\"did:plc:a\",\"zzz\":\"" KEY
	    "\",\"writes\":[{\"$type\":\"com.atproto.repo.applyWrites#create\",\"collection\":"
	    "\"app.bsky."
	    "feed.post\",\"value\":{\"text\":\"one\"}}]}" },
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.applyWrites", JSON, NULL,
	    "{\"repo\":\"did:plc:a\",\"zzz\":\"" KEY
	    "\",\"writes\":[{\"$type\":\"com.atproto.repo.applyWrites#create\",\"collection\":"
	    "\"app.bsky."
	    "feed.like\",\"value\":{\"subject\":\"at://a\"}}]}" },
	/* WordPress: REST in three spellings, batch, XML-RPC, multicall, the comment form */
	{ "wordpress", "blog.example", "/wp-json/wp/v2/posts", JSON, NULL,
	    "{\"content\":\"hi\",\"zzz\":\"" KEY "\"}" },
	{ "wordpress", "blog.example", "/?rest_route=/wp/v2/posts", JSON, NULL,
	    "{\"content\":\"hi\",\"zzz\":\"" KEY "\"}" },
	{ "wordpress", "blog.example", "/index.php/wp-json/wp/v2/posts", FORM, NULL,
	    "content=hi&zzz=" KEY },
	{ "wordpress", "blog.example", "/wp-json/batch/v1", JSON, NULL,
	    "{\"requests\":[{\"path\":\"/wp/v2/posts\",\"body\":{\"content\":\"hi\",\"zzz\":\"" KEY
	    "\"}}]}" },
	{ "wordpress", "blog.example", "/wp-json/batch/v1", JSON, NULL,
	    "{\"requests\":[{\"path\":\"/wp/v2/posts\",\"headers\":{\"X-A\":\"" KEY
	    "\"},\"body\":{\"content\":\"hi\"}}]}" },
	{ "wordpress", "blog.example", "/xmlrpc.php", XML, NULL,
	    CALL("wp.newPost", USER PARAM("<struct>" MEMBER("post_content", TEXT("hi"))
	                               MEMBER("zzz", TEXT(KEY)) "</struct>")) },
	{ "wordpress", "blog.example", "/xmlrpc.php", XML, NULL,
	    CALL("wp.newPost", USER PARAM("<struct>" MEMBER("post_content", TEXT("hi")) "</struct>")
	                           PARAM(TEXT(KEY))) },
	{ "wordpress", "blog.example", "/xmlrpc.php", XML, NULL,
	    CALL("system.multicall",
	        PARAM("<array><data><value><struct>" MEMBER("methodName", "wp.newPost")
	                MEMBER("params",
	                    "<array><data><value>1</value><value>u</value><value>p</"
	                    "value><value><struct>" MEMBER("post_content", TEXT("hi")) MEMBER("zzz",
	                        TEXT(KEY)) "</struct></value></data></array>") "</struct></value></"
	                                                                       "data></array>")) },
	{ "wordpress", "blog.example", "/wp-comments-post.php", FORM, NULL,
	    "comment=hi&author=A&comment_post_ID=1&zzz=" KEY },
	{ "wordpress", "blog.example", "/wp-comments-post.php", FORM, NULL,
	    "comment=hi&author=A&email=two+words+" KEY },
	{ "practice", "gatepost.internal", "/practice/post", FORM, NULL, "text=hi&zzz=" KEY },
	{ "practice", "gatepost.internal", "/practice/api/post", JSON, NULL,
	    "{\"text\":\"hi\",\"zzz\":\"" KEY "\"}" },
};

#define UUID "0d9c1f8e-4556-4737-9868-899855411111"
#define HASH "45567375868998550a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071"

/* As sites' own pages send them. CARD in the place of ids: one such id in ten passes the check of a
 * card. */
static const struct row ordinary[] = {
	{ "x", "x.com", "/i/api/graphql/SiM_cAu83R0wnrpmKQQSEw/CreateTweet", JSON,
	    "x-client-transaction-id: a+b/" HASH,
	    "{\"variables\":{\"tweet_text\":\"hi\",\"reply\":{\"in_reply_to_tweet_id\":\"" CARD
	    "\",\"exclude_reply_user_ids\":[\"" CARD
	    "\"]},\"media\":{\"media_entities\":[{\"media_id\":\"" CARD "\",\"tagged_users\":[" CARD
	    "]}]}},\"features\":{\"responsive_web_graphql_timeline_navigation_enabled\":true},"
	    "\"queryId\":\"SiM_cAu83R0wnrpmKQQSEw\"}" },
	{ "x", "api.x.com", "/2/tweets", JSON, "Authorization: OAuth oauth_token=\"" KEY "\"",
	    "{\"text\":\"hi\",\"quote_tweet_id\":\"" CARD "\",\"media\":{\"media_ids\":[\"" CARD
	    "\"]}}" },
	{ "linkedin", "api.linkedin.com", "/rest/posts", JSON,
	    "x-li-track: {\"clientVersion\":\"1.13\",\"mpName\":\"voyager-web\"}",
	    "{\"author\":\"urn:li:person:a\",\"commentary\":\"hi\",\"content\":{\"media\":{\"id\":"
	    "\"urn:li:image:C4D10AQ\"}},"
	    "\"distribution\":{\"feedDistribution\":\"MAIN_FEED\"}}" },
	{ "facebook", "www.facebook.com", "/api/graphql/", FORM, "x-fb-lsd: AVqbxe3J_YA",
	    "av=" CARD "&__user=" CARD "&__a=1&__hs=20012.HYP%3Acomet_pkg.2.1...0&__dyn="
	    "7AzHK4HwkEng5K8G6EjBWo2nDwAxu13&fb_dtsg=NAcN"
	    "%3A17%3A1716&doc_id=" CARD "&fb_api_req_friendly_name=ComposerStoryCreateMutation&"
	    "variables=%7B%22input%22%3A%7B%22"
	    "message%22%3A%7B%22text%22%3A%22hi%22%7D%2C%22actor_id%22%3A%22" CARD
	    "%22%2C%22idempotence_token%22%3A%22" UUID "_FEED%22%7D%7D" },
	{ "facebook", "graph.facebook.com", "/v19.0/" CARD "/feed", FORM, NULL,
	    "message=hi&access_token=" KEY "&place=" CARD },
	{ "instagram", "www.instagram.com", "/api/v1/web/comments/" CARD "/add/", FORM, NULL,
	    "comment_text=hi&replied_to_comment_id=" CARD "&jazoest=22819" },
	{ "mastodon", "social.example", "/api/v1/statuses", JSON, "Idempotency-Key: " UUID,
	    "{\"status\":\"hi\",\"in_reply_to_id\":\"" CARD "\",\"media_ids\":[\"" CARD
	    "\"],\"visibility\":\"public\",\"poll\":null,\"language\":\"en\",\"scheduled_at\":"
	    "\"2026-11-23T12:00:00.000Z\"}" },
	{ "mastodon", "social.example", "/settings/profile", FORM, NULL,
	    "_method=put&authenticity_token=" KEY "&account%5Bnote%5D=hi" },
	{ "bluesky", "bsky.social", "/xrpc/com.atproto.repo.createRecord", JSON,
	    "DPoP: eyJhbGciOiJFUzI1NiJ9.eyJodG0iOiJQT1NUIn0.c2lnbmF0dXJlc2lnbmF0dXJl",
	    "{\"repo\":\"did:plc:abcdefghijklmnopqrstuvwx\",\"collection\":\"app.bsky.feed.post\","
	    "\"record\":{\"$type\":\"app.bsky.feed.post\","
	    "\"text\":\"hi\",\"langs\":[\"en\"],\"createdAt\":\"2026-11-23T12:00:00.000Z\","
	    "\"reply\":{\"root\":{\"uri\":\"at://did:plc:abc/"
	    "app.bsky.feed.post/"
	    "3l7abcdefgh2a\",\"cid\":"
	    "\"bafyreidfayvfuwqa7qlnopdjiqrxzs6blmoeu4rujcjtnci5beludirz2a\"}}}}" },
	{ "wordpress", "blog.example", "/wp-json/wp/v2/posts", JSON, "X-WP-Nonce: 0a1b2c3d4e",
	    "{\"content\":\"hi\",\"status\":\"publish\",\"date\":\"2026-11-23T12:00:00\","
	    "\"author\":12,\"password\":\"" KEY "\"}" },
	{ "wordpress", "blog.example", "/xmlrpc.php", XML, NULL,
	    CALL("wp.newPost", PARAM("<int>1</int>") PARAM(TEXT("anna")) PARAM(TEXT(KEY)) PARAM(
	                           "<struct>" MEMBER("post_content", TEXT("hi")) "</struct>")) },
	{ "wordpress", "blog.example", "/xmlrpc.php", XML, NULL,
	    CALL("blogger.newPost",
	        PARAM(TEXT("app")) PARAM("<int>1</int>") PARAM(TEXT("anna")) PARAM(TEXT(KEY))
	            PARAM(TEXT("hi")) PARAM("<boolean>1</boolean>")) },
	{ "wordpress", "blog.example", "/wp-comments-post.php", FORM, NULL,
	    "comment=hi&author=A&email=anna%40a.example&comment_post_ID=12&_wpnonce=0a1b2c3d4e" },
	{ "youtube", "www.youtube.com",
	    "/youtubei/v1/comment/create_comment?key="
	    "AIza"
	    "SyAO0FJ2SlqU8Q4STEHLGCilw0Y9011qcW8",
	    JSON, NULL,
	    "{\"context\":{\"client\":{\"clientName\":\"WEB\",\"visitorData\":\"Cgt\"}},"
	    "\"commentText\":\"hi\"}" },
	{ "x", "api.x.com", "/2/tweets", JSON, NULL,
	    "{\"text\":\"hi\",\"trace\":\"" HASH "\",\"request\":\"" UUID "\"}" },
};

static const char *const none[] = { NULL };
static const struct catalogue_choice choice = { none, none, none, none };

static struct lab lab;
static struct source *source;
static struct catalogue *catalogue;

static int set_up(void **state)
{
	struct problems problems;

	(void)state;
	problems_init(&problems);
	source = source_new_disk();
	catalogue = catalogue_load(source, NULL, none, &choice, false, &problems);
	problems_release(&problems);
	lab_open(&lab);
	lab_load_path(&lab, POLICY_STARTER);
	return catalogue == NULL || lab.policy == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	catalogue_free(catalogue);
	source_free(source);
	lab_close(&lab);
	return 0;
}

static struct message head_of(const struct row *row)
{
	struct message head = { .method = SPAN("POST"), .authority = span_of(row->host) };

	head.target = span_of(row->target);
	head.path = span_cut(head.target, '?', &head.query);
	head.headers[head.header_count++] = (struct header){ SPAN("Host"), span_of(row->host) };
	head.headers[head.header_count++] =
	    (struct header){ SPAN("Content-Type"), span_of(row->type) };
	if (row->header == NULL)
		return head;
	struct span value;
	struct span name = span_cut(span_of(row->header), ':', &value);
	head.headers[head.header_count++] = (struct header){ name, span_trim(value) };
	return head;
}

static void read_row(const struct row *row, struct arena *arena, struct reading *reading)
{
	struct message head = head_of(row);
	const struct site_context context = { .text_max = 4 << 20 };

	site_read(catalogue_find(catalogue, row->site), &head, span_of(row->host),
	    span_of(row->body), &context, arena, reading);
	if (reading->kind != READING_POSTS)
		fail_msg("%s %s: kind %d, %s", row->site, row->body, (int)reading->kind,
		    reading->why != NULL ? reading->why : "-");
}

static enum action judge(const struct reading *reading, struct arena *arena)
{
	static const struct who nobody;
	enum action strongest = ACTION_ALLOW;

	for (size_t i = 0; i < reading->post_count; i++) {
		struct occasion occasion = { .post = &reading->posts[i], .who = &nobody };
		struct verdict verdict;
		judge_post(lab.judge, &occasion, arena, &verdict);
		strongest = verdict.action > strongest ? verdict.action : strongest;
	}
	return strongest;
}

static void show(const struct reading *reading)
{
	for (size_t i = 0; i < reading->post_count; i++)
		for (size_t k = 0; k < reading->posts[i].field_count; k++)
			print_message("# %s %.*s: %.*s\n",
			    activity_names[reading->posts[i].activity],
			    SPAN_PRINT(reading->posts[i].fields[k].name),
			    SPAN_PRINT(reading->posts[i].fields[k].text));
}

static void check_rows(const struct row *rows, size_t count, bool is_refused)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		struct arena *arena = arena_new(0);
		struct reading reading;
		read_row(&rows[i], arena, &reading);
		bool was_refused = judge(&reading, arena) > ACTION_LOG;
		if (was_refused != is_refused) {
			print_message(
			    "# row %zu: %s %s %s\n", i, rows[i].site, rows[i].target, rows[i].body);
			show(&reading);
			wrong++;
		}
		arena_free(arena);
	}
	assert_int_equal(wrong, 0);
}

static void test_smuggled_is_refused(void **state)
{
	(void)state;
	check_rows(smuggled, sizeof smuggled / sizeof smuggled[0], true);
}

/* By all that the product comes with, not only by the policy to start from. */
static void test_ordinary_passes(void **state)
{
	struct judge *starter = lab.judge;
	glob_t packs;

	(void)state;
	check_rows(ordinary, sizeof ordinary / sizeof ordinary[0], false);
	assert_int_equal(glob("rules/packs/*.yaml", 0, NULL, &packs), 0);
	for (size_t i = 0; i < packs.gl_pathc; i++) {
		struct lab other;
		lab_open(&other);
		lab_load_path(&other, packs.gl_pathv[i]);
		assert_non_null(other.judge);
		lab.judge = other.judge;
		check_rows(ordinary, sizeof ordinary / sizeof ordinary[0], false);
		lab_close(&other);
	}
	lab.judge = starter;
	globfree(&packs);
}

/* What is judged is not all shown: the person's text stays what the file names. */
static void test_named_fields_come_first(void **state)
{
	static const struct row row = { "x", "api.x.com", "/2/tweets", JSON, NULL,
		"{\"zzz\":\"before\",\"text\":\"hi\",\"poll\":{\"options\":[\"a1\"]}}" };
	struct arena *arena = arena_new(0);
	struct reading reading;

	(void)state;
	read_row(&row, arena, &reading);
	const struct post *post = &reading.posts[0];
	assert_int_equal(post->field_count, 3);
	assert_true(span_is(post->fields[0].name, "text") && span_is(post->fields[0].text, "hi"));
	assert_true(span_is(post->fields[1].name, "poll"));
	assert_true(
	    span_is(post->fields[2].name, POST_OTHER) && span_is(post->fields[2].text, "before"));
	arena_free(arena);
}

/* A picture inside JSON is an attachment that was not read, not a megabyte of text; text that
 * pretends to be one is text. */
static void test_media_in_text(void **state)
{
	static const char *const starts[] = { "iVBORw0KGgoAAAAN",
		"data:image/png;base64,iVBORw0KGgoAAAAN", "/9j/4AAQSkZJRgAB", "aGVsbG8gd29ybGQh" };
	static const bool is_media[] = { true, true, true, false };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct arena *arena = arena_new(0);
		struct reading reading;
		struct buf body;
		buf_init(&body, 1 << 16);
		buf_print(&body, "{\"text\":\"hi\",\"picture\":\"%s", starts[i]);
		for (size_t k = 0; k < 400; k++)
			buf_append_text(&body, "QUJD");
		buf_append_text(&body, "\"}");
		buf_append(&body, "", 1);
		const struct row row = { "x", "api.x.com", "/2/tweets", JSON, NULL, body.data };
		read_row(&row, arena, &reading);
		assert_int_equal(reading.posts[0].attachment_count, is_media[i] ? 1 : 0);
		assert_int_equal(reading.posts[0].field_count, is_media[i] ? 1 : 2);
		buf_release(&body);
		arena_free(arena);
	}
}

static bool holds(const struct reading *reading, const char *text)
{
	for (size_t i = 0; i < reading->post_count; i++)
		for (size_t k = 0; k < reading->posts[i].field_count; k++) {
			struct span field = reading->posts[i].fields[k].text;
			if (memmem(field.data, field.len, text, strlen(text)) != NULL)
				return true;
		}
	return false;
}

/* WordPress makes a title of the name of a file, Mastodon shows a picture's description: uploads
 * are judged by rules that speak of them. */
static void test_uploads_are_read(void **state)
{
	static const struct row rows[] = {
		{ "wordpress", "blog.example", "/wp-json/wp/v2/media", "image/png",
		    "Content-Disposition: attachment; filename=\"Falconberg.png\"", "PNG" },
		{ "wordpress", "blog.example", "/wp-json/wp/v2/media", "image/png",
		    "Content-Disposition: attachment; filename*=UTF-8''%46alconberg.png", "PNG" },
		{ "mastodon", "social.example", "/api/v2/media", PART, NULL,
		    FILE_PIECE("file", "Falconberg.png", "PNG") "--b--\r\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new(0);
		struct reading reading;
		read_row(&rows[i], arena, &reading);
		assert_int_equal(reading.posts[0].activity, ACTIVITY_UPLOAD);
		assert_true(holds(&reading, "Falconberg"));
		arena_free(arena);
	}
}

/* Hundreds of members make no more fields than the limit that calls a post unreadable. */
static void test_many_members(void **state)
{
	struct arena *arena = arena_new(0);
	struct reading reading;
	struct buf body;

	(void)state;
	buf_init(&body, 1 << 20);
	buf_append_text(&body, "{\"text\":\"hi\",\"list\":[");
	for (int i = 0; i < 5000; i++)
		buf_print(&body, "\"member %d\",", i);
	buf_append_text(&body, "\"" KEY "\"]}");
	buf_append(&body, "", 1);
	const struct row row = { "x", "api.x.com", "/2/tweets", JSON, NULL, body.data };
	read_row(&row, arena, &reading);
	assert_int_equal(judge(&reading, arena), ACTION_BLOCK);
	assert_in_range(reading.posts[0].field_count, 3, 210);
	buf_release(&body);
	arena_free(arena);
}

/* Taking back stays free, whatever stands beside it; so does an account activity. */
static void test_exempt_stays_exempt(void **state)
{
	static const struct {
		struct row row;
		enum reading_kind kind;
	} rows[] = {
		{ { "bluesky", "bsky.social", "/xrpc/com.atproto.repo.applyWrites", JSON, NULL,
		      "{\"repo\":\"did:plc:a\",\"zzz\":\"" KEY
		      "\",\"writes\":[{\"$type\":\"com.atproto.repo.applyWrites#delete\",\"rkey\":"
		      "\"a\"}]}" },
		    READING_DELETE },
		{ { "mastodon", "social.example", "/api/v1/statuses/1/unreblog", JSON, NULL,
		      "{\"zzz\":\"" KEY "\"}" },
		    READING_DELETE },
		{ { "mastodon", "social.example", "/oauth/token", JSON, "X-Note: " KEY,
		      "{\"password\":\"" KEY "\",\"zzz\":\"" KEY "\"}" },
		    READING_ACCOUNT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct arena *arena = arena_new(0);
		struct message head = head_of(&rows[i].row);
		const struct site_context context = { .text_max = 4 << 20 };
		struct reading reading;
		site_read(catalogue_find(catalogue, rows[i].row.site), &head,
		    span_of(rows[i].row.host), span_of(rows[i].row.body), &context, arena,
		    &reading);
		assert_int_equal(reading.kind, rows[i].kind);
		assert_int_equal(reading.post_count, 0);
		arena_free(arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_smuggled_is_refused),
		cmocka_unit_test(test_ordinary_passes),
		cmocka_unit_test(test_named_fields_come_first),
		cmocka_unit_test(test_media_in_text),
		cmocka_unit_test(test_uploads_are_read),
		cmocka_unit_test(test_many_members),
		cmocka_unit_test(test_exempt_stays_exempt),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
