/* Parts of the sentence that a rule is read back as (explain.c). */
#ifndef RULES_PHRASE_H
#define RULES_PHRASE_H

#include "matcher.h"

/* "a, b or c": last is what stands before the last one. */
void put_names(FILE *out, const char *const *names, size_t count, const char *last);

void put_who(FILE *out, const struct who_condition *who);
void put_place(FILE *out, const struct where_condition *where);

void put_matcher(FILE *out, const struct matcher *matcher);
/* Those of the matcher, in brackets if there are several. */
void put_children(FILE *out, const struct matcher *matcher, const char *between);

#endif
