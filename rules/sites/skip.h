/*
 * What a site file says is no text: members by name, or by selector, each with the form that its
 * value must have (shape.h). Anything else under that name is read.
 */
#ifndef RULES_SITES_SKIP_H
#define RULES_SITES_SKIP_H

#include "attributes.h"
#include "request.h"

/* skip: { number: [ tweet_id, "*_ids" ], password: [ /params/2 ] }. target is struct skip
 * [SHAPE_COUNT]. */
void skip_file_read(struct reader *reader, const struct node *node, void *target);

/* By name alone; the selectors are for skip_take(). */
bool skip_fits(const struct skip *skips, struct span name, struct span text);

/* Marks what the selectors select, where it has the form, as taken. */
void skip_take(const struct skip *skips, struct request *request, bool also_query);

#endif
