/*
 * Writing one view out of another, for what changes only places of it: those are named in order,
 * everything between them is kept. As long as nothing was named, nothing is copied.
 */
#ifndef RULES_TEXT_REWRITE_H
#define RULES_TEXT_REWRITE_H

#include "view.h"

struct rewrite {
	const struct view *in;
	struct view *out;
	size_t at;       /* how far in has been taken */
	size_t slice;    /* the one that is being looked at */
	size_t entered;  /* slices of out that have begun */
	bool is_started; /* something changed */
};

/* One stage of reading: names what it changes in [start, end), which is a slice. */
typedef void stage(struct rewrite *rewrite, size_t start, size_t end, const void *context);

/* False if the stage had nothing to change; out then holds nothing of use. */
bool rewrite_view(const struct view *in, struct view *out, stage *run, const void *context);

/* [start, end) becomes bytes. */
void rewrite_put(
    struct rewrite *rewrite, size_t start, size_t end, struct span bytes, unsigned how);
void rewrite_drop(struct rewrite *rewrite, size_t start, size_t end, unsigned how);

/* Where one run becomes several pieces: the bytes of each stand for a part of [start, end), in any
 * order if it is said so at the end. */
void rewrite_begin_run(struct rewrite *rewrite, size_t start);
void rewrite_piece(
    struct rewrite *rewrite, size_t start, size_t end, struct span bytes, unsigned how);
void rewrite_end_run(struct rewrite *rewrite, size_t end, bool is_disordered);

#endif
