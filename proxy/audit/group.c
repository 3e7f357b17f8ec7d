#include "group.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "../base/log.h"
#include "../base/mem.h"
#include "../store/moment.h"

enum {
	WHY_MAX = 1024,
	GROUP_MAX = 512,     /* letters; then it commits without waiting for the turn's end */
	RETRY_MS = 500,      /* between two attempts to write a store that failed */
	SWEEP_PAUSE_MS = 50, /* between two parts of a sweep */
	SWEEP_MS = 3600 * 1000,
};

/* What is lost when a letter cannot be kept. */
enum loss {
	LOSS_RECORD,
	LOSS_OTHER, /* an outcome, counts */
	LOSS_NONE,  /* a worker's record of its gap: it will be told again */
	LOSS_KINDS,
};

/* When the store cannot be written. */
struct outage {
	bool is_open;
	bool is_noted; /* its record is in the group that waits */
	int64_t from_ms;
	int64_t retry_ms;
	uint64_t lost[LOSS_KINDS];
	struct err why;
};

struct pending {
	struct waiter waiter;
	enum loss loss;
	uint64_t number;
};

struct group {
	struct store *store;
	const char *node;
	struct pending pending[GROUP_MAX];
	size_t count;
	struct outage outage;
	int64_t sweep_ms;       /* when next */
	int64_t seal_failed_ms; /* 0: it did not */
};

struct group *group_new(struct store *store, const char *node)
{
	struct group *group = mem_alloc(sizeof *group);

	group->store = store;
	group->node = node;
	return group;
}

void group_free(struct group *group)
{
	free(group);
}

/* ---- failing ---- */

static void refuse(struct group *group, const struct waiter *waiter, enum loss loss)
{
	group->outage.lost[loss]++;
	waiter->answer(waiter, false, 0);
}

static void outage_begin(struct outage *outage, int64_t now_ms, const struct err *err)
{
	if (!outage->is_open) {
		*outage = (struct outage){ .is_open = true, .from_ms = now_ms };
		outage->why = *err;
		log_line(LOG_ERROR, "-", "the store cannot be written: %s", err->text);
	}
	outage->is_noted = false;
	outage->retry_ms = now_ms + RETRY_MS;
}

/* The store has dropped the whole group, so nobody in it may think that it was kept. */
static void group_fail(struct group *group, int64_t now_ms, const struct err *err)
{
	store_rollback(group->store);
	outage_begin(&group->outage, now_ms, err);
	for (size_t i = 0; i < group->count; i++)
		refuse(group, &group->pending[i].waiter, group->pending[i].loss);
	group->count = 0;
}

static bool add_own(
    struct group *group, const struct record *record, int64_t now_ms, struct err *err)
{
	struct record own = *record;
	uint64_t number;

	own.worker = 0;
	own.id = 0;
	own.node = span_of(group->node);
	return store_add(group->store, &own, now_ms, &number, err);
}

/* Says what was lost; numbers only, nothing of what was refused was kept. */
static bool outage_note(struct group *group, int64_t now_ms, struct err *err)
{
	struct outage *outage = &group->outage;
	char from[MOMENT_TEXT];
	char to[MOMENT_TEXT];
	char why[ERR_TEXT_MAX + 256];
	struct record record = { .kind = SPAN("fault"), .time_ms = outage->from_ms };

	moment_print(outage->from_ms, from);
	moment_print(now_ms, to);
	snprintf(why, sizeof why,
	    "the store could not be written from %s to %s: %" PRIu64 " records refused, %" PRIu64
	    " outcomes and counts lost (%s)",
	    from, to, outage->lost[LOSS_RECORD], outage->lost[LOSS_OTHER], outage->why.text);
	record.why = span_of(why);
	outage->is_noted = add_own(group, &record, now_ms, err);
	return outage->is_noted;
}

/* May the store be tried now? Within an outage only now and then, and then its record comes first.
 */
