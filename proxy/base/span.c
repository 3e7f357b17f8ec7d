#include "span.h"

#include <string.h>
#include <strings.h>

struct span span_of(const char *text)
{
	return (struct span){ text, text != NULL ? strlen(text) : 0 };
}

struct span span_make(const void *data, size_t len)
{
	return (struct span){ data, len };
}

bool span_equal(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool span_is(struct span a, const char *text)
{
	return span_equal(a, span_of(text));
}

static unsigned char lower(char c)
{
	return (unsigned char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

static bool starts_nocase(const char *data, struct span prefix)
{
	for (size_t i = 0; i < prefix.len; i++)
		if (lower(data[i]) != lower(prefix.data[i]))
			return false;
	return true;
}

bool span_equal_nocase(struct span a, struct span b)
{
	return a.len == b.len && starts_nocase(a.data, b);
}

bool span_is_nocase(struct span a, const char *text)
{
	return span_equal_nocase(a, span_of(text));
}

bool span_starts(struct span a, const char *prefix)
{
	size_t len = strlen(prefix);

	return a.len >= len && (len == 0 || memcmp(a.data, prefix, len) == 0);
}

bool span_starts_nocase(struct span a, const char *prefix)
{
	struct span p = span_of(prefix);

	return a.len >= p.len && starts_nocase(a.data, p);
}

bool span_ends_nocase(struct span a, const char *suffix)
{
	struct span s = span_of(suffix);

	return a.len >= s.len && starts_nocase(a.data + (a.len - s.len), s);
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t';
}

struct span span_trim(struct span a)
{
	while (a.len > 0 && is_space(a.data[0])) {
		a.data++;
		a.len--;
	}
	while (a.len > 0 && is_space(a.data[a.len - 1]))
		a.len--;
	return a;
}

struct span span_from(struct span a, size_t offset)
{
	if (offset > a.len)
		offset = a.len;
	return (struct span){ a.data + offset, a.len - offset };
}

struct span span_cut(struct span a, char c, struct span *rest)
{
	const char *at = a.len > 0 ? memchr(a.data, c, a.len) : NULL;

	if (at == NULL) {
		*rest = (struct span){ NULL, 0 };
		return a;
	}
	size_t len = (size_t)(at - a.data);
	*rest = (struct span){ at + 1, a.len - len - 1 };
	return (struct span){ a.data, len };
}

bool span_to_u64(struct span a, uint64_t *value)
{
	uint64_t sum = 0;

	if (a.len == 0)
		return false;
	for (size_t i = 0; i < a.len; i++) {
		if (a.data[i] < '0' || a.data[i] > '9')
			return false;
		unsigned digit = (unsigned)(a.data[i] - '0');
		if (sum > (UINT64_MAX - digit) / 10)
			return false;
		sum = sum * 10 + digit;
	}
	*value = sum;
	return true;
}
