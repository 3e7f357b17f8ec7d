/* Where the links of a post lead: those that the site names, and those that stand in its texts. */
#ifndef RULES_LINK_H
#define RULES_LINK_H

#include "post.h"

enum { LINK_NO_FIELD = -1 };

struct link {
	struct span url;
	int field; /* in which it stands, or LINK_NO_FIELD */
	size_t start, end;
	size_t next; /* of the iteration */
};

/* The next link of the post; the first one for a link that is all zero. False: no more. */
bool link_next(const struct post *post, struct link *link);

/* The host of a URL, with or without its scheme; empty if it cannot be told for sure. */
struct span link_host(struct span url);

struct span link_path(struct span url); /* from its slash on, without query and fragment */

bool link_is_shortener(struct span host); /* a service that hides where a link leads */

#endif
