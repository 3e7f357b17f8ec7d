/*
 * A site of the catalogue as its file describes it. Immutable once read; everything belongs to the
 * arena of the catalogue. Shared by the files of this folder only; others see catalogue.h.
 */
#ifndef RULES_SITES_SITE_H
#define RULES_SITES_SITE_H

#include "../../proxy/base/node.h"
#include "catalogue.h"
#include "pattern.h"
#include "selector.h"
#include "shape.h"

enum {
	METHOD_GET = 1,
	METHOD_HEAD = 2,
	METHOD_OPTIONS = 4,
	METHOD_POST = 8,
	METHOD_PUT = 16,
	METHOD_PATCH = 32,
	METHOD_DELETE = 64,
	METHOD_OTHER = 128,
	METHODS_READING = METHOD_GET | METHOD_HEAD | METHOD_OPTIONS,
	METHODS_WRITING = METHOD_POST | METHOD_PUT | METHOD_PATCH,
	METHODS_ALL = 255,
};

struct condition { /* some value that the selector selects matches one of the globs */
	const struct selector *selector;
	struct spans globs;
};

struct conditions {
	struct condition *list;
	size_t count;
};

enum text_kind { TEXT_PLAIN, TEXT_HTML, TEXT_LITTLE };

struct text_field {
	struct span name;
	struct selectors selectors;
	enum text_kind kind;
};

struct skip { /* members that are no text where they have the form that it stands for */
	struct spans names;
	struct selectors selectors;
};

struct audience_rule {
	const struct selector *at; /* NULL: always otherwise */
	struct spans words[AUDIENCE_COUNT];
	enum audience otherwise;
};

struct becomes {
	struct conditions when;
	struct selectors has;
	struct selectors lacks;
	enum activity activity;
};

struct batch {
	const struct selector *at; /* NULL: no batch */
	const struct selector *method;
	struct span method_word;
	const struct selector *path;
	struct span prefix;
	const struct selector *body;
};

struct example {
	const struct node *at;
	const struct node *request;
	const struct node *reads;
};

struct endpoint {
	struct span name;
	const char *name_text;
	const struct site *site;
	const struct node *at;
	enum activity activity;
	unsigned methods;
	struct spans hosts;
	struct path *paths;
	size_t path_count;
	struct conditions head; /* conditions that need no body */
	struct conditions when;
	struct selectors has;
	struct selectors lacks;
	const struct selector *id_at; /* of ids: NULL if there is none */
	struct spans known_ids;
	bool has_only;
	struct spans only;
	bool is_bare; /* claims only a body whose texts all look like ids */
	bool is_also_query;
	struct text_field *texts;
	size_t text_count;
	struct skip skips[SHAPE_COUNT];
	struct selectors links;
	const struct selector *account;
	bool has_audience;
	struct audience_rule audience;
	struct selectors attachments;
	struct becomes *becomes;
	size_t becomes_count;
	struct batch batch;
	const struct selector *returns_id;
	const struct selector *returns_url;
	const char *url_template; /* with {id} */
	const struct dialect *refusal;
	struct example *examples;
	size_t example_count;
};

struct site {
	struct span name;
	const char *name_text;
	const char *title;
	const char *class;
	struct span class_span;
	const char *file;
	const struct node *at;
	bool is_governed; /* the configuration governs it wherever it is */
	bool is_never;
	struct spans hosts;
	struct spans ech_names;
	struct endpoint *sign_in;
	size_t sign_in_count;
	struct dialect *dialects;
	size_t dialect_count;
	const struct dialect *refusal;
	struct spans override_headers;
	struct spans override_queries;
	struct selectors override_bodies;
	struct spans route_queries;
	struct spans path_strips;
	struct skip skips[SHAPE_COUNT];
	struct endpoint *endpoints;
	size_t endpoint_count;
};

/* What claims without judging: it must be sure of it. */
static inline bool activity_is_exempt(enum activity activity)
{
	return activity == ACTIVITY_DELETE || activity == ACTIVITY_ACCOUNT ||
	       activity == ACTIVITY_NOT_A_POST;
}

/* Could the body change whether endpoint claims a request? */
static inline bool endpoint_needs_body(const struct endpoint *endpoint)
{
	return endpoint->when.count > 0 || endpoint->has.count > 0 || endpoint->lacks.count > 0 ||
	       endpoint->has_only || endpoint->is_bare ||
	       (endpoint->id_at != NULL && endpoint->id_at->source == SOURCE_BODY);
}

#endif
