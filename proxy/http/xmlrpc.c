/*
 * XML-RPC calls: { methodName, params: [ … ] }, by expat.
 *
 * The grammar of xmlrpc.com/spec is held to: an element out of its place is malformed, since
 * servers' own readers each make something else of it. There are no document types and so no
 * entities.
 */
#include <assert.h>
#include <ctype.h>
#include <expat.h>
#include <stdlib.h>
#include <string.h>

#include "../base/buf.h"
#include "body.h"
#include "charset.h"
#include "utf8.h"

enum { FRAMES_MAX = 800, NODES_MAX = 100 * 1000 };

enum element {
	ELEMENT_NONE,
	ELEMENT_CALL,
	ELEMENT_METHOD,
	ELEMENT_PARAMS,
	ELEMENT_PARAM,
	ELEMENT_VALUE,
	ELEMENT_STRUCT,
	ELEMENT_MEMBER,
	ELEMENT_NAME,
	ELEMENT_ARRAY,
	ELEMENT_DATA,
	ELEMENT_STRING,
	ELEMENT_NUMBER,
	ELEMENT_BOOLEAN,
	ELEMENT_BASE64,
	ELEMENT_NIL,
};

struct grammar {
	const char *name;
	enum element element;
	unsigned parents; /* 1 << element */
	bool has_text;
};

#define IN(element) (1u << ELEMENT_##element)
static const struct grammar grammar[] = {
	{ "methodCall", ELEMENT_CALL, IN(NONE), false },
	{ "methodName", ELEMENT_METHOD, IN(CALL), true },
	{ "params", ELEMENT_PARAMS, IN(CALL), false },
	{ "param", ELEMENT_PARAM, IN(PARAMS), false },
	{ "value", ELEMENT_VALUE, IN(PARAM) | IN(MEMBER) | IN(DATA), true },
	{ "struct", ELEMENT_STRUCT, IN(VALUE), false },
	{ "member", ELEMENT_MEMBER, IN(STRUCT), false },
	{ "name", ELEMENT_NAME, IN(MEMBER), true },
	{ "array", ELEMENT_ARRAY, IN(VALUE), false },
	{ "data", ELEMENT_DATA, IN(ARRAY), false },
	{ "string", ELEMENT_STRING, IN(VALUE), true },
	{ "int", ELEMENT_NUMBER, IN(VALUE), true },
	{ "i4", ELEMENT_NUMBER, IN(VALUE), true },
	{ "i8", ELEMENT_NUMBER, IN(VALUE), true },
	{ "double", ELEMENT_NUMBER, IN(VALUE), true },
	{ "boolean", ELEMENT_BOOLEAN, IN(VALUE), true },
	{ "dateTime.iso8601", ELEMENT_STRING, IN(VALUE), true },
	{ "base64", ELEMENT_BASE64, IN(VALUE), true },
	{ "nil", ELEMENT_NIL, IN(VALUE), false },
	{ "ex:nil", ELEMENT_NIL, IN(VALUE), false },
};

struct frame {
	const struct grammar *grammar;
	struct value *value; /* what this element is, or adds to */
	struct span name;    /* of a member */
	unsigned children;
};

struct xmlrpc {
	XML_Parser parser;
	struct arena *arena;
	struct span document;
	struct frame frames[FRAMES_MAX];
	size_t depth;
	size_t nodes;
	struct buf text;
	struct value *root;
	enum body_result result;
	const char *why;
};

static void stop(struct xmlrpc *xmlrpc, enum body_result result, const char *why)
{
	if (xmlrpc->result == BODY_MALFORMED || xmlrpc->result == BODY_LIMIT)
		return;
	xmlrpc->result = result;
	xmlrpc->why = why;
	if (result != BODY_AMBIGUOUS)
		XML_StopParser(xmlrpc->parser, XML_FALSE);
}

static struct frame *top(struct xmlrpc *xmlrpc)
{
	return xmlrpc->depth > 0 ? &xmlrpc->frames[xmlrpc->depth - 1] : NULL;
}

static struct span trimmed(struct span text)
{
	while (text.len > 0 && isspace((unsigned char)text.data[0]))
		text = span_from(text, 1);
	while (text.len > 0 && isspace((unsigned char)text.data[text.len - 1]))
		text.len--;
	return text;
}

