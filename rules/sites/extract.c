#include "extract.h"

#include <string.h>

#include "../../proxy/http/url.h"
#include "../../proxy/http/utf8.h"
#include "gather.h"
#include "generic.h"
#include "markup.h"
#include "recognise.h"
#include "skip.h"
#include "walk.h"

enum { SCATTERED_LEAST = 4, SCATTERED_LEN = 3 };

static void trouble(struct request *request, const char *why)
{
	if (request->trouble == NULL)
		request->trouble = why;
}

void post_add_field(struct request *request, struct post *post, struct span name, struct span text)
{
	struct field *fields =
	    list_grow(request->arena, post->fields, post->field_count, sizeof *fields);

	if (fields == NULL || post->field_count == POST_FIELDS_MAX) {
		trouble(request, fields == NULL ? "memory" : "fields");
		return;
	}
	fields[post->field_count++] = (struct field){ .name = name, .text = text };
	post->fields = fields;
}

void post_add_link(struct request *request, struct post *post, struct span link)
{
	struct spans links = { post->links, post->link_count };

	if (post->link_count == POST_FIELDS_MAX || !spans_add(&links, link, request->arena)) {
		trouble(request, "links");
		return;
	}
	post->links = links.list;
	post->link_count = links.count;
}

void post_add_attachment(
    struct request *request, struct post *post, struct span name, struct span type, size_t size)
{
	struct attachment *list =
	    list_grow(request->arena, post->attachments, post->attachment_count, sizeof *list);

	if (list == NULL || post->attachment_count == POST_FIELDS_MAX) {
		trouble(request, "attachments");
		return;
	}
	list[post->attachment_count++] =
	    (struct attachment){ .name = name, .type = type, .size = size };
	post->attachments = list;
}

static void add_html(struct request *request, struct post *post, struct span name, struct span html)
{
	struct span text;
	struct span hidden;
	struct spans links = { NULL, 0 };

	if (!markup_read_html(html, request->arena, &text, &hidden, &links)) {
		trouble(request, "memory");
		return;
	}
	post_add_field(request, post, name, text);
	if (hidden.len > 0)
		post_add_field(request, post,
		    span_of(arena_print(request->arena, "%.*s-markup", SPAN_PRINT(name))), hidden);
	for (size_t i = 0; i < links.count; i++)
		post_add_link(request, post, links.list[i]);
}

static void add_text(
    const struct text_field *field, struct request *request, struct post *post, struct span text)
{
	switch (field->kind) {
	case TEXT_PLAIN:
		post_add_field(request, post, field->name, text);
		break;
	case TEXT_HTML:
		add_html(request, post, field->name, text);
		break;
	case TEXT_LITTLE:
		if (markup_read_little(text, request->arena, &text))
			post_add_field(request, post, field->name, text);
		else
			trouble(request, "memory");
		break;
	}
}

/* A scalar, or all scalars below a container. */
static void gather_leaves(
    const struct value *root, struct request *request, struct selection *leaves)
{
	struct walk walk;
	struct span text;

	walk_start(&walk, root);
	while (walk.at != NULL) {
		if (walk.at->first == NULL && walk.at->kind != VALUE_BOOL &&
		    scalar_text(walk.at, &text) && !selection_add(leaves, walk.at, request->arena))
			trouble(request, "selection");
		walk_next(&walk, true);
	}
}

/* Editors that send a letter an element: the letters make a text only together. */
static void add_joined(const struct text_field *field, struct request *request, struct post *post,
    const struct selection *leaves)
{
	size_t len = 0;
	struct span text;

	for (size_t i = 0; i < leaves->count; i++)
		len += scalar_text(leaves->list[i], &text) ? text.len : 0;
	if (leaves->count < SCATTERED_LEAST || len > leaves->count * SCATTERED_LEN)
		return;
	char *joined = arena_bytes(request->arena, len);
	if (joined == NULL) {
		trouble(request, "memory");
		return;
	}
	len = 0;
	for (size_t i = 0; i < leaves->count; i++) {
		scalar_text(leaves->list[i], &text);
		if (text.len > 0)
			memcpy(joined + len, text.data, text.len);
		len += text.len;
	}
	add_text(field, request, post, span_make(joined, len));
}

static void extract_text(const struct text_field *field, const struct endpoint *endpoint,
    struct request *request, struct post *post)
{
	for (size_t i = 0; i < field->selectors.count; i++) {
		struct selection found = { NULL, 0 };
		struct selection leaves = { NULL, 0 };
		struct span text;
		request_select(request, field->selectors.list[i], endpoint->is_also_query, &found);
		for (size_t k = 0; k < found.count; k++)
			gather_leaves(found.list[k], request, &leaves);
		for (size_t k = 0; k < leaves.count; k++) {
			request_take(request, leaves.list[k]);
			if (scalar_text(leaves.list[k], &text))
				add_text(field, request, post, text);
		}
		add_joined(field, request, post, &leaves);
	}
}

static void extract_links(
    const struct endpoint *endpoint, struct request *request, struct post *post)
{
	for (size_t i = 0; i < endpoint->links.count; i++) {
		struct selection found = { NULL, 0 };
		struct span text;
		request_select(request, endpoint->links.list[i], endpoint->is_also_query, &found);
		for (size_t k = 0; k < found.count; k++)
			if (scalar_text(found.list[k], &text) && text.len > 0)
				post_add_link(request, post, text);
	}
}

