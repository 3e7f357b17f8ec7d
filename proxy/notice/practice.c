/* The practice site: a place to post to that keeps nothing and tells nobody. The worker has judged
 * each post before it comes here, like any other. */
#include "escape.h"
#include "visit.h"

enum { PRACTICE_SHOWN_MAX = 16 * 1024 };

/* What it says stands in the page, in the person's language, as attributes of the form. */
static const char script[] = "'use strict';\n"
                             "const form = document.getElementById('fetch-form');\n"
                             "const draft = document.getElementById('fetch-text');\n"
                             "const answer = document.getElementById('fetch-answer');\n"
                             "\n"
                             "function show(text, url) {\n"
                             "\tanswer.textContent = text;\n"
                             "\tif (!url)\n"
                             "\t\treturn;\n"
                             "\tconst link = document.createElement('a');\n"
                             "\tlink.href = url;\n"
                             "\tlink.textContent = form.dataset.reasons;\n"
                             "\tanswer.append('\\n', link);\n"
                             "}\n"
                             "\n"
                             "form.addEventListener('submit', async (event) => {\n"
                             "\tevent.preventDefault();\n"
                             "\tshow('…');\n"
                             "\ttry {\n"
                             "\t\tconst response = await fetch('/practice/api/post', {\n"
                             "\t\t\tmethod: 'POST',\n"
                             "\t\t\theaders: { 'Content-Type': 'application/json' },\n"
                             "\t\t\tbody: JSON.stringify({ text: draft.value }),\n"
                             "\t\t});\n"
                             "\t\tconst said = await response.json();\n"
                             "\t\tif (response.ok) {\n"
                             "\t\t\tshow(form.dataset.posted.replace('{}', () => said.text));\n"
                             "\t\t\tdraft.value = '';\n"
                             "\t\t} else {\n"
                             "\t\t\tshow(said.error, said.url);\n"
                             "\t\t}\n"
                             "\t} catch (error) {\n"
                             "\t\tshow(form.dataset.unread);\n"
                             "\t}\n"
                             "});\n";

static void say_attribute(struct page *page, const char *name, enum text text)
{
	page_html(page, " ");
	page_html(page, name);
	page_html(page, "=\"");
	page_say(page, text);
	page_html(page, "\"");
}

static void begin_section(struct page *page, enum text title, enum text lead)
{
	page_html(page, "<section>\n");
	page_heading(page, title);
	page_html(page, "<p class=\"soft\">");
	page_say(page, lead);
	page_html(page, "</p>\n");
}

/* id: of the field that the label is for. */
static void say_label(struct page *page, const char *id, enum text text)
{
	page_html(page, "<label for=\"");
	page_html(page, id);
	page_html(page, "\">");
	page_say(page, text);
	page_html(page, "</label>\n");
}

static void end_form(struct page *page, enum text button)
{
	page_html(page, "<button>");
	page_say(page, button);
	page_html(page, "</button>\n</form>\n</section>\n");
}

static void say_form(struct page *page)
{
	begin_section(page, TEXT_PRACTICE_FORM, TEXT_PRACTICE_FORM_LEAD);
	page_html(page, "<form method=\"post\" action=\"/practice/post\">\n");
	say_label(page, "form-text", TEXT_PRACTICE_ASK);
	page_html(page, "<textarea id=\"form-text\" name=\"text\" rows=\"3\" dir=\"auto\" "
	                "required></textarea>\n");
	end_form(page, TEXT_PRACTICE_POST);
}

static void say_fetch(struct page *page)
{
	begin_section(page, TEXT_PRACTICE_FETCH, TEXT_PRACTICE_FETCH_LEAD);
	page_html(page, "<form id=\"fetch-form\"");
	say_attribute(page, "data-posted", TEXT_PRACTICE_POSTED_TEXT);
	say_attribute(page, "data-reasons", TEXT_OPEN_NOTICE);
	say_attribute(page, "data-unread", TEXT_PRACTICE_UNREAD);
	page_html(page, ">\n");
	say_label(page, "fetch-text", TEXT_PRACTICE_ASK);
	page_html(page, "<textarea id=\"fetch-text\" rows=\"3\" dir=\"auto\" required></textarea>\n"
	                "<div id=\"fetch-answer\" class=\"said\" role=\"status\"></div>\n");
	end_form(page, TEXT_PRACTICE_POST);
}

