/*
 * One request to gatepost.internal on its way through internal.c and the files of its pages.
 */
#ifndef NOTICE_VISIT_H
#define NOTICE_VISIT_H

#include "internal.h"
#include "page.h"

struct visit {
	const struct internal *internal;
	const struct message *request;
	const struct reading *reading; /* of a practice post; may be NULL */
	bool is_secure;
	const char *reached; /* as in internal_answer() */
	struct buf *out;
};

/* A page of our own origin. badge: TEXT_COUNT for none. */
void visit_open(
    const struct visit *visit, struct page *page, enum text title, enum text badge, enum tone tone);
void visit_close(const struct visit *visit, struct page *page, unsigned status);

void visit_start(const struct visit *visit);    /* / */
void visit_help(const struct visit *visit);     /* /help */
void visit_pac(const struct visit *visit);      /* /proxy.pac */
void visit_guides(const struct visit *visit);   /* /ca */
void visit_governed(const struct visit *visit); /* /governed */

void visit_practice(const struct visit *visit);         /* /practice */
void visit_practice_script(const struct visit *visit);  /* /practice/app.js */
void visit_practice_form(const struct visit *visit);    /* POST /practice/post, allowed */
void visit_practice_fetch(const struct visit *visit);   /* POST /practice/api/post, allowed */
void visit_practice_sign_in(const struct visit *visit); /* POST /practice/sign-in */

#endif
