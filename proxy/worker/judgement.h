/*
 * From a collected write to what is done with it: read by the catalogue, judged by the policy,
 * capped by stage and configuration, and the record that says so.
 */
#ifndef WORKER_JUDGEMENT_H
#define WORKER_JUDGEMENT_H

#include "../../rules/policy.h"
#include "../base/buf.h"
#include "../notice/notice.h"

struct exchange;

struct judgement {
	enum action action;       /* what the policy says */
	enum action acted;        /* after stage and caps */
	bool is_unjudged;         /* text B rather than a rule */
	const char *why;          /* for the record; NULL if plain */
	const struct post *post;  /* the one with the strongest verdict; NULL if nothing was read */
	struct verdict *verdicts; /* one a post, in the arena */
	struct verdict *acting;   /* the same, but of what is only recorded nothing */
	time_t now;
};

/* Reads what was collected: fills exchange->reading. */
void judgement_read(struct exchange *exchange);

/* Does what others said, or the author before, matter to it? Bits of rules/policy.h. */
unsigned judgement_needs(const struct exchange *exchange);

/* Judges what was read, with exchange->context; may be asked again with another one. who must be
 * there. */
void judgement_decide(struct exchange *exchange, const struct who *who);

/* A body over its cap, or one that came too slowly. Where no endpoint claims it, it is refused no
 * more than any unrecognised write is. */
void judgement_unread(struct exchange *exchange, const char *why, bool is_claimed);

bool judgement_is_recorded(const struct judgement *judgement);
bool judgement_is_kept(const struct exchange *exchange); /* recorded, or it says something */
bool judgement_refuses(const struct judgement *judgement);

/* Why a match is recorded and not acted upon, as the record says it; "" if it is. */
const char *judgement_mode(const struct exchange *exchange, const struct match *match);

/* judgement_record.c: packs what is to be kept of it: the record, and what is said once it leaves.
 */
void judgement_pack(const struct exchange *exchange, struct buf *packed);

/* What notice needs to refuse it; points into exchange. */
void judgement_refusal(
    const struct exchange *exchange, enum refusal_kind kind, struct refusal *refusal);

#endif
