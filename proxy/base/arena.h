/*
 * Memory for one piece of work (an exchange, a loaded file) that is freed all at once.
 * Nothing in it is freed alone. The cap bounds what hostile input can make us build.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#include "span.h"

struct arena;

struct arena *arena_new(size_t max); /* returns owned; max bytes in all, 0 for no cap */
void arena_free(struct arena *arena);
void arena_clear(struct arena *arena); /* keeps the first block, so that reuse costs no malloc */

/* Zeroed and aligned for any type; NULL once the cap is passed (and for all later calls). */
void *arena_alloc(struct arena *arena, size_t size);
void *arena_bytes(struct arena *arena, size_t len); /* neither zeroed nor aligned */
bool arena_is_full(const struct arena *arena);
size_t arena_taken(const struct arena *arena); /* bytes handed out */

char *arena_copy(struct arena *arena, struct span span); /* NUL-terminated */
char *arena_print(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
