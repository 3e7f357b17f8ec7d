/* The page /governed: what is governed and what is not, straight from the catalogue. */
#include <string.h>

#include "visit.h"

enum kind { KIND_GOVERNED, KIND_NEVER, KIND_OTHER };

static enum kind kind_of(const struct catalogue *catalogue, const struct site *site)
{
	if (catalogue_site_is_governed(catalogue, site))
		return KIND_GOVERNED;
	return site_is_never(site) ? KIND_NEVER : KIND_OTHER;
}

/* "*.example.com" behind "example.com" would say to a person what they take for granted. */
static void say_host(struct page *page, const char *host, const char **before)
{
	bool is_below =
	    strncmp(host, "*.", 2) == 0 && *before != NULL && strcmp(host + 2, *before) == 0;

	if (is_below)
		return;
	page_html(page, *before != NULL ? ", " : "");
	page_text(page, host);
	*before = host;
}

/* Where it is governed, which the configuration may say; else where it is. */
static void say_hosts(struct page *page, const struct catalogue *catalogue, const struct site *site)
{
	const char *const *governed = catalogue_site_hosts(catalogue, site);
	bool is_governed = catalogue_site_is_governed(catalogue, site);
	const char *before = NULL;

	for (size_t i = 0; is_governed && governed[i] != NULL; i++)
		say_host(page, governed[i], &before);
	for (size_t i = 0; !is_governed && i < site_host_count(site); i++)
		say_host(page, site_host(site, i), &before);
}

static void say_site(struct page *page, const struct catalogue *catalogue, const struct site *site)
{
	page_html(page, "<tr><td>");
	page_text(page, site_title(site));
	page_html(page, "</td><td dir=\"ltr\">");
	say_hosts(page, catalogue, site);
	page_html(page, "</td></tr>\n");
}

static void say_sites(struct page *page, const struct catalogue *catalogue, enum kind kind)
{
	size_t count = 0;

	page_html(page, "<table>\n<tr><th>");
	page_say(page, TEXT_GOVERNED_SITE);
	page_html(page, "</th><th>");
	page_say(page, TEXT_GOVERNED_HOSTS);
	page_html(page, "</th></tr>\n");
	for (size_t i = 0; catalogue != NULL && i < catalogue_site_count(catalogue); i++) {
		const struct site *site = catalogue_site(catalogue, i);
		if (kind_of(catalogue, site) != kind)
			continue;
		say_site(page, catalogue, site);
		count++;
	}
	if (count == 0) {
		page_html(page, "<tr><td>");
		page_say(page, TEXT_GOVERNED_NONE);
		page_html(page, "</td><td></td></tr>\n");
	}
	page_html(page, "</table>\n");
}

/* Long, and of interest to few: it is folded. */
static void say_never(struct page *page, const struct catalogue *catalogue)
{
	page_html(page, "<section>\n");
	page_heading(page, TEXT_GOVERNED_NEVER);
	page_paragraph(page, page_in(page, TEXT_GOVERNED_NEVER_LEAD));
	page_html(page, "<details>\n<summary>");
	page_say(page, TEXT_GOVERNED_LIST);
	page_html(page, "</summary>\n");
	say_sites(page, catalogue, KIND_NEVER);
	page_html(page, "</details>\n</section>\n");
}

void visit_governed(const struct visit *visit)
{
	const struct catalogue *catalogue = visit->internal->config->catalogue;
	struct page page;

	visit_open(visit, &page, TEXT_NAV_GOVERNED, TEXT_COUNT, TONE_CALM);
	page_paragraph(&page, page_in(&page, TEXT_GOVERNED_LEAD));
	page_html(&page, "</div>\n<section>\n");
	page_heading(&page, TEXT_GOVERNED_YES);
	say_sites(&page, catalogue, KIND_GOVERNED);
	page_html(&page, "</section>\n");
	say_never(&page, catalogue);
	page_html(&page, "<section>\n");
	page_heading(&page, TEXT_GOVERNED_OTHER);
	say_sites(&page, catalogue, KIND_OTHER);
	page_html(&page, "<p class=\"soft\">");
	page_say(&page, TEXT_GOVERNED_ELSE);
	page_html(&page, "</p>\n</section>\n");
	visit_close(visit, &page, 200);
}
