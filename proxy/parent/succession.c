/* How a new edition takes the place of the one in force: its roles start beside the others; when
 * all of them serve it is in force, and if they do not, nothing has changed. */
#include <string.h>
#include <unistd.h>

#include "../base/log.h"
#include "house_private.h"

enum { COMING_PATIENCE_MS = 20 * 1000, COMING_DEATHS_MAX = 3 };

static void start_roles(struct house *house, const struct edition *edition, bool with_audit)
{
	for (size_t i = 0; i < SERVICES_COUNT; i++)
		if (with_audit || house_services[i] != ROLE_AUDIT)
			house_start_role(house, edition, house_services[i], 0);
	for (unsigned slot = 0; slot < edition->plan.workers; slot++)
		house_start_role(house, edition, ROLE_WORKER, slot);
}

static bool check_plan(const struct house *house, const struct plan *plan, struct err *err)
{
	const char *state = house->current.plan.state;

	if (house->current.generation == 0 || strcmp(plan->state, state) == 0)
		return true;
	return err_set(err, "the state folder cannot change while running: %s", plan->state);
}

static bool open_edition(struct house *house, struct edition *edition, const struct plan *plan,
    int snapshot_fd, struct err *err)
{
	bool is_first = house->current.generation == 0;

	if (!check_plan(house, plan, err) ||
	    !edition_open(edition, plan, snapshot_fd, house->stderr_fd, !is_first, err))
		return false;
	edition->generation = ++house->generations;
	if (listening_open(house->listening, plan, err))
		return true;
	if (!is_first)
		listening_prune(house->listening, &house->current.plan);
	return false;
}

bool house_adopt(struct house *house, const struct plan *plan, int snapshot_fd, struct err *err)
{
	bool is_first = house->current.generation == 0;
	struct edition *edition = is_first ? &house->current : &house->coming;

	house->is_given_up = false;
	if (!open_edition(house, edition, plan, snapshot_fd, err)) {
		if (edition->generation == 0)
			close(snapshot_fd);
		edition_close(edition);
		return false;
	}
	if (is_first) {
		edition_use_log(edition);
		tickets_replace(&house->tickets, house_now_ms());
	}
	house->coming_deaths = 0;
	house->coming_until_ms = house_now_ms() + COMING_PATIENCE_MS;
	start_roles(house, edition, is_first);
	return true;
}

/* Workers of other generations, which lose the services they had, get those in force. audit, which
 * serves all of them anyway, is linked when it starts. */
static void link_other_workers(struct house *house, enum role role)
{
	unsigned generation = house->current.generation;
	struct child *service = house_service(house, role, generation);

	if (service == NULL || role == ROLE_AUDIT)
		return;
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER && child->generation != generation &&
		    house_is_alive(child))
			house_link(child, service);
}

static void replace_services(struct house *house, unsigned generation)
{
	for (size_t i = 0; i < SERVICES_COUNT; i++) {
		struct child *service = house_service(house, house_services[i], generation);
		if (service != NULL)
			house_stop_child(service);
		link_other_workers(house, house_services[i]);
	}
}

static void drain_other_workers(struct house *house)
{
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER && child->generation != house->current.generation)
			house_drain_child(child);
}

static void renew_tickets_for_new_ca(struct house *house, const struct plan *before)
{
	if (memcmp(before->ca_digest, house->current.plan.ca_digest, sizeof before->ca_digest) == 0)
		return;
	tickets_replace(&house->tickets, house_now_ms());
	for (struct child *child = house->children; child != NULL; child = child->next)
		house_send_tickets(house, child);
}

static void take_over(struct house *house)
{
	struct edition before = house->current;

	house->current = house->coming;
	house->coming.generation = 0;
	edition_use_log(&house->current);
	house_forget_pending(house, before.generation);
	replace_services(house, before.generation);
	/* There is one audit at any moment: the new one waits for the lock. */
	house_start_role(house, &house->current, ROLE_AUDIT, 0);
	renew_tickets_for_new_ca(house, &before.plan);
	drain_other_workers(house);
	listening_prune(house->listening, &house->current.plan);
	edition_close(&before);
}

/* Those of its workers that served already finish what they began. */
static void give_up(struct house *house, const char *why)
{
	unsigned generation = house->coming.generation;

	log_line(LOG_ERROR, "-", "new roles do not come up (%s) generation=%u", why, generation);
	house_forget_pending(house, generation);
	edition_close(&house->coming);
	replace_services(house, generation);
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->generation == generation && child->state == CHILD_STARTING)
			house_stop_child(child);
	drain_other_workers(house);
	listening_prune(house->listening, &house->current.plan);
	house->is_given_up = true;
}

void house_coming_died(struct house *house, const struct child *child)
{
	if (child->generation != house->coming.generation)
		return;
	if (++house->coming_deaths == COMING_DEATHS_MAX)
		give_up(house, "they end again and again");
}

static bool is_up(const struct house *house, const struct edition *edition)
{
	unsigned workers = 0;
	bool is_up = true;

	for (const struct child *child = house->children; child != NULL; child = child->next)
		if (child->generation == edition->generation) {
			is_up = is_up && child->state == CHILD_READY;
			workers += child->role == ROLE_WORKER;
		}
	for (size_t i = 0; i < SERVICES_COUNT; i++)
		is_up = is_up && ((house_services[i] == ROLE_AUDIT && edition == &house->coming) ||
		                     house_service(house, house_services[i], edition->generation));
	return is_up && workers == edition->plan.workers;
}

void house_go_on_coming(struct house *house)
{
	if (house->coming.generation == 0 || house->is_stopping)
		return;
	if (is_up(house, &house->coming))
		take_over(house);
	else if (house_now_ms() > house->coming_until_ms)
		give_up(house, "they take too long");
}

bool house_is_settled(const struct house *house)
{
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER && child->generation != house->current.generation &&
		    child->state < CHILD_DRAINING)
			return false;
	return house->coming.generation == 0 && is_up(house, &house->current) &&
	       house->pending == NULL;
}

bool house_may_reload(const struct house *house)
{
	if (house->loading.pid != 0 || house->coming.generation != 0)
		return false;
	for (struct child *child = house->children; child != NULL; child = child->next)
		if (child->role == ROLE_WORKER && child->generation != house->current.generation)
			return false;
	return true;
}
