// layers: proxy-base proxy-config proxy-store proxy-audit
/* The role audit as a process of its own, sandbox and all, between a parent and a worker that the
 * test plays. Its configuration is faked: only the state folder and the node matter to it. */
#include "store_help.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>

#include "../../proxy/audit/audit.h"
#include "../../proxy/audit/wish.h"
#include "../../proxy/base/channel.h"
#include "../../proxy/base/log.h"
#include "../../proxy/base/pack.h"
#include "../../proxy/config/config.h"
#include "../../rules/policy.h"

enum { WAIT_MS = 20000, OUTBOX = 256, DATA_MAX = 4 * 1024 * 1024 };

static struct config fake_config;

struct config *config_load(
    struct source *source, const char *file, bool run_examples, struct problems *problems)
{
	(void)source;
	(void)file;
	(void)run_examples;
	(void)problems;
	return &fake_config;
}

void config_free(struct config *config)
{
	(void)config;
}

struct running {
	pid_t pid;
	struct channel *control;
};

struct scene {
	char *state;
	char *folder; /* of the store, in it */
	struct running audit;
	struct channel *worker; /* the worker's end */
	uint64_t next_id;
};

static void pair(int fds[2])
{
	assert_int_equal(
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds), 0);
}

static int snapshot(void)
{
	struct err err;
	struct source *source = source_new_disk();
	int fd = source_seal(source, &err);

	assert_true(fd >= 0);
	source_free(source);
	return fd;
}

static struct running audit_start(void)
{
	int fds[2];
	int snapshot_fd = snapshot();

	pair(fds);
	pid_t pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		close(fds[0]);
		_exit(audit_main(fds[1], snapshot_fd, "gatepost.yaml"));
	}
	close(fds[1]);
	close(snapshot_fd);
	return (struct running){ pid, channel_new(fds[0], ROLE_PARENT, ROLE_AUDIT, OUTBOX) };
}

/* The next letter of the channel, within the time; false: none. */
static bool receive(struct channel *channel, struct letter *letter, int wait_ms)
{
	for (;;) {
		struct pollfd poll_fd = { channel_fd(channel), POLLIN, 0 };
		enum channel_result result = channel_receive(channel, letter);
		if (result == CHANNEL_LETTER)
			return true;
		if (result != CHANNEL_EMPTY || poll(&poll_fd, 1, wait_ms) <= 0)
			return false;
	}
}

static void wait_ready(const struct running *audit)
{
	struct letter letter;

	assert_true(receive(audit->control, &letter, WAIT_MS));
	assert_int_equal(letter.type, LETTER_READY);
}

/* Hands audit one end of a new pair, as the parent does; returns the other. */
static int introduce(const struct running *audit)
{
	struct buf data;
	int fds[2];

	pair(fds);
	buf_init(&data, 64);
	pack_u8(&data, ROLE_WORKER);
	pack_u32(&data, 3);
	assert_true(channel_send(audit->control, LETTER_PEER, 0, buf_span(&data), fds[1]));
	buf_release(&data);
	close(fds[1]);
	return fds[0];
}

static void bury(struct running *audit, bool is_killed)
{
	int status;

	if (is_killed)
		kill(audit->pid, SIGKILL);
	else
		channel_send(audit->control, LETTER_STOP, 0, (struct span){ 0 }, -1);
	assert_int_equal(waitpid(audit->pid, &status, 0), audit->pid);
	assert_true(
	    is_killed ? WIFSIGNALED(status) : WIFEXITED(status) && WEXITSTATUS(status) == 0);
	channel_free(audit->control);
}

static int set_up(void **state)
{
	struct scene *scene = mem_alloc(sizeof *scene);

	scene->state = folder_new();
	scene->folder = mem_print("%s/store", scene->state);
	fake_config = (struct config){
		.state = scene->state, .store = scene->folder, .node = "gp1", .log_level = LOG_ERROR
	};
	scene->audit = audit_start();
	wait_ready(&scene->audit);
	scene->worker = channel_new(introduce(&scene->audit), ROLE_WORKER, ROLE_AUDIT, OUTBOX);
	*state = scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	bury(&scene->audit, false);
	channel_free(scene->worker);
	folder_remove(scene->folder);
	folder_remove(scene->state);
	free(scene);
	return 0;
}