static bool is_usable(struct group *group, int64_t now_ms)
{
	struct outage *outage = &group->outage;
	struct err err;

	if (!outage->is_open || outage->is_noted)
		return true;
	if (now_ms < outage->retry_ms && now_ms > outage->from_ms - RETRY_MS)
		return false;
	if (outage_note(group, now_ms, &err))
		return true;
	group_fail(group, now_ms, &err);
	return false;
}

static void outage_end(struct group *group)
{
	struct outage *outage = &group->outage;

	if (!outage->is_open)
		return;
	log_line(LOG_WARNING, "-", "the store is written again: refused=%" PRIu64 " lost=%" PRIu64,
	    outage->lost[LOSS_RECORD], outage->lost[LOSS_OTHER]);
	*outage = (struct outage){ 0 };
}

/* ---- committing ---- */

static void answer_all(struct group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		const struct pending *pending = &group->pending[i];
		pending->waiter.answer(&pending->waiter, true, pending->number);
	}
	group->count = 0;
}

static void commit(struct group *group, int64_t now_ms)
{
	struct err err;

	if (group->outage.is_open && !group->outage.is_noted)
		return;
	if (!store_commit(group->store, &err)) {
		group_fail(group, now_ms, &err);
		return;
	}
	outage_end(group);
	answer_all(group);
}

static void wait(struct group *group, const struct waiter *waiter, enum loss loss, uint64_t number,
    int64_t now_ms)
{
	group->pending[group->count++] = (struct pending){ *waiter, loss, number };
	if (group->count == GROUP_MAX)
		commit(group, now_ms);
}

static void added(struct group *group, bool is_added, const struct waiter *waiter, enum loss loss,
    uint64_t number, int64_t now_ms, const struct err *err)
{
	if (is_added) {
		wait(group, waiter, loss, number, now_ms);
		return;
	}
	group_fail(group, now_ms, err);
	refuse(group, waiter, loss);
}

bool group_decision(struct group *group, const struct decision *decision,
    const struct waiter *waiter, int64_t now_ms, uint64_t *number)
{
	struct err err;
	enum loss loss = span_is(decision->record.kind, "gap") ? LOSS_NONE : LOSS_RECORD;

	*number = 0;
	if (!is_usable(group, now_ms)) {
		refuse(group, waiter, loss);
		return true;
	}
	enum store_kept kept = store_add_decision(group->store, decision, now_ms, number, &err);
	if (kept == STORE_STALE)
		return false;
	added(group, kept == STORE_KEPT, waiter, loss, *number, now_ms, &err);
	return true;
}

void group_repeat(struct group *group, uint64_t number, const struct waiter *waiter, int64_t now_ms)
{
	struct err err;

	if (!is_usable(group, now_ms)) {
		refuse(group, waiter, LOSS_RECORD);
		return;
	}
	bool is_added = store_add_repeat(group->store, number, now_ms, &err);
	added(group, is_added, waiter, LOSS_RECORD, number, now_ms, &err);
}

bool group_is_out(const struct group *group)
{
	return group->outage.is_open;
}

void group_outcome(struct group *group, const struct store_outcome *outcome,
    const struct waiter *waiter, int64_t now_ms)
{
	struct err err;

	if (!is_usable(group, now_ms)) {
		refuse(group, waiter, LOSS_OTHER);
		return;
	}
	bool is_added = store_add_outcome(group->store, outcome, now_ms, &err);
	added(group, is_added, waiter, LOSS_OTHER, 0, now_ms, &err);
}

void group_counts(struct group *group, const struct store_sender *sender,
    const struct store_count *counts, size_t count, const struct waiter *waiter, int64_t now_ms)
{
	struct err err;

	if (!is_usable(group, now_ms)) {
		refuse(group, waiter, LOSS_OTHER);
		return;
	}
	bool is_added = store_add_counts(group->store, sender, counts, count, now_ms, &err);
	added(group, is_added, waiter, LOSS_OTHER, 0, now_ms, &err);
}

