/* From a claimed request to the post that it is. */
#ifndef RULES_SITES_EXTRACT_H
#define RULES_SITES_EXTRACT_H

#include "request.h"

enum { POST_FIELDS_MAX = 2000 };

/* Reads all that endpoint names into post. Troubles are noted in request. */
void extract_post(const struct endpoint *endpoint, struct request *request, struct post *post);

/* Then all that it does not name, as fields POST_OTHER: a claimed write is read whole. */
void extract_rest(const struct endpoint *endpoint, struct request *request, struct post *post);

void post_add_field(struct request *request, struct post *post, struct span name, struct span text);
void post_add_link(struct request *request, struct post *post, struct span link);
void post_add_attachment(
    struct request *request, struct post *post, struct span name, struct span type, size_t size);

#endif
