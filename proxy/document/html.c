#include <string.h>

#include "../http/utf8.h"
#include "entity.h"
#include "parts.h"
#include "text.h"

/* HTML as a reader sees it: no tags, no scripts, a line end where a line begins. Not a browser's
 * parser: what one shows and this one does not, or the other way round, is a few characters. */

enum { HTML_MAX = 64 * 1024 * 1024, META_LOOK = 2048 };

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool is_letter(char c)
{
	return ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* The charset that a meta element names in the first bytes. */
static struct span declared_charset(struct span html)
{
	struct span look = span_make(html.data, html.len < META_LOOK ? html.len : META_LOOK);

	for (size_t at = 0; at + 8 < look.len; at++) {
		if (!span_starts_nocase(span_from(look, at), "charset="))
			continue;
		size_t start = at + 8;
		while (start < look.len && (look.data[start] == '"' || look.data[start] == '\''))
			start++;
		size_t end = start;
		while (end < look.len && !is_space(look.data[end]) &&
		       strchr("\"'>;/", look.data[end]) == NULL)
			end++;
		return span_make(look.data + start, end - start);
	}
	return span_make(NULL, 0);
}

/* Where the tag at the start of html ends: behind the ">" that is outside quotes. */
static size_t tag_end(struct span html)
{
	char quote = '\0';

	for (size_t at = 1; at < html.len; at++) {
		char c = html.data[at];
		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if ((c == '"' || c == '\'') && html.data[at - 1] == '=')
			quote = c;
		else if (c == '>')
			return at + 1;
	}
	return html.len;
}

static struct span tag_name(struct span tag)
{
	size_t end = 1;

	while (end < tag.len && !is_space(tag.data[end]) && tag.data[end] != '>' &&
	       (end == 1 || tag.data[end] != '/'))
		end++;
	return span_make(tag.data + 1, end - 1);
}

static bool is_one_of(struct span name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (span_is_nocase(name, *names))
			return true;
	return false;
}

static bool begins_line(struct span name)
{
	static const char *const names[] = { "p", "br", "div", "li", "h1", "h2", "h3", "h4", "h5",
		"h6", "tr", "td", "th", "dt", "dd", "blockquote", "pre", "figcaption", "ul", "ol",
		"table", "section", "article", "header", "footer", "title", "option", "hr", NULL };

	if (name.len > 0 && name.data[0] == '/')
		name = span_from(name, 1);
	return is_one_of(name, names);
}

/* Behind the end tag of an element whose content is no text. */
static size_t skip_element(struct span html, struct span name)
{
	for (size_t at = 0; at + name.len + 2 < html.len; at++) {
		const char *open = memchr(html.data + at, '<', html.len - at);
		if (open == NULL)
			break;
		at = (size_t)(open - html.data);
		struct span rest = span_from(html, at);
		if (rest.len > name.len + 2 && rest.data[1] == '/' &&
		    span_equal_nocase(span_make(rest.data + 2, name.len), name))
			return at + tag_end(rest);
	}
	return html.len;
}

static size_t skip_comment(struct span html)
{
	const char *end = html.len > 4 ? memmem(html.data + 4, html.len - 4, "-->", 3) : NULL;

	return end != NULL ? (size_t)(end - html.data) + 3 : html.len;
}

static size_t read_tag(struct document *document, struct span html)
{
	static const char *const silent[] = { "script", "style", "noscript", "template", "svg",
		NULL };
	size_t end = tag_end(html);
	struct span name = tag_name(span_make(html.data, end));

	if (begins_line(name))
		document_add_char(document, '\n');
	return is_one_of(name, silent) ? skip_element(html, name) : end;
}

static size_t read_reference(struct document *document, struct span html)
{
	char text[4];
	uint32_t code;
	size_t len = entity_read(html, &code);

	document_add(document, len > 0 ? span_make(text, utf8_write(text, code)) : SPAN("&"));
	return len > 0 ? len : 1;
}

static bool is_tag(struct span html)
{
	return html.len > 1 && (is_letter(html.data[1]) || strchr("/!?", html.data[1]) != NULL);
}

static size_t read_run(struct document *document, struct span html)
{
	size_t len = 1;

	while (len < html.len && html.data[len] != '<' && html.data[len] != '&')
		len++;
	document_add(document, span_make(html.data, len));
	return len;
}

static void read_all(struct document *document, struct span html)
{
	while (html.len > 0 && !document->is_cut) {
		size_t len;
		if (span_starts(html, "<!--"))
			len = skip_comment(html);
		else if (html.data[0] == '<' && is_tag(html))
			len = read_tag(document, html);
		else if (html.data[0] == '&')
			len = read_reference(document, html);
		else
			len = read_run(document, html);
		html = span_from(html, len);
	}
}

void html_read(struct document *document, struct span bytes, struct span charset)
{
	struct buf room;

	buf_init(&room, HTML_MAX);
	if (charset.len == 0)
		charset = declared_charset(bytes);
	read_all(document, text_utf8(bytes, charset, &room));
	buf_release(&room);
}
