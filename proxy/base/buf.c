#include "buf.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

void buf_init(struct buf *buf, size_t max)
{
	memset(buf, 0, sizeof *buf);
	buf->max = max;
}

void buf_release(struct buf *buf)
{
	free(buf->base);
	buf_init(buf, buf->max);
}

void buf_clear(struct buf *buf)
{
	buf->data = buf->base;
	buf->len = 0;
}

static void make_room(struct buf *buf, size_t len)
{
	size_t drained = (size_t)(buf->data - buf->base);

	if (buf->base != NULL && buf->cap - drained - buf->len >= len)
		return;
	if (buf->base != NULL && drained > 0) {
		memmove(buf->base, buf->data, buf->len);
		buf->data = buf->base;
		if (buf->cap - buf->len >= len)
			return;
	}
	buf->base = mem_grow(buf->base, &buf->cap, buf->len + len, 1);
	buf->data = buf->base;
}

char *buf_reserve(struct buf *buf, size_t len)
{
	if (len > buf->max || buf->len > buf->max - len)
		return NULL;
	make_room(buf, len);
	return buf->data + buf->len;
}

void buf_commit(struct buf *buf, size_t len)
{
	assert(buf->len + len <= buf->max);
	buf->len += len;
}

bool buf_append(struct buf *buf, const void *data, size_t len)
{
	if (len == 0)
		return true;
	char *room = buf_reserve(buf, len);
	if (room == NULL)
		return false;
	memcpy(room, data, len);
	buf->len += len;
	return true;
}

bool buf_append_span(struct buf *buf, struct span span)
{
	return buf_append(buf, span.data, span.len);
}

bool buf_append_text(struct buf *buf, const char *text)
{
	return buf_append(buf, text, strlen(text));
}

bool buf_print(struct buf *buf, const char *format, ...)
{
	va_list args;
	va_list again;

	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	char *room = len >= 0 ? buf_reserve(buf, (size_t)len + 1) : NULL;
	if (room != NULL) {
		vsnprintf(room, (size_t)len + 1, format, again);
		buf->len += (size_t)len;
	}
	va_end(again);
	return room != NULL;
}

void buf_drain(struct buf *buf, size_t len)
{
	assert(len <= buf->len);
	buf->len -= len;
	buf->data = buf->len > 0 ? buf->data + len : buf->base;
}

struct span buf_span(const struct buf *buf)
{
	return (struct span){ buf->data, buf->len };
}
