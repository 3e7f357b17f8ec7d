#include "markup.h"

#include <string.h>

#include "../../proxy/http/bytes.h"
#include "../../proxy/http/utf8.h"

struct output {
	char *data;
	size_t len;
};

static void put(struct output *to, struct span text)
{
	if (text.len > 0)
		memcpy(to->data + to->len, text.data, text.len);
	to->len += text.len;
}

static void put_char(struct output *to, char c)
{
	to->data[to->len++] = c;
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t number_reference(struct span text, uint32_t *code)
{
	bool is_hex = text.len > 2 && (text.data[2] == 'x' || text.data[2] == 'X');
	size_t at = is_hex ? 3 : 2;
	size_t start = at;

	*code = 0;
	while (at < text.len && byte_is(text.data[at], is_hex ? BYTE_HEX : BYTE_DIGIT)) {
		if (*code < 0x110000)
			*code = *code * (is_hex ? 16 : 10) + byte_hex(text.data[at]);
		at++;
	}
	if (at == start)
		return 0;
	return at < text.len && text.data[at] == ';' ? at + 1 : at;
}

/* The commonest names (HTML 13.5); others stay as they stand. */
static size_t named_reference(struct span text, uint32_t *code)
{
	static const struct {
		const char *name;
		uint32_t code;
	} names[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' }, { "&quot;", '"' },
		{ "&apos;", '\'' }, { "&nbsp;", 0xA0 }, { "&shy;", 0xAD }, { "&zwj;", 0x200D },
		{ "&zwnj;", 0x200C }, { "&hellip;", 0x2026 }, { "&ndash;", 0x2013 },
		{ "&mdash;", 0x2014 } };

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (span_starts(text, names[i].name)) {
			*code = names[i].code;
			return strlen(names[i].name);
		}
	return 0;
}

/* Puts the character that a reference at the start of text means, which is never longer than it;
 * returns how much of text it took, 0 if it is none. */
static size_t put_reference(struct output *to, struct span text)
{
	uint32_t code;
	size_t len =
	    span_starts(text, "&#") ? number_reference(text, &code) : named_reference(text, &code);

	if (len > 0)
		to->len += utf8_write(to->data + to->len, code);
	return len;
}

static void put_unescaped(struct output *to, struct span text)
{
	while (text.len > 0) {
		size_t len = text.data[0] == '&' ? put_reference(to, text) : 0;
		if (len == 0) {
			put_char(to, text.data[0]);
			len = 1;
		}
		text = span_from(text, len);
	}
}

static bool begins_line(struct span tag)
{
	static const char *const names[] = { "p", "br", "div", "li", "h1", "h2", "h3", "h4", "h5",
		"h6", "tr", "td", "th", "blockquote", "pre", "figcaption", "ul", "ol", "table",
		"section", "hr" };

	if (tag.len > 0 && tag.data[0] == '/')
		tag = span_from(tag, 1);
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (span_is_nocase(tag, names[i]))
			return true;
	return false;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* One attribute's value off the front of *rest; its name in *name. */
static struct span take_value(struct span *rest, struct span *name)
{
	size_t at = 0;
	struct span text = *rest;

	while (at < text.len && (is_space(text.data[at]) || text.data[at] == '/'))
		at++;
	size_t start = at;
	while (at < text.len && !is_space(text.data[at]) && text.data[at] != '=')
		at++;
	*name = span_make(text.data + start, at - start);
	if (at == text.len || text.data[at] != '=') {
		*rest = span_from(text, at);
		return span_make(text.data, 0);
	}
	at++;
	bool is_quoted = at < text.len && (text.data[at] == '"' || text.data[at] == '\'');
	char quote = is_quoted ? text.data[at++] : ' ';
	start = at;
	while (at < text.len && (is_quoted ? text.data[at] != quote : !is_space(text.data[at])))
		at++;
	struct span value = span_make(text.data + start, at - start);
	*rest = span_from(text, at < text.len && is_quoted ? at + 1 : at);
	return value;
}

static bool read_attributes(
    struct span tag, struct output *hidden, struct spans *links, struct arena *arena)
{
	while (tag.len > 0) {
		struct span name;
		size_t before = tag.len;
		struct span value = take_value(&tag, &name);
		bool is_link = span_is_nocase(name, "href") || span_is_nocase(name, "src");
		if (tag.len == before)
			tag = span_from(tag, 1);
		if (value.len == 0)
			continue;
		char *start = hidden->data + hidden->len;
		put_unescaped(hidden, value);
		struct span clear = span_make(start, (size_t)(hidden->data + hidden->len - start));
		put_char(hidden, '\n');
		if (is_link && !spans_add(links, clear, arena))
			return false;
	}
	return true;
}

/* Where the tag at the start of html ends: behind the '>' that is outside quotes. */
static size_t tag_end(struct span html)
{
	char quote = '\0';

	for (size_t at = 1; at < html.len; at++) {
		char c = html.data[at];
		if (quote != '\0')
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '>')
			return at + 1;
	}
	return html.len;
}

static size_t put_comment(struct output *hidden, struct span html)
{
	const char *end = memmem(html.data, html.len, "-->", 3);
	size_t len = end != NULL ? (size_t)(end - html.data) : html.len;

	put(hidden, span_from(span_make(html.data, len), 4));
	put_char(hidden, '\n');
	return end != NULL ? len + 3 : len;
}

static bool is_tag(struct span html)
{
	return html.len > 1 &&
	       (is_letter(html.data[1]) || html.data[1] == '/' || html.data[1] == '!');
}

static size_t put_tag(struct output *to, struct output *hidden, struct span html,
    struct spans *links, struct arena *arena)
{
	size_t end = tag_end(html);
	size_t name = 1;

	while (name < end && !is_space(html.data[name]) && html.data[name] != '>' &&
	       (name == 1 || html.data[name] != '/'))
		name++;
	if (to->len > 0 && begins_line(span_make(html.data + 1, name - 1)))
		put_char(to, '\n');
	size_t inner = end > name && html.data[end - 1] == '>' ? end - 1 - name : end - name;
	if (!read_attributes(span_make(html.data + name, inner), hidden, links, arena))
		return 0;
	return end;
}

bool markup_read_html(struct span html, struct arena *arena, struct span *text, struct span *hidden,
    struct spans *links)
{
	struct output to = { arena_bytes(arena, html.len), 0 };
	struct output aside = { arena_bytes(arena, html.len + 1), 0 };

	if (to.data == NULL || aside.data == NULL)
		return false;
	while (html.len > 0) {
		size_t len = 0;
		if (span_starts(html, "<!--"))
			len = put_comment(&aside, html);
		else if (html.data[0] == '<' && is_tag(html))
			len = put_tag(&to, &aside, html, links, arena);
		else if (html.data[0] == '&')
			len = put_reference(&to, html);
		if (len == 0 && arena_is_full(arena))
			return false;
		if (len == 0)
			put_char(&to, html.data[0]);
		html = span_from(html, len > 0 ? len : 1);
	}
	while (to.len > 0 && is_space(to.data[to.len - 1]))
		to.len--;
	*text = span_make(to.data, to.len);
	*hidden = span_make(aside.data, aside.len);
	return true;
}

/* "{hashtag|\#|x}" without its braces: the mark and the word. */
static void put_template(struct output *to, struct span inner)
{
	struct span rest;
	struct span word;

	span_cut(inner, '|', &rest);
	struct span mark = span_cut(rest, '|', &word);
	if (mark.len > 0 && mark.data[0] == '\\')
		mark = span_from(mark, 1);
	put(to, mark);
	put(to, word);
}

/* "@[Name](urn)" → where it ends, or 0. */
static size_t put_mention(struct output *to, struct span text)
{
	const char *middle = memmem(text.data, text.len, "](", 2);
	const char *end =
	    middle != NULL ? memchr(middle, ')', (size_t)(text.data + text.len - middle)) : NULL;

	if (end == NULL)
		return 0;
	put_char(to, '@');
	put(to, span_make(text.data + 2, (size_t)(middle - text.data) - 2));
	return (size_t)(end - text.data) + 1;
}

bool markup_read_little(struct span little, struct arena *arena, struct span *text)
{
	struct output to = { arena_bytes(arena, little.len), 0 };

	if (to.data == NULL)
		return false;
	while (little.len > 0) {
		size_t len = 0;
		const char *close =
		    little.data[0] == '{' ? memchr(little.data, '}', little.len) : NULL;
		if (span_starts(little, "{hashtag|") && close != NULL) {
			len = (size_t)(close - little.data) + 1;
			put_template(&to, span_make(little.data + 1, len - 2));
		} else if (span_starts(little, "@[")) {
			len = put_mention(&to, little);
		} else if (little.data[0] == '\\' && little.len > 1) {
			little = span_from(little, 1);
		}
		if (len == 0) {
			put_char(&to, little.data[0]);
			len = 1;
		}
		little = span_from(little, len);
	}
	*text = span_make(to.data, to.len);
	return true;
}
