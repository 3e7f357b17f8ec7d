/*
 * A request as endpoints look at it: the methods and paths that a server might take it for, its
 * query and its body as trees, and what selectors select in them. Belongs to the arena of the
 * exchange.
 */
#ifndef RULES_SITES_REQUEST_H
#define RULES_SITES_REQUEST_H

#include "../../proxy/http/body.h"
#include "site.h"

enum { REQUEST_PATHS_MAX = 12, REQUEST_NESTED_MAX = 16 };

struct nested { /* text that held JSON or a form, read once */
	const char *text;
	struct value *value;
};

struct request {
	const struct site *site;
	const struct message *head;
	struct arena *arena;
	struct span host;
	unsigned wire;                        /* method as sent */
	unsigned methods;                     /* all that a server might take it for; mostly one */
	struct path paths[REQUEST_PATHS_MAX]; /* likewise; the plain one first */
	size_t path_count;
	struct span query_text;
	struct value *query; /* NULL until asked for */
	struct body body;
	const struct value *root;    /* body.value, or what a batch gives */
	const struct issued *issued; /* NULL for nothing */
	bool is_element;             /* of a batch: its head is that of the whole */
	bool has_outer_query;        /* so is its query */
	struct selection taken;      /* what selectors took as text, or skip */
	bool is_taken_sorted;
	struct nested nested[REQUEST_NESTED_MAX];
	size_t nested_count;
	const char *trouble; /* why something could not be looked at; NULL while all is well */
};

void request_init(struct request *request, const struct site *site, const struct message *head,
    struct span host, struct arena *arena);

/* Once body and root are there: overrides and routes that stand in the body count. */
void request_see_body(struct request *request);

/* One element of a batch of outer, to be read like a request of its own. */
void request_init_element(struct request *request, const struct request *outer,
    const struct batch *batch, const struct value *element);

/* Adds what selector selects; on the query too if also_query. Troubles are noted in request. */
void request_select(struct request *request, const struct selector *selector, bool also_query,
    struct selection *selection);

/* The value itself and all below it need not be read any more. */
void request_take(struct request *request, const struct value *value);
bool request_has_taken(struct request *request, const struct value *value);

/* What a selector found inside of text (its "->"); NULL if none went there. */
struct value *request_nested(const struct request *request, struct span text);

/* The text of a scalar; of a file, its content if that is text. False for anything else. */
bool scalar_text(const struct value *value, struct span *text);

enum { FILE_TEXT_MAX = 64 * 1024 };

#endif
