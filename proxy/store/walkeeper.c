#include "walkeeper.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "../base/mem.h"
#include "database.h"

enum { WIPE_AGAIN_S = 1 };

struct walkeeper {
	pthread_t thread;
	pthread_mutex_t lock; /* of the three below */
	pthread_cond_t changed;
	bool is_wanted;
	bool is_wiping;
	bool is_ending;
	sqlite3 *database; /* the thread's alone */
};

/* A failure is not told: the log only grows, and the writer notices what matters by itself. */
static bool checkpoint(struct walkeeper *keeper, bool wipe)
{
	int mode = wipe ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;

	return sqlite3_wal_checkpoint_v2(keeper->database, "main", mode, NULL, NULL) == SQLITE_OK;
}

/* Until it is asked again; for a while only, when something is still to be wiped. */
static void rest(struct walkeeper *keeper, bool must_wipe)
{
	struct timespec until;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_sec += WIPE_AGAIN_S;
	if (must_wipe)
		pthread_cond_timedwait(&keeper->changed, &keeper->lock, &until);
	else
		pthread_cond_wait(&keeper->changed, &keeper->lock);
}

static void *keep(void *state)
{
	struct walkeeper *keeper = state;
	bool must_wipe = false;

	pthread_mutex_lock(&keeper->lock);
	for (;;) {
		if (!keeper->is_wanted && !keeper->is_ending)
			rest(keeper, must_wipe);
		if (keeper->is_ending)
			break;
		must_wipe = must_wipe || keeper->is_wiping;
		keeper->is_wanted = false;
		keeper->is_wiping = false;
		pthread_mutex_unlock(&keeper->lock);
		must_wipe = !checkpoint(keeper, must_wipe) && must_wipe;
		pthread_mutex_lock(&keeper->lock);
	}
	if (must_wipe || keeper->is_wiping)
		checkpoint(keeper, true);
	pthread_mutex_unlock(&keeper->lock);
	return NULL;
}

/* Signals are the main thread's. */
static bool start_thread(struct walkeeper *keeper)
{
	sigset_t all;
	sigset_t before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	int result = pthread_create(&keeper->thread, NULL, keep, keeper);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return result == 0;
}

struct walkeeper *walkeeper_start(const char *folder, struct err *err)
{
	pthread_condattr_t monotonic;
	sqlite3 *database = database_open(folder, DATABASE_CHECKPOINT, err);

	if (database == NULL)
		return NULL;
	struct walkeeper *keeper = mem_alloc(sizeof *keeper);
	keeper->database = database;
	keeper->is_wanted = keeper->is_wiping = true;
	pthread_mutex_init(&keeper->lock, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&keeper->changed, &monotonic);
	pthread_condattr_destroy(&monotonic);
	if (start_thread(keeper))
		return keeper;
	err_set(err, "no thread for checkpoints of the store");
	sqlite3_close(database);
	free(keeper);
	return NULL;
}

void walkeeper_stop(struct walkeeper *keeper)
{
	if (keeper == NULL)
		return;
	pthread_mutex_lock(&keeper->lock);
	keeper->is_ending = true;
	pthread_cond_signal(&keeper->changed);
	pthread_mutex_unlock(&keeper->lock);
	pthread_join(keeper->thread, NULL);
	sqlite3_close(keeper->database);
	pthread_cond_destroy(&keeper->changed);
	pthread_mutex_destroy(&keeper->lock);
	free(keeper);
}

void walkeeper_wake(struct walkeeper *keeper, bool wipe)
{
	pthread_mutex_lock(&keeper->lock);
	keeper->is_wanted = true;
	keeper->is_wiping = keeper->is_wiping || wipe;
	pthread_cond_signal(&keeper->changed);
	pthread_mutex_unlock(&keeper->lock);
}