static void send_decision(struct scene *scene, const struct decision *decision)
{
	struct buf data;

	buf_init(&data, DATA_MAX);
	decision_pack(decision, &data);
	assert_true(
	    channel_send(scene->worker, LETTER_COMMIT, ++scene->next_id, buf_span(&data), -1));
	buf_release(&data);
}

static void send_commit(struct scene *scene, const struct record *record)
{
	const struct decision decision = { .has_record = true, .record = *record };

	send_decision(scene, &decision);
}

/* The number that audit answers; 0: it says no. */
static uint64_t await_recorded(struct scene *scene)
{
	struct letter letter;

	assert_true(receive(scene->worker, &letter, WAIT_MS));
	assert_int_equal(letter.type, LETTER_RECORDED);
	assert_false(letter.is_failed);
	struct unpack unpack = unpack_open(letter.data);
	bool ok = unpack_u8(&unpack);
	uint64_t number = unpack_u64(&unpack);
	unpack_span(&unpack); /* of a record that stands for it */
	assert_true(unpack_done(&unpack));
	return ok ? number : 0;
}

static uint64_t commit_record(struct scene *scene, const struct record *record)
{
	send_commit(scene, record);
	return await_recorded(scene);
}

static void test_records_and_repeats(void **state)
{
	struct scene *scene = *state;
	struct record first = a_record(1, "block", "R0000001");
	struct record second = a_record(2, "block", "R0000002");
	char *text = mem_alloc(300000);
	struct record_field field = { SPAN("text"), { text, 300000 } };

	memset(text, 'x', 300000);
	second.fields = &field; /* travels beside the letter */
	assert_int_equal(commit_record(scene, &first), 1);
	assert_int_equal(commit_record(scene, &second), 2);
	assert_int_equal(commit_record(scene, &first), 1);
	free(text);
}

static void test_rubbish_is_refused(void **state)
{
	struct scene *scene = *state;
	struct record record = a_record(1, "block", "R0000001");

	assert_true(
	    channel_send(scene->worker, LETTER_COMMIT, ++scene->next_id, SPAN("rubbish"), -1));
	assert_int_equal(await_recorded(scene), 0);
	assert_int_equal(commit_record(scene, &record), 1);
}

static void await_noted(struct scene *scene)
{
	struct letter letter;

	assert_true(receive(scene->worker, &letter, WAIT_MS));
	assert_int_equal(letter.type, LETTER_NOTED);
}

static void send_outcome(struct scene *scene, const char *reference)
{
	struct buf data;

	buf_init(&data, DATA_MAX);
	pack_text(&data, reference);
	pack_u8(&data, OUTCOME_PUBLISHED);
	pack_text(&data, "109");
	pack_text(&data, "https://social.example/109");
	assert_true(
	    channel_send(scene->worker, LETTER_OUTCOME, ++scene->next_id, buf_span(&data), -1));
	buf_release(&data);
	await_noted(scene);
}

/* What the person sees: their own record, or nothing. */
static bool notice(struct scene *scene, const char *reference, const char *user,
    const char *address, enum outcome *outcome)
{
	struct arena *arena = arena_new(0);
	struct letter letter;
	struct record record;
	struct buf data;

	buf_init(&data, DATA_MAX);
	pack_text(&data, reference);
	pack_text(&data, user);
	pack_text(&data, address);
	assert_true(
	    channel_send(scene->worker, LETTER_NOTICE, ++scene->next_id, buf_span(&data), -1));
	buf_release(&data);
	assert_true(receive(scene->worker, &letter, WAIT_MS));
	assert_int_equal(letter.type, LETTER_NOTICE_IS);
	bool is_found = letter.data.data[0] != 0;
	if (is_found) {
		assert_true(record_unpack(span_from(letter.data, 1), arena, &record));
		assert_true(span_is(record.reference, reference));
		assert_int_equal(record.field_count, 1);
		assert_true(span_is(record.fields[0].text, "Falcon ships a"));
		*outcome = record.outcome;
	}
	arena_free(arena);
	return is_found;
}

