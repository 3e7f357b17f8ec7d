/*
 * Leaf certificates of a worker: kept by name, asked of `certs` when new. Several sessions that
 * want the same name at once share one signature.
 */
#ifndef WORKER_LEAF_H
#define WORKER_LEAF_H

#include <openssl/x509.h>
#include <stdbool.h>

#include "wish.h"

struct leaf_cache;
struct worker;

struct leaf_cache *leaf_cache_new(struct worker *worker);
void leaf_cache_free(struct leaf_cache *cache);

/* True: answered at once; *leaf is borrowed, or NULL when it cannot be had. False: callback comes,
 * once, granted an X509 (borrowed during the call), or NULL. */
bool leaf_get(
    struct leaf_cache *cache, const char *name, on_granted *callback, void *owner, X509 **leaf);
void leaf_forget(struct leaf_cache *cache, const char *name, void *owner);

#endif
