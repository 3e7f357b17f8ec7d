/* The page /governed: what is governed and what is not, straight from the catalogue. */
#include "visit.h"

enum kind { KIND_GOVERNED, KIND_PRIVATE, KIND_OTHER };

static enum kind kind_of(const struct catalogue *catalogue, const struct site *site)
{
	if (catalogue_site_is_governed(catalogue, site))
		return KIND_GOVERNED;
	return span_is(span_of(site_class(site)), "private") ? KIND_PRIVATE : KIND_OTHER;
}

static void say_hosts(struct page *page, const char *const *hosts)
{
	for (size_t i = 0; hosts != NULL && hosts[i] != NULL; i++) {
		page_html(page, i > 0 ? ", " : "");
		page_text(page, hosts[i]);
	}
}

static void say_site(struct page *page, const struct catalogue *catalogue, const struct site *site)
{
	page_html(page, "<tr><td>");
	page_text(page, site_title(site));
	page_html(page, "</td><td>");
	say_hosts(page, catalogue_site_hosts(catalogue, site));
	page_html(page, "</td></tr>\n");
}

static void say_sites(struct page *page, const struct catalogue *catalogue, enum kind kind)
{
	size_t count = 0;

	page_html(page, "<table>\n<tr><th>Site</th><th>Hosts</th></tr>\n");
	for (size_t i = 0; catalogue != NULL && i < catalogue_site_count(catalogue); i++) {
		const struct site *site = catalogue_site(catalogue, i);
		if (kind_of(catalogue, site) != kind)
			continue;
		say_site(page, catalogue, site);
		count++;
	}
	page_html(page, count > 0 ? "</table>\n" : "<tr><td>None</td><td></td></tr>\n</table>\n");
}

void visit_governed(const struct visit *visit)
{
	const struct catalogue *catalogue = visit->internal->config->catalogue;
	struct page page;

	visit_open(visit, &page, "What is governed", NULL, TONE_CALM);
	page_html(&page,
	    "<p>On governed sites, what is <em>written</em> is compared with the guideline before "
	    "it "
	    "leaves. Sites that are not governed pass through untouched and "
	    "encrypted.</p>\n</div>\n"
	    "<section>\n<h2>Governed</h2>\n");
	say_sites(&page, catalogue, KIND_GOVERNED);
	page_html(&page,
	    "</section>\n<section>\n<h2>Never decrypted, whatever else is configured</h2>\n"
	    "<p>Banks, health, unions, religion, authorities and whistle-blowing, job sites and "
	    "employer reviews.</p>\n<details>\n<summary>The list</summary>\n");
	say_sites(&page, catalogue, KIND_PRIVATE);
	page_html(
	    &page, "</details>\n</section>\n<section>\n<h2>Known, and not governed here</h2>\n");
	say_sites(&page, catalogue, KIND_OTHER);
	page_html(&page,
	    "<p class=\"soft\">Sites that stand in no list are not governed either.</p>\n"
	    "</section>\n");
	visit_close(visit, &page, 200);
}
