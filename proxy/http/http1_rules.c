#include "http1_rules.h"

#include "bytes.h"
#include "url.h"

static bool refuse(const char **why, const char *word)
{
	*why = word;
	return false;
}

static struct span first_value(
    const struct message *message, const struct facts *facts, enum field field)
{
	if (facts->count[field] == 0)
		return (struct span){ NULL, 0 };
	return message->headers[facts->first[field]].value;
}

/* 1*DIGIT up to 2^63-1, no leading zero: "010" is eight to some (RFC 9112 6.3, RFC 9110 8.6). */
static bool read_length(struct span text, uint64_t *length)
{
	if (!span_to_u64(text, length) || *length > INT64_MAX)
		return false;
	return text.len == 1 || text.data[0] != '0';
}

static bool has_one_coding(
    const struct message *message, const struct facts *facts, const char **why)
{
	if (facts->count[FIELD_TRANSFER_ENCODING] > 1)
		return refuse(why, "two-transfer-encodings");
	if (facts->count[FIELD_CONTENT_LENGTH] > 0)
		return refuse(why, "length-and-transfer-encoding");
	if (message->minor == 0)
		return refuse(why, "transfer-encoding-in-1.0");
	if (!span_is_nocase(first_value(message, facts, FIELD_TRANSFER_ENCODING), "chunked"))
		return refuse(why, "transfer-encoding");
	return true;
}

static bool judge_request_framing(
    struct message *message, const struct facts *facts, const char **why)
{
	message->framing = FRAMING_NONE;
	if (facts->count[FIELD_TRANSFER_ENCODING] > 0) {
		message->framing = FRAMING_CHUNKED;
		return has_one_coding(message, facts, why);
	}
	if (facts->count[FIELD_CONTENT_LENGTH] == 0)
		return true;
	if (facts->count[FIELD_CONTENT_LENGTH] > 1)
		return refuse(why, "two-lengths");
	message->framing = FRAMING_LENGTH;
	if (!read_length(
	        first_value(message, facts, FIELD_CONTENT_LENGTH), &message->content_length))
		return refuse(why, "length");
	return true;
}

/* CONNECT and TRACE carry none (RFC 9110 9.3.6, 9.3.8); what follows a CONNECT is the tunnel's. */
static bool judge_content(struct message *message, const char **why)
{
	bool may_not = span_is(message->method, "CONNECT") || span_is(message->method, "TRACE");

	if (!may_not || message->framing == FRAMING_NONE)
		return true;
	if (message->framing != FRAMING_LENGTH || message->content_length > 0)
		return refuse(why, "content-not-allowed");
	message->framing = FRAMING_NONE;
	return true;
}

/* Methods are told apart by case (RFC 9110 9.1), and the registered ones are in capitals. A server
 * that takes "post" for POST would not be read as it reads. */
static bool judge_method(const struct message *message, const char **why)
{
	for (size_t i = 0; i < message->method.len; i++)
		if (message->method.data[i] >= 'a' && message->method.data[i] <= 'z')
			return refuse(why, "method-case");
	return true;
}

/* A server must not find a coding of the framing among those of the content. */
static bool judge_content_encoding(
    const struct message *message, const struct facts *facts, const char **why)
{
	if (facts->count[FIELD_CONTENT_ENCODING] > 0 &&
	    message_lists(message, "Content-Encoding", "chunked"))
		return refuse(why, "content-encoding");
	return true;
}

static uint16_t default_port(struct span scheme)
{
	return span_is_nocase(scheme, "https") ? 443 : 80;
}

/* Host beside an authority in the target: the same host, and the same port (for CONNECT clients
 * often leave the port out of Host). */
static bool agrees(const struct message *message, const struct authority *host)
{
	struct authority target;
	uint16_t port = host->port;

	authority_parse(message->authority, &target);
	if (!span_is(span_of(host->host), target.host) || host->is_address != target.is_address)
		return false;
	if (!message->is_absolute)
		return port == 0 || port == target.port;
	uint16_t usual = default_port(message->scheme);
	return (port != 0 ? port : usual) == (target.port != 0 ? target.port : usual);
}

static bool judge_host(struct message *message, const struct facts *facts, const char **why)
{
	struct span value = first_value(message, facts, FIELD_HOST);
	struct authority host;

	if (facts->count[FIELD_HOST] > 1)
		return refuse(why, "two-hosts");
	if (facts->count[FIELD_HOST] == 0)
		return message->minor == 0 || refuse(why, "no-host");
	if (!authority_parse(value, &host))
		return refuse(why, "host");
	if (message->authority.len == 0)
		message->authority = value;
	else if (!agrees(message, &host))
		return refuse(why, "host-differs");
	return true;
}

enum { SAYS_CLOSE = 1, SAYS_KEEP_ALIVE = 2, SAYS_UPGRADE = 4, SAYS_NAME = 8 };

/* Fields that must reach the recipient stay whatever is said of them; those of the hop go by
 * themselves. */
static bool goes_when_named(enum field field)
{
	return field != FIELD_CLOSE &&
	       (field_flags(field) & (FIELD_HOP | FIELD_FRAMING | FIELD_NOT_NAMED)) == 0;
}

/* What the options of one Connection field say; is_strict: a name that must not be removed, or
 * one that is no token, is refused. */
static bool read_options(struct span list, bool is_strict, unsigned *says, const char **why)
{
	struct span option;

	while (list_next(&list, &option)) {
		enum field field = field_find(option);
		*says |= field == FIELD_CLOSE ? SAYS_CLOSE : 0u;
		*says |= field == FIELD_KEEP_ALIVE ? SAYS_KEEP_ALIVE : 0u;
		*says |= field == FIELD_UPGRADE ? SAYS_UPGRADE : 0u;
		*says |= goes_when_named(field) ? SAYS_NAME : 0u;
		if (!is_strict)
			continue;
		if ((field_flags(field) & FIELD_NOT_NAMED) != 0 || !bytes_all(option, BYTE_TOKEN))
			return refuse(why, "connection-names");
	}
	return true;
}

