#include "page.h"

#include <string.h>

#include "escape.h"

static const char style[] =
    ":root{color-scheme:light dark;--paper:#f4f5f7;--card:#fff;--ink:#1c2430;--soft:#586374;"
    "--line:#dde1e7;--box:#f8f9fb;--tone:#3b6ea8;--wash:#e9f0f8;--link:#1f5fa8}"
    "@media(prefers-color-scheme:dark){:root{--paper:#12161c;--card:#1b212a;--ink:#e8ecf1;"
    "--soft:#a3aebd;--line:#323b47;--box:#141920;--tone:#7fb2e8;--wash:#1f2d3d;"
    "--link:#8fc0f5}}*{box-sizing:border-box}body{margin:0;background:var(--paper);"
    "color:var(--ink);"
    "font:17px/1.55 system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans','Noto Sans CJK "
    "JP',sans-serif;"
    "-webkit-text-size-adjust:100%}.good{--tone:#23794a;--wash:#e6f4ec}.advice{"
    "--tone:#8a5a00;--wash:#fdf3dc}.stop{--tone:#a3341f;--wash:#fcebe7}.fault{--tone:#5b5f68;"
    "--wash:#eceef1}@media(prefers-color-scheme:dark){.good{--tone:#77cf9d;--wash:#183325}"
    ".advice{--tone:#f0c063;--wash:#372c14}.stop{--tone:#f39a86;--wash:#3c211c}.fault{"
    "--tone:#b7bec9;--wash:#2a313b}}.bar{max-width:46rem;margin:0 auto;"
    "padding:1.4rem 1.25rem .9rem;display:flex;align-items:center;gap:.6rem;font-weight:600;"
    "color:var(--soft)}.bar svg{width:1.5rem;height:1.5rem;flex:none}main{max-width:46rem;"
    "margin:0 auto;background:var(--card);border:1px solid var(--line);border-radius:14px;"
    "overflow:hidden;box-shadow:0 1px 2px #0000000d,0 8px 28px #0000000d}.top{"
    "padding:1.6rem 1.75rem 1.5rem;background:var(--wash);"
    "border-bottom:1px solid var(--line)}.badge{display:inline-block;font-size:.82rem;"
    "font-weight:600;color:var(--tone);border:1px solid currentColor;border-radius:99px;"
    "padding:.08rem .7rem;margin-bottom:.7rem}h1{font-size:1.7rem;line-height:1.25;margin:0;"
    "letter-spacing:-.01em;overflow-wrap:anywhere}.top p{margin:.65rem 0 0}section{"
    "padding:1.15rem 1.75rem .4rem}section:last-child{padding-bottom:1.4rem}h2{"
    "font-size:1.08rem;margin:0 0 .5rem}h3{font-size:1rem;margin:0}p{margin:0 0 .8rem}ul,ol{"
    "margin:0 0 .8rem;padding-inline-start:1.3rem}li{margin:.25rem 0}.rule{"
    "border-inline-start:3px solid var(--tone);padding-block:.1rem;padding-inline-start:1rem;"
    "margin:0 0 1rem}.rule p{margin:.3rem 0 0}.clause{color:var(--soft)}.soft{"
    "color:var(--soft);font-size:.93rem}label{display:block;font-size:.9rem;"
    "color:var(--soft);margin:.2rem 0 .25rem}textarea,input{width:100%;font:inherit;"
    "color:inherit;background:var(--box);border:1px solid var(--line);border-radius:9px;"
    "padding:.7rem .85rem;margin:0 0 .8rem}textarea{display:block;resize:vertical;"
    "min-height:3rem}textarea:focus,input:focus,a:focus,button:focus{"
    "outline:2px solid var(--tone);outline-offset:2px}a{color:var(--link)}button,.button{"
    "display:inline-block;font:inherit;font-weight:600;border:0;border-radius:9px;"
    "background:var(--link);color:var(--card);padding:.55rem 1.15rem;margin-block:0 .8rem;"
    "margin-inline:0 .5rem;text-decoration:none;cursor:pointer}code,pre,.ref{"
    "font:.9em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}"
    "pre{background:var(--box);border:1px solid var(--line);border-radius:9px;"
    "padding:.7rem .85rem;margin:0 0 .8rem;white-space:pre;overflow-x:auto}.ref{"
    "font-size:1.05rem;font-weight:600;letter-spacing:.06em}dl{display:grid;"
    "grid-template-columns:max-content 1fr;gap:.25rem 1.2rem;margin:0 0 .8rem}dt{"
    "color:var(--soft)}dd{margin:0;overflow-wrap:anywhere}table{width:100%;"
    "border-collapse:collapse;margin:0 0 .8rem;font-size:.95rem}th,td{text-align:start;"
    "vertical-align:top;padding-block:.45rem;padding-inline-end:.6rem;"
    "border-bottom:1px solid var(--line);overflow-wrap:anywhere}th{color:var(--soft);"
    "font-weight:600}td:first-child{width:30%;padding-inline-end:1.2rem}details{"
    "border-top:1px solid var(--line);padding:.7rem 0}summary{cursor:pointer;font-weight:600}"
    "details>*:not(summary){margin-top:.6rem}.said{border-radius:9px;padding:.7rem .85rem;"
    "margin:0 0 .8rem;background:var(--wash);white-space:pre-line;overflow-wrap:anywhere}"
    ".said:empty{display:none}footer{max-width:46rem;margin:0 auto;"
    "padding:1.1rem 1.75rem 2.5rem;color:var(--soft);font-size:.9rem}footer p{"
    "margin:0 0 .5rem}@media(max-width:40rem){main{border-width:1px 0;border-radius:0}h1{"
    "font-size:1.42rem}.top,section,footer{padding-left:1.2rem;padding-inline-end:1.2rem}dl{"
    "grid-template-columns:1fr;gap:0}dd{margin-block-end:.6rem}.bar{"
    "padding:1rem 1.2rem .8rem}}@media print{.bar,footer{color:#000}main{box-shadow:none}}";

