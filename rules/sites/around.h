/* Text around the body: in the path, and in fields of the head that no standard gives a meaning. */
#ifndef RULES_SITES_AROUND_H
#define RULES_SITES_AROUND_H

#include "request.h"

/* The values of such fields, a line each; empty if there is nothing. Left out are fields that
 * browsers and proxies set, fields named like tokens, numbers and hashes, and what the site's file
 * skips. Troubles are noted in request. */
struct span around_head(struct request *request);

/* The segments of the path that could hold text, a line each; not those that endpoint (perhaps
 * NULL) has in its own paths. */
struct span around_path(struct request *request, const struct endpoint *endpoint);

/* A name or a segment that is long, or has white space or other than ASCII in it. */
bool around_is_text(struct span text, size_t long_from);

#endif
