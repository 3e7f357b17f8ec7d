#include "counters.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

typedef _Atomic uint64_t cell;

enum { PAGE_SIZE = COUNTER_SLOTS * COUNTER_COUNT * (int)sizeof(cell) };

const struct counter_info counter_infos[COUNTER_COUNT] = {
#define X(id, name, prose, blind) [COUNTER_##id] = { name, prose, blind },
	COUNTER_TABLE(X)
#undef X
};

/* What is open or held now belongs to the process that does; a new owner of a slot has nothing. */
static const enum counter gauges[] = { COUNTER_SESSIONS_OPEN, COUNTER_TUNNELS_OPEN,
	COUNTER_MEMORY_HELD };

static cell alone[COUNTER_SLOTS * COUNTER_COUNT]; /* before, and without, counters_attach() */
static cell *page = alone;
static unsigned own_slot;

int counters_create(void)
{
	int fd = memfd_create("gatepost-counters", MFD_CLOEXEC | MFD_ALLOW_SEALING);

	if (fd < 0)
		return -1;
	if (ftruncate(fd, PAGE_SIZE) == 0 &&
	    fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) == 0)
		return fd;
	close(fd);
	return -1;
}

void counters_attach(int fd, unsigned slot)
{
	void *mapping = mmap(NULL, PAGE_SIZE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (mapping == MAP_FAILED || slot >= COUNTER_SLOTS)
		return;
	page = mapping;
	own_slot = slot;
	for (size_t i = 0; i < sizeof gauges / sizeof *gauges; i++)
		atomic_store_explicit(
		    &page[slot * COUNTER_COUNT + gauges[i]], 0, memory_order_relaxed);
}

void counter_add(enum counter counter, int64_t n)
{
	cell *mine = &page[own_slot * COUNTER_COUNT + counter];
	uint64_t before = atomic_load_explicit(mine, memory_order_relaxed);

	/* One writer a slot: a plain store is enough, and costs no locked instruction. */
	atomic_store_explicit(mine, before + (uint64_t)n, memory_order_relaxed);
}

uint64_t counter_sum(enum counter counter)
{
	uint64_t sum = 0;

	for (size_t slot = 0; slot < COUNTER_SLOTS; slot++)
		sum += atomic_load_explicit(
		    &page[slot * COUNTER_COUNT + counter], memory_order_relaxed);
	return sum;
}
