/*
 * The catalogue: which hosts belong to which site, which requests write, and what they say.
 *
 * Immutable after catalogue_load(). Parsers below it take bytes and give results; nothing here
 * knows a socket. Results point into the arena of the exchange, the catalogue, or the body.
 */
#ifndef RULES_SITES_CATALOGUE_H
#define RULES_SITES_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "../../proxy/base/arena.h"
#include "../../proxy/base/problems.h"
#include "../../proxy/base/source.h"
#include "../../proxy/http/message.h"
#include "../post.h"
#include "issued.h"

struct catalogue;
struct site;
struct endpoint;

/* What the configuration says of sites. Lists are NULL-terminated and borrowed. */
struct catalogue_choice {
	const char *const *govern; /* "class:public-social", "x", "-reddit" to leave one out */
	const char *const *never;  /* the same words; wins. class:private is always among them */
	const char *const *host_sites; /* pairs: host_sites[i] is served by site … */
	const char *const *host_names; /* … on host host_names[i] ("*.example.org" for all below) */
};

/* Site files: built in ones first (those of rules/sites/, which the build puts into the binary),
 * then *.yaml of the folders and files in more. Returns owned; NULL if problems has errors.
 * run_examples: also run each endpoint's examples and report those that are not read as they say.
 */
struct catalogue *catalogue_load(struct source *source, const char *base, const char *const *more,
    const struct catalogue_choice *choice, bool run_examples, struct problems *problems);
void catalogue_free(struct catalogue *catalogue);

enum governance {
	GOVERNANCE_NONE,  /* tunnel */
	GOVERNANCE_NEVER, /* tunnel, whatever else says otherwise */
	GOVERNANCE_SITE,  /* governed: intercept */
};

/* host: lower case, no trailing dot. *site is set whenever the catalogue knows the host. */
enum governance catalogue_governs(
    const struct catalogue *catalogue, struct span host, const struct site **site);
bool catalogue_is_ech_name(const struct catalogue *catalogue, struct span host);

const char *site_name(const struct site *site);
const char *site_title(const struct site *site);
const char *site_class(const struct site *site);
size_t catalogue_site_count(const struct catalogue *catalogue);
const struct site *catalogue_site(const struct catalogue *catalogue, size_t index);
const struct site *catalogue_find(
    const struct catalogue *catalogue, const char *name); /* or NULL */
bool catalogue_site_is_governed(const struct catalogue *catalogue, const struct site *site);
/* Never decrypted, by its class or by the configuration. */
bool site_is_never(const struct site *site);
/* The hosts of its own file, patterns as written; governed or not. */
size_t site_host_count(const struct site *site);
const char *site_host(const struct site *site, size_t index);
/* Hosts on which the site is governed, patterns as written; NULL-terminated. */
const char *const *catalogue_site_hosts(const struct catalogue *catalogue, const struct site *site);

/* What to do with a request before its body is there. */
enum approach {
	APPROACH_READ,    /* cannot write: forward as it comes */
	APPROACH_ACCOUNT, /* sign-in and its like: forward as it comes, look at nothing, record
	                     nothing */
	APPROACH_COLLECT, /* can write: collect the body, then site_read() */
};

/* head.method is the method on the wire; known overrides (X-HTTP-Method-Override, _method in the
 * query, …) are looked at here. */
enum approach site_approach(const struct site *site, const struct message *head);

/* Does an endpoint other than an upload claim requests like this one, as far as the head tells
 * (method, host, path, query, fields)? For bodies too large to be read. */
bool site_claims_text(const struct site *site, const struct message *head);

enum reading_kind {
	READING_POSTS,        /* claimed: judge every one of posts */
	READING_UNRECOGNISED, /* no endpoint claimed it: posts were read generically */
	READING_NOT_A_POST,   /* claimed as reading or telemetry: pass */
	READING_DELETE,       /* taking back: always passes */
	READING_ACCOUNT,      /* found out from the body only: pass, record nothing */
	READING_UNJUDGED,     /* claimed, and ambiguous, undecodable or over a limit: `unjudged` */
	READING_OPAQUE,       /* unclaimed and cannot be decoded: counted, passes */
};

struct reading {
	enum reading_kind kind;
	const char *why; /* short word for records ("duplicate-key"); NULL if plain */
	const struct endpoint *endpoint; /* that claimed it, or NULL */
	struct post *posts;
	size_t post_count;
};

/* What is known beside the request. */
struct site_context {
	size_t text_max;             /* decoded bytes of text */
	const struct issued *issued; /* what the site gave this session; NULL for nothing */
};

/* body: content as received, content codings still on. */
void site_read(const struct site *site, const struct message *head, struct span host,
    struct span body, const struct site_context *context, struct arena *arena,
    struct reading *reading);

const char *endpoint_name(const struct endpoint *endpoint);

/* How the site says no. Fields may hold {sentence}, {reference} and {url}; the writer escapes them
 * for the type of the answer. */
struct dialect {
	const char *name;
	unsigned status;
	const char *type; /* Content-Type */
	const char *body;
	enum {
		CORS_NONE,
		CORS_ANY,
		CORS_ECHO
	} cors;       /* none, "*", the request's Origin with credentials */
	bool is_page; /* the endpoint is only used by navigations: an HTML notice */
};

/* The dialect for refusing what endpoint claimed; with NULL the site's default one. Never NULL. */
const struct dialect *site_dialect(const struct site *site, const struct endpoint *endpoint);

/* What to note from the answer (`returns:`), when the endpoint says so. */
bool endpoint_returns(const struct endpoint *endpoint);
/* Fills id and url (empty when not found) from an answer of at most 64 KiB; points into arena. */
bool endpoint_read_answer(const struct endpoint *endpoint, const struct message *head,
    struct span body, struct arena *arena, struct span *id, struct span *url);

#endif
