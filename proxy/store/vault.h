/*
 * Text that only a holder of text.key can read: AES-256-GCM, one random nonce a text, the number of
 * its record as associated data, so that a sealed text cannot be moved to another record.
 */
#ifndef STORE_VAULT_H
#define STORE_VAULT_H

#include <stdbool.h>
#include <stdint.h>

#include "../base/buf.h"
#include "../base/err.h"

struct vault;

/* may_create: makes text.key where there is none (the audit role). Returns owned, NULL on failure.
 */
struct vault *vault_open(const char *folder, bool may_create, struct err *err);
void vault_free(struct vault *vault); /* forgets the key */

/* Both append to out; false if out is full, or if what was sealed was altered or has another key.
 */
bool vault_seal(struct vault *vault, uint64_t number, struct span plain, struct buf *out);
bool vault_unseal(struct vault *vault, uint64_t number, struct span sealed, struct buf *out);

#endif
