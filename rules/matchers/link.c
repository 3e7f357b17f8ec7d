#include <string.h>

#include "../condition.h"
#include "../link.h"
#include "../match.h"
#include "../phrase.h"
#include "types.h"

/* link: where the links of the post lead. */

struct wanted {
	const char **hosts;
	size_t host_count;
	const char *path; /* with which the path begins; NULL: any */
	bool is_shortener;
	bool is_only; /* there are links, and all of them lead there */
};

static void check_host(struct reader *reader, const struct node *node, const char *host)
{
	if (strpbrk(host, ":/@*? ") != NULL || strchr(host, '.') == NULL)
		problems_error(reader->problems, node,
		    "link takes the name of a host, as newsroom.example.com; names below it are "
		    "meant too");
}

static void read_host(struct reader *reader, const struct node *value, void *target)
{
	struct wanted *wanted = target;

	wanted->host_count = reader_texts(reader, value, &wanted->hosts);
	for (size_t i = 0; i < wanted->host_count; i++)
		check_host(reader, value, wanted->hosts[i]);
}

static void read_path(struct reader *reader, const struct node *value, void *target)
{
	const char *path = reader_text(reader, value);

	if (path != NULL && path[0] != '/')
		problems_error(reader->problems, value, "a path begins with \"/\"");
	((struct wanted *)target)->path = path;
}

static void read_shortener(struct reader *reader, const struct node *value, void *target)
{
	((struct wanted *)target)->is_shortener = reader_flag(reader, value);
}

static void read_only(struct reader *reader, const struct node *value, void *target)
{
	((struct wanted *)target)->is_only = reader_flag(reader, value);
}

const struct key link_keys[] = {
	{ "host", read_host, &schema_texts },
	{ "path", read_path, &schema_text },
	{ "shortener", read_shortener, &schema_flag },
	{ "only", read_only, &schema_flag },
	{ NULL, NULL, NULL },
};

void read_match_link(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;
	struct matcher *matcher = matcher_new(reader, &matcher_link, value);
	struct wanted *wanted = reader_alloc(reader, 1, sizeof *wanted);
	const struct node *only = node_get(branch->map, "only");

	if (value->kind == NODE_MAP)
		reader_map(reader, value, link_keys, wanted);
	else
		read_host(reader, value, wanted);
	if (only != NULL)
		wanted->is_only = reader_flag(reader, only);
	if (value->kind == NODE_MAP && wanted->host_count == 0 && wanted->path == NULL &&
	    !wanted->is_shortener)
		problems_error(reader->problems, value,
		    "link needs one of \"host\", \"path\" and \"shortener: true\"");
	matcher->own = wanted;
	matcher_add(reader, branch->parent, matcher);
}

void read_match_only(struct reader *reader, const struct node *value, void *target)
{
	struct branch *branch = target;

	if (node_get(branch->map, "link") == NULL)
		problems_error(reader->problems, value, "\"only\" stands beside \"link\"");
}

static bool is_host_wanted(const struct wanted *wanted, struct span host)
{
	for (size_t i = 0; i < wanted->host_count; i++)
		if (host_is_below(host, wanted->hosts[i]))
			return true;
	return wanted->host_count == 0;
}

static bool is_wanted(const struct wanted *wanted, struct span url)
{
	struct span host = link_host(url);

	return is_host_wanted(wanted, host) && (!wanted->is_shortener || link_is_shortener(host)) &&
	       (wanted->path == NULL || span_starts(link_path(url), wanted->path));
}

/* A link that readers of the post do not see exempts from nothing. */
static bool is_beside(const struct work *work, const struct link *link)
{
	return work->sense == SENSE_EXEMPT && link->field != LINK_NO_FIELD &&
	       !post_is_text(work->all->post, (size_t)link->field);
}

static void match_link(struct work *work, const struct matcher *matcher)
{
	const struct wanted *wanted = matcher->own;
	struct link link = { .field = LINK_NO_FIELD };
	bool leads_there = false;
	bool leads_elsewhere = false;

	while (link_next(work->all->post, &link)) {
		if (is_beside(work, &link))
			continue;
		if (!is_wanted(wanted, link.url)) {
			leads_elsewhere = true;
			continue;
		}
		leads_there = true;
		if (link.field != LINK_NO_FIELD && work->allowed[link.field])
			note(work, (size_t)link.field, link.start, link.end);
	}
	bool holds = leads_there && !(wanted->is_only && leads_elsewhere);
	if (!holds) {
		work->all->span_count = work->first_span;
		memset(work->holds, 0, work->all->post->field_count);
	}
	hold_everywhere(work, holds);
}

static void phrase(const struct matcher *matcher, FILE *out)
{
	const struct wanted *wanted = matcher->own;

	fputs(wanted->is_only ? "links that all lead to " : "a link to ", out);
	fputs(wanted->is_shortener ? "a link shortener " : "", out);
	put_names(out, wanted->hosts, wanted->host_count, " or ");
	if (wanted->path != NULL)
		fprintf(out, "%s%s…", wanted->host_count > 0 ? "" : "a path that begins with ",
		    wanted->path);
}

const struct matcher_type matcher_link = {
	.wakes = WAKES_ALWAYS,
	.evaluate = match_link,
	.phrase = phrase,
};
