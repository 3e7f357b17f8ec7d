/*
 * Approved texts: a campaign that many are to post. What is close enough to one of them passes the
 * rules that look for words, for words near each other and for statements, and is counted as one.
 */
#ifndef RULES_APPROVED_H
#define RULES_APPROVED_H

#include "context.h"
#include "reader.h"

/* `approved` at the top of a policy. */
void reader_approved(struct reader *reader, const struct node *node);

/* The campaign whose text this post is, by its id; NULL if of none. */
const char *approved_as(const struct policy *policy, const struct occasion *occasion);

/* Does a rule look for words, near and statement alone, so that an approved text passes it? */
bool approved_may_pass(const struct matcher *match);

#endif
