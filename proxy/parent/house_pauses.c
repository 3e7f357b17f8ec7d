/* Pauses on their way from the file in the state folder to the roles. The parent does not read what
 * is in it. */
#include "../base/log.h"
#include "../config/pause.h"
#include "../store/file.h"
#include "house_private.h"

enum { KEEPING_PATIENCE_MS = 5 * 1000 };

void house_send_pauses(struct house *house, struct child *child)
{
	child->has_pauses = child->role != ROLE_WORKER;
	if (child->role != ROLE_WORKER && child->role != ROLE_AUDIT)
		return;
	channel_send(child->control, LETTER_PAUSES, 0, buf_span(&house->pauses), -1);
}

bool house_read_pauses(struct house *house, const char *state, struct err *err)
{
	struct buf fresh;

	buf_init(&fresh, PAUSES_SIZE_MAX);
	if (file_read(state, pauses_name, &fresh, err) == FILE_FAILED) {
		buf_release(&fresh);
		return false;
	}
	buf_release(&house->pauses);
	house->pauses = fresh;
	for (struct child *child = house->children; child != NULL; child = child->next)
		house_send_pauses(house, child);
	house->pauses_until_ms = house_now_ms() + KEEPING_PATIENCE_MS;
	return true;
}

bool house_has_pauses(const struct house *house)
{
	for (const struct child *child = house->children; child != NULL; child = child->next)
		if (child->state != CHILD_STARTING && child->state != CHILD_STOPPING &&
		    !child->has_pauses && house_now_ms() < house->pauses_until_ms)
			return false;
	return true;
}
