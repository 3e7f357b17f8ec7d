#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "../../proxy/http/url.h"
#include "../../proxy/http/utf8.h"
#include "site_file.h"

static void trouble(struct request *request, const char *why)
{
	if (request->trouble == NULL)
		request->trouble = why;
}

/* Paths. */

static void drop_parameters(struct path *path)
{
	struct span rest;

	for (size_t i = 0; i < path->count; i++)
		path->segments[i] = span_cut(path->segments[i], ';', &rest);
}

/* RFC 3986 5.2.4. */
static void resolve_dots(struct path *path)
{
	size_t count = 0;

	for (size_t i = 0; i < path->count; i++) {
		if (span_is(path->segments[i], "..")) {
			count -= count > 0;
			continue;
		}
		if (!span_is(path->segments[i], ".") && path->segments[i].len > 0)
			path->segments[count++] = path->segments[i];
	}
	path->count = count;
}

static void add_path(struct request *request, struct path path)
{
	for (size_t i = 0; i < request->path_count; i++)
		if (path_equal(&request->paths[i], &path))
			return;
	if (request->path_count == REQUEST_PATHS_MAX)
		trouble(request, "path");
	else
		request->paths[request->path_count++] = path;
}

static struct path by_segments(struct request *request, struct span text)
{
	struct path path = path_cut(text, request->arena);

	for (size_t i = 0; i < path.count; i++)
		if (!url_decode(path.segments[i], false, false, request->arena, &path.segments[i]))
			trouble(request, "memory");
	return path;
}

static bool has_byte(struct span text, char c)
{
	return text.len > 0 && memchr(text.data, c, text.len) != NULL;
}

/* The path as it stands, with its dots resolved, and as a server sees it that undoes escapes first
 * and cuts parameters off. Mostly all three are the same. */
static void add_forms(struct request *request, struct span text)
{
	struct span decoded;

	add_path(request, by_segments(request, text));
	if (!has_byte(text, '.') && !has_byte(text, '%') && !has_byte(text, ';'))
		return;
	struct path resolved = by_segments(request, text);
	resolve_dots(&resolved);
	add_path(request, resolved);
	if (!url_decode(text, false, false, request->arena, &decoded)) {
		trouble(request, "memory");
		return;
	}
	struct path loose = path_cut(decoded, request->arena);
	drop_parameters(&loose);
	resolve_dots(&loose);
	add_path(request, loose);
}

static struct span strip(const struct site *site, struct span path)
{
	for (size_t i = 0; i < site->path_strips.count; i++) {
		size_t len = site->path_strips.list[i].len;
		if (path.len >= len &&
		    memcmp(path.data, site->path_strips.list[i].data, len) == 0 &&
		    (path.len == len || path.data[len] == '/'))
			return span_from(path, len);
	}
	return path;
}

/* WordPress: "?rest_route=/wp/v2/posts" is "/wp-json/wp/v2/posts". */
static void add_routes(struct request *request, const struct value *tree)
{
	if (tree == NULL || tree->kind != VALUE_OBJECT)
		return;
	for (const struct value *child = tree->first; child != NULL; child = child->next)
		for (size_t i = 0; i < request->site->route_queries.count; i++) {
			if (!span_equal(child->name, request->site->route_queries.list[i]))
				continue;
			const char *path =
			    arena_print(request->arena, "/wp-json/%.*s", SPAN_PRINT(child->text));
			if (path == NULL)
				trouble(request, "memory");
			add_forms(request, span_of(path));
		}
}

static void set_paths(struct request *request, struct span raw)
{
	struct span path = strip(request->site, raw);

	request->path_count = 0;
	if (request->site->route_queries.count > 0)
		add_routes(request, request->query);
	/* At the root it is the route that says where; elsewhere the file itself may answer. */
	if (request->path_count == 0 || (path.len > 0 && !span_is(path, "/")))
		add_forms(request, path);
}

/* Methods. */

