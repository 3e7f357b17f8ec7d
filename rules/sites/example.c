#include "example.h"

#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"
#include "attributes.h"

enum { EXAMPLE_MEMORY = 16 * 1024 * 1024, EXAMPLE_TEXT = 4 * 1024 * 1024 };

struct run {
	const struct site *site;
	const struct endpoint *endpoint;
	const struct example *example;
	struct arena *arena;
	struct problems *problems;
	struct message head;
	struct span host;
	struct span body;
	struct reading reading;
	size_t failed;
};

/* The request. */

static void set_method(struct reader *reader, const struct node *node, void *target)
{
	struct run *run = target;

	run->head.method = read_span(reader, node);
}

static void set_path(struct reader *reader, const struct node *node, void *target)
{
	struct run *run = target;

	run->head.target = read_span(reader, node);
	run->head.path = span_cut(run->head.target, '?', &run->head.query);
}

static void add_header(struct run *run, struct span name, struct span value)
{
	if (run->head.header_count < MESSAGE_HEADERS_MAX)
		run->head.headers[run->head.header_count++] = (struct header){ name, value };
}

static void set_type(struct reader *reader, const struct node *node, void *target)
{
	add_header(target, SPAN("Content-Type"), read_span(reader, node));
}

static void set_headers(struct reader *reader, const struct node *node, void *target)
{
	if (!expect_kind(reader, node, NODE_MAP))
		return;
	for (size_t i = 0; i < node->count; i++)
		add_header(target, span_of(node->keys[i]->text), read_span(reader, node->items[i]));
}

static void set_host(struct reader *reader, const struct node *node, void *target)
{
	struct run *run = target;

	run->host = read_span(reader, node);
}

static void set_body(struct reader *reader, const struct node *node, void *target)
{
	struct run *run = target;

	run->body = read_span(reader, node);
}

const struct attribute request_attributes[] = {
	{ "method", set_method, false, &schema_text },
	{ "path", set_path, true, &schema_text },
	{ "type", set_type, false, &schema_text },
	{ "headers", set_headers, false, NAMED(&schema_text) },
	{ "host", set_host, false, &schema_text },
	{ "body", set_body, false, &schema_text },
	{ NULL, NULL, false, NULL },
};

static struct span any_host(const struct run *run)
{
	if (run->endpoint->hosts.count > 0)
		return run->endpoint->hosts.list[0];
	return run->site->hosts.count > 0 ? run->site->hosts.list[0] : SPAN("site.example");
}

static void read_request(struct run *run)
{
	struct reader reader = { .arena = run->arena, .problems = run->problems };

	run->head.method = SPAN("POST");
	attributes_read(&reader, run->example->request, "a request", request_attributes, run);
	if (run->host.len == 0)
		run->host = any_host(run);
	if (span_starts(run->host, "*."))
		run->host = span_of(arena_print(run->arena, "www%s", run->host.data + 1));
	run->head.authority = run->host;
	add_header(run, SPAN("Host"), run->host);
}

/* What it must be read as. */

static void differs(struct run *run, const struct node *at, const char *what, struct span found)
{
	run->failed++;
	problems_error(run->problems, at, "the example of \"%s\" is read with %s \"%.*s\"",
	    run->endpoint->name_text, what, SPAN_PRINT(found));
}

static const struct post *first_post(const struct run *run)
{
	return run->reading.post_count > 0 ? &run->reading.posts[0] : NULL;
}

static void want_kind(struct reader *reader, const struct node *node, void *target)
{
	static const char *const names[] = { "posts", "unrecognised", "not-a-post", "delete",
		"account", "unjudged", "opaque", NULL };
	struct run *run = target;
	unsigned kind = attribute_choice(reader, node, names, "a kind of reading");

	if (kind == (unsigned)run->reading.kind)
		return;
	run->failed++;
	problems_error(run->problems, node, "the example of \"%s\" is read as %s (%s)",
	    run->endpoint->name_text, names[run->reading.kind],
	    run->reading.why != NULL ? run->reading.why : "plain");
}

static void want_word(struct run *run, const struct node *node, const char *what, const char *found)
{
	if (node->kind != NODE_SCALAR || strcmp(found, node->text) != 0)
		differs(run, node, what, span_of(found));
}

static void want_activity(struct reader *reader, const struct node *node, void *target)
{
	struct run *run = target;
	const struct post *post = first_post(run);

	(void)reader;
	if (post != NULL)
		want_word(run, node, "the activity", activity_names[post->activity]);
}

static void want_audience(struct reader *reader, const struct node *node, void *target)
{
	struct run *run = target;
	const struct post *post = first_post(run);

	(void)reader;
	if (post != NULL)
		want_word(run, node, "the audience", audience_names[post->audience]);
}

