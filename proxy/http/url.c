#include "url.h"

#include <arpa/inet.h>
#include <string.h>

#include "bytes.h"

enum { DNS_NAME_MAX = 253, LABEL_MAX = 63 };

static char lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* 1 to 65535, decimal, no leading zero. */
static bool read_port(struct span text, uint16_t *port)
{
	uint64_t number;

	if (text.len > 5 || !span_to_u64(text, &number) || number > 65535 || text.data[0] == '0')
		return false;
	*port = (uint16_t)number;
	return true;
}

static bool read_ipv6(struct span text, struct authority *authority)
{
	char literal[INET6_ADDRSTRLEN];
	struct in6_addr address;

	if (text.len >= sizeof literal || text.len == 0)
		return false;
	memcpy(literal, text.data, text.len);
	literal[text.len] = '\0';
	if (memchr(literal, '\0', text.len) != NULL || inet_pton(AF_INET6, literal, &address) != 1)
		return false;
	inet_ntop(AF_INET6, &address, authority->host, sizeof authority->host);
	authority->is_address = true;
	return true;
}

static bool labels_are_fine(struct span name)
{
	do {
		struct span label = span_cut(name, '.', &name);
		if (label.len == 0 || label.len > LABEL_MAX)
			return false;
	} while (name.data != NULL);
	return true;
}

/* A name whose last label is a number is an address to inet_aton and to browsers (WHATWG URL 3.5).
 */
static bool ends_in_number(struct span name)
{
	size_t start = name.len;

	while (start > 0 && name.data[start - 1] != '.')
		start--;
	struct span label = span_from(name, start);
	if (bytes_all(label, BYTE_DIGIT))
		return true;
	return span_starts_nocase(label, "0x") &&
	       (label.len == 2 || bytes_all(span_from(label, 2), BYTE_HEX));
}

static bool read_name(struct span text, struct authority *authority)
{
	if (!bytes_all(text, BYTE_HOST))
		return false;
	bool is_rooted = text.data[text.len - 1] == '.';
	if (is_rooted)
		text.len--;
	if (text.len > DNS_NAME_MAX || !labels_are_fine(text))
		return false;
	for (size_t i = 0; i < text.len; i++)
		authority->host[i] = lower(text.data[i]);
	authority->host[text.len] = '\0';
	if (!ends_in_number(text))
		return true;
	struct in_addr address;
	authority->is_address = true;
	return !is_rooted && inet_pton(AF_INET, authority->host, &address) == 1;
}

/* Splits "[v6]:port" and "name:port"; port keeps its colon. */
static bool split(struct span text, struct span *host, struct span *port)
{
	bool is_bracketed = text.len > 0 && text.data[0] == '[';
	const char *stop =
	    text.len > 0 ? memchr(text.data, is_bracketed ? ']' : ':', text.len) : NULL;

	if (stop == NULL) {
		*host = text;
		*port = (struct span){ NULL, 0 };
		return !is_bracketed;
	}
	size_t len = (size_t)(stop - text.data);
	*host = is_bracketed ? (struct span){ text.data + 1, len - 1 }
	                     : (struct span){ text.data, len };
	*port = span_from(text, is_bracketed ? len + 1 : len);
	return true;
}

bool authority_parse(struct span text, struct authority *authority)
{
	struct span host;
	struct span port;

	authority->host[0] = '\0';
	authority->port = 0;
	authority->is_address = false;
	if (!split(text, &host, &port))
		return false;
	if (port.len > 0 &&
	    (port.data[0] != ':' || !read_port(span_from(port, 1), &authority->port)))
		return false;
	return host.data != text.data ? read_ipv6(host, authority) : read_name(host, authority);
}

static bool is_escape(struct span text, size_t at)
{
	return text.len - at > 2 && byte_is(text.data[at + 1], BYTE_HEX) &&
	       byte_is(text.data[at + 2], BYTE_HEX);
}

static bool needs_decoding(struct span text, bool plus_is_space)
{
	return text.len > 0 && (memchr(text.data, '%', text.len) != NULL ||
	                           (plus_is_space && memchr(text.data, '+', text.len) != NULL));
}

bool url_decode(
    struct span text, bool plus_is_space, bool strict, struct arena *arena, struct span *decoded)
{
	*decoded = text;
	if (!needs_decoding(text, plus_is_space))
		return true;
	char *to = arena_bytes(arena, text.len);
	if (to == NULL)
		return false;
	size_t len = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];
		if (c == '%' && is_escape(text, i)) {
			to[len++] =
			    (char)(byte_hex(text.data[i + 1]) * 16 + byte_hex(text.data[i + 2]));
			i += 2;
			continue;
		}
		if (c == '%' && strict)
			return false;
		to[len++] = c == '+' && plus_is_space ? ' ' : c;
	}
	*decoded = (struct span){ to, len };
	return true;
}
