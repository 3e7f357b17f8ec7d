#include "hello.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../../certs/verify/name.h"
#include "../base/mem.h"

enum {
	RECORD_HEADER = 5,
	RECORD_HANDSHAKE = 22,
	RECORD_MAX = 16384, /* RFC 8446 5.1 */
	HANDSHAKE_HEADER = 4,
	HANDSHAKE_CLIENT_HELLO = 1,
	HELLO_MAX = 65536,
	INPUT_MAX = HELLO_MAX + 16384, /* with the headers of many small records */
	RECORDS_MAX = 4096,            /* all are gone through again whenever bytes come */
	METHOD_MAX = 32,
	LINE_MAX_LEN = 8192,
	RANDOM_SIZE = 32,
	SESSION_ID_MAX = 32,
	TLS13 = 0x0304,
};

/* What is left of a run of bytes. Once something is cut short, is_bad stays set and all else is 0.
 */
struct reader {
	const unsigned char *data;
	size_t len;
	bool is_bad;
};

static struct reader read_bytes(struct reader *from, size_t len)
{
	struct reader taken = { from->data, len, false };

	if (from->is_bad || len > from->len) {
		from->is_bad = true;
		return (struct reader){ from->data, 0, true };
	}
	from->data += len;
	from->len -= len;
	return taken;
}

static unsigned read_number(struct reader *from, size_t size)
{
	struct reader bytes = read_bytes(from, size);
	unsigned value = 0;

	for (size_t i = 0; i < bytes.len; i++)
		value = value << 8 | bytes.data[i];
	return value;
}

/* A vector whose length stands before it in size bytes (RFC 8446 3.4). */
static struct reader read_vector(struct reader *from, size_t size)
{
	return read_bytes(from, read_number(from, size));
}

static bool reader_is(struct reader reader, const char *text)
{
	return reader.len == strlen(text) && memcmp(reader.data, text, reader.len) == 0;
}

