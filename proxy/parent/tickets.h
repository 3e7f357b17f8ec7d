/*
 * The keys that seal TLS session tickets, the same for all workers of all generations, so that a
 * session resumes whichever worker answers: one now, one before. Kept in memory only.
 */
#ifndef PARENT_TICKETS_H
#define PARENT_TICKETS_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/buf.h"

enum { TICKET_KEY_LEN = 80, TICKET_RENEW_MS = 6 * 3600 * 1000 };

struct tickets {
	unsigned char now[TICKET_KEY_LEN];
	unsigned char before[TICKET_KEY_LEN];
	bool has_before;
	int64_t made_ms; /* monotonic */
};

bool tickets_renew(struct tickets *tickets, int64_t now_ms);      /* now becomes before */
bool tickets_replace(struct tickets *tickets, int64_t now_ms);    /* the old are void: another CA */
void tickets_pack(const struct tickets *tickets, struct buf *to); /* of LETTER_TICKETS */

#endif
