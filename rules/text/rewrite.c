#include "rewrite.h"

static void keep_to(struct rewrite *rewrite, size_t end)
{
	view_keep(rewrite->out, rewrite->in, rewrite->at, end);
	rewrite->at = end;
}

static void enter_slices(struct rewrite *rewrite)
{
	for (; rewrite->entered <= rewrite->slice; rewrite->entered++) {
		keep_to(rewrite, rewrite->in->starts[rewrite->entered]);
		view_begin_slice(rewrite->out);
	}
}

static void change_from(struct rewrite *rewrite, size_t start)
{
	if (!rewrite->is_started) {
		rewrite->is_started = true;
		view_clear(rewrite->out, rewrite->in->max);
		enter_slices(rewrite);
	}
	keep_to(rewrite, start);
}

bool rewrite_view(const struct view *in, struct view *out, stage *run, const void *context)
{
	struct rewrite rewrite = { .in = in, .out = out };

	for (; rewrite.slice < in->slice_count; rewrite.slice++) {
		if (rewrite.is_started)
			enter_slices(&rewrite);
		run(&rewrite, in->starts[rewrite.slice], in->starts[rewrite.slice + 1] - 1,
		    context);
	}
	if (!rewrite.is_started)
		return false;
	keep_to(&rewrite, in->len);
	view_end_slices(out);
	return true;
}

void rewrite_put(struct rewrite *rewrite, size_t start, size_t end, struct span bytes, unsigned how)
{
	change_from(rewrite, start);
	view_put(rewrite->out, rewrite->in, start, end, bytes, how);
	rewrite->at = end;
}

void rewrite_drop(struct rewrite *rewrite, size_t start, size_t end, unsigned how)
{
	rewrite_put(rewrite, start, end, SPAN(""), how);
}

void rewrite_begin_run(struct rewrite *rewrite, size_t start)
{
	change_from(rewrite, start);
}

void rewrite_piece(
    struct rewrite *rewrite, size_t start, size_t end, struct span bytes, unsigned how)
{
	view_put(rewrite->out, rewrite->in, start, end, bytes, how);
}

void rewrite_end_run(struct rewrite *rewrite, size_t end, bool is_disordered)
{
	rewrite->at = end;
	if (is_disordered)
		view_resume(rewrite->out, rewrite->in, end);
}
