/*
 * How much of a record is kept beside the chain, and for how long: the `record` profile. And the
 * masking of what matched, for texts that are kept readable. Pure.
 */
#ifndef STORE_KEEP_H
#define STORE_KEEP_H

#include "record.h"

enum text_form {
	TEXT_NONE,
	TEXT_MASKED, /* readable, with what matched blotted out */
	TEXT_SEALED, /* whole, encrypted (vault.h) */
	TEXT_FORM_COUNT,
};
extern const char *const text_form_names[];

struct keep {
	const char *action; /* of the verdict */
	enum text_form text;
	unsigned days; /* text and identity */
};

/* Profile `minimal`: the rule for this verdict; an unknown action keeps no text. */
const struct keep *keep_for(struct span action);

/* The fields with each character of each matched span put as U+2588, so that the spans of the
 * rules still fit. A span that cannot be read blots out its whole field. Into arena; NULL if full.
 */
struct record_field *keep_masked(const struct record *record, struct arena *arena);

#endif
