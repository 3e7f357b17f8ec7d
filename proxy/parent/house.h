/*
 * What the parent keeps house of: children by generation, the editions they run on, listening
 * sockets. house.c starts, links and ends roles; death.c replaces those that end by themselves;
 * succession.c puts a new edition in the place of the one in force; house_pauses.c hands on what is
 * paused; house_status.c tells; parent.c has the loop that calls it all.
 */
#ifndef PARENT_HOUSE_H
#define PARENT_HOUSE_H

#include "child.h"
#include "edition.h"
#include "listen.h"
#include "loading.h"
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

struct house {
	const char *config_file;
	int exe_fd;
	int counters_fd;
	int stderr_fd;          /* standard error as the proxy was started with it */
	struct edition current; /* in force */
	struct edition coming; /* its roles start beside those in force, which know nothing of it */
	int64_t coming_until_ms; /* when patience with it ends */
	unsigned coming_deaths;
	bool is_given_up;     /* the last edition that came did not come up, and is gone again */
	unsigned generations; /* numbers given out */
	unsigned next_instance;
	bool counter_slots[128];
	struct child *children;
	struct pending *pending;
	struct loading loading;
	bool must_load_again; /* a reload was asked for while one was under way, or two generations
	                         live */
	struct listening *listening;
	struct tickets tickets;
	struct buf pauses;       /* the file, as it is */
	int64_t pauses_until_ms; /* when patience with workers that have not read them ends */
	int64_t started_ms;
	/* audit's answer to house_erase(); id 0: it is gone, and with it all that it was asked */
	void (*on_erased)(void *owner, uint64_t id, int exit_status, struct span text);
	void *owner;
	bool is_stopping;
	int64_t stop_at_ms; /* when patience ends */
	unsigned crashes;
	struct crash untold[CRASHES_KEPT];
	size_t untold_count;
	unsigned short_lives[ROLE_COUNT]; /* crashes in a row soon after the start */
};

int64_t house_now_ms(void); /* monotonic */

/* What load left becomes the edition in force: the first at once; a later one when all its roles
 * serve, until when nothing else changes, and if they do not, nothing has. Takes snapshot_fd. */
bool house_adopt(struct house *house, const struct plan *plan, int snapshot_fd, struct err *err);

bool house_may_reload(const struct house *house); /* at most two generations live */
/* Every role of the edition in force serves, no other is coming, and no older worker accepts. */
bool house_is_settled(const struct house *house);
/* Passes a word of `gatepost log erase` on to audit. False: it cannot be asked now. */
bool house_erase(struct house *house, uint64_t id, unsigned uid, struct span word);
void house_letters(struct house *house, struct child *child);
void house_child_exited(struct house *house, pid_t pid, int status);
/* Once a second, and after events: starts what is due, renews keys, ends what took too long. */
void house_tick(struct house *house);
int house_next_due_ms(const struct house *house);

void house_stop(struct house *house); /* drain, then end */
void house_stop_now(struct house *house);
bool house_is_empty(const struct house *house);

/* Reads the file of pauses again and sends it to the roles. False: it cannot be read, and nothing
 * has changed. */
bool house_read_pauses(struct house *house, const char *state, struct err *err);
/* Every worker that serves acts by them; or has not said so for too long. */
bool house_has_pauses(const struct house *house);

void house_status(const struct house *house, struct buf *json);

#endif