static void test_notices_are_for_their_person(void **state)
{
	static const struct {
		const char *reference, *user, *address;
		bool is_found;
	} cases[] = {
		{ "R0000001", "ann", "10.0.0.7", true },
		{ "R0000001", "ann", "10.9.9.9", true },
		{ "R0000001", "bob", "10.0.0.7", false },
		{ "R0000001", "", "10.0.0.7", false },
		{ "R0000002", "", "10.0.0.8", true }, /* nobody was known by name */
		{ "R0000002", "bob", "10.0.0.8", true },
		{ "R0000002", "", "10.0.0.7", false },
		{ "R0000002", "", "", false },
		{ "R0000009", "ann", "10.0.0.7", false },
		{ "", "ann", "10.0.0.7", false },
	};
	struct scene *scene = *state;
	struct record ann = a_record(1, "block", "R0000001");
	struct record unknown = a_record(2, "block", "R0000002");
	enum outcome outcome = OUTCOME_UNKNOWN;

	unknown.user = (struct span){ 0 };
	unknown.address = SPAN("10.0.0.8");
	commit_record(scene, &ann);
	commit_record(scene, &unknown);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
		assert_int_equal(
		    notice(scene, cases[i].reference, cases[i].user, cases[i].address, &outcome),
		    cases[i].is_found);
	send_outcome(scene, "R0000001");
	assert_true(notice(scene, "R0000001", "ann", "", &outcome));
	assert_int_equal(outcome, OUTCOME_PUBLISHED);
}

static void add_up(void *state, const struct reader_count *count)
{
	*(uint64_t *)state += count->n;
}

static void test_counts(void **state)
{
	struct scene *scene = *state;
	struct buf data;
	struct err err;
	uint64_t sum = 0;

	buf_init(&data, DATA_MAX);
	pack_u32(&data, 2);
	for (uint64_t n = 5; n <= 6; n++) {
		pack_u8(&data, 1);
		pack_text(&data, "a.example");
		pack_u64(&data, 500000);
		pack_u64(&data, n);
	}
	channel_send(scene->worker, LETTER_COUNT, ++scene->next_id, buf_span(&data), -1);
	await_noted(scene);
	channel_send(scene->worker, LETTER_COUNT, ++scene->next_id, SPAN("\xff\xff\xff\xff"), -1);
	await_noted(scene);
	struct reader *reader = reader_open(scene->folder, false, &err);
	assert_true(reader_counts(reader, 500000, 500000, add_up, &sum, &err));
	assert_int_equal(sum, 11);
	reader_close(reader);
	buf_release(&data);
}

/* How many records of that kind there are; *last is the newest. */
static unsigned count_records(
    const struct scene *scene, const char *kind, struct stored *last, struct arena *arena)
{
	struct stored stored;
	struct err err;
	unsigned count = 0;
	uint64_t after = 0;
	struct reader *reader = reader_open(scene->folder, false, &err);

	while (reader_next(reader, after, arena, &stored, &err) == READER_FOUND) {
		after = stored.record.number;
		if (!span_is(stored.record.kind, kind))
			continue;
		*last = stored;
		count++;
	}
	reader_close(reader);
	return count;
}

/* Letters of the parent have no answer to wait for: whatever it wrote before this has been read
 * when the crash that it tells of is recorded. */
