#include "audit.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../rules/policy.h"
#include "../base/counters.h"
#include "../base/log.h"
#include "../base/loop.h"
#include "../base/mem.h"
#include "../base/pack.h"
#include "../base/sandbox.h"
#include "../config/config.h"
#include "../store/file.h"
#include "../store/moment.h"
#include "../store/reader.h"
#include "../store/store.h"
#include "clock.h"
#include "composition.h"
#include "context.h"
#include "group.h"
#include "pauses.h"
#include "watch.h"

enum {
	LOCK_WAIT_MS = 10000,
	ARENA_MAX = 64 * 1024 * 1024,
	ANSWER_MAX = LETTER_FD_MAX,
	COUNT_PACKED_MIN = 21,
	WHY_MAX = 128,
	ALERT_MAX = 512,
	HOUR_MS = 3600 * 1000,
	WEEK_HOURS = 7 * 24,
};

struct audit {
	char *state;  /* the folder above the store, which we may not look into once started */
	char *folder; /* the store's */
	char *node;
	struct store *store;
	struct reader *reader; /* for notices; NULL until the first */
	struct group *group;
	struct context_book *context;
	struct pause_book *pauses;
	struct watch *watch;
	struct composition_book *compositions;
	struct arena *arena; /* of one letter */
	struct clock clock;
	uint64_t run; /* tells this run of the proxy from others: instances begin anew in each */
};

/* ---- answers ---- */

enum { ANSWER_NO, ANSWER_KEPT, ANSWER_STALE };

static void answer_recorded(const struct waiter *waiter, bool ok, uint64_t number)
{
	struct buf data;

	buf_init(&data, 64);
	pack_u8(&data, ok ? ANSWER_KEPT : ANSWER_NO);
	pack_u64(&data, number);
	pack_text(&data, waiter->reference);
	channel_send(waiter->to, LETTER_RECORDED, waiter->id, buf_span(&data), -1);
	buf_release(&data);
}

static void answer_stale(struct audit *audit, struct channel *to, uint64_t id)
{
	struct buf data;

	buf_init(&data, ANSWER_MAX);
	pack_u8(&data, ANSWER_STALE);
	pack_u64(&data, 0);
	context_book_pack(audit->context, CONTEXT_SAID, moment_now(), &data);
	channel_send(to, LETTER_RECORDED, id, buf_span(&data), -1);
	buf_release(&data);
}

static void answer_noted(const struct waiter *waiter, bool ok, uint64_t number)
{
	(void)ok;
	(void)number;
	channel_send(waiter->to, LETTER_NOTED, waiter->id, (struct span){ 0 }, -1);
}

/* ---- letters ---- */

static void malformed(unsigned instance, const char *what)
{
	log_line(
	    LOG_ERROR, "-", "a malformed letter was refused: worker=%u letter=%s", instance, what);
}

/* Of a text that is still being written, or tried again, one record is enough. */
static bool is_repeat(struct audit *audit, const struct decision *decision,
    const struct waiter *waiter, int64_t now_ms)
{
	if (!decision->has_record || decision->says_count > 0)
		return false;
	const struct composition *composition =
	    composition_find(audit->compositions, &decision->record, now_ms);
	if (composition == NULL)
		return false;
	struct waiter told = *waiter;
	memcpy(told.reference, composition->reference, sizeof told.reference);
	group_repeat(audit->group, composition->number, &told, now_ms);
	return true;
}

static void take_decision(
    struct audit *audit, const struct decision *decision, const struct waiter *waiter)
{
	int64_t now_ms = moment_now();
	uint64_t number;

	if (is_repeat(audit, decision, waiter, now_ms))
		return;
	if (decision->says_count > 0)
		context_book_forget(audit->context);
	if (!group_decision(audit->group, decision, waiter, now_ms, &number)) {
		answer_stale(audit, waiter->to, waiter->id);
	} else if (number != 0 && decision->has_record) {
		composition_add(audit->compositions, &decision->record, number, now_ms);
		watch_take(audit->watch, &decision->record, now_ms);
	}
}

static void on_commit(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct audit *audit = state;
	const struct waiter waiter = { .answer = answer_recorded, .to = from, .id = letter->id };
	struct decision decision;

	if (decision_unpack(letter->data, audit->arena, &decision)) {
		take_decision(audit, &decision, &waiter);
	} else {
		malformed(instance, "commit");
		answer_recorded(&waiter, false, 0);
	}
	arena_clear(audit->arena);
}

static void on_context(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct audit *audit = state;
	struct unpack unpack = unpack_open(letter->data);
	unsigned needs = unpack_u8(&unpack);
	struct buf data;

	if (!unpack_done(&unpack)) {
		malformed(instance, "context");
		needs = 0;
	}
	buf_init(&data, ANSWER_MAX);
	context_book_pack(audit->context, needs, moment_now(), &data);
	channel_send(from, LETTER_CONTEXT_IS, letter->id, buf_span(&data), -1);
	buf_release(&data);
}

