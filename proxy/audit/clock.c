#include "clock.h"

#include <inttypes.h>
#include <time.h>

#include "../base/log.h"

static const int64_t day_ms = INT64_C(86400) * 1000;

int64_t clock_since_boot(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void clock_start(struct clock *clock, int64_t now_ms, int64_t since_boot_ms)
{
	*clock = (struct clock){ .offset_ms = now_ms - since_boot_ms };
}

bool clock_is_doubted(struct clock *clock, int64_t now_ms, int64_t since_boot_ms)
{
	int64_t jump_ms = now_ms - since_boot_ms - clock->offset_ms;
	bool is_far = jump_ms > day_ms;

	if (is_far && clock->doubted_ms == 0) {
		log_line(LOG_WARNING, "-",
		    "the clock jumped forward by %" PRId64 " days: for a day, or until it is back, "
		    "nothing is erased by its time",
		    jump_ms / day_ms);
		clock->doubted_ms = since_boot_ms;
	}
	if (is_far && since_boot_ms - clock->doubted_ms <= day_ms)
		return true;
	if (clock->doubted_ms != 0) {
		log_line(LOG_WARNING, "-", "the clock is believed again");
		clock_start(clock, now_ms, since_boot_ms);
	}
	return false;
}
