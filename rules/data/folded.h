/* Folds one text at a time (text/fold.h), for what has no post: cells of tables, documents. */
#ifndef RULES_DATA_FOLDED_H
#define RULES_DATA_FOLDED_H

#include "../text/fold.h"

struct folded {
	struct view written;
	struct view view;
};

void folded_init(struct folded *folded);
void folded_release(struct folded *folded);

/* Borrowed until the next one; at most VIEW_BYTES_MAX of it. */
struct span folded_text(struct folded *folded, struct span text);

#endif
