/* A run of bytes that somebody else owns. It may hold any byte, NUL too, and has no terminator. */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const char *data;
	size_t len;
};

/* "%.*s" takes SPAN_PRINT(s). */
#define SPAN_PRINT(s) (int)(s).len, (s).data
#define SPAN(literal) ((struct span){ (literal), sizeof(literal) - 1 })

struct span span_of(const char *text); /* NULL gives the empty span */
struct span span_make(const void *data, size_t len);

bool span_equal(struct span a, struct span b);
bool span_is(struct span a, const char *text);
bool span_equal_nocase(struct span a, struct span b); /* ASCII letters only */
bool span_is_nocase(struct span a, const char *text);
bool span_starts(struct span a, const char *prefix);
bool span_starts_nocase(struct span a, const char *prefix);
bool span_ends_nocase(struct span a, const char *suffix);
struct span span_trim(
    struct span a); /* without spaces and tabs at both ends (OWS, RFC 9110 5.6.3) */
struct span span_from(struct span a, size_t offset);

/* Cuts a at the first c: returns what stood before it and leaves in *rest what stood behind it.
 * Without c: all of it, and *rest becomes { NULL, 0 }. */
struct span span_cut(struct span a, char c, struct span *rest);

/* The whole span must be decimal digits and fit. */
bool span_to_u64(struct span a, uint64_t *value);

#endif
