#include "der.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static void put(struct buf *to, const void *bytes, size_t len)
{
	bool fits = buf_append(to, bytes, len);

	assert(fits);
	(void)fits;
}

static void put_byte(struct buf *to, unsigned value)
{
	unsigned char byte = (unsigned char)value;

	put(to, &byte, 1);
}

size_t der_open(struct buf *to, unsigned tag)
{
	put_byte(to, tag);
	put_byte(to, 0);
	return to->len;
}

/* Lengths from 128 on take one or two bytes more; the content moves up to make room. */
void der_close(struct buf *to, size_t opened)
{
	size_t len = to->len - opened;
	size_t more = len < 128 ? 0 : len < 256 ? 1 : 2;

	assert(len < 65536);
	for (size_t i = 0; i < more; i++)
		put_byte(to, 0);
	unsigned char *content = (unsigned char *)to->data + opened;
	memmove(content + more, content, len);
	content[-1] = (unsigned char)(more == 0 ? len : 0x80 | more);
	for (size_t i = 0; i < more; i++)
		content[i] = (unsigned char)(len >> 8 * (more - 1 - i));
}

void der_value(struct buf *to, unsigned tag, const void *content, size_t len)
{
	size_t opened = der_open(to, tag);

	put(to, content, len);
	der_close(to, opened);
}

void der_raw(struct buf *to, struct span der)
{
	put(to, der.data, der.len);
}

void der_time(struct buf *to, time_t time)
{
	struct tm tm;
	char text[32];

	gmtime_r(&time, &tm);
	bool is_short = tm.tm_year < 150; /* two digits of the year until 2049 */
	size_t len = strftime(text, sizeof text, is_short ? "%y%m%d%H%M%SZ" : "%Y%m%d%H%M%SZ", &tm);
	der_value(to, is_short ? DER_UTC_TIME : DER_GENERALIZED_TIME, text, len);
}

void der_bits(struct buf *to, const void *bytes, size_t len)
{
	size_t opened = der_open(to, DER_BIT_STRING);

	put_byte(to, 0);
	put(to, bytes, len);
	der_close(to, opened);
}