static void on_outcome(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct audit *audit = state;
	const struct waiter waiter = { .answer = answer_noted, .to = from, .id = letter->id };
	struct unpack unpack = unpack_open(letter->data);
	struct store_outcome outcome;

	outcome.reference = unpack_span(&unpack);
	outcome.outcome = (enum outcome)unpack_u8(&unpack);
	outcome.published_id = unpack_span(&unpack);
	outcome.published_url = unpack_span(&unpack);
	if (unpack_done(&unpack) && outcome.outcome < OUTCOME_COUNT) {
		context_book_forget(audit->context);
		group_outcome(audit->group, &outcome, &waiter, moment_now());
	} else {
		malformed(instance, "outcome");
		answer_noted(&waiter, false, 0);
	}
}

static struct store_count *unpack_counts(
    struct unpack *unpack, struct arena *arena, uint32_t *count)
{
	*count = unpack_u32(unpack);
	if (unpack->is_bad || *count > unpack->rest.len / COUNT_PACKED_MIN)
		return NULL;
	struct store_count *counts = arena_alloc(arena, *count * sizeof *counts);
	for (uint32_t i = 0; counts != NULL && i < *count; i++) {
		counts[i].counter = unpack_u8(unpack);
		counts[i].host = unpack_span(unpack);
		counts[i].hour = unpack_u64(unpack);
		counts[i].n = unpack_u64(unpack);
	}
	return unpack_done(unpack) ? counts : NULL;
}

static void on_count(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct audit *audit = state;
	const struct waiter waiter = { .answer = answer_noted, .to = from, .id = letter->id };
	const struct store_sender sender = { audit->run, instance, letter->id };
	struct unpack unpack = unpack_open(letter->data);
	uint32_t count;
	struct store_count *counts = unpack_counts(&unpack, audit->arena, &count);

	if (counts != NULL) {
		group_counts(audit->group, &sender, counts, count, &waiter, moment_now());
	} else {
		malformed(instance, "count");
		answer_noted(&waiter, false, 0);
	}
	arena_clear(audit->arena);
}

/* A notice is shown to the person whose it is: by name, or by address where no name was known. */
static bool is_theirs(const struct record *record, struct span user, struct span address)
{
	if (record->user.len > 0)
		return span_equal(record->user, user);
	return record->address.len > 0 && span_equal(record->address, address);
}

static struct reader *reader_of(struct audit *audit)
{
	struct err err;

	if (audit->reader == NULL)
		audit->reader = reader_open(audit->folder, true, &err);
	if (audit->reader == NULL)
		log_line(LOG_ERROR, "-", "the store cannot be read: %s", err.text);
	return audit->reader;
}

struct weekly {
	const char *rule;
	uint64_t count;
};

static void add_refusals(void *state, const struct reader_count *count)
{
	struct weekly *weekly = state;

	if (count->counter == COUNTER_RULE_REFUSED && span_is(count->host, weekly->rule))
		weekly->count += count->n;
}

/* As the workers counted them by hour, those of the last seconds perhaps not yet. */
static uint64_t weekly_refusals(void *state, const char *rule)
{
	struct audit *audit = state;
	struct reader *reader = reader_of(audit);
	struct weekly weekly = { .rule = rule };
	uint64_t hour = (uint64_t)(moment_now() / HOUR_MS);
	struct err err;

	if (reader != NULL &&
	    !reader_counts(reader, hour - WEEK_HOURS, hour, add_refusals, &weekly, &err))
		log_line(LOG_ERROR, "-", "counts cannot be read: %s", err.text);
	return weekly.count;
}

static void raise_alert(void *state, const struct alert *alert)
{
	struct audit *audit = state;
	struct record record = { .kind = SPAN("alert"), .time_ms = moment_now() };
	char why[ALERT_MAX];

	snprintf(why, sizeof why,
	    "rule %s refused %u posts of %u people within ten minutes; if it is wrong: gatepost "
	    "pause "
	    "rule:%s --for 2h --reason \"refuses too much\"",
	    alert->rule, alert->refusals, alert->people, alert->rule);
	log_line(LOG_WARNING, "-", "alert: %s", why);
	record.why = span_of(why);
	group_own(audit->group, &record, record.time_ms);
}

static bool find_notice(struct audit *audit, struct span reference, struct span user,
    struct span address, struct stored *stored)
{
	struct reader *reader = reader_of(audit);
	enum reader_found found = READER_NONE;
	struct err err;

	if (reader != NULL)
		found = reader_find(reader, reference, audit->arena, stored, &err);
	if (found == READER_FAILED)
		log_line(LOG_ERROR, "-", "a notice could not be read: %s", err.text);
	return found == READER_FOUND && is_theirs(&stored->record, user, address);
}

