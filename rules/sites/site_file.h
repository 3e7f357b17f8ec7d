/* A site file: YAML → struct site, every problem told at once. */
#ifndef RULES_SITES_SITE_FILE_H
#define RULES_SITES_SITE_FILE_H

#include "attributes.h"

/* Returns the site, as far as it could be read; NULL if root names none. */
struct site *site_file_read(
    const struct node *root, const char *file, struct arena *arena, struct problems *problems);

/* endpoint_file.c: one endpoint, or one of sign-in. The dialects of reader->site are read already.
 */
void endpoint_file_read(struct reader *reader, const struct node *node, struct endpoint *endpoint);
void sign_in_file_read(struct reader *reader, const struct node *node, struct endpoint *endpoint);

unsigned method_of(struct span word); /* METHOD_OTHER if none of the known; case matters not */

#endif
