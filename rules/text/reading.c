#include "reading.h"

#include <stdlib.h>

#include "../../proxy/base/mem.h"
#include "bare.h"
#include "coded.h"
#include "escape.h"
#include "formatting.h"
#include "join.h"
#include "likeness.h"
#include "misspelt.h"
#include "spaced.h"
#include "spoken.h"
#include "survey.h"
#include "turned.h"
#include "utf8.h"

enum { GROWTH = 4, SLACK = 4096, DEPTH_MAX = 8 };

void readings_init(struct readings *readings)
{
	fold_prepare();
	sign_prepare();
	view_init(&readings->written);
	view_init(&readings->folded);
	view_init(&readings->normal);
	for (size_t i = 0; i < READINGS_MAX; i++) {
		view_init(&readings->undone[i].kept);
		view_init(&readings->undone[i].folded);
	}
	for (size_t i = 0; i < SCRATCH_VIEWS; i++)
		view_init(&readings->scratch[i]);
	readings->is_part = NULL;
	readings->part_capacity = 0;
}

void readings_release(struct readings *readings)
{
	view_release(&readings->written);
	view_release(&readings->folded);
	view_release(&readings->normal);
	for (size_t i = 0; i < READINGS_MAX; i++) {
		view_release(&readings->undone[i].kept);
		view_release(&readings->undone[i].folded);
	}
	for (size_t i = 0; i < SCRATCH_VIEWS; i++)
		view_release(&readings->scratch[i]);
	free(readings->is_part);
	readings->is_part = NULL;
}

/* No text grows beyond what its sender pays for in bytes. */
void readings_begin(struct readings *readings, size_t size)
{
	size_t max =
	    size < VIEW_BYTES_MAX / GROWTH - SLACK ? size * GROWTH + SLACK : VIEW_BYTES_MAX;

	view_clear(&readings->written, max);
	readings->earlier = 0;
}

void readings_add(struct readings *readings, struct span text, bool is_part)
{
	view_add_text(&readings->written, text);
	size_t count = readings->written.slice_count;
	readings->is_part =
	    mem_grow(readings->is_part, &readings->part_capacity, count, sizeof *readings->is_part);
	readings->is_part[count - 1] = is_part;
}

void readings_end_earlier(struct readings *readings)
{
	readings->earlier = readings->written.slice_count;
}

/* Stages, one after the other. Two scratch views take turns; `now` is what there is to read. */
struct course {
	struct readings *readings;
	const struct vocabulary *vocabulary;
	const struct view *now;
	bool is_joined;
};

static struct view *free_scratch(const struct course *course)
{
	struct readings *readings = course->readings;

	return course->now == &readings->scratch[0] ? &readings->scratch[1] : &readings->scratch[0];
}

static bool run(struct course *course, stage *undo, const void *context)
{
	struct view *out = free_scratch(course);

	if (!rewrite_view(course->now, out, undo, context))
		return false;
	course->readings->is_cut |= out->is_full;
	course->now = out;
	return true;
}

static void normalise(struct course *course)
{
	struct view *out = free_scratch(course);
	struct span text = view_bytes(course->now);

	if (utf8_skip_ascii(text.data, text.len, 0) == text.len)
		return;
	fold_view(course->now, 0, FOLDING_NFKC, out);
	course->now = out;
}

/* What is read now becomes a reading of its own, from which the course goes on. */
static void add_reading(struct course *course)
{
	struct readings *readings = course->readings;

	if (readings->undone_count == READINGS_MAX) {
		readings->is_cut = true;
		return;
	}
	struct reading *reading = &readings->undone[readings->undone_count++];
	fold_view(course->now, 0, FOLDING_NFKC, &reading->kept);
	fold_view(&reading->kept, 0, FOLDING_CASE, &reading->folded);
	reading->is_joined = course->is_joined;
	course->now = &reading->kept;
}

