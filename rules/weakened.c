#include "weakened.h"

#include <string.h>

enum {
	ESCAPE_LEN = 4, /* \xHH */
	NUMBER_MAX = 1 << 20,
};

static size_t number_at(struct span pattern, size_t *at)
{
	size_t number = 0;

	for (; *at < pattern.len && pattern.data[*at] >= '0' && pattern.data[*at] <= '9'; ++*at)
		if (number < NUMBER_MAX)
			number = number * 10 + (size_t)(pattern.data[*at] - '0');
	return number;
}

struct weakened_repeat weakened_repeat(struct span pattern, size_t *at)
{
	struct weakened_repeat repeat = { 1, 1, false };

	if (*at < pattern.len && pattern.data[*at] == '*') {
		++*at;
		return (struct weakened_repeat){ 0, 0, true };
	}
	if (*at >= pattern.len || pattern.data[*at] != '{')
		return repeat;
	++*at;
	repeat.least = number_at(pattern, at);
	repeat.most = repeat.least;
	if (*at < pattern.len && pattern.data[*at] == ',') {
		size_t digits = ++*at;
		repeat.most = number_at(pattern, at);
		repeat.is_endless = *at == digits;
	}
	*at += *at < pattern.len;
	return repeat;
}

static size_t class_end(struct span pattern, size_t at)
{
	const char *end = memchr(pattern.data + at, ']', pattern.len - at);

	return end != NULL ? (size_t)(end - pattern.data) + 1 : pattern.len;
}

size_t weakened_one(struct span pattern, size_t at)
{
	if (pattern.data[at] == '[')
		return class_end(pattern, at);
	if (pattern.data[at] != '\\')
		return at + 1;
	return pattern.len - at > ESCAPE_LEN ? at + ESCAPE_LEN : pattern.len;
}

size_t weakened_branch_end(struct span pattern, size_t at)
{
	size_t depth = 0;

	for (; at < pattern.len; at = weakened_one(pattern, at)) {
		char c = pattern.data[at];
		if (depth == 0 && (c == '|' || c == ')'))
			break;
		depth += c == '(';
		depth -= c == ')';
	}
	return at;
}
