#include "house.h"

#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../base/counters.h"
#include "../base/log.h"
#include "../base/mem.h"
#include "../base/pack.h"

enum {
	SHORT_LIFE_MS = 10 * 1000,
	BACKOFF_FIRST_MS = 100,
	BACKOFF_MAX_MS = 10 * 1000,
	STOP_GRACE_MS = 5 * 1000,
	PAIR_BUFFER = 1024 * 1024,
};

static const enum role services[] = { ROLE_AUDIT, ROLE_CERTS, ROLE_WHO };

int64_t house_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static uint64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Children. */

static bool is_alive(const struct child *child)
{
	return child->state != CHILD_STOPPING;
}

static struct child *find_service(const struct house *house, enum role role)
{
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == role && is_alive(child))
			return child;
	return NULL;
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

/* One pair for the two; the parent keeps no copy, so that a death is an EOF. */
static void link_pair(struct child *a, struct child *b)
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

static void link_child(struct house *house, struct child *child)
{
	for (struct child *other = house->children; other != NULL; other = other->next)
		if (other != child && is_alive(other) &&
		    (child->role == ROLE_WORKER) != (other->role == ROLE_WORKER))
			link_pair(child, other);
}

static void send_tickets(struct house *house, struct child *child)
{
	struct buf letter;

	if (child->role != ROLE_WORKER)
		return;
	buf_init(&letter, 1024);
	tickets_pack(&house->tickets, &letter);
	channel_send(child->control, LETTER_TICKETS, 0, buf_span(&letter), -1);
	buf_release(&letter);
}

static void start_later(
    struct house *house, enum role role, unsigned slot, unsigned generation, int64_t delay_ms)
{
	struct pending *pending = mem_alloc(sizeof *pending);

	*pending =
	    (struct pending){ house->pending, role, slot, generation, house_now_ms() + delay_ms };
	house->pending = pending;
}

static void start(struct house *house, enum role role, unsigned slot)
{
	int listen_fds[PLAN_LISTEN_MAX];
	struct child *child = mem_alloc(sizeof *child);
	struct err err;

	child->role = role;
	child->slot = slot;
	child->generation = house->generation;
	child->instance = ++house->next_instance;
	child->counter_slot = take_counter_slot(house);
	child->started_ms = house_now_ms();
	struct child_outfit outfit = {
		.exe_fd = house->exe_fd,
		.snapshot_fd = house->snapshot_fd,
		.counters_fd = house->counters_fd,
		.config_file = house->config_file,
		.listen_fds = listen_fds,
	};
	if (role == ROLE_WORKER)
		outfit.listen_count =
		    listening_of_slot(house->listening, &house->plan, slot, listen_fds);
	if (!child_start(child, &outfit, &err)) {
		log_line(LOG_ERROR, "-", "%s", err.text);
		house->counter_slots[child->counter_slot] = false;
		free(child);
		start_later(house, role, slot, house->generation, BACKOFF_MAX_MS);
		return;
	}
	child->next = house->children;
	house->children = child;
	send_tickets(house, child);
	link_child(house, child);
	log_line(LOG_DEBUG, "-", "started role=%s pid=%d generation=%u", role_names[role],
	    child->pid, child->generation);
}

static void tell(struct child *child, enum letter_type letter)
{
	channel_send(child->control, letter, 0, (struct span){ "", 0 }, -1);
}

static void stop_child(struct child *child)
{
	tell(child, LETTER_STOP);
	child->state = CHILD_STOPPING;
}

static void drain_child(struct child *child)
{
	if (child->state >= CHILD_RETIRING)
		return;
	tell(child, LETTER_DRAIN);
	child->state = CHILD_RETIRING;
}

/* Loading. */

bool house_begin_loading(struct house *house, struct err *err)
{
	struct loading *loading = &house->loading;

	loading->problems_fd = memfd_create("gatepost-problems", MFD_CLOEXEC);
	if (loading->problems_fd < 0)
		return err_set_errno(err, "no memory file");
	loading->pid = child_start_load(
	    house->exe_fd, loading->problems_fd, house->config_file, &loading->control_fd, err);
	if (loading->pid <= 0) {
		close(loading->problems_fd);
		loading->pid = 0;
		return false;
	}
	fcntl(loading->control_fd, F_SETFL, O_NONBLOCK);
	loading->plan_fd_received = -1;
	buf_init(&loading->plan, PLAN_MAX);
	return true;
}

