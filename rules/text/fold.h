/*
 * How a view changes the characters of a text.
 *
 * A folding goes over a text segment by segment: a segment is what can be normalised by itself
 * (UAX #15, normalization boundaries). Characters without a mark of their own (default ignorables,
 * as U+200B) stay as they are: dropping them undoes evasion, which is another view's business.
 */
#ifndef RULES_TEXT_FOLD_H
#define RULES_TEXT_FOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum folding_kind {
	FOLDING_NFKC,      /* compatibility characters; case is kept */
	FOLDING_NFKC_CASE, /* the same with full case folding */
};

struct folding;

const struct folding *folding_get(enum folding_kind kind); /* made once a process; borrowed */

enum { SEGMENT_BYTES_MAX = 1024 };

/* Length of the segment at text[at..len). *is_plain: it stays as it is. Cut after 30 marks, as
 * UAX #15's stream-safe text is, so that no text makes a long one. */
size_t folding_segment(
    const struct folding *folding, const char *text, size_t len, size_t at, bool *is_plain);

/* Folds one segment; returns the bytes written to out. */
size_t folding_apply(
    const struct folding *folding, const char *segment, size_t len, char out[SEGMENT_BYTES_MAX]);

bool folding_lowers_ascii(const struct folding *folding);

#endif
