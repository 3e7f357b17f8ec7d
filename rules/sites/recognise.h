/* Does an endpoint claim a request? */
#ifndef RULES_SITES_RECOGNISE_H
#define RULES_SITES_RECOGNISE_H

#include "request.h"

/* By method, host, path, query and header alone. What claims without judging (delete, account,
 * not-a-post) must match every way in which a server might take the request, the others one. */
bool endpoint_matches_head(const struct endpoint *endpoint, struct request *request);

/* By what must be in the body (and in what selectors reach); the head matches already. Troubles are
 * noted in the request. */
bool endpoint_matches_body(const struct endpoint *endpoint, struct request *request);

/* Is it a sign-in of the site, whatever its body? */
bool sign_in_matches_head(const struct site *site, struct request *request);

/* All of the conditions; strict: every selected value must match, not only one. */
bool conditions_hold(
    const struct conditions *conditions, struct request *request, bool also_query, bool is_strict);
bool selectors_find(struct request *request, const struct selectors *selectors, bool also_query,
    bool wants_all); /* each of them something, or any of them */

#endif
