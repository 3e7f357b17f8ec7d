#include "bounded.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

/* Without the number (no /proc) there is no limit of memory. */
static bool address_space(size_t *bytes)
{
	FILE *file = fopen("/proc/self/statm", "re");
	unsigned long pages = 0;

	bool is_read = file != NULL && fscanf(file, "%lu", &pages) == 1;
	if (file != NULL)
		fclose(file);
	*bytes = (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
	return is_read;
}

/* SIGPROF ends who has no handler for it. */
void bounded_restart(unsigned milliseconds)
{
	struct itimerval timer = { { 0, 0 }, { milliseconds / 1000, milliseconds % 1000 * 1000 } };

	signal(SIGPROF, SIG_DFL);
	setitimer(ITIMER_PROF, &timer, NULL);
}

static void set_bounds(const struct bounds *bounds)
{
	struct rlimit none = { 0, 0 };
	size_t now;

	bounded_restart(bounds->milliseconds);
	setrlimit(RLIMIT_CORE, &none);
	if (!address_space(&now))
		return;
	struct rlimit limit = { now + bounds->bytes, now + bounds->bytes };
	setrlimit(RLIMIT_AS, &limit);
}

bool bounded_run(bool (*work)(void *what), void *what, const struct bounds *bounds)
{
	int status = 0;

	pid_t child = fork();
	if (child == 0) {
		set_bounds(bounds);
		_exit(work(what) ? 0 : 1);
	}
	if (child < 0)
		return false;
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static unsigned milliseconds(const struct timeval *time)
{
	return (unsigned)(time->tv_sec * 1000 + time->tv_usec / 1000);
}

unsigned bounded_spent_ms(void)
{
	static const int whom[] = { RUSAGE_SELF, RUSAGE_CHILDREN };
	unsigned all = 0;

	for (size_t i = 0; i < sizeof whom / sizeof *whom; i++) {
		struct rusage usage;
		getrusage(whom[i], &usage);
		all += milliseconds(&usage.ru_utime) + milliseconds(&usage.ru_stime);
	}
	return all;
}

void *bounded_share(size_t len)
{
	void *memory = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		abort();
	return memory;
}

void bounded_unshare(void *memory, size_t len)
{
	munmap(memory, len);
}
