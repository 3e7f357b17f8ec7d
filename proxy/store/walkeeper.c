#include "walkeeper.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "../base/mem.h"
#include "database.h"

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
static void checkpoint(struct walkeeper *keeper, bool wipe)
{
	int mode = wipe ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;

	sqlite3_wal_checkpoint_v2(keeper->database, "main", mode, NULL, NULL);
}

static void *keep(void *state)
{
	struct walkeeper *keeper = state;

	pthread_mutex_lock(&keeper->lock);
	while (!keeper->is_ending) {
		if (!keeper->is_wanted) {
			pthread_cond_wait(&keeper->changed, &keeper->lock);
			continue;
		}
		bool wipe = keeper->is_wiping;
		keeper->is_wanted = false;
		keeper->is_wiping = false;
		pthread_mutex_unlock(&keeper->lock);
		checkpoint(keeper, wipe);
		pthread_mutex_lock(&keeper->lock);
	}
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
	sqlite3 *database = database_open(folder, DATABASE_CHECKPOINT, err);

	if (database == NULL)
		return NULL;
	struct walkeeper *keeper = mem_alloc(sizeof *keeper);
	keeper->database = database;
	pthread_mutex_init(&keeper->lock, NULL);
	pthread_cond_init(&keeper->changed, NULL);
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
