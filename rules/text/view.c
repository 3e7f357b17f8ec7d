#include "view.h"

#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"

enum { KEPT_BYTES = 256 * 1024, KEPT_EDITS = 16 * 1024 };

void view_init(struct view *view, size_t max)
{
	memset(view, 0, sizeof *view);
	view->max = max;
}

void view_release(struct view *view)
{
	free(view->bytes);
	free(view->edits);
	view_init(view, view->max);
}

void view_clear(struct view *view)
{
	if (view->capacity > KEPT_BYTES || view->edit_capacity > KEPT_EDITS)
		view_release(view);
	view->len = 0;
	view->edit_count = 0;
	view->origin_len = 0;
	view->is_changed = false;
	view->is_full = false;
}

static char *room(struct view *view, size_t len)
{
	if (view->is_full || len > view->max - view->len) {
		view->is_full = true;
		return NULL;
	}
	view->bytes = mem_grow(view->bytes, &view->capacity, view->len + len, 1);
	return view->bytes + view->len;
}

static void add_edit(struct view *view, size_t len, size_t origin, size_t origin_len)
{
	view->edits =
	    mem_grow(view->edits, &view->edit_capacity, view->edit_count + 1, sizeof *view->edits);
	view->edits[view->edit_count++] = (struct edit){ (uint32_t)view->len, (uint32_t)len,
		(uint32_t)origin, (uint32_t)origin_len };
}

static void put(struct view *view, const char *bytes, size_t len)
{
	char *to = room(view, len);

	if (to == NULL)
		return;
	memcpy(to, bytes, len);
	view->len += len;
}

static void replace(struct view *view, struct span folded, size_t origin, size_t taken)
{
	bool is_ascii_case = taken == 1 && folded.len == 1;

	if (!is_ascii_case) {
		add_edit(view, folded.len, origin, taken);
		view->is_changed = true;
	}
	put(view, folded.data, folded.len);
}

/* Length of the run of ASCII at text that no mark joins on to, so that it can be taken byte by
 * byte. */
static size_t ascii_run(struct span text, size_t at)
{
	size_t end = at;

	while (end + 8 <= text.len) {
		uint64_t word;
		memcpy(&word, text.data + end, sizeof word);
		if ((word & UINT64_C(0x8080808080808080)) != 0)
			break;
		end += 8;
	}
	while (end < text.len && (unsigned char)text.data[end] < 0x80)
		end++;
	if (end < text.len && end > at)
		end--;
	return end - at;
}

/* Eight bytes at a time where all are ASCII: adds 0x20 to those between 'A' and 'Z'. */
static uint64_t lower_word(uint64_t word)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t above_z = word + ones * (0x7f - 'Z');
	uint64_t from_a = word + ones * (0x80 - 'A');
	uint64_t is_upper = (from_a & ~above_z) & (ones * 0x80);

	return word + (is_upper >> 2);
}

static void copy_lower(char *to, const char *from, size_t len)
{
	size_t i = 0;

	for (; i + 8 <= len; i += 8) {
		uint64_t word;
		memcpy(&word, from + i, sizeof word);
		word = lower_word(word);
		memcpy(to + i, &word, sizeof word);
	}
	for (; i < len; i++)
		to[i] = (char)(from[i] >= 'A' && from[i] <= 'Z' ? from[i] + 0x20 : from[i]);
}

static void add_ascii(struct view *view, const struct folding *folding, struct span run)
{
	char *to = room(view, run.len);

	if (to == NULL)
		return;
	if (folding_lowers_ascii(folding))
		copy_lower(to, run.data, run.len);
	else
		memcpy(to, run.data, run.len);
	view->len += run.len;
}

static size_t add_segment(
    struct view *view, const struct folding *folding, struct span text, size_t at, size_t base)
{
	char folded[SEGMENT_BYTES_MAX];
	bool is_plain;
	size_t len = folding_segment(folding, text.data, text.len, at, &is_plain);

	if (is_plain) {
		put(view, text.data + at, len);
		return len;
	}
	size_t count = folding_apply(folding, text.data + at, len, folded);
	if (count == len && memcmp(folded, text.data + at, len) == 0)
		put(view, folded, count);
	else
		replace(view, span_make(folded, count), base + at, len);
	return len;
}

void view_add(struct view *view, const struct folding *folding, struct span text)
{
	static const char separator = '\n';
	size_t at = 0;

	while (at < text.len && !view->is_full) {
		size_t run = ascii_run(text, at);
		if (run > 0)
			add_ascii(view, folding, span_make(text.data + at, run));
		else
			run = add_segment(view, folding, text, at, view->origin_len);
		at += run;
	}
	view->origin_len += text.len + 1;
	put(view, &separator, 1);
}

/* The last edit that begins at or before the offset; NULL if there is none. */
static const struct edit *edit_before(const struct view *view, size_t offset)
{
	size_t low = 0;
	size_t high = view->edit_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (view->edits[middle].start <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low > 0 ? &view->edits[low - 1] : NULL;
}

static size_t behind_edit(const struct edit *edit, size_t offset)
{
	return edit->origin + edit->origin_len + (offset - edit->start - edit->len);
}

static size_t origin_of_start(const struct view *view, size_t offset)
{
	const struct edit *edit = edit_before(view, offset);

	if (edit == NULL)
		return offset;
	if (offset < edit->start + edit->len)
		return edit->origin;
	return behind_edit(edit, offset);
}

/* offset is that of the last byte inside, so that what vanished behind it stays outside. */
static size_t origin_of_last(const struct view *view, size_t offset)
{
	const struct edit *edit = edit_before(view, offset);

	if (edit == NULL)
		return offset + 1;
	if (offset < edit->start + edit->len)
		return edit->origin + edit->origin_len;
	return behind_edit(edit, offset) + 1;
}

void view_origin(
    const struct view *view, size_t start, size_t end, size_t *origin_start, size_t *origin_end)
{
	*origin_start = origin_of_start(view, start);
	*origin_end = end > start ? origin_of_last(view, end - 1) : *origin_start;
}
