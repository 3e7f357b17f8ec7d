/*
 * UTF-8 as it comes from a peer (RFC 3629): judged, and made valid.
 *
 * What is not UTF-8 becomes U+FFFD, with one exception: an overlong sequence is read as the
 * character that a lenient reader would see, because that is how a word is carried past a strict
 * one.
 */
#ifndef HTTP_UTF8_H
#define HTTP_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "../base/arena.h"
#include "../base/span.h"

enum { UTF8_REPLACEMENT = 0xFFFD };

/* The length of the valid sequence at the start of [at, end); 0 if there is none. at < end. */
size_t utf8_sequence(const char *at, const char *end);

/* Takes one character off the start of [at, end), valid or not: returns how many bytes it is made
 * of and sets *code (the replacement, or what an overlong sequence means). at < end. */
size_t utf8_take(const char *at, const char *end, uint32_t *code);

/* Writes code, at most four bytes; returns how many. Surrogates are written as the replacement. */
size_t utf8_write(char *to, uint32_t code);

bool utf8_is_valid(struct span text);

/* *clean is text itself if it is valid, else a repaired copy. False when the arena is full. */
bool utf8_clean(struct span text, struct arena *arena, struct span *clean);

/* How many bytes from at on are ASCII. */
size_t utf8_ascii_run(const char *at, const char *end);

#endif
