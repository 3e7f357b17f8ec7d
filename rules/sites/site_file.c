#include "site_file.h"

#include <string.h>

#include "skip.h"

static void read_name(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	site->name_text = attribute_text(reader, node);
	site->name = span_of(site->name_text);
}

static void read_title(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	site->title = attribute_text(reader, node);
}

static void read_class(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	site->class = class_names[attribute_choice(reader, node, class_names, "a class")];
	site->class_span = span_of(site->class);
}

/* Lower case, "*." only in front, at least two labels behind it. */
static bool is_host(struct span host)
{
	if (span_starts(host, "*."))
		host = span_from(host, 2);
	for (size_t i = 0; i < host.len; i++) {
		char c = host.data[i];
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
		        c == '_'))
			return false;
	}
	return host.len > 0 && host.data[0] != '.' && host.data[host.len - 1] != '.' &&
	       memchr(host.data, '.', host.len) != NULL;
}

static void read_host_list(struct reader *reader, const struct node *node, struct spans *hosts)
{
	if (!expect_kind(reader, node, NODE_LIST))
		return;
	for (size_t i = 0; i < node->count; i++) {
		struct span host = read_span(reader, node->items[i]);
		if (host.len > 0 && !is_host(host))
			problems_error(reader->problems, node->items[i],
			    "\"%s\" is not a host: write x.example, or \"*.x.example\" for all "
			    "below it",
			    host.data);
		else
			spans_add(hosts, host, reader->arena);
	}
}

static void read_hosts(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	read_host_list(reader, node, &site->hosts);
}

static void read_ech(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	read_host_list(reader, node, &site->ech_names);
}

static void read_status(struct reader *reader, const struct node *node, void *target)
{
	struct dialect *dialect = target;
	uint64_t status = 0;

	if (!span_to_u64(read_span(reader, node), &status) || status < 200 || status > 599)
		problems_error(reader->problems, node, "a status is a number from 200 to 599");
	else
		dialect->status = (unsigned)status;
}

static void read_type(struct reader *reader, const struct node *node, void *target)
{
	struct dialect *dialect = target;

	dialect->type = attribute_text(reader, node);
}

static void read_body(struct reader *reader, const struct node *node, void *target)
{
	struct dialect *dialect = target;

	dialect->body = attribute_text(reader, node);
}

static const char *const cors_names[] = { "none", "any", "echo", NULL };

static void read_cors(struct reader *reader, const struct node *node, void *target)
{
	struct dialect *dialect = target;
	unsigned choice = attribute_choice(reader, node, cors_names, "a way of cors");

	dialect->cors = choice == 2 ? CORS_ECHO : choice == 1 ? CORS_ANY : CORS_NONE;
}

static void read_page(struct reader *reader, const struct node *node, void *target)
{
	struct dialect *dialect = target;

	dialect->is_page = read_bool(reader, node);
}

static const struct attribute dialect_attributes[] = { { "status", read_status, false,
	                                                   &schema_whole },
	{ "type", read_type, false, &schema_text }, { "body", read_body, false, &schema_text },
	{ "cors", read_cors, false, ONE_OF(cors_names) },
	{ "page", read_page, false, &schema_flag }, { NULL, NULL, false, NULL } };

static void read_dialects(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	if (!expect_kind(reader, node, NODE_MAP))
		return;
	site->dialects = arena_alloc(reader->arena, node->count * sizeof *site->dialects);
	for (size_t i = 0; i < node->count; i++) {
		struct dialect *dialect = &site->dialects[site->dialect_count++];
		*dialect = (struct dialect){ .name = node->keys[i]->text,
			.status = 403,
			.type = "text/html; charset=utf-8",
			.body = "" };
		attributes_read(reader, node->items[i], "a dialect", dialect_attributes, dialect);
	}
}

static void read_default_refusal(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;
	const char *name = attribute_text(reader, node);

	for (size_t i = 0; i < site->dialect_count; i++)
		if (strcmp(site->dialects[i].name, name) == 0)
			site->refusal = &site->dialects[i];
	if (site->refusal == NULL)
		problems_error(
		    reader->problems, node, "there is no dialect \"%s\" in this file", name);
}

