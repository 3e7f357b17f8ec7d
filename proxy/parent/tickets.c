#include "tickets.h"

#include <string.h>
#include <sys/random.h>

#include "../base/pack.h"

static bool make(struct tickets *tickets, int64_t now_ms)
{
	tickets->made_ms = now_ms;
	return getrandom(tickets->now, sizeof tickets->now, 0) == (ssize_t)sizeof tickets->now;
}

bool tickets_renew(struct tickets *tickets, int64_t now_ms)
{
	memcpy(tickets->before, tickets->now, sizeof tickets->before);
	tickets->has_before = tickets->made_ms != 0;
	return make(tickets, now_ms);
}

bool tickets_replace(struct tickets *tickets, int64_t now_ms)
{
	explicit_bzero(tickets->before, sizeof tickets->before);
	tickets->has_before = false;
	return make(tickets, now_ms);
}

void tickets_pack(const struct tickets *tickets, struct buf *to)
{
	pack_span(to, span_make(tickets->now, sizeof tickets->now));
	pack_span(to, span_make(tickets->before, tickets->has_before ? sizeof tickets->before : 0));
}