static bool has_text(const struct xmlrpc *xmlrpc)
{
	return trimmed(buf_span(&xmlrpc->text)).len > 0;
}

static struct value *make(
    struct xmlrpc *xmlrpc, struct value *parent, struct span name, enum value_kind kind)
{
	struct value *value = NULL;

	if (xmlrpc->nodes++ < NODES_MAX)
		value = value_new(xmlrpc->arena, kind);
	if (value == NULL) {
		stop(xmlrpc, BODY_LIMIT, xmlrpc->nodes > NODES_MAX ? "nodes" : "memory");
		return NULL;
	}
	value->name = name;
	if (parent != NULL)
		value_add(parent, value);
	return value;
}

/* The value an opening element stands for; NULL only after stop(). */
static struct value *value_of(struct xmlrpc *xmlrpc, enum element element, struct frame *parent)
{
	switch (element) {
	case ELEMENT_CALL:
		return xmlrpc->root = make(xmlrpc, NULL, SPAN(""), VALUE_OBJECT);
	case ELEMENT_METHOD:
		return make(xmlrpc, parent->value, SPAN("methodName"), VALUE_STRING);
	case ELEMENT_PARAMS:
		return make(xmlrpc, parent->value, SPAN("params"), VALUE_ARRAY);
	case ELEMENT_VALUE:
		return make(xmlrpc, parent->value, parent->name, VALUE_STRING);
	case ELEMENT_STRUCT:
		parent->value->kind = VALUE_OBJECT;
		return parent->value;
	case ELEMENT_ARRAY:
		parent->value->kind = VALUE_ARRAY;
		return parent->value;
	default:
		return parent->value;
	}
}

/* How often an element may stand in its parent, and after what. */
static bool is_in_order(const struct frame *parent, enum element element)
{
	switch (parent->grammar->element) {
	case ELEMENT_CALL:
		return parent->children == (element == ELEMENT_METHOD ? 0 : 1);
	case ELEMENT_MEMBER:
		return parent->children == (element == ELEMENT_NAME ? 0 : 1);
	case ELEMENT_PARAM:
	case ELEMENT_VALUE:
	case ELEMENT_ARRAY:
		return parent->children == 0;
	default:
		return true;
	}
}

static const struct grammar *grammar_of(const char *name, const struct frame *parent)
{
	enum element in = parent != NULL ? parent->grammar->element : ELEMENT_NONE;

	for (size_t i = 0; i < sizeof grammar / sizeof grammar[0]; i++)
		if (strcmp(grammar[i].name, name) == 0)
			return (grammar[i].parents & 1u << in) != 0 ? &grammar[i] : NULL;
	return NULL;
}

static void on_start(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct xmlrpc *xmlrpc = context;
	struct frame *parent = top(xmlrpc);
	const struct grammar *found = grammar_of(name, parent);

	(void)attributes;
	if (xmlrpc->result == BODY_MALFORMED || xmlrpc->result == BODY_LIMIT)
		return;
	if (found == NULL || (parent != NULL && !is_in_order(parent, found->element))) {
		stop(xmlrpc, BODY_MALFORMED, "element");
		return;
	}
	if (xmlrpc->depth == FRAMES_MAX) {
		stop(xmlrpc, BODY_LIMIT, "depth");
		return;
	}
	if (has_text(xmlrpc))
		stop(xmlrpc, BODY_AMBIGUOUS, "value"); /* text beside an element */
	buf_clear(&xmlrpc->text);
	struct value *value = value_of(xmlrpc, found->element, parent);
	if (value == NULL)
		return;
	if (parent != NULL)
		parent->children++;
	xmlrpc->frames[xmlrpc->depth++] = (struct frame){ .grammar = found, .value = value };
}

static void on_text(void *context, const XML_Char *text, int len)
{
	struct xmlrpc *xmlrpc = context;
	const struct frame *frame = top(xmlrpc);

	if (!buf_append(&xmlrpc->text, text, (size_t)len))
		stop(xmlrpc, BODY_LIMIT, "memory");
	else if ((frame == NULL || !frame->grammar->has_text) && has_text(xmlrpc))
		stop(xmlrpc, BODY_MALFORMED, "text");
	else if (frame != NULL && frame->grammar->element == ELEMENT_VALUE && frame->children > 0 &&
	         has_text(xmlrpc))
		stop(xmlrpc, BODY_AMBIGUOUS, "value");
}

