/* The pages / and /help of gatepost.internal. */
#include "visit.h"

static void say_link(struct page *page, const char *path, enum text name, enum text what)
{
	page_html(page, "<dt><a href=\"");
	page_html(page, path);
	page_html(page, "\">");
	page_say(page, name);
	page_html(page, "</a></dt><dd>");
	page_say(page, what);
	page_html(page, "</dd>\n");
}

static void say_links(struct page *page)
{
	page_html(page, "<section>\n");
	page_heading(page, TEXT_START_LINKS);
	page_html(page, "<dl>\n");
	say_link(page, "/help", TEXT_NAV_HELP, TEXT_START_HELP);
	say_link(page, "/governed", TEXT_NAV_GOVERNED, TEXT_START_GOVERNED);
	say_link(page, "/practice", TEXT_NAV_PRACTICE, TEXT_START_PRACTICE);
	say_link(page, "/ca", TEXT_NAV_CA, TEXT_START_CA);
	page_html(page, "</dl>\n</section>\n");
}

static void say_check(const struct visit *visit, struct page *page)
{
	page_html(page, "<p><a class=\"button\" href=\"https://");
	page_text(page, visit->internal->config->name);
	page_html(page, "/\">");
	page_say(page, TEXT_START_CHECK);
	page_html(page, "</a><a class=\"button\" href=\"/ca\">");
	page_say(page, TEXT_START_INSTALL);
	page_html(page, "</a></p>\n");
	page_paragraph(page, page_in(page, TEXT_START_WARNING));
}

static void say_certificate(const struct visit *visit, struct page *page)
{
	page_html(page, "<section>\n");
	page_heading(page, TEXT_CA_TITLE);
	if (!visit->is_secure)
		say_check(visit, page);
	page_fingerprint(page, visit->internal->ca_fingerprint);
	page_html(page, "</section>\n");
}

/* The address of the proxy itself: a browser that is to be told of it cannot ask through it. */
static void say_settings(const struct visit *visit, struct page *page)
{
	if (visit->reached == NULL)
		return;
	page_html(page, "<section>\n");
	page_heading(page, TEXT_PAC_TITLE);
	page_paragraph(page, page_in(page, TEXT_PAC_LEAD));
	page_html(page, "<pre>http://");
	page_text(page, visit->reached);
	page_html(page, "/proxy.pac</pre>\n</section>\n");
}

void visit_start(const struct visit *visit)
{
	struct page page;

	visit_open(visit, &page, TEXT_START_TITLE,
	    visit->is_secure ? TEXT_START_TRUSTED : TEXT_START_CLEAR,
	    visit->is_secure ? TONE_GOOD : TONE_CALM);
	page_paragraph(&page,
	    page_in(&page, visit->is_secure ? TEXT_START_TRUSTED_LEAD : TEXT_START_CLEAR_LEAD));
	page_html(&page, "</div>\n");
	say_links(&page);
	say_certificate(visit, &page);
	say_settings(visit, &page);
	visit_close(visit, &page, 200);
}

struct chapter {
	enum text title;
	enum text points[3];
};

static const struct chapter chapters[] = {
	{ TEXT_HELP_DOES, { TEXT_HELP_READING, TEXT_HELP_WRITING, TEXT_HELP_REFUSAL } },
	{ TEXT_HELP_DOES_NOT, { TEXT_HELP_PRIVATE, TEXT_HELP_SIGN_IN, TEXT_HELP_NO_LIST } },
	{ TEXT_HELP_NOT_POSTED, { TEXT_HELP_REFERENCE, TEXT_HELP_FAULT, TEXT_HELP_UNJUDGED } },
};

static void say_chapter(
    struct page *page, const struct chapter *chapter, const char *notice_address)
{
	page_html(page, "<section>\n");
	page_heading(page, chapter->title);
	page_html(page, "<ul>\n");
	for (size_t i = 0; i < sizeof(chapter->points) / sizeof(chapter->points[0]); i++) {
		page_html(page, "<li>");
		page_say_with(page, chapter->points[i], notice_address);
		page_html(page, "</li>\n");
	}
	page_html(page, "</ul>\n</section>\n");
}

static void say_contact(struct page *page, enum text what, const struct wording *wording)
{
	const char *value = wording != NULL ? wording_pick(wording, page->accept_language) : NULL;

	if (value == NULL || value[0] == '\0')
		return;
	page_html(page, "<dt>");
	page_say(page, what);
	page_html(page, "</dt><dd dir=\"auto\">");
	page_link(page, value, value);
	page_html(page, "</dd>\n");
}

static void say_contacts(struct page *page, const struct policy *policy)
{
	page_html(page, "<section>\n");
	page_heading(page, TEXT_HELP_WHOM);
	page_html(page, "<dl>\n");
	if (policy != NULL) {
		say_contact(page, TEXT_HELP_QUESTIONS, policy_contact(policy));
		say_contact(page, TEXT_HELP_GUIDELINE, policy_guideline(policy));
		say_contact(page, TEXT_HELP_DATA, policy_data_protection(policy));
	}
	page_html(page, "</dl>\n<p class=\"soft\">");
	page_say(page, TEXT_HELP_NOBODY);
	page_html(page, "</p>\n</section>\n");
}

void visit_help(const struct visit *visit)
{
	struct page page;
	struct buf address;

	buf_init(&address, 1024);
	buf_print(&address, "%s/n/%c", visit->internal->config->name, '\0');
	visit_open(visit, &page, TEXT_NAV_HELP, TEXT_COUNT, TONE_CALM);
	page_paragraph(&page, page_in(&page, TEXT_HELP_LEAD));
	page_html(&page, "</div>\n");
	for (size_t i = 0; i < sizeof(chapters) / sizeof(chapters[0]); i++)
		say_chapter(&page, &chapters[i], address.data);
	say_contacts(&page, visit->internal->config->policy);
	visit_close(visit, &page, 200);
	buf_release(&address);
}
