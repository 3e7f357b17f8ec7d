/*
 * The frame of every page of ours and the pieces it is put together from. Only page_html() takes
 * markup, and only markup that stands in our source; everything else is escaped.
 */
#ifndef NOTICE_PAGE_H
#define NOTICE_PAGE_H

#include "answer.h"
#include "texts.h"

/* Nothing may be loaded, run or sent from a page but its own style. The sandbox gives a page that
 * stands on a site's own origin an origin of its own, so that the site's code cannot read it. */
#define PAGE_POLICY                                                                                \
	"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "     \
	"sandbox allow-popups allow-popups-to-escape-sandbox "                                     \
	"allow-top-navigation-by-user-activation"

/* On our own origin: links, downloads and forms of our own. */
#define PAGE_POLICY_OWN                                                                            \
	"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; "     \
	"frame-ancestors 'none'"

enum tone { TONE_CALM, TONE_GOOD, TONE_ADVICE, TONE_STOP, TONE_FAULT };

struct page {
	struct buf html;
	enum language language;
	struct span accept_language; /* for wordings of the policy */
	const char *policy;          /* Content-Security-Policy; PAGE_POLICY unless changed */
};

/* request may be NULL. */
void page_init(struct page *page, const struct message *request);
void page_release(struct page *page);

/* The head, the bar with our name and the title; badge may be NULL. */
void page_open(struct page *page, const char *title, const char *badge, enum tone tone);
void page_close(struct page *page);

void page_html(struct page *page, const char *markup);
void page_text(struct page *page, const char *text);
void page_span(struct page *page, struct span text);
void page_say(struct page *page, enum text text);
void page_say_with(struct page *page, enum text text, const char *value); /* value in place of {} */
void page_heading(struct page *page, enum text text);
void page_paragraph(struct page *page, const char *text);

/* A link if target is an http or https URL or a mail address, otherwise just the text. */
void page_link(struct page *page, const char *target, const char *text);
void page_fingerprint(struct page *page, const char *fingerprint); /* may break at its colons */
void page_box(struct page *page, struct span text);                /* a box to copy from */

const char *page_in(const struct page *page, enum text text);

/* Writes the page as an answer and releases it. fields as in struct answer. */
void page_answer(struct page *page, const struct message *request, unsigned status,
    const char *fields, bool close, struct buf *out);

#endif
