#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../base/counters.h"
#include "../base/log.h"
#include "../base/mem.h"
#include "../base/pack.h"
#include "house_private.h"

enum {
	NO_PROCESS_MS = 10 * 1000, /* until a process is tried again that could not be made */
	STOP_GRACE_MS = 5 * 1000,
	STOP_PATIENCE_MS = 30 * 1000,
	LOAD_PATIENCE_MS = 120 * 1000,
	PAIR_BUFFER = 1024 * 1024,
};

const enum role house_services[SERVICES_COUNT] = { ROLE_AUDIT, ROLE_CERTS, ROLE_WHO };

int64_t house_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Children. */

bool house_is_alive(const struct child *child)
{
	return child->state != CHILD_STOPPING;
}

struct child *house_service(const struct house *house, enum role role, unsigned generation)
{
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == role && child->generation == generation && house_is_alive(child))
			return child;
	return NULL;
}

const struct edition *house_edition(const struct house *house, unsigned generation)
{
	if (generation == house->current.generation)
		return &house->current;
	return generation == house->coming.generation ? &house->coming : NULL;
}

static unsigned take_counter_slot(struct house *house)
{
	for (unsigned i = 1; i < COUNTER_SLOTS; i++)
		if (!house->counter_slots[i]) {
			house->counter_slots[i] = true;
			return i;
		}
	return 0;
}

static void send_peer(struct child *to, const struct child *peer, int fd)
{
	struct buf letter;

	buf_init(&letter, 64);
	pack_u8(&letter, (uint8_t)peer->role);
	pack_u32(&letter, peer->instance);
	channel_send(to->control, LETTER_PEER, 0, buf_span(&letter), fd);
	buf_release(&letter);
}

void house_link(struct child *a, struct child *b)
{
	int size = PAIR_BUFFER;
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0) {
		log_line(LOG_ERROR, "-", "no pair for %s and %s", role_names[a->role],
		    role_names[b->role]);
		return;
	}
	for (int i = 0; i < 2; i++)
		setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
	send_peer(a, b, fds[0]);
	send_peer(b, a, fds[1]);
	close(fds[0]);
	close(fds[1]);
}

/* Workers of a generation that has no edition any more are served by the one in force. */
static unsigned served_by(const struct house *house, const struct child *worker)
{
	return house_edition(house, worker->generation) != NULL ? worker->generation
	                                                        : house->current.generation;
}

static bool belong_together(
    const struct house *house, const struct child *worker, const struct child *service)
{
	if (worker->role != ROLE_WORKER || service->role == ROLE_WORKER)
		return false;
	return service->role == ROLE_AUDIT || service->generation == served_by(house, worker);
}

static void link_child(struct house *house, struct child *child)
{
	for (struct child *other = house->children; other != NULL; other = other->next)
		if (house_is_alive(other) &&
		    (belong_together(house, child, other) || belong_together(house, other, child)))
			house_link(child, other);
}

void house_send_tickets(struct house *house, struct child *child)
{
	struct buf letter;

	if (child->role != ROLE_WORKER)
		return;
	buf_init(&letter, 1024);
	tickets_pack(&house->tickets, &letter);
	channel_send(child->control, LETTER_TICKETS, 0, buf_span(&letter), -1);
	buf_release(&letter);
}

void house_start_later(struct house *house, const struct child *like, int64_t delay_ms)
{
	struct pending *pending = mem_alloc(sizeof *pending);

	*pending = (struct pending){ house->pending, like->role, like->slot, like->generation,
		house_now_ms() + delay_ms };
	house->pending = pending;
}

static bool run_child(
    struct house *house, const struct edition *edition, struct child *child, struct err *err)
{
	int listen_fds[PLAN_LISTEN_MAX];
	struct child_outfit outfit = {
		.exe_fd = house->exe_fd,
		.snapshot_fd = edition->snapshot_fd,
		.counters_fd = house->counters_fd,
		.log_fd = edition->log_fd,
		.config_file = house->config_file,
		.listen_fds = listen_fds,
	};

	if (child->role == ROLE_WORKER)
		outfit.listen_count =
		    listening_of_slot(house->listening, &edition->plan, child->slot, listen_fds);
	return child_start(child, &outfit, err);
}

void house_start_role(
    struct house *house, const struct edition *edition, enum role role, unsigned slot)
{
	struct child *child = mem_alloc(sizeof *child);
	struct err err;

	child->role = role;
	child->slot = slot;
	child->generation = edition->generation;
	child->instance = ++house->next_instance;
	child->counter_slot = take_counter_slot(house);
	child->started_ms = house_now_ms();
	if (!run_child(house, edition, child, &err)) {
		log_line(LOG_ERROR, "-", "%s", err.text);
		house->counter_slots[child->counter_slot] = false;
		house_start_later(house, child, NO_PROCESS_MS);
		free(child);
		return;
	}
	child->next = house->children;
	house->children = child;
	house_send_tickets(house, child);
	house_send_pauses(house, child);
	link_child(house, child);
	log_line(LOG_DEBUG, "-", "started role=%s pid=%d generation=%u", role_names[role],
	    child->pid, child->generation);
}

static void tell(struct child *child, enum letter_type letter)
{
	channel_send(child->control, letter, 0, (struct span){ "", 0 }, -1);
}

void house_stop_child(struct child *child)
{
	tell(child, LETTER_STOP);
	child->state = CHILD_STOPPING;
	child->stop_by_ms = house_now_ms() + STOP_PATIENCE_MS;
}

