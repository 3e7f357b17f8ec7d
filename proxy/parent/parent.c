#include "parent.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../base/counters.h"
#include "../base/log.h"
#include "../base/mem.h"
#include "house.h"

enum { POLL_MAX = 512, PROBLEMS_MAX = 1024 * 1024, SETTLE_MS = 20 * 1000 };

struct parent {
	struct house house;
	int signal_fd;
	int control_fd;
	int lock_fd;
	struct control_client clients[CONTROL_CLIENTS_MAX];
	struct buf
	    reloaded; /* what to answer once the new generation serves; empty: nothing waits */
	int64_t patience_ends; /* for that */
};

/* State folder: one proxy at a time. */

static bool lock_state(struct parent *parent, const char *state, struct err *err)
{
	char path[PLAN_TEXT_MAX + 32];
	char pid[32];

	snprintf(path, sizeof path, "%s/gatepost.pid", state);
	parent->lock_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0644);
	if (parent->lock_fd < 0)
		return err_set_errno(err, "cannot write %s", path);
	if (flock(parent->lock_fd, LOCK_EX | LOCK_NB) != 0)
		return err_set(err, "a proxy runs on the state folder %s already", state);
	int len = snprintf(pid, sizeof pid, "%d\n", (int)getpid());
	if (ftruncate(parent->lock_fd, 0) != 0 || write(parent->lock_fd, pid, (size_t)len) != len)
		return err_set_errno(err, "cannot write %s", path);
	return true;
}

static void unlock_state(struct parent *parent)
{
	char path[PLAN_TEXT_MAX + 32];

	snprintf(path, sizeof path, "%s/gatepost.pid", parent->house.plan.state);
	unlink(path);
	snprintf(path, sizeof path, "%s/control.sock", parent->house.plan.state);
	unlink(path);
	close(parent->lock_fd);
}

