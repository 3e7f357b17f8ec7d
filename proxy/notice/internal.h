/*
 * gatepost.internal: trust check, CA download with instructions, proxy settings, what is governed,
 * the practice site, the page of one notice. Pure: a request in, an answer out; what needs the
 * store is asked for by the caller.
 */
#ifndef NOTICE_INTERNAL_H
#define NOTICE_INTERNAL_H

#include "../config/config.h"
#include "../store/record.h"
#include "notice.h"

struct internal {
	const struct config *config;
	struct span ca_pem; /* the interception CA's certificate */
	struct span ca_der;
	const char *ca_fingerprint;
};

enum internal_need {
	INTERNAL_ANSWERED,
	INTERNAL_NOTICE, /* /n/REF: reference is set; ask audit, then call internal_notice() */
};

/* Answers GET and HEAD of every page, and POSTs of the practice site that were allowed (the worker
 * has judged them before, like any post: it is a site of the catalogue). is_secure: came over our
 * TLS. reached: where the client reached the proxy, as it would be put into its settings
 * ("10.0.0.5:3128"). reading: of a practice post. */
enum internal_need internal_answer(const struct internal *internal, const struct message *request,
    const struct reading *reading, bool is_secure, const char *reached, struct arena *arena,
    const char **reference, struct buf *out);

/* The page of one notice; record NULL: not found, or not this person's. */
void internal_notice(const struct internal *internal, const struct message *request,
    const char *reference, const struct record *record, struct buf *out);

#endif
