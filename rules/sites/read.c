/* What a request is: sign-in, a claimed write, taking back, or a write that nobody knows. */
#include <string.h>

#include "../../proxy/http/coding.h"
#include "extract.h"
#include "gather.h"
#include "generic.h"
#include "recognise.h"

enum { BATCH_MAX = 1000 };

struct reader_state {
	struct request *request;
	struct reading *reading;
	struct span content; /* codings undone */
	const char *broken;  /* why the body cannot be relied upon; NULL if it can */
};

/* The body. */

static const char *coding_word(enum coding_result result)
{
	static const char *const words[] = {
		[CODING_UNKNOWN] = "coding-unknown",
		[CODING_MALFORMED] = "coding-malformed",
		[CODING_LARGE] = "too-large",
		[CODING_AMBIGUOUS] = "coding-ambiguous",
	};

	return words[result];
}

/* Undoes codings; the bytes come to lie in the arena. */
static const char *decode(const struct message *head, struct span body, size_t text_max,
    struct arena *arena, struct span *content)
{
	struct buf out;
	const char *why = NULL;

	*content = body;
	if (!coding_is_coded(head) || body.len == 0)
		return NULL;
	buf_init(&out, text_max);
	enum coding_result result = coding_decode(head, body, &out);
	if (result != CODING_OK) {
		why = coding_word(result);
		*content = (struct span){ NULL, 0 };
	} else {
		*content = span_make(arena_copy(arena, buf_span(&out)), out.len);
		if (content->data == NULL) {
			content->len = 0;
			why = "memory";
		}
	}
	buf_release(&out);
	return why;
}

/* Files of a multipart body do not count: they are no text. */
static bool is_too_large(const struct body *body, size_t len, size_t text_max)
{
	if (len <= text_max || body->kind == BODY_OPAQUE)
		return false;
	if (body->kind != BODY_MULTIPART || body->value == NULL)
		return true;
	for (const struct value *part = body->value->first; part != NULL; part = part->next)
		len -= part->kind == VALUE_FILE && part->content.len <= len ? part->content.len : 0;
	return len > text_max;
}

static void read_body(struct reader_state *state, struct span body, size_t text_max)
{
	struct request *request = state->request;

	state->broken = decode(request->head, body, text_max, request->arena, &state->content);
	if (state->broken != NULL) {
		request->body.kind = BODY_OPAQUE;
		return;
	}
	body_read(request->head, state->content, request->arena, &request->body);
	request->root = request->body.kind == BODY_OPAQUE || request->body.kind == BODY_TEXT
	                    ? NULL
	                    : request->body.value;
	if (request->body.result != BODY_OK)
		state->broken = request->body.why != NULL ? request->body.why : "malformed";
	else if (is_too_large(&request->body, state->content.len, text_max))
		state->broken = "too-large";
}

/* Claims. */

static void unjudged(struct reading *reading, const struct endpoint *endpoint, const char *why)
{
	*reading = (struct reading){ .kind = READING_UNJUDGED, .why = why, .endpoint = endpoint };
}

/* A path that names nothing in particular tells nothing about a body that it was not made for. */
static bool is_catch_all(const struct endpoint *endpoint)
{
	for (size_t i = 0; i < endpoint->path_count; i++)
		if (endpoint->paths[i].count == 1 && span_is(endpoint->paths[i].segments[0], "**"))
			return true;
	return false;
}

/* Why endpoint, whose head matches, cannot tell whether this body is its; NULL if it can. */
static const char *cannot_tell(const struct reader_state *state, const struct endpoint *endpoint)
{
	enum body_kind kind = state->request->body.kind;

	if (!endpoint_needs_body(endpoint) || is_catch_all(endpoint))
		return NULL;
	if (state->broken != NULL)
		return state->broken;
	return kind == BODY_TEXT || kind == BODY_OPAQUE ? "format" : NULL;
}

/* The endpoint that claims the request; NULL if none does, or if one might but cannot tell: then
 * reading says so. */
static const struct endpoint *claim(
    struct reader_state *state, const struct endpoint *endpoints, size_t count)
{
	struct request *request = state->request;

	for (size_t i = 0; i < count; i++) {
		const struct endpoint *endpoint = &endpoints[i];
		if (!endpoint_matches_head(endpoint, request))
			continue;
		const char *why = cannot_tell(state, endpoint);
		bool is_match = why == NULL && endpoint_matches_body(endpoint, request);
		if (why == NULL && (!is_match || endpoint_needs_body(endpoint)))
			why = request->trouble;
		if (why != NULL) {
			unjudged(state->reading, endpoint, why);
			return NULL;
		}
		if (is_match)
			return endpoint;
	}
	return NULL;
}

static enum reading_kind exempt_kind(enum activity activity)
{
	if (activity == ACTIVITY_DELETE)
		return READING_DELETE;
	return activity == ACTIVITY_ACCOUNT ? READING_ACCOUNT : READING_NOT_A_POST;
}

