#include <string.h>

#include "../link.h"
#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* link: where the links of the post lead. */

struct wanted {
	const char *host;
	bool is_only; /* there are links, and all of them lead there */
};

void read_match_link(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_link, value);
	const char *host = reader_text(reader, value);

	if (host == NULL)
		return;
	if (strpbrk(host, ":/@*? ") != NULL || strchr(host, '.') == NULL)
		problems_error(reader->problems, value,
		    "link takes the name of a host, as newsroom.example.com; names below it are "
		    "meant "
		    "too");
	struct wanted *wanted = reader_alloc(reader, 1, sizeof *wanted);
	wanted->host = host;
	matcher->own = wanted;
	const struct node *only = node_get(branch->map, "only");
	wanted->is_only = only != NULL && reader_flag(reader, only);
	matcher_add(reader, branch->parent, matcher);
}

void read_match_only(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;

	if (node_get(branch->map, "link") == NULL)
		problems_error(reader->problems, value, "\"only\" stands beside \"link\"");
}

static void match_link(struct work *work, const struct matcher *matcher)
{
	const struct wanted *wanted = matcher->own;

	hold_everywhere(work, links_lead_to(work->all->post, wanted->host, wanted->is_only));
}

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct wanted *wanted = matcher->own;

	if (wanted->is_only)
		fprintf(out, "links that all lead to %s", wanted->host);
	else
		fprintf(out, "a link to %s", wanted->host);
}

const struct matcher_type matcher_link = {
	.wakes = WAKES_ALWAYS,
	.evaluate = match_link,
	.phrase = phrase,
};