static void keep_name(struct reader text, struct hello *hello)
{
	struct span name = span_make(text.data, text.len);

	if (name.len > 0 && name.data[name.len - 1] == '.')
		name.len--;
	if (!name_is_dns(name))
		return; /* an address literal or no name at all: as if there were none */
	for (size_t i = 0; i < name.len; i++) {
		char c = name.data[i];
		hello->name[i] = (char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
	}
	hello->name[name.len] = '\0';
	hello->has_name = true;
}

/* RFC 6066 3: one name of type host_name, not empty. Two names, or a NUL in one, are read
 * differently by different servers, so they are not taken for "no name". */
static bool read_server_name(struct reader data, struct hello *hello)
{
	struct reader list = read_vector(&data, 2);
	unsigned type = read_number(&list, 1);
	struct reader name = read_vector(&list, 2);

	if (data.is_bad || list.is_bad || data.len > 0 || list.len > 0)
		return false;
	if (type != 0 || name.len == 0 || memchr(name.data, '\0', name.len) != NULL)
		return false;
	keep_name(name, hello);
	return true;
}

/* RFC 7301 3.1 */
static bool read_alpn(struct reader data, struct hello *hello)
{
	struct reader list = read_vector(&data, 2);

	if (data.is_bad || data.len > 0 || list.len == 0)
		return false;
	hello->offers_http1 = false;
	while (list.len > 0) {
		struct reader name = read_vector(&list, 1);
		if (list.is_bad || name.len == 0)
			return false;
		hello->offers_http1 |= reader_is(name, "http/1.1");
		hello->offers_h2 |= reader_is(name, "h2");
	}
	return true;
}

/* RFC 8446 4.2.1 */
static bool read_versions(struct reader data, struct hello *hello)
{
	struct reader list = read_vector(&data, 1);

	if (data.is_bad || data.len > 0 || list.len == 0 || list.len % 2 != 0)
		return false;
	while (list.len > 0)
		hello->offers_tls13 |= read_number(&list, 2) == TLS13;
	return true;
}

/* What is inside is for the origin, and looks the same when it is GREASE (RFC 9849 6.2). */
static bool note_ech(struct reader data, struct hello *hello)
{
	(void)data;
	hello->has_ech = true;
	return true;
}

static const struct extension {
	unsigned type;
	bool (*read)(struct reader data, struct hello *hello);
} extensions[] = {
	{ 0, read_server_name },
	{ 16, read_alpn },
	{ 43, read_versions },
	{ 0xfe0d, note_ech },
};

static bool read_extension(unsigned type, struct reader data, struct hello *hello)
{
	for (size_t i = 0; i < sizeof extensions / sizeof extensions[0]; i++)
		if (extensions[i].type == type)
			return extensions[i].read(data, hello);
	return true; /* unknown and GREASE ones are none of our business (RFC 8701) */
}

/* No extension may stand there twice (RFC 8446 4.2). */
static bool read_extensions(struct reader list, struct hello *hello)
{
	uint8_t seen[65536 / 8] = { 0 };

	while (list.len > 0) {
		unsigned type = read_number(&list, 2) & 0xffff;
		struct reader data = read_vector(&list, 2);
		uint8_t bit = (uint8_t)(1U << type % 8);
		if (list.is_bad || (seen[type / 8] & bit) != 0)
			return false;
		seen[type / 8] |= bit;
		if (!read_extension(type, data, hello))
			return false;
	}
	return true;
}

/* The body of a ClientHello (RFC 8446 4.1.2, RFC 5246 7.4.1.2). */
static bool read_body(struct reader body, struct hello *hello)
{
	unsigned version = read_number(&body, 2);

	read_bytes(&body, RANDOM_SIZE);
	struct reader session = read_vector(&body, 1);
	struct reader suites = read_vector(&body, 2);
	struct reader compression = read_vector(&body, 1);
	if (body.is_bad || version >> 8 != 3 || session.len > SESSION_ID_MAX)
		return false;
	if (suites.len == 0 || suites.len % 2 != 0 || compression.len == 0)
		return false;
	if (body.len == 0)
		return true; /* before TLS 1.2 extensions may be missing */
	struct reader list = read_vector(&body, 2);
	return !body.is_bad && body.len == 0 && read_extensions(list, hello);
}

/* The handshake bytes in the records so far. */
struct handshake {
	size_t have;  /* bytes of them */
	size_t need;  /* of the hello with its header; 0 while the header is not there */
	size_t first; /* of them in the first record */
	unsigned records;
	unsigned char header[HANDSHAKE_HEADER];
};

static bool header_is_good(struct handshake *handshake)
{
	struct reader reader = { handshake->header, sizeof handshake->header, false };
	unsigned type = read_number(&reader, 1);
	size_t len = read_number(&reader, 3);

	handshake->need = HANDSHAKE_HEADER + len;
	return type == HANDSHAKE_CLIENT_HELLO && len <= HELLO_MAX;
}

static bool add_fragment(struct handshake *handshake, const unsigned char *data, size_t len)
{
	for (size_t i = 0; i < len && handshake->have + i < HANDSHAKE_HEADER; i++)
		handshake->header[handshake->have + i] = data[i];
	handshake->have += len;
	if (handshake->have > 0 && handshake->header[0] != HANDSHAKE_CLIENT_HELLO)
		return false;
	if (handshake->need == 0 && handshake->have >= HANDSHAKE_HEADER)
		return header_is_good(handshake);
	return true;
}

/* One step over the records: how many bytes the record takes of data, 0 when its header is not all
 * there; SIZE_MAX when it is none. *len: bytes of its fragment that are there. */
static size_t read_record(const unsigned char *data, size_t available, size_t *len)
{
	if (data[0] != RECORD_HANDSHAKE || (available > 1 && data[1] != 3))
		return SIZE_MAX;
	if (available < RECORD_HEADER)
		return 0;
	size_t size = (size_t)data[3] << 8 | data[4];
	if (size == 0 || size > RECORD_MAX) /* RFC 8446 5.1: no empty handshake fragments */
		return SIZE_MAX;
	*len = size < available - RECORD_HEADER ? size : available - RECORD_HEADER;
	return RECORD_HEADER + size;
}

/* Whether the fragment that ends now ends with the hello: nothing may follow it in its record,
 * since what follows would be under other keys (RFC 8446 5.1). */
static enum hello_kind judge_fragment(const struct handshake *handshake)
{
	if (handshake->need == 0 || handshake->have < handshake->need)
		return HELLO_MORE;
	return handshake->have == handshake->need ? HELLO_TLS : HELLO_BAD;
}

static enum hello_kind scan_records(
    const unsigned char *data, size_t len, struct handshake *handshake)
{
	size_t at = 0;

	while (at < len) {
		size_t fragment = 0;
		size_t size = read_record(data + at, len - at, &fragment);
		if (size == SIZE_MAX)
			return HELLO_BAD;
		if (size == 0)
			return HELLO_MORE;
		if (at + size > INPUT_MAX || ++handshake->records > RECORDS_MAX)
			return HELLO_BAD;
		if (!add_fragment(handshake, data + at + RECORD_HEADER, fragment))
			return HELLO_BAD;
		if (handshake->first == 0)
			handshake->first = fragment;
		bool is_whole = fragment + RECORD_HEADER == size;
		enum hello_kind kind = judge_fragment(handshake);
		if (kind == HELLO_BAD || (kind == HELLO_TLS && is_whole))
			return kind;
		if (kind == HELLO_TLS) /* complete, but its record promises more */
			return HELLO_BAD;
		at += size;
	}
	return HELLO_MORE;
}

/* Puts together a hello that was spread over records; all of them have been checked. */
static unsigned char *join_records(const unsigned char *data, size_t need)
{
	unsigned char *joined = mem_alloc(need);
	size_t at = 0;

	for (size_t have = 0; have < need;) {
		size_t size = (size_t)data[at + 3] << 8 | data[at + 4];
		memcpy(joined + have, data + at + RECORD_HEADER, size);
		have += size;
		at += RECORD_HEADER + size;
	}
	return joined;
}

static bool read_handshake(const unsigned char *handshake, size_t need, struct hello *hello)
{
	struct reader body = { handshake + HANDSHAKE_HEADER, need - HANDSHAKE_HEADER, false };

	memset(hello, 0, sizeof *hello);
	hello->offers_http1 = true;
	return read_body(body, hello);
}

static enum hello_kind read_tls(const unsigned char *data, size_t len, struct hello *hello)
{
	struct handshake handshake = { 0 };
	enum hello_kind kind = scan_records(data, len, &handshake);

	if (kind != HELLO_TLS)
		return kind;
	if (handshake.first == handshake.need)
		return read_handshake(data + RECORD_HEADER, handshake.need, hello) ? HELLO_TLS
		                                                                   : HELLO_BAD;
	unsigned char *joined = join_records(data, handshake.need);
	bool is_good = read_handshake(joined, handshake.need, hello);
	free(joined);
	return is_good ? HELLO_TLS : HELLO_BAD;
}

/* tchar, RFC 9110 5.6.2 */
static bool is_token_byte(unsigned char c)
{
	if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
		return true;
	return c != '\0' && strchr("!#$%&'*+-.^_`|~", c) != NULL;
}

/* What lenient servers take for the space of a request line, or skip before it (RFC 9112 2.2, 3).
 */
static bool is_space(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_version_at(const unsigned char *text, size_t len)
{
	return len >= sizeof "HTTP/" - 1 &&
	       strncasecmp((const char *)text, "HTTP/", sizeof "HTTP/" - 1) == 0;
}

/* Whether a line that begins with a word and a space is one of a request, whatever the method: it
 * says HTTP/ behind a space. One that could still say so is waited for; one too long to be waited
 * for is called HTTP, so that the strict parser refuses it and no lenient one reads it. */
static enum hello_kind judge_line(const unsigned char *line, size_t len)
{
	for (size_t i = 1; i < len && i < LINE_MAX_LEN; i++) {
		if (is_space(line[i - 1]) && is_version_at(line + i, len - i))
			return HELLO_HTTP;
		if (line[i] == '\n' || line[i] == '\0')
			return HELLO_OTHER;
	}
	return len < LINE_MAX_LEN ? HELLO_MORE : HELLO_HTTP;
}

static enum hello_kind read_clear(const unsigned char *data, size_t len)
{
	size_t start = 0;

	while (start < len && start < LINE_MAX_LEN && is_space(data[start]))
		start++;
	if (start == LINE_MAX_LEN)
		return HELLO_HTTP;
	size_t end = start;
	while (end < len && end - start <= METHOD_MAX && is_token_byte(data[end]))
		end++;
	if (end - start > METHOD_MAX)
		return HELLO_OTHER;
	if (end == len)
		return HELLO_MORE;
	if (end == start || !is_space(data[end]))
		return HELLO_OTHER;
	return judge_line(data + start, len - start);
}

enum hello_kind hello_read(const unsigned char *data, size_t len, struct hello *hello)
{
	if (len == 0)
		return HELLO_MORE;
	if (data[0] != RECORD_HANDSHAKE)
		return read_clear(data, len);
	if (len > 1 && data[1] != 3)
		return HELLO_OTHER;
	return read_tls(data, len, hello);
}