static const char sign[] =
    "<svg viewBox=\"0 0 24 24\" aria-hidden=\"true\" fill=\"none\" stroke=\"currentColor\" "
    "stroke-width=\"1.8\" stroke-linecap=\"round\"><path d=\"M4 21V6l1.5-2L7 6v15zM17 "
    "21V6l1.5-2L20 "
    "6v15z\"/><path d=\"M7 10h10M7 16h10\"/></svg>";

static const char *const tones[] = {
	[TONE_CALM] = "calm",
	[TONE_GOOD] = "good",
	[TONE_ADVICE] = "advice",
	[TONE_STOP] = "stop",
	[TONE_FAULT] = "fault",
};

void page_init(struct page *page, const struct message *request)
{
	buf_init(&page->html, ANSWER_BODY_MAX);
	page->accept_language =
	    request != NULL ? message_value(request, "Accept-Language") : (struct span){ NULL, 0 };
	page->language = language_pick(page->accept_language);
	page->policy = PAGE_POLICY;
}

void page_release(struct page *page)
{
	buf_release(&page->html);
}

void page_html(struct page *page, const char *markup)
{
	buf_append_text(&page->html, markup);
}

void page_span(struct page *page, struct span text)
{
	escape_span(&page->html, ESCAPE_HTML, text);
}

void page_text(struct page *page, const char *text)
{
	page_span(page, span_of(text));
}

const char *page_in(const struct page *page, enum text text)
{
	return text_in(text, page->language);
}

void page_say(struct page *page, enum text text)
{
	page_text(page, page_in(page, text));
}

void page_say_with(struct page *page, enum text text, const char *value)
{
	struct span rest = span_of(page_in(page, text));
	const char *place = strstr(rest.data, "{}");

	if (place == NULL) {
		page_span(page, rest);
		return;
	}
	page_span(page, span_make(rest.data, (size_t)(place - rest.data)));
	page_text(page, value);
	page_text(page, place + 2);
}

