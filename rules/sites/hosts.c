#include "hosts.h"

#include <stdint.h>

struct site_hosts {
	struct host_entry *slots; /* open addressing; an empty pattern is a free slot */
	size_t size;              /* a power of two, at least twice the entries */
};

struct site_hosts *site_hosts_new(struct arena *arena, size_t count)
{
	struct site_hosts *hosts = arena_alloc(arena, sizeof *hosts);

	hosts->size = 16;
	while (hosts->size < count * 2)
		hosts->size *= 2;
	hosts->slots = arena_alloc(arena, hosts->size * sizeof *hosts->slots);
	return hosts;
}

/* FNV-1a. The table is ours and so are its keys: nobody can make them collide. */
static uint64_t hash(bool is_below, struct span name)
{
	uint64_t sum = is_below ? 0x9E3779B97F4A7C15U : 0xCBF29CE484222325U;

	for (size_t i = 0; i < name.len; i++)
		sum = (sum ^ (unsigned char)name.data[i]) * 0x100000001B3U;
	return sum;
}

static bool is_of(const struct host_entry *entry, bool is_below, struct span name)
{
	bool entry_is_below = span_starts(entry->pattern, "*.");

	return entry_is_below == is_below &&
	       span_equal(is_below ? span_from(entry->pattern, 2) : entry->pattern, name);
}

static struct host_entry *slot_of(const struct site_hosts *hosts, bool is_below, struct span name)
{
	size_t at = (size_t)hash(is_below, name) & (hosts->size - 1);

	while (hosts->slots[at].pattern.len > 0 && !is_of(&hosts->slots[at], is_below, name))
		at = (at + 1) & (hosts->size - 1);
	return &hosts->slots[at];
}

const struct host_entry *site_hosts_add(
    struct site_hosts *hosts, struct host_entry entry, bool is_replacing)
{
	bool is_below = span_starts(entry.pattern, "*.");
	struct span name = is_below ? span_from(entry.pattern, 2) : entry.pattern;
	struct host_entry *slot = slot_of(hosts, is_below, name);
	bool is_taken = slot->pattern.len > 0;

	if (!is_taken || is_replacing)
		*slot = entry;
	return is_taken ? slot : NULL;
}

static const struct host_entry *look(
    const struct site_hosts *hosts, bool is_below, struct span name)
{
	const struct host_entry *slot = slot_of(hosts, is_below, name);

	return slot->pattern.len > 0 ? slot : NULL;
}

const struct host_entry *site_hosts_find(const struct site_hosts *hosts, struct span host)
{
	const struct host_entry *found = look(hosts, false, host);
	struct span rest = host;

	while (found == NULL && rest.len > 0) {
		span_cut(rest, '.', &rest);
		if (rest.len > 0)
			found = look(hosts, true, rest);
	}
	return found;
}