void house_drain_child(struct child *child)
{
	if (child->state >= CHILD_RETIRING)
		return;
	tell(child, LETTER_DRAIN);
	child->state = CHILD_RETIRING;
}

bool house_erase(struct house *house, uint64_t id, unsigned uid, struct span word)
{
	struct child *audit = house_service(house, ROLE_AUDIT, house->current.generation);
	struct buf letter;

	if (audit == NULL || audit->state != CHILD_READY)
		return false;
	buf_init(&letter, LETTER_MAX);
	pack_u32(&letter, uid);
	pack_span(&letter, word);
	bool is_sent = channel_send(audit->control, LETTER_ERASE, id, buf_span(&letter), -1);
	buf_release(&letter);
	return is_sent;
}

static void on_erased(struct house *house, const struct letter *letter)
{
	struct unpack from = unpack_open(letter->data);
	int exit_status = unpack_u8(&from);
	struct span text = unpack_span(&from);

	if (unpack_done(&from))
		house->on_erased(house->owner, letter->id, exit_status, text);
}

void house_letters(struct house *house, struct child *child)
{
	struct letter letter;

	while (channel_receive(child->control, &letter) == CHANNEL_LETTER) {
		if (letter.fd >= 0)
			close(letter.fd);
		if (letter.type == LETTER_READY && child->state == CHILD_STARTING) {
			child->state = CHILD_READY;
			house_go_on_coming(house);
		}
		if (letter.type == LETTER_ERASED && !letter.is_failed)
			on_erased(house, &letter);
		if (letter.type == LETTER_DRAINING && child->state == CHILD_RETIRING)
			child->state = CHILD_DRAINING;
		if (letter.type == LETTER_PAUSED)
			child->has_pauses = true;
	}
	channel_flush(child->control);
}

/* Time. */

void house_forget_pending(struct house *house, unsigned generation)
{
	for (struct pending **at = &house->pending; *at != NULL;) {
		struct pending *pending = *at;
		if (pending->generation != generation) {
			at = &pending->next;
			continue;
		}
		*at = pending->next;
		free(pending);
	}
}

static void start_due(struct house *house)
{
	int64_t now = house_now_ms();

	for (struct pending **at = &house->pending; *at != NULL;) {
		struct pending *pending = *at;
		if (pending->at_ms > now) {
			at = &pending->next;
			continue;
		}
		*at = pending->next;
		const struct edition *edition = house_edition(house, pending->generation);
		if (edition != NULL && !house->is_stopping)
			house_start_role(house, edition, pending->role, pending->slot);
		free(pending);
		at = &house->pending;
	}
}

static void renew_tickets(struct house *house)
{
	if (house_now_ms() - house->tickets.made_ms < TICKET_RENEW_MS)
		return;
	tickets_renew(&house->tickets, house_now_ms());
	for (struct child *child = house->children; child != NULL; child = child->next)
		house_send_tickets(house, child);
}

static bool has_workers(const struct house *house)
{
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER)
			return true;
	return false;
}

static void go_on_stopping(struct house *house)
{
	if (house_now_ms() >= house->stop_at_ms) {
		house_stop_now(house);
		return;
	}
	if (has_workers(house))
		return;
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (house_is_alive(child))
			house_stop_child(child);
}

/* Those that were told to end and do not, and a load that does not come to an end. */
static void end_overdue(struct house *house)
{
	int64_t now = house_now_ms();

	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->state == CHILD_STOPPING && now > child->stop_by_ms) {
			log_line(LOG_ERROR, "-", "does not end and is killed role=%s pid=%d",
			    role_names[child->role], child->pid);
			kill(child->pid, SIGKILL);
			child->stop_by_ms = now + STOP_PATIENCE_MS;
		}
	if (house->loading.pid != 0 && now - house->loading.started_ms > LOAD_PATIENCE_MS)
		loading_stop(&house->loading);
}

void house_tick(struct house *house)
{
	start_due(house);
	renew_tickets(house);
	house_tell_crashes(house);
	house_go_on_coming(house);
	if (house->is_stopping)
		go_on_stopping(house);
	end_overdue(house);
	for (struct child *child = house->children; child != NULL; child = child->next)
		channel_flush(child->control);
}

int house_next_due_ms(const struct house *house)
{
	int64_t least = 1000;
	int64_t now = house_now_ms();

	for (struct pending *pending = house->pending; pending != NULL; pending = pending->next)
		if (pending->at_ms - now < least)
			least = pending->at_ms > now ? pending->at_ms - now : 0;
	return (int)least;
}

void house_stop(struct house *house)
{
	if (house->is_stopping)
		return;
	house->is_stopping = true;
	house->stop_at_ms =
	    house_now_ms() + house->current.plan.drain_seconds * INT64_C(1000) + STOP_GRACE_MS;
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER)
			house_drain_child(child);
	listening_close(house->listening);
	house_tick(house);
}

void house_stop_now(struct house *house)
{
	house->is_stopping = true;
	for (struct child *child = house->children; child != NULL; child = child->next) {
		/* audit may be in the middle of a commit: it is asked, and waited for. */
		if (child->role == ROLE_AUDIT && house_is_alive(child))
			house_stop_child(child);
		else
			kill(child->pid, SIGKILL);
		child->state = CHILD_STOPPING;
	}
	house->stop_at_ms = house_now_ms() + STOP_GRACE_MS;
}

bool house_is_empty(const struct house *house)
{
	return house->children == NULL;
}
