#include "worker.h"

#include <errno.h>
#include <event2/event_struct.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../base/log.h"
#include "../base/mem.h"
#include "../base/sandbox.h"
#include "budget.h"
#include "core.h"
#include "counts.h"
#include "exchange.h"
#include "gap.h"
#include "leaf.h"
#include "person.h"
#include "session.h"

enum {
	ACCEPTS_A_WAKE = 64,
	SCRATCH_MAX = 64 * 1024 * 1024,
	SCRATCH_KEPT = 1024 * 1024, /* from one turn to the next */
	FLUSH_SECONDS = 10,
	OUTBOX_SHARE = 8, /* of the worker's share of memory */
	SWEEP_TLS_SECONDS = 600,
	DESCRIPTORS_A_SESSION = 2,
	DESCRIPTORS_KEPT = 256, /* for channels, pipes and what the libraries open; half if there
	                         * are fewer than twice as many */
	REST_MS = 1000,
	REST_LOG_MS = 60 * 1000,
};

struct listener {
	struct service *service;
	struct event event;
	int fd;
};

struct service { /* what only start-up and end need */
	struct worker worker;
	struct source *source;
	struct verifier *verifier;
	struct listener *listeners;
	size_t listener_count;
	bool is_accepting;
	int64_t rests_until_ms; /* no descriptor was to be had for a client */
	int64_t rest_logged_ms;
	struct event tick;
	unsigned seconds;
	char *ca_der;
	char fingerprint[128];
	char *ca_pem;
	unsigned slot;
};

int64_t worker_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

/* Accepting. */

static void watch_listeners(struct service *service, bool wanted)
{
	if (service->is_accepting == wanted)
		return;
	service->is_accepting = wanted;
	for (size_t i = 0; i < service->listener_count; i++)
		if (wanted)
			event_add(&service->listeners[i].event, NULL);
		else
			event_del(&service->listeners[i].event);
}

