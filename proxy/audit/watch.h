/*
 * Watches for rules that go wrong: one that within ten minutes refuses more than twenty people, or
 * ten times as many posts as it usually does. Keeps nothing of a post, and of a person only a keyed
 * hash, in memory, for ten minutes. Owned by the role audit.
 */
#ifndef AUDIT_WATCH_H
#define AUDIT_WATCH_H

#include "../store/record.h"

enum {
	WATCH_MS = 10 * 60 * 1000,
	WATCH_PEOPLE = 20,               /* more of them are an alert */
	WATCH_TIMES = 10,                /* more than so many times the usual */
	WATCH_LEAST = 10,                /* refusals before the usual is looked at */
	WATCH_QUIET_MS = 60 * 60 * 1000, /* until the same rule may alert again */
};

struct watch;

struct alert {
	const char *rule;
	unsigned people;
	unsigned refusals;
};

struct watch_owner {
	/* How many posts the rule refused in the last seven days. */
	uint64_t (*weekly)(void *state, const char *rule);
	void (*raise)(void *state, const struct alert *alert);
	void *state;
};

struct watch *watch_new(const struct watch_owner *owner); /* copies it; returns owned */
void watch_free(struct watch *watch);

/* A record that is being kept. Calls raise() for each of its rules that there is to be an alert of.
 */
void watch_take(struct watch *watch, const struct record *record, int64_t now_ms);

#endif
