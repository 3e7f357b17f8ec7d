#include "parent.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/counters.h"
#include "../base/log.h"
#include "../config/pause.h"
#include "control.h"
#include "house.h"
#include "lock.h"

enum { POLL_MAX = 512, PROBLEMS_MAX = 1024 * 1024, SETTLE_MS = 20 * 1000 };

struct parent {
	struct house house;
	int signal_fd;
	int control_fd;
	int lock_fd;
	struct control_client clients[CONTROL_CLIENTS_MAX];
	bool is_settling;      /* a reload is answered once the new generation serves */
	struct buf reloaded;   /* what there is to say besides */
	int64_t patience_ends; /* for that */
	uint64_t requests;     /* numbers given to what audit is asked */
};

static int complain(const struct err *err, int status)
{
	fprintf(stderr, "gatepost: %s\n", err->text);
	return status;
}

/* Reload. */

static void answer_waiting(
    struct parent *parent, const char *word, int exit_status, struct span text)
{
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (parent->clients[i].fd >= 0 && parent->clients[i].is_waiting &&
		    strcmp(parent->clients[i].word, word) == 0)
			control_answer(&parent->clients[i], exit_status, text);
}

static void request_reload(struct parent *parent)
{
	struct house *house = &parent->house;
	struct err err;

	if (house->is_stopping)
		return;
	if (!house_may_reload(house)) {
		house->must_load_again = true;
		if (house->loading.pid == 0)
			answer_waiting(parent, "reload", 0,
			    SPAN(
			        "waiting: tunnels of the generation before are still open; the new "
			        "configuration is read when they end\n"));
		return;
	}
	house->must_load_again = false;
	if (!loading_begin(
	        &house->loading, house->exe_fd, house->config_file, house_now_ms(), &err)) {
		log_line(LOG_ERROR, "-", "reload: %s", err.text);
		answer_waiting(parent, "reload", 2, span_of(err.text));
	}
}

static void log_problems(struct span problems)
{
	while (problems.len > 0) {
		struct span line = span_cut(problems, '\n', &problems);
		if (line.len > 0)
			log_line(LOG_WARNING, "-", "%.*s", SPAN_PRINT(line));
	}
}

static void refuse_reload(struct parent *parent, struct buf *problems)
{
	unsigned generation = parent->house.current.generation;

	log_line(LOG_ERROR, "-", "reload changed nothing generation=%u", generation);
	buf_print(problems, "nothing was changed: generation %u stays in force\n", generation);
	answer_waiting(parent, "reload", 1, buf_span(problems));
	parent->is_settling = false;
}

/* What was read starts now beside what is in force; settle() answers. */
static void finish_loading(struct parent *parent, int status)
{
	struct house *house = &parent->house;
	struct buf problems;
	struct plan plan;
	struct err err;
	int snapshot_fd;

	buf_init(&problems, PROBLEMS_MAX);
	bool ok = loading_end(&house->loading, status, &problems, &plan, &snapshot_fd);
	log_problems(buf_span(&problems));
	if (ok && house->is_stopping)
		close(snapshot_fd);
	else if (ok)
		ok = house_adopt(house, &plan, snapshot_fd, &err) ||
		     !buf_print(&problems, "%s\n", err.text);
	if (ok) {
		buf_clear(&parent->reloaded);
		buf_append_span(&parent->reloaded, buf_span(&problems));
		parent->is_settling = true;
		parent->patience_ends = house_now_ms() + SETTLE_MS;
	} else {
		refuse_reload(parent, &problems);
	}
	buf_release(&problems);
}

static void answer_reload(struct parent *parent, int exit_status, const char *words)
{
	struct buf *text = &parent->reloaded;

	buf_print(text, "generation %u is in force%s\n", parent->house.current.generation, words);
	answer_waiting(parent, "reload", exit_status, buf_span(text));
	parent->is_settling = false;
}

/* A reload is answered when its words are true: the new workers serve and the old ones accept no
 * more. */
static void settle(struct parent *parent)
{
	struct house *house = &parent->house;

	if (!parent->is_settling || house->coming.generation != 0)
		return;
	if (house->is_given_up) {
		buf_append_text(
		    &parent->reloaded, "the new roles do not come up; the log says why\n");
		refuse_reload(parent, &parent->reloaded);
	} else if (house_is_settled(house)) {
		log_line(LOG_INFO, "-", "reloaded generation=%u", house->current.generation);
		answer_reload(parent, 0, "");
	} else if (house_now_ms() > parent->patience_ends) {
		log_line(LOG_ERROR, "-", "not settled generation=%u", house->current.generation);
		answer_reload(
		    parent, 1, ", but not everything has settled; see gatepost status and the log");
	}
}

/* Events. */

static void reap(struct parent *parent)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == parent->house.loading.pid)
			finish_loading(parent, status);
		else
			house_child_exited(&parent->house, pid, status);
}