static void extract_attachments(
    const struct endpoint *endpoint, struct request *request, struct post *post)
{
	for (size_t i = 0; i < endpoint->attachments.count; i++) {
		struct selection found = { NULL, 0 };
		request_select(
		    request, endpoint->attachments.list[i], endpoint->is_also_query, &found);
		for (size_t k = 0; k < found.count; k++)
			if (found.list[k]->kind != VALUE_FILE && found.list[k]->kind != VALUE_NULL)
				post_add_attachment(
				    request, post, found.list[k]->text, found.list[k]->type, 0);
	}
}

static struct span extract_account(const struct endpoint *endpoint, struct request *request)
{
	struct selection found = { NULL, 0 };
	struct span text;

	if (endpoint->account != NULL)
		request_select(request, endpoint->account, endpoint->is_also_query, &found);
	for (size_t i = 0; i < found.count; i++)
		if (scalar_text(found.list[i], &text))
			return text;
	return (struct span){ NULL, 0 };
}

static enum audience audience_of(const struct audience_rule *rule, struct span word)
{
	for (unsigned audience = AUDIENCE_PUBLIC; audience < AUDIENCE_COUNT; audience++)
		if (globs_match(&rule->words[audience], word))
			return (enum audience)audience;
	return rule->otherwise;
}

/* Given twice, the wider one counts, and unknown is the widest. */
static enum audience extract_audience(const struct endpoint *endpoint, struct request *request)
{
	const struct audience_rule *rule = &endpoint->audience;
	struct selection found = { NULL, 0 };
	enum audience widest = AUDIENCE_COUNT;
	struct span text;

	if (!endpoint->has_audience)
		return AUDIENCE_UNKNOWN;
	if (rule->at != NULL)
		request_select(request, rule->at, endpoint->is_also_query, &found);
	for (size_t i = 0; i < found.count; i++) {
		if (!scalar_text(found.list[i], &text) || text.len == 0)
			continue;
		enum audience one = audience_of(rule, text);
		widest = one < widest ? one : widest;
	}
	return widest < AUDIENCE_COUNT ? widest : rule->otherwise;
}

static bool becomes_it(
    const struct becomes *becomes, const struct endpoint *endpoint, struct request *request)
{
	bool also_query = endpoint->is_also_query;

	return conditions_hold(
	           &becomes->when, request, also_query, activity_is_exempt(becomes->activity)) &&
	       selectors_find(request, &becomes->has, also_query, true) &&
	       !selectors_find(request, &becomes->lacks, also_query, false);
}

static enum activity extract_activity(const struct endpoint *endpoint, struct request *request)
{
	for (size_t i = 0; i < endpoint->becomes_count; i++)
		if (becomes_it(&endpoint->becomes[i], endpoint, request))
			return endpoint->becomes[i].activity;
	return endpoint->activity;
}

void extract_post(const struct endpoint *endpoint, struct request *request, struct post *post)
{
	post->site = endpoint->site->name;
	post->class = endpoint->site->class_span;
	post->host = request->host;
	post->endpoint = endpoint->name;
	post->activity = extract_activity(endpoint, request);
	post->audience = extract_audience(endpoint, request);
	post->account = extract_account(endpoint, request);
	for (size_t i = 0; i < endpoint->text_count; i++)
		extract_text(&endpoint->texts[i], endpoint, request, post);
	if (request->body.kind == BODY_TEXT)
		generic_read_text(request, post);
	extract_links(endpoint, request, post);
	extract_attachments(endpoint, request, post);
}

/* Whose account it is and who may see it: no text, as long as it looks like an id. */
static void take_id(
    const struct selector *selector, const struct endpoint *endpoint, struct request *request)
{
	struct selection found = { NULL, 0 };
	struct span text;

	if (selector != NULL)
		request_select(request, selector, endpoint->is_also_query, &found);
	for (size_t i = 0; i < found.count; i++)
		if (scalar_text(found.list[i], &text) && shape_fits(SHAPE_ID, text))
			request_take(request, found.list[i]);
}

/* Text that is no form to us may be one to the server. */
static void add_decoded_text(struct request *request, struct post *post)
{
	struct span text = request->body.value != NULL ? request->body.value->text : SPAN("");
	struct span decoded;

	if (request->body.kind != BODY_TEXT || text.len == 0 ||
	    memchr(text.data, '%', text.len) == NULL)
		return;
	if (!url_decode(text, true, false, request->arena, &decoded) ||
	    !utf8_clean(decoded, request->arena, &decoded))
		trouble(request, "memory");
	else
		post_add_field(request, post, SPAN(POST_OTHER), decoded);
}

void extract_rest(const struct endpoint *endpoint, struct request *request, struct post *post)
{
	take_id(endpoint->account, endpoint, request);
	take_id(endpoint->audience.at, endpoint, request);
	skip_take(endpoint->site->skips, request, endpoint->is_also_query);
	skip_take(endpoint->skips, request, endpoint->is_also_query);
	gather_rest(endpoint, request, post);
	add_decoded_text(request, post);
}
