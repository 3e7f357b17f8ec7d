#include "automatic.h"

#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	WORKERS_MAX = 32,
	DESCRIPTORS_A_SESSION = 4, /* two sockets, and half of them a pipe */
	CONNECTIONS_MAX = 100000,
	MEMORY_SHARE = 8, /* of the machine's */
};

static const size_t memory_least = 64UL * 1024 * 1024, memory_most = 4096UL * 1024 * 1024;

static unsigned automatic_workers(void)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);

	if (cores < 1)
		return 1;
	return cores > WORKERS_MAX ? WORKERS_MAX : (unsigned)cores;
}

/* Every worker has the descriptors that a process may have. */
static size_t automatic_connections(unsigned workers)
{
	struct rlimit limit = { .rlim_max = 1024 };

	getrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_max == RLIM_INFINITY ||
	    limit.rlim_max / DESCRIPTORS_A_SESSION * workers > CONNECTIONS_MAX)
		return CONNECTIONS_MAX;
	return (size_t)(limit.rlim_max / DESCRIPTORS_A_SESSION * workers);
}

static size_t automatic_memory(void)
{
	long pages = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
	size_t share = pages > 0 && size > 0 ? (size_t)pages * (size_t)size / MEMORY_SHARE : 0;

	if (share < memory_least)
		return memory_least;
	return share > memory_most ? memory_most : share;
}

/* The host's name, as far as it can be part of a record's id. */
static const char *automatic_node(struct arena *arena)
{
	char name[HOST_NAME_MAX + 1] = "";
	size_t len = 0;

	gethostname(name, HOST_NAME_MAX);
	while ((name[len] >= 'a' && name[len] <= 'z') || (name[len] >= 'A' && name[len] <= 'Z') ||
	       (name[len] >= '0' && name[len] <= '9') || (len > 0 && name[len] == '-'))
		len++;
	return len > 0 ? arena_copy(arena, span_make(name, len)) : "gatepost";
}

void automatic_fill(struct config *config)
{
	if (config->workers == 0)
		config->workers = automatic_workers();
	if (config->limits.connections == 0)
		config->limits.connections = automatic_connections(config->workers);
	if (config->limits.memory == 0)
		config->limits.memory = automatic_memory();
	if (config->node == NULL)
		config->node = automatic_node(config->arena);
	if (config->state == NULL)
		config->state = arena_copy(config->arena, span_of(config_default_state()));
}

static void print_home(char *to, size_t size)
{
	const char *folder = getenv("HOME");
	struct passwd user, *found = NULL;
	char room[4096];

	bool is_set = folder != NULL && folder[0] == '/';
	if (!is_set && getpwuid_r(geteuid(), &user, room, sizeof room, &found) == 0 &&
	    found != NULL)
		folder = found->pw_dir;
	snprintf(to, size, "%s", folder != NULL ? folder : "");
}

const char *config_default_state(void)
{
	static char folder[2 * PATH_MAX];
	char home[PATH_MAX];
	const char *base = getenv("XDG_STATE_HOME");

	if (geteuid() == 0)
		return "/var/lib/gatepost";
	print_home(home, sizeof home);
	/* The XDG Base Directory Specification: a relative path is to be ignored. */
	if (base != NULL && base[0] == '/')
		snprintf(folder, sizeof folder, "%s/gatepost", base);
	else
		snprintf(folder, sizeof folder, "%s/.local/state/gatepost", home);
	return folder;
}
