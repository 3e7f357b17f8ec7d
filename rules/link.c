#include "link.h"

#include <string.h>

#include "condition.h"

static bool is_host_byte(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '-' || c == '.' || c == '_' || c >= 0x80;
}

/* RFC 3986 3.2, read as browsers do: a backslash ends the authority too. */
static struct span authority_of(struct span url)
{
	size_t len = 0;
	const char *scheme = url.len >= 3 ? memmem(url.data, url.len, "://", 3) : NULL;

	if (scheme != NULL)
		url = span_from(url, (size_t)(scheme - url.data) + 3);
	while (len < url.len && memchr("/?#\\", url.data[len], 4) == NULL)
		len++;
	return span_make(url.data, len);
}

struct span link_host(struct span url)
{
	struct span host = authority_of(url);
	size_t len = 0;

	if (host.len > 0 && memchr(host.data, '@', host.len) != NULL)
		return span_make(NULL, 0);
	while (len < host.len && is_host_byte((unsigned char)host.data[len]))
		len++;
	if (len < host.len && host.data[len] != ':')
		return span_make(NULL, 0);
	return span_make(host.data, len);
}

struct links {
	const char *host;
	bool leads_there;
	bool leads_elsewhere;
};

static void take_link(struct links *links, struct span url)
{
	if (host_is_below(link_host(url), links->host))
		links->leads_there = true;
	else
		links->leads_elsewhere = true;
}

static bool ends_url(unsigned char c)
{
	return c <= ' ' || memchr("<>\"'`|{}[]()", c, 12) != NULL;
}

/* What begins at "://" or "www." in a text, up to white space or a bracket. */
static void take_text(struct links *links, struct span text, const char *mark)
{
	size_t mark_len = strlen(mark);
	size_t at = 0;

	while (at + mark_len <= text.len) {
		const char *hit = memmem(text.data + at, text.len - at, mark, mark_len);
		if (hit == NULL)
			return;
		size_t start = (size_t)(hit - text.data);
		size_t end = start + mark_len;
		while (end < text.len && !ends_url((unsigned char)text.data[end]))
			end++;
		take_link(links, span_make(text.data + start, end - start));
		at = end;
	}
}

bool links_lead_to(const struct post *post, const char *host, bool only)
{
	struct links links = { .host = host };

	for (size_t i = 0; i < post->link_count; i++)
		take_link(&links, post->links[i]);
	for (size_t i = 0; i < post->field_count; i++) {
		take_text(&links, post->fields[i].text, "://");
		take_text(&links, post->fields[i].text, "www.");
	}
	return links.leads_there && !(only && links.leads_elsewhere);
}
