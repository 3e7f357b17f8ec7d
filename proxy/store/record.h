/*
 * One entry of the audit trail, as it travels from a worker to audit and as it is read back.
 *
 * Chained: everything but identity and text; those stand beside the chain, behind a random person
 * id and salted commitments, and can be erased without breaking it (design: invariant 14).
 */
#ifndef STORE_RECORD_H
#define STORE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/buf.h"
#include "../base/pack.h"
#include "../base/span.h"

enum outcome {
	OUTCOME_UNKNOWN,
	OUTCOME_PUBLISHED,
	OUTCOME_REFUSED_BY_SITE,
	OUTCOME_WITHDRAWN,
	OUTCOME_NOT_SENT,
	OUTCOME_COUNT,
};
extern const char *const outcome_names[];

struct record_rule {
	struct span id;
	struct span severity;
	struct span action;
	struct span assumed; /* what was unknown and taken as met */
	struct span spans;   /* "text:0-7 text:12-20@report.docx", code points; of a passage the
	                        document */
	struct span mode;    /* why it was not acted upon: "paused", "shadow", "sample", "draft";
	                        empty:    it was */
};

struct record_field {
	struct span name;
	struct span text;
};

/* What the post says by a statement rule, and what that differs from. */
struct record_statement {
	struct span rule;
	struct span value;
	struct span against;
	struct span group; /* who said that; empty: nobody knows */
	int64_t when;      /* seconds since 1970, UTC; 0: it is what is official */
};

struct record {
	uint64_t number; /* given by audit; 0 before */
	uint64_t worker; /* random token of the worker's life; with id the key against repeats */
	uint64_t id;
	int64_t time_ms; /* UTC */
	uint32_t generation;
	struct span node;
	struct span kind;      /* "post", "unjudged", "origin", "crash", "gap", "fault", … */
	struct span reference; /* what the person is told: 8 characters, Crockford base 32 */
	struct span site, class, host, endpoint;
	struct span activity, audience, account;
	struct span action; /* of the verdict */
	struct span acted;  /* what was done in this stage */
	struct span stage;
	struct span why; /* for unjudged, origin, fault …: the reason */
	enum outcome outcome;
	struct span published_id, published_url;
	struct record_rule *rules;
	uint32_t rule_count;
	/* beside the chain */
	struct span user, address, how, groups; /* groups: comma-separated */
	struct record_field *fields;
	uint32_t field_count;
	struct record_statement *statements; /* kept and erased with the text */
	uint32_t statement_count;
};

/* "412", or "gp1-000412" as `gatepost log` writes it: the number. */
bool record_number(struct span said, uint64_t *number);

void record_pack(const struct record *record, struct buf *to);
/* False if it is not a record. Spans point into from; arrays into arena. */
bool record_unpack(struct span from, struct arena *arena, struct record *record);

/* The three parts of a packed record, which the store keeps apart. Each unpack takes only its own
 * part out of from; false (and from->is_bad) if it is cut short or the arena is full. */
void record_pack_chained(const struct record *record, struct buf *to);
void record_pack_identity(const struct record *record, struct buf *to);
void record_pack_text(const struct record *record, struct buf *to);
bool record_unpack_chained(struct unpack *from, struct arena *arena, struct record *record);
bool record_unpack_identity(struct unpack *from, struct record *record);
bool record_unpack_text(struct unpack *from, struct arena *arena, struct record *record);

#endif
