#include <string.h>

#include "bytes.h"
#include "fields.h"
#include "http1.h"
#include "http1_rules.h"

enum { METHOD_MAX = 32, VERSION_LEN = sizeof "HTTP/1.1" - 1 };

/*
 * A head is read in one pass over its bytes when they are all there, which is nearly always. When
 * they are not, http1_scan remembers how far the search for the end of the head has come, and the
 * pass is made again only when the end is there, or a bare CR or LF, which can only be refused. So
 * a head that comes byte by byte costs linear time, and the answer is the same however it was cut.
 */

static bool is_end(const char *data, size_t at)
{
	return at >= 2 && data[at - 1] == '\r' && data[at - 2] == '\n';
}

/* Is an LF in [from, len) one that ends the head, or one without a CR? */
static bool has_deciding_lf(const char *data, size_t from, size_t len)
{
	const char *lf = memchr(data + from, '\n', len - from);

	while (lf != NULL) {
		size_t at = (size_t)(lf - data);
		if (at == 0 || data[at - 1] != '\r' || is_end(data, at))
			return true;
		lf = memchr(lf + 1, '\n', len - at - 1);
	}
	return false;
}

static bool has_bare_cr(const char *data, size_t from, size_t len)
{
	const char *cr = memchr(data + from, '\r', len - from);

	while (cr != NULL && (size_t)(cr - data) + 1 < len) {
		if (cr[1] != '\n')
			return true;
		cr = memchr(cr + 1, '\r', len - (size_t)(cr - data) - 1);
	}
	return false;
}

/* Is there any use in reading the head (again)? The last byte is looked at twice, since a CR there
 * says nothing yet. */
static bool is_worth_reading(const char *data, size_t len, size_t max, struct http1_scan *scan)
{
	size_t from = scan->seen > 0 ? scan->seen - 1 : 0;
	bool is_first = scan->seen == 0;

	if (len <= scan->seen)
		return len >= max;
	scan->seen = len;
	return is_first || len >= max || has_deciding_lf(data, from, len) ||
	       has_bare_cr(data, from, len);
}

static void message_open(struct message *message, bool is_response)
{
	const struct span none = { NULL, 0 };

	message->is_response = is_response;
	message->minor = 0;
	message->method = message->target = none;
	message->is_absolute = false;
	message->scheme = message->authority = message->path = message->query = none;
	message->status = 0;
	message->reason = none;
	message->header_count = 0;
	message->framing = FRAMING_NONE;
	message->content_length = 0;
	message->is_close = message->expects_continue = message->has_upgrade = false;
	message->upgrade = none;
	message->head_len = 0;
}

/* The bytes up to the one space that ends an element of the first line. */
static enum http1_result read_element(
    struct cursor *cursor, unsigned classes, struct span *element, const char *why)
{
	const char *at = cursor->at;

	while (at < cursor->end && byte_is(*at, classes))
		at++;
	*element = (struct span){ cursor->at, (size_t)(at - cursor->at) };
	cursor->at = at;
	if (at == cursor->end)
		return HTTP1_MORE;
	if (*at == '\r' || *at == '\n') {
		enum http1_result result = cursor_line_end(cursor, why);
		return result == HTTP1_DONE ? cursor_bad(cursor, why) : result;
	}
	if (*at != ' ' || element->len == 0)
		return cursor_bad(cursor, why);
	cursor->at++;
	return HTTP1_DONE;
}

/* "HTTP/1.0" or "HTTP/1.1" (RFC 9112 2.3). Another version, well-formed, has an answer of its own.
 * Bytes that can no longer become a version are refused before all of it is there. */
static enum http1_result read_version(struct cursor *cursor, struct message *message)
{
	static const char pattern[] = "HTTP/d.d";
	size_t there = (size_t)(cursor->end - cursor->at);
	const char *at = cursor->at;

	for (size_t i = 0; i < VERSION_LEN && i < there; i++) {
		bool is_fine = pattern[i] == 'd' ? byte_is(at[i], BYTE_DIGIT) : at[i] == pattern[i];
		if (!is_fine)
			return cursor_bad(cursor, "version");
	}
	if (there < VERSION_LEN)
		return HTTP1_MORE;
	message->minor = (uint8_t)(at[7] - '0');
	cursor->at += VERSION_LEN;
	return HTTP1_DONE;
}

static bool is_ours(const char *after_version, const struct message *message)
{
	return after_version[-3] == '1' && message->minor <= 1;
}

static enum http1_result read_request_line(struct cursor *cursor, struct message *message)
{
	enum http1_result result = read_element(cursor, BYTE_TOKEN, &message->method, "method");

	if (message->method.len > METHOD_MAX)
		return cursor_bad(cursor, "method");
	if (result == HTTP1_DONE)
		result = read_element(cursor, BYTE_TARGET, &message->target, "target");
	if (result == HTTP1_DONE)
		result = read_version(cursor, message);
	if (result != HTTP1_DONE)
		return result;
	const char *after_version = cursor->at;
	result = cursor_line_end(cursor, "version");
	if (result == HTTP1_DONE && !is_ours(after_version, message))
		return HTTP1_VERSION;
	return result;
}

/* SP 3DIGIT, and SP with the reason, which many origins leave out altogether (RFC 9112 4). */
static enum http1_result read_status(struct cursor *cursor, struct message *message)
{
	size_t there = (size_t)(cursor->end - cursor->at);
	const char *at = cursor->at;

