#include <stdio.h>
#include <string.h>

#include "bytes.h"
#include "fields.h"
#include "http1.h"

enum { FIXED_MAX = 256, NUMBER_MAX = 20 };

/* A head being written into room that was reserved for the most it can need. */
struct writer {
	char *at;
	const struct message *message;
	const struct http1_rewrite *how;
	uint64_t dropped_lengths; /* bit n: a name of n bytes may be among those to leave out */
	bool is_length_written;
	uint8_t fields[MESSAGE_HEADERS_MAX]; /* enum field of each header */
};

static void put(struct writer *writer, const char *bytes, size_t len)
{
	if (len > 0)
		memcpy(writer->at, bytes, len);
	writer->at += len;
}

static void put_span(struct writer *writer, struct span span)
{
	put(writer, span.data, span.len);
}

static void put_text(struct writer *writer, const char *text)
{
	put(writer, text, strlen(text));
}

static void put_number(struct writer *writer, uint64_t number)
{
	char digits[NUMBER_MAX];
	size_t at = sizeof digits;

	do {
		digits[--at] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	put(writer, digits + at, sizeof digits - at);
}

static void put_field(struct writer *writer, struct span name, struct span value)
{
	put_span(writer, name);
	put(writer, ": ", 2);
	put_span(writer, value);
	put(writer, "\r\n", 2);
}

static size_t lines_len(const char *const *lines)
{
	size_t len = 0;

	for (; lines != NULL && *lines != NULL; lines++)
		len += strlen(*lines) + 2;
	return len;
}

static size_t most(const struct message *message, const struct http1_rewrite *how)
{
	size_t len = FIXED_MAX + message->method.len + message->target.len + message->path.len +
	             message->query.len + message->authority.len + message->reason.len +
	             message->upgrade.len + lines_len(how->add);

	for (size_t i = 0; i < message->header_count; i++)
		len += message->headers[i].name.len + message->headers[i].value.len + 4;
	return len;
}

static uint64_t length_bit(size_t len)
{
	return (uint64_t)1 << (len < 63 ? len : 63);
}

static void note_dropped(struct writer *writer)
{
	const char *const *name = writer->how->drop;

	for (; name != NULL && *name != NULL; name++)
		writer->dropped_lengths |= length_bit(strlen(*name));
}

static bool is_in(const char *const *names, struct span name)
{
	for (; names != NULL && *names != NULL; names++)
		if (span_is_nocase(name, *names))
			return true;
	return false;
}

static bool is_dropped(const struct writer *writer, struct span name)
{
	uint64_t bit = length_bit(name.len);

	return (writer->dropped_lengths & bit) != 0 && is_in(writer->how->drop, name);
}

static bool keeps_upgrade(const struct writer *writer)
{
	return writer->how->keep_upgrade && writer->message->has_upgrade;
}

static bool says_close(const struct writer *writer)
{
	return writer->how->close || writer->how->framing == FRAMING_CLOSE;
}

/* Fields that are written by other means, or not at all. */
static bool is_left_out(const struct writer *writer, enum field field)
{
	const struct http1_rewrite *how = writer->how;

	if (field == FIELD_OTHER)
		return false;
	if ((field_flags(field) & FIELD_FRAMING) != 0)
		return true;
	if (how->drop_hop_by_hop && (field_flags(field) & FIELD_HOP) != 0)
		return true;
	if (field == FIELD_CONNECTION)
		return says_close(writer) || keeps_upgrade(writer);
	if (field == FIELD_UPGRADE)
		return keeps_upgrade(writer);
	if (field == FIELD_TRAILER)
		return how->framing != FRAMING_CHUNKED;
	return field == FIELD_HOST && writer->message->authority.len > 0;
}

/* The length an answer without content declares; of several equal ones one is written. */
static void pass_length(struct writer *writer, const struct header *header)
{
	struct span rest;

	if (!writer->how->keep_length || writer->is_length_written)
		return;
	writer->is_length_written = true;
	put_field(writer, header->name, span_trim(span_cut(header->value, ',', &rest)));
}

static void put_fields(struct writer *writer)
{
	const struct message *message = writer->message;

	for (size_t i = 0; i < message->header_count; i++) {
		const struct header *header = &message->headers[i];
		enum field field = (enum field)writer->fields[i];
		if (field == FIELD_CONTENT_LENGTH)
			pass_length(writer, header);
		if (!is_left_out(writer, field) && !is_dropped(writer, header->name))
			put_field(writer, header->name, header->value);
	}
}

static void put_framing(struct writer *writer)
{
	if (writer->how->framing == FRAMING_CHUNKED)
		put_text(writer, "Transfer-Encoding: chunked\r\n");
	if (writer->how->framing != FRAMING_LENGTH)
		return;
	put_text(writer, "Content-Length: ");
	put_number(writer, writer->how->content_length);
	put_text(writer, "\r\n");
}

static void put_connection(struct writer *writer)
{
	if (keeps_upgrade(writer)) {
		put_text(writer, "Connection: Upgrade\r\n");
		put_field(writer, SPAN("Upgrade"), writer->message->upgrade);
	} else if (says_close(writer)) {
		put_text(writer, "Connection: close\r\n");
	}
}

static void put_rest(struct writer *writer)
{
	const char *const *line = writer->how->add;

	put_fields(writer);
	for (; line != NULL && *line != NULL; line++) {
		put_text(writer, *line);
		put_text(writer, "\r\n");
	}
	put_framing(writer);
	put_connection(writer);
	put_text(writer, "\r\n");
}

static bool writer_open(struct writer *writer, struct buf *out, const struct message *message,
    const struct http1_rewrite *how)
{
	writer->at = buf_reserve(out, most(message, how));
	writer->message = message;
	writer->how = how;
	writer->dropped_lengths = 0;
	writer->is_length_written = how->framing == FRAMING_LENGTH;
	if (writer->at == NULL)
		return false;
	for (size_t i = 0; i < message->header_count; i++)
		writer->fields[i] = (uint8_t)field_find(message->headers[i].name);
	note_dropped(writer);
	return true;
}

static void writer_close(const struct writer *writer, struct buf *out)
{
	buf_commit(out, (size_t)(writer->at - (out->data + out->len)));
}

static void put_target(struct writer *writer)
{
	const struct message *message = writer->message;

	if (!writer->how->as_origin_form) {
		put_span(writer, message->target);
		return;
	}
	put_span(writer, message->path);
	if (message->query.data != NULL) {
		put(writer, "?", 1);
		put_span(writer, message->query);
	}
}

bool http1_write_request(
    struct buf *out, const struct message *message, const struct http1_rewrite *how)
{
	struct writer writer;

	if (!writer_open(&writer, out, message, how))
		return false;
	put_span(&writer, message->method);
	put(&writer, " ", 1);
	put_target(&writer);
	put_text(&writer, " HTTP/1.1\r\n");
	if (message->authority.len > 0)
		put_field(&writer, SPAN("Host"), message->authority);
	put_rest(&writer);
	writer_close(&writer, out);
	return true;
}

bool http1_write_response(
    struct buf *out, const struct message *message, const struct http1_rewrite *how)
{
	struct writer writer;

	if (!writer_open(&writer, out, message, how))
		return false;
	put_text(&writer, "HTTP/1.1 ");
	put_number(&writer, message->status);
	put(&writer, " ", 1);
	put_span(&writer, message->reason);
	put(&writer, "\r\n", 2);
	put_rest(&writer);
	writer_close(&writer, out);
	return true;
}

bool http1_write_chunk(struct buf *out, struct span content)
{
	char size[NUMBER_MAX];

	if (content.len == 0)
		return true;
	int len = snprintf(size, sizeof size, "%zx\r\n", content.len);
	char *room = buf_reserve(out, (size_t)len + content.len + 2);
	if (room == NULL)
		return false;
	memcpy(room, size, (size_t)len);
	memcpy(room + len, content.data, content.len);
	memcpy(room + (size_t)len + content.len, "\r\n", 2);
	buf_commit(out, (size_t)len + content.len + 2);
	return true;
}

/* A line that begins with its LF only adds a space at most, which its CRLF and colon leave room
 * for. */
bool http1_write_last_chunk(struct buf *out, struct span trailers)
{
	struct cursor cursor = { trailers.data, trailers.data + trailers.len, NULL };
	struct writer writer = { .at = buf_reserve(out, 2 * trailers.len + FIXED_MAX) };
	struct header header;

	if (writer.at == NULL)
		return false;
	put_text(&writer, "0\r\n");
	while (cursor.at < cursor.end && field_read(&cursor, &header) == HTTP1_DONE)
		put_field(&writer, header.name, header.value);
	put_text(&writer, "\r\n");
	writer_close(&writer, out);
	return true;
}
