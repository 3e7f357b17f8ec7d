#include "answer.h"

static const struct {
	unsigned status;
	const char *reason;
} reasons[] = {
	{ 200, "OK" },
	{ 302, "Found" },
	{ 400, "Bad Request" },
	{ 401, "Unauthorized" },
	{ 403, "Forbidden" },
	{ 404, "Not Found" },
	{ 405, "Method Not Allowed" },
	{ 407, "Proxy Authentication Required" },
	{ 409, "Conflict" },
	{ 413, "Content Too Large" },
	{ 421, "Misdirected Request" },
	{ 422, "Unprocessable Content" },
	{ 429, "Too Many Requests" },
	{ 431, "Request Header Fields Too Large" },
	{ 500, "Internal Server Error" },
	{ 502, "Bad Gateway" },
	{ 503, "Service Unavailable" },
	{ 504, "Gateway Timeout" },
	{ 505, "HTTP Version Not Supported" },
};

static const char *reason_of(unsigned status)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].status == status)
			return reasons[i].reason;
	return "";
}

/* What an Origin field may hold (RFC 6454 7.1), and nothing that could end a line. */
static bool is_origin(struct span origin)
{
	bool has_scheme = false;

	if (span_is(origin, "null"))
		return true;
	for (size_t i = 0; i < origin.len; i++) {
		unsigned char c = (unsigned char)origin.data[i];
		if (c <= 0x20 || c >= 0x7F || c == ',' || c == '"' || c == '<' || c == '>')
			return false;
		has_scheme |= i > 0 && i + 2 < origin.len && c == ':' &&
		              origin.data[i + 1] == '/' && origin.data[i + 2] == '/';
	}
	return has_scheme && origin.len <= 300;
}

static bool write_cors(
    const struct message *request, const struct dialect *dialect, struct buf *out)
{
	if (request == NULL || dialect == NULL || dialect->cors == CORS_NONE)
		return true;
	if (dialect->cors == CORS_ANY)
		return buf_append_text(out, "Access-Control-Allow-Origin: *\r\n");
	struct span origin = message_value(request, "Origin");
	if (!is_origin(origin))
		return buf_append_text(out, "Vary: Origin\r\n");
	return buf_print(out,
	    "Access-Control-Allow-Origin: %.*s\r\nAccess-Control-Allow-Credentials: true\r\n"
	    "Vary: Origin\r\n",
	    SPAN_PRINT(origin));
}

static bool write_head(
    const struct message *request, const struct answer *answer, size_t content_len, struct buf *out)
{
	bool fits = buf_print(out, "HTTP/1.1 %u %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n",
	    answer->status, reason_of(answer->status), answer->type, content_len);

	fits = fits && buf_append_text(out, "X-Content-Type-Options: nosniff\r\n");
	if (!answer->may_be_kept)
		fits = fits && buf_append_text(out, "Cache-Control: no-store\r\n");
	if (answer->policy != NULL)
		fits =
		    fits && buf_print(out,
		                "Content-Security-Policy: %s\r\nReferrer-Policy: no-referrer\r\n",
		                answer->policy);
	if (answer->fields != NULL)
		fits = fits && buf_append_text(out, answer->fields);
	fits = fits && write_cors(request, answer->dialect, out);
	if (answer->is_close)
		fits = fits && buf_append_text(out, "Connection: close\r\n");
	return fits && buf_append_text(out, "\r\n");
}

bool answer_write(const struct message *request, const struct answer *answer, struct span content,
    struct buf *out)
{
	bool is_head = request != NULL && span_is(request->method, "HEAD");
	struct buf whole;

	buf_init(&whole, ANSWER_BODY_MAX + 16384);
	bool fits = write_head(request, answer, content.len, &whole) &&
	            (is_head || buf_append_span(&whole, content)) &&
	            buf_append_span(out, buf_span(&whole));
	buf_release(&whole);
	return fits;
}