	for (size_t i = 0; i < 4 && i < there; i++) {
		bool is_fine = i == 0 ? at[i] == ' ' : byte_is(at[i], BYTE_DIGIT);
		if (!is_fine)
			return cursor_bad(cursor, i == 0 ? "version" : "status");
	}
	if (there < 4)
		return HTTP1_MORE;
	message->status =
	    (unsigned)(at[1] - '0') * 100 + (unsigned)(at[2] - '0') * 10 + (unsigned)(at[3] - '0');
	cursor->at += 4;
	return message->status < 100 ? cursor_bad(cursor, "status") : HTTP1_DONE;
}

static enum http1_result read_reason(struct cursor *cursor, struct message *message)
{
	if (cursor->at < cursor->end && *cursor->at == ' ') {
		const char *start = ++cursor->at;
		while (cursor->at < cursor->end && byte_is(*cursor->at, BYTE_VALUE))
			cursor->at++;
		message->reason = (struct span){ start, (size_t)(cursor->at - start) };
	}
	return cursor_line_end(cursor, "reason");
}

static enum http1_result read_status_line(struct cursor *cursor, struct message *message)
{
	enum http1_result result = read_version(cursor, message);

	if (result != HTTP1_DONE)
		return result;
	if (!is_ours(cursor->at, message))
		return HTTP1_VERSION;
	result = read_status(cursor, message);
	return result == HTTP1_DONE ? read_reason(cursor, message) : result;
}

static enum http1_result cursor_large(struct cursor *cursor, const char *why)
{
	cursor->why = why;
	return HTTP1_LARGE;
}

static enum http1_result keep_field(
    struct cursor *cursor, struct message *message, struct facts *facts)
{
	size_t at = message->header_count;

	if (at == MESSAGE_HEADERS_MAX)
		return cursor_large(cursor, "too-many-fields");
	enum http1_result result = field_read(cursor, &message->headers[at]);
	if (result != HTTP1_DONE)
		return result;
	enum field field = field_find(message->headers[at].name);
	if (facts->count[field]++ == 0)
		facts->first[field] = (uint8_t)at;
	if (field == FIELD_OTHER && field_is_lookalike(message->headers[at].name))
		return cursor_bad(cursor, "lookalike-name");
	message->header_count++;
	return HTTP1_DONE;
}

static enum http1_result read_fields(
    struct cursor *cursor, struct message *message, struct facts *facts)
{
	while (cursor->at < cursor->end) {
		if (*cursor->at == '\r' || *cursor->at == '\n')
			return cursor_line_end(cursor, "");
		enum http1_result result = keep_field(cursor, message, facts);
		if (result != HTTP1_DONE)
			return result;
	}
	return HTTP1_MORE;
}

/* An empty line left over from the content before it (RFC 9112 2.2). */
static enum http1_result skip_empty_line(struct cursor *cursor)
{
	if (cursor->at < cursor->end && (*cursor->at == '\r' || *cursor->at == '\n'))
		return cursor_line_end(cursor, "");
	return HTTP1_DONE;
}

typedef enum http1_result read_line(struct cursor *cursor, struct message *message);

static enum http1_result read_head(
    struct cursor *cursor, read_line *read_first_line, struct message *message, struct facts *facts)
{
	enum http1_result result = HTTP1_DONE;

	if (!message->is_response)
		result = skip_empty_line(cursor);
	if (result == HTTP1_DONE)
		result = read_first_line(cursor, message);
	if (result == HTTP1_DONE)
		result = read_fields(cursor, message, facts);
	return result;
}

/* Reads what there is, and never past max, as if the peer had sent no more. */
static enum http1_result read_within(const char *data, size_t len, size_t max,
    read_line *read_first_line, struct message *message, struct facts *facts, const char **why)
{
	struct cursor cursor = { data, data + (len < max ? len : max), NULL };
	enum http1_result result = read_head(&cursor, read_first_line, message, facts);

	if (result == HTTP1_MORE && len >= max)
		result = cursor_large(&cursor, "head-too-large");
	if (result == HTTP1_VERSION)
		cursor.why = "version";
	message->head_len = (size_t)(cursor.at - data);
	*why = cursor.why;
	return result;
}

enum http1_result http1_read_request(const char *data, size_t len, size_t max,
    struct http1_scan *scan, struct message *message, const char **why)
{
	struct facts facts = { 0 };

	*why = NULL;
	if (!is_worth_reading(data, len, max, scan))
		return HTTP1_MORE;
	message_open(message, false);
	enum http1_result result =
	    read_within(data, len, max, read_request_line, message, &facts, why);
	if (result == HTTP1_DONE && !http1_judge_request(message, &facts, why))
		result = HTTP1_BAD;
	return result;
}

enum http1_result http1_read_response(const char *data, size_t len, size_t max,
    struct http1_scan *scan, struct span method, struct message *message, const char **why)
{
	struct facts facts = { 0 };

	*why = NULL;
	if (!is_worth_reading(data, len, max, scan))
		return HTTP1_MORE;
	message_open(message, true);
	enum http1_result result =
	    read_within(data, len, max, read_status_line, message, &facts, why);
	if (result == HTTP1_DONE && !http1_judge_response(message, &facts, method, why))
		result = HTTP1_BAD;
	return result;
}
