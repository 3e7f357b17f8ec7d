/*
 * Whose site account posts: one of the company's own, one of a person who speaks for it, another
 * one. An account that the request does not name is unknown, and unlike all else that is unknown it
 * is neither official nor a speaker's, so that private accounts stay private (design.md, "Words").
 */
#ifndef RULES_ACCOUNT_H
#define RULES_ACCOUNT_H

#include "post.h"
#include "reader.h"

enum account_kind {
	ACCOUNT_UNKNOWN,
	ACCOUNT_OFFICIAL,
	ACCOUNT_SPEAKERS,
	ACCOUNT_OTHER,
	ACCOUNT_COUNT
};

extern const char *const account_names[]; /* index by the enum, NULL-terminated */

struct accounts {
	const char **official; /* "x:@examplecorp" */
	size_t official_count;
	struct who_condition *speakers; /* persons whose accounts are speakers' */
	const char **speaker_accounts;  /* as official */
	size_t speaker_account_count;
};

/* `accounts` at the top of a policy. */
void reader_accounts(struct reader *reader, const struct node *node);

/* ACCOUNT_UNKNOWN with *unknown grown where nobody knows whether its person is a speaker. */
enum account_kind account_of(const struct accounts *accounts, const struct post *post,
    const struct who *who, unsigned *unknown);

#endif
