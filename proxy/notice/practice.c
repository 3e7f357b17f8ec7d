/* The practice site: a place to post to that keeps nothing and tells nobody. The worker has judged
 * each post before it comes here, like any other. */
#include "escape.h"
#include "visit.h"

enum { PRACTICE_SHOWN_MAX = 16 * 1024 };

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
                             "\tlink.textContent = 'Show the reasons';\n"
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
                             "\t\t\tshow('Posted: ' + said.text);\n"
                             "\t\t\tdraft.value = '';\n"
                             "\t\t} else {\n"
                             "\t\t\tshow(said.error, said.url);\n"
                             "\t\t}\n"
                             "\t} catch (error) {\n"
                             "\t\tshow('No answer that could be read. Your text is still here.');\n"
                             "\t}\n"
                             "});\n";

static const char forms[] =
    "<section>\n<h2>As a form</h2>\n"
    "<p class=\"soft\">The way simple sites post: the answer is a page of its own.</p>\n"
    "<form method=\"post\" action=\"/practice/post\">\n"
    "<label for=\"form-text\">What do you want to say?</label>\n"
    "<textarea id=\"form-text\" name=\"text\" rows=\"3\" required></textarea>\n"
    "<button>Post</button>\n</form>\n</section>\n"
    "<section>\n<h2>In the page</h2>\n"
    "<p class=\"soft\">The way most sites post: a script sends it, and the answer appears here. "
    "This one "
    "needs script.</p>\n"
    "<form id=\"fetch-form\">\n<label for=\"fetch-text\">What do you want to say?</label>\n"
    "<textarea id=\"fetch-text\" rows=\"3\" required></textarea>\n"
    "<div id=\"fetch-answer\" class=\"said\" role=\"status\"></div>\n"
    "<button>Post</button>\n</form>\n</section>\n"
    "<section>\n<h2>Sign in</h2>\n"
    "<p class=\"soft\">Sign-in data are never looked at and never kept, whatever they hold.</p>\n"
    "<form method=\"post\" action=\"/practice/sign-in\" autocomplete=\"off\">\n"
    "<label for=\"user\">Name</label>\n<input id=\"user\" name=\"user\">\n"
    "<label for=\"password\">Password (make one up)</label>\n"
    "<input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"new-password\">\n"
    "<button>Sign in</button>\n</form>\n</section>\n"
    "<script src=\"/practice/app.js\" defer></script>\n";

void visit_practice(const struct visit *visit)
{
	struct page page;

	visit_open(visit, &page, "Practice site", "Nothing leaves from here", TONE_CALM);
	page.policy = PAGE_POLICY_OWN "; script-src 'self'; connect-src 'self'";
	page_html(&page,
	    "<p>Write something as you would on a social site. It is compared with your company’s "
	    "guideline like a real post, and goes nowhere. A refusal here is recorded like any "
	    "other, so use made-up text.</p>\n</div>\n");
	page_html(&page, forms);
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

static const char back[] = "<section>\n<p><a class=\"button\" href=\"/practice\">Back to the "
                           "practice site</a></p>\n</section>\n";

void visit_practice_form(const struct visit *visit)
{
	struct page page;

	visit_open(visit, &page, "Posted", "Practice site", TONE_GOOD);
	page_html(&page,
	    "<p>On a real site this would be public now. Here it is shown to you once, and kept "
	    "nowhere.</p>\n</div>\n<section>\n<div class=\"said\" dir=\"auto\">");
	page_span(&page, posted_text(visit));
	page_html(&page, "</div>\n</section>\n");
	page_html(&page, back);
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

	visit_open(visit, &page, "Signed in, in a way", "Practice site", TONE_GOOD);
	page_html(&page, "<p>There is nothing to sign in to. What you typed was passed on unseen "
	                 "and forgotten, as "
	                 "it is on real sites.</p>\n</div>\n");
	page_html(&page, back);
	visit_close(visit, &page, 200);
}