/* Undoes what hides nothing by itself, again and again: one thing may hide behind another. Returns
 * what hints are left. */
static unsigned clear_up(struct course *course, bool *has_changed)
{
	*has_changed = false;
	for (int depth = 0; depth < DEPTH_MAX; depth++) {
		unsigned hints = survey(view_bytes(course->now), course->vocabulary);
		bool changes = (hints & HINT_BARE) != 0 && run(course, bare_stage, NULL);
		changes |= (hints & HINT_ESCAPE) != 0 && run(course, escape_stage, NULL);
		changes |= (hints & HINT_CODED) != 0 && run(course, coded_stage, NULL);
		if (!changes)
			return hints;
		normalise(course);
		*has_changed = true;
	}
	course->readings->is_cut = true;
	return 0;
}

/* What only the words looked for can tell. */
static void read_towards(struct course course, unsigned hints)
{
	const struct vocabulary *vocabulary = course.vocabulary;
	struct course back = course;
	bool changes = (hints & HINT_SPACED) != 0 && run(&course, spaced_stage, vocabulary);

	changes |= (hints & HINT_SPOKEN) != 0 && run(&course, spoken_stage, NULL);
	changes |=
	    ((hints & HINT_LIKENESS) != 0 || changes) && run(&course, likeness_stage, vocabulary);
	changes |= (hints & HINT_TURNED) != 0 && run(&course, turned_stage, vocabulary);
	changes |= (hints & HINT_MISSPELT) != 0 && run(&course, misspelt_stage, vocabulary);
	if (changes)
		add_reading(&course);
	if ((hints & HINT_TURNED) != 0 && run(&back, backwards_stage, vocabulary))
		add_reading(&back);
}

/* All that may be made of one text. What stands in markup is gone once it is rendered: the text is
 * read both ways. */
static void read_all(struct course course)
{
	bool has_changed;
	unsigned hints = clear_up(&course, &has_changed);

	if (has_changed)
		add_reading(&course);
	read_towards(course, hints);
	if ((hints & HINT_FORMATTING) == 0 || !run(&course, formatting_stage, NULL))
		return;
	hints = clear_up(&course, &has_changed);
	add_reading(&course);
	read_towards(course, hints);
}

/* A joined text is one to look at even where nothing is undone. */
static void read_joined(struct readings *readings, const struct vocabulary *vocabulary)
{
	struct course course = { readings, vocabulary, &readings->scratch[2], true };

	if (!join_slices(&readings->written, readings->is_part, &readings->scratch[2]))
		return;
	add_reading(&course);
	read_all(course);
}

/* What ASCII alone has no need of is left out. */
static void fold_plain(struct readings *readings)
{
	struct span text = view_bytes(&readings->written);
	bool is_ascii = utf8_skip_ascii(text.data, text.len, 0) == text.len;

	view_clear(&readings->normal, 0);
	if (is_ascii && readings->earlier == 0) {
		fold_view(&readings->written, 0, FOLDING_NFKC_CASE, &readings->folded);
		return;
	}
	fold_view(&readings->written, readings->earlier, FOLDING_NFKC, &readings->normal);
	fold_view(&readings->normal, 0, FOLDING_CASE, &readings->folded);
}

void readings_read(struct readings *readings, const struct vocabulary *vocabulary)
{
	struct course course = { readings, vocabulary, &readings->written, false };

	readings->undone_count = 0;
	readings->is_cut = false;
	fold_plain(readings);
	if (readings->normal.slice_count > 0)
		course.now = &readings->normal;
	read_all(course);
	read_joined(readings, vocabulary);
}

bool readings_overflow(const struct readings *readings)
{
	bool is_full = readings->written.is_full || readings->folded.is_full ||
	               readings->normal.is_full || readings->is_cut;

	for (size_t i = 0; i < readings->undone_count; i++)
		is_full |= readings->undone[i].kept.is_full || readings->undone[i].folded.is_full;
	return is_full;
}
