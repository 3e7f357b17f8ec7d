#include <string.h>

#include "site_file.h"
#include "skip.h"

#define TARGET(type) type *to = target

unsigned method_of(struct span word)
{
	static const struct {
		const char *name;
		unsigned method;
	} methods[] = { { "GET", METHOD_GET }, { "HEAD", METHOD_HEAD },
		{ "OPTIONS", METHOD_OPTIONS }, { "POST", METHOD_POST }, { "PUT", METHOD_PUT },
		{ "PATCH", METHOD_PATCH }, { "DELETE", METHOD_DELETE } };

	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++)
		if (span_is_nocase(word, methods[i].name))
			return methods[i].method;
	return METHOD_OTHER;
}

static void read_name(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	to->name_text = attribute_text(reader, node);
	to->name = span_of(to->name_text);
}

static enum activity activity_of(struct reader *reader, const struct node *node)
{
	return attribute_choice(reader, node, activity_names, "an activity");
}

static void read_activity(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	to->activity = activity_of(reader, node);
}

static void read_method(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);
	struct spans words = { NULL, 0 };

	read_words(reader, node, &words);
	to->methods = 0;
	for (size_t i = 0; i < words.count; i++)
		to->methods |= method_of(words.list[i]);
}

static void read_host(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	read_words(reader, node, &to->hosts);
}

static void read_path(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);
	struct spans words = { NULL, 0 };

	read_words(reader, node, &words);
	to->paths = arena_alloc(reader->arena, words.count * sizeof *to->paths);
	for (size_t i = 0; i < words.count; i++) {
		if (!span_starts(words.list[i], "/"))
			problems_error(reader->problems, node,
			    "the path \"%.*s\" must begin with \"/\"", SPAN_PRINT(words.list[i]));
		else
			to->paths[to->path_count++] = path_cut(words.list[i], reader->arena);
	}
}

static void read_query(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	read_conditions(reader, node, "query:", &to->head, &to->when);
}

static void read_header(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	read_conditions(reader, node, "header:", &to->head, &to->when);
}

static void read_when(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	read_conditions(reader, node, "", &to->head, &to->when);
}

static void read_has(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	read_selectors(reader, node, &to->has);
}

static void read_lacks(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	read_selectors(reader, node, &to->lacks);
}

static void read_id_at(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	to->id_at = read_selector(reader, node);
}

static void read_id_known(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	read_words(reader, node, &to->known_ids);
}

static const struct attribute ids_attributes[] = { { "at", read_id_at, true, &schema_text },
	{ "known", read_id_known, true, &schema_texts }, { NULL, NULL, false, NULL } };

static void read_ids(struct reader *reader, const struct node *node, void *target)
{
	attributes_read(reader, node, "ids", ids_attributes, target);
}

static void read_only(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	to->has_only = true;
	read_words(reader, node, &to->only);
}

static void read_bare(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	to->is_bare = read_bool(reader, node);
}

static void read_also_query(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	to->is_also_query = read_bool(reader, node);
}

static void read_text_at(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct text_field);

	read_selectors(reader, node, &to->selectors);
}

static const char *const text_ways[] = { "plain", "html", "little-text", NULL };

static void read_text_as(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct text_field);

	to->kind = attribute_choice(reader, node, text_ways, "a way of writing text");
}

static const struct attribute text_attributes[] = { { "at", read_text_at, true, &schema_texts },
	{ "as", read_text_as, false, ONE_OF(text_ways) }, { NULL, NULL, false, NULL } };

static void read_text_field(
    struct reader *reader, const struct node *node, struct text_field *field)
{
	if (node->kind == NODE_MAP)
		attributes_read(reader, node, "a text", text_attributes, field);
	else
		read_selectors(reader, node, &field->selectors);
}

static void read_texts(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	if (!expect_kind(reader, node, NODE_MAP))
		return;
	to->texts = arena_alloc(reader->arena, node->count * sizeof *to->texts);
	for (size_t i = 0; i < node->count; i++) {
		struct text_field *field = &to->texts[to->text_count++];
		field->name = span_of(node->keys[i]->text);
		if (span_is(field->name, POST_OTHER))
			problems_error(reader->problems, node->keys[i],
			    "\"%s\" is what no selector names: call this field something else",
			    POST_OTHER);
		read_text_field(reader, node->items[i], field);
	}
}

static void read_skip(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	skip_file_read(reader, node, to->skips);
}

static void read_links(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	read_selectors(reader, node, &to->links);
}

static void read_account(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	to->account = read_selector(reader, node);
}

static void read_audience_at(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct audience_rule);

	to->at = read_selector(reader, node);
}

static void read_audience_default(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct audience_rule);

	to->otherwise = attribute_choice(reader, node, audience_names, "an audience");
}

