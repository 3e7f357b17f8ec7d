#include "sample.h"

#include "weakened.h"

/* Walks through the pattern, taking one of the alternatives and, of what may be repeated, little:
 * with every other seed mostly the least, since a character may have been counted as four bytes. */

enum { MORE_MAX = 2, MOSTLY_LEAST = 6 };

/* A group that is open: where its alternatives begin, where it goes on, how often yet. */
struct frame {
	size_t begin;
	size_t behind;
	size_t left;
};

struct sampling {
	struct span pattern;
	struct buf *to;
	uint64_t seed;
	size_t at;
	struct frame frames[WEAKENED_DEPTH_MAX];
	size_t depth;
	bool is_frugal;
	bool is_full;
};

static size_t any_of(struct sampling *sampling, size_t count)
{
	sampling->seed =
	    sampling->seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (size_t)(sampling->seed >> 33) % count;
}

static size_t times(struct sampling *sampling, struct weakened_repeat repeat)
{
	bool is_least = sampling->is_frugal && any_of(sampling, MOSTLY_LEAST) > 0;
	size_t most = repeat.least + (is_least ? 0 : MORE_MAX);

	if (!repeat.is_endless && repeat.most < most)
		most = repeat.most;
	return repeat.least + any_of(sampling, most - repeat.least + 1);
}

/* Goes to one of the alternatives that begin at begin. */
static void choose(struct sampling *sampling, size_t begin)
{
	size_t count = 1;
	size_t end = weakened_branch_end(sampling->pattern, begin);

	while (end < sampling->pattern.len && sampling->pattern.data[end] == '|') {
		count++;
		end = weakened_branch_end(sampling->pattern, end + 1);
	}
	sampling->at = begin;
	for (size_t skipped = any_of(sampling, count); skipped > 0; skipped--)
		sampling->at = weakened_branch_end(sampling->pattern, sampling->at) + 1;
}

/* The ")" of the group, or the end of the pattern. */
static size_t close_of(struct span pattern, size_t at)
{
	at = weakened_branch_end(pattern, at);
	while (at < pattern.len && pattern.data[at] == '|')
		at = weakened_branch_end(pattern, at + 1);
	return at;
}

static void open_group(struct sampling *sampling)
{
	size_t begin = sampling->at + WEAKENED_OPEN;
	size_t behind = close_of(sampling->pattern, begin) + 1;
	size_t count = times(sampling, weakened_repeat(sampling->pattern, &behind));

	if (sampling->depth == WEAKENED_DEPTH_MAX)
		sampling->is_full = true;
	if (count == 0 || sampling->is_full) {
		sampling->at = behind;
		return;
	}
	sampling->frames[sampling->depth++] = (struct frame){ begin, behind, count - 1 };
	choose(sampling, begin);
}

static void close_group(struct sampling *sampling)
{
	struct frame *frame = &sampling->frames[sampling->depth - 1];

	if (frame->left > 0) {
		frame->left--;
		choose(sampling, frame->begin);
	} else {
		sampling->at = frame->behind;
		sampling->depth--;
	}
}

static unsigned hex_at(struct span pattern, size_t at)
{
	unsigned value = 0;

	for (size_t i = at + 2; i < at + 4 && i < pattern.len; i++) {
		char c = pattern.data[i];
		value = value * 16 + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	return value;
}

/* A class: \xHH-\xHH again and again. What is beyond ASCII is the last of them, and stands for few
 * characters or for many: mostly one of the others is taken. */
struct class_ranges {
	size_t begin; /* of the first */
	size_t ascii; /* how many */
	bool has_more;
};

enum { RANGE_LEN = 9, MORE_SELDOM = 3 };

static struct class_ranges ranges_of(struct span pattern, size_t begin, size_t end)
{
	struct class_ranges ranges = { begin + 1, (end - begin - 2) / RANGE_LEN, false };
	size_t last = ranges.begin + RANGE_LEN * (ranges.ascii - 1);

	ranges.has_more = hex_at(pattern, last) >= 0x80;
	ranges.ascii -= ranges.has_more;
	return ranges;
}

static void write_class(
    struct sampling *sampling, const struct class_ranges *ranges, bool is_beyond)
{
	if (is_beyond) {
		sampling->is_full |= !buf_append_text(sampling->to, "\xc3\xa9");
		return;
	}
	size_t range = ranges->begin + RANGE_LEN * any_of(sampling, ranges->ascii);
	unsigned first = hex_at(sampling->pattern, range);
	unsigned last = hex_at(sampling->pattern, range + 5);
	char c = (char)(first + any_of(sampling, last - first + 1));
	sampling->is_full |= !buf_append(sampling->to, &c, 1);
}

static void write_classes(struct sampling *sampling, size_t begin, size_t end, size_t count)
{
	struct class_ranges ranges = ranges_of(sampling->pattern, begin, end);
	bool is_beyond =
	    ranges.has_more && (ranges.ascii == 0 || any_of(sampling, MORE_SELDOM) == 0);

	for (; count > 0 && !sampling->is_full; count--)
		write_class(sampling, &ranges, is_beyond);
}

static void write_one(struct sampling *sampling)
{
	size_t begin = sampling->at;
	size_t end = weakened_one(sampling->pattern, begin);
	char c = sampling->pattern.data[begin];
	char byte = c == '\\' ? (char)hex_at(sampling->pattern, begin) : 'x';

	sampling->at = end;
	size_t count = times(sampling, weakened_repeat(sampling->pattern, &sampling->at));
	if (c == '[')
		write_classes(sampling, begin, end, count);
	for (; c != '[' && count > 0 && !sampling->is_full; count--)
		sampling->is_full |= !buf_append(sampling->to, &byte, 1);
}

bool sample_write(struct span weakened, uint64_t seed, struct buf *to)
{
	struct sampling sampling = {
		.pattern = weakened, .to = to, .seed = seed, .is_frugal = seed % 2 == 1
	};

	choose(&sampling, 0);
	while (sampling.at < weakened.len && !sampling.is_full) {
		char c = weakened.data[sampling.at];
		if (c == '(')
			open_group(&sampling);
		else if (c == '|' || c == ')') {
			/* The alternative is at its end. */
			if (sampling.depth == 0)
				break;
			close_group(&sampling);
		} else {
			write_one(&sampling);
		}
	}
	return !sampling.is_full;
}
