/*
 * What everybody reads alike: compatibility characters as what they stand for (NFKC), with or
 * without the case of letters.
 *
 * Characters without a mark of their own (default ignorables, as U+200B) stay as they are: taking
 * them out undoes evasion, which is another stage's business (bare.h).
 */
#ifndef RULES_TEXT_FOLD_H
#define RULES_TEXT_FOLD_H

#include "view.h"

enum folding_kind {
	FOLDING_NFKC,      /* compatibility characters; case is kept */
	FOLDING_NFKC_CASE, /* the same with full case folding (NFKC_Casefold) */
	FOLDING_CASE,      /* that, of a text that is NFKC already: the same, in less time */
};

void fold_prepare(void); /* makes the tables, once a process */

/* Writes the slices of in, from first on, into out. Edits are made where something changes by more
 * than the case of ASCII letters. */
void fold_view(const struct view *in, size_t first, enum folding_kind kind, struct view *out);

#endif