static void tell_crash(struct scene *scene, struct stored *stored, struct arena *arena)
{
	unsigned before = count_records(scene, "crash", stored, arena);
	struct record record = a_record(0, "block", "R0000001");
	struct buf data;

	buf_init(&data, DATA_MAX);
	pack_u8(&data, ROLE_WORKER);
	pack_u32(&data, 3);
	pack_u32(&data, SIGKILL); /* a wait status */
	pack_u64(&data, NOW);
	channel_send(scene->audit.control, LETTER_CRASHED, 0, buf_span(&data), -1);
	buf_release(&data);
	for (uint64_t id = 1; count_records(scene, "crash", stored, arena) == before; id++) {
		record.id = 1000000 + scene->next_id;
		commit_record(scene, &record);
		assert_true(id < 1000);
	}
}

static void test_a_crash_is_recorded(void **state)
{
	struct scene *scene = *state;
	struct arena *arena = arena_new(0);
	struct stored stored;

	tell_crash(scene, &stored, arena);
	assert_true(span_is(stored.record.why, "worker 3 was ended by signal 9"));
	assert_true(span_is(stored.record.node, "gp1"));
	assert_int_equal(stored.record.time_ms, NOW);
	arena_free(arena);
}

static struct context context_of(struct unpack *in, struct arena *arena, uint64_t *version)
{
	struct context context;
	char *copy = arena_copy(arena, in->rest);
	struct unpack kept = { .rest = span_make(copy, in->rest.len) };

	assert_true(context_unpack(&kept, arena, &context, version));
	return context;
}

static struct context ask_context(struct scene *scene, struct arena *arena, uint64_t *version)
{
	static const char needs[] = { CONTEXT_SAID };
	struct letter letter;

	assert_true(
	    channel_send(scene->worker, LETTER_CONTEXT, ++scene->next_id, span_make(needs, 1), -1));
	assert_true(receive(scene->worker, &letter, WAIT_MS));
	assert_int_equal(letter.type, LETTER_CONTEXT_IS);
	struct unpack in = unpack_open(letter.data);
	return context_of(&in, arena, version);
}

static void send_said(
    struct scene *scene, uint64_t id, const char *value, const char *group, uint64_t version)
{
	const struct said said = { SPAN("date"), span_of(value), span_of(group), 0, 3600 };
	const struct decision decision = {
		.record = { .worker = 7, .id = id, .reference = SPAN("R") },
		.says = &said,
		.says_count = 1,
		.version = version
	};

	send_decision(scene, &decision);
}

static unsigned await_what(
    struct scene *scene, struct arena *arena, struct context *context, uint64_t *version)
{
	struct letter letter;

	assert_true(receive(scene->worker, &letter, WAIT_MS));
	assert_int_equal(letter.type, LETTER_RECORDED);
	struct unpack in = unpack_open(letter.data);
	unsigned what = unpack_u8(&in);
	unpack_u64(&in);
	if (what == 2)
		*context = context_of(&in, arena, version);
	return what;
}

/* Both had decided by the same context; the second hears of the first. */
static void test_of_two_statements_the_second_is_stale(void **state)
{
	struct scene *scene = *state;
	struct arena *arena = arena_new(0);
	struct context context;
	uint64_t version;

	context = ask_context(scene, arena, &version);
	assert_int_equal(context.said_count, 0);
	send_said(scene, 1, "2027-03-12", "sales", version);
	send_said(scene, 2, "2027-03-20", "support", version);
	/* An answer that needs nothing durable may come first. */
	unsigned one = await_what(scene, arena, &context, &version);
	unsigned other = await_what(scene, arena, &context, &version);
	assert_int_equal(one + other, 1 + 2);
	assert_int_equal(context.said_count, 1);
	assert_true(span_is(context.said[0].value, "2027-03-12"));
	assert_true(span_is(context.said[0].group, "sales"));
	send_said(scene, 3, "2027-03-20", "support", version);
	assert_int_equal(await_what(scene, arena, &context, &version), 1);
	/* sent again, as after a death of audit: kept already */
	send_said(scene, 3, "2027-03-20", "support", version);
	assert_int_equal(await_what(scene, arena, &context, &version), 1);
	context = ask_context(scene, arena, &version);
	assert_int_equal(context.said_count, 2);
	arena_free(arena);
}