static unsigned exact_method(struct span word)
{
	unsigned method = method_of(word);
	static const char *const reading[] = { "GET", "HEAD", "OPTIONS" };

	if ((method & METHODS_READING) == 0)
		return method;
	for (size_t i = 0; i < 3; i++)
		if (span_is(word, reading[i]))
			return method;
	return METHOD_OTHER; /* "get" is no GET (RFC 9110 9.1), and not for us to trust */
}

static void add_override(unsigned *overrides, struct span word)
{
	word = span_trim(word);
	if (word.len > 0)
		*overrides |= method_of(word);
}

static unsigned head_overrides(const struct request *request)
{
	const struct site *site = request->site;
	const struct message *head = request->head;
	unsigned overrides = 0;

	for (size_t h = 0; h < head->header_count; h++)
		for (size_t i = 0; i < site->override_headers.count; i++)
			if (span_equal_nocase(
			        head->headers[h].name, site->override_headers.list[i]))
				add_override(&overrides, head->headers[h].value);
	const struct value *child = request->query != NULL ? request->query->first : NULL;
	for (; child != NULL; child = child->next)
		for (size_t i = 0; i < site->override_queries.count; i++)
			if (span_equal(child->name, site->override_queries.list[i]))
				add_override(&overrides, child->text);
	return overrides;
}

static bool is_single(unsigned methods)
{
	return methods != 0 && (methods & (methods - 1)) == 0;
}

/* One known override of a POST is what the server goes by; one of a GET is the worst that it could
 * be. Anything less clear is everything that it might be. */
static void apply_overrides(struct request *request, unsigned overrides)
{
	bool is_plain = (request->wire & (METHOD_POST | METHODS_READING)) != 0 &&
	                is_single(overrides) && overrides != METHOD_OTHER;

	if (overrides == 0)
		return;
	request->methods = is_plain ? overrides : request->wire | overrides;
}

static void read_query(struct request *request)
{
	const char *why;

	request->query = NULL;
	if (body_read_form(request->query_text, request->arena, &request->query, &why) ==
	    BODY_LIMIT)
		trouble(request, why);
}

void request_init(struct request *request, const struct site *site, const struct message *head,
    struct span host, struct arena *arena)
{
	memset(request, 0, sizeof *request);
	request->site = site;
	request->head = head;
	request->arena = arena;
	request->host = host;
	request->wire = exact_method(head->method);
	request->methods = request->wire;
	request->query_text = head->query;
	read_query(request);
	set_paths(request, head->path);
	apply_overrides(request, head_overrides(request));
}

void request_see_body(struct request *request)
{
	unsigned overrides = head_overrides(request);
	bool is_form = request->body.kind == BODY_FORM || request->body.kind == BODY_MULTIPART;

	if (!is_form || request->root == NULL)
		return;
	for (size_t i = 0; i < request->site->override_bodies.count; i++) {
		struct selection selection = { NULL, 0 };
		struct span text;
		request_select(request, request->site->override_bodies.list[i], false, &selection);
		for (size_t k = 0; k < selection.count; k++)
			if (scalar_text(selection.list[k], &text))
				add_override(&overrides, text);
	}
	apply_overrides(request, overrides);
	add_routes(request, request->root);
}

/* Batches. */

static bool first_text(struct request *request, const struct selector *selector,
    const struct value *root, struct span *text)
{
	struct selection selection = { NULL, 0 };

	if (!selector_walk(selector, root, request->arena, &selection))
		trouble(request, "batch");
	if (selection.count > 1)
		trouble(request, "batch");
	return selection.count > 0 && scalar_text(selection.list[0], text);
}

static void element_path(
    struct request *request, const struct batch *batch, const struct value *element)
{
	struct span text;

	if (batch->path == NULL)
		return;
	if (!first_text(request, batch->path, element, &text)) {
		trouble(request, "batch");
		return;
	}
	struct span path = span_cut(text, '?', &request->query_text);
	const char *whole = arena_print(request->arena, "%.*s%s%.*s", SPAN_PRINT(batch->prefix),
	    span_starts(path, "/") ? "" : "/", SPAN_PRINT(path));
	if (whole == NULL)
		trouble(request, "memory");
	read_query(request);
	set_paths(request, span_of(whole));
}

