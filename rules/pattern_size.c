#include "pattern_size.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/*
 * What weaken() writes: \xHH, [\xHH-\xHH…], (?:…|…), "." and {n,m} or {n,} behind any of them.
 */

enum {
	DEPTH_MAX = 256,
	WEIGHT_MAX = 1 << 30,
	ESCAPE_LEN = 4, /* \xHH */
	OPENING_LEN = 3 /* (?: */
};

/* A group that is open. */
struct group {
	struct pattern_size branch; /* of the alternative being read */
	struct pattern_size whole;  /* of those before it */
	bool has_more;              /* there are some */
};

static struct pattern_size behind(struct pattern_size a, struct pattern_size b)
{
	size_t weight = a.weight + b.weight;

	return (struct pattern_size){ weight < WEIGHT_MAX ? weight : WEIGHT_MAX,
		a.required + b.required };
}

static struct pattern_size closed(const struct group *group)
{
	struct pattern_size all = behind(group->branch, group->whole);

	all.required = group->branch.required;
	if (group->has_more && group->whole.required < all.required)
		all.required = group->whole.required;
	return all;
}

static size_t number_at(struct span text, size_t *at)
{
	size_t number = 0;

	for (; *at < text.len && text.data[*at] >= '0' && text.data[*at] <= '9'; ++*at)
		number =
		    number < WEIGHT_MAX ? number * 10 + (size_t)(text.data[*at] - '0') : number;
	return number;
}

/* {n,m} or {n,} or {n} at *at. */
static struct pattern_size repeated(struct span text, size_t *at, struct pattern_size one)
{
	if (*at >= text.len || text.data[*at] != '{')
		return one;
	++*at;
	size_t least = number_at(text, at);
	size_t most = least;
	if (*at < text.len && text.data[*at] == ',') {
		++*at;
		size_t read = number_at(text, at);
		most = read > 0 ? read : least + 1;
	}
	*at += *at < text.len;
	if (most > 0 && one.weight > WEIGHT_MAX / most)
		one.weight = WEIGHT_MAX;
	else
		one.weight *= most;
	one.required *= least < WEIGHT_MAX / (one.required + 1) ? least : 1;
	return one;
}

static void end_branch(struct group *group)
{
	group->whole = closed(group);
	group->has_more = true;
	group->branch = (struct pattern_size){ 0, 0 };
}

static size_t class_end(struct span text, size_t at)
{
	const char *end = memchr(text.data + at, ']', text.len - at);

	return end != NULL ? (size_t)(end - text.data) + 1 : text.len;
}

/* One character or class at *at, without what repeats it. */
static struct pattern_size read_one(struct span text, size_t *at)
{
	struct pattern_size one = { 1, 0 };

	if (text.data[*at] == '\\') {
		one.required = 1;
		*at = text.len - *at > ESCAPE_LEN ? *at + ESCAPE_LEN : text.len;
	} else if (text.data[*at] == '[') {
		*at = class_end(text, *at);
	} else {
		++*at;
	}
	return one;
}

struct pattern_size pattern_measure(struct span weakened)
{
	static const struct pattern_size endless = { WEIGHT_MAX, 0 };
	struct group groups[DEPTH_MAX] = { { { 0, 0 }, { 0, 0 }, false } };
	struct group *group = groups;
	size_t at = 0;

	while (at < weakened.len) {
		char c = weakened.data[at];
		if (c == '(') {
			if (++group == groups + DEPTH_MAX)
				return endless;
			*group = (struct group){ { 0, 0 }, { 0, 0 }, false };
			at = weakened.len - at > OPENING_LEN ? at + OPENING_LEN : weakened.len;
		} else if (c == '|') {
			end_branch(group);
			at++;
		} else if (c == ')' && group > groups) {
			struct pattern_size inner = closed(group--);
			at++;
			group->branch = behind(group->branch, repeated(weakened, &at, inner));
		} else {
			struct pattern_size one = read_one(weakened, &at);
			group->branch = behind(group->branch, repeated(weakened, &at, one));
		}
	}
	return group == groups ? closed(group) : endless;
}
