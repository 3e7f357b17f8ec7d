#include "pack.h"

#include <assert.h>
#include <string.h>

static void pack_number(struct buf *to, uint64_t value, size_t size)
{
	unsigned char bytes[8];

	for (size_t i = 0; i < size; i++)
		bytes[i] = (unsigned char)(value >> (8 * i));
	bool fits = buf_append(to, bytes, size);
	assert(fits); /* who packs gives the buf its cap */
	(void)fits;
}

void pack_u8(struct buf *to, uint8_t value)
{
	pack_number(to, value, 1);
}

void pack_u32(struct buf *to, uint32_t value)
{
	pack_number(to, value, 4);
}

void pack_u64(struct buf *to, uint64_t value)
{
	pack_number(to, value, 8);
}

void pack_span(struct buf *to, struct span value)
{
	assert(value.len <= UINT32_MAX);
	pack_u32(to, (uint32_t)value.len);
	bool fits = buf_append_span(to, value);
	assert(fits);
	(void)fits;
}

void pack_text(struct buf *to, const char *value)
{
	pack_span(to, span_of(value));
}

struct unpack unpack_open(struct span from)
{
	return (struct unpack){ .rest = from };
}

static struct span take(struct unpack *from, size_t len)
{
	if (from->is_bad || len > from->rest.len) {
		from->is_bad = true;
		return (struct span){ NULL, 0 };
	}
	struct span taken = { from->rest.data, len };
	from->rest = span_from(from->rest, len);
	return taken;
}

static uint64_t unpack_number(struct unpack *from, size_t size)
{
	struct span bytes = take(from, size);
	uint64_t value = 0;

	for (size_t i = 0; i < bytes.len; i++)
		value |= (uint64_t)(unsigned char)bytes.data[i] << (8 * i);
	return value;
}

uint8_t unpack_u8(struct unpack *from)
{
	return (uint8_t)unpack_number(from, 1);
}

uint32_t unpack_u32(struct unpack *from)
{
	return (uint32_t)unpack_number(from, 4);
}

uint64_t unpack_u64(struct unpack *from)
{
	return unpack_number(from, 8);
}

struct span unpack_span(struct unpack *from)
{
	return take(from, unpack_u32(from));
}

bool unpack_done(const struct unpack *from)
{
	return !from->is_bad && from->rest.len == 0;
}
