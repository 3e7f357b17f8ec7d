/* What to do with a request before its body is there. */
#include "../../proxy/http/url.h"
#include "recognise.h"

enum { APPROACH_MEMORY = 1024 * 1024 };

static struct span host_of(const struct message *head, struct authority *authority)
{
	if (!authority_parse(head->authority, authority))
		return head->authority;
	return span_of(authority->host);
}

static bool may_override(const struct site *site, const struct message *head)
{
	if (site->override_queries.count > 0 && head->query.len > 0)
		return true;
	for (size_t h = 0; h < head->header_count; h++)
		for (size_t i = 0; i < site->override_headers.count; i++)
			if (span_equal_nocase(
			        head->headers[h].name, site->override_headers.list[i]))
				return true;
	return false;
}

static bool claims_reading(const struct site *site)
{
	for (size_t i = 0; i < site->endpoint_count; i++)
		if ((site->endpoints[i].methods & METHODS_READING) != 0)
			return true;
	return false;
}

static bool is_plain_read(const struct site *site, const struct message *head)
{
	bool is_reading = span_is(head->method, "GET") || span_is(head->method, "HEAD") ||
	                  span_is(head->method, "OPTIONS");

	return is_reading && !may_override(site, head) && !claims_reading(site);
}

/* An endpoint of activity account that is the first to match is as good as a sign-in. */
static const struct endpoint *first_by_head(const struct site *site, struct request *request)
{
	for (size_t i = 0; i < site->endpoint_count; i++)
		if (endpoint_matches_head(&site->endpoints[i], request))
			return &site->endpoints[i];
	return NULL;
}

static enum approach approach_of(const struct site *site, struct request *request)
{
	if (sign_in_matches_head(site, request))
		return APPROACH_ACCOUNT;
	const struct endpoint *first = first_by_head(site, request);
	if (first != NULL && first->activity == ACTIVITY_ACCOUNT && !endpoint_needs_body(first))
		return APPROACH_ACCOUNT;
	bool may_write = ((request->methods | request->wire) & ~(unsigned)METHODS_READING) != 0;
	return first != NULL || may_write ? APPROACH_COLLECT : APPROACH_READ;
}

enum approach site_approach(const struct site *site, const struct message *head)
{
	struct authority authority;
	struct request request;

	if (is_plain_read(site, head))
		return APPROACH_READ;
	struct arena *arena = arena_new(APPROACH_MEMORY);
	request_init(&request, site, head, host_of(head, &authority), arena);
	enum approach approach = approach_of(site, &request);
	if (arena_is_full(arena))
		approach = APPROACH_COLLECT;
	arena_free(arena);
	return approach;
}

static bool claims_text(const struct site *site, struct request *request)
{
	for (size_t i = 0; i < site->endpoint_count; i++) {
		const struct endpoint *endpoint = &site->endpoints[i];
		if (!endpoint_matches_head(endpoint, request))
			continue;
		if (endpoint->activity != ACTIVITY_UPLOAD)
			return true;
		if (!endpoint_needs_body(endpoint))
			return false; /* an upload whatever is in it: nobody after it is asked */
	}
	return false;
}

bool site_claims_text(const struct site *site, const struct message *head)
{
	struct authority authority;
	struct request request;
	struct arena *arena = arena_new(APPROACH_MEMORY);

	request_init(&request, site, head, host_of(head, &authority), arena);
	bool claims = claims_text(site, &request) || arena_is_full(arena);
	arena_free(arena);
	return claims;
}
