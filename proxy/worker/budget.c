#include "budget.h"

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"

enum { BUCKETS = 1024, ADDRESS_SHARE = 16, PREFIX_LEN = 8 };

struct purse {
	struct budget *budget;
	unsigned references;
	size_t used;
	const struct claim *leader; /* may grow though the address has too much; NULL: none yet */
	int family;
	uint8_t key[PREFIX_LEN]; /* of the address */
	struct purse *next;
};

struct budget {
	struct net *net;
	size_t max;
	size_t used;
	const struct claim *leader; /* may grow though all have too much; NULL: none yet */
	struct purse
	    *buckets[BUCKETS]; /* of addresses with sessions: no more than there are of these */
	struct wish *wishes;
	struct net_task grant;
};

static void on_grant(void *owner)
{
	struct budget *budget = owner;

	wish_grant(&budget->wishes, NULL);
}

struct budget *budget_new(struct net *net, size_t max)
{
	struct budget *budget = mem_alloc(sizeof *budget);

	budget->net = net;
	budget->max = max;
	budget->grant = (struct net_task){ .run = on_grant, .owner = budget };
	return budget;
}

void budget_free(struct budget *budget)
{
	net_not_later(budget->net, &budget->grant);
	for (size_t i = 0; i < BUCKETS; i++)
		assert(budget->buckets[i] == NULL);
	free(budget);
}

size_t budget_used(const struct budget *budget)
{
	return budget->used;
}

/* FNV-1a. Who chooses addresses so that they collide makes his own sessions slower to begin. */
static struct purse **bucket_of(struct budget *budget, const uint8_t *key)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < PREFIX_LEN; i++)
		hash = (hash ^ key[i]) * 16777619u;
	return &budget->buckets[hash % BUCKETS];
}

static struct purse *purse_new(struct budget *budget, int family, const uint8_t *key)
{
	struct purse **bucket = bucket_of(budget, key);
	struct purse *purse = mem_alloc(sizeof *purse);

	purse->budget = budget;
	purse->family = family;
	memcpy(purse->key, key, PREFIX_LEN);
	purse->next = *bucket;
	*bucket = purse;
	return purse;
}

struct purse *purse_get(struct budget *budget, const struct address *address)
{
	struct purse *purse = *bucket_of(budget, address->bytes);

	/* Of an IPv4 address the bytes behind the fourth are zero. */
	while (purse != NULL && (purse->family != address->family ||
	                            memcmp(purse->key, address->bytes, PREFIX_LEN) != 0))
		purse = purse->next;
	if (purse == NULL)
		purse = purse_new(budget, address->family, address->bytes);
	purse->references++;
	return purse;
}

void purse_release(struct purse *purse)
{
	if (--purse->references > 0)
		return;
	assert(purse->used == 0);
	struct purse **at = bucket_of(purse->budget, purse->key);
	while (*at != purse)
		at = &(*at)->next;
	*at = purse->next;
	free(purse);
}

static void step_down(const struct claim *claim)
{
	struct purse *purse = claim->purse;

	if (purse->leader == claim)
		purse->leader = NULL;
	if (purse->budget->leader == claim)
		purse->budget->leader = NULL;
}

void claim_set(struct claim *claim, struct purse *purse, size_t bytes)
{
	struct budget *budget = purse->budget;
	bool is_less = bytes < claim->bytes;

	claim->purse = purse;
	purse->used += bytes - claim->bytes;
	budget->used += bytes - claim->bytes;
	claim->bytes = bytes;
	if (bytes == 0)
		step_down(claim);
	if (is_less && budget->wishes != NULL)
		net_later(budget->net, &budget->grant);
}

static bool leads(const struct claim **leader, const struct claim *claim)
{
	if (*leader == NULL)
		*leader = claim;
	return *leader == claim;
}

bool claim_may_grow(struct claim *claim, struct purse *purse)
{
	struct budget *budget = purse->budget;
	bool is_all_over = budget->used > budget->max;

	if (!is_all_over && purse->used <= budget->max / ADDRESS_SHARE)
		return true;
	claim->purse = purse;
	if (!leads(&purse->leader, claim))
		return false;
	return !is_all_over || leads(&budget->leader, claim);
}

void budget_wait(struct budget *budget, on_granted *callback, void *owner)
{
	wish_add(&budget->wishes, callback, owner);
}

void budget_forget(struct budget *budget, const void *owner)
{
	wish_withdraw(&budget->wishes, owner);
}
