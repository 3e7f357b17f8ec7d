/*
 * What the parent keeps house of: children by generation, the snapshot, listening sockets. house.c
 * starts, links, replaces and ends roles; parent.c has the loop that calls it.
 */
#ifndef PARENT_HOUSE_H
#define PARENT_HOUSE_H

#include "../load/plan.h"
#include "child.h"
#include "control.h"
#include "listen.h"
#include "tickets.h"

enum { CRASHES_KEPT = 256 };

struct pending { /* a role to be started again after a while */
	struct pending *next;
	enum role role;
	unsigned slot;
	unsigned generation;
	int64_t at_ms;
};

struct crash { /* to be told to audit once it is there */
	enum role role;
	unsigned instance;
	int status;
	uint64_t at_ms; /* UTC */
};

struct loading {   /* the role `load` at work */
	pid_t pid; /* 0: none */
	int control_fd;
	int problems_fd;
	int plan_fd_received; /* snapshot, -1 until it is there */
	struct buf plan;
};

struct house {
	const char *config_file;
	int exe_fd;
	int counters_fd;
	int snapshot_fd; /* of the current generation */
	struct plan plan;
	unsigned generation;
	unsigned next_instance;
	bool counter_slots[128];
	struct child *children;
	struct pending *pending;
	struct loading loading;
	bool must_load_again; /* a reload was asked for while one was under way, or two generations
	                         live */
	struct listening *listening;
	struct tickets tickets;
	int64_t started_ms;
	bool is_stopping;
	int64_t stop_at_ms; /* when patience ends */
	unsigned crashes;
	struct crash untold[CRASHES_KEPT];
	size_t untold_count;
	unsigned short_lives[ROLE_COUNT]; /* crashes in a row soon after the start */
};

int64_t house_now_ms(void); /* monotonic */

bool house_begin_loading(struct house *house, struct err *err);
/* load wrote to its pair or ended. Returns true when it is over; problems has what it said; *ok
 * whether a new snapshot and plan are there (then house_adopt() takes them). */
bool house_loading_event(
    struct house *house, bool has_exited, int status, struct buf *problems, bool *ok);
bool house_adopt(struct house *house, struct err *err);

bool house_may_reload(const struct house *house); /* at most two generations live */
/* Every worker of the current generation serves, and no older one accepts any more. */
bool house_is_settled(const struct house *house);
void house_letters(struct house *house, struct child *child);
void house_child_exited(struct house *house, pid_t pid, int status);
/* Once a second, and after events: starts what is due, renews keys, ends what took too long. */
void house_tick(struct house *house);
int house_next_due_ms(const struct house *house);

void house_stop(struct house *house); /* drain, then end */
void house_stop_now(struct house *house);
bool house_is_empty(const struct house *house);

void house_status(const struct house *house, struct buf *json);

#endif
