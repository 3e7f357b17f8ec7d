#include "role.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../certs/custody/custody.h"
#include "../audit/audit.h"
#include "../base/channel.h"
#include "../base/counters.h"
#include "../base/span.h"
#include "../load/load.h"
#include "../load/plan.h"
#include "../reader/reader.h"
#include "../who/who.h"
#include "../worker/worker.h"

/* argv as fill_arguments() in child.c laid it out. */
enum {
	ARG_ROLE = 2,
	ARG_CONTROL,
	ARG_SNAPSHOT, /* load: where problems are written */
	ARG_CONFIG,
	ARG_COUNTERS,
	ARG_COUNTER_SLOT,
	ARG_SLOT,
	ARG_GENERATION,
	ARG_INSTANCE,
	ARG_LISTEN,
};

static int number(int argc, char **argv, int at)
{
	uint64_t value = 0;

	if (at >= argc || !span_to_u64(span_of(argv[at]), &value) || value > 1u << 30) {
		fputs("gatepost: --role is for the parent alone\n", stderr);
		exit(2);
	}
	return (int)value;
}

/* What was handed over must not go on to programs; there are none, but it costs nothing. */
static int handed(int argc, char **argv, int at)
{
	int fd = number(argc, argv, at);

	fcntl(fd, F_SETFD, FD_CLOEXEC);
	return fd;
}

static int run_worker(int argc, char **argv)
{
	int listen_fds[PLAN_LISTEN_MAX];
	struct worker_start start = {
		.control_fd = handed(argc, argv, ARG_CONTROL),
		.snapshot_fd = handed(argc, argv, ARG_SNAPSHOT),
		.config_file = argv[ARG_CONFIG][0] != '\0' ? argv[ARG_CONFIG] : NULL,
		.counters_fd = handed(argc, argv, ARG_COUNTERS),
		.counter_slot = (unsigned)number(argc, argv, ARG_COUNTER_SLOT),
		.slot = (unsigned)number(argc, argv, ARG_SLOT),
		.generation = (unsigned)number(argc, argv, ARG_GENERATION),
		.instance = (unsigned)number(argc, argv, ARG_INSTANCE),
		.listen_fds = listen_fds,
	};

	for (int at = ARG_LISTEN; at < argc && start.listen_count < PLAN_LISTEN_MAX; at++)
		listen_fds[start.listen_count++] = handed(argc, argv, at);
	return worker_main(&start);
}

static int run_service(int argc, char **argv, int (*main_of_role)(int, int, const char *))
{
	const char *config_file = argv[ARG_CONFIG][0] != '\0' ? argv[ARG_CONFIG] : NULL;

	counters_attach(
	    handed(argc, argv, ARG_COUNTERS), (unsigned)number(argc, argv, ARG_COUNTER_SLOT));
	return main_of_role(
	    handed(argc, argv, ARG_CONTROL), handed(argc, argv, ARG_SNAPSHOT), config_file);
}

int role_main(int argc, char **argv)
{
	static const struct {
		enum role role;
		int (*main_of_role)(int control_fd, int snapshot_fd, const char *config_file);
	} services[] = { { ROLE_CERTS, certs_main }, { ROLE_WHO, who_main },
		{ ROLE_AUDIT, audit_main } };
	const char *name = argc > ARG_CONFIG ? argv[ARG_ROLE] : "";

	if (strcmp(name, "read") == 0)
		return reader_child(argc, argv);

	if (strcmp(name, role_names[ROLE_LOAD]) == 0)
		return load_main(handed(argc, argv, ARG_CONTROL), handed(argc, argv, ARG_SNAPSHOT),
		    argv[ARG_CONFIG][0] != '\0' ? argv[ARG_CONFIG] : NULL);
	if (strcmp(name, role_names[ROLE_WORKER]) == 0)
		return run_worker(argc, argv);
	for (size_t i = 0; i < sizeof services / sizeof *services; i++)
		if (strcmp(name, role_names[services[i].role]) == 0)
			return run_service(argc, argv, services[i].main_of_role);
	fputs("gatepost: --role is for the parent alone\n", stderr);
	return 2;
}
