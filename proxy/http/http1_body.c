#include <string.h>

#include "bytes.h"
#include "fields.h"
#include "http1.h"

enum { TRAILERS_MAX = 8192, LINE_MAX_LEN = 256, SIZE_DIGITS_MAX = 16 };

/*
 * The chunked coding (RFC 9112 7.1) as a table: in which state which kind of byte leads where. What
 * is not in the table is refused: a size without digits, spaces around it, a semicolon with nothing
 * behind it, white space inside an extension, which parsers read differently.
 */
enum state {
	BAD,
	SIZE_FIRST,
	SIZE,
	SIZE_LF,
	EXTENSION, /* behind ';' */
	EXTENSION_NAME,
	EXTENSION_VALUE, /* behind '=' */
	EXTENSION_TOKEN,
	EXTENSION_QUOTED,
	EXTENSION_ESCAPE, /* behind a backslash */
	EXTENSION_END,    /* behind the closing quote */
	DATA_CR,
	DATA_LF,
	TABLE_STATES,
	DATA = TABLE_STATES,
	TRAILERS,
	DONE,
};

enum kind { OTHER, DIGIT, LETTER, SEMICOLON, EQUALS, QUOTE, BACKSLASH, PLAIN, CR, LF, KINDS };

static const uint8_t next_state[TABLE_STATES][KINDS] = {
	[SIZE_FIRST] = { [DIGIT] = SIZE },
	[SIZE] = { [DIGIT] = SIZE, [SEMICOLON] = EXTENSION, [CR] = SIZE_LF },
	[SIZE_LF] = { [LF] = DATA },
	[EXTENSION] = { [DIGIT] = EXTENSION_NAME, [LETTER] = EXTENSION_NAME },
	[EXTENSION_NAME] = { [DIGIT] = EXTENSION_NAME,
	    [LETTER] = EXTENSION_NAME,
	    [SEMICOLON] = EXTENSION,
	    [EQUALS] = EXTENSION_VALUE,
	    [CR] = SIZE_LF },
	[EXTENSION_VALUE] = { [DIGIT] = EXTENSION_TOKEN,
	    [LETTER] = EXTENSION_TOKEN,
	    [QUOTE] = EXTENSION_QUOTED },
	[EXTENSION_TOKEN] = { [DIGIT] = EXTENSION_TOKEN,
	    [LETTER] = EXTENSION_TOKEN,
	    [SEMICOLON] = EXTENSION,
	    [CR] = SIZE_LF },
	[EXTENSION_QUOTED] = { [DIGIT] = EXTENSION_QUOTED,
	    [LETTER] = EXTENSION_QUOTED,
	    [SEMICOLON] = EXTENSION_QUOTED,
	    [EQUALS] = EXTENSION_QUOTED,
	    [PLAIN] = EXTENSION_QUOTED,
	    [BACKSLASH] = EXTENSION_ESCAPE,
	    [QUOTE] = EXTENSION_END },
	[EXTENSION_ESCAPE] = { [DIGIT] = EXTENSION_QUOTED,
	    [LETTER] = EXTENSION_QUOTED,
	    [SEMICOLON] = EXTENSION_QUOTED,
	    [EQUALS] = EXTENSION_QUOTED,
	    [PLAIN] = EXTENSION_QUOTED,
	    [BACKSLASH] = EXTENSION_QUOTED,
	    [QUOTE] = EXTENSION_QUOTED },
	[EXTENSION_END] = { [SEMICOLON] = EXTENSION, [CR] = SIZE_LF },
	[DATA_CR] = { [CR] = DATA_LF },
	[DATA_LF] = { [LF] = SIZE_FIRST },
};

static const char *const state_whys[TABLE_STATES] = {
	[SIZE_FIRST] = "chunk-size",
	[SIZE] = "chunk-size",
	[SIZE_LF] = "bare-cr",
	[EXTENSION] = "chunk-extension",
	[EXTENSION_NAME] = "chunk-extension",
	[EXTENSION_VALUE] = "chunk-extension",
	[EXTENSION_TOKEN] = "chunk-extension",
	[EXTENSION_QUOTED] = "chunk-extension",
	[EXTENSION_ESCAPE] = "chunk-extension",
	[EXTENSION_END] = "chunk-extension",
	[DATA_CR] = "chunk-end",
	[DATA_LF] = "bare-cr",
};

/* DIGIT is a hexadecimal digit, LETTER any other tchar, PLAIN what else may stand in quotes. */
static enum kind kind_of(char c)
{
	static const struct {
		char c;
		uint8_t kind;
	} single[] = { { ';', SEMICOLON }, { '=', EQUALS }, { '"', QUOTE }, { '\\', BACKSLASH },
		{ '\r', CR }, { '\n', LF } };

	if (byte_is(c, BYTE_HEX))
		return DIGIT;
	if (byte_is(c, BYTE_TOKEN))
		return LETTER;
	for (size_t i = 0; i < sizeof single / sizeof *single; i++)
		if (single[i].c == c)
			return (enum kind)single[i].kind;
	return byte_is(c, BYTE_QUOTED) ? PLAIN : OTHER;
}

void http1_body_init(struct http1_body *body, const struct message *message)
{
	memset(body, 0, sizeof *body);
	buf_init(&body->trailers, TRAILERS_MAX);
	body->framing = message->framing;
	if (message->framing == FRAMING_CHUNKED)
		body->state = SIZE_FIRST;
	else if (message->framing == FRAMING_LENGTH)
		body->remaining = message->content_length;
}

void http1_body_release(struct http1_body *body)
{
	buf_release(&body->trailers);
}