static void test_what_was_said_survives_audit(void **state)
{
	struct scene *scene = *state;
	struct arena *arena = arena_new(0);
	struct context context;
	struct letter letter;
	uint64_t version;

	send_said(scene, 1, "2027-03-12", "", 0);
	assert_int_equal(await_what(scene, arena, &context, &version), 1);
	bury(&scene->audit, true);
	scene->audit = audit_start();
	wait_ready(&scene->audit);
	while (channel_receive(scene->worker, &letter) == CHANNEL_EMPTY)
		;
	channel_replace(scene->worker, introduce(&scene->audit));
	context = ask_context(scene, arena, &version);
	assert_int_equal(context.said_count, 1);
	send_said(scene, 2, "2027-03-13", "", 0);
	assert_int_equal(await_what(scene, arena, &context, &version), 2);
	send_said(scene, 1, "2027-03-12", "", 0); /* a repeat is never stale */
	assert_int_equal(await_what(scene, arena, &context, &version), 1);
	arena_free(arena);
}

static void send_pauses(struct scene *scene, const char *file)
{
	channel_send(scene->audit.control, LETTER_PAUSES, 0, span_of(file), -1);
}

#define A_PAUSE                                                                                    \
	"{\"what\":\"rule\",\"name\":\"falcon\",\"reference\":\"PASSE001\",\"since\":1800000000,"  \
	"\"until\":1800003600,\"reason\":\"a flood\",\"by\":\"ann\","

static void test_a_pause_is_recorded_once(void **state)
{
	static const char on[] = "[" A_PAUSE "\"ended\":0,\"ended-by\":\"\"}]";
	static const char ended[] = "[" A_PAUSE "\"ended\":1800000060,\"ended-by\":\"bob\"}]";
	struct scene *scene = *state;
	struct arena *arena = arena_new(0);
	struct stored stored = { 0 };

	send_pauses(scene, "");
	send_pauses(scene, on);
	send_pauses(scene, on);
	send_pauses(scene, "[{}]");
	tell_crash(scene, &stored, arena);
	assert_int_equal(count_records(scene, "pause", &stored, arena), 1);
	assert_true(
	    span_is(stored.record.why, "rule falcon until 2027-01-15T09:00:00.000Z: a flood"));
	assert_true(span_is(stored.record.user, "ann"));
	assert_true(span_is(stored.record.reference, "PASSE001"));
	/* Another life of audit knows it from the chain. */
	bury(&scene->audit, true);
	scene->audit = audit_start();
	wait_ready(&scene->audit);
	struct letter letter;
	while (channel_receive(scene->worker, &letter) == CHANNEL_EMPTY)
		;
	channel_replace(scene->worker, introduce(&scene->audit));
	send_pauses(scene, on);
	send_pauses(scene, ended);
	send_pauses(scene, ended);
	tell_crash(scene, &stored, arena);
	assert_int_equal(count_records(scene, "pause", &stored, arena), 1);
	assert_int_equal(count_records(scene, "resume", &stored, arena), 1);
	assert_true(span_is(stored.record.why, "rule falcon"));
	assert_true(span_is(stored.record.user, "bob"));
	arena_free(arena);
}

