#include "recognise.h"

#include "skip.h"
#include "walk.h"

enum { BARE_TREES_MAX = 16 };

static bool condition_holds(
    const struct condition *condition, struct request *request, bool also_query, bool is_strict)
{
	struct selection selection = { NULL, 0 };
	size_t matched = 0;
	struct span text;

	request_select(request, condition->selector, also_query, &selection);
	for (size_t i = 0; i < selection.count; i++)
		if (scalar_text(selection.list[i], &text))
			matched += globs_match(&condition->globs, text);
	return is_strict ? matched > 0 && matched == selection.count : matched > 0;
}

bool conditions_hold(
    const struct conditions *conditions, struct request *request, bool also_query, bool is_strict)
{
	for (size_t i = 0; i < conditions->count; i++)
		if (!condition_holds(&conditions->list[i], request, also_query, is_strict))
			return false;
	return true;
}

static bool finds(struct request *request, const struct selector *selector, bool also_query)
{
	struct selection selection = { NULL, 0 };

	request_select(request, selector, also_query, &selection);
	for (size_t i = 0; i < selection.count; i++)
		if (selection.list[i]->kind != VALUE_NULL)
			return true;
	return false;
}

bool selectors_find(
    struct request *request, const struct selectors *selectors, bool also_query, bool wants_all)
{
	for (size_t i = 0; i < selectors->count; i++)
		if (finds(request, selectors->list[i], also_query) != wants_all)
			return !wants_all;
	return wants_all;
}

static bool path_is_of(const struct endpoint *endpoint, const struct path *path)
{
	for (size_t i = 0; i < endpoint->path_count; i++)
		if (path_matches(&endpoint->paths[i], path))
			return true;
	return false;
}

static bool paths_match(
    const struct endpoint *endpoint, const struct request *request, bool is_strict)
{
	for (size_t i = 0; i < request->path_count; i++)
		if (path_is_of(endpoint, &request->paths[i]) != is_strict)
			return !is_strict;
	return is_strict && request->path_count > 0;
}

bool endpoint_matches_head(const struct endpoint *endpoint, struct request *request)
{
	bool is_strict = activity_is_exempt(endpoint->activity);
	unsigned outside = request->methods & ~endpoint->methods;

	if ((request->methods & endpoint->methods) == 0 || (is_strict && outside != 0))
		return false;
	return (endpoint->hosts.count == 0 || hosts_match(&endpoint->hosts, request->host)) &&
	       paths_match(endpoint, request, is_strict) &&
	       conditions_hold(&endpoint->head, request, false, is_strict);
}

static bool has_only_known(const struct endpoint *endpoint, const struct value *tree)
{
	if (tree == NULL)
		return true;
	if (tree->kind != VALUE_OBJECT)
		return false;
	for (const struct value *child = tree->first; child != NULL; child = child->next)
		if (!globs_match(&endpoint->only, child->name))
			return false;
	return true;
}

/* No text, but ids: nobody can say much in 128 bytes without white space, or in what the site
 * skips. JSON inside of a text is looked into. */
static bool is_bare_text(
    struct request *request, const struct value *value, struct span name, struct selection *nested)
{
	struct value *inner = NULL;
	const char *why;

	if (value->kind == VALUE_FILE)
		return false;
	if (value->kind != VALUE_STRING || value->text.len == 0 ||
	    shape_fits(SHAPE_ID, value->text) || skip_fits(request->site->skips, name, value->text))
		return true;
	if (body_read_json(value->text, request->arena, &inner, &why) != BODY_OK)
		return false;
	return selection_add(nested, inner, request->arena);
}

static bool is_bare_tree(
    struct request *request, const struct value *root, struct selection *nested)
{
	struct walk walk;

	for (walk_start(&walk, root); walk.at != NULL; walk_next(&walk, true))
		if (!is_bare_text(request, walk.at, walk_name(&walk), nested))
			return false;
	return true;
}

static bool is_bare(struct request *request)
{
	struct selection trees = { NULL, 0 };

	if (request->body.kind == BODY_TEXT || request->body.kind == BODY_OPAQUE)
		return false;
	const struct value *roots[] = { request->root, request->query };
	for (size_t i = 0; i < 2; i++)
		if (roots[i] != NULL && !selection_add(&trees, roots[i], request->arena))
			return false;
	for (size_t i = 0; i < trees.count; i++) /* grows by what is inside of texts */
		if (i == BARE_TREES_MAX || !is_bare_tree(request, trees.list[i], &trees))
			return false;
	return true;
}

static bool id_is_known(const struct endpoint *endpoint, struct request *request)
{
	struct condition condition = { endpoint->id_at, endpoint->known_ids };

	return endpoint->id_at == NULL ||
	       condition_holds(&condition, request, endpoint->is_also_query, true);
}

bool endpoint_matches_body(const struct endpoint *endpoint, struct request *request)
{
	bool is_strict = activity_is_exempt(endpoint->activity);
	bool also_query = endpoint->is_also_query;

	if (endpoint->is_bare && !is_bare(request))
		return false;
	if (endpoint->has_only && (!has_only_known(endpoint, request->root) ||
	                              (also_query && !has_only_known(endpoint, request->query))))
		return false;
	return id_is_known(endpoint, request) &&
	       conditions_hold(&endpoint->when, request, also_query, is_strict) &&
	       selectors_find(request, &endpoint->has, also_query, true) &&
	       !selectors_find(request, &endpoint->lacks, also_query, false);
}

bool sign_in_matches_head(const struct site *site, struct request *request)
{
	for (size_t i = 0; i < site->sign_in_count; i++)
		if (!endpoint_needs_body(&site->sign_in[i]) &&
		    endpoint_matches_head(&site->sign_in[i], request))
			return true;
	return false;
}