static struct span keep(struct xmlrpc *xmlrpc, struct span text)
{
	char *copy = arena_copy(xmlrpc->arena, text);

	if (copy == NULL)
		stop(xmlrpc, BODY_LIMIT, "memory");
	return span_make(copy, copy != NULL ? text.len : 0);
}

static int base64_digit(char c)
{
	static const char digits[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c != '\0' ? strchr(digits, c) : NULL;

	return at != NULL ? (int)(at - digits) : -1;
}

/* RFC 4648 4, white space left out. False for anything else, padding in the middle too. */
static bool base64_undo(struct span text, char *to, size_t *len)
{
	unsigned bits = 0;
	unsigned have = 0;
	bool is_ended = false;

	*len = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (isspace((unsigned char)text.data[i]))
			continue;
		int digit = base64_digit(text.data[i]);
		is_ended = is_ended || text.data[i] == '=';
		if (is_ended ? text.data[i] != '=' : digit < 0)
			return false;
		if (is_ended)
			continue;
		bits = bits << 6 | (unsigned)digit;
		have += 6;
		if (have >= 8) {
			have -= 8;
			to[(*len)++] = (char)(bits >> have & 0xFF);
		}
	}
	return true;
}

static void end_base64(struct xmlrpc *xmlrpc, struct value *value)
{
	struct span text = buf_span(&xmlrpc->text);
	char *bytes = arena_bytes(xmlrpc->arena, text.len);
	size_t len;

	if (bytes == NULL) {
		stop(xmlrpc, BODY_LIMIT, "memory");
		return;
	}
	if (!base64_undo(text, bytes, &len)) {
		stop(xmlrpc, BODY_AMBIGUOUS, "base64");
		return;
	}
	value->content = span_make(bytes, len);
	value->kind = utf8_is_valid(value->content) ? VALUE_STRING : VALUE_FILE;
	if (value->kind == VALUE_STRING)
		value->text = value->content;
}

static void end_scalar(struct xmlrpc *xmlrpc, const struct frame *frame, struct frame *parent)
{
	struct span text = buf_span(&xmlrpc->text);

	switch (frame->grammar->element) {
	case ELEMENT_NAME:
		assert(parent != NULL); /* the grammar has it inside a member only */
		parent->name = keep(xmlrpc, trimmed(text));
		break;
	case ELEMENT_METHOD:
		frame->value->text = keep(xmlrpc, trimmed(text));
		break;
	case ELEMENT_VALUE:
		if (frame->children == 0)
			frame->value->text = keep(xmlrpc, text);
		break;
	case ELEMENT_STRING:
		frame->value->text = keep(xmlrpc, text);
		break;
	case ELEMENT_NUMBER:
		frame->value->kind = VALUE_NUMBER;
		frame->value->text = keep(xmlrpc, trimmed(text));
		break;
	case ELEMENT_BOOLEAN:
		frame->value->kind = VALUE_BOOL;
		frame->value->is_true = !span_is(trimmed(text), "0");
		frame->value->text = keep(xmlrpc, trimmed(text));
		break;
	case ELEMENT_BASE64:
		end_base64(xmlrpc, frame->value);
		break;
	default:
		break;
	}
}

static int by_name(const void *left, const void *right)
{
	const struct value *a = *(const struct value *const *)left;
	const struct value *b = *(const struct value *const *)right;

	if (a->name.len != b->name.len)
		return a->name.len < b->name.len ? -1 : 1;
	return a->name.len > 0 ? memcmp(a->name.data, b->name.data, a->name.len) : 0;
}

static void check_members(struct xmlrpc *xmlrpc, const struct value *object)
{
	const struct value **members = arena_alloc(xmlrpc->arena, object->count * sizeof(void *));
	size_t count = 0;

	if (members == NULL) {
		stop(xmlrpc, BODY_LIMIT, "memory");
		return;
	}
	for (const struct value *child = object->first; child != NULL; child = child->next)
		members[count++] = child;
	qsort(members, count, sizeof(void *), by_name);
	for (size_t i = 1; i < count; i++)
		if (by_name(&members[i - 1], &members[i]) == 0)
			stop(xmlrpc, BODY_AMBIGUOUS, "duplicate-key");
}