static void read_audience_public(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct audience_rule);

	read_words(reader, node, &to->words[AUDIENCE_PUBLIC]);
}

static void read_audience_limited(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct audience_rule);

	read_words(reader, node, &to->words[AUDIENCE_LIMITED]);
}

static void read_audience_private(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct audience_rule);

	read_words(reader, node, &to->words[AUDIENCE_PRIVATE]);
}

static const struct attribute audience_attributes[] = { { "at", read_audience_at, true,
	                                                    &schema_text },
	{ "default", read_audience_default, false, ONE_OF(audience_names) },
	{ "public", read_audience_public, false, &schema_texts },
	{ "limited", read_audience_limited, false, &schema_texts },
	{ "private", read_audience_private, false, &schema_texts }, { NULL, NULL, false, NULL } };

static void read_audience(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	to->has_audience = true;
	if (node->kind == NODE_MAP)
		attributes_read(reader, node, "an audience", audience_attributes, &to->audience);
	else
		read_audience_default(reader, node, &to->audience);
}

static void read_attachments(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	read_selectors(reader, node, &to->attachments);
}

static void read_become_has(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct becomes);

	read_selectors(reader, node, &to->has);
}

static void read_become_lacks(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct becomes);

	read_selectors(reader, node, &to->lacks);
}

static void read_become_when(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct becomes);

	read_conditions(reader, node, "", NULL, &to->when);
}

static void read_become_activity(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct becomes);

	to->activity = activity_of(reader, node);
}

static const struct attribute becomes_attributes[] = { { "has", read_become_has, false,
	                                                   &schema_texts },
	{ "lacks", read_become_lacks, false, &schema_texts },
	{ "when", read_become_when, false, NAMED(&schema_texts) },
	{ "activity", read_become_activity, true, ONE_OF(activity_names) },
	{ NULL, NULL, false, NULL } };

static void read_becomes(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	if (!expect_kind(reader, node, NODE_LIST))
		return;
	to->becomes = arena_alloc(reader->arena, node->count * sizeof *to->becomes);
	for (size_t i = 0; i < node->count; i++)
		attributes_read(reader, node->items[i], "a becomes", becomes_attributes,
		    &to->becomes[to->becomes_count++]);
}

static void read_batch_at(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct batch);

	to->at = read_selector(reader, node);
}

static void read_batch_method(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct batch);
	const char *text = attribute_text(reader, node);

	if (text[0] == '/')
		to->method = read_selector(reader, node);
	else
		to->method_word = span_of(text);
}

static void read_batch_path(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct batch);

	to->path = read_selector(reader, node);
}

static void read_batch_prefix(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct batch);

	to->prefix = read_span(reader, node);
}

static void read_batch_body(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct batch);

	to->body = read_selector(reader, node);
}

static const struct attribute batch_attributes[] = { { "at", read_batch_at, true, &schema_text },
	{ "method", read_batch_method, false, &schema_text },
	{ "path", read_batch_path, false, &schema_text },
	{ "prefix", read_batch_prefix, false, &schema_text },
	{ "body", read_batch_body, false, &schema_text }, { NULL, NULL, false, NULL } };

static void read_batch(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	attributes_read(reader, node, "a batch", batch_attributes, &to->batch);
}

static void read_returns_id(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	to->returns_id = read_selector(reader, node);
}

static void read_returns_url(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);
	const char *text = attribute_text(reader, node);

	if (strstr(text, "://") != NULL)
		to->url_template = text;
	else
		to->returns_url = read_selector(reader, node);
}

static const struct attribute returns_attributes[] = { { "id", read_returns_id, false,
	                                                   &schema_text },
	{ "url", read_returns_url, false, &schema_text }, { NULL, NULL, false, NULL } };

static void read_returns(struct reader *reader, const struct node *node, void *target)
{
	attributes_read(reader, node, "returns", returns_attributes, target);
}

static void read_refusal(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);
	const char *name = attribute_text(reader, node);

	for (size_t i = 0; i < reader->site->dialect_count; i++)
		if (strcmp(reader->site->dialects[i].name, name) == 0)
			to->refusal = &reader->site->dialects[i];
	if (to->refusal == NULL && name[0] != '\0')
		problems_error(
		    reader->problems, node, "there is no dialect \"%s\" in this file", name);
}

static void keep_request(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct example);

	if (expect_kind(reader, node, NODE_MAP))
		to->request = node;
}

static void keep_reads(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct example);

	if (expect_kind(reader, node, NODE_MAP))
		to->reads = node;
}

