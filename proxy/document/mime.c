#include "mime.h"

#include <string.h>

#include "../http/bytes.h"
#include "../http/utf8.h"
#include "text.h"

enum { WORD_MAX = 64 * 1024 };

static int base64_digit(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

void mime_base64(struct span coded, struct buf *to)
{
	unsigned bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < coded.len; i++) {
		int digit = base64_digit(coded.data[i]);
		if (digit < 0)
			continue;
		bits = (bits << 6 | (unsigned)digit) & 0xffffff;
		count += 6;
		if (count < 8)
			continue;
		count -= 8;
		char byte = (char)(bits >> count & 0xff);
		if (!buf_append(to, &byte, 1))
			return;
	}
}

/* What stands behind "=": a byte, or a line end that is none. Returns how much was taken. */
static size_t take_escape(struct span rest, char *byte, bool *is_byte)
{
	*is_byte =
	    rest.len >= 3 && byte_is(rest.data[1], BYTE_HEX) && byte_is(rest.data[2], BYTE_HEX);
	if (*is_byte) {
		*byte = (char)(byte_hex(rest.data[1]) << 4 | byte_hex(rest.data[2]));
		return 3;
	}
	size_t len = 1;
	while (len < rest.len && (rest.data[len] == ' ' || rest.data[len] == '\t'))
		len++;
	if (len < rest.len && rest.data[len] == '\r')
		len++;
	if (len < rest.len && rest.data[len] == '\n')
		return len + 1;
	*byte = '=';
	*is_byte = true;
	return 1;
}

void mime_quoted(struct span coded, bool is_word, struct buf *to)
{
	while (coded.len > 0) {
		char byte = coded.data[0] == '_' && is_word ? ' ' : coded.data[0];
		bool is_byte = true;
		size_t len = byte == '=' ? take_escape(coded, &byte, &is_byte) : 1;
		if (is_byte && !buf_append(to, &byte, 1))
			return;
		coded = span_from(coded, len);
	}
}

/* "=?charset?B?text?=" at the start: its parts; returns its length, 0 if it is none. */
static size_t take_word(struct span text, struct span *charset, char *coding, struct span *coded)
{
	struct span rest = span_from(text, 2);

	*charset = span_cut(rest, '?', &rest);
	struct span letter = span_cut(rest, '?', &rest);
	*coded = span_cut(rest, '?', &rest);
	if (rest.data == NULL || letter.len != 1 || rest.len == 0 || rest.data[0] != '=')
		return 0;
	*coding = (char)(letter.data[0] | 0x20);
	return (size_t)(rest.data + 1 - text.data);
}

static void put_word(struct span charset, char coding, struct span coded, struct buf *to)
{
	struct span rest;
	struct buf bytes;
	struct buf room;

	buf_init(&bytes, WORD_MAX);
	buf_init(&room, WORD_MAX);
	if (coding == 'b')
		mime_base64(coded, &bytes);
	else
		mime_quoted(coded, true, &bytes);
	charset = span_cut(charset, '*', &rest); /* a language may follow (RFC 2231 5) */
	struct span text = text_utf8(buf_span(&bytes), charset, &room);
	if (utf8_is_valid(text))
		buf_append_span(to, text);
	buf_release(&bytes);
	buf_release(&room);
}

static bool is_white(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (memchr(" \t\r\n", text.data[i], 4) == NULL)
			return false;
	return true;
}

void mime_words(struct span field, struct buf *to)
{
	bool is_behind_word = false;

	while (field.len > 0) {
		struct span charset;
		struct span coded;
		char coding;
		const char *at = memmem(field.data, field.len, "=?", 2);
		size_t before = at != NULL ? (size_t)(at - field.data) : field.len;
		size_t len =
		    at != NULL ? take_word(span_from(field, before), &charset, &coding, &coded) : 0;
		struct span plain =
		    span_make(field.data, len > 0 || at == NULL ? before : before + 2);
		/* White space between two encoded words is none (RFC 2047 6.2). */
		if (!(is_behind_word && len > 0 && is_white(plain)) && utf8_is_valid(plain))
			buf_append_span(to, plain);
		if (len > 0)
			put_word(charset, coding, coded, to);
		is_behind_word = len > 0;
		field = span_from(field, plain.len + len);
	}
}

static struct span without_quotes(struct span value)
{
	value = span_trim(value);
	if (value.len >= 2 && value.data[0] == '"') {
		value = span_from(value, 1);
		const char *end = memchr(value.data, '"', value.len);
		value.len = end != NULL ? (size_t)(end - value.data) : value.len;
	}
	return value;
}

struct span mime_parameter(struct span field, const char *name)
{
	struct span rest;

	span_cut(field, ';', &rest);
	while (rest.data != NULL) {
		struct span value;
		struct span piece = span_cut(rest, ';', &rest);
		struct span key = span_cut(piece, '=', &value);
		while (key.len > 0 && memchr(" \t\r\n", key.data[0], 4) != NULL)
			key = span_from(key, 1);
		if (value.data != NULL && span_is_nocase(span_trim(key), name))
			return without_quotes(value);
	}
	return span_make(NULL, 0);
}