static void on_notice(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct audit *audit = state;
	struct unpack unpack = unpack_open(letter->data);
	struct span reference = unpack_span(&unpack);
	struct span user = unpack_span(&unpack);
	struct span address = unpack_span(&unpack);
	struct stored stored;
	struct buf data;

	buf_init(&data, ANSWER_MAX);
	bool is_letter = unpack_done(&unpack);
	if (!is_letter)
		malformed(instance, "notice");
	bool is_found = is_letter && find_notice(audit, reference, user, address, &stored);
	pack_u8(&data, is_found);
	if (is_found)
		record_pack(&stored.record, &data);
	channel_send(from, LETTER_NOTICE_IS, letter->id, buf_span(&data), -1);
	buf_release(&data);
	arena_clear(audit->arena);
}

static void print_end(char *why, size_t size, const char *role, unsigned instance, int status)
{
	if (WIFSIGNALED(status))
		snprintf(
		    why, size, "%s %u was ended by signal %d", role, instance, WTERMSIG(status));
	else
		snprintf(
		    why, size, "%s %u ended with status %d", role, instance, WEXITSTATUS(status));
}

static void on_crashed(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct audit *audit = state;
	struct unpack unpack = unpack_open(letter->data);
	struct record record = { .kind = SPAN("crash") };
	char why[WHY_MAX];

	(void)from;
	uint8_t role = unpack_u8(&unpack);
	uint32_t crashed = unpack_u32(&unpack);
	int status = (int)unpack_u32(&unpack);
	record.time_ms = (int64_t)unpack_u64(&unpack);
	if (!unpack_done(&unpack) || role >= ROLE_COUNT) {
		malformed(instance, "crashed");
		return;
	}
	print_end(why, sizeof why, role_names[role], crashed, status);
	record.why = span_of(why);
	group_own(audit->group, &record, moment_now());
}

static void on_pauses(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct audit *audit = state;

	(void)from;
	(void)instance;
	pause_book_take(audit->pauses, letter->data, audit->group, reader_of(audit), moment_now());
}

static void answer_erased(struct channel *to, uint64_t id, int exit_status, struct span text)
{
	struct buf data;

	buf_init(&data, 4096);
	pack_u8(&data, (uint8_t)exit_status);
	pack_span(&data, text);
	channel_send(to, LETTER_ERASED, id, buf_span(&data), -1);
	buf_release(&data);
}

/* From the parent, which did not look into it. */
static void on_erase(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct audit *audit = state;
	struct unpack unpack = unpack_open(letter->data);
	unsigned by = unpack_u32(&unpack);
	struct span word = unpack_span(&unpack);
	struct store_erased erased = { 0 };
	struct wish wish;
	struct err err = { "this is no request to erase" };
	char counts[64];

	bool is_wish = unpack_done(&unpack) && wish_read(word, audit->arena, &wish);
	if (!is_wish)
		malformed(instance, "erase");
	wish.by = by;
	if (is_wish && group_erase(audit->group, &wish, moment_now(), &erased, &err)) {
		snprintf(
		    counts, sizeof counts, "%" PRIu64 " %" PRIu64, erased.texts, erased.identities);
		answer_erased(from, letter->id, 0, span_of(counts));
	} else {
		answer_erased(from, letter->id, 2, span_of(err.text));
	}
	arena_clear(audit->arena);
}

static const struct loop_handler handlers[] = {
	{ LETTER_CONTEXT, on_context },
	{ LETTER_COMMIT, on_commit },
	{ LETTER_OUTCOME, on_outcome },
	{ LETTER_COUNT, on_count },
	{ LETTER_NOTICE, on_notice },
	{ LETTER_CRASHED, on_crashed },
	{ LETTER_PAUSES, on_pauses },
	{ LETTER_ERASE, on_erase },
	{ .handle = NULL },
};

static int settle(void *state)
{
	struct audit *audit = state;

	int64_t now_ms = moment_now();
	bool is_doubted = clock_is_doubted(&audit->clock, now_ms, clock_since_boot());

	int wait_ms = group_settle(audit->group, !is_doubted, now_ms);
	context_book_settle(audit->context);
	if (group_is_out(audit->group))
		composition_book_clear(audit->compositions);
	return wait_ms;
}

/* ---- starting and ending ---- */

static size_t read_text(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len = fd >= 0 ? read(fd, text, size - 1) : -1;

	if (fd >= 0)
		close(fd);
	text[len > 0 ? len : 0] = '\0';
	return len > 0 ? (size_t)len : 0;
}

/* FNV-1a over the boot and the parent's line in /proc up to its start time (field 22 of proc(5)):
 * the same for every audit of one proxy, another after a restart of the proxy or the machine. */