static void on_signal(struct parent *parent)
{
	struct signalfd_siginfo info;

	while (read(parent->signal_fd, &info, sizeof info) == sizeof info)
		switch (info.ssi_signo) {
		case SIGCHLD:
			reap(parent);
			break;
		case SIGHUP:
			request_reload(parent);
			break;
		default: /* SIGTERM, SIGINT */
			if (parent->house.is_stopping)
				house_stop_now(&parent->house);
			else
				house_stop(&parent->house);
		}
}

static void read_pauses(struct parent *parent)
{
	struct house *house = &parent->house;
	struct err err;

	if (house_read_pauses(house, house->current.plan.state, &err))
		return;
	log_line(LOG_ERROR, "-", "pauses stay as they were: %s", err.text);
	answer_waiting(parent, "pauses", 1, span_of(err.text));
}

static void on_erased(void *owner, uint64_t id, int exit_status, struct span text)
{
	struct parent *parent = owner;

	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++) {
		struct control_client *client = &parent->clients[i];
		if (client->fd >= 0 && client->request != 0 && (id == 0 || client->request == id))
			control_answer(client, exit_status, text);
	}
}

static void erase(struct parent *parent, struct control_client *client, struct span word)
{
	client->request = ++parent->requests;
	if (!house_erase(&parent->house, client->request, client->uid, word))
		control_answer(client, 2, SPAN("the role audit is not up; try again\n"));
}

static void on_word(struct parent *parent, struct control_client *client)
{
	struct buf text;

	if (strcmp(client->word, "reload") == 0) {
		request_reload(parent);
		return;
	}
	if (strcmp(client->word, "pauses") == 0) {
		read_pauses(parent);
		return;
	}
	if (span_starts(span_of(client->word), "erase ")) {
		erase(parent, client, span_of(client->word + strlen("erase ")));
		return;
	}
	buf_init(&text, PROBLEMS_MAX);
	if (strcmp(client->word, "status") == 0) {
		house_status(&parent->house, &text);
		control_answer(client, 0, buf_span(&text));
	} else if (strcmp(client->word, "stop") == 0) {
		control_answer(client, 0, SPAN("draining\n"));
		house_stop(&parent->house);
	} else {
		control_answer(client, 2, SPAN("unknown word\n"));
	}
	buf_release(&text);
}

struct watched { /* what the entries of the poll list belong to */
	struct pollfd list[POLL_MAX];
	struct child *children[POLL_MAX];
	struct control_client *clients[POLL_MAX];
	nfds_t count;
};

static struct pollfd *watch(struct watched *watched, int fd, short events)
{
	if (fd < 0 || watched->count == POLL_MAX)
		return NULL;
	watched->children[watched->count] = NULL;
	watched->clients[watched->count] = NULL;
	watched->list[watched->count] = (struct pollfd){ .fd = fd, .events = events };
	return &watched->list[watched->count++];
}

static void watch_all(struct parent *parent, struct watched *watched)
{
	watched->count = 0;
	watch(watched, parent->signal_fd, POLLIN);
	watch(watched, parent->control_fd, POLLIN);
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		if (watch(watched, parent->clients[i].fd, POLLIN) != NULL)
			watched->clients[watched->count - 1] = &parent->clients[i];
	for (struct child *child = parent->house.children; child != NULL; child = child->next) {
		short events = channel_wants_write(child->control) ? POLLIN | POLLOUT : POLLIN;
		if (watch(watched, channel_fd(child->control), events) != NULL)
			watched->children[watched->count - 1] = child;
	}
}

static void turn(struct parent *parent)
{
	static struct watched watched;

	watch_all(parent, &watched);
	if (poll(watched.list, watched.count, house_next_due_ms(&parent->house)) < 0 &&
	    errno != EINTR)
		log_line(LOG_ERROR, "-", "poll: %s", strerror(errno));
	/* Letters before signals: a child that said something and ended is heard first. */
	for (nfds_t i = 0; i < watched.count; i++)
		if (watched.list[i].revents != 0 && watched.children[i] != NULL)
			house_letters(&parent->house, watched.children[i]);
	for (nfds_t i = 0; i < watched.count; i++)
		if (watched.list[i].revents != 0 && watched.clients[i] != NULL &&
		    watched.clients[i]->fd >= 0 && control_read(watched.clients[i]))
			on_word(parent, watched.clients[i]);
	if (watched.count > 1 && watched.list[1].revents != 0)
		control_accept(parent->control_fd, parent->clients);
	on_signal(parent);
	if (parent->house.loading.pid != 0)
		loading_read(&parent->house.loading);
	house_tick(&parent->house);
	settle(parent);
	if (house_has_pauses(&parent->house))
		answer_waiting(parent, "pauses", 0, SPAN(""));
	if (parent->house.must_load_again && house_may_reload(&parent->house))
		request_reload(parent);
}

/* Start. */

static int block_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* Waits for load, and for nothing else: nothing serves yet. Whoever wants us to end need not wait
 * for what may never come, as from a pipe. */