static const struct attribute example_attributes[] = { { "request", keep_request, true,
	                                                   ATTRIBUTES(request_attributes) },
	{ "reads", keep_reads, true, ATTRIBUTES(reads_attributes) }, { NULL, NULL, false, NULL } };

static void read_examples(struct reader *reader, const struct node *node, void *target)
{
	TARGET(struct endpoint);

	if (!expect_kind(reader, node, NODE_LIST))
		return;
	to->examples = arena_alloc(reader->arena, node->count * sizeof *to->examples);
	for (size_t i = 0; i < node->count; i++) {
		struct example *example = &to->examples[to->example_count++];
		example->at = node->items[i];
		attributes_read(reader, node->items[i], "an example", example_attributes, example);
	}
}

#define MATCHING                                                                                   \
	{ "method", read_method, false, &schema_texts },                                           \
	    { "host", read_host, false, &schema_texts },                                           \
	    { "path", read_path, true, &schema_texts },                                            \
	    { "query", read_query, false, NAMED(&schema_texts) },                                  \
	    { "header", read_header, false, NAMED(&schema_texts) },                                \
	    { "when", read_when, false, NAMED(&schema_texts) },                                    \
	    { "has", read_has, false, &schema_texts },                                             \
	    { "lacks", read_lacks, false, &schema_texts },                                         \
	    { "only", read_only, false, &schema_texts },                                           \
	{                                                                                          \
		"also-query", read_also_query, false, &schema_flag                                 \
	}

static void check_exempt(struct reader *reader, const struct endpoint *endpoint)
{
	if (endpoint->id_at != NULL && endpoint->activity != ACTIVITY_NOT_A_POST)
		problems_error(
		    reader->problems, endpoint->at, "ids are for the activity not-a-post only");
	if (endpoint->is_bare && endpoint->activity != ACTIVITY_DELETE)
		problems_error(
		    reader->problems, endpoint->at, "bare is for the activity delete only");
	if (endpoint->has_only && !activity_is_exempt(endpoint->activity))
		problems_error(reader->problems, endpoint->at,
		    "only is for the activities not-a-post, delete and account");
	if (endpoint->example_count == 0)
		problems_error(reader->problems, endpoint->at,
		    "the endpoint \"%s\" needs an example",
		    endpoint->name_text != NULL ? endpoint->name_text : "");
}

const struct attribute endpoint_attributes[] = { { "name", read_name, true, &schema_text },
	{ "activity", read_activity, true, ONE_OF(activity_names) }, MATCHING,
	{ "ids", read_ids, false, ATTRIBUTES(ids_attributes) },
	{ "bare", read_bare, false, &schema_flag },
	{ "text", read_texts, false, NAMED(EITHER(&schema_texts, ATTRIBUTES(text_attributes))) },
	{ "skip", read_skip, false, NULL }, { "links", read_links, false, &schema_texts },
	{ "account", read_account, false, &schema_text },
	{ "audience", read_audience, false,
	    EITHER(ONE_OF(audience_names), ATTRIBUTES(audience_attributes)) },
	{ "attachments", read_attachments, false, &schema_texts },
	{ "becomes", read_becomes, false, LIST_OF(ATTRIBUTES(becomes_attributes)) },
	{ "batch", read_batch, false, ATTRIBUTES(batch_attributes) },
	{ "returns", read_returns, false, ATTRIBUTES(returns_attributes) },
	{ "refusal", read_refusal, false, &schema_text },
	{ "examples", read_examples, false, LIST_OF(ATTRIBUTES(example_attributes)) },
	{ NULL, NULL, false, NULL } };

void endpoint_file_read(struct reader *reader, const struct node *node, struct endpoint *endpoint)
{
	endpoint->site = reader->site;
	endpoint->at = node;
	endpoint->methods = METHODS_WRITING;
	attributes_read(reader, node, "an endpoint", endpoint_attributes, endpoint);
	if (endpoint->activity == ACTIVITY_DELETE && node_get(node, "method") == NULL)
		endpoint->methods |= METHOD_DELETE;
	check_exempt(reader, endpoint);
}

const struct attribute sign_in_attributes[] = { { "name", read_name, false, &schema_text },
	MATCHING, { "examples", read_examples, false, LIST_OF(ATTRIBUTES(example_attributes)) },
	{ NULL, NULL, false, NULL } };

void sign_in_file_read(struct reader *reader, const struct node *node, struct endpoint *endpoint)
{
	endpoint->site = reader->site;
	endpoint->at = node;
	endpoint->name_text = "sign-in";
	endpoint->name = span_of(endpoint->name_text);
	endpoint->activity = ACTIVITY_ACCOUNT;
	endpoint->methods = METHODS_ALL;
	attributes_read(reader, node, "a sign-in", sign_in_attributes, endpoint);
}
