#include "pattern_size.h"

#include <stdbool.h>

#include "weakened.h"

enum { WEIGHT_MAX = 1 << 30 };

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

static struct pattern_size repeated(struct span text, size_t *at, struct pattern_size one)
{
	struct weakened_repeat repeat = weakened_repeat(text, at);
	size_t most = repeat.is_endless ? repeat.least + 1 : repeat.most;

	if (most > 0 && one.weight > WEIGHT_MAX / most)
		one.weight = WEIGHT_MAX;
	else
		one.weight *= most;
	one.required *= repeat.least < WEIGHT_MAX / (one.required + 1) ? repeat.least : 1;
	return one;
}

static void end_branch(struct group *group)
{
	group->whole = closed(group);
	group->has_more = true;
	group->branch = (struct pattern_size){ 0, 0 };
}

/* One character or class at *at, without what repeats it. */
static struct pattern_size read_one(struct span text, size_t *at)
{
	struct pattern_size one = { 1, text.data[*at] == '\\' };

	*at = weakened_one(text, *at);
	return one;
}

struct pattern_size pattern_measure(struct span weakened)
{
	static const struct pattern_size endless = { WEIGHT_MAX, 0 };
	struct group groups[WEAKENED_DEPTH_MAX] = { { { 0, 0 }, { 0, 0 }, false } };
	struct group *group = groups;
	size_t at = 0;

	while (at < weakened.len) {
		char c = weakened.data[at];
		if (c == '(') {
			if (++group == groups + WEAKENED_DEPTH_MAX)
				return endless;
			*group = (struct group){ { 0, 0 }, { 0, 0 }, false };
			at = weakened.len - at > WEAKENED_OPEN ? at + WEAKENED_OPEN : weakened.len;
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
