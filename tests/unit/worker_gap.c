/* What was decided without a record is told to audit, once, whatever happens to audit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "../../proxy/base/arena.h"
#include "../../proxy/base/pack.h"
#include "../../proxy/store/decision.h"
#include "../../proxy/worker/core.h"
#include "../../proxy/worker/gap.h"

struct scene {
	struct worker worker;
	struct config config;
	struct channel *parent;
	struct channel *audit; /* NULL while it is dead */
	struct arena *arena;
	struct record got;
	uint64_t letter; /* the last one audit read */
};

static void turns(struct scene *scene)
{
	struct timeval soon = { .tv_usec = 1000 };

	for (int i = 0; i < 3; i++) {
		event_base_loopexit(scene->worker.net.base, &soon);
		net_turn(&scene->worker.net);
	}
}

static void bring_audit(struct scene *scene)
{
	struct buf letter;
	int ends[2];

	assert_true(channel_pair(ends));
	buf_init(&letter, 64);
	pack_u8(&letter, ROLE_AUDIT);
	pack_u32(&letter, 1);
	assert_true(channel_send(scene->parent, LETTER_PEER, 0, buf_span(&letter), ends[0]));
	close(ends[0]);
	buf_release(&letter);
	scene->audit = channel_new(ends[1], ROLE_AUDIT, ROLE_WORKER, 64);
	turns(scene);
}

static void end_audit(struct scene *scene)
{
	channel_free(scene->audit);
	scene->audit = NULL;
	turns(scene);
}

static int set_up(void **state)
{
	static struct scene scene;
	int ends[2];

	memset(&scene, 0, sizeof scene);
	assert_true(channel_pair(ends));
	net_init(&scene.worker.net);
	scene.config.node = "gp1";
	scene.worker.config = &scene.config;
	scene.worker.next_id = 7;
	scene.worker.mailbox = mailbox_new(&scene.worker, &scene.worker.net, ends[1], 1024 * 1024);
	scene.worker.gap = gap_new(&scene.worker);
	scene.parent = channel_new(ends[0], ROLE_PARENT, ROLE_WORKER, 64);
	scene.arena = arena_new(0);
	*state = &scene;
	return 0;
}

static int tear_down(void **state)
{
	struct scene *scene = *state;

	gap_free(scene->worker.gap);
	mailbox_free(scene->worker.mailbox);
	net_release(&scene->worker.net);
	channel_free(scene->audit);
	channel_free(scene->parent);
	arena_free(scene->arena);
	return 0;
}

/* The next record that audit is asked to commit, in scene->got. */
static bool read_record(struct scene *scene)
{
	struct letter letter;

	turns(scene);
	if (channel_receive(scene->audit, &letter) != CHANNEL_LETTER)
		return false;
	assert_int_equal(letter.type, LETTER_COMMIT);
	scene->letter = letter.id;
	/* The spans point into the letter: kept. */
	struct span kept = span_make(arena_copy(scene->arena, letter.data), letter.data.len);
	struct decision decision;
	assert_true(decision_unpack(kept, scene->arena, &decision));
	assert_true(decision.has_record);
	scene->got = decision.record;
	return true;
}

static void answer(struct scene *scene, bool ok)
{
	struct buf data;

	buf_init(&data, 64);
	pack_u8(&data, ok);
	pack_u64(&data, 1);
	assert_true(
	    channel_send(scene->audit, LETTER_RECORDED, scene->letter, buf_span(&data), -1));
	buf_release(&data);
	turns(scene);
}

static void assert_told(const struct scene *scene, const char *how_many)
{
	size_t len = strlen(how_many);

	assert_true(span_is(scene->got.kind, "gap"));
	assert_true(span_starts(scene->got.why, "without a record from 20"));
	assert_true(scene->got.why.len > len);
	assert_memory_equal(scene->got.why.data + scene->got.why.len - len, how_many, len);
}

static void test_told_when_audit_is_there(void **state)
{
	struct scene *scene = *state;
	struct gap *gap = scene->worker.gap;

	gap_add(gap, GAP_REFUSED, "AAAA0001");
	gap_add(gap, GAP_LET_GO, "AAAA0002");
	gap_tell(gap);
	gap_add(gap, GAP_OTHER, "");
	bring_audit(scene);
	assert_false(read_record(scene));
	gap_tell(gap);
	assert_true(read_record(scene));
	assert_told(scene, ": 1 refused, 1 let go, 1 other; AAAA0001 AAAA0002");
	gap_tell(gap); /* it waits for the answer */
	assert_false(read_record(scene));
	answer(scene, true);
	gap_tell(gap);
	assert_false(read_record(scene));
}

static void test_refused_and_told_again(void **state)
{
	struct scene *scene = *state;
	struct gap *gap = scene->worker.gap;

	bring_audit(scene);
	gap_add(gap, GAP_REFUSED, "AAAA0001");
	gap_tell(gap);
	assert_true(read_record(scene));
	gap_add(gap, GAP_LET_GO, "AAAA0002");
	answer(scene, false);
	gap_tell(gap);
	assert_true(read_record(scene));
	assert_told(scene, ": 1 refused, 1 let go, 0 other; AAAA0002 AAAA0001");
	answer(scene, true);
	gap_tell(gap);
	assert_false(read_record(scene));
}

