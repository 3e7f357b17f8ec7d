#include "names.h"

#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* Open addressing; at most half of the slots are taken. */

enum { SLOTS_FIRST = 64, SLOTS_GROWTH = 4 };

struct name {
	struct span text;
	uint64_t hash;
	size_t number;
};

void names_init(struct names *names)
{
	memset(names, 0, sizeof *names);
}

void names_release(struct names *names)
{
	free(names->list);
	free(names->slots);
	names_init(names);
}

static uint64_t hash_of(struct span text)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a */

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * UINT64_C(0x100000001b3);
	return hash ^ hash >> 32;
}

/* The slot that holds the name, or the free one where it belongs. */
static size_t slot_of(const struct names *names, struct span text, uint64_t hash)
{
	size_t at = hash & (names->slot_count - 1);

	for (; names->slots[at] != 0; at = (at + 1) & (names->slot_count - 1)) {
		const struct name *name = &names->list[names->slots[at] - 1];
		if (name->hash == hash && span_equal(name->text, text))
			break;
	}
	return at;
}

static void grow(struct names *names)
{
	if ((names->count + 1) * 2 <= names->slot_count)
		return;
	names->slot_count =
	    names->slot_count > 0 ? names->slot_count * SLOTS_GROWTH : (size_t)SLOTS_FIRST;
	free(names->slots);
	names->slots = mem_array(names->slot_count, sizeof *names->slots);
	for (size_t i = 0; i < names->count; i++)
		names->slots[slot_of(names, names->list[i].text, names->list[i].hash)] =
		    (uint32_t)i + 1;
}

bool names_put(struct names *names, struct span name, size_t number)
{
	uint64_t hash = hash_of(name);

	grow(names);
	size_t slot = slot_of(names, name, hash);
	if (names->slots[slot] != 0)
		return false;
	names->list =
	    mem_grow(names->list, &names->capacity, names->count + 1, sizeof *names->list);
	names->list[names->count++] = (struct name){ name, hash, number };
	names->slots[slot] = (uint32_t)names->count;
	return true;
}

bool names_get(const struct names *names, struct span name, size_t *number)
{
	if (names->slot_count == 0)
		return false;
	size_t slot = slot_of(names, name, hash_of(name));
	if (names->slots[slot] == 0)
		return false;
	*number = names->list[names->slots[slot] - 1].number;
	return true;
}
