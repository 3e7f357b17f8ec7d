/* What the catalogue says about answers: a site's way of refusing, and what to note of its own. */
#include <string.h>

#include "../../proxy/http/coding.h"
#include "request.h"

enum { ANSWER_MAX = 64 * 1024 };

const struct dialect *site_dialect(const struct site *site, const struct endpoint *endpoint)
{
	static const struct dialect page = { .name = "page",
		.status = 403,
		.type = "text/html; charset=utf-8",
		.body = "",
		.is_page = true };

	if (endpoint != NULL && endpoint->refusal != NULL)
		return endpoint->refusal;
	return site != NULL && site->refusal != NULL ? site->refusal : &page;
}

const char *endpoint_name(const struct endpoint *endpoint)
{
	return endpoint->name_text;
}

bool endpoint_returns(const struct endpoint *endpoint)
{
	return endpoint->returns_id != NULL || endpoint->returns_url != NULL;
}

static struct span first_text(struct request *request, const struct selector *selector)
{
	struct selection found = { NULL, 0 };
	struct span text;

	if (selector != NULL)
		request_select(request, selector, false, &found);
	for (size_t i = 0; i < found.count; i++)
		if (scalar_text(found.list[i], &text) && text.len > 0)
			return text;
	return (struct span){ NULL, 0 };
}

/* An id of the site's: what a URL may hold without escaping (RFC 3986 2.3). */
static bool is_plain_id(struct span id)
{
	for (size_t i = 0; i < id.len; i++) {
		char c = id.data[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		        (c != '\0' && strchr("-._~:", c) != NULL)))
			return false;
	}
	return id.len > 0;
}

static struct span fill(const char *template, struct span id, struct arena *arena)
{
	const char *at = strstr(template, "{id}");

	if (at == NULL || !is_plain_id(id))
		return (struct span){ NULL, 0 };
	return span_of(arena_print(arena, "%.*s%.*s%s", (int)(at - template), template,
	    SPAN_PRINT(id), at + strlen("{id}")));
}

static bool read_content(const struct message *head, struct span body, struct request *request)
{
	struct span content = body;
	struct buf out;
	bool is_read = true;

	if (body.len > ANSWER_MAX)
		return false;
	buf_init(&out, ANSWER_MAX);
	if (coding_is_coded(head)) {
		is_read = coding_decode(head, body, &out) == CODING_OK;
		content = span_make(arena_copy(request->arena, buf_span(&out)), out.len);
		is_read = is_read && content.data != NULL;
	}
	buf_release(&out);
	if (is_read && content.len > 0)
		body_read(head, content, request->arena, &request->body);
	request->root = request->body.kind == BODY_TEXT ? NULL : request->body.value;
	return is_read;
}

bool endpoint_read_answer(const struct endpoint *endpoint, const struct message *head,
    struct span body, struct arena *arena, struct span *id, struct span *url)
{
	struct request request = { .site = endpoint->site, .head = head, .arena = arena };

	*id = (struct span){ NULL, 0 };
	*url = (struct span){ NULL, 0 };
	if (!endpoint_returns(endpoint) || !read_content(head, body, &request))
		return false;
	*id = first_text(&request, endpoint->returns_id);
	*url = first_text(&request, endpoint->returns_url);
	if (url->len == 0 && endpoint->url_template != NULL)
		*url = fill(endpoint->url_template, *id, arena);
	return id->len > 0 || url->len > 0;
}
