/*
 * Which format a body is of: what it looks like decides, the declared type only where looks do not.
 * Where a server that trusts the type would read another text than one that looks, it is ambiguous.
 */
#include "body.h"

#include <string.h>

#include "bytes.h"
#include "charset.h"
#include "utf8.h"

enum declared {
	DECLARED_NONE,
	DECLARED_JSON,
	DECLARED_FORM,
	DECLARED_MULTIPART,
	DECLARED_XML,
	DECLARED_TEXT,
	DECLARED_OTHER,
};

static struct span media_type(struct span content_type)
{
	struct span rest;

	return span_trim(span_cut(content_type, ';', &rest));
}

static enum declared declared_kind(struct span content_type)
{
	struct span type = media_type(content_type);

	if (type.len == 0)
		return DECLARED_NONE;
	if (span_starts_nocase(type, "multipart/"))
		return DECLARED_MULTIPART;
	if (span_starts_nocase(type, "application/x-www-form-urlencoded"))
		return DECLARED_FORM;
	if (span_is_nocase(type, "application/json") || span_is_nocase(type, "text/json") ||
	    span_ends_nocase(type, "+json"))
		return DECLARED_JSON;
	if (span_is_nocase(type, "text/xml") || span_is_nocase(type, "application/xml") ||
	    span_ends_nocase(type, "+xml"))
		return DECLARED_XML;
	return span_starts_nocase(type, "text/") ? DECLARED_TEXT : DECLARED_OTHER;
}

static struct span skip_front(struct span content)
{
	if (span_starts(content, "\xEF\xBB\xBF"))
		content = span_from(content, 3);
	while (content.len > 0 && content.data[0] != '\0' &&
	       strchr(" \t\r\n", content.data[0]) != NULL)
		content = span_from(content, 1);
	return content;
}

/* UTF-16 or UTF-32 of something that begins like JSON or XML. */
static bool looks_wide(struct span content, enum declared declared)
{
	const char *at = content.data;
	bool has_mark =
	    content.len >= 2 && (memcmp(at, "\xFF\xFE", 2) == 0 || memcmp(at, "\xFE\xFF", 2) == 0);

	if (has_mark)
		return declared != DECLARED_OTHER && declared != DECLARED_MULTIPART;
	if (content.len < 4)
		return false;
	for (size_t i = 0; i < 4; i++)
		if (at[i] != '\0')
			return strchr("{[<\"", at[i]) != NULL &&
			       (i > 0 ? at[0] == '\0' : at[1] == '\0');
	return false;
}

/* A line "--…" at the start and the head of a part behind it. */
static bool looks_multipart(struct span content)
{
	struct span rest;
	struct span line = span_cut(content, '\n', &rest);

	if (rest.data == NULL || !span_starts(line, "--") || line.len > 80)
		return false;
	return span_starts_nocase(rest, "content-");
}

static bool looks_xml(struct span content)
{
	return span_starts(content, "<?xml") || span_starts(content, "<methodCall") ||
	       span_starts_nocase(content, "<!doctype methodCall");
}

/* A name as forms have them, and '=': no white space before it. */
static bool starts_as_pair(struct span content)
{
	size_t len = 0;

	while (len < content.len && len < 256 &&
	       (byte_is(content.data[len], BYTE_HOST | BYTE_HEX) ||
	           strchr("[]%+:~", content.data[len]) != NULL))
		len++;
	return len > 0 && len < content.len && content.data[len] == '=';
}

static bool looks_form(struct span content)
{
	if (!starts_as_pair(content))
		return false;
	for (size_t i = 0; i < content.len; i++)
		if ((unsigned char)content.data[i] <= ' ')
			return false;
	return true;
}

static bool has_byte(struct span text, char c)
{
	return text.len > 0 && memchr(text.data, c, text.len) != NULL;
}

static void ambiguous(struct body *body, const char *why)
{
	if (body->result != BODY_OK)
		return;
	body->result = BODY_AMBIGUOUS;
	body->why = why;
}

static void read_json(
    struct span content, enum declared declared, struct arena *arena, struct body *body)
{
	body->kind = BODY_JSON;
	body->result = body_read_json(content, arena, &body->value, &body->why);
	/* A server that believes the type cuts it into pairs. */
	if (declared == DECLARED_FORM && (has_byte(content, '=') || has_byte(content, '&')))
		ambiguous(body, "type");
}

