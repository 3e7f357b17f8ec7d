#include "arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

enum { FIRST_BLOCK = 4096, BLOCK_MAX = 1024 * 1024, ALIGNMENT = 16 };

struct block {
	struct block *next; /* older, fuller block */
	size_t used;
	size_t size;
	_Alignas(ALIGNMENT) char bytes[];
};

struct arena {
	struct block *newest;
	size_t max;
	size_t taken;
	bool is_full;
};

static struct block *block_new(size_t size, struct block *next)
{
	struct block *block = mem_resize(NULL, sizeof *block + size);

	block->next = next;
	block->used = 0;
	block->size = size;
	return block;
}

struct arena *arena_new(size_t max)
{
	struct arena *arena = mem_alloc(sizeof *arena);

	arena->max = max > 0 ? max : SIZE_MAX;
	return arena;
}

void arena_clear(struct arena *arena)
{
	struct block *block = arena->newest;

	while (block != NULL && block->next != NULL) {
		struct block *next = block->next;
		free(block);
		block = next;
	}
	if (block != NULL)
		block->used = 0;
	arena->newest = block;
	arena->taken = 0;
	arena->is_full = false;
}

void arena_free(struct arena *arena)
{
	if (arena == NULL)
		return;
	arena_clear(arena);
	free(arena->newest);
	free(arena);
}

static void *take(struct arena *arena, size_t size, size_t alignment)
{
	if (arena->is_full || size > arena->max - arena->taken) {
		arena->is_full = true;
		return NULL;
	}
	struct block *block = arena->newest;
	size_t start = block != NULL ? (block->used + alignment - 1) / alignment * alignment : 0;
	if (block == NULL || start > block->size || size > block->size - start) {
		size_t wanted = block != NULL ? block->size * 2 : FIRST_BLOCK;
		if (wanted > BLOCK_MAX)
			wanted = BLOCK_MAX;
		block = block_new(size > wanted ? size : wanted, block);
		arena->newest = block;
		start = 0;
	}
	block->used = start + size;
	arena->taken += size;
	return block->bytes + start;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	void *memory = take(arena, size > 0 ? size : 1, ALIGNMENT);

	if (memory != NULL)
		memset(memory, 0, size);
	return memory;
}

void *arena_bytes(struct arena *arena, size_t len)
{
	return take(arena, len > 0 ? len : 1, 1);
}

bool arena_is_full(const struct arena *arena)
{
	return arena->is_full;
}

size_t arena_taken(const struct arena *arena)
{
	return arena->taken;
}

char *arena_copy(struct arena *arena, struct span span)
{
	char *copy = take(arena, span.len + 1, 1);

	if (copy == NULL)
		return NULL;
	if (span.len > 0)
		memcpy(copy, span.data, span.len);
	copy[span.len] = '\0';
	return copy;
}

char *arena_print(struct arena *arena, const char *format, ...)
{
	va_list args;
	va_list again;

	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	char *text = len >= 0 ? take(arena, (size_t)len + 1, 1) : NULL;
	if (text != NULL)
		vsnprintf(text, (size_t)len + 1, format, again);
	va_end(again);
	return text;
}