static int await_load(struct parent *parent)
{
	struct pollfd watched = { .fd = parent->signal_fd, .events = POLLIN };
	struct loading *loading = &parent->house.loading;
	struct signalfd_siginfo info;
	int status = 0;

	while (waitpid(loading->pid, &status, WNOHANG) == 0) {
		poll(&watched, 1, 1000);
		while (read(parent->signal_fd, &info, sizeof info) == sizeof info)
			if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT) {
				parent->house.is_stopping = true;
				loading_stop(loading);
			}
	}
	return status;
}

/* The first configuration. */
static int load_first(struct parent *parent, struct plan *plan, int *snapshot_fd)
{
	struct house *house = &parent->house;
	struct buf problems;
	struct err err;

	if (!loading_begin(
	        &house->loading, house->exe_fd, house->config_file, house_now_ms(), &err))
		return complain(&err, 2);
	buf_init(&problems, PROBLEMS_MAX);
	bool ok = loading_end(&house->loading, await_load(parent), &problems, plan, snapshot_fd);
	if (problems.len > 0 && !house->is_stopping)
		fprintf(stderr, "%.*s", SPAN_PRINT(buf_span(&problems)));
	buf_release(&problems);
	return ok ? 0 : 1;
}

static void print_start(const struct plan *plan)
{
	char text[128];

	for (uint32_t i = 0; i < plan->listen_count; i++) {
		address_print(&plan->listen[i], true, text, sizeof text);
		log_line(LOG_INFO, "-", "listening address=%s", text);
	}
	log_line(LOG_INFO, "-",
	    "running stage=%s pilot=\"%s\" workers=%u connections=%llu memory=%lluMiB state=%s "
	    "rules=%llu",
	    plan->stage, plan->pilot, plan->workers, (unsigned long long)plan->connections,
	    (unsigned long long)(plan->memory >> 20), plan->state, (unsigned long long)plan->rules);
}

/* A supervisor may have closed the standard descriptors: nothing of ours may get their numbers. */
static void fill_standard(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR | O_CLOEXEC);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd >= 0)
		close(fd);
	for (fd = 0; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == FD_CLOEXEC)
			fcntl(fd, F_SETFD, 0);
}

static bool set_up(struct parent *parent, const char *config_file, struct err *err)
{
	struct house *house = &parent->house;

	fill_standard();
	house->config_file = config_file;
	house->on_erased = on_erased;
	house->owner = parent;
	house->started_ms = house_now_ms();
	house->listening = listening_new();
	buf_init(&parent->reloaded, PROBLEMS_MAX);
	buf_init(&house->pauses, PAUSES_SIZE_MAX);
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		parent->clients[i].fd = -1;
	parent->signal_fd = block_signals();
	house->stderr_fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
	if (house->stderr_fd < 0)
		return err_set_errno(err, "standard error");
	house->exe_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (house->exe_fd < 0)
		return err_set_errno(err, "cannot open the running binary");
	house->counters_fd = counters_create();
	if (house->counters_fd < 0)
		return err_set_errno(err, "no memory for counters");
	counters_attach(house->counters_fd, 0);
	return true;
}

static bool open_house(
    struct parent *parent, const struct plan *plan, int snapshot_fd, struct err *err)
{
	parent->lock_fd = lock_take(plan->state, err);
	if (parent->lock_fd < 0)
		return false;
	parent->control_fd = control_listen(plan->state, err);
	return parent->control_fd >= 0 && house_read_pauses(&parent->house, plan->state, err) &&
	       house_adopt(&parent->house, plan, snapshot_fd, err);
}

/* The socket first: once the lock is free it may be another proxy's. */
static void close_house(struct parent *parent, const struct plan *plan)
{
	if (parent->control_fd >= 0)
		control_close(parent->control_fd, plan->state);
	if (parent->lock_fd >= 0)
		lock_release(parent->lock_fd, plan->state);
	listening_free(parent->house.listening);
	buf_release(&parent->reloaded);
	buf_release(&parent->house.pauses);
}

static void serve(struct parent *parent)
{
	print_start(&parent->house.current.plan);
	while (!(parent->house.is_stopping && house_is_empty(&parent->house)))
		turn(parent);
	log_line(LOG_INFO, "-", "ended");
}

int parent_main(const char *config_file)
{
	static struct parent only = { .lock_fd = -1, .control_fd = -1 }; /* one a process */
	static struct plan plan;
	struct err err;
	int snapshot_fd;

	log_open("parent", LOG_INFO, STDERR_FILENO);
	if (!set_up(&only, config_file, &err))
		return complain(&err, 2);
	int status = load_first(&only, &plan, &snapshot_fd);
	if (only.house.is_stopping)
		return 0;
	if (status != 0)
		return status;
	if (open_house(&only, &plan, snapshot_fd, &err))
		serve(&only);
	else
		status = complain(&err, 2);
	close_house(&only, &plan);
	return status;
}
