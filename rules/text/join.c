#include "join.h"

enum { REACH = 192 }; /* bytes to either side of a joint */

/* The next start of a character at or behind at. */
static size_t character_at(const struct view *view, size_t at, size_t end)
{
	while (at < end && ((unsigned char)view->bytes[at] & 0xc0) == 0x80)
		at++;
	return at;
}

/* The middle of a long text goes, with a break in its place that no word reaches over. */
static void keep_ends(const struct view *in, size_t start, size_t end, struct view *out)
{
	if (end - start <= 2 * REACH) {
		view_keep(out, in, start, end);
		return;
	}
	size_t first = character_at(in, start + REACH, end);
	size_t last = character_at(in, end - REACH, end);
	view_keep(out, in, start, first);
	view_put(out, in, first, last, SPAN("\n\n"), 0);
	view_keep(out, in, last, end);
}

static size_t next_part(const struct view *in, const bool *is_part, size_t i)
{
	while (i < in->slice_count && !is_part[i])
		i++;
	return i;
}

static void join_all(
    const struct view *in, const bool *is_part, struct span between, struct view *out)
{
	size_t i = next_part(in, is_part, 0);

	view_begin_slice(out);
	view_resume(out, in, in->starts[i]);
	while (i < in->slice_count) {
		size_t next = next_part(in, is_part, i + 1);
		size_t end = in->starts[i + 1] - 1;
		keep_ends(in, in->starts[i], end, out);
		if (next < in->slice_count)
			view_put(out, in, end, in->starts[next], between, HOW_JOINED);
		else
			view_keep(out, in, end, end + 1);
		i = next;
	}
}

bool join_slices(const struct view *in, const bool *is_part, struct view *out)
{
	size_t first = next_part(in, is_part, 0);

	if (next_part(in, is_part, first + 1) >= in->slice_count)
		return false;
	view_clear(out, 2 * in->max);
	join_all(in, is_part, SPAN(""), out);
	join_all(in, is_part, SPAN(" "), out);
	view_end_slices(out);
	return true;
}