/* What must be told of a claimed body that is not plainly read; an upload may be any bytes. */
static const char *claimed_trouble(
    const struct reader_state *state, const struct endpoint *endpoint)
{
	if (state->broken != NULL)
		return state->broken;
	if (state->request->trouble != NULL)
		return state->request->trouble;
	bool is_opaque = state->request->body.kind == BODY_OPAQUE;
	return is_opaque && endpoint->activity != ACTIVITY_UPLOAD ? "format" : NULL;
}

static struct post *add_post(struct reader_state *state)
{
	struct reading *reading = state->reading;
	struct post *posts =
	    list_grow(state->request->arena, reading->posts, reading->post_count, sizeof *posts);

	if (posts == NULL)
		return NULL;
	reading->posts = posts;
	memset(&posts[reading->post_count], 0, sizeof *posts);
	return &posts[reading->post_count++];
}

/* A like is known by its shape; what else is in one is a write of no known activity. */
static struct post *add_beside(struct reader_state *state, size_t index)
{
	struct post *beside = add_post(state);

	if (beside == NULL)
		return NULL;
	const struct post *post = &state->reading->posts[index];
	*beside = (struct post){ .site = post->site,
		.class = post->class,
		.host = post->host,
		.endpoint = post->endpoint,
		.activity = ACTIVITY_UNKNOWN,
		.audience = post->audience,
		.account = post->account };
	return beside;
}

static void read_rest(struct reader_state *state, const struct endpoint *endpoint, size_t index)
{
	struct reading *reading = state->reading;
	bool is_reaction = reading->posts[index].activity == ACTIVITY_REACTION;
	struct post *post = is_reaction ? add_beside(state, index) : &reading->posts[index];

	if (post == NULL)
		return;
	extract_rest(endpoint, state->request, post);
	if (is_reaction && post->field_count == 0 && post->attachment_count == 0)
		reading->post_count--;
}

static void read_post(struct reader_state *state, const struct endpoint *endpoint)
{
	struct reading *reading = state->reading;
	struct post *post = add_post(state);
	size_t index = reading->post_count - 1;

	if (post == NULL)
		return;
	extract_post(endpoint, state->request, post);
	if (state->request->body.kind == BODY_OPAQUE)
		post_add_attachment(state->request, post, SPAN(""),
		    message_value(state->request->head, "Content-Type"), state->content.len);
	if (!activity_is_exempt(post->activity)) {
		read_rest(state, endpoint, index);
		return;
	}
	reading->kind = exempt_kind(post->activity);
	reading->post_count--;
}

static void read_claimed(struct reader_state *state, const struct endpoint *endpoint)
{
	struct reading *reading = state->reading;

	reading->endpoint = endpoint;
	reading->kind = READING_POSTS;
	if (activity_is_exempt(endpoint->activity)) {
		reading->kind = exempt_kind(endpoint->activity);
		return;
	}
	const char *why = claimed_trouble(state, endpoint);
	if (why == NULL) {
		read_post(state, endpoint);
		why = state->request->trouble;
	}
	if (why == NULL && arena_is_full(state->request->arena))
		why = "memory";
	if (why != NULL)
		unjudged(reading, endpoint, why);
}

static void read_generic(struct reader_state *state)
{
	struct request *request = state->request;
	struct post *post = add_post(state);
	bool is_read = post != NULL && request->body.kind != BODY_OPAQUE;

	state->reading->kind = READING_UNRECOGNISED;
	if (is_read) {
		post->site = request->site->name;
		post->class = request->site->class_span;
		post->host = request->host;
		post->is_unrecognised = true;
		if (request->body.kind == BODY_TEXT)
			generic_read_text(request, post);
		if (request->body.result == BODY_MALFORMED && state->content.len > 0) {
			is_read = generic_read_raw(request, state->content, post);
			request->root = NULL;
		}
		gather_unclaimed(request, post);
	}
	if (!is_read || arena_is_full(request->arena)) {
		*state->reading = (struct reading){ .kind = READING_OPAQUE,
			.why = state->broken != NULL ? state->broken : "format" };
	}
}

/* One request, or one element of a batch. Returns the endpoint that claims it. */
static const struct endpoint *read_one(struct reader_state *state)
{
	const struct site *site = state->request->site;
	const struct endpoint *endpoint;

	state->reading->kind = READING_UNRECOGNISED;
	endpoint = claim(state, site->sign_in, site->sign_in_count);
	if (endpoint == NULL && state->reading->kind != READING_UNJUDGED)
		endpoint = claim(state, site->endpoints, site->endpoint_count);
	if (state->reading->kind == READING_UNJUDGED)
		return NULL;
	if (endpoint == NULL && state->request->methods == METHOD_DELETE)
		state->reading->kind = READING_DELETE;
	else if (endpoint == NULL)
		read_generic(state);
	return endpoint;
}