/* No more than the remaining bytes of the content or the chunk, from the cursor. */
static struct span take_content(struct http1_body *body, struct cursor *cursor)
{
	size_t there = (size_t)(cursor->end - cursor->at);
	size_t len = there < body->remaining ? there : (size_t)body->remaining;
	struct span content = { cursor->at, len };

	cursor->at += len;
	body->remaining -= len;
	body->total += len;
	return content;
}

/* One more digit of the chunk size; all chunks together stay below 2^63. */
static bool add_digit(struct http1_body *body, char c)
{
	if (body->line_bytes > SIZE_DIGITS_MAX)
		return false;
	body->remaining = body->remaining * 16 + byte_hex(c);
	return body->remaining <= INT64_MAX - body->total;
}

/* What a new state brings with it; false: the size is out of bounds. */
static bool enter(struct http1_body *body, unsigned state, char c)
{
	body->state = state;
	if (state == SIZE_FIRST) {
		body->line_bytes = 0;
		body->remaining = 0;
	}
	if (state == DATA) {
		body->state = body->remaining > 0 ? DATA : TRAILERS;
		body->line_bytes = 0;
	}
	return state != SIZE || add_digit(body, c);
}

static enum http1_result read_framing_byte(struct http1_body *body, struct cursor *cursor)
{
	char c = *cursor->at;
	enum kind kind = kind_of(c);
	unsigned next = next_state[body->state][kind];

	if (next == BAD)
		return cursor_bad(cursor, kind == LF ? "bare-lf" : state_whys[body->state]);
	cursor->at++;
	if (++body->line_bytes > LINE_MAX_LEN)
		return cursor_bad(cursor, "chunk-line-too-long");
	if (!enter(body, next, c))
		return cursor_bad(cursor, "chunk-size");
	return HTTP1_MORE;
}

/* The trailer line that is being collected. */
static struct span last_line(const struct http1_body *body)
{
	const char *end = body->trailers.data + body->trailers.len;

	return (struct span){ end - body->line_bytes, body->line_bytes };
}

/* Is there a CR in line that has something else than LF behind it? */
static bool has_bare_cr(struct span line)
{
	const char *cr = line.len > 0 ? memchr(line.data, '\r', line.len) : NULL;

	return cr != NULL && cr + 1 < line.data + line.len && cr[1] != '\n';
}

/* Bytes up to and with the next LF, or all. A bare CR is refused at once, not when the line ends,
 * and looked for from the byte before the new ones, which may have been one. */
static enum http1_result collect_line(struct http1_body *body, struct cursor *cursor)
{
	size_t there = (size_t)(cursor->end - cursor->at);
	const char *lf = memchr(cursor->at, '\n', there);
	size_t len = lf != NULL ? (size_t)(lf - cursor->at) + 1 : there;
	size_t seen = body->line_bytes > 0 ? body->line_bytes - 1 : 0;

	if (!buf_append(&body->trailers, cursor->at, len))
		return cursor_bad(cursor, "trailers-too-large");
	cursor->at += len;
	body->line_bytes += len;
	if (has_bare_cr(span_from(last_line(body), seen)))
		return cursor_bad(cursor, "bare-cr");
	return lf != NULL ? HTTP1_DONE : HTTP1_MORE;
}

static enum http1_result judge_trailer(struct cursor *cursor, struct span line)
{
	struct cursor inner = { line.data, line.data + line.len, NULL };
	struct header header;

	if (field_read(&inner, &header) != HTTP1_DONE)
		return cursor_bad(cursor, inner.why != NULL ? inner.why : "trailer");
	if ((field_flags(field_find(header.name)) & FIELD_NO_TRAILER) != 0 ||
	    field_is_lookalike(header.name))
		return cursor_bad(cursor, "trailer");
	return HTTP1_MORE;
}

static enum http1_result read_trailer(struct http1_body *body, struct cursor *cursor)
{
	enum http1_result result = collect_line(body, cursor);

	if (result != HTTP1_DONE)
		return result;
	struct span line = last_line(body);
	body->line_bytes = 0;
	if (!span_is(line, "\r\n"))
		return judge_trailer(cursor, line);
	body->trailers.len -= line.len;
	body->state = DONE;
	return HTTP1_DONE;
}

/* Framing, then at most one run of content, then framing again as far as it goes. */
static enum http1_result read_chunked(
    struct http1_body *body, struct cursor *cursor, struct span *content)
{
	enum http1_result result = body->state == DONE ? HTTP1_DONE : HTTP1_MORE;

	while (result == HTTP1_MORE && cursor->at < cursor->end) {
		if (body->state == TRAILERS) {
			result = read_trailer(body, cursor);
		} else if (body->state != DATA) {
			result = read_framing_byte(body, cursor);
		} else if (content->len > 0) {
			break;
		} else {
			*content = take_content(body, cursor);
			if (body->remaining == 0)
				body->state = DATA_CR;
		}
	}
	return result;
}

enum http1_result http1_body_read(struct http1_body *body, const char *data, size_t len,
    size_t *used, struct span *content, const char **why)
{
	struct cursor cursor = { data, data + len, NULL };
	enum http1_result result = HTTP1_DONE;

	*content = (struct span){ data, 0 };
	if (body->framing == FRAMING_CHUNKED) {
		result = read_chunked(body, &cursor, content);
	} else if (body->framing == FRAMING_LENGTH) {
		*content = take_content(body, &cursor);
		result = body->remaining > 0 ? HTTP1_MORE : HTTP1_DONE;
	} else if (body->framing == FRAMING_CLOSE) {
		*content = (struct span){ data, len };
		body->total += len;
		cursor.at = cursor.end;
		result = HTTP1_MORE;
	}
	*used = (size_t)(cursor.at - data);
	*why = cursor.why;
	return result;
}
