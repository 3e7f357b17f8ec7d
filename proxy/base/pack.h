/*
 * Values in and out of a message between roles. Writing appends to a buf; reading keeps one flag,
 * so that a reader takes everything first and then asks once whether all of it was there.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "span.h"

void pack_u8(struct buf *to, uint8_t value);
void pack_u32(struct buf *to, uint32_t value);
void pack_u64(struct buf *to, uint64_t value);
void pack_span(struct buf *to, struct span value); /* length first */
void pack_text(struct buf *to, const char *value); /* NULL as the empty span */

struct unpack {
	struct span rest;
	bool is_bad; /* something was cut short */
};

struct unpack unpack_open(struct span from);
uint8_t unpack_u8(struct unpack *from);
uint32_t unpack_u32(struct unpack *from);
uint64_t unpack_u64(struct unpack *from);
struct span unpack_span(struct unpack *from); /* borrowed */
bool unpack_done(const struct unpack *from);  /* nothing bad, nothing left over */

#endif