/* Killed with letters on the way; they are sent again to the next one, and each is there once. */
static void test_killed_and_started_again(void **state)
{
	struct scene *scene = *state;
	struct findings findings;
	bool is_there[301] = { false };
	size_t answered = 0;

	for (int round = 0; round < 3; round++) {
		for (uint64_t i = 1; i <= 100; i++) {
			struct record record =
			    a_record((uint64_t)round * 100 + i, i % 2 == 0 ? "block" : "log", "");
			record.rule_count = 0; /* or there would be an alert among them */
			send_commit(scene, &record);
		}
		for (int i = 0; i < 20 * round; i++, answered++)
			is_there[await_recorded(scene)] = true;
		bury(&scene->audit, true);
		scene->audit = audit_start();
		wait_ready(&scene->audit);
		struct letter letter;
		while (channel_receive(scene->worker, &letter) == CHANNEL_LETTER) {
			uint64_t number = (uint64_t)(unsigned char)letter.data.data[1] |
			                  (uint64_t)(unsigned char)letter.data.data[2] << 8;
			is_there[number] = true;
			answered++;
		}
		channel_replace(scene->worker, introduce(&scene->audit));
		for (; answered < (size_t)(round + 1) * 100; answered++)
			is_there[await_recorded(scene)] = true;
	}
	for (size_t number = 1; number <= 300; number++)
		assert_true(is_there[number]);
	assert_int_equal(verify(scene->folder, &findings).rows, 300);
	assert_string_equal(findings.text, "");
}

static void test_a_new_one_waits_for_the_old(void **state)
{
	struct scene *scene = *state;
	struct running next = audit_start();
	struct record record = a_record(1, "block", "R0000001");
	struct letter letter;

	assert_false(receive(next.control, &letter, 200));
	assert_int_equal(commit_record(scene, &record), 1);
	bury(&scene->audit, false);
	wait_ready(&next);
	scene->audit = next;
	while (channel_receive(scene->worker, &letter) == CHANNEL_EMPTY)
		;
	channel_replace(scene->worker, introduce(&scene->audit));
	assert_int_equal(commit_record(scene, &record), 1);
}

static void test_a_stop_seals_all(void **state)
{
	struct scene *scene = *state;
	struct findings findings;

	for (uint64_t id = 1; id <= 20; id++) {
		struct record record = a_record(id, "log", "");
		commit_record(scene, &record);
	}
	bury(&scene->audit, false);
	assert_int_equal(verify(scene->folder, &findings).unsealed, 0);
	assert_string_equal(findings.text, "");
	scene->audit = audit_start();
	wait_ready(&scene->audit);
}

static void ask_to_erase(
    struct scene *scene, uint64_t id, struct span word, uint8_t *exit_status, char text[256])
{
	struct letter letter;
	struct buf data;

	buf_init(&data, DATA_MAX);
	pack_u32(&data, 12);
	pack_span(&data, word);
	assert_true(channel_send(scene->audit.control, LETTER_ERASE, id, buf_span(&data), -1));
	buf_release(&data);
	assert_true(receive(scene->audit.control, &letter, WAIT_MS));
	assert_int_equal(letter.type, LETTER_ERASED);
	assert_int_equal(letter.id, id);
	struct unpack unpack = unpack_open(letter.data);
	*exit_status = unpack_u8(&unpack);
	struct span said = unpack_span(&unpack);
	assert_true(unpack_done(&unpack));
	snprintf(text, 256, "%.*s", SPAN_PRINT(said));
}

static void test_what_the_parent_asks_to_erase(void **state)
{
	struct scene *scene = *state;
	struct record record = a_record(1, "block", "R0000001");
	const struct wish wish = { .subject = STORE_RECORD, .which = "R0000001", .reason = "why" };
	struct findings findings;
	char word[WISH_WORD_MAX];
	char text[256];
	uint8_t exit_status;

	commit_record(scene, &record);
	assert_true(wish_write(&wish, word));
	ask_to_erase(scene, 1, span_of(word), &exit_status, text);
	assert_int_equal(exit_status, 0);
	assert_string_equal(text, "1 1");
	ask_to_erase(scene, 2, span_of(word), &exit_status, text);
	assert_string_equal(text, "0 0");
	static const char *const rubbish[] = { "", "0", "zz", "00", "0301000000000000",
		"02ffffffffffffffff" };
	for (size_t i = 0; i < sizeof rubbish / sizeof rubbish[0]; i++) {
		ask_to_erase(scene, 3 + i, span_of(rubbish[i]), &exit_status, text);
		assert_int_equal(exit_status, 2);
	}
	assert_int_equal(verify(scene->folder, &findings).texts_erased, 1);
	assert_string_equal(findings.text, "");
}

