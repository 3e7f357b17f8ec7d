/*
 * Values that a site gave to one session: cookies, and what its answers hold in fields named like
 * tokens. What comes back in a write is no text of its sender's.
 *
 * Bounded: the newest ISSUED_MAX of them. Kept as keyed hashes, never as they are. Belongs to the
 * session; knows no socket.
 */
#ifndef RULES_SITES_ISSUED_H
#define RULES_SITES_ISSUED_H

#include <stdbool.h>

#include "../../proxy/base/siphash.h"
#include "../../proxy/http/message.h"

enum { ISSUED_MAX = 64 };

struct issued;

/* Notes what an answer issues. *set is made with key, *set owned by the caller, once there is
 * something to note; NULL before. */
void issued_learn(
    struct issued **set, const uint8_t key[SIPHASH_KEY], const struct message *answer);
void issued_free(struct issued *set);

/* The whole of value, as it was issued or with its percent-escapes undone. False for NULL. */
bool issued_holds(const struct issued *set, struct span value);

#endif