static void element_method(
    struct request *request, const struct batch *batch, const struct value *element)
{
	struct span word = batch->method_word;

	if (batch->method != NULL && !first_text(request, batch->method, element, &word))
		word = SPAN("POST");
	if (word.len > 0)
		request->wire = method_of(word);
	request->methods = request->wire;
}

/* A body that is text is read by looking at it. */
static void element_text(struct request *request, const struct value *value)
{
	struct span text = value->text;
	struct span look = text;
	const char *why = NULL;
	enum body_result result;

	while (look.len > 0 && strchr(" \t\r\n", look.data[0]) != NULL && look.data[0] != '\0')
		look = span_from(look, 1);
	bool is_json = span_starts(look, "{") || span_starts(look, "[");
	request->body.kind = is_json ? BODY_JSON : BODY_FORM;
	result = is_json ? body_read_json(text, request->arena, &request->body.value, &why)
	                 : body_read_form(text, request->arena, &request->body.value, &why);
	request->body.result = result;
	request->body.why = why;
}

static void element_body(
    struct request *request, const struct batch *batch, const struct value *element)
{
	struct selection selection = { NULL, 0 };

	request->body = (struct body){ .kind = BODY_JSON, .value = NULL };
	if (batch->body == NULL) {
		request->root = element;
		return;
	}
	if (!selector_walk(batch->body, element, request->arena, &selection) || selection.count > 1)
		trouble(request, "batch");
	if (selection.count == 0) {
		request->body.kind = BODY_EMPTY;
		request->root = NULL;
	} else if (selection.list[0]->kind == VALUE_STRING) {
		element_text(request, selection.list[0]);
		request->root = request->body.value;
	} else {
		request->root = selection.list[0];
	}
}

void request_init_element(struct request *request, const struct request *outer,
    const struct batch *batch, const struct value *element)
{
	*request = *outer;
	request->nested_count = 0;
	request->taken = (struct selection){ NULL, 0 };
	request->is_element = true;
	request->has_outer_query = batch->path == NULL;
	element_method(request, batch, element);
	element_path(request, batch, element);
	element_body(request, batch, element);
}

/* Taking. */

void request_take(struct request *request, const struct value *value)
{
	if (!selection_add(&request->taken, value, request->arena))
		trouble(request, "selection");
	request->is_taken_sorted = false;
}

static int by_address(const void *left, const void *right)
{
	uintptr_t a = (uintptr_t) * (const struct value *const *)left;
	uintptr_t b = (uintptr_t) * (const struct value *const *)right;

	return a < b ? -1 : a > b;
}

bool request_has_taken(struct request *request, const struct value *value)
{
	struct selection *taken = &request->taken;

	if (taken->count == 0)
		return false;
	if (!request->is_taken_sorted)
		qsort(taken->list, taken->count, sizeof *taken->list, by_address);
	request->is_taken_sorted = true;
	return bsearch(&value, taken->list, taken->count, sizeof *taken->list, by_address) != NULL;
}

struct value *request_nested(const struct request *request, struct span text)
{
	for (size_t i = 0; i < request->nested_count; i++)
		if (request->nested[i].text == text.data)
			return request->nested[i].value;
	return NULL;
}

/* Selecting. */

bool scalar_text(const struct value *value, struct span *text)
{
	*text = value->text;
	if (value->kind == VALUE_STRING || value->kind == VALUE_NUMBER)
		return true;
	if (value->kind == VALUE_BOOL) {
		*text = value->is_true ? SPAN("true") : SPAN("false");
		return true;
	}
	*text = value->content;
	return value->kind == VALUE_FILE && value->content.len <= FILE_TEXT_MAX &&
	       utf8_is_valid(value->content) && !has_byte(value->content, '\0');
}