static void want_account(struct reader *reader, const struct node *node, void *target)
{
	struct run *run = target;
	const struct post *post = first_post(run);

	if (post != NULL && !span_equal(post->account, read_span(reader, node)))
		differs(run, node, "the account", post->account);
}

/* In any of the posts, any field of that name. */
static void want_field(
    struct run *run, const struct node *node, struct span name, struct span wanted)
{
	struct span found = { "", 0 };

	for (size_t p = 0; p < run->reading.post_count; p++)
		for (size_t i = 0; i < run->reading.posts[p].field_count; i++) {
			const struct field *field = &run->reading.posts[p].fields[i];
			if (!span_equal(field->name, name))
				continue;
			if (span_equal(field->text, wanted))
				return;
			found = field->text;
		}
	differs(run, node, arena_print(run->arena, "the field %.*s", SPAN_PRINT(name)), found);
}

static void want_text(struct reader *reader, const struct node *node, void *target)
{
	want_field(target, node, SPAN("text"), read_span(reader, node));
}

static void want_fields(struct reader *reader, const struct node *node, void *target)
{
	if (!expect_kind(reader, node, NODE_MAP))
		return;
	for (size_t i = 0; i < node->count; i++) {
		struct spans words = { NULL, 0 };
		read_words(reader, node->items[i], &words);
		for (size_t k = 0; k < words.count; k++)
			want_field(
			    target, node->items[i], span_of(node->keys[i]->text), words.list[k]);
	}
}

static void want_posts(struct reader *reader, const struct node *node, void *target)
{
	struct run *run = target;
	uint64_t wanted = 0;

	if (!span_to_u64(read_span(reader, node), &wanted) || wanted != run->reading.post_count)
		differs(run, node, "this number of posts:",
		    span_of(arena_print(run->arena, "%zu", run->reading.post_count)));
}

const struct attribute reads_attributes[] = {
	{ "kind", want_kind, false, &schema_text },
	{ "activity", want_activity, false, &schema_text },
	{ "audience", want_audience, false, &schema_text },
	{ "account", want_account, false, &schema_text },
	{ "text", want_text, false, NULL },
	{ "fields", want_fields, false, NULL },
	{ "posts", want_posts, false, &schema_text },
	{ NULL, NULL, false, NULL },
};

static bool wants_post(const struct node *reads)
{
	const struct node *kind = node_get(reads, "kind");

	return kind == NULL || kind->kind != NODE_SCALAR || strcmp(kind->text, "posts") == 0;
}

/* An example without a kind is a claimed post, by the endpoint it stands at or by a batch around
 * it. */
static bool is_claimed_right(struct run *run)
{
	const struct endpoint *by = run->reading.endpoint;

	if (!wants_post(run->example->reads))
		return true;
	bool is_its = by == run->endpoint || (by != NULL && by->batch.at != NULL);
	if (run->reading.kind == READING_POSTS && is_its)
		return true;
	problems_error(run->problems, run->example->at,
	    "the example of \"%s\" is not read by it: %s%s%s", run->endpoint->name_text,
	    by != NULL ? "by " : "by no endpoint", by != NULL ? by->name_text : "",
	    run->reading.why != NULL ? arena_print(run->arena, " (%s)", run->reading.why) : "");
	return false;
}

static void run_one(const struct site *site, const struct endpoint *endpoint,
    const struct example *example, struct problems *problems)
{
	struct run *run = mem_alloc(sizeof *run);

	run->site = site;
	run->endpoint = endpoint;
	run->example = example;
	run->problems = problems;
	run->arena = arena_new(EXAMPLE_MEMORY);
	read_request(run);
	site_read(site, &run->head, run->host, run->body,
	    &(struct site_context){ .text_max = EXAMPLE_TEXT }, run->arena, &run->reading);
	struct reader reader = { .arena = run->arena, .problems = problems };
	if (is_claimed_right(run))
		attributes_read(&reader, example->reads, "reads", reads_attributes, run);
	arena_free(run->arena);
	free(run);
}

static void run_endpoint(
    const struct site *site, const struct endpoint *endpoint, struct problems *problems)
{
	for (size_t i = 0; i < endpoint->example_count; i++)
		if (endpoint->examples[i].request != NULL && endpoint->examples[i].reads != NULL)
			run_one(site, endpoint, &endpoint->examples[i], problems);
}

void examples_run(const struct site *site, struct problems *problems)
{
	for (size_t i = 0; i < site->sign_in_count; i++)
		run_endpoint(site, &site->sign_in[i], problems);
	for (size_t i = 0; i < site->endpoint_count; i++)
		run_endpoint(site, &site->endpoints[i], problems);
}