static bool is_named(const struct message *message, struct span field)
{
	for (size_t i = 0; i < message->header_count; i++) {
		struct span rest = message->headers[i].value;
		struct span name;
		if (field_find(message->headers[i].name) != FIELD_CONNECTION)
			continue;
		while (list_next(&rest, &name))
			if (span_equal_nocase(name, field))
				return goes_when_named(field_find(field));
	}
	return false;
}

/* The places of fields are others afterwards: nothing may look at facts->first any more. */
static void drop_named(struct message *message)
{
	size_t kept = 0;

	for (size_t i = 0; i < message->header_count; i++)
		if (!is_named(message, message->headers[i].name))
			message->headers[kept++] = message->headers[i];
	message->header_count = kept;
}

static bool judge_connection(struct message *message, const struct facts *facts, const char **why)
{
	unsigned says = 0;
	unsigned proxy_says = 0;
	size_t left = (size_t)facts->count[FIELD_CONNECTION] + facts->count[FIELD_PROXY_CONNECTION];
	size_t i = facts->count[FIELD_PROXY_CONNECTION] > 0 ? 0 : facts->first[FIELD_CONNECTION];

	for (; i < message->header_count && left > 0; i++) {
		enum field field = field_find(message->headers[i].name);
		if (field != FIELD_CONNECTION && field != FIELD_PROXY_CONNECTION)
			continue;
		left--;
		if (!read_options(message->headers[i].value, !message->is_response,
		        field == FIELD_CONNECTION ? &says : &proxy_says, why))
			return false;
	}
	message->has_upgrade =
	    (says & SAYS_UPGRADE) != 0 && facts->count[FIELD_UPGRADE] > 0 && message->minor == 1;
	says |= proxy_says;
	message->is_close =
	    (says & SAYS_CLOSE) != 0 || (message->minor == 0 && (says & SAYS_KEEP_ALIVE) == 0);
	message->upgrade = first_value(message, facts, FIELD_UPGRADE);
	if ((says & SAYS_NAME) != 0)
		drop_named(message);
	return true;
}

/* An expectation in HTTP/1.0 is to be ignored, and one without content makes no sense (RFC 9110
 * 10.1.1). */
static void note_expectation(struct message *message, const struct facts *facts)
{
	message->expects_continue = facts->count[FIELD_EXPECT] > 0 && message->minor == 1 &&
	                            message->framing != FRAMING_NONE &&
	                            message_lists(message, "Expect", "100-continue");
}

bool http1_judge_request(struct message *message, const struct facts *facts, const char **why)
{
	if (!judge_method(message, why) || !http1_split_target(message, why) ||
	    !judge_host(message, facts, why) || !judge_request_framing(message, facts, why) ||
	    !judge_content(message, why) || !judge_content_encoding(message, facts, why) ||
	    !judge_connection(message, facts, why))
		return false;
	note_expectation(message, facts);
	return true;
}

/* Origins do repeat an equal length, as two fields or as a list; that can be read in one way only
 * (RFC 9112 6.3). */
static bool read_response_length(const struct message *message, uint64_t *length)
{
	bool is_first = true;

	for (size_t i = 0; i < message->header_count; i++) {
		struct span rest = message->headers[i].value;
		struct span element;
		uint64_t value;
		if (field_find(message->headers[i].name) != FIELD_CONTENT_LENGTH)
			continue;
		do {
			element = span_trim(span_cut(rest, ',', &rest));
			if (!read_length(element, &value) || (!is_first && value != *length))
				return false;
			*length = value;
			is_first = false;
		} while (rest.data != NULL);
	}
	return true;
}

static bool judge_response_framing(
    struct message *message, const struct facts *facts, const char **why)
{
	message->framing = FRAMING_CLOSE;
	if (facts->count[FIELD_TRANSFER_ENCODING] > 0) {
		message->framing = FRAMING_CHUNKED;
		return has_one_coding(message, facts, why);
	}
	if (facts->count[FIELD_CONTENT_LENGTH] == 0)
		return true;
	message->framing = FRAMING_LENGTH;
	return read_response_length(message, &message->content_length) || refuse(why, "length");
}

static bool has_content(const struct message *message)
{
	return message->framing == FRAMING_CHUNKED ||
	       (message->framing == FRAMING_LENGTH && message->content_length > 0);
}

/* Answers that end with their head whatever they declare (RFC 9112 6.3, items 1 and 2). A 204 that
 * declares content may be followed by it: nothing behind it on that connection can be trusted. */
static bool judge_empty_answer(struct message *message, struct span method, const char **why)
{
	bool is_interim = message->status < 200;
	bool is_tunnel = span_is(method, "CONNECT") && message->status / 100 == 2;
	bool is_empty = is_interim || message->status == 204 || message->status == 304 ||
	                is_tunnel || span_is(method, "HEAD");

	if (is_interim && has_content(message))
		return refuse(why, "content-not-allowed");
	if (message->status == 204 && has_content(message))
		message->is_close = true;
	if (is_empty)
		message->framing = FRAMING_NONE;
	else if (message->framing == FRAMING_CLOSE)
		message->is_close = true;
	return true;
}

bool http1_judge_response(
    struct message *message, const struct facts *facts, struct span method, const char **why)
{
	return judge_response_framing(message, facts, why) &&
	       judge_connection(message, facts, why) && judge_empty_answer(message, method, why);
}