static void welcome(struct worker *worker, int fd, const struct sockaddr *from)
{
	struct config *config = worker->config;
	struct address address;
	int on = 1;

	if (!address_from_sockaddr(from, &address) ||
	    !networks_hold(config->clients, config->client_count, address.family, address.bytes)) {
		counter_add(COUNTER_CLIENTS_REFUSED, 1);
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
	session_new(worker, fd, &address);
}

/* A socket of which nothing can be accepted stays readable: it is left alone for a while. */
static void rest(struct service *service, const char *why)
{
	int64_t now_ms = service->worker.net.now_ms;

	service->rests_until_ms = now_ms + REST_MS;
	if (service->rest_logged_ms != 0 && now_ms - service->rest_logged_ms < REST_LOG_MS)
		return;
	service->rest_logged_ms = now_ms;
	log_line(LOG_WARNING, "-", "clients wait, none can be accepted: why=%s", why);
}

static bool has_run_out(int error)
{
	return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

static void on_client(int fd, short what, void *argument)
{
	struct listener *listener = argument;
	struct service *service = listener->service;
	struct worker *worker = &service->worker;

	(void)what;
	for (int i = 0; i < ACCEPTS_A_WAKE && worker->session_count < worker->session_max; i++) {
		struct sockaddr_storage from;
		socklen_t len = sizeof from;
		int client =
		    accept4(fd, (struct sockaddr *)&from, &len, SOCK_NONBLOCK | SOCK_CLOEXEC);
		if (client >= 0) {
			welcome(worker, client, (struct sockaddr *)&from);
			continue;
		}
		if (has_run_out(errno))
			rest(service, strerror(errno));
		if (errno == EAGAIN || has_run_out(errno))
			break;
	}
}

static void listen_on(struct service *service, const struct worker_start *start)
{
	service->listeners = mem_array(start->listen_count, sizeof *service->listeners);
	service->listener_count = start->listen_count;
	for (size_t i = 0; i < start->listen_count; i++) {
		struct listener *listener = &service->listeners[i];
		listener->service = service;
		listener->fd = start->listen_fds[i];
		event_assign(&listener->event, service->worker.net.base, listener->fd,
		    EV_READ | EV_PERSIST, on_client, listener);
	}
}

/* Once a second. */

static void check_sessions(struct worker *worker)
{
	for (struct session *session = worker->sessions; session != NULL; session = session->next)
		session_check_time(session);
}

static void count_memory(struct worker *worker)
{
	size_t held = budget_used(worker->budget) + worker->net.held;

	counter_add(COUNTER_MEMORY_HELD, (int64_t)held - (int64_t)worker->counted_held);
	worker->counted_held = held;
}

static void on_tick(int fd, short what, void *argument)
{
	struct service *service = argument;
	struct worker *worker = &service->worker;

	(void)fd;
	(void)what;
	service->seconds++;
	net_sweep(&worker->net);
	check_sessions(worker);
	count_memory(worker);
	gap_tell(worker->gap);
	if (service->seconds % FLUSH_SECONDS == 0)
		counts_flush(worker->counts);
	if (service->seconds % SWEEP_TLS_SECONDS == 0)
		tls_sweep(worker->tls);
}

/* Draining: idle sessions end at once, others at the end of their exchange, tunnels on their own.
 */

void worker_drain(struct worker *worker)
{
	if (worker->is_draining)
		return;
	worker->is_draining = true;
	worker->drain_until = worker->net.now_ms + worker->config->drain_seconds * INT64_C(1000);
	for (struct session *session = worker->sessions; session != NULL; session = session->next)
		if (session_is_idle(session))
			session_end(session, END_DRAIN, false);
}

/* Whatever the peers do: only tunnels go on. */
static void enforce_drain(struct worker *worker)
{
	if (!worker->is_draining || worker->net.now_ms < worker->drain_until)
		return;
	for (struct session *session = worker->sessions; session != NULL; session = session->next)
		if (session->state != SESSION_TUNNEL && session->state != SESSION_OVER)
			session_end(session, END_DRAIN, true);
	net_end_lingering(&worker->net);
}

/* Start-up. */

static bool read_anchors(struct service *service, struct buf *anchors, struct err *err)
{
	const struct config *config = service->worker.config;

	for (size_t i = 0; config->origin.files != NULL && config->origin.files[i] != NULL; i++) {
		struct span pem;
		const char *name;
		if (!source_read(service->source, NULL, config->origin.files[i], &name, &pem, err))
			return false;
		buf_append_span(anchors, pem);
		buf_append_text(anchors, "\n");
	}
	return true;
}

static void print_fingerprint(X509 *certificate, char *text, size_t size)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned len = 0;

	X509_digest(certificate, EVP_sha256(), digest, &len);
	for (unsigned i = 0; i < len && 3 * i + 3 < size; i++)
		snprintf(text + 3 * i, size - 3 * i, i + 1 < len ? "%02X:" : "%02X", digest[i]);
}

static bool read_ca(struct service *service, struct span *pem, struct err *err)
{
	struct internal *internal = &service->worker.internal;
	const char *name;

	if (!source_read(
	        service->source, NULL, service->worker.config->ca_certificate, &name, pem, err))
		return false;
	BIO *bio = BIO_new_mem_buf(pem->data, (int)pem->len);
	X509 *certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL);
	BIO_free(bio);
	if (certificate == NULL)
		return err_set(err, "%s holds no certificate", name);
	unsigned char *der = NULL;
	int len = i2d_X509(certificate, &der);
	service->ca_der = mem_copy_n(der, len > 0 ? (size_t)len : 0);
	OPENSSL_free(der);
	print_fingerprint(certificate, service->fingerprint, sizeof service->fingerprint);
	X509_free(certificate);
	internal->config = service->worker.config;
	internal->ca_pem = *pem;
	internal->ca_der = span_make(service->ca_der, len > 0 ? (size_t)len : 0);
	internal->ca_fingerprint = service->fingerprint;
	return true;
}

