/*
 * Who is behind a client, as `who` tells it: kept for a minute by address, shared by its sessions.
 */
#ifndef WORKER_PERSON_H
#define WORKER_PERSON_H

#include "../../rules/post.h"
#include "wish.h"

struct person;
struct person_cache;
struct worker;

struct person_cache *person_cache_new(struct worker *worker);
void person_cache_free(struct person_cache *cache);

/* The person at that address (as text); counted, to be given back by person_release(). Never NULL.
 */
struct person *person_get(struct person_cache *cache, const char *address);
void person_release(struct person *person);

/* Known yet? If not, callback comes once when it is, or when `who` gave up (then: unknown). */
bool person_is_ready(struct person *person, on_granted *callback, void *owner);
void person_forget(struct person *person, const void *owner);
const struct who *person_who(const struct person *person); /* borrowed */

#endif