void page_heading(struct page *page, enum text text)
{
	page_html(page, "<h2>");
	page_say(page, text);
	page_html(page, "</h2>\n");
}

void page_paragraph(struct page *page, const char *text)
{
	page_html(page, "<p>");
	page_text(page, text);
	page_html(page, "</p>\n");
}

static bool is_mail(struct span target)
{
	for (size_t i = 0; i < target.len; i++)
		if ((unsigned char)target.data[i] <= ' ' ||
		    strchr("?&\"<>,;:/%", target.data[i]) != NULL)
			return false;
	return target.len > 2 && memchr(target.data + 1, '@', target.len - 2) != NULL;
}

void page_link(struct page *page, const char *target, const char *text)
{
	struct span to = span_of(target);
	bool mail = is_mail(to);

	if (!mail && !span_starts_nocase(to, "https://") && !span_starts_nocase(to, "http://")) {
		page_text(page, text);
		return;
	}
	page_html(page, mail ? "<a href=\"mailto:" : "<a rel=\"noreferrer\" href=\"");
	page_text(page, target);
	page_html(page, "\">");
	page_text(page, text);
	page_html(page, "</a>");
}

void page_fingerprint(struct page *page, const char *fingerprint)
{
	page_html(page, "<dl><dt>SHA-256</dt><dd dir=\"ltr\"><code>");
	for (; *fingerprint != '\0'; fingerprint++) {
		page_span(page, span_make(fingerprint, 1));
		page_html(page, *fingerprint == ':' ? "<wbr>" : "");
	}
	page_html(page, "</code></dd></dl>\n");
}

/* As many rows as the text has lines, within reason. */
static unsigned rows_of(struct span text)
{
	unsigned rows = 1;

	for (size_t i = 0, column = 0; i < text.len && rows < 14; i++) {
		column = text.data[i] == '\n' ? 0 : column + 1;
		if (text.data[i] == '\n' || column == 90) {
			rows++;
			column = 0;
		}
	}
	return rows + (rows > 1);
}

void page_box(struct page *page, struct span text)
{
	/* HTML drops one line feed right behind <textarea>: ours, so that none of the text's is
	 * lost. */
	buf_print(&page->html, "<textarea readonly dir=\"auto\" rows=\"%u\" aria-label=\"",
	    rows_of(text));
	page_say(page, TEXT_YOUR_TEXT);
	page_html(page, "\">\n");
	page_span(page, text);
	page_html(page, "</textarea>\n");
}

void page_open(struct page *page, const char *title, const char *badge, enum tone tone)
{
	page_html(page, "<!DOCTYPE html>\n<html lang=\"");
	page_html(page, language_codes[page->language]);
	page_html(page, "\" dir=\"");
	page_html(page, language_directions[page->language]);
	page_html(page, "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
	                "content=\"width=device-width, initial-scale=1\">\n<title>");
	page_text(page, title);
	page_html(page, "</title>\n<style>");
	page_html(page, style);
	page_html(page, "</style>\n</head>\n<body class=\"");
	page_html(page, tones[tone]);
	page_html(page, "\">\n<div class=\"bar\">");
	page_html(page, sign);
	page_html(page, "<span>Gatepost</span></div>\n<main>\n<div class=\"top\">\n");
	if (badge != NULL) {
		page_html(page, "<span class=\"badge\">");
		page_text(page, badge);
		page_html(page, "</span>\n");
	}
	page_html(page, "<h1>");
	page_text(page, title);
	page_html(page, "</h1>\n");
}

void page_close(struct page *page)
{
	page_html(page, "</body>\n</html>\n");
}

void page_answer(struct page *page, const struct message *request, unsigned status,
    const char *fields, bool close, struct buf *out)
{
	struct answer answer = {
		.status = status,
		.type = "text/html; charset=utf-8",
		.policy = page->policy,
		.fields = fields,
		.is_close = close,
	};

	answer_write(request, &answer, buf_span(&page->html), out);
	page_release(page);
}