static bool set_up_tls(struct service *service, struct err *err)
{
	struct worker *worker = &service->worker;
	struct span ca_pem;
	struct buf anchors;

	buf_init(&anchors, 64 * 1024 * 1024);
	bool ok = read_ca(service, &ca_pem, err) && read_anchors(service, &anchors, err);
	if (ok)
		service->verifier =
		    verifier_new(worker->config->origin.system, buf_span(&anchors), ca_pem, err);
	buf_release(&anchors);
	if (service->verifier == NULL)
		return false;
	worker->tls = tls_new(service->verifier, err);
	return worker->tls != NULL;
}

static bool load_config(struct service *service, const struct worker_start *start, struct err *err)
{
	struct problems problems;

	service->source = source_new_snapshot(start->snapshot_fd, err);
	if (service->source == NULL)
		return false;
	problems_init(&problems);
	service->worker.config = config_load(service->source, start->config_file, false, &problems);
	if (service->worker.config == NULL)
		problems_write(&problems, 2);
	problems_release(&problems);
	if (service->worker.config == NULL)
		return err_set(err, "the snapshot does not load");
	return true;
}

/* As many sessions as the descriptors that we may have allow, and this worker's share of what the
 * configuration allows. */
static size_t session_limit(const struct config *config)
{
	struct rlimit limit;
	size_t share = config->limits.connections / config->workers;

	if (share == 0)
		share = 1;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
		return share;
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	rlim_t kept = limit.rlim_cur < 2 * DESCRIPTORS_KEPT ? limit.rlim_cur / 2 : DESCRIPTORS_KEPT;
	size_t most = (size_t)(limit.rlim_cur - kept) / DESCRIPTORS_A_SESSION;
	if (most == 0)
		most = 1;
	return share < most ? share : most;
}

/* The head of an answer may be four times as large as that of a request, and fits. */
static size_t kept_max(const struct config *config)
{
	size_t head = 4 * config->limits.headers + 64 * 1024;

	return head > NET_KEPT_MAX ? head : NET_KEPT_MAX;
}

/* Half of the worker's share for posts, half for what connections keep. */
static void set_up_budgets(struct worker *worker)
{
	size_t half = worker->config->limits.memory / worker->config->workers / 2;

	worker->budget = budget_new(&worker->net, half);
	worker->net.held_max = half;
	worker->net.kept_max = kept_max(worker->config);
}

/* What waits for audit is a part of the memory, too. */
static size_t outbox_max(const struct worker *worker)
{
	return worker->config->limits.memory / worker->config->workers / OUTBOX_SHARE;
}

static bool set_up_dialer(struct service *service, struct err *err)
{
	struct worker *worker = &service->worker;

	worker->dialer = dialer_new(worker->net.base, worker->config, worker->config->listen,
	    worker->config->listen_count, err);
	return worker->dialer != NULL;
}

static bool start_up(struct service *service, const struct worker_start *start, struct err *err)
{
	struct worker *worker = &service->worker;
	static const struct sandbox sandbox = { .may_connect = true };

	signal(SIGPIPE, SIG_IGN);
	counters_attach(start->counters_fd, start->counter_slot);
	net_init(&worker->net);
	buf_init(&worker->scratch, SCRATCH_MAX);
	if (!load_config(service, start, err))
		return false;
	log_open("worker", worker->config->log_level, 2);
	if (!set_up_tls(service, err) || !set_up_dialer(service, err))
		return false;
	worker->judge = judge_new(worker->config->policy);
	worker->generation = start->generation;
	worker->session_max = session_limit(worker->config);
	set_up_budgets(worker);
	worker->next_id = 1;
	if (getrandom(&worker->token, sizeof worker->token, 0) != sizeof worker->token ||
	    getrandom(worker->issued_key, SIPHASH_KEY, 0) != SIPHASH_KEY)
		return err_set_errno(err, "no random bytes");
	worker->leaves = leaf_cache_new(worker);
	worker->persons = person_cache_new(worker);
	worker->counts = counts_new(worker);
	listen_on(service, start);
	worker->mailbox = mailbox_new(worker, &worker->net, start->control_fd, outbox_max(worker));
	worker->gap = gap_new(worker);
	event_assign(&service->tick, worker->net.base, -1, EV_PERSIST, on_tick, service);
	event_add(&service->tick, &(struct timeval){ .tv_sec = 1 });
	return sandbox_enter(&sandbox, err);
}