static bool looks_json(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr(" \t\r\n", text.data[i]) == NULL || text.data[i] == '\0')
			return strchr("{[\"", text.data[i]) != NULL && text.data[i] != '\0';
	return false;
}

static const struct value *read_nested(struct request *request, struct span text)
{
	const char *why = NULL;
	struct value *value = NULL;

	for (size_t i = 0; i < request->nested_count; i++)
		if (request->nested[i].text == text.data)
			return request->nested[i].value;
	if (looks_json(text)) {
		if (body_read_json(text, request->arena, &value, &why) != BODY_OK)
			trouble(request, why != NULL ? why : "nested");
	} else if (has_byte(text, '=')) {
		if (body_read_form(text, request->arena, &value, &why) == BODY_LIMIT)
			trouble(request, why);
	}
	if (request->nested_count < REQUEST_NESTED_MAX)
		request->nested[request->nested_count++] =
		    (struct nested){ .text = text.data, .value = value };
	return value;
}

static void select_then(
    struct request *request, const struct selector *selector, struct selection *selection)
{
	for (; selector != NULL; selector = selector->then) {
		struct selection next = { NULL, 0 };
		for (size_t i = 0; i < selection->count; i++) {
			struct span text;
			const struct value *value = selection->list[i];
			if (value->first == NULL && scalar_text(value, &text))
				value = read_nested(request, text);
			if (value != NULL && !selector_walk(selector, value, request->arena, &next))
				trouble(request, "selection");
		}
		*selection = next;
	}
}

static void add_text(
    struct request *request, struct span name, struct span text, struct selection *selection)
{
	struct value *value = value_new(request->arena, VALUE_STRING);

	if (value == NULL || !utf8_clean(text, request->arena, &value->text) ||
	    !selection_add(selection, value, request->arena))
		trouble(request, "memory");
	else
		value->name = name;
}

static void select_query(struct request *request, struct span name, struct selection *selection)
{
	const struct value *child = request->query != NULL ? request->query->first : NULL;

	for (; child != NULL; child = child->next)
		if (span_equal(child->name, name) &&
		    !selection_add(selection, child, request->arena))
			trouble(request, "selection");
}

static void select_header(struct request *request, struct span name, struct selection *selection)
{
	for (size_t i = 0; i < request->head->header_count; i++)
		if (span_equal_nocase(request->head->headers[i].name, name))
			add_text(request, name, request->head->headers[i].value, selection);
}

static void select_segment(
    struct request *request, const struct selector *selector, struct selection *selection)
{
	for (size_t i = 0; i < request->path_count; i++)
		if (selector->segment <= request->paths[i].count)
			add_text(request, selector->name,
			    request->paths[i].segments[selector->segment - 1], selection);
}

static void select_body(struct request *request, const struct selector *selector, bool also_query,
    struct selection *selection)
{
	if (request->root != NULL &&
	    !selector_walk(selector, request->root, request->arena, selection))
		trouble(request, "selection");
	if (also_query && request->query != NULL &&
	    !selector_walk(selector, request->query, request->arena, selection))
		trouble(request, "selection");
}

static void append(
    struct request *request, const struct selection *from, struct selection *selection)
{
	for (size_t i = 0; i < from->count; i++)
		if (!selection_add(selection, from->list[i], request->arena))
			trouble(request, "selection");
}

void request_select(struct request *request, const struct selector *selector, bool also_query,
    struct selection *selection)
{
	struct selection found = { NULL, 0 };

	switch (selector->source) {
	case SOURCE_BODY:
		select_body(request, selector, also_query, &found);
		break;
	case SOURCE_QUERY:
		select_query(request, selector->name, &found);
		break;
	case SOURCE_HEADER:
		select_header(request, selector->name, &found);
		break;
	case SOURCE_PATH:
		select_segment(request, selector, &found);
		break;
	}
	select_then(request, selector->then, &found);
	append(request, &found, selection);
}
