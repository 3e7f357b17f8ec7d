/*
 * When a rule holds: days, hours and periods in a time zone. Read from a policy, immutable after;
 * asked with a time of its caller's, never with a clock.
 */
#ifndef RULES_WHEN_H
#define RULES_WHEN_H

#include <stdio.h>
#include <time.h>

#include "condition.h"
#include "reader.h"

struct when_condition;

/* `when` of a rule, and `periods` at the top of a policy, which must have been read before. */
struct when_condition *reader_when(struct reader *reader, const struct node *node);
/* Only what `from`, `to` and `zone` of a map say that has other keys too. */
struct when_condition *reader_when_range(struct reader *reader, const struct node *map);
void reader_periods(struct reader *reader, const struct node *node);

/* condition NULL: always. now 0: the time is unknown. */
enum answer when_answer(const struct when_condition *condition, time_t now, unsigned *unknown);

/* " on mon, tue between 09:00 and 17:00 (Europe/Berlin)" */
void put_when(FILE *out, const struct when_condition *condition);

/* When a `to` has passed for good: the rule can never match again. 0: never. */
time_t when_ends(const struct when_condition *condition);

#endif