/* Nobody knows whether the first two wrote it: the same again, which is kept once. */
static void test_two_lives_die_on_it(void **state)
{
	struct scene *scene = *state;
	struct gap *gap = scene->worker.gap;
	uint64_t id = 0;

	gap_add(gap, GAP_REFUSED, "AAAA0001");
	for (int life = 0; life < 2; life++) {
		bring_audit(scene);
		gap_tell(gap);
		assert_true(read_record(scene));
		assert_true(life == 0 || id == scene->got.id);
		id = scene->got.id;
		end_audit(scene);
	}
	gap_add(gap, GAP_LET_GO, "AAAA0002");
	bring_audit(scene);
	assert_false(read_record(scene));
	gap_tell(gap);
	assert_true(read_record(scene));
	assert_int_equal(scene->got.id, id);
	assert_told(scene, ": 1 refused, 0 let go, 0 other; AAAA0001");
	answer(scene, true);
	gap_tell(gap);
	assert_true(read_record(scene));
	assert_told(scene, ": 0 refused, 1 let go, 0 other; AAAA0002");
	answer(scene, true);
}

static void on_answer_nobody(void *owner, const struct letter *answer)
{
	(void)answer;
	fail_msg("%s: somebody else waits", (const char *)owner);
}

static uint64_t ask(struct scene *scene)
{
	const struct decision decision = { .has_record = true,
		.record = { .kind = SPAN("post"), .worker = 1, .id = 1 } };
	struct buf packed;

	buf_init(&packed, 4096);
	decision_pack(&decision, &packed);
	uint64_t letter = mailbox_ask(scene->worker.mailbox, ROLE_AUDIT, LETTER_COMMIT,
	    buf_span(&packed), on_answer_nobody, "ask");
	buf_release(&packed);
	assert_true(letter != 0);
	return letter;
}

static void test_a_late_record(void **state)
{
	struct scene *scene = *state;
	struct gap *gap = scene->worker.gap;

	/* It comes, late: nothing is missing. */
	bring_audit(scene);
	gap_follow(gap, ask(scene), GAP_LET_GO, "AAAA0001");
	assert_true(read_record(scene));
	answer(scene, true);
	gap_tell(gap);
	assert_false(read_record(scene));
	/* It does not. */
	gap_follow(gap, ask(scene), GAP_REFUSED, "AAAA0002");
	end_audit(scene);
	bring_audit(scene);
	end_audit(scene);
	bring_audit(scene);
	gap_tell(gap);
	assert_true(read_record(scene));
	assert_told(scene, ": 1 refused, 0 let go, 0 other; AAAA0002");
	/* Still under way at the end. */
	gap_follow(gap, ask(scene), GAP_REFUSED, "AAAA0003");
}

static void test_a_record_nobody_waits_for(void **state)
{
	struct scene *scene = *state;
	struct record record = { .kind = SPAN("origin"), .worker = 1, .id = 1 };

	bring_audit(scene);
	gap_commit(scene->worker.gap, &record, "AAAA0001");
	assert_true(read_record(scene));
	answer(scene, false);
	gap_tell(scene->worker.gap);
	assert_true(read_record(scene));
	assert_told(scene, ": 0 refused, 0 let go, 1 other; AAAA0001");
}

static void test_many_references(void **state)
{
	struct scene *scene = *state;

	bring_audit(scene);
	for (int i = 0; i < 500; i++)
		gap_add(scene->worker.gap, GAP_REFUSED, "a reference that is much too long");
	gap_tell(scene->worker.gap);
	assert_true(read_record(scene));
	assert_true(scene->got.why.len < 512);
	assert_told(scene, " a reference tha …");
}

/* The outbox has an end; who waits is told when there is room. */
static unsigned rooms;

static void on_room(void *owner, void *granted)
{
	(void)owner;
	(void)granted;
	rooms++;
}

static void test_a_full_outbox(void **state)
{
	struct scene *scene = *state;
	struct mailbox *mailbox = scene->worker.mailbox;
	static char large[600 * 1024];

	bring_audit(scene);
	rooms = 0;
	for (int i = 0; i < 2; i++)
		assert_true(mailbox_ask(mailbox, ROLE_AUDIT, LETTER_COMMIT,
		                span_make(large, sizeof large), NULL, NULL) != 0);
	assert_true(mailbox_is_full(mailbox, ROLE_AUDIT));
	assert_int_equal(mailbox_ask(mailbox, ROLE_AUDIT, LETTER_COMMIT, SPAN("x"), NULL, NULL), 0);
	mailbox_wait(mailbox, ROLE_AUDIT, on_room, scene);
	mailbox_wait(mailbox, ROLE_AUDIT, on_room, mailbox);
	mailbox_wait_no_more(mailbox, ROLE_AUDIT, mailbox);
	struct letter letter;
	assert_int_equal(channel_receive(scene->audit, &letter), CHANNEL_LETTER);
	scene->letter = letter.id;
	answer(scene, true);
	assert_false(mailbox_is_full(mailbox, ROLE_AUDIT));
	assert_int_equal(rooms, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_told_when_audit_is_there, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_refused_and_told_again, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_two_lives_die_on_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_late_record, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_record_nobody_waits_for, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_many_references, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_a_full_outbox, set_up, tear_down),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
