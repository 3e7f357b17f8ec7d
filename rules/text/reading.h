/*
 * The texts of a post in every way in which somebody may read them: as written, folded (case and
 * compatibility characters), and with undone what was done to hide something; each by itself, and
 * joined where a word may have been split over several of them. Scratch of one judge, filled anew
 * for each post.
 */
#ifndef RULES_TEXT_READING_H
#define RULES_TEXT_READING_H

#include "fold.h"
#include "view.h"
#include "vocabulary.h"

/* What was undone, with case kept and folded. */
struct reading {
	struct view kept;
	struct view folded;
	bool is_joined; /* slices out of several texts (join.h) */
};

enum { READINGS_MAX = 16, SCRATCH_VIEWS = 3 };

struct readings {
	struct view written; /* earlier texts first, then the fields of the post: a slice each */
	size_t earlier;      /* how many of the slices are earlier texts */
	bool *is_part;       /* by slice: it is joined to those before and behind it */
	size_t part_capacity;
	struct view folded; /* NFKC_Casefold of the fields */
	struct view normal; /* NFKC of them; empty where that is as written but for case */
	struct reading undone[READINGS_MAX];
	size_t undone_count;
	struct view scratch[SCRATCH_VIEWS];
	bool is_cut; /* there was more to undo than may be asked for */
};

void readings_init(struct readings *readings);
void readings_release(struct readings *readings);

/* Begins a post; its texts follow, one by one, those of earlier posts before its own. size: of all
 * of them, in bytes. */
void readings_begin(struct readings *readings, size_t size);
/* is_part: its words may go on in the next text that is one. */
void readings_add(struct readings *readings, struct span text, bool is_part);
void readings_end_earlier(struct readings *readings); /* what follows is the post's own */

/* Reads them. */
void readings_read(struct readings *readings, const struct vocabulary *vocabulary);

bool readings_overflow(const struct readings *readings); /* something did not fit */

#endif
