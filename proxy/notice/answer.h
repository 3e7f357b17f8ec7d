/*
 * One whole answer of ours: status line, fields, content (RFC 9110, RFC 9112).
 */
#ifndef NOTICE_ANSWER_H
#define NOTICE_ANSWER_H

#include <stdbool.h>

#include "../../rules/sites/catalogue.h"
#include "../base/buf.h"
#include "../http/message.h"

enum { ANSWER_BODY_MAX = 4 * 1024 * 1024 };

struct answer {
	unsigned status;
	const char *type;
	const char *policy; /* Content-Security-Policy; NULL: none */
	const char *fields; /* further complete lines of ours, each with CRLF; NULL: none */
	bool is_close;
	bool may_be_kept;              /* without it: no-store */
	const struct dialect *dialect; /* for its CORS fields; NULL: none */
};

/* Writes it in one piece or, if it does not fit into out, nothing. request may be NULL; the answer
 * to a HEAD has no content. The request's Origin is given back only if it is one (RFC 6454 7). */
bool answer_write(const struct message *request, const struct answer *answer, struct span content,
    struct buf *out);

#endif
