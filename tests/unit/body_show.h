/* A tree of values as one line, and a table of bodies with what must be read from them. */
#ifndef TESTS_BODY_SHOW_H
#define TESTS_BODY_SHOW_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../../proxy/base/buf.h"
#include "../../proxy/http/body.h"

#define BYTES(literal)                                                                             \
	{                                                                                          \
		(literal), sizeof(literal) - 1                                                     \
	}

static inline void show_span(struct buf *to, struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		if (byte < 0x20)
			buf_print(to, "\\%o", byte);
		else
			buf_append(to, &text.data[i], 1);
	}
}

static inline void show_scalar(struct buf *to, const struct value *value)
{
	switch (value->kind) {
	case VALUE_NULL:
		buf_append_text(to, "null");
		break;
	case VALUE_BOOL:
		buf_append_text(to, value->is_true ? "true" : "false");
		break;
	case VALUE_FILE:
		buf_append_text(to, "<");
		show_span(to, value->text);
		buf_print(to, " %.*s %zu>", SPAN_PRINT(value->type), value->content.len);
		break;
	default:
		show_span(to, value->text);
		break;
	}
}

/* Depth is what the tests give, a handful. */
static inline void show_value(struct buf *to, const struct value *value)
{
	bool is_object = value->kind == VALUE_OBJECT;

	if (!is_object && value->kind != VALUE_ARRAY) {
		show_scalar(to, value);
		return;
	}
	buf_append_text(to, is_object ? "{" : "[");
	for (const struct value *child = value->first; child != NULL; child = child->next) {
		if (child != value->first)
			buf_append_text(to, "|");
		if (is_object) {
			show_span(to, child->name);
			buf_append_text(to, "=");
		}
		show_value(to, child);
	}
	buf_append_text(to, is_object ? "}" : "]");
}

struct body_case {
	const char *name;
	const char *type; /* Content-Type, NULL for none */
	struct span body;
	enum body_kind kind;
	enum body_result result;
	const char *why;  /* NULL: none */
	const char *tree; /* NULL: does not matter */
};

static inline void check_body(const struct body_case *row)
{
	struct arena *arena = arena_new(64 * 1024 * 1024);
	struct message *message = arena_alloc(arena, sizeof *message);
	struct body body;
	struct buf shown;

	if (row->type != NULL)
		message->headers[message->header_count++] =
		    (struct header){ SPAN("Content-Type"), span_of(row->type) };
	buf_init(&shown, 1 << 20);
	body_read(message, row->body, arena, &body);
	if (body.value != NULL)
		show_value(&shown, body.value);
	buf_append(&shown, "", 1);
	bool is_right = body.kind == row->kind && body.result == row->result &&
	                (row->why == NULL ? body.why == NULL
	                                  : body.why != NULL && strcmp(row->why, body.why) == 0) &&
	                (row->tree == NULL || strcmp(row->tree, shown.data) == 0);
	if (!is_right)
		fail_msg("%s: kind %d, result %d, why %s, tree %s", row->name, (int)body.kind,
		    (int)body.result, body.why != NULL ? body.why : "-", shown.data);
	buf_release(&shown);
	arena_free(arena);
}

static inline void check_bodies(const struct body_case *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		check_body(&rows[i]);
}

#define CHECK_BODIES(rows) check_bodies(rows, sizeof(rows) / sizeof((rows)[0]))

#endif
