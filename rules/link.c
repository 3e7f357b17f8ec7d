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

struct span link_path(struct span url)
{
	struct span authority = authority_of(url);
	struct span rest = span_from(url, (size_t)(authority.data + authority.len - url.data));
	size_t len = 0;

	while (len < rest.len && rest.data[len] != '?' && rest.data[len] != '#')
		len++;
	return span_make(rest.data, len);
}

bool link_is_shortener(struct span host)
{
	static const char *const shorteners[] = { "adf.ly", "amzn.to", "bit.do", "bit.ly", "bl.ink",
		"buff.ly", "cutt.ly", "dlvr.it", "fb.me", "goo.gl", "goo.su", "is.gd", "j.mp",
		"lc.cx", "lnkd.in", "ow.ly", "qr.ae", "rb.gy", "rebrand.ly", "s.id", "short.gy",
		"short.io", "shorturl.at", "soo.gd", "t.co", "t.ly", "t1p.de", "tiny.cc",
		"tinyurl.com", "tr.im", "trib.al", "u.to", "urlz.fr", "v.gd", "vk.cc", "wp.me",
		"x.gd", "zpr.io" };

	for (size_t i = 0; i < sizeof shorteners / sizeof *shorteners; i++)
		if (host_is_below(host, shorteners[i]))
			return true;
	return false;
}

static bool ends_url(unsigned char c)
{
	return c <= ' ' || memchr("<>\"'`|{}[]()", c, 12) != NULL;
}

static bool is_scheme_byte(unsigned char c)
{
	return is_host_byte(c) || c == '+';
}

/* Where the next "://" or "www." of a text stands; text.len if there is none. */
static size_t find_mark(struct span text, size_t from)
{
	static const char *const marks[] = { "://", "www." };
	size_t first = text.len;

	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		const char *hit =
		    memmem(text.data + from, text.len - from, marks[i], strlen(marks[i]));
		if (hit != NULL && (size_t)(hit - text.data) < first)
			first = (size_t)(hit - text.data);
	}
	return first;
}

/* The next URL of a text at or behind link->end, up to white space or a bracket. */
static bool find_in_text(struct span text, struct link *link)
{
	size_t start = find_mark(text, link->end);
	size_t end = start;

	if (start == text.len)
		return false;
	while (end < text.len && !ends_url((unsigned char)text.data[end]))
		end++;
	while (start > link->end && is_scheme_byte((unsigned char)text.data[start - 1]))
		start--;
	link->start = start;
	link->end = end;
	link->url = span_make(text.data + start, end - start);
	return true;
}

bool link_next(const struct post *post, struct link *link)
{
	if (link->next < post->link_count) {
		link->url = post->links[link->next++];
		link->field = LINK_NO_FIELD;
		return true;
	}
	for (; link->next - post->link_count < post->field_count; link->next++) {
		size_t field = link->next - post->link_count;
		link->field = (int)field;
		if (find_in_text(post->fields[field].text, link))
			return true;
		link->end = 0;
	}
	return false;
}