static bool receive_more(struct loading *loading)
{
	union {
		char bytes[CMSG_SPACE(sizeof(int))];
		struct cmsghdr align;
	} control;
	char *room = buf_reserve(&loading->plan, 4096);
	struct iovec iov = { .iov_base = room, .iov_len = 4096 };
	struct msghdr msg = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control.bytes,
		.msg_controllen = sizeof control.bytes };
	ssize_t n = room != NULL ? recvmsg(loading->control_fd, &msg, MSG_CMSG_CLOEXEC) : -1;

	if (n <= 0)
		return false;
	buf_commit(&loading->plan, (size_t)n);
	struct cmsghdr *cmsg = CMSG_FIRSTHDR(&msg);
	if (cmsg != NULL && cmsg->cmsg_type == SCM_RIGHTS && loading->plan_fd_received < 0)
		memcpy(&loading->plan_fd_received, CMSG_DATA(cmsg), sizeof(int));
	return true;
}

static void read_problems(int fd, struct buf *problems)
{
	ssize_t n = 1;

	while (n > 0) {
		char *room = buf_reserve(problems, 4096);
		n = room != NULL ? pread(fd, room, 4096, (off_t)problems->len) : 0;
		if (n > 0)
			buf_commit(problems, (size_t)n);
	}
}

bool house_loading_event(
    struct house *house, bool has_exited, int status, struct buf *problems, bool *ok)
{
	struct loading *loading = &house->loading;

	while (receive_more(loading))
		;
	if (!has_exited)
		return false;
	read_problems(loading->problems_fd, problems);
	close(loading->control_fd);
	close(loading->problems_fd);
	loading->pid = 0;
	*ok = WIFEXITED(status) && WEXITSTATUS(status) == 0 && loading->plan_fd_received >= 0;
	if (!*ok) {
		buf_release(&loading->plan);
		if (loading->plan_fd_received >= 0)
			close(loading->plan_fd_received);
	}
	if (WIFSIGNALED(status))
		buf_print(
		    problems, "reading the configuration ended by signal %d\n", WTERMSIG(status));
	return true;
}

static unsigned oldest_generation(const struct house *house)
{
	unsigned oldest = house->generation;

	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER && child->generation < oldest)
			oldest = child->generation;
	return oldest;
}

/* Has the current generation come up? One that never did stands in nobody's way. */
static bool has_served(const struct house *house)
{
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER && child->generation == house->generation &&
		    child->state != CHILD_STARTING)
			return true;
	return false;
}

bool house_may_reload(const struct house *house)
{
	return house->loading.pid == 0 &&
	       (oldest_generation(house) == house->generation || !has_served(house));
}

static void stop_unborn_workers(struct house *house)
{
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER && child->generation == house->generation &&
		    child->state == CHILD_STARTING)
			stop_child(child);
}

static void replace_services(struct house *house)
{
	for (size_t i = 0; i < sizeof services / sizeof *services; i++) {
		struct child *old = find_service(house, services[i]);
		if (old != NULL)
			stop_child(old);
		start(house, services[i], 0);
	}
}

bool house_adopt(struct house *house, struct err *err)
{
	struct plan plan;
	bool is_first = house->generation == 0;
	bool ok = plan_unpack(buf_span(&house->loading.plan), &plan);

	buf_release(&house->loading.plan);
	if (!ok) {
		close(house->loading.plan_fd_received);
		return err_set(err, "the plan of the new configuration cannot be read");
	}
	if (!is_first && strcmp(plan.state, house->plan.state) != 0) {
		close(house->loading.plan_fd_received);
		return err_set(err, "the state folder cannot change while running: %s", plan.state);
	}
	if (!listening_open(house->listening, &plan, err)) {
		listening_prune(house->listening, &house->plan);
		close(house->loading.plan_fd_received);
		return false;
	}
	if (house->snapshot_fd >= 0)
		close(house->snapshot_fd);
	house->snapshot_fd = house->loading.plan_fd_received;
	if (is_first || memcmp(plan.ca_digest, house->plan.ca_digest, sizeof plan.ca_digest) != 0)
		tickets_replace(&house->tickets, house_now_ms());
	stop_unborn_workers(house);
	house->plan = plan;
	house->generation++;
	replace_services(house);
	for (unsigned slot = 0; slot < plan.workers; slot++)
		start(house, ROLE_WORKER, slot);
	return true;
}

/* The new workers serve: those of older generations accept no more. */
static void retire_old_workers(struct house *house)
{
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER && child->generation == house->generation &&
		    child->state == CHILD_STARTING)
			return;
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER && child->generation < house->generation)
			drain_child(child);
	listening_prune(house->listening, &house->plan);
}

bool house_is_settled(const struct house *house)
{
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER &&
		    child->state <
		        (child->generation == house->generation ? CHILD_READY : CHILD_DRAINING))
			return false;
	return house->pending == NULL;
}

