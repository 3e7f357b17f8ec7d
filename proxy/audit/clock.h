/*
 * May the clock be believed when something is to be erased by it? One that jumps forward by more
 * than a day while we run may be wrong, and what it made us erase would not come back: for a day
 * it is doubted. Pure: both times are the caller's, in milliseconds.
 */
#ifndef AUDIT_CLOCK_H
#define AUDIT_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct clock {
	int64_t offset_ms;  /* of the clock from the time since the machine's start */
	int64_t doubted_ms; /* since when, of the latter; 0: it is believed */
};

int64_t clock_since_boot(void);

void clock_start(struct clock *clock, int64_t now_ms, int64_t since_boot_ms);

/* Says in the log, once, that it is doubted, and that it is believed again. */
bool clock_is_doubted(struct clock *clock, int64_t now_ms, int64_t since_boot_ms);

#endif
