/*
 * A view: the texts of one post as something else would read them, one behind the other, and the
 * way back to the bytes that they came from. A view is scratch: it is filled, used and cleared
 * again.
 *
 * Offsets count in bytes. "Joined" offsets run through all texts, each followed by one separator,
 * both in the view and in the original.
 */
#ifndef RULES_TEXT_VIEW_H
#define RULES_TEXT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/base/span.h"
#include "fold.h"

/* Bytes [start, start + len) of the view stand for [origin, origin + origin_len). Between edits
 * both run in step, byte for byte. */
struct edit {
	uint32_t start, len;
	uint32_t origin, origin_len;
};

struct view {
	char *bytes;
	size_t len, capacity, max;
	struct edit *edits;
	size_t edit_count, edit_capacity;
	size_t origin_len;
	bool is_changed; /* it differs from the original by more than the case of ASCII letters */
	bool is_full;    /* something did not fit into max */
};

void view_init(struct view *view, size_t max); /* allocates nothing yet */
void view_release(struct view *view);
void view_clear(struct view *view); /* keeps its memory unless it is much */

void view_add(struct view *view, const struct folding *folding, struct span text);

/* Where [start, end) of the view came from. A character that became several counts whole. */
void view_origin(
    const struct view *view, size_t start, size_t end, size_t *origin_start, size_t *origin_end);

#endif
