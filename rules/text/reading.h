/*
 * The texts of a post in every way in which somebody may read them: as written, folded (case and
 * compatibility characters), and with undone what was done to hide something. Scratch of one judge,
 * filled anew for each post.
 */
#ifndef RULES_TEXT_READING_H
#define RULES_TEXT_READING_H

#include "fold.h"
#include "view.h"

struct readings {
	struct view written; /* the fields of the post, a slice each */
	struct view folded;  /* NFKC_Casefold of it */
	struct view normal;  /* NFKC of it; empty unless asked for and different */
};

void readings_init(struct readings *readings);
void readings_release(struct readings *readings);

/* Begins a post; its texts follow, one by one. size: of all of them, in bytes. */
void readings_begin(struct readings *readings, size_t size);
void readings_add(struct readings *readings, struct span text);

/* Reads them. is_exact: somebody will ask for case as it was written. */
void readings_read(struct readings *readings, bool is_exact);

bool readings_overflow(const struct readings *readings); /* something did not fit */

#endif
