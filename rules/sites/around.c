#include "around.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../proxy/http/url.h"
#include "../../proxy/http/utf8.h"
#include "generic.h"
#include "skip.h"

enum {
	VALUE_LEAST = 2,
	SEGMENT_LEAST = 16, /* no key and no token that opens anything is shorter */
};

/* Sorted. Fields of RFC 9110, 9111 and 9449, of Fetch, of client hints and of proxies. */
static const char *const standard[] = { "age", "alt-used", "authorization", "cache-control",
	"connection", "content-digest", "content-encoding", "content-language", "content-length",
	"content-md5", "content-range", "content-type", "cookie", "date", "device-memory", "dnt",
	"downlink", "dpop", "dpr", "early-data", "ect", "expect", "forwarded", "host",
	"http2-settings", "keep-alive", "last-event-id", "max-forwards", "origin", "pragma",
	"priority", "range", "referer", "rtt", "save-data", "te", "trailer", "transfer-encoding",
	"upgrade", "upgrade-insecure-requests", "user-agent", "via", "viewport-width",
	"x-http-method", "x-http-method-override", "x-method-override", "x-requested-with" };

static const char *const standard_starts[] = { "accept", "access-control-", "if-", "proxy-", "sec-",
	"x-forwarded-" };

static int compare_name(const void *key, const void *element)
{
	const struct span *name = key;
	struct span other = span_of(*(const char *const *)element);
	int order =
	    strncasecmp(name->data, other.data, name->len < other.len ? name->len : other.len);

	return order != 0 ? order : (name->len > other.len) - (name->len < other.len);
}

static bool is_standard(struct span name)
{
	for (size_t i = 0; i < sizeof standard_starts / sizeof standard_starts[0]; i++)
		if (span_starts_nocase(name, standard_starts[i]))
			return true;
	return bsearch(&name, standard, sizeof standard / sizeof standard[0], sizeof standard[0],
	           compare_name) != NULL;
}

static void trouble(struct request *request, const char *why)
{
	if (request->trouble == NULL)
		request->trouble = why;
}

struct lines { /* text, a line each */
	struct request *request;
	char *to; /* room bytes, made when there is something */
	size_t room;
	size_t len;
};

static bool make_room(struct lines *lines, size_t len)
{
	if (lines->to != NULL && lines->len + len <= lines->room)
		return true;
	char *larger = arena_bytes(lines->request->arena, 2 * (lines->len + len));
	if (larger == NULL)
		return false;
	if (lines->len > 0)
		memcpy(larger, lines->to, lines->len);
	lines->to = larger;
	lines->room = 2 * (lines->len + len);
	return true;
}

static void add_line(struct lines *lines, struct span text)
{
	if (!utf8_clean(text, lines->request->arena, &text) || !make_room(lines, text.len + 1)) {
		trouble(lines->request, "memory");
		return;
	}
	memcpy(lines->to + lines->len, text.data, text.len);
	lines->len += text.len;
	lines->to[lines->len++] = '\n';
}

static bool is_machine_made(struct span text)
{
	return text.len < VALUE_LEAST || shape_fits(SHAPE_NUMBER, text) || shape_is_digest(text);
}

/* Text in a field is mostly percent-encoded (RFC 5023 9.7, RFC 8187). */
static void add_value(struct lines *lines, struct span value)
{
	struct span decoded;

	add_line(lines, value);
	if (memchr(value.data, '%', value.len) == NULL)
		return;
	if (!url_decode(value, false, false, lines->request->arena, &decoded))
		trouble(lines->request, "memory");
	else
		add_line(lines, decoded);
}

/* A site's file has names of fields in lower case. */
static bool is_skipped(const struct request *request, const struct header *header)
{
	char name[64];

	if (header->name.len > sizeof name)
		return false;
	for (size_t i = 0; i < header->name.len; i++) {
		char c = header->name.data[i];
		name[i] = (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
	return skip_fits(request->site->skips, span_make(name, header->name.len), header->value);
}

static bool is_secret(const struct header *header)
{
	enum secret secret = generic_secret_of(header->name);

	return secret != SECRET_NONE && generic_fits_secret(secret, header->value);
}

struct span around_head(struct request *request)
{
	struct lines lines = { .request = request };

	for (size_t i = 0; i < request->head->header_count; i++) {
		const struct header *header = &request->head->headers[i];
		if (!is_machine_made(header->value) && !is_standard(header->name) &&
		    !is_secret(header) && !is_skipped(request, header))
			add_value(&lines, header->value);
	}
	return span_make(lines.to, lines.len > 0 ? lines.len - 1 : 0);
}

bool around_is_text(struct span text, size_t long_from)
{
	if (text.len >= long_from)
		return true;
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.data[i] <= ' ' || (unsigned char)text.data[i] >= 0x7f)
			return true;
	return false;
}

static bool has_segment(const struct path *path, struct span segment)
{
	for (size_t i = 0; i < path->count; i++)
		if (span_equal(path->segments[i], segment))
			return true;
	return false;
}

static bool is_of_endpoint(const struct endpoint *endpoint, struct span segment)
{
	for (size_t i = 0; endpoint != NULL && i < endpoint->path_count; i++)
		if (has_segment(&endpoint->paths[i], segment))
			return true;
	return false;
}

/* The paths of a request are mostly one, else nearly the same. */
static bool was_seen(const struct request *request, size_t before, struct span segment)
{
	for (size_t i = 0; i < before; i++)
		if (has_segment(&request->paths[i], segment))
			return true;
	return false;
}

struct span around_path(struct request *request, const struct endpoint *endpoint)
{
	struct lines lines = { .request = request };

	for (size_t i = 0; i < request->path_count; i++) {
		const struct path *path = &request->paths[i];
		for (size_t k = 0; k < path->count; k++)
			if (around_is_text(path->segments[k], SEGMENT_LEAST) &&
			    !is_machine_made(path->segments[k]) &&
			    !is_of_endpoint(endpoint, path->segments[k]) &&
			    !was_seen(request, i, path->segments[k]))
				add_line(&lines, path->segments[k]);
	}
	return span_make(lines.to, lines.len > 0 ? lines.len - 1 : 0);
}
