#include "mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *memory)
{
	if (memory == NULL)
		abort();
	return memory;
}

void *mem_alloc(size_t size)
{
	return checked(calloc(1, size > 0 ? size : 1));
}

void *mem_array(size_t count, size_t size)
{
	return checked(calloc(count > 0 ? count : 1, size > 0 ? size : 1));
}

void *mem_aligned(size_t alignment, size_t size)
{
	size_t whole = (size / alignment + 1) * alignment;

	return memset(checked(aligned_alloc(alignment, whole)), 0, whole);
}

void *mem_resize(void *memory, size_t size)
{
	return checked(realloc(memory, size > 0 ? size : 1));
}

void *mem_grow(void *array, size_t *capacity, size_t need, size_t size)
{
	if (need <= *capacity)
		return array;
	size_t wanted = *capacity > 0 ? *capacity : 8;
	while (wanted < need)
		wanted *= 2;
	*capacity = wanted;
	return checked(reallocarray(array, wanted, size));
}

char *mem_copy(const char *text)
{
	return checked(strdup(text));
}

char *mem_copy_n(const void *bytes, size_t len)
{
	char *copy = checked(malloc(len + 1));

	if (len > 0)
		memcpy(copy, bytes, len);
	copy[len] = '\0';
	return copy;
}

char *mem_print(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	int len = vasprintf(&text, format, args);
	va_end(args);
	if (len < 0)
		abort();
	return checked(text);
}
