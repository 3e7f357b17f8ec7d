#include "escape.h"

#include <stdio.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

static const char *escape_markup(unsigned char c, char spare[8])
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	case '\r':
		return "&#13;";
	case '\t':
	case '\n':
		break;
	default:
		if (c < 0x20 || c == 0x7F)
			return REPLACEMENT;
	}
	spare[0] = (char)c;
	spare[1] = '\0';
	return spare;
}

static const char *escape_json(unsigned char c, char spare[8])
{
	if (c < 0x20 || c == 0x7F || c == '<' || c == '>' || c == '&')
		snprintf(spare, 8, "\\u%04x", c);
	else if (c == '"' || c == '\\')
		snprintf(spare, 8, "\\%c", c);
	else
		snprintf(spare, 8, "%c", c);
	return spare;
}

static const char *escape_plain(unsigned char c, char spare[8])
{
	spare[0] = c < 0x20 || c == 0x7F ? ' ' : (char)c;
	spare[1] = '\0';
	return spare;
}

static const char *(*const escapes[])(unsigned char c, char spare[8]) = {
	[ESCAPE_HTML] = escape_markup,
	[ESCAPE_XML] = escape_markup,
	[ESCAPE_JSON] = escape_json,
	[ESCAPE_PLAIN] = escape_plain,
};

void escape_span(struct buf *to, enum escape how, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		char spare[8];
		if (text.data[i] == '\0') { /* no escape gives a NUL back as text */
			buf_append_text(to, how == ESCAPE_JSON ? "\\u0000" : REPLACEMENT);
			continue;
		}
		buf_append_text(to, escapes[how]((unsigned char)text.data[i], spare));
	}
}

void escape_text(struct buf *to, enum escape how, const char *text)
{
	escape_span(to, how, span_of(text));
}

static const struct {
	const char *word;
	enum escape how;
} kinds[] = {
	{ "json", ESCAPE_JSON },
	{ "javascript", ESCAPE_JSON },
	{ "html", ESCAPE_HTML },
	{ "xml", ESCAPE_XML },
	{ "x-component", ESCAPE_JSON },
};

enum escape escape_for(const char *content_type)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (content_type != NULL && strstr(content_type, kinds[i].word) != NULL)
			return kinds[i].how;
	return ESCAPE_PLAIN;
}
