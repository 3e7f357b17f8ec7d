#include "reading.h"

enum { GROWTH = 4, SLACK = 4096 };

void readings_init(struct readings *readings)
{
	view_init(&readings->written);
	view_init(&readings->folded);
	view_init(&readings->normal);
	fold_prepare();
}

void readings_release(struct readings *readings)
{
	view_release(&readings->written);
	view_release(&readings->folded);
	view_release(&readings->normal);
}

/* No text grows beyond what its sender pays for in bytes. */
void readings_begin(struct readings *readings, size_t size)
{
	size_t max =
	    size < VIEW_BYTES_MAX / GROWTH - SLACK ? size * GROWTH + SLACK : VIEW_BYTES_MAX;

	view_clear(&readings->written, max);
}

void readings_add(struct readings *readings, struct span text)
{
	view_add_text(&readings->written, text);
}

void readings_read(struct readings *readings, bool is_exact)
{
	fold_view(&readings->written, 0, FOLDING_NFKC_CASE, &readings->folded);
	view_clear(&readings->normal, 0);
	if (is_exact && readings->folded.how != 0)
		fold_view(&readings->written, 0, FOLDING_NFKC, &readings->normal);
}

bool readings_overflow(const struct readings *readings)
{
	return readings->written.is_full || readings->folded.is_full || readings->normal.is_full;
}