static void say_sign_in(struct page *page)
{
	begin_section(page, TEXT_PRACTICE_SIGN_IN, TEXT_PRACTICE_SIGN_IN_LEAD);
	page_html(
	    page, "<form method=\"post\" action=\"/practice/sign-in\" autocomplete=\"off\">\n");
	say_label(page, "user", TEXT_FIELD_NAME);
	page_html(page, "<input id=\"user\" name=\"user\" dir=\"auto\">\n");
	say_label(page, "password", TEXT_PRACTICE_PASSWORD);
	page_html(page, "<input id=\"password\" name=\"password\" type=\"password\" "
	                "autocomplete=\"new-password\">\n");
	end_form(page, TEXT_PRACTICE_SIGN_IN);
}

void visit_practice(const struct visit *visit)
{
	struct page page;

	visit_open(visit, &page, TEXT_PRACTICE_TITLE, TEXT_PRACTICE_BADGE, TONE_CALM);
	page.policy = PAGE_POLICY_OWN "; script-src 'self'; connect-src 'self'";
	page_paragraph(&page, page_in(&page, TEXT_PRACTICE_LEAD));
	page_html(&page, "</div>\n");
	say_form(&page);
	say_fetch(&page);
	say_sign_in(&page);
	page_html(&page, "<script src=\"/practice/app.js\" defer></script>\n");
	visit_close(visit, &page, 200);
}

void visit_practice_script(const struct visit *visit)
{
	struct answer answer = { .status = 200, .type = "text/javascript; charset=utf-8" };

	answer_write(visit->request, &answer, SPAN(script), visit->out);
}

/* The text that was posted, cut to what a page should hold. */
static struct span posted_text(const struct visit *visit)
{
	const struct reading *reading = visit->reading;

	if (reading == NULL || reading->post_count == 0 || reading->posts[0].field_count == 0)
		return (struct span){ NULL, 0 };
	struct span text = reading->posts[0].fields[0].text;
	if (text.len <= PRACTICE_SHOWN_MAX)
		return text;
	size_t len = PRACTICE_SHOWN_MAX;
	while (len > 0 && ((unsigned char)text.data[len] & 0xC0) == 0x80)
		len--;
	return span_make(text.data, len);
}

static void say_back(struct page *page)
{
	page_html(page, "<section>\n<p><a class=\"button\" href=\"/practice\">");
	page_say(page, TEXT_PRACTICE_BACK);
	page_html(page, "</a></p>\n</section>\n");
}

void visit_practice_form(const struct visit *visit)
{
	struct page page;

	visit_open(visit, &page, TEXT_PRACTICE_POSTED, TEXT_PRACTICE_TITLE, TONE_GOOD);
	page_paragraph(&page, page_in(&page, TEXT_PRACTICE_POSTED_LEAD));
	page_html(&page, "</div>\n<section>\n<div class=\"said\" dir=\"auto\">");
	page_span(&page, posted_text(visit));
	page_html(&page, "</div>\n</section>\n");
	say_back(&page);
	visit_close(visit, &page, 200);
}

void visit_practice_fetch(const struct visit *visit)
{
	struct answer answer = { .status = 200, .type = "application/json" };
	struct buf body;

	buf_init(&body, 8 * PRACTICE_SHOWN_MAX);
	buf_append_text(&body, "{\"posted\":true,\"id\":\"practice\",\"text\":\"");
	escape_span(&body, ESCAPE_JSON, posted_text(visit));
	buf_append_text(&body, "\"}\n");
	answer_write(visit->request, &answer, buf_span(&body), visit->out);
	buf_release(&body);
}

void visit_practice_sign_in(const struct visit *visit)
{
	struct page page;

	visit_open(visit, &page, TEXT_PRACTICE_SIGNED_IN, TEXT_PRACTICE_TITLE, TONE_GOOD);
	page_paragraph(&page, page_in(&page, TEXT_PRACTICE_SIGNED_IN_LEAD));
	page_html(&page, "</div>\n");
	say_back(&page);
	visit_close(visit, &page, 200);
}