/* Batches. */

static bool merge(struct reading *whole, const struct reading *part, struct arena *arena)
{
	for (size_t i = 0; i < part->post_count; i++) {
		struct post *posts =
		    list_grow(arena, whole->posts, whole->post_count, sizeof *posts);
		if (posts == NULL)
			return false;
		posts[whole->post_count++] = part->posts[i];
		whole->posts = posts;
	}
	if (part->post_count > 0)
		whole->kind = READING_POSTS;
	else if (whole->post_count == 0 && part->kind == READING_DELETE)
		whole->kind = READING_DELETE;
	return true;
}

static const char *read_element(struct reader_state *outer, const struct endpoint *batch,
    const struct value *element, struct reading *part)
{
	struct request *request = arena_alloc(outer->request->arena, sizeof *request);

	if (request == NULL)
		return "memory";
	request_init_element(request, outer->request, &batch->batch, element);
	struct reader_state state = { .request = request, .reading = part };
	if (request->body.result != BODY_OK)
		state.broken = request->body.why != NULL ? request->body.why : "malformed";
	const struct endpoint *endpoint = read_one(&state);
	if (endpoint != NULL && endpoint->batch.at != NULL)
		return "nested-batch";
	if (endpoint != NULL)
		read_claimed(&state, endpoint);
	if (part->kind == READING_UNJUDGED || part->kind == READING_OPAQUE)
		return part->why;
	return request->trouble;
}

static void take_selected(
    struct request *request, const struct selector *selector, const struct value *element)
{
	struct selection found = { NULL, 0 };

	if (selector != NULL && !selector_walk(selector, element, request->arena, &found))
		request->trouble = "batch";
	for (size_t i = 0; i < found.count; i++)
		request_take(request, found.list[i]);
}

/* What of an element is read as a request of its own. */
static void take_element(
    struct request *request, const struct batch *batch, const struct value *element)
{
	if (batch->body == NULL)
		request_take(request, element);
	take_selected(request, batch->method, element);
	take_selected(request, batch->path, element);
	take_selected(request, batch->body, element);
}

/* The first of the posts that is more than a reaction; NULL if there are none at all. */
static struct post *main_post(struct reading *reading)
{
	for (size_t i = 0; i < reading->post_count; i++)
		if (reading->posts[i].activity != ACTIVITY_REACTION)
			return &reading->posts[i];
	return NULL;
}

/* What stands around the elements counts as part of what they publish. */
static void read_envelope(struct reader_state *state, const struct endpoint *batch,
    const struct selection *elements, struct reading *whole)
{
	struct reader_state around = { .request = state->request, .reading = whole };
	struct post *post = main_post(whole);

	if (whole->post_count == 0)
		return;
	for (size_t i = 0; i < elements->count; i++)
		take_element(state->request, &batch->batch, elements->list[i]);
	bool is_new = post == NULL;
	if (is_new)
		post = add_beside(&around, 0);
	if (post == NULL)
		return;
	extract_rest(batch, state->request, post);
	if (is_new && post->field_count == 0 && post->attachment_count == 0)
		whole->post_count--;
}

static void read_batch(
    struct reader_state *state, const struct endpoint *batch, const struct selection *elements)
{
	struct reading whole = { .kind = READING_NOT_A_POST, .endpoint = batch };
	const char *why = claimed_trouble(state, batch);

	if (elements->count > BATCH_MAX)
		why = "batch";
	for (size_t i = 0; i < elements->count && why == NULL; i++) {
		struct reading part = { .kind = READING_UNRECOGNISED };
		why = read_element(state, batch, elements->list[i], &part);
		if (why == NULL && !merge(&whole, &part, state->request->arena))
			why = "memory";
	}
	if (why == NULL) {
		read_envelope(state, batch, elements, &whole);
		why = state->request->trouble;
	}
	*state->reading = whole;
	if (why != NULL)
		unjudged(state->reading, batch, why);
}

void site_read(const struct site *site, const struct message *head, struct span host,
    struct span body, const struct site_context *context, struct arena *arena,
    struct reading *reading)
{
	struct request request;
	struct reader_state state = { .request = &request, .reading = reading };
	struct selection elements = { NULL, 0 };

	memset(reading, 0, sizeof *reading);
	request_init(&request, site, head, host, arena);
	if (sign_in_matches_head(site, &request)) {
		reading->kind = READING_ACCOUNT;
		return;
	}
	request.issued = context->issued;
	read_body(&state, body, context->text_max);
	request_see_body(&request);
	const struct endpoint *endpoint = read_one(&state);
	if (endpoint == NULL)
		return;
	if (endpoint->batch.at != NULL)
		request_select(&request, endpoint->batch.at, endpoint->is_also_query, &elements);
	if (elements.count > 0)
		read_batch(&state, endpoint, &elements);
	else
		read_claimed(&state, endpoint);
}
