/* What follows when a role ends: it is started again, and audit is told of it. */
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

#include "../base/log.h"
#include "../base/pack.h"
#include "house_private.h"

enum {
	SHORT_LIFE_MS = 10 * 1000,
	BACKOFF_FIRST_MS = 100,
	BACKOFF_MAX_MS = 10 * 1000,
};

static uint64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static int64_t backoff(struct house *house, const struct child *child)
{
	unsigned *lives = &house->short_lives[child->role];

	if (house_now_ms() - child->started_ms > SHORT_LIFE_MS)
		*lives = 0;
	int64_t delay = *lives == 0 ? 0 : BACKOFF_FIRST_MS << (*lives < 8 ? *lives - 1 : 7);
	(*lives)++;
	return delay < BACKOFF_MAX_MS ? delay : BACKOFF_MAX_MS;
}

static void note_crash(struct house *house, const struct child *child, int status)
{
	house->crashes++;
	if (house->untold_count < CRASHES_KEPT)
		house->untold[house->untold_count++] =
		    (struct crash){ child->role, child->instance, status, clock_ms() };
}

/* audit itself may be what crashed: it hears of it when it serves again. */
void house_tell_crashes(struct house *house)
{
	struct child *audit = house_service(house, ROLE_AUDIT, house->current.generation);
	struct buf letter;

	if (audit == NULL || audit->state != CHILD_READY)
		return;
	buf_init(&letter, 256);
	for (size_t i = 0; i < house->untold_count; i++) {
		const struct crash *crash = &house->untold[i];
		buf_clear(&letter);
		pack_u8(&letter, (uint8_t)crash->role);
		pack_u32(&letter, crash->instance);
		pack_u32(&letter, (uint32_t)crash->status);
		pack_u64(&letter, crash->at_ms);
		channel_send(audit->control, LETTER_CRASHED, 0, buf_span(&letter), -1);
	}
	house->untold_count = 0;
	buf_release(&letter);
}

static void log_death(const struct child *child, int status)
{
	if (WIFSIGNALED(status))
		log_line(LOG_ERROR, "-", "crashed role=%s pid=%d signal=%d",
		    role_names[child->role], child->pid, WTERMSIG(status));
	else
		log_line(LOG_ERROR, "-", "ended role=%s pid=%d status=%d", role_names[child->role],
		    child->pid, WEXITSTATUS(status));
}

/* The same role again, from the edition that it ran on: also from the one in force while another
 * is coming. A worker that was told to drain leaves its place to others. */
static void replace(struct house *house, const struct child *child)
{
	const struct edition *edition = house_edition(house, child->generation);

	if (edition == NULL || child->state >= CHILD_RETIRING)
		return;
	int64_t delay = edition == &house->coming ? BACKOFF_FIRST_MS : backoff(house, child);
	if (delay == 0)
		house_start_role(house, edition, child->role, child->slot);
	else
		house_start_later(house, child, delay);
}

static void on_crash(struct house *house, const struct child *child, int status)
{
	log_death(child, status);
	if (house->is_stopping)
		return;
	replace(house, child);
	note_crash(house, child, status);
	house_coming_died(house, child);
}

void house_child_exited(struct house *house, pid_t pid, int status)
{
	struct child **at = &house->children;

	while (*at != NULL && (*at)->pid != pid)
		at = &(*at)->next;
	if (*at == NULL)
		return;
	struct child *child = *at;
	*at = child->next;
	house->counter_slots[child->counter_slot] = false;
	bool is_expected =
	    child->state == CHILD_STOPPING ||
	    (child->state >= CHILD_RETIRING && WIFEXITED(status) && WEXITSTATUS(status) == 0);
	if (!is_expected)
		on_crash(house, child, status);
	if (child->role == ROLE_AUDIT)
		house->on_erased(house->owner, 0, 2,
		    SPAN("the records were not to be had just then; try again\n"));
	child_free(child);
}
