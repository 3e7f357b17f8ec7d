#include "leaf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../base/mem.h"
#include "../base/pack.h"
#include "core.h"
#include "wish.h"

enum {
	BUCKETS = 4096,
	LEAVES_MAX = 20000,
	KEPT_MS = 24 * 3600 * 1000, /* a leaf lives 90 days; asked for anew every day */
};

struct leaf {
	struct leaf_cache *cache;
	char *name;
	X509 *certificate; /* NULL while it is being signed */
	int64_t until_ms;
	struct wish *wishes;
	struct leaf *next;
};

struct leaf_cache {
	struct worker *worker;
	struct leaf *buckets[BUCKETS];
	size_t count;
};

static struct leaf **bucket_of(struct leaf_cache *cache, const char *name)
{
	uint32_t hash = 2166136261u;

	for (; *name != '\0'; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	return &cache->buckets[hash % BUCKETS];
}

static struct leaf **find(struct leaf_cache *cache, const char *name)
{
	struct leaf **at = bucket_of(cache, name);

	while (*at != NULL && strcmp((*at)->name, name) != 0)
		at = &(*at)->next;
	return at;
}

static void leaf_drop(struct leaf **at)
{
	struct leaf *leaf = *at;

	*at = leaf->next;
	leaf->cache->count--;
	wish_grant(&leaf->wishes, NULL);
	X509_free(leaf->certificate);
	free(leaf->name);
	free(leaf);
}

/* Full: the bucket of the newcomer gives up what it has, signatures under way excepted. */
static void make_room(struct leaf_cache *cache, const char *name)
{
	for (struct leaf **at = bucket_of(cache, name); cache->count >= LEAVES_MAX && *at != NULL;)
		if ((*at)->certificate != NULL)
			leaf_drop(at);
		else
			at = &(*at)->next;
}

static void on_signed(void *owner, const struct letter *answer)
{
	struct leaf *leaf = owner;
	struct leaf_cache *cache = leaf->cache;
	struct unpack in = unpack_open(answer != NULL ? answer->data : (struct span){ NULL, 0 });
	bool ok = unpack_u8(&in) == 1;
	struct span der = unpack_span(&in);

	if (ok && !in.is_bad)
		leaf->certificate = tls_certificate_new(cache->worker->tls, der);
	leaf->until_ms = cache->worker->net.now_ms + KEPT_MS;
	if (leaf->certificate == NULL)
		leaf_drop(find(cache, leaf->name));
	else
		wish_grant(&leaf->wishes, leaf->certificate);
}

static struct leaf *ask(struct leaf_cache *cache, const char *name)
{
	struct leaf *leaf = mem_alloc(sizeof *leaf);
	struct buf letter;

	make_room(cache, name);
	leaf->cache = cache;
	leaf->name = mem_copy(name);
	struct leaf **bucket = bucket_of(cache, name);
	leaf->next = *bucket;
	*bucket = leaf;
	cache->count++;
	buf_init(&letter, 1024);
	pack_text(&letter, name);
	uint64_t id = mailbox_ask(
	    cache->worker->mailbox, ROLE_CERTS, LETTER_CERTIFY, buf_span(&letter), on_signed, leaf);
	buf_release(&letter);
	if (id != 0)
		return leaf;
	leaf_drop(bucket);
	return NULL;
}

bool leaf_get(
    struct leaf_cache *cache, const char *name, on_granted *callback, void *owner, X509 **leaf)
{
	struct leaf **at = find(cache, name);

	*leaf = NULL;
	if (*at != NULL && (*at)->certificate != NULL) {
		if (cache->worker->net.now_ms < (*at)->until_ms) {
			*leaf = (*at)->certificate;
			return true;
		}
		leaf_drop(at);
		at = find(cache, name);
	}
	struct leaf *asked = *at != NULL ? *at : ask(cache, name);
	if (asked == NULL)
		return true;
	wish_add(&asked->wishes, callback, owner);
	return false;
}

void leaf_forget(struct leaf_cache *cache, const char *name, void *owner)
{
	struct leaf *leaf = *find(cache, name);

	if (leaf != NULL)
		wish_withdraw(&leaf->wishes, owner);
}

struct leaf_cache *leaf_cache_new(struct worker *worker)
{
	struct leaf_cache *cache = mem_alloc(sizeof *cache);

	cache->worker = worker;
	return cache;
}

void leaf_cache_free(struct leaf_cache *cache)
{
	/* Sessions are gone by now, and have withdrawn their wishes. */
	for (size_t i = 0; i < BUCKETS; i++)
		while (cache->buckets[i] != NULL)
			leaf_drop(&cache->buckets[i]);
	free(cache);
}
