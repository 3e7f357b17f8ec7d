/*
 * A view: several texts as something else would read them, one behind the other, and the way back
 * to the texts as they were written. A view is scratch: it is filled, used and filled again.
 *
 * Each text is a slice, followed by a line feed that belongs to none. Offsets count in bytes and
 * run through all slices. Origins are offsets into the view that holds the texts as written, so
 * that of two views neither needs the other to say where something stood.
 */
#ifndef RULES_TEXT_VIEW_H
#define RULES_TEXT_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../../proxy/base/span.h"

/* What was undone where a view differs from the text as written; bits. */
enum how {
	HOW_FOLDED = 1 << 0,    /* case and compatibility characters: what everybody reads alike */
	HOW_HIDDEN = 1 << 1,    /* characters that nobody sees, and order that nobody reads in */
	HOW_MARKS = 1 << 2,     /* marks heaped on letters */
	HOW_ESCAPED = 1 << 3,   /* entities, percent, quoted-printable, backslash */
	HOW_MARKUP = 1 << 4,    /* HTML, Markdown */
	HOW_CODED = 1 << 5,     /* base64, numbers for letters, Morse, … */
	HOW_LOOKALIKE = 1 << 6, /* letters of other scripts and shapes */
	HOW_LEET = 1 << 7,      /* figures and signs for letters */
	HOW_SPACED = 1 << 8,    /* something between the letters */
	HOW_TURNED = 1 << 9,    /* backwards, ROT13, Atbash */
	HOW_SPOKEN = 1 << 10,   /* figures and addresses in words */
	HOW_MISSPELT = 1 << 11, /* letters doubled, left out, swapped */
	HOW_JOINED = 1 << 12,   /* texts that follow each other */
};

extern const char *const how_names[]; /* in the order of the bits, NULL-terminated */

/* Bytes [start, start + len) of the view stand for [origin, origin + origin_len). Between edits
 * both run in step, byte for byte. An edit of no length stands where something was left out. */
struct edit {
	uint32_t start, len;
	uint32_t origin, origin_len;
	unsigned how;
};

struct view {
	char *bytes;
	size_t len, capacity, max;
	struct edit *edits;
	size_t edit_count, edit_capacity;
	size_t *starts; /* of the slices, and one more: the end */
	size_t slice_count, start_capacity;
	size_t seen;  /* edits of the view it is made from that were come past; only a hint */
	unsigned how; /* all of its edits together */
	bool is_full; /* something did not fit */
};

enum { VIEW_BYTES_MAX = 64 * 1024 * 1024, VIEW_EDITS_MAX = 512 * 1024 };

void view_init(struct view *view); /* allocates nothing yet */
void view_release(struct view *view);
/* Empties it for at most max bytes; keeps its memory unless it is much. */
void view_clear(struct view *view, size_t max);

/* Texts as written: each is a slice, its origins are its own offsets. */
void view_add_text(struct view *view, struct span text);

struct span view_bytes(const struct view *view); /* all of it */
struct span view_slice(const struct view *view, size_t slice);
size_t view_slice_at(const struct view *view, size_t offset); /* the slice it falls into */

/* Making a view out of another, from its start to its end: bytes are kept, or others stand for
 * them. */
void view_begin_slice(struct view *view);
void view_end_slices(struct view *view);
void view_keep(struct view *view, const struct view *from, size_t start, size_t end);
/* The same for bytes that change one by one: where they are to be written, NULL if full. */
char *view_keep_room(struct view *view, const struct view *from, size_t start, size_t end);
void view_put(struct view *view, const struct view *from, size_t start, size_t end,
    struct span bytes, unsigned how);
/* After pieces that were put in another order: from here on it goes on at the offset. */
void view_resume(struct view *view, const struct view *from, size_t offset);

/* Where [start, end) of the view came from: the smallest range that holds all of it. */
void view_origin(
    const struct view *view, size_t start, size_t end, size_t *origin_start, size_t *origin_end);

/* What was undone in [start, end): 0 where it stands as written. */
unsigned view_how(const struct view *view, size_t start, size_t end);

#endif