void group_own(struct group *group, const struct record *record, int64_t now_ms)
{
	struct err err;

	if (!is_usable(group, now_ms)) {
		group->outage.lost[LOSS_RECORD]++;
	} else if (!add_own(group, record, now_ms, &err)) {
		group_fail(group, now_ms, &err);
		group->outage.lost[LOSS_RECORD]++;
	}
}

/* ---- what else there is to do ---- */

static int sooner(int a, int b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

static int until(int64_t moment_ms, int64_t now_ms)
{
	if (moment_ms <= now_ms)
		return 0;
	return moment_ms - now_ms < SWEEP_MS ? (int)(moment_ms - now_ms) : SWEEP_MS;
}

static int seal(struct group *group, int64_t now_ms)
{
	struct err err;

	if (store_seal(group->store, false, now_ms, &err)) {
		group->seal_failed_ms = 0;
	} else if (group->seal_failed_ms == 0) {
		group->seal_failed_ms = now_ms;
		log_line(LOG_ERROR, "-", "the chain cannot be sealed: %s", err.text);
	}
	int wait_ms = store_seal_wait(group->store, now_ms);
	return group->seal_failed_ms != 0 && wait_ms >= 0 ? RETRY_MS : wait_ms;
}

/* What was erased is gone; that it was is in the chain, in the same transaction. */
static bool note_erased(struct group *group, const struct store_erased *erased, const char *because,
    int64_t now_ms, struct err *err)
{
	char why[WHY_MAX];
	struct record record = { .kind = SPAN("erased"), .time_ms = now_ms };

	if (erased->texts + erased->identities == 0)
		return true;
	snprintf(why, sizeof why, "texts: %" PRIu64 ", identities: %" PRIu64 "; %s", erased->texts,
	    erased->identities, because);
	record.why = span_of(why);
	return add_own(group, &record, now_ms, err);
}

static bool sweep_part(
    struct group *group, int64_t now_ms, struct store_erased *erased, struct err *err)
{
	return store_sweep(group->store, now_ms, erased, err) &&
	       note_erased(group, erased, "their time was over", now_ms, err) &&
	       store_commit(group->store, err);
}

static int sweep(struct group *group, int64_t now_ms)
{
	struct store_erased erased = { 0 };
	struct err err;

	if (now_ms >= group->sweep_ms || group->sweep_ms > now_ms + SWEEP_MS) {
		if (!sweep_part(group, now_ms, &erased, &err)) {
			store_rollback(group->store);
			log_line(LOG_ERROR, "-", "erasing old records failed: %s", err.text);
		}
		group->sweep_ms = now_ms + (erased.more ? SWEEP_PAUSE_MS : SWEEP_MS);
	}
	return until(group->sweep_ms, now_ms);
}

bool group_erase(struct group *group, const struct wish *wish, int64_t now_ms,
    struct store_erased *erased, struct err *err)
{
	char because[WHY_MAX];

	if (!is_usable(group, now_ms))
		return err_set(err, "the store cannot be written: %s", group->outage.why.text);
	snprintf(because, sizeof because, "on request of user id %u: %s", wish->by, wish->reason);
	commit(group, now_ms); /* whoever waits is not to suffer if this fails */
	if (store_erase(group->store, wish->subject, wish->which, erased, err) &&
	    note_erased(group, erased, because, now_ms, err) && store_commit(group->store, err))
		return true;
	store_rollback(group->store);
	return false;
}

int group_settle(struct group *group, bool may_erase, int64_t now_ms)
{
	if (is_usable(group, now_ms))
		commit(group, now_ms);
	if (group->outage.is_open)
		return until(group->outage.retry_ms, now_ms);
	int wait_ms = seal(group, now_ms);
	return sooner(wait_ms, may_erase ? sweep(group, now_ms) : SWEEP_MS);
}