void house_letters(struct house *house, struct child *child)
{
	struct letter letter;

	while (channel_receive(child->control, &letter) == CHANNEL_LETTER) {
		if (letter.fd >= 0)
			close(letter.fd);
		if (letter.type == LETTER_READY && child->state == CHILD_STARTING) {
			child->state = CHILD_READY;
			retire_old_workers(house);
		}
		if (letter.type == LETTER_DRAINING && child->state == CHILD_RETIRING)
			child->state = CHILD_DRAINING;
	}
	channel_flush(child->control);
}

/* Death. */

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
static void tell_crashes(struct house *house)
{
	struct child *audit = find_service(house, ROLE_AUDIT);
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

static void on_crash(struct house *house, struct child *child, int status)
{
	bool is_current = child->role != ROLE_WORKER || child->generation == house->generation;

	log_death(child, status);
	if (house->is_stopping)
		return;
	if (is_current) {
		int64_t delay = backoff(house, child);
		if (delay == 0)
			start(house, child->role, child->slot);
		else
			start_later(house, child->role, child->slot, house->generation, delay);
	}
	note_crash(house, child, status);
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
	child_free(child);
}

/* Time. */

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
		if (pending->generation == house->generation && !house->is_stopping)
			start(house, pending->role, pending->slot);
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
		send_tickets(house, child);
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
		if (is_alive(child))
			stop_child(child);
}

void house_tick(struct house *house)
{
	start_due(house);
	renew_tickets(house);
	tell_crashes(house);
	if (house->is_stopping)
		go_on_stopping(house);
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
	    house_now_ms() + house->plan.drain_seconds * INT64_C(1000) + STOP_GRACE_MS;
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER)
			drain_child(child);
	listening_close(house->listening);
	house_tick(house);
}

void house_stop_now(struct house *house)
{
	house->is_stopping = true;
	for (struct child *child = house->children; child != NULL; child = child->next) {
		/* audit may be in the middle of a commit: it is asked, and waited for. */
		bool is_asked = child->role == ROLE_AUDIT && child->state != CHILD_STOPPING;
		child->state = CHILD_STOPPING;
		if (is_asked)
			tell(child, LETTER_STOP);
		else
			kill(child->pid, SIGKILL);
	}
	house->stop_at_ms = house_now_ms() + STOP_GRACE_MS;
}

bool house_is_empty(const struct house *house)
{
	return house->children == NULL;
}

/* Status. */

static json_t *status_of_roles(const struct house *house)
{
	json_t *roles = json_array();

	for (struct child *child = house->children; child != NULL; child = child->next)
		json_array_insert_new(roles, 0,
		    json_pack("{s:s, s:i, s:s, s:i, s:i, s:I}", "role", role_names[child->role],
		        "pid", (int)child->pid, "state", child_state_names[child->state],
		        "generation", (int)child->generation, "slot", (int)child->slot, "up-ms",
		        (json_int_t)(house_now_ms() - child->started_ms)));
	return roles;
}

static json_t *status_of_counters(bool blind_spots)
{
	json_t *counters = json_array();

	for (int i = 0; i < COUNTER_COUNT; i++)
		if ((counter_infos[i].is_blind_spot != 0) == blind_spots)
			json_array_append_new(
			    counters, json_pack("{s:s, s:s, s:I}", "name", counter_infos[i].name,
			                  "is", counter_infos[i].prose, "count",
			                  (json_int_t)counter_sum((enum counter)i)));
	return counters;
}

static json_t *status_of_listeners(const struct house *house)
{
	json_t *list = json_array();
	char text[128];

	for (uint32_t i = 0; i < house->plan.listen_count; i++) {
		address_print(&house->plan.listen[i], true, text, sizeof text);
		json_array_append_new(list, json_string(text));
	}
	return list;
}

void house_status(const struct house *house, struct buf *json)
{
	const struct plan *plan = &house->plan;
	json_t *status =
	    json_pack("{s:s, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "stage",
	        plan->stage, "pilot", plan->pilot, "node", plan->node, "state", plan->state,
	        "policy", plan->policy, "rules", (json_int_t)plan->rules, "generation",
	        (json_int_t)house->generation, "uptime-ms",
	        (json_int_t)(house_now_ms() - house->started_ms), "workers",
	        (json_int_t)plan->workers, "connections-max", (json_int_t)plan->connections,
	        "memory-max", (json_int_t)plan->memory, "crashes", (json_int_t)house->crashes,
	        "stopping", house->is_stopping);

	json_object_set_new(status, "listen", status_of_listeners(house));
	json_object_set_new(status, "roles", status_of_roles(house));
	json_object_set_new(status, "counters", status_of_counters(false));
	json_object_set_new(status, "blind-spots", status_of_counters(true));
	char *text = json_dumps(status, JSON_COMPACT);
	buf_append_text(json, text);
	buf_append_text(json, "\n");
	free(text);
	json_decref(status);
}
