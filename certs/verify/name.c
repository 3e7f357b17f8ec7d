#include "name.h"

#include <arpa/inet.h>

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_hex(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static bool label_is_good(struct span label)
{
	if (label.len == 0 || label.len > NAME_LABEL_MAX)
		return false;
	for (size_t i = 0; i < label.len; i++) {
		char c = label.data[i];
		if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_')
			return false;
	}
	return true;
}

/* "1", "0x7f": what inet_aton() and browsers take for a part of an IPv4 address. */
static bool label_is_number(struct span label)
{
	bool is_hexadecimal = span_starts_nocase(label, "0x");

	for (size_t i = is_hexadecimal ? 2 : 0; i < label.len; i++)
		if (is_hexadecimal ? !is_hex(label.data[i]) : !is_digit(label.data[i]))
			return false;
	return true;
}

bool name_is_dns(struct span name)
{
	struct span label = { NULL, 0 };
	struct span rest = name;

	if (name.len == 0 || name.len > NAME_MAX_LEN || name.data[name.len - 1] == '.')
		return false;
	while (rest.data != NULL) {
		label = span_cut(rest, '.', &rest);
		if (!label_is_good(label))
			return false;
	}
	return !label_is_number(label);
}

size_t name_address(const char *name, uint8_t bytes[16])
{
	if (inet_pton(AF_INET, name, bytes) == 1)
		return 4;
	return inet_pton(AF_INET6, name, bytes) == 1 ? 16 : 0;
}