static void on_end(void *context, const XML_Char *name)
{
	struct xmlrpc *xmlrpc = context;

	(void)name;
	if (xmlrpc->result == BODY_MALFORMED || xmlrpc->result == BODY_LIMIT)
		return;
	struct frame *frame = &xmlrpc->frames[xmlrpc->depth - 1];
	end_scalar(xmlrpc, frame, xmlrpc->depth > 1 ? frame - 1 : NULL);
	if (frame->grammar->element == ELEMENT_STRUCT)
		check_members(xmlrpc, frame->value);
	if (frame->grammar->element == ELEMENT_NIL)
		frame->value->kind = VALUE_NULL;
	buf_clear(&xmlrpc->text);
	xmlrpc->depth--;
}

static void on_doctype(void *context, const XML_Char *name, const XML_Char *system,
    const XML_Char *public, int has_subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)has_subset;
	stop(context, BODY_MALFORMED, "doctype");
}

/* Some servers cut the declaration off and read UTF-8 whatever it said. */
static void on_declaration(
    void *context, const XML_Char *version, const XML_Char *encoding, int standalone)
{
	struct xmlrpc *xmlrpc = context;
	struct span text = xmlrpc->document;

	(void)version;
	(void)standalone;
	if (encoding != NULL && !charset_is_utf8(span_of(encoding)) &&
	    utf8_ascii_run(text.data, text.data + text.len) < text.len)
		stop(xmlrpc, BODY_AMBIGUOUS, "charset");
}

static void run(struct xmlrpc *xmlrpc)
{
	XML_SetUserData(xmlrpc->parser, xmlrpc);
	XML_SetElementHandler(xmlrpc->parser, on_start, on_end);
	XML_SetCharacterDataHandler(xmlrpc->parser, on_text);
	XML_SetStartDoctypeDeclHandler(xmlrpc->parser, on_doctype);
	XML_SetXmlDeclHandler(xmlrpc->parser, on_declaration);
	const char *at = xmlrpc->document.data;
	size_t left = xmlrpc->document.len;
	enum XML_Status status = XML_STATUS_OK;
	do { /* expat counts in int */
		int len = left > 1 << 20 ? 1 << 20 : (int)left;
		left -= (size_t)len;
		status = XML_Parse(xmlrpc->parser, at, len, left == 0);
		at += len;
	} while (status == XML_STATUS_OK && left > 0);
	if (status != XML_STATUS_OK && xmlrpc->result != BODY_LIMIT &&
	    xmlrpc->result != BODY_MALFORMED) {
		xmlrpc->result = BODY_MALFORMED;
		xmlrpc->why = "xml";
	}
}

static bool is_wide(struct span text)
{
	return text.len >= 2 &&
	       (text.data[0] == '\0' || text.data[1] == '\0' ||
	           memcmp(text.data, "\xFF\xFE", 2) == 0 || memcmp(text.data, "\xFE\xFF", 2) == 0);
}

enum body_result body_read_xmlrpc(
    struct span text, struct arena *arena, struct value **value, const char **why)
{
	text = trimmed(text);
	*value = NULL;
	*why = text.len > 0 ? "charset" : "empty";
	if (text.len == 0 || is_wide(text))
		return BODY_MALFORMED;
	struct xmlrpc *xmlrpc = arena_alloc(arena, sizeof *xmlrpc);
	*why = "memory";
	if (xmlrpc == NULL)
		return BODY_LIMIT;
	xmlrpc->arena = arena;
	xmlrpc->document = text;
	xmlrpc->parser = XML_ParserCreate(NULL);
	if (xmlrpc->parser == NULL)
		return BODY_LIMIT;
	buf_init(&xmlrpc->text, text.len * 3);
	run(xmlrpc);
	buf_release(&xmlrpc->text);
	XML_ParserFree(xmlrpc->parser);
	*value = xmlrpc->root;
	*why = xmlrpc->why;
	return xmlrpc->result;
}
