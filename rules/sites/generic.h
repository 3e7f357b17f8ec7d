/*
 * The generic extractor: what a write says when no endpoint knows how to read it. Names that hold
 * passwords and tokens are left out with all below them (design.md, invariant 7).
 */
#ifndef RULES_SITES_GENERIC_H
#define RULES_SITES_GENERIC_H

#include "request.h"

/* Every text of body and query into post. */
void generic_read(struct request *request, struct post *post);

/* The body as one text. */
void generic_read_text(struct request *request, struct post *post);

/* The files of a multipart body: attachments, and the text of those that are small text. */
void generic_read_files(struct request *request, struct post *post);

/* A body that is broken: its bytes as text with escapes undone. False if they are no text. */
bool generic_read_raw(struct request *request, struct span bytes, struct post *post);

bool generic_is_secret_name(struct span name);

#endif
