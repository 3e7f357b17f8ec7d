#include "person.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"
#include "../base/pack.h"
#include "core.h"
#include "wish.h"

enum { SLOTS = 1024, KEPT_MS = 60 * 1000, GROUPS_MAX = 1024 };

struct person {
	struct person_cache *cache;
	unsigned references;
	bool is_ready;
	uint64_t request; /* under way, 0 if none */
	int64_t until_ms;
	char *address;
	char *letter; /* bytes that `who` points into */
	struct span *groups;
	struct who who;
	struct wish *wishes;
};

struct person_cache {
	struct worker *worker;
	struct person *slots[SLOTS];
};

static struct person **slot_of(struct person_cache *cache, const char *address)
{
	uint32_t hash = 2166136261u;

	for (; *address != '\0'; address++)
		hash = (hash ^ (unsigned char)*address) * 16777619u;
	return &cache->slots[hash % SLOTS];
}

void person_release(struct person *person)
{
	if (person == NULL || --person->references > 0)
		return;
	assert(person->wishes == NULL);
	if (person->request != 0)
		mailbox_forget(person->cache->worker->mailbox, person->request);
	free(person->address);
	free(person->letter);
	free(person->groups);
	free(person);
}

static void read_letter(struct person *person, struct span data)
{
	person->letter = mem_copy_n(data.data, data.len);
	struct unpack in = unpack_open(span_make(person->letter, data.len));
	bool is_known = unpack_u8(&in) == 1;
	struct span user = unpack_span(&in);
	struct span how = unpack_span(&in);
	bool has_groups = unpack_u8(&in) == 1;
	uint32_t count = unpack_u32(&in);

	if (in.is_bad || count > GROUPS_MAX)
		return;
	person->groups = mem_array(count, sizeof *person->groups);
	for (uint32_t i = 0; i < count; i++)
		person->groups[i] = unpack_span(&in);
	if (in.is_bad)
		return;
	if (is_known)
		person->who.user = user;
	person->who.how = how;
	person->who.has_groups = has_groups;
	person->who.groups = person->groups;
	person->who.group_count = count;
}

static void on_answered(void *owner, const struct letter *answer)
{
	struct person *person = owner;

	person->request = 0;
	person->is_ready = true;
	if (answer != NULL)
		read_letter(person, answer->data);
	person->references++;
	wish_grant(&person->wishes, person);
	person_release(person);
}

static struct person *person_new(struct person_cache *cache, const char *address)
{
	struct person *person = mem_alloc(sizeof *person);

	person->cache = cache;
	person->references = 1;
	person->address = mem_copy(address);
	person->until_ms = cache->worker->net.now_ms + KEPT_MS;
	person->who.address = span_of(person->address);
	person->who.how = span_of("address");
	return person;
}

struct person *person_get(struct person_cache *cache, const char *address)
{
	struct person **slot = slot_of(cache, address);

	if (*slot != NULL && (strcmp((*slot)->address, address) != 0 ||
	                         cache->worker->net.now_ms >= (*slot)->until_ms)) {
		person_release(*slot);
		*slot = NULL;
	}
	if (*slot == NULL)
		*slot = person_new(cache, address);
	(*slot)->references++;
	return *slot;
}

static void ask(struct person *person)
{
	struct worker *worker = person->cache->worker;
	struct buf letter;

	buf_init(&letter, 1024);
	pack_text(&letter, person->address);
	pack_text(&letter, "");
	person->request = mailbox_ask(
	    worker->mailbox, ROLE_WHO, LETTER_IDENTIFY, buf_span(&letter), on_answered, person);
	buf_release(&letter);
	if (person->request == 0)
		person->is_ready = true; /* the person stays unknown, and unknown never exempts */
}

bool person_is_ready(struct person *person, on_granted *callback, void *owner)
{
	if (!person->is_ready && person->request == 0)
		ask(person);
	if (person->is_ready)
		return true;
	wish_add(&person->wishes, callback, owner);
	return false;
}

void person_forget(struct person *person, const void *owner)
{
	wish_withdraw(&person->wishes, owner);
}

const struct who *person_who(const struct person *person)
{
	return &person->who;
}

struct person_cache *person_cache_new(struct worker *worker)
{
	struct person_cache *cache = mem_alloc(sizeof *cache);

	cache->worker = worker;
	return cache;
}

void person_cache_free(struct person_cache *cache)
{
	for (size_t i = 0; i < SLOTS; i++)
		person_release(cache->slots[i]);
	free(cache);
}
