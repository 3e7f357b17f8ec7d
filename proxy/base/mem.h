/*
 * Allocation that aborts when memory is out: the parent starts the role again.
 * No size given here comes from a peer without a cap.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);               /* zeroed; returns owned, to be freed with free() */
void *mem_array(size_t count, size_t size); /* zeroed, multiplication checked; returns owned */
void *mem_aligned(size_t alignment, size_t size); /* zeroed; a power of two; returns owned */
void *mem_resize(void *memory, size_t size);
void *mem_grow(
    void *array, size_t *capacity, size_t need, size_t size); /* doubles until need fits */
char *mem_copy(const char *text);                             /* returns owned */
char *mem_copy_n(const void *bytes, size_t len);              /* NUL-terminated; returns owned */
char *mem_print(const char *format, ...) __attribute__((format(printf, 1, 2))); /* returns owned */

#endif
