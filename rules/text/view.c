#include "view.h"

#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"

const char *const how_names[] = { "folded", "hidden characters", "marks on letters", "escapes",
	"markup", "a code", "look-alike letters", "figures for letters", "spaced letters",
	"letters turned", "words for figures", "misspelling", "texts joined", NULL };

enum { KEPT_BYTES = 256 * 1024, KEPT_EDITS = 16 * 1024 };

void view_init(struct view *view)
{
	memset(view, 0, sizeof *view);
}

void view_release(struct view *view)
{
	free(view->bytes);
	free(view->edits);
	free(view->starts);
	view_init(view);
}

void view_clear(struct view *view, size_t max)
{
	if (view->capacity > KEPT_BYTES || view->edit_capacity > KEPT_EDITS)
		view_release(view);
	view->len = 0;
	view->max = max < VIEW_BYTES_MAX ? max : VIEW_BYTES_MAX;
	view->edit_count = 0;
	view->slice_count = 0;
	view->seen = 0;
	view->how = 0;
	view->is_full = false;
}

static char *room(struct view *view, size_t len)
{
	if (view->is_full || len > view->max - view->len) {
		view->is_full = true;
		return NULL;
	}
	view->bytes = mem_grow(view->bytes, &view->capacity, view->len + len + 1, 1);
	return view->bytes + view->len;
}

/* Two that leave something out at one place are one. */
static void add_edit(struct view *view, struct edit edit)
{
	struct edit *last = view->edit_count > 0 ? &view->edits[view->edit_count - 1] : NULL;

	view->how |= edit.how;
	if (last != NULL && last->len == 0 && edit.len == 0 && last->start == edit.start &&
	    last->origin + last->origin_len == edit.origin) {
		last->origin_len += edit.origin_len;
		last->how |= edit.how;
		return;
	}
	if (view->edit_count == VIEW_EDITS_MAX) {
		view->is_full = true;
		return;
	}
	view->edits =
	    mem_grow(view->edits, &view->edit_capacity, view->edit_count + 1, sizeof *view->edits);
	view->edits[view->edit_count++] = edit;
}

/* Slices */

void view_begin_slice(struct view *view)
{
	view->starts = mem_grow(
	    view->starts, &view->start_capacity, view->slice_count + 2, sizeof *view->starts);
	view->starts[view->slice_count++] = view->len;
}

void view_end_slices(struct view *view)
{
	view->starts =
	    mem_grow(view->starts, &view->start_capacity, view->slice_count + 1, sizeof(size_t));
	view->starts[view->slice_count] = view->len;
}

struct span view_bytes(const struct view *view)
{
	return span_make(view->bytes, view->len);
}

struct span view_slice(const struct view *view, size_t slice)
{
	size_t start = view->starts[slice];
	size_t end = view->starts[slice + 1];

	/* Without its line feed, which is there unless the view is full. */
	return span_make(view->bytes + start, end > start ? end - start - 1 : 0);
}

