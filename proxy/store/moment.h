/* Times as the store writes them: milliseconds since 1970 UTC, and RFC 3339 for people. */
#ifndef STORE_MOMENT_H
#define STORE_MOMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/span.h"

enum { MOMENT_TEXT = 32 };

int64_t moment_now(void);
void moment_print(int64_t moment_ms, char text[MOMENT_TEXT]); /* 2027-03-01T12:00:00.000Z */

/* RFC 3339 (5.6), with any offset; a date alone is its midnight in UTC. */
bool moment_parse(struct span text, int64_t *moment_ms);

/* "90s", "5m", "2h", "3d", "1w": how long ago. */
bool moment_parse_ago(struct span text, int64_t *ago_ms);

#endif
