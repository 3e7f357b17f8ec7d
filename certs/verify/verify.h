/*
 * Verification of origins: chain and name against the system store and the operator's anchors. The
 * interception CA of ours is never an anchor here, even where the system store has it.
 * Knows no sockets.
 */
#ifndef CERTS_VERIFY_VERIFY_H
#define CERTS_VERIFY_VERIFY_H

#include <openssl/ssl.h>
#include <stdbool.h>

#include "../../proxy/base/err.h"
#include "../../proxy/base/span.h"

struct verifier;

/* anchors: PEM of the operator's own anchors, all concatenated (may be empty); own_ca: PEM of the
 * interception CA, to be distrusted. system: also the system's store. Returns owned. */
struct verifier *verifier_new(bool system, struct span anchors, struct span own_ca, struct err *err);
void verifier_free(struct verifier *verifier);

/* Gives ctx the trust store and a verify callback with the stricter rules (no CN fallback, serverAuth
 * required, no CA as leaf, X.509 v3 only, key sizes and types of the whole chain, SAN syntax). */
void verifier_apply(struct verifier *verifier, SSL_CTX *ctx);

/* Per connection: name is what the certificate must be for (DNS name or address literal). */
bool verifier_expect(SSL *ssl, const char *name, struct err *err);

/* After a failed handshake: one sentence for the page, one word for the record ("expired",
 * "self-signed", "wrong-name", "unknown-issuer", "weak-key", …); false if it did not fail at this. */
bool verifier_reason(SSL *ssl, const char **word, struct err *sentence);

#endif