static void read_override_headers(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	read_words(reader, node, &site->override_headers);
}

static void read_override_queries(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	read_words(reader, node, &site->override_queries);
}

static void read_override_bodies(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	read_selectors(reader, node, &site->override_bodies);
}

static const struct attribute override_attributes[] = { { "headers", read_override_headers, false,
	                                                    &schema_texts },
	{ "query", read_override_queries, false, &schema_texts },
	{ "body", read_override_bodies, false, &schema_texts }, { NULL, NULL, false, NULL } };

static void read_overrides(struct reader *reader, const struct node *node, void *target)
{
	attributes_read(reader, node, "overrides", override_attributes, target);
}

static void read_route_query(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	read_words(reader, node, &site->route_queries);
}

static void read_path_strip(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	read_words(reader, node, &site->path_strips);
}

static void read_skip(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	skip_file_read(reader, node, site->skips);
}

static void read_sign_in(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	if (!expect_kind(reader, node, NODE_LIST))
		return;
	site->sign_in = arena_alloc(reader->arena, node->count * sizeof *site->sign_in);
	for (size_t i = 0; i < node->count; i++)
		sign_in_file_read(reader, node->items[i], &site->sign_in[site->sign_in_count++]);
}

static void read_endpoints(struct reader *reader, const struct node *node, void *target)
{
	struct site *site = target;

	if (!expect_kind(reader, node, NODE_LIST))
		return;
	site->endpoints = arena_alloc(reader->arena, node->count * sizeof *site->endpoints);
	for (size_t i = 0; i < node->count; i++)
		endpoint_file_read(
		    reader, node->items[i], &site->endpoints[site->endpoint_count++]);
}

/* Read elsewhere, because others are read by it. */
static void skip(struct reader *reader, const struct node *node, void *target)
{
	(void)reader;
	(void)node;
	(void)target;
}

const struct attribute site_attributes[] = {
	{ "site", read_name, true, &schema_text },
	{ "title", read_title, true, &schema_text },
	{ "class", read_class, true, ONE_OF(class_names) },
	{ "hosts", read_hosts, false, &schema_texts },
	{ "ech-names", read_ech, false, &schema_texts },
	{ "sign-in", read_sign_in, false, LIST_OF(ATTRIBUTES(sign_in_attributes)) },
	{ "dialects", skip, false, NAMED(ATTRIBUTES(dialect_attributes)) },
	{ "default-refusal", read_default_refusal, false, &schema_text },
	{ "overrides", read_overrides, false, ATTRIBUTES(override_attributes) },
	{ "route-query", read_route_query, false, &schema_texts },
	{ "path-strip", read_path_strip, false, &schema_texts },
	{ "skip", read_skip, false, NULL },
	{ "endpoints", read_endpoints, false, LIST_OF(ATTRIBUTES(endpoint_attributes)) },
	{ NULL, NULL, false, NULL },
};

static void check_whole(struct reader *reader, const struct node *root, const struct site *site)
{
	bool is_read = site->class != NULL && strcmp(site->class, "private") != 0 &&
	               strcmp(site->class, "uninspectable") != 0;

	if (is_read && site->sign_in_count == 0)
		problems_error(reader->problems, root,
		    "the site \"%s\" needs \"sign-in\": what is sent there is never looked at",
		    site->name_text);
	if (site->class != NULL && strcmp(site->class, "private") == 0 &&
	    (site->endpoint_count > 0 || site->sign_in_count > 0))
		problems_error(reader->problems, root,
		    "a site of class private has only site, title, class and hosts");
}

struct site *site_file_read(
    const struct node *root, const char *file, struct arena *arena, struct problems *problems)
{
	struct site *site = arena_alloc(arena, sizeof *site);
	struct reader reader = { .arena = arena, .problems = problems, .site = site };

	site->file = file;
	site->at = root;
	const struct node *dialects = node_get(root, "dialects");
	if (dialects != NULL)
		read_dialects(&reader, dialects, site);
	attributes_read(&reader, root, "a site", site_attributes, site);
	check_whole(&reader, root, site);
	return site->name.len > 0 && site->class != NULL ? site : NULL;
}