static uint64_t run_token(void)
{
	char path[64];
	char text[1024];
	uint64_t token = UINT64_C(0xcbf29ce484222325);

	size_t len = read_text("/proc/sys/kernel/random/boot_id", text, sizeof text / 2);
	snprintf(path, sizeof path, "/proc/%d/stat", (int)getppid());
	size_t start = len;
	read_text(path, text + len, sizeof text - len);
	const char *name_end = strrchr(text + start, ')');
	uint64_t started = 0;
	if (name_end != NULL)
		sscanf(name_end + 1,
		    " %*c %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
		    "%" SCNu64,
		    &started);
	len = start + (size_t)snprintf(text + start, sizeof text - start, "%d %" PRIu64,
	                  (int)getppid(), started);
	for (size_t i = 0; i < len; i++)
		token = (token ^ (unsigned char)text[i]) * UINT64_C(0x100000001b3);
	return token >> 1; /* fits SQLite's signed integers as a positive number */
}

static bool read_config(
    struct audit *audit, int snapshot_fd, const char *config_file, struct err *err)
{
	struct problems problems;
	struct source *source = source_new_snapshot(snapshot_fd, err);

	if (source == NULL)
		return false;
	problems_init(&problems);
	struct config *config = config_load(source, config_file, false, &problems);
	if (config != NULL) {
		log_open("audit", config->log_level, STDERR_FILENO);
		audit->state = mem_copy(config->state);
		audit->folder = mem_copy(config->store);
		audit->node = mem_copy(config->node != NULL ? config->node : "");
		config_free(config);
	} else {
		err_set(err, "the snapshot's configuration does not load: %s",
		    problems.count > 0 ? problems.list[0].text : "no reason given");
	}
	problems_release(&problems);
	source_free(source);
	return audit->folder != NULL;
}

/* A full disk must be an error of a call, not the end of the process. */
static void prepare_process(void)
{
	umask(0077);
	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
}

/* Records that stayed in the state folder must not be left behind unseen. */
static bool check_moved(const struct audit *audit, struct err *err)
{
	static const char *const names[] = { "audit.db", "checkpoints.jsonl" };
	bool is_left = false;

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
		char *path = mem_print("%s/%s", audit->state, names[i]);
		is_left = is_left || access(path, F_OK) == 0;
		free(path);
	}
	return !is_left ||
	       err_set(err,
	           "%s holds the store of an earlier version: move audit.db*, checkpoint* and "
	           "text.key from there to %s",
	           audit->state, audit->folder);
}

/* The sandbox comes before the store, so that its files belong to who will write them. */
static bool start(struct audit *audit, int snapshot_fd, const char *config_file, struct err *err)
{
	if (!read_config(audit, snapshot_fd, config_file, err) || !check_moved(audit, err) ||
	    !folder_make(audit->folder, err))
		return false;
	audit->run = run_token();
	const struct sandbox sandbox = { .write_folder = audit->folder };
	if (!sandbox_enter(&sandbox, err))
		return false;
	audit->store = store_open(audit->folder, LOCK_WAIT_MS, err);
	if (audit->store == NULL)
		return false;
	audit->arena = arena_new(ARENA_MAX);
	clock_start(&audit->clock, moment_now(), clock_since_boot());
	audit->group = group_new(audit->store, audit->node);
	audit->context = context_book_new(audit->store);
	audit->compositions = composition_book_new();
	audit->watch = watch_new(&(struct watch_owner){ weekly_refusals, raise_alert, audit });
	audit->pauses = pause_book_new();
	log_line(LOG_INFO, "-", "store open: records=%" PRIu64, store_head(audit->store));
	return true;
}

static void finish(struct audit *audit)
{
	struct err err;

	if (audit->group != NULL) {
		group_settle(audit->group, false, moment_now());
		if (!store_seal(audit->store, true, moment_now(), &err))
			log_line(LOG_ERROR, "-", "the chain could not be sealed: %s", err.text);
	}
	group_free(audit->group);
	context_book_free(audit->context);
	watch_free(audit->watch);
	composition_book_free(audit->compositions);
	pause_book_free(audit->pauses);
	reader_close(audit->reader);
	store_close(audit->store);
	arena_free(audit->arena);
	free(audit->state);
	free(audit->folder);
	free(audit->node);
}

int audit_main(int control_fd, int snapshot_fd, const char *config_file)
{
	struct audit audit = { 0 };
	struct err err;
	int status = 1;

	log_open("audit", LOG_INFO, STDERR_FILENO);
	prepare_process();
	if (start(&audit, snapshot_fd, config_file, &err)) {
		const struct loop_role role = { ROLE_AUDIT, handlers, &audit, settle };
		status = loop_run(&role, control_fd);
	} else {
		log_line(LOG_ERROR, "-", "%s", err.text);
	}
	finish(&audit);
	return status;
}
