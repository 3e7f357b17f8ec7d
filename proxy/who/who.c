/*
 * The role `who`. Nothing tells it yet who people are, so it answers from the address alone: the
 * person is unknown, and *unknown* never exempts from a rule.
 */
#include "who.h"

#include <unistd.h>

#include "../base/buf.h"
#include "../base/log.h"
#include "../base/loop.h"
#include "../base/pack.h"
#include "../base/sandbox.h"

static void on_identify(
    void *state, struct channel *from, unsigned instance, const struct letter *letter)
{
	struct unpack in = unpack_open(letter->data);
	struct buf answer;

	(void)state;
	(void)instance;
	unpack_span(&in); /* address */
	unpack_span(&in); /* credentials */
	buf_init(&answer, 1024);
	pack_u8(&answer, 0);
	pack_text(&answer, "");
	pack_text(&answer, "address");
	pack_u8(&answer, 0);
	pack_u32(&answer, 0);
	channel_send(from, LETTER_PERSON, letter->id, buf_span(&answer), -1);
	buf_release(&answer);
}

int who_main(int control_fd, int snapshot_fd, const char *config_file)
{
	static const struct loop_handler handlers[] = { { LETTER_IDENTIFY, on_identify }, { 0 } };
	static const struct loop_role role = { .role = ROLE_WHO, .handlers = handlers };
	static const struct sandbox sandbox = { 0 };
	struct err err;

	(void)config_file;
	log_open("who", LOG_INFO, 2);
	close(snapshot_fd);
	if (!sandbox_enter(&sandbox, &err)) {
		log_line(LOG_ERROR, "-", "cannot start: %s", err.text);
		return 1;
	}
	return loop_run(&role, control_fd);
}