static void free_over(struct worker *worker)
{
	while (worker->over != NULL) {
		struct session *session = worker->over;
		worker->over = session->next_over;
		session_free(session);
	}
}

static bool is_done(const struct worker *worker)
{
	return mailbox_must_stop(worker->mailbox) ||
	       (worker->is_draining && worker->sessions == NULL && worker->net.lingering == NULL);
}

/* The parent and the next worker of the slot hold the sockets too: what waits in their queues
 * stays. */
static void stop_accepting(struct service *service)
{
	watch_listeners(service, false);
	for (size_t i = 0; i < service->listener_count; i++)
		close(service->listeners[i].fd);
	service->listener_count = 0;
	mailbox_tell(service->worker.mailbox, ROLE_PARENT, LETTER_DRAINING, (struct span){ "", 0 });
}

static bool may_accept(const struct service *service)
{
	const struct worker *worker = &service->worker;

	return worker->session_count < worker->session_max &&
	       worker->net.now_ms >= service->rests_until_ms;
}

static void serve(struct service *service)
{
	struct worker *worker = &service->worker;

	mailbox_tell(worker->mailbox, ROLE_PARENT, LETTER_READY, (struct span){ "", 0 });
	while (!is_done(worker)) {
		if (worker->is_draining && service->listener_count > 0)
			stop_accepting(service);
		watch_listeners(service, may_accept(service));
		net_turn(&worker->net);
		enforce_drain(worker);
		free_over(worker);
		if (worker->scratch.cap > SCRATCH_KEPT)
			buf_release(&worker->scratch);
	}
	counts_flush(worker->counts);
	gap_tell(worker->gap);
	if (worker->is_draining)
		mailbox_tell(worker->mailbox, ROLE_PARENT, LETTER_DRAINED, (struct span){ "", 0 });
}

static void wind_up(struct service *service)
{
	struct worker *worker = &service->worker;

	watch_listeners(service, false);
	for (struct session *session = worker->sessions; session != NULL; session = session->next)
		session_end(session, END_DRAIN, true);
	free_over(worker);
	event_del(&service->tick);
	exchange_free_spares(worker);
	leaf_cache_free(worker->leaves);
	person_cache_free(worker->persons);
	counts_free(worker->counts);
	gap_free(worker->gap);
	mailbox_free(worker->mailbox);
	dialer_free(worker->dialer);
	net_end_lingering(&worker->net);
	count_memory(worker);
	budget_free(worker->budget);
	net_release(&worker->net);
	tls_free(worker->tls);
	verifier_free(service->verifier);
	judge_free(worker->judge);
	pauses_free(worker->pauses);
	config_free(worker->config);
	source_free(service->source);
	buf_release(&worker->scratch);
	free(service->listeners);
	free(service->ca_der);
	free(service);
}

int worker_main(const struct worker_start *start)
{
	struct service *service = mem_alloc(sizeof *service);
	struct err err;

	log_open("worker", LOG_INFO, 2);
	if (!start_up(service, start, &err)) {
		log_line(LOG_ERROR, "-", "cannot start: %s", err.text);
		return 1; /* the process ends; the system takes everything back */
	}
	serve(service);
	wind_up(service);
	return 0;
}