size_t view_slice_at(const struct view *view, size_t offset)
{
	size_t low = 0;
	size_t high = view->slice_count;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;
		if (view->starts[middle] <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* Where things stood */

/* How many edits begin at or before the offset; near is where to look first. */
static size_t edits_near(const struct view *view, size_t offset, size_t near)
{
	enum { STEPS = 8 };
	size_t low = near <= view->edit_count ? near : 0;
	size_t high = view->edit_count;

	if (low > 0 && view->edits[low - 1].start > offset)
		low = 0;
	for (int i = 0; i < STEPS; i++, low++)
		if (low == high || view->edits[low].start > offset)
			return low;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (view->edits[middle].start <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static size_t edits_until(const struct view *view, size_t offset)
{
	return edits_near(view, offset, 0);
}

struct origin {
	size_t start, end;
};

/* Of the byte at offset, of whose edits `until` begin at or before it. */
static struct origin origin_of(const struct view *view, size_t offset, size_t until)
{
	if (until == 0)
		return (struct origin){ offset, offset + 1 };
	const struct edit *edit = &view->edits[until - 1];
	size_t behind = (size_t)edit->origin + edit->origin_len;
	size_t end = (size_t)edit->start + edit->len;
	if (offset < end)
		return (struct origin){ edit->origin, behind };
	return (struct origin){ behind + (offset - end), behind + (offset - end) + 1 };
}

static void widen(struct origin *whole, struct origin part)
{
	whole->start = part.start < whole->start ? part.start : whole->start;
	whole->end = part.end > whole->end ? part.end : whole->end;
}

/* From the byte at start, of whose edits `until` begin at or before it. */
static struct origin origin_range(const struct view *view, size_t start, size_t end, size_t until)
{
	struct origin whole = origin_of(view, start, until);

	if (end <= start)
		return (struct origin){ whole.start, whole.start };
	for (; until < view->edit_count && view->edits[until].start < end; until++) {
		const struct edit *edit = &view->edits[until];
		size_t behind = (size_t)edit->start + edit->len;
		if (edit->start > start)
			widen(&whole, origin_of(view, edit->start - 1, until));
		if (edit->len > 0)
			widen(&whole, origin_of(view, edit->start, until + 1));
		bool is_last =
		    until + 1 == view->edit_count || view->edits[until + 1].start > behind;
		if (is_last && behind < end)
			widen(&whole, origin_of(view, behind, until + 1));
	}
	widen(&whole, origin_of(view, end - 1, until));
	return whole;
}

void view_origin(
    const struct view *view, size_t start, size_t end, size_t *origin_start, size_t *origin_end)
{
	struct origin range = origin_range(view, start, end, edits_until(view, start));

	*origin_start = range.start;
	*origin_end = range.end;
}

static unsigned how_range(const struct view *view, size_t start, size_t end, size_t until)
{
	unsigned how = 0;

	if (until > 0 && start < (size_t)view->edits[until - 1].start + view->edits[until - 1].len)
		how = view->edits[until - 1].how;
	for (; until < view->edit_count && view->edits[until].start < end; until++)
		how |= view->edits[until].how;
	return how;
}

unsigned view_how(const struct view *view, size_t start, size_t end)
{
	return how_range(view, start, end, edits_until(view, start));
}

/* Making */

void view_add_text(struct view *view, struct span text)
{
	static const char separator = '\n';

	view_begin_slice(view);
	char *to = room(view, text.len + 1);
	if (to != NULL) {
		if (text.len > 0)
			memcpy(to, text.data, text.len);
		to[text.len] = separator;
		view->len += text.len + 1;
	}
	view_end_slices(view);
}

static size_t seek(struct view *view, const struct view *from, size_t offset)
{
	view->seen = edits_near(from, offset, view->seen);
	return view->seen;
}

/* Those of from that lie in [start, end), for bytes that are to stand at the end of view. */
static void carry_edits(struct view *view, const struct view *from, size_t start, size_t end)
{
	size_t i = seek(view, from, start);

	while (i > 0 && from->edits[i - 1].start == start)
		i--;
	if (i > 0 && start < (size_t)from->edits[i - 1].start + from->edits[i - 1].len)
		i--;
	for (; i < from->edit_count && from->edits[i].start < end; i++) {
		struct edit edit = from->edits[i];
		size_t behind = (size_t)edit.start + edit.len;
		size_t first = edit.start > start ? edit.start : start;
		size_t last = behind < end ? behind : end;
		edit.start = (uint32_t)(view->len + (first - start));
		edit.len = (uint32_t)(last - first);
		add_edit(view, edit);
	}
}

char *view_keep_room(struct view *view, const struct view *from, size_t start, size_t end)
{
	char *to = start < end ? room(view, end - start) : NULL;

	if (to == NULL)
		return NULL;
	if (from->edit_count > 0)
		carry_edits(view, from, start, end);
	view->len += end - start;
	return to;
}

void view_keep(struct view *view, const struct view *from, size_t start, size_t end)
{
	char *to = view_keep_room(view, from, start, end);

	if (to != NULL)
		memcpy(to, from->bytes + start, end - start);
}

void view_put(struct view *view, const struct view *from, size_t start, size_t end,
    struct span bytes, unsigned how)
{
	size_t until = seek(view, from, start);
	struct origin range = origin_range(from, start, end, until);
	char *to = room(view, bytes.len);

	if (to == NULL)
		return;
	add_edit(view,
	    (struct edit){ (uint32_t)view->len, (uint32_t)bytes.len, (uint32_t)range.start,
	        (uint32_t)(range.end - range.start), how | how_range(from, start, end, until) });
	if (bytes.len > 0)
		memcpy(to, bytes.data, bytes.len);
	view->len += bytes.len;
}

void view_resume(struct view *view, const struct view *from, size_t offset)
{
	size_t origin = origin_of(from, offset, seek(view, from, offset)).start;

	add_edit(view, (struct edit){ (uint32_t)view->len, 0, (uint32_t)origin, 0, 0 });
}