static void open_log(const struct plan *plan)
{
	if (strcmp(plan->log_to, "stderr") != 0 && plan->log_to[0] != '\0') {
		int fd = open(plan->log_to, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
		if (fd >= 0) {
			dup2(fd, 2); /* the roles inherit it */
			close(fd);
		} else {
			log_line(LOG_ERROR, "-", "cannot write the log %s: %s", plan->log_to,
			    strerror(errno));
		}
	}
	log_open("parent", (enum log_level)plan->log_level, 2);
}

/* Before the roles are started: they inherit it. */
static void open_next_log(const struct house *house)
{
	struct plan plan;

	if (plan_unpack(buf_span(&house->loading.plan), &plan))
		open_log(&plan);
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
	if (!house_begin_loading(house, &err)) {
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

static void finish_reload(struct parent *parent, bool ok, struct buf *problems)
{
	struct house *house = &parent->house;
	struct err err;

	log_problems(buf_span(problems));
	open_next_log(house);
	if (ok)
		ok = house_adopt(house, &err) || !buf_print(problems, "%s\n", err.text);
	if (ok) {
		buf_clear(&parent->reloaded);
		buf_append_span(&parent->reloaded, buf_span(problems));
		buf_print(&parent->reloaded, "generation %u is in force\n", house->generation);
		parent->patience_ends = house_now_ms() + SETTLE_MS;
		return;
	}
	log_line(LOG_ERROR, "-", "reload changed nothing generation=%u", house->generation);
	buf_print(
	    problems, "nothing was changed: generation %u stays in force\n", house->generation);
	answer_waiting(parent, "reload", 1, buf_span(problems));
}

/* A reload is answered when its words are true: the new workers serve and the old ones accept no
 * more. */
static void settle(struct parent *parent)
{
	struct house *house = &parent->house;

	if (parent->reloaded.len == 0)
		return;
	if (house_is_settled(house)) {
		log_line(LOG_INFO, "-", "reloaded generation=%u", house->generation);
		answer_waiting(parent, "reload", 0, buf_span(&parent->reloaded));
		buf_clear(&parent->reloaded);
	} else if (house_now_ms() > parent->patience_ends) {
		log_line(
		    LOG_ERROR, "-", "new workers do not serve generation=%u", house->generation);
		answer_waiting(parent, "reload", 1,
		    SPAN("the new workers do not come up; the log says why. The old ones still "
		         "serve.\n"));
		buf_clear(&parent->reloaded);
	}
}

static void loading_event(struct parent *parent, bool has_exited, int status)
{
	struct buf problems;
	bool ok = false;

	buf_init(&problems, PROBLEMS_MAX);
	if (house_loading_event(&parent->house, has_exited, status, &problems, &ok))
		finish_reload(parent, ok, &problems);
	buf_release(&problems);
}

/* Events. */

static void reap(struct parent *parent)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		if (pid == parent->house.loading.pid)
			loading_event(parent, true, status);
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

static void on_word(struct parent *parent, struct control_client *client)
{
	struct buf text;

	if (strcmp(client->word, "reload") == 0) {
		request_reload(parent);
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
		loading_event(parent, false, 0);
	house_tick(&parent->house);
	settle(parent);
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

/* The first configuration: nothing serves yet, so it may be waited for. */
static bool load_first(struct parent *parent)
{
	struct house *house = &parent->house;
	struct buf problems;
	struct err err;
	int status = 0;
	bool ok = false;

	if (!house_begin_loading(house, &err)) {
		fprintf(stderr, "gatepost: %s\n", err.text);
		return false;
	}
	while (waitpid(house->loading.pid, &status, 0) < 0 && errno == EINTR)
		;
	buf_init(&problems, PROBLEMS_MAX);
	house_loading_event(house, true, status, &problems, &ok);
	if (problems.len > 0)
		fprintf(stderr, "%.*s", SPAN_PRINT(buf_span(&problems)));
	buf_release(&problems);
	return ok;
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

static bool peek_state(struct house *house, char *state, size_t size)
{
	struct plan plan;

	if (!plan_unpack(buf_span(&house->loading.plan), &plan))
		return false;
	snprintf(state, size, "%s", plan.state);
	return true;
}

static bool set_up(struct parent *parent, const char *config_file, struct err *err)
{
	struct house *house = &parent->house;

	house->config_file = config_file;
	house->snapshot_fd = -1;
	house->started_ms = house_now_ms();
	house->listening = listening_new();
	buf_init(&parent->reloaded, PROBLEMS_MAX);
	for (size_t i = 0; i < CONTROL_CLIENTS_MAX; i++)
		parent->clients[i].fd = -1;
	parent->signal_fd = block_signals();
	house->exe_fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
	if (house->exe_fd < 0)
		return err_set_errno(err, "cannot open the running binary");
	house->counters_fd = counters_create();
	if (house->counters_fd < 0)
		return err_set_errno(err, "no memory for counters");
	counters_attach(house->counters_fd, 0);
	return true;
}

static bool open_house(struct parent *parent, struct err *err)
{
	char state[PLAN_TEXT_MAX];

	if (!peek_state(&parent->house, state, sizeof state))
		return err_set(err, "the plan of the configuration cannot be read");
	if (!lock_state(parent, state, err))
		return false;
	open_next_log(&parent->house);
	if (!house_adopt(&parent->house, err))
		return false;
	parent->control_fd = control_listen(state, err);
	return parent->control_fd >= 0;
}

int parent_main(const char *config_file)
{
	static struct parent only; /* one a process, for as long as it lives */
	struct parent *parent = &only;
	struct err err;

	log_open("parent", LOG_INFO, 2);
	if (!set_up(parent, config_file, &err)) {
		fprintf(stderr, "gatepost: %s\n", err.text);
		return 2;
	}
	if (!load_first(parent))
		return 1;
	if (!open_house(parent, &err)) {
		fprintf(stderr, "gatepost: %s\n", err.text);
		house_stop_now(&parent->house);
		return 2;
	}
	print_start(&parent->house.plan);
	while (!(parent->house.is_stopping && house_is_empty(&parent->house)))
		turn(parent);
	unlock_state(parent);
	log_line(LOG_INFO, "-", "ended");
	listening_free(parent->house.listening);
	buf_release(&parent->reloaded);
	return 0;
}
