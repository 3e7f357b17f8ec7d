#include "gap.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"
#include "../base/pack.h"
#include "../store/decision.h"
#include "../store/moment.h"
#include "core.h"

enum { REFERENCES_MAX = 8, REFERENCE_SIZE = 16, WHY_MAX = 512 };

struct tally {
	uint64_t counts[GAP_KINDS];
	int64_t from_ms, to_ms;
	char references[REFERENCES_MAX][REFERENCE_SIZE];
	unsigned reference_count;
};

/* A record under way that nobody else waits for. */
struct late {
	struct gap *gap;
	uint64_t letter;
	enum gap_kind kind;
	char reference[REFERENCE_SIZE];
	struct late *next;
};

struct gap {
	struct worker *worker;
	struct tally open; /* not told yet */
	struct tally told; /* in a record that has no answer yet … */
	uint64_t told_id;  /* … of this id; 0: none */
	uint64_t letter;   /* under way with it; 0: none */
	struct late *lates;
};

struct gap *gap_new(struct worker *worker)
{
	struct gap *gap = mem_alloc(sizeof *gap);

	gap->worker = worker;
	return gap;
}

void gap_free(struct gap *gap)
{
	while (gap->lates != NULL) {
		struct late *late = gap->lates;
		gap->lates = late->next;
		mailbox_forget(gap->worker->mailbox, late->letter);
		free(late);
	}
	if (gap->letter != 0)
		mailbox_forget(gap->worker->mailbox, gap->letter);
	free(gap);
}

static uint64_t total(const struct tally *tally)
{
	uint64_t sum = 0;

	for (int i = 0; i < GAP_KINDS; i++)
		sum += tally->counts[i];
	return sum;
}

static void copy_reference(char to[REFERENCE_SIZE], const char *reference)
{
	size_t len = strnlen(reference, REFERENCE_SIZE - 1);

	memmove(to, reference, len);
	to[len] = '\0';
}

static void keep_reference(struct tally *tally, const char *reference)
{
	if (reference[0] == '\0' || tally->reference_count == REFERENCES_MAX)
		return;
	copy_reference(tally->references[tally->reference_count++], reference);
}

static void widen(struct tally *tally, int64_t from_ms, int64_t to_ms)
{
	if (total(tally) == 0 || from_ms < tally->from_ms)
		tally->from_ms = from_ms;
	if (total(tally) == 0 || to_ms > tally->to_ms)
		tally->to_ms = to_ms;
}

void gap_add(struct gap *gap, enum gap_kind kind, const char *reference)
{
	int64_t now_ms = worker_clock_ms();

	widen(&gap->open, now_ms, now_ms);
	gap->open.counts[kind]++;
	keep_reference(&gap->open, reference);
}

static void merge(struct tally *to, const struct tally *from)
{
	widen(to, from->from_ms, from->to_ms);
	for (int i = 0; i < GAP_KINDS; i++)
		to->counts[i] += from->counts[i];
	for (unsigned i = 0; i < from->reference_count; i++)
		keep_reference(to, from->references[i]);
}

/* Records that others do not wait for. */

static bool is_kept(const struct letter *answer)
{
	struct unpack in = unpack_open(answer != NULL ? answer->data : (struct span){ NULL, 0 });
	bool ok = unpack_u8(&in) == 1;

	return ok && !in.is_bad;
}

static void on_late(void *owner, const struct letter *answer)
{
	struct late *late = owner;
	struct late **at = &late->gap->lates;

	if (!is_kept(answer))
		gap_add(late->gap, late->kind, late->reference);
	while (*at != late)
		at = &(*at)->next;
	*at = late->next;
	free(late);
}

static struct late *late_new(struct gap *gap, enum gap_kind kind, const char *reference)
{
	struct late *late = mem_alloc(sizeof *late);

	late->gap = gap;
	late->kind = kind;
	copy_reference(late->reference, reference);
	late->next = gap->lates;
	gap->lates = late;
	return late;
}

void gap_follow(struct gap *gap, uint64_t letter, enum gap_kind kind, const char *reference)
{
	struct late *late = late_new(gap, kind, reference);

	late->letter = letter;
	mailbox_hand_over(gap->worker->mailbox, letter, on_late, late);
}

/* 0: the outbox has no room for it. */
static uint64_t send_record(
    struct gap *gap, const struct record *record, on_answer *callback, void *owner)
{
	const struct decision decision = { .has_record = true, .record = *record };
	struct buf packed;

	buf_init(&packed, 64 * 1024);
	decision_pack(&decision, &packed);
	uint64_t letter = mailbox_ask(
	    gap->worker->mailbox, ROLE_AUDIT, LETTER_COMMIT, buf_span(&packed), callback, owner);
	buf_release(&packed);
	return letter;
}

void gap_commit(struct gap *gap, const struct record *record, const char *reference)
{
	struct late *late = late_new(gap, GAP_OTHER, reference);

	late->letter = send_record(gap, record, on_late, late);
	if (late->letter == 0)
		on_late(late, NULL);
}

/* Telling. */

/* No: nothing was written, and it is told again with what has come since. No answer (two lives of
 * audit died on it): it may be there, so the same is said again under the same id. */
static void on_told(void *owner, const struct letter *answer)
{
	struct gap *gap = owner;

	gap->letter = 0;
	if (answer == NULL)
		return;
	if (!is_kept(answer))
		merge(&gap->open, &gap->told);
	gap->told = (struct tally){ 0 };
	gap->told_id = 0;
}

static void print_why(const struct tally *tally, char *why, size_t size)
{
	char from[MOMENT_TEXT];
	char to[MOMENT_TEXT];

	moment_print(tally->from_ms, from);
	moment_print(tally->to_ms, to);
	int len = snprintf(why, size,
	    "without a record from %s to %s: %" PRIu64 " refused, %" PRIu64 " let go, %" PRIu64
	    " other",
	    from, to, tally->counts[GAP_REFUSED], tally->counts[GAP_LET_GO],
	    tally->counts[GAP_OTHER]);
	for (unsigned i = 0; i < tally->reference_count; i++)
		len += snprintf(why + len, size - (size_t)len, "%s%s", i == 0 ? "; " : " ",
		    tally->references[i]);
	if (tally->reference_count == REFERENCES_MAX)
		snprintf(why + len, size - (size_t)len, " …");
}

static void send_told(struct gap *gap)
{
	struct worker *worker = gap->worker;
	char why[WHY_MAX];

	print_why(&gap->told, why, sizeof why);
	struct record record = { .worker = worker->token,
		.id = gap->told_id,
		.time_ms = gap->told.to_ms,
		.generation = worker->generation,
		.node = span_of(worker->config->node),
		.kind = span_of("gap"),
		.stage = span_of(stage_names[worker->config->stage]),
		.why = span_of(why) };
	gap->letter = send_record(gap, &record, on_told, gap);
}

void gap_tell(struct gap *gap)
{
	if (gap->letter != 0 || !mailbox_reaches(gap->worker->mailbox, ROLE_AUDIT))
		return;
	if (gap->told_id == 0 && total(&gap->open) > 0) {
		gap->told = gap->open;
		gap->told_id = gap->worker->next_id++;
		gap->open = (struct tally){ 0 };
	}
	if (gap->told_id != 0)
		send_told(gap);
}
