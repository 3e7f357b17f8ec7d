/*
 * What is particular to a write that no endpoint claims (gather.h does the rest): passwords and
 * tokens are left out by their names, with all below them that has such a form (design.md,
 * invariant 7), and a body that is broken is read as it stands.
 */
#ifndef RULES_SITES_GENERIC_H
#define RULES_SITES_GENERIC_H

#include "request.h"

enum secret { SECRET_NONE, SECRET_TOKEN, SECRET_PASSWORD };

/* What a member of that name holds. */
enum secret generic_secret_of(struct span name);

/* Has text the form of it? Else it is read in spite of its name. */
bool generic_fits_secret(enum secret secret, struct span text);

/* The body as one text. */
void generic_read_text(struct request *request, struct post *post);

/* A body that is broken: its bytes as text with escapes undone. False if they are no text. */
bool generic_read_raw(struct request *request, struct span bytes, struct post *post);

/* "\n", "\u0041" and their like as far as they are right. False when the arena is full. */
bool generic_unescape(struct span text, struct arena *arena, struct span *plain);

#endif
