/* Where the links of a post lead: those that the site names, and those that stand in its texts. */
#ifndef RULES_LINK_H
#define RULES_LINK_H

#include "post.h"

/* Does a link of the post lead to host or below it? With only: there is a link, and all of them do.
 */
bool links_lead_to(const struct post *post, const char *host, bool only);

/* The host of a URL, with or without its scheme; empty if it cannot be told for sure. */
struct span link_host(struct span url);

#endif