/* Escapes hide what is not ASCII from charset_is_safe(). */
static bool has_high_escapes(struct span content)
{
	for (size_t i = 0; i + 1 < content.len; i++)
		if (content.data[i] == '%' && byte_is(content.data[i + 1], BYTE_HEX) &&
		    byte_hex(content.data[i + 1]) >= 8)
			return true;
	return false;
}

static void read_form(struct span content, struct span type, struct arena *arena, struct body *body)
{
	body->kind = BODY_FORM;
	body->result = body_read_form(content, arena, &body->value, &body->why);
	if (has_high_escapes(content) && !charset_is_safe(type, SPAN("\x80")))
		ambiguous(body, "charset");
}

static void read_multipart(struct span content, struct span type, enum declared declared,
    struct arena *arena, struct body *body)
{
	body->kind = BODY_MULTIPART;
	if (declared == DECLARED_MULTIPART) {
		body->result = body_read_multipart(type, content, arena, &body->value, &body->why);
		return;
	}
	/* By looks alone the boundary is what the first line says; that is no ambiguity unless
	 * the type names a format that other servers would read. */
	struct span rest;
	struct span line = span_cut(content, '\n', &rest);
	line = span_from(line, 2);
	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	const char *made =
	    arena_print(arena, "multipart/form-data; boundary=\"%.*s\"", SPAN_PRINT(line));
	body->result = body_read_multipart(span_of(made), content, arena, &body->value, &body->why);
	if (declared == DECLARED_FORM || declared == DECLARED_JSON)
		ambiguous(body, "type");
}

static void read_text(
    struct span content, enum declared declared, struct arena *arena, struct body *body)
{
	bool is_text = declared == DECLARED_TEXT || declared == DECLARED_XML;

	body->kind = BODY_OPAQUE;
	if (!is_text && (has_byte(content, '\0') || !utf8_is_valid(content)))
		return;
	body->kind = BODY_TEXT;
	body->value = value_new(arena, VALUE_STRING);
	if (body->value == NULL || !utf8_clean(content, arena, &body->value->text)) {
		body->result = BODY_LIMIT;
		body->why = "memory";
	}
}

/* Whatever else is XML is text: only calls have members to select. */
static void read_xml(
    struct span content, enum declared declared, struct arena *arena, struct body *body)
{
	if (content.len == 0 ||
	    memmem(content.data, content.len, "methodCall", strlen("methodCall")) == NULL) {
		read_text(content, declared, arena, body);
		return;
	}
	body->kind = BODY_XMLRPC;
	body->result = body_read_xmlrpc(content, arena, &body->value, &body->why);
	if (declared == DECLARED_FORM || declared == DECLARED_JSON)
		ambiguous(body, "type");
}

static void wide(struct body *body)
{
	body->kind = BODY_JSON;
	body->result = BODY_MALFORMED;
	body->why = "charset";
}

static void by_look(struct span content, struct span type, struct arena *arena, struct body *body)
{
	enum declared declared = declared_kind(type);
	struct span front = skip_front(content);
	bool is_bracket = front.len > 0 && (front.data[0] == '{' || front.data[0] == '[');
	bool is_pair = declared == DECLARED_FORM && starts_as_pair(front);

	if (looks_wide(content, declared))
		wide(body);
	else if (declared == DECLARED_MULTIPART || looks_multipart(content))
		read_multipart(content, type, declared, arena, body);
	else if (declared == DECLARED_JSON || (is_bracket && !is_pair))
		read_json(content, declared, arena, body);
	else if (looks_xml(front) || declared == DECLARED_XML)
		read_xml(front, declared, arena, body);
	else if (declared == DECLARED_FORM || (declared != DECLARED_OTHER && looks_form(content)))
		read_form(content, type, arena, body);
	else
		read_text(content, declared, arena, body);
}

void body_read(
    const struct message *message, struct span content, struct arena *arena, struct body *body)
{
	struct span type = message_value(message, "Content-Type");

	memset(body, 0, sizeof *body);
	if (content.len == 0)
		return;
	by_look(content, type, arena, body);
	if (message_count(message, "Content-Type") > 1)
		ambiguous(body, "type");
	if (body->kind != BODY_MULTIPART && body->kind != BODY_OPAQUE &&
	    !charset_is_safe(type, content))
		ambiguous(body, "charset");
	if (arena_is_full(arena)) {
		body->result = BODY_LIMIT;
		body->why = "memory";
	}
}
