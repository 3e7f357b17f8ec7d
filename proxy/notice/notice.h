/*
 * What the employee sees. Pure: facts in, bytes of an answer out.
 *
 * Everything a peer or a policy wrote is escaped here. A dialect answer says one fixed sentence and
 * a reference, never anything of the rule (invariant 12); the page says the rest, and is shown only
 * to navigations and on our own origin. An outage has its own words (invariant 13).
 */
#ifndef NOTICE_NOTICE_H
#define NOTICE_NOTICE_H

#include <stdbool.h>
#include <time.h>

#include "../../rules/policy.h"
#include "../../rules/sites/catalogue.h"
#include "../base/arena.h"
#include "../base/buf.h"
#include "../http/message.h"

enum refusal_kind {
	REFUSAL_RULE,     /* the verdict refused it */
	REFUSAL_FAULT,    /* text A: the check is out of order */
	REFUSAL_UNJUDGED, /* text B: could not be checked */
};

struct refusal {
	enum refusal_kind kind;
	enum action action; /* coach, hold or block: each has its own words */
	const char *reference;
	const char *own_name;            /* gatepost.internal */
	const struct site *site;         /* may be NULL */
	const struct endpoint *endpoint; /* may be NULL */
	const struct post *post;         /* the person's own text; may be NULL */
	const struct verdict *verdict;   /* REFUSAL_RULE; may be NULL */
	const struct policy *policy;
};

/* Should this request be answered with a page (a navigation) or with data? Decided by
 * Sec-Fetch-Mode and -Dest, Accept, X-Requested-With and the endpoint. */
bool notice_wants_page(const struct message *request, const struct dialect *dialect);

/* The whole answer to a refused write, head and body, into out: the page or the site's dialect with
 * the fixed sentence, CORS fields as the dialect says, no-store. close: say Connection: close. On a
 * site's own origin the page names reasons only to a navigation (Sec-Fetch-Mode: navigate) and is
 * sandboxed; to others it links to own_name/n/REF (invariant 12). What does not fit into out is not
 * written. */
void notice_refuse(
    const struct message *request, const struct refusal *refusal, bool close, struct buf *out);

/* An error page of the proxy itself (400, 403, 407, 421, 431, 502, 503, 504 …): what happened, what
 * one can do. word is the record's word ("expired", "no-name", …); host may be empty. Page or plain
 * text by Accept. */
struct trouble {
	unsigned status;
	const char *word;
	const char *sentence; /* for people, already in plain words */
	const char *host;
	const char *reference; /* may be NULL */
	const char *own_name;
};
void notice_trouble(const struct message *request, const struct trouble *trouble, bool close,
    struct buf *out); /* request may be NULL */

#endif
