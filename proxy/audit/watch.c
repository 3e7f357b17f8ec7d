#include "watch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "../base/mem.h"
#include "../base/siphash.h"

enum {
	RULES_MAX = 64,     /* watched at a time; the one that was silent longest makes room */
	REFUSALS_MAX = 512, /* kept of one; more in ten minutes say no more */
	RULE_ID_SIZE = 65,
	TEN_MINUTES_A_WEEK = 7 * 24 * 6,
};

struct refusal {
	int64_t at_ms;
	uint64_t person;
};

struct watched {
	char rule[RULE_ID_SIZE];               /* empty: free */
	struct refusal refusals[REFUSALS_MAX]; /* a ring */
	size_t next;
	int64_t last_ms;
	int64_t raised_ms; /* 0: not yet */
};

struct watch {
	struct watch_owner owner;
	uint8_t key[SIPHASH_KEY];
	struct watched *rules[RULES_MAX]; /* NULL: free */
};

struct watch *watch_new(const struct watch_owner *owner)
{
	struct watch *watch = mem_alloc(sizeof *watch);

	watch->owner = *owner;
	if (getrandom(watch->key, sizeof watch->key, 0) != (ssize_t)sizeof watch->key)
		abort(); /* so few bytes are always given whole (getrandom(2)) */
	return watch;
}

void watch_free(struct watch *watch)
{
	if (watch == NULL)
		return;
	for (size_t i = 0; i < RULES_MAX; i++)
		free(watch->rules[i]);
	free(watch);
}

static struct watched *find(struct watch *watch, struct span rule)
{
	struct watched **oldest = &watch->rules[0];

	for (size_t i = 0; i < RULES_MAX; i++) {
		struct watched **at = &watch->rules[i];
		if (*at != NULL && span_is(rule, (*at)->rule))
			return *at;
		if (*oldest != NULL && (*at == NULL || (*at)->last_ms < (*oldest)->last_ms))
			oldest = at;
	}
	if (*oldest == NULL)
		*oldest = mem_alloc(sizeof **oldest);
	memset(*oldest, 0, sizeof **oldest);
	memcpy((*oldest)->rule, rule.data, rule.len);
	return *oldest;
}

static bool is_fresh(const struct refusal *refusal, int64_t now_ms)
{
	return refusal->at_ms != 0 && now_ms - refusal->at_ms < WATCH_MS;
}

/* Is it the first of that person? Quadratic in REFUSALS_MAX, and only while there are many. */
static bool is_first(const struct watched *watched, size_t index, int64_t now_ms)
{
	for (size_t i = 0; i < index; i++)
		if (is_fresh(&watched->refusals[i], now_ms) &&
		    watched->refusals[i].person == watched->refusals[index].person)
			return false;
	return true;
}

static struct alert count(const struct watched *watched, int64_t now_ms)
{
	struct alert alert = { .rule = watched->rule };

	for (size_t i = 0; i < REFUSALS_MAX; i++)
		if (is_fresh(&watched->refusals[i], now_ms)) {
			alert.refusals++;
			alert.people += is_first(watched, i, now_ms);
		}
	return alert;
}

static bool is_unusual(const struct watch *watch, const struct alert *alert)
{
	if (alert->refusals < WATCH_LEAST)
		return false;
	uint64_t weekly = watch->owner.weekly(watch->owner.state, alert->rule);
	return (uint64_t)alert->refusals * TEN_MINUTES_A_WEEK > WATCH_TIMES * weekly;
}

static void take_rule(struct watch *watch, struct span rule, uint64_t person, int64_t now_ms)
{
	struct watched *watched = find(watch, rule);

	watched->last_ms = now_ms;
	watched->refusals[watched->next++ % REFUSALS_MAX] = (struct refusal){ now_ms, person };
	if (watched->raised_ms != 0 && now_ms - watched->raised_ms < WATCH_QUIET_MS)
		return;
	struct alert alert = count(watched, now_ms);
	if (alert.people <= WATCH_PEOPLE && !is_unusual(watch, &alert))
		return;
	watched->raised_ms = now_ms;
	watch->owner.raise(watch->owner.state, &alert);
}

static bool is_refusal(struct span action)
{
	return span_is(action, "coach") || span_is(action, "hold") || span_is(action, "block");
}

void watch_take(struct watch *watch, const struct record *record, int64_t now_ms)
{
	struct span who = record->user.len > 0 ? record->user : record->address;
	uint64_t person = siphash(watch->key, who);

	if (!is_refusal(record->acted))
		return;
	for (uint32_t i = 0; i < record->rule_count; i++) {
		const struct record_rule *rule = &record->rules[i];
		if (rule->mode.len == 0 && is_refusal(rule->action) && rule->id.len > 0 &&
		    rule->id.len < RULE_ID_SIZE)
			take_rule(watch, rule->id, person, now_ms);
	}
}