/* What a role that somebody has taken over could do: asked by a signal, answered in memory that we
 * share with it. */
static struct {
	char path[PATH_MAX];
	volatile sig_atomic_t is_asked;
	uid_t user;
	bool can_read;
} * try;

static void on_try(int signal_number)
{
	(void)signal_number;
	int fd = open(try->path, O_RDONLY | O_CLOEXEC);
	try->can_read = fd >= 0;
	try->user = geteuid();
	if (fd >= 0)
		close(fd);
	try->is_asked = 1;
}

static bool can_read(const struct running *audit, const char *path)
{
	snprintf(try->path, sizeof try->path, "%s", path);
	try->is_asked = 0;
	assert_int_equal(kill(audit->pid, SIGUSR1), 0);
	while (!try->is_asked)
		usleep(1000);
	return try->can_read;
}

static void write_key(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(fd >= 0 && write(fd, "key", 3) == 3);
	close(fd);
}

/* The CA's key lies in the state folder, by default: audit has the store's folder in it alone. */
static void test_the_key_of_the_ca_is_out_of_reach(void **state)
{
	struct scene *scene = *state;
	char *key = mem_print("%s/ca.key", scene->state);
	char *own = mem_print("%s/text.key", scene->folder);
	bool has_landlock = syscall(SYS_landlock_create_ruleset, NULL, 0, 1) >= 1;

	write_key(key);
	assert_true(can_read(&scene->audit, own));
	assert_true(!can_read(&scene->audit, key) || !has_landlock);
	unlink(key);
	free(key);
	free(own);
}

/* As root, in a state folder that belongs to somebody else, even without Landlock. */
static void test_root_becomes_the_owner_of_the_state_folder(void **state)
{
	struct scene *scene = *state;
	char *key = mem_print("%s/ca.key", scene->state);
	struct stat status;

	if (geteuid() != 0)
		skip();
	bury(&scene->audit, false);
	folder_remove(mem_copy(scene->folder));
	write_key(key);
	assert_int_equal(chown(scene->state, 1, 1), 0);
	scene->audit = audit_start();
	wait_ready(&scene->audit);
	assert_false(can_read(&scene->audit, key));
	assert_int_equal(try->user, 1);
	assert_int_equal(stat(scene->folder, &status), 0);
	assert_int_equal(status.st_uid, 1);
	unlink(key);
	free(key);
}

static void test_records_of_an_earlier_version_are_not_left_behind(void **state)
{
	struct scene *scene = *state;
	char *old = mem_print("%s/audit.db", scene->state);
	int status;

	bury(&scene->audit, false);
	write_key(old);
	scene->audit = audit_start();
	assert_int_equal(waitpid(scene->audit.pid, &status, 0), scene->audit.pid);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 1);
	channel_free(scene->audit.control);
	unlink(old);
	scene->audit = audit_start();
	wait_ready(&scene->audit);
	free(old);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_records_and_repeats),
		TEST(test_rubbish_is_refused),
		TEST(test_notices_are_for_their_person),
		TEST(test_counts),
		TEST(test_a_crash_is_recorded),
		TEST(test_of_two_statements_the_second_is_stale),
		TEST(test_what_was_said_survives_audit),
		TEST(test_a_pause_is_recorded_once),
		TEST(test_killed_and_started_again),
		TEST(test_a_new_one_waits_for_the_old),
		TEST(test_a_stop_seals_all),
		TEST(test_what_the_parent_asks_to_erase),
		TEST(test_the_key_of_the_ca_is_out_of_reach),
		TEST(test_root_becomes_the_owner_of_the_state_folder),
		TEST(test_records_of_an_earlier_version_are_not_left_behind),
	};

	unsetenv("GATEPOST_SANDBOX");
	try = mmap(NULL, sizeof *try, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (try == MAP_FAILED)
		return 1;
	signal(SIGUSR1, on_try);

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
