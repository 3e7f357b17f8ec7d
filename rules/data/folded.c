#include "folded.h"

void folded_init(struct folded *folded)
{
	fold_prepare();
	view_init(&folded->written);
	view_init(&folded->view);
}

void folded_release(struct folded *folded)
{
	view_release(&folded->written);
	view_release(&folded->view);
}

struct span folded_text(struct folded *folded, struct span text)
{
	view_clear(&folded->written, VIEW_BYTES_MAX);
	view_add_text(&folded->written, text);
	view_clear(&folded->view, VIEW_BYTES_MAX);
	fold_view(&folded->written, 0, FOLDING_NFKC_CASE, &folded->view);
	return view_slice(&folded->view, 0);
}
